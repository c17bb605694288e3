"""May she? Predicates of the ruling, asked by services and by the buttons of pages."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from accounts.actor import Actor, Role
from committee.models import AgendaItem, Session, SessionState
from proposals import policies as proposals
from proposals.models import Proposal
from proposals.workflow import Action, Status


def may_prepare(actor: Actor) -> bool:
    """Whether the person calls sittings, sets the agenda, notes presence and writes minutes."""
    return actor.holds(Role.SECRETARIAT)


def may_arrange(actor: Actor, sitting: Session) -> bool:
    """Whether the agenda, the facts and the presence of a sitting may still change by this person."""
    return may_prepare(actor) and sitting.state in (SessionState.PLANNED, SessionState.OPEN)


def may_open(actor: Actor, sitting: Session) -> bool:
    """Whether this person opens the sitting now."""
    return actor.holds(Role.SECRETARIAT, Role.COMMITTEE_CHAIR) and sitting.state is SessionState.PLANNED


def may_close(actor: Actor, sitting: Session) -> bool:
    """Whether this person closes the sitting now."""
    return actor.holds(Role.SECRETARIAT, Role.COMMITTEE_CHAIR) and sitting.state is SessionState.OPEN


def may_write_minutes(actor: Actor, sitting: Session) -> bool:
    """Whether the minutes may be written: once the sitting is open, until it is published."""
    return may_prepare(actor) and sitting.state in (SessionState.OPEN, SessionState.CLOSED)


def may_publish(actor: Actor, sitting: Session) -> bool:
    """Whether this person makes the outcomes known."""
    return actor.holds(Role.SECRETARIAT, Role.COMMITTEE_CHAIR) and sitting.state is SessionState.CLOSED


def under_way(item: AgendaItem) -> bool:
    """Whether the item is before the committee at this moment: sitting open, not decided, the proposal still there."""
    return (
        item.session.state is SessionState.OPEN and item.decision is None and item.proposal.status is Status.COMMITTEE
    )


def may_decide(actor: Actor, item: AgendaItem) -> bool:
    """Whether this person may enter the decision on the item now."""
    return under_way(item) and proposals.may(actor, Action.DECIDE, item.proposal)


def takes_part(member_id: uuid.UUID, item: AgendaItem, present: Collection[uuid.UUID]) -> bool:
    """Whether a member is there for the item: present and not withdrawn."""
    return member_id in present and all(row.member_id != member_id for row in item.withdrawals)


def may_vote_for(
    actor: Actor,
    item: AgendaItem,
    member_id: uuid.UUID,
    organisation_id: uuid.UUID | None,
    present: Collection[uuid.UUID],
) -> bool:
    """Whether the person may enter this member's vote: her own, or any member's for the secretariat.

    A member of the proposing organisation has no vote on it; she withdraws instead.
    """
    own = actor.id == member_id and actor.on_committee
    desk = actor.holds(Role.SECRETARIAT) and not proposals.proposes_for(actor, item.proposal)
    partial = organisation_id is not None and organisation_id == item.proposal.organisation_id
    return (own or desk) and under_way(item) and takes_part(member_id, item, present) and not partial


def may_withdraw_for(actor: Actor, item: AgendaItem, member_id: uuid.UUID) -> bool:
    """Whether the person may note that this member leaves for the item: herself, or the secretariat for her."""
    early = item.session.state in (SessionState.PLANNED, SessionState.OPEN) and item.decision is None
    here = all(row.member_id != member_id for row in item.withdrawals)
    return early and here and ((actor.id == member_id and actor.on_committee) or actor.holds(Role.SECRETARIAT))


def sees_votes_by_name(actor: Actor, item: AgendaItem) -> bool:
    """Whether the person sees who voted how: secretariat, chair and auditor, unless of the proposing unit."""
    return actor.holds(Role.SECRETARIAT, Role.COMMITTEE_CHAIR, Role.AUDITOR) and inside(actor, item.proposal)


def inside(actor: Actor, proposal: Proposal) -> bool:
    """Whether scores, recommendation and votes on a proposal are this person's to read."""
    return proposals.sees_inside(actor, proposal)


def reads_ruling(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person reads a decision whole and before it is published.

    The committee, the secretariat, the auditor and the engineer of the main system do; everybody else who sees the
    proposal, reviewers as well as its proposers, reads the published part of it.
    """
    engineer = proposal.main_system is not None and proposal.main_system in actor.systems
    return inside(actor, proposal) and (actor.holds(Role.SECRETARIAT, Role.AUDITOR) or actor.on_committee or engineer)
