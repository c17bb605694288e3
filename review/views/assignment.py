"""The tab "Phân công": who assesses by when, whom else to ask, and the end of the assessment."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.actor import Actor, Role
from accounts.gate import allow, current_actor
from catalog import queries as catalog
from core import db, once, words
from core.db import unit_of_work
from core.errors import NotFound
from core.i18n import N_, gettext
from proposals import dossier
from proposals import queries as proposals
from proposals.models import Proposal
from review.conflicts import Hint
from review.forms.assignment import AssignForm, ExtendForm, ReasonForm
from review.models import Assignment, AssignmentState
from review.policies import assignment as policies
from review.policies.scorecard import CLOSED
from review.queries import assignment as queries
from review.services import assignment as services
from review.views import bp

DESK = (Role.SECRETARIAT, Role.AUDITOR)
STATES = {
    AssignmentState.ASSIGNED: (N_("Chờ khai xung đột lợi ích"), "wait"),
    AssignmentState.OPEN: (N_("Đang chấm"), "act"),
    AssignmentState.SEALED: (N_("Đã khóa phiếu"), "done"),
    AssignmentState.RECUSED: (N_("Khai có xung đột lợi ích"), "closed"),
    AssignmentState.RELEASED: (N_("Đã rút"), "quiet"),
}
HINTS = {
    Hint.SAME_ORGANISATION: N_("Cùng đơn vị đề xuất"),
    Hint.COORDINATES: N_("Đơn vị phối hợp trong đề xuất"),
    Hint.UNIT_NAMED: N_("Đơn vị có tên trong đề xuất"),
    Hint.PERSON_NAMED: N_("Tên người có trong đề xuất"),
}


def in_sight(proposal_id: uuid.UUID, actor: Actor) -> Proposal:
    """The proposal as the desk sees it; 404 where it is not theirs to know who assesses."""
    proposal = proposals.get(proposal_id, seen_by=actor)
    if not policies.sees_assignments(actor, proposal):
        raise NotFound
    return proposal


@bp.get("/proposals/<uuid:proposal_id>/assignment")
@allow(*DESK)
def assignment(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Who assesses, and the form to ask more people."""
    actor = current_actor()
    proposal = in_sight(proposal_id, actor)
    held = queries.assessment(proposal.current_version_id)
    form = AssignForm(formdata=None, data={"due": services.default_due(), "note": held.note if held else ""})
    return page(proposal, actor, assign=form)


def page(
    proposal: Proposal,
    actor: Actor,
    *,
    assign: AssignForm | None = None,
    close: ReasonForm | None = None,
    extend: tuple[uuid.UUID, ExtendForm] | None = None,
) -> str:
    """The tab with whichever form is being corrected."""
    held = queries.assessment(proposal.current_version_id)
    may_assign = policies.may_assign(actor, proposal)
    options = services.options(proposal) if may_assign else []
    rows = [_row(row, extend) for row in queries.assignments(proposal.current_version_id)]
    least, most = catalog.rule_number("reviewers_least"), catalog.rule_number("reviewers_most")
    active = held.reviewers if held else 0
    return render_template(
        "review/assignment.html",
        proposal=proposal,
        held=held,
        rows=rows,
        options=options,
        hint_labels={hint: gettext(label) for hint, label in HINTS.items()},
        state_labels={state: gettext(label) for state, (label, _) in STATES.items()},
        least=least,
        most=most,
        room_left=max(0, most - active),
        may_assign=may_assign,
        may_close=policies.may_close(actor, proposal),
        sealed=held.sealed if held else 0,
        closed=proposal.status in CLOSED,
        assign=assign or AssignForm(formdata=None, data={"due": services.default_due()}),
        close=close or ReasonForm(formdata=None),
        extend_form=ExtendForm(formdata=None),
        **dossier.frame(proposal, actor, current="assignment"),
    )


def _row(row: Assignment, extend: tuple[uuid.UUID, ExtendForm] | None) -> dict[str, Any]:
    label, tone = STATES[row.state]
    open_ = policies.may_release(row)
    wrong = extend[1] if extend and extend[0] == row.id else None
    return {
        "id": row.id,
        "name": row.reviewer.name,
        "position": row.reviewer.position,
        "unit": row.reviewer.organisation.name_vi if row.reviewer.organisation else "",
        "state": gettext(label),
        "tone": tone,
        "ground": row.conflict_ground,
        "due_days": (row.due - db.today()).days if open_ else None,
        "due": words.format_date(row.due),
        "sealed": words.format_datetime(row.sealed_at) if row.sealed_at else "",
        "reminded": words.format_date(row.reminded_at) if row.reminded_at else "",
        "open": open_,
        "wrong": wrong,
        "typed": wrong.due._value() if wrong else words.format_date(row.due),
        "error": wrong.due.errors[0] if wrong and wrong.due.errors else "",
    }


@bp.post("/proposals/<uuid:proposal_id>/assignment")
@allow(Role.SECRETARIAT)
def assign(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Ask the chosen people."""
    actor = current_actor()
    proposal = in_sight(proposal_id, actor)
    form = AssignForm()
    form.offer([option.user.id for option in services.options(proposal)])
    if not form.validate() or form.due.data is None:
        return page(proposal, actor, assign=form), 422
    wrong = services.wrong_with(proposal, form.chosen(), due=form.due.data)
    if wrong:
        for name, sentence in wrong.items():
            form[name].errors = [gettext(sentence)]
        return page(proposal, actor, assign=form), 422
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        made = services.assign(proposal, form.chosen(), actor, due=form.due.data, note=form.note.data or "")
    flash(gettext(N_("Đã mời %(count)s người thẩm định và gửi thư báo."), count=len(made)), "done")
    return _back(proposal)


def _back(proposal: Proposal) -> Response:
    return redirect(url_for(".assignment", proposal_id=proposal.id))


@bp.post("/proposals/<uuid:proposal_id>/assignment/<uuid:assignment_id>/release")
@allow(Role.SECRETARIAT)
def release(proposal_id: uuid.UUID, assignment_id: uuid.UUID) -> ResponseReturnValue:
    """Take a reviewer off."""
    actor = current_actor()
    proposal = in_sight(proposal_id, actor)
    row = queries.of_proposal(assignment_id, proposal)
    with unit_of_work(actor):
        services.release(row, proposal, actor)
    flash(gettext(N_("Đã rút %(name)s khỏi danh sách thẩm định."), name=row.reviewer.name), "done")
    return _back(proposal)


@bp.post("/proposals/<uuid:proposal_id>/assignment/<uuid:assignment_id>/extend")
@allow(Role.SECRETARIAT)
def extend(proposal_id: uuid.UUID, assignment_id: uuid.UUID) -> ResponseReturnValue:
    """Give a reviewer another day."""
    actor = current_actor()
    proposal = in_sight(proposal_id, actor)
    row = queries.of_proposal(assignment_id, proposal)
    form = ExtendForm()
    if not form.validate() or form.due.data is None:
        return page(proposal, actor, extend=(row.id, form)), 422
    sentence = services.wrong_day(row, form.due.data)
    if sentence:
        form.due.errors = [gettext(sentence)]
        return page(proposal, actor, extend=(row.id, form)), 422
    with unit_of_work(actor):
        services.extend(row, proposal, actor, due=form.due.data)
    flash(
        gettext(N_("Hạn mới của %(name)s là %(day)s."), name=row.reviewer.name, day=words.format_date(row.due)), "done"
    )
    return _back(proposal)


@bp.post("/proposals/<uuid:proposal_id>/assignment/<uuid:assignment_id>/remind")
@allow(Role.SECRETARIAT)
def remind(proposal_id: uuid.UUID, assignment_id: uuid.UUID) -> ResponseReturnValue:
    """Send a reviewer a reminder."""
    actor = current_actor()
    proposal = in_sight(proposal_id, actor)
    row = queries.of_proposal(assignment_id, proposal)
    with unit_of_work(actor):
        services.remind(row, proposal, actor)
    flash(gettext(N_("Đã gửi thư nhắc %(name)s."), name=row.reviewer.name), "done")
    return _back(proposal)


@bp.post("/proposals/<uuid:proposal_id>/assignment/close")
@allow(Role.SECRETARIAT)
def close(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """End the assessment and hand the proposal to the chief engineer."""
    actor = current_actor()
    proposal = in_sight(proposal_id, actor)
    form = ReasonForm()
    if not form.validate():
        return page(proposal, actor, close=form), 422
    sentence = services.wrong_to_close(proposal, reason=form.reason.data or "")
    if sentence:
        form.reason.errors = [gettext(sentence)]
        return page(proposal, actor, close=form), 422
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        services.close(proposal, actor, reason=form.reason.data or "")
    flash(gettext(N_("Đã kết thúc thẩm định; hồ sơ chuyển xin ý kiến Tổng công trình sư.")), "done")
    return _back(proposal)
