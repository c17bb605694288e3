"""Who answers for a proposal: handing on, handing over all of a person who leaves, a new draft from an old one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import queries as people
from accounts.actor import Role
from accounts.gate import allow, current_actor
from accounts.models import User
from core import once
from core.db import unit_of_work
from core.errors import NotFound
from core.forms import HouseForm, read_id
from core.i18n import gettext
from proposals import dossier, policies, queries, services
from proposals.forms import SuccessorForm
from proposals.models import Proposal
from proposals.views.blueprint import bp


@bp.post("/<uuid:proposal_id>/copy")
@allow(Role.PROPOSER)
def copy(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Start a new draft with this proposal's words."""
    actor = current_actor()
    proposal = queries.get(proposal_id, seen_by=actor)
    with unit_of_work(actor):
        once.spend(HouseForm().once.data or "")
        made = services.copy(proposal, actor)
    flash(gettext("Đã tạo bản nháp mới với nội dung của đề xuất cũ. Hãy sửa tên và những phần khác đi."), "done")
    return redirect(url_for(".tasks", proposal_id=made.id))


@bp.get("/<uuid:proposal_id>/owner")
@allow(Role.PROPOSER)
def ask_owner(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Ask who shall answer for the proposal."""
    proposal = _owned(proposal_id)
    return _owner_page(proposal, SuccessorForm(formdata=None))


@bp.post("/<uuid:proposal_id>/owner")
@allow(Role.PROPOSER)
def set_owner(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Hand the proposal on to a colleague."""
    proposal = _owned(proposal_id)
    form = SuccessorForm()
    form.offer(_colleagues(proposal.owner))
    if not form.validate():
        return _owner_page(proposal, form), 422
    actor = current_actor()
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        successor = services.hand_on(proposal, read_id(form.successor.data), actor)
    flash(gettext("Đã chuyển cho %(name)s phụ trách.", name=successor.name), "done")
    return redirect(url_for(".show", proposal_id=proposal.id))


def _owned(proposal_id: uuid.UUID) -> Proposal:
    actor = current_actor()
    proposal = queries.get(proposal_id, seen_by=actor)
    if not policies.may_hand_on(actor, proposal):
        raise NotFound
    return proposal


def _owner_page(proposal: Proposal, form: SuccessorForm) -> str:
    colleagues = _colleagues(proposal.owner)
    form.offer(colleagues)
    frame = dossier.frame(proposal, current_actor())
    return render_template("proposals/owner.html", proposal=proposal, form=form, colleagues=colleagues, **frame)


@bp.get("/hand-over/<uuid:person_id>")
@allow(Role.ADMINISTRATOR)
def ask_hand_over(person_id: uuid.UUID) -> ResponseReturnValue:
    """For a person who leaves: how much they answer for, and who shall take it. Titles are not the administrator's."""
    return _hand_over_page(people.person(person_id), SuccessorForm(formdata=None))


@bp.post("/hand-over/<uuid:person_id>")
@allow(Role.ADMINISTRATOR)
def hand_over(person_id: uuid.UUID) -> ResponseReturnValue:
    """Give all of it to the colleague chosen."""
    leaver = people.person(person_id)
    form = SuccessorForm()
    form.offer(_colleagues(leaver))
    if not form.validate():
        return _hand_over_page(leaver, form), 422
    actor = current_actor()
    with unit_of_work(actor):
        once.spend(form.once.data or "")
        count = services.hand_over(leaver, read_id(form.successor.data), actor)
    flash(gettext("Số đề xuất đã bàn giao: %(count)s.", count=count), "done")
    return redirect(url_for("accounts.person", person_id=leaver.id))


def _hand_over_page(leaver: User, form: SuccessorForm) -> str:
    colleagues = _colleagues(leaver)
    form.offer(colleagues)
    return render_template(
        "proposals/hand_over.html",
        leaver=leaver,
        count=len(queries.owned_by(leaver)),
        form=form,
        colleagues=colleagues,
    )


def _colleagues(owner: User) -> Sequence[User]:
    """The other active proposers of the person's unit."""
    if owner.organisation_id is None:
        return ()
    return [user for user in people.people(Role.PROPOSER, organisation_id=owner.organisation_id) if user.id != owner.id]
