"""Writing a draft: start one, its task list, and one page for each of the fourteen parts; all of it without JavaScript.

Row buttons (add, remove, up, down) act on the text as typed, before anything is read. When the whole page is then
readable it is saved and shown anew at the row; when something is not, nothing is saved, the rows are changed on the
page all the same, and the boxes at fault say why.
"""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Role
from accounts.gate import allow, current_actor
from core import once
from core.db import unit_of_work
from core.errors import NotFound
from core.forms import HouseForm
from core.i18n import gettext
from proposals import comparing, dossier, forms, policies, queries, rowacts, services
from proposals.models import DraftPart, Proposal
from proposals.template import PART_BY_CODE, JsonRow, Part
from proposals.views import desk
from proposals.views.blueprint import bp


@bp.post("/start")
@allow(Role.PROPOSER)
def start() -> ResponseReturnValue:
    """Open an empty draft and go to its task list."""
    actor = current_actor()
    form = HouseForm()
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        proposal = services.start(actor)
    return redirect(url_for(".tasks", proposal_id=proposal.id))


@bp.get("/<uuid:proposal_id>/draft")
@allow(Role.PROPOSER)
def tasks(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """The fourteen parts: how far each is and what it lacks, each lack a link to its box."""
    actor = current_actor()
    proposal = queries.get(proposal_id, seen_by=actor)
    if not policies.may_edit(actor, proposal):
        return redirect(url_for(".show", proposal_id=proposal.id))
    return render_template(
        "proposals/tasks.html", may_discard=policies.may_discard(actor, proposal), **desk.overview(proposal)
    )


@bp.get("/<uuid:proposal_id>/draft/<code>")
@allow(Role.PROPOSER)
def part(proposal_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """One part to write in."""
    actor = current_actor()
    proposal = queries.get(proposal_id, seen_by=actor)
    wanted = _part(code)
    if not policies.may_edit(actor, proposal):
        return redirect(url_for(".show", proposal_id=proposal.id))
    stored = queries.draft_part(proposal, wanted.code)
    content = desk.shown_content(proposal, wanted, stored.content)
    form = forms.part_form(wanted, desk.lists(content), content=content, row_version=stored.row_version)
    return render_template("proposals/part.html", **desk.workbench(proposal, wanted, stored, form))


@bp.post("/<uuid:proposal_id>/draft/<code>")
@allow(Role.PROPOSER)
def save(proposal_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """Save a part, whole or half-filled; refuse what cannot be read; never lose what was typed."""
    actor = current_actor()
    proposal = queries.get(proposal_id, seen_by=actor)
    wanted = _part(code)
    stored = queries.draft_part(proposal, wanted.code, lock=True)
    typed = forms.gather(wanted, request.form)
    button = request.form.get("_act", "save")
    act = rowacts.read_act(button)
    place = rowacts.carry_out(act, wanted.boxes, typed) if act else None
    form = forms.part_form(wanted, desk.lists(stored.content), typed=typed, row_version=stored.row_version)
    readable = form.validate()
    content = desk.stored_content(wanted, stored.content, forms.from_form(wanted.boxes, form)) if readable else {}
    if not policies.may_edit(actor, proposal) or not stored.open:
        return _too_late(proposal, wanted, stored, form, content), 409
    seen = request.form.get("row_version", "")
    if seen != str(stored.row_version) and content != stored.content:
        return _stale(proposal, wanted, stored, form, content), 409
    if button == "restore":  # kept text laid into the boxes again, to be looked at and not yet saved
        return render_template("proposals/part.html", **desk.workbench(proposal, wanted, stored, form))
    if not readable:
        return render_template("proposals/part.html", **desk.workbench(proposal, wanted, stored, form)), 422
    with unit_of_work(actor):
        services.save_part(proposal, stored, content, actor)
    if act is None:
        flash(gettext("Đã lưu phần “%(part)s”.", part=gettext(wanted.label)), "done")
    return redirect(desk.next_page(proposal, wanted, button, place))


@bp.post("/<uuid:proposal_id>/draft/resources/sums")
@allow(Role.PROPOSER)
def sums(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """The totals of the money typed so far, as a piece of the page; nothing is saved."""
    proposal = queries.get(proposal_id, seen_by=current_actor())
    wanted = PART_BY_CODE["resources"]
    form = forms.part_form(wanted, forms.Lists(), typed=forms.gather(wanted, request.form))
    form.validate()
    return render_template("proposals/sums.html", proposal=proposal, money=desk.money(form))


def _part(code: str) -> Part:
    found = PART_BY_CODE.get(code)
    if found is None:
        raise NotFound
    return found


def _stale(proposal: Proposal, wanted: Part, stored: DraftPart, form: Any, content: JsonRow) -> str:
    """Somebody saved the part in between: both texts on one page, the typed one in the boxes."""
    found = comparing.differences(wanted, stored.content, content, dossier.reader()) if content else []
    page = desk.workbench(proposal, wanted, stored, form)
    return render_template("proposals/part.html", **page, stale=True, differences=found)


def _too_late(proposal: Proposal, wanted: Part, stored: DraftPart, form: Any, content: JsonRow) -> str:
    """The proposal moved on in between: what was typed is shown so that it can be copied, and cannot be saved."""
    found = comparing.differences(wanted, stored.content, content, dossier.reader()) if content else []
    page = desk.workbench(proposal, wanted, stored, form)
    return render_template("proposals/part.html", **page, too_late=True, differences=found)
