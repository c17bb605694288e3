"""The other ways off the intake desk: return, refuse, merge, move to the secret channel; one page each."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Actor, Role
from accounts.gate import allow, current_actor
from catalog import queries as catalog
from core import once
from core.db import unit_of_work
from core.errors import Conflict
from core.i18n import N_, gettext
from proposals import dossier
from proposals import policies as proposing
from proposals.models import Proposal
from proposals.services import MOVED_ON
from proposals.template import PART_BY_CODE, PARTS
from proposals.workflow import Action, Status
from review.forms.intake import MergeForm, RefuseForm, ReturnForm, SecretForm
from review.queries import intake as queries
from review.services import intake as services
from review.views import bp
from review.views.intake import in_sight


@bp.route("/proposals/<uuid:proposal_id>/intake/return", methods=["GET", "POST"])
@allow(Role.SECRETARIAT)
def intake_return(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for completion: which parts, why, on what basis, by when. Starts from what the check found lacking."""
    actor = current_actor()
    proposal = _standing(proposal_id, actor, Action.RETURN)
    form = ReturnForm() if request.method == "POST" else ReturnForm(formdata=None, data=_found_lacking(proposal))
    if request.method == "GET" or not form.validate():
        return _page("return", proposal, actor, form, parts=PARTS)
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        services.hand_back(proposal, actor, reason=form.reason.data or "", due=form.due.data, lines=form.lines())
    flash(gettext("Đã trả lại đề xuất %(code)s để bổ sung; đơn vị đề xuất đã được báo.", code=proposal.number), "done")
    return redirect(url_for(".intake_queue"))


def _found_lacking(proposal: Proposal) -> dict[str, Any]:
    """The form as it opens: parts judged incomplete are ticked with their notes, each with its clause of the plan."""
    clauses = {row.code: row.clause for row in catalog.template_fields()}
    filled: dict[str, Any] = {"due": services.default_due()}
    judged = queries.items(proposal.current_version_id)
    for part in PARTS:
        row = judged.get(part.code)
        filled[f"{part.code}_asked"] = row is not None and row.complete is False
        filled[f"{part.code}_reason"] = row.note if row is not None and row.complete is False else ""
        filled[f"{part.code}_basis"] = clauses.get(part.field, "")
    return filled


@bp.route("/proposals/<uuid:proposal_id>/intake/refuse", methods=["GET", "POST"])
@allow(Role.SECRETARIAT)
def intake_refuse(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Do not receive the proposal: a ground of the list and a reason."""
    actor = current_actor()
    proposal = _standing(proposal_id, actor, Action.REFUSE)
    form = RefuseForm() if request.method == "POST" else RefuseForm(formdata=None)
    if request.method == "GET" or not form.validate():
        return _page("refuse", proposal, actor, form)
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        services.refuse(proposal, actor, ground=form.ground.data, reason=form.reason.data or "")
    flash(gettext("Đã ghi không tiếp nhận đề xuất %(code)s; đơn vị đề xuất đã được báo.", code=proposal.number), "done")
    return redirect(url_for(".intake_queue"))


@bp.route("/proposals/<uuid:proposal_id>/intake/merge", methods=["GET", "POST"])
@allow(Role.SECRETARIAT)
def intake_merge(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Let the proposal go on as a part of another one, named by its code."""
    actor = current_actor()
    proposal = _standing(proposal_id, actor, Action.MERGE)
    into = request.args.get("into", "")[:20]
    form = MergeForm() if request.method == "POST" else MergeForm(formdata=None, data={"code": into})
    target = None
    if request.method == "POST" and form.validate():
        target = queries.target(form.code.data or "", seen_by=actor)
        if target is None or not services.may_take(target, proposal, actor):
            form.code.errors = [gettext(N_("Không có đề xuất đang xử lý nào mang mã này để nhập vào."))]
            target = None
    if target is None:
        return _page("merge", proposal, actor, form)
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        services.merge(proposal, target, actor, reason=form.reason.data or "")
    flash(gettext("Đã nhập đề xuất %(code)s vào %(into)s.", code=proposal.number, into=target.number), "done")
    return redirect(url_for(".intake_queue"))


@bp.route("/proposals/<uuid:proposal_id>/intake/secret", methods=["GET", "POST"])
@allow(Role.SECRETARIAT)
def intake_secret(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Take the proposal out of the system; asks once, naming what is lost."""
    actor = current_actor()
    proposal = _standing(proposal_id, actor, Action.MOVE_TO_SECRET)
    form = SecretForm() if request.method == "POST" else SecretForm(formdata=None)
    if request.method == "GET" or not form.validate():
        return _page("secret", proposal, actor, form)
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        services.move_to_secret(proposal, actor)
    flash(gettext("Đã chuyển %(code)s sang kênh mật; trong hệ thống chỉ còn mã số.", code=proposal.number), "done")
    return redirect(url_for(".intake_queue"))


def _standing(proposal_id: uuid.UUID, actor: Actor, action: Action) -> Proposal:
    """The proposal, while the act is possible; told otherwise."""
    proposal = in_sight(proposal_id, actor)
    if not proposing.may(actor, action, proposal):
        raise Conflict(MOVED_ON)
    return proposal


def _page(name: str, proposal: Proposal, actor: Actor, form: Any, **more: Any) -> ResponseReturnValue:
    page = render_template(
        f"review/intake_{name}.html",
        proposal=proposal,
        form=form,
        labels={code: gettext(part.label) for code, part in PART_BY_CODE.items()},
        beyond=proposal.status is not Status.INTAKE,
        compact=True,
        **more,
        **dossier.frame(proposal, actor, current="intake"),
    )
    return page, 422 if request.method == "POST" else 200
