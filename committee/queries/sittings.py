"""Reads of sittings: the list, one sitting, who belongs to it and who is there."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts import queries as people
from accounts.actor import Actor, Role
from accounts.models import User
from committee.models import AgendaItem, Attendance, Decision, Session, SessionState
from committee.ruling import Quorum
from core import words
from core.db import session
from core.errors import NotFound
from proposals.models import Proposal, Sight, SightKind
from proposals.workflow import Status

ROOM = (Role.SECRETARIAT, Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR, Role.AUDITOR)
"""Who sees sittings at all."""


def in_sight(actor: Actor) -> sa.ColumnElement[bool]:
    """Which items exist for a person of this room: none they are barred from, none moved to the secret channel.

    An item stays on the agenda after its proposal was returned; its papers then follow the proposal's own sight.
    """
    barred = (
        sa.select(sa.literal(1))
        .where(Sight.proposal_id == AgendaItem.proposal_id, Sight.user_id == actor.id, Sight.kind == SightKind.BAR)
        .correlate(AgendaItem)
        .exists()
    )
    secret = (
        sa.select(sa.literal(1))
        .where(Proposal.id == AgendaItem.proposal_id, Proposal.status == Status.SECRET)
        .correlate(AgendaItem)
        .exists()
    )
    return sa.and_(sa.true() if actor.holds(*ROOM) else sa.false(), sa.not_(barred), sa.not_(secret))


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One member at a sitting; `present` is False until somebody says otherwise."""

    member: User
    present: bool
    chair: bool


@dataclass(frozen=True, kw_only=True)
class SittingLine:
    """One sitting in the list with how many items it has and how many of them are decided."""

    sitting: Session
    items: int
    decided: int


def get(sitting_id: uuid.UUID, *, seen_by: Actor, lock: bool = False) -> Session:
    """One sitting; `lock` makes everybody else who changes it wait. NotFound when it is not this person's to see."""
    return _one(Session.id == sitting_id, seen_by, lock)


def get_by_code(code: str, *, seen_by: Actor) -> Session:
    """The same by its code, "PH-2026-01"."""
    return _one(Session.code == code.strip().upper(), seen_by, False)


def _one(condition: sa.ColumnElement[bool], actor: Actor, lock: bool) -> Session:
    statement = sa.select(Session).where(condition)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(statement) if actor.holds(*ROOM) else None
    if row is None:
        raise NotFound
    return row


def sittings(actor: Actor, *, limit: int = 100) -> Sequence[SittingLine]:
    """Sittings this person may see, the newest first."""
    if not actor.holds(*ROOM):
        return []
    items = (
        sa.select(sa.func.count(AgendaItem.id))
        .where(AgendaItem.session_id == Session.id, in_sight(actor))
        .scalar_subquery()
    )
    decided = (
        sa.select(sa.func.count(Decision.id))
        .join(AgendaItem, AgendaItem.id == Decision.item_id)
        .where(AgendaItem.session_id == Session.id, in_sight(actor))
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(Session, items, decided).order_by(Session.held_on.desc(), Session.code.desc()).limit(limit)
    )
    return [SittingLine(sitting=row[0], items=row[1], decided=row[2]) for row in rows]


def members() -> Sequence[User]:
    """Who sits on the committee now, by given name."""
    return people.people(Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR)


def attendance(sitting: Session) -> dict[uuid.UUID, Attendance]:
    """The presence rows of a sitting by member."""
    rows = session.scalars(
        sa.select(Attendance)
        .options(joinedload(Attendance.member).joinedload(User.roles))
        .where(Attendance.session_id == sitting.id)
    ).unique()
    return {row.member_id: row for row in rows}


def seats(sitting: Session) -> list[Seat]:
    """The members of a sitting and who is there: today's committee while it is planned, those of its opening later."""
    rows = attendance(sitting)
    seated = [row.member for row in rows.values()]
    if sitting.state is SessionState.PLANNED:
        seated = list(members())
    made = [
        Seat(
            member=member,
            present=rows[member.id].present if member.id in rows else False,
            chair=any(role.name is Role.COMMITTEE_CHAIR for role in member.roles),
        )
        for member in seated
    ]
    return sorted(made, key=lambda seat: (not seat.chair, words.person_key(seat.member.name)))


def quorum(sitting: Session, seated: Sequence[Seat]) -> Quorum:
    """The quorum of the whole sitting by the rule kept with it."""
    present = sum(seat.present for seat in seated)
    return Quorum(members=len(seated), present=present, percent=sitting.quorum_percent)
