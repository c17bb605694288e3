"""Writes of who answers for a proposal: one handed on, or all of a person who leaves."""

from __future__ import annotations

import uuid

from accounts import queries as people
from accounts.actor import Actor, Role
from accounts.models import User
from core import audit
from core.db import session
from core.errors import Forbidden, Invalid
from core.i18n import N_
from proposals import notices, policies, queries
from proposals.models import Proposal
from proposals.services.course import record

NOT_A_COLLEAGUE = N_("Hãy chọn một người đề xuất đang hoạt động của cùng đơn vị.")


def hand_on(proposal: Proposal, successor_id: uuid.UUID | None, actor: Actor) -> User:
    """Make a colleague the one who answers for a proposal, and write to them.

    Raises Forbidden when it is not this person's to give, Invalid when the other is no active proposer of the unit.
    """
    if not policies.may_hand_on(actor, proposal):
        raise Forbidden
    successor = _colleague(successor_id, proposal.organisation_id, but=proposal.owner_id)
    _give(proposal, successor, actor)
    notices.handed_on(successor, actor, 1)
    return successor


def hand_over(leaver: User, successor_id: uuid.UUID | None, actor: Actor) -> int:
    """Give every proposal of a person to a colleague of theirs; answers how many. The administrator's deed alone."""
    if not actor.holds(Role.ADMINISTRATOR):
        raise Forbidden
    successor = _colleague(successor_id, leaver.organisation_id, but=leaver.id)
    owned = queries.owned_by(leaver)
    for proposal in owned:
        _give(proposal, successor, actor)
    if owned:
        notices.handed_on(successor, actor, len(owned))
    return len(owned)


def _colleague(user_id: uuid.UUID | None, organisation_id: uuid.UUID | None, *, but: uuid.UUID) -> User:
    if organisation_id is not None:
        for user in people.people(Role.PROPOSER, organisation_id=organisation_id):
            if user.id == user_id and user.id != but:
                return user
    raise Invalid(NOT_A_COLLEAGUE)


def _give(proposal: Proposal, successor: User, actor: Actor) -> None:
    before, proposal.owner_id = proposal.owner_id, successor.id
    session.flush()
    record(proposal, "owner.changed", actor)
    audit.note("proposal.owner", proposal.id, before=before, after=successor.id)
