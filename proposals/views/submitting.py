"""From draft to intake desk: preview, the last look with the declaration, the receipt, and withdrawing."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Role
from accounts.gate import allow, current_actor, signed_in
from catalog import queries as catalog
from core import db, once, words
from core.db import unit_of_work
from core.errors import NotFound
from core.i18n import gettext
from proposals import comparing, dossier, policies, queries, secrecy, services
from proposals.forms import SubmitForm, WithdrawForm
from proposals.models import Proposal
from proposals.template import PART_BY_CODE, PARTS
from proposals.views import desk
from proposals.views.blueprint import bp
from proposals.workflow import Action, Status


@bp.get("/<uuid:proposal_id>/preview")
@allow(Role.PROPOSER)
def preview(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """The draft as it will look on paper."""
    actor = current_actor()
    proposal = queries.get(proposal_id, seen_by=actor)
    if not policies.proposes_for(actor, proposal) or proposal.status is Status.SECRET:
        raise NotFound
    content = queries.draft_content(proposal)
    return render_template(
        "proposals/preview.html",
        proposal=proposal,
        parts=dossier.read(content),
        writing=policies.may_edit(actor, proposal),
        day=db.today(),
    )


@bp.get("/<uuid:proposal_id>/submit")
@allow(Role.PROPOSER)
def confirm(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """What is still missing, what to declare, and the button."""
    actor = current_actor()
    proposal = queries.get(proposal_id, seen_by=actor)
    if not policies.may_edit(actor, proposal):
        return redirect(url_for(".show", proposal_id=proposal.id))
    return render_template("proposals/submit.html", form=SubmitForm(formdata=None), **_last_look(proposal))


@bp.post("/<uuid:proposal_id>/submit")
@allow(Role.PROPOSER)
def submit(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Freeze the next version, give it its code, and show the receipt."""
    actor = current_actor()
    proposal = queries.get(proposal_id, seen_by=actor)
    form = SubmitForm()
    if policies.may_edit(actor, proposal):  # if not, the service says why
        look = _last_look(proposal)
        if not form.validate() or look["blocking"]:
            return render_template("proposals/submit.html", form=form, **look), 422
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        version = services.submit(proposal, actor, no_state_secret=bool(form.no_state_secret.data))
    flash(gettext("Đã gửi. Mã đề xuất là %(code)s.", code=proposal.number), "done")
    return redirect(url_for(".receipt", proposal_id=proposal.id, number=version.number))


def _last_look(proposal: Proposal) -> dict[str, Any]:
    """Context of the submit page: lacks by part, marks of secrecy, what changed since the last version."""
    content = queries.draft_content(proposal)
    overview = desk.overview(proposal)
    version = proposal.current_version
    reader = dossier.reader()
    changed = [
        (part, found)
        for part in PARTS
        if version and (found := comparing.differences(part, version.content[part.code], content[part.code], reader))
    ]
    return {
        **overview,
        "marks": [
            {
                "mark": mark.mark,
                "around": mark.around,
                "label": gettext(PART_BY_CODE[mark.part].label),
                "url": url_for(".part", proposal_id=proposal.id, code=mark.part, _anchor=mark.path),
            }
            for mark in secrecy.marks(content)
        ],
        "changed": [(gettext(part.label), found) for part, found in changed],
        "days": catalog.rule_number("intake_days"),
    }


@bp.get("/<uuid:proposal_id>/receipt/<int:number>")
@signed_in
def receipt(proposal_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """What was received: code, version, time, checksum, and what happens next."""
    actor = current_actor()
    proposal = queries.get(proposal_id, seen_by=actor)
    if not policies.knows_versions(proposal):
        raise NotFound
    version = queries.version(proposal, number)
    newest = proposal.current_version_id == version.id
    return render_template(
        "proposals/receipt.html",
        proposal=proposal,
        version=version,
        sent_at=words.format_datetime(version.submitted_at),
        list_url=dossier.list_url(actor),
        waits=newest and proposal.status is Status.INTAKE,
        due=words.format_date(proposal.step_due),
    )


@bp.get("/<uuid:proposal_id>/withdraw")
@allow(Role.PROPOSER)
def ask_withdraw(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for the reason, and say what withdrawing means."""
    actor = current_actor()
    proposal = queries.get(proposal_id, seen_by=actor)
    if not policies.may(actor, Action.WITHDRAW, proposal):
        return redirect(url_for(".show", proposal_id=proposal.id))
    frame = dossier.frame(proposal, actor)
    return render_template("proposals/withdraw.html", proposal=proposal, form=WithdrawForm(formdata=None), **frame)


@bp.post("/<uuid:proposal_id>/withdraw")
@allow(Role.PROPOSER)
def withdraw(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """End the proposal at its proposer's wish."""
    actor = current_actor()
    proposal = queries.get(proposal_id, seen_by=actor)
    form = WithdrawForm()
    if not form.validate():
        frame = dossier.frame(proposal, actor)
        return render_template("proposals/withdraw.html", proposal=proposal, form=form, **frame), 422
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        services.withdraw(proposal, actor, reason=form.reason.data or "")
    flash(gettext("Đã rút đề xuất %(code)s.", code=proposal.number), "done")
    return redirect(url_for(".show", proposal_id=proposal.id))
