"""Reads of the agenda: items with their votes and decisions, what waits for a sitting, which votes are still owed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from accounts.actor import Actor, Role
from committee.models import AgendaItem, Attendance, Decision, ItemWithdrawal, Session, SessionState, Vote
from committee.queries.sittings import in_sight
from core.db import session
from core.errors import NotFound
from proposals.models import Proposal
from proposals.queries import visible_to
from proposals.workflow import Status

LIVE = (SessionState.PLANNED, SessionState.OPEN)


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(AgendaItem.session),
        joinedload(AgendaItem.proposal).joinedload(Proposal.organisation),
        joinedload(AgendaItem.proposal).joinedload(Proposal.owner),
        joinedload(AgendaItem.proposal).joinedload(Proposal.current_version),
        joinedload(AgendaItem.decision).joinedload(Decision.supervisor),
        selectinload(AgendaItem.votes).options(joinedload(Vote.member), joinedload(Vote.entered_by)),
        selectinload(AgendaItem.withdrawals).joinedload(ItemWithdrawal.member),
    )


def items(sitting: Session, *, seen_by: Actor) -> Sequence[AgendaItem]:
    """The agenda in order, with proposals, votes, withdrawals and decisions."""
    return session.scalars(
        sa.select(AgendaItem)
        .options(*_whole())
        .where(AgendaItem.session_id == sitting.id, in_sight(seen_by))
        .order_by(AgendaItem.position)
    ).all()


def item(item_id: uuid.UUID, *, seen_by: Actor, lock: bool = False) -> AgendaItem:
    """One item, fresh from the database. `lock` first locks its sitting, so that whoever decides sees what was."""
    if lock:
        session.execute(
            sa.select(Session.id)
            .join(AgendaItem, AgendaItem.session_id == Session.id)
            .where(AgendaItem.id == item_id)
            .with_for_update(of=Session)
        )
    row = session.scalar(
        sa.select(AgendaItem)
        .options(*_whole())
        .where(AgendaItem.id == item_id, in_sight(seen_by))
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


def every_item(sitting: Session) -> Sequence[AgendaItem]:
    """The whole agenda in order, for services that renumber it; never shown."""
    return session.scalars(
        sa.select(AgendaItem).where(AgendaItem.session_id == sitting.id).order_by(AgendaItem.position)
    ).all()


def withdrawn_from(sitting: Session, actor: Actor) -> Sequence[tuple[int, str]]:
    """Position and code of the items this person left for a conflict of interest: that, and no more of them."""
    rows = session.execute(
        sa.select(AgendaItem.position, Proposal.number)
        .join(Proposal, Proposal.id == AgendaItem.proposal_id)
        .join(ItemWithdrawal, ItemWithdrawal.item_id == AgendaItem.id)
        .where(AgendaItem.session_id == sitting.id, ItemWithdrawal.member_id == actor.id)
        .order_by(AgendaItem.position)
    )
    return [(position, number or "") for position, number in rows]


def readable(proposal_ids: Sequence[uuid.UUID], *, seen_by: Actor) -> frozenset[uuid.UUID]:
    """Which of these proposals' papers the person may open now."""
    return frozenset(session.scalars(sa.select(Proposal.id).where(Proposal.id.in_(proposal_ids), visible_to(seen_by))))


def _undecided() -> sa.ColumnElement[bool]:
    return ~sa.select(sa.literal(1)).where(Decision.item_id == AgendaItem.id).correlate(AgendaItem).exists()


def live_item(proposal_id: uuid.UUID) -> AgendaItem | None:
    """The undecided item of a proposal at a sitting that is planned or open, if there is one."""
    return session.scalar(
        sa.select(AgendaItem)
        .options(joinedload(AgendaItem.session))
        .join(Session, Session.id == AgendaItem.session_id)
        .where(AgendaItem.proposal_id == proposal_id, Session.state.in_(LIVE), _undecided())
    )


# --- what waits ----------------------------------------------------------------------------------


def _waiting_for_sitting(actor: Actor) -> sa.ColumnElement[bool]:
    placed = (
        sa.select(sa.literal(1))
        .select_from(AgendaItem)
        .join(Session, Session.id == AgendaItem.session_id)
        .where(AgendaItem.proposal_id == Proposal.id, Session.state.in_(LIVE), _undecided())
        .correlate(Proposal)
        .exists()
    )
    may = sa.true() if actor.holds(Role.SECRETARIAT) else sa.false()
    return sa.and_(may, Proposal.status == Status.COMMITTEE, ~placed, visible_to(actor))


def awaiting_sitting(actor: Actor) -> Sequence[Proposal]:
    """For the secretariat: proposals before the committee that are on no coming agenda, the longest waiting first."""
    return session.scalars(
        sa.select(Proposal)
        .options(joinedload(Proposal.organisation), joinedload(Proposal.current_version))
        .where(_waiting_for_sitting(actor))
        .order_by(Proposal.status_since, Proposal.id)
    ).all()


def lock_proposal(proposal: Proposal) -> None:
    """Make everybody else who would put this proposal on an agenda wait."""
    session.execute(sa.select(Proposal.id).where(Proposal.id == proposal.id).with_for_update())


def _owing(actor: Actor) -> sa.ColumnElement[bool]:
    """Items of open sittings on which this person, present and not withdrawn, has not voted yet."""

    def mine(kind: type[Vote] | type[ItemWithdrawal]) -> sa.ColumnElement[bool]:
        return (
            sa.select(sa.literal(1))
            .where(kind.item_id == AgendaItem.id, kind.member_id == actor.id)
            .correlate(AgendaItem)
            .exists()
        )

    there = (
        sa.select(sa.literal(1))
        .where(Attendance.session_id == AgendaItem.session_id, Attendance.member_id == actor.id, Attendance.present)
        .correlate(AgendaItem)
        .exists()
    )
    return sa.and_(
        sa.true() if actor.on_committee else sa.false(),
        Session.state == SessionState.OPEN,
        Proposal.status == Status.COMMITTEE,
        Proposal.organisation_id != actor.organisation_id if actor.organisation_id is not None else sa.true(),
        visible_to(actor),
        there,
        _undecided(),
        ~mine(Vote),
        ~mine(ItemWithdrawal),
    )


@dataclass(frozen=True, kw_only=True)
class OwedVote:
    """One vote this person still owes."""

    item_id: uuid.UUID
    session_id: uuid.UUID
    session_code: str
    number: str
    title: str


def owed_votes(actor: Actor) -> Sequence[OwedVote]:
    """The votes this person still owes at open sittings, in the order of the agenda."""
    rows = session.execute(
        sa.select(AgendaItem.id, Session.id, Session.code, Proposal.number, Proposal.title)
        .join(Session, Session.id == AgendaItem.session_id)
        .join(Proposal, Proposal.id == AgendaItem.proposal_id)
        .where(_owing(actor))
        .order_by(Session.held_on, Session.code, AgendaItem.position)
    )
    return [
        OwedVote(item_id=row[0], session_id=row[1], session_code=row[2], number=row[3] or "", title=row[4])
        for row in rows
    ]


def waiting(actor: Actor) -> sa.Select[Any]:
    """How many things wait in this room: votes owed and, for the secretariat, proposals without a sitting."""
    owed = (
        sa.select(sa.func.count(AgendaItem.id))
        .join(Session, Session.id == AgendaItem.session_id)
        .join(Proposal, Proposal.id == AgendaItem.proposal_id)
        .where(_owing(actor))
        .scalar_subquery()
    )
    placing = sa.select(sa.func.count(Proposal.id)).where(_waiting_for_sitting(actor)).scalar_subquery()
    return sa.select(owed + placing)


# --- decisions of one proposal -----------------------------------------------------------------------


def decisions(proposal: Proposal, *, published_only: bool) -> Sequence[Decision]:
    """What was decided on a proposal, the newest first, with sitting, version and supervising member."""
    statement = (
        sa.select(Decision)
        .join(AgendaItem, AgendaItem.id == Decision.item_id)
        .join(Session, Session.id == AgendaItem.session_id)
        .options(
            joinedload(Decision.supervisor),
            joinedload(Decision.item).joinedload(AgendaItem.session),
            joinedload(Decision.item).joinedload(AgendaItem.version),
        )
        .where(Decision.proposal_id == proposal.id)
    )
    if published_only:
        statement = statement.where(Session.state == SessionState.PUBLISHED)
    return session.scalars(statement.order_by(Decision.decided_at.desc(), Decision.id)).all()


def has_decision(proposal: Proposal, *, published_only: bool) -> bool:
    """Whether `decisions` finds any."""
    known = sa.select(sa.exists().where(Decision.proposal_id == proposal.id))
    if published_only:
        known = sa.select(
            sa.exists().where(
                Decision.proposal_id == proposal.id,
                Decision.item_id == AgendaItem.id,
                AgendaItem.session_id == Session.id,
                Session.state == SessionState.PUBLISHED,
            )
        )
    return bool(session.scalar(known))


def decisions_of(sitting: Session) -> Sequence[Decision]:
    """What a sitting decided, in the order of its agenda, with the proposals, whoever may see them."""
    return session.scalars(
        sa.select(Decision)
        .join(AgendaItem, AgendaItem.id == Decision.item_id)
        .options(
            joinedload(Decision.supervisor),
            joinedload(Decision.item).joinedload(AgendaItem.proposal).joinedload(Proposal.owner),
        )
        .where(AgendaItem.session_id == sitting.id)
        .order_by(AgendaItem.position)
    ).all()


def newer_decision(decision: Decision) -> bool:
    """Whether the proposal was decided again later."""
    found: bool = (
        session.scalar(
            sa.select(
                sa.exists().where(
                    Decision.proposal_id == decision.proposal_id, Decision.decided_at > decision.decided_at
                )
            )
        )
        or False
    )
    return found
