"""Reads of packet rows: lists, one packet, what keeps a person from its file."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.actor import Actor, Role
from accounts.models import User
from committee.models import AgendaItem, Attendance, Session, SessionState
from core.db import session
from core.errors import NotFound
from core.jobs import Job
from packets.models import PacketRow, PacketState
from proposals.models import Proposal, Sight, SightKind
from proposals.workflow import Status

DESK = (Role.SECRETARIAT, Role.AUDITOR)
ROOM = (*DESK, Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR)
ON_PAPER = (Status.COMMITTEE, Status.DECIDED, Status.RETURNED)
"""Items whose proposal is elsewhere by now (withdrawn, moved to the secret channel) are left off the paper."""


class Shut(StrEnum):
    """Why somebody who may read packets does not get this one."""

    WITHDRAWN = "withdrawn"
    OWN_UNIT = "own_unit"
    SECRET = "secret"
    ERASED = "erased"


def _sees(actor: Actor) -> sa.ColumnElement[bool]:
    """Which packets exist for a person: secretariat and auditor see all, members those of sittings they belong to."""
    if actor.holds(*DESK):
        return sa.true()
    if not actor.on_committee:
        return sa.false()
    seated = (
        sa.select(sa.literal(1))
        .where(Attendance.session_id == PacketRow.session_id, Attendance.member_id == actor.id)
        .correlate(PacketRow)
        .exists()
    )
    planned = (
        sa.select(sa.literal(1))
        .where(Session.id == PacketRow.session_id, Session.state == SessionState.PLANNED)
        .correlate(PacketRow)
        .exists()
    )
    return sa.or_(seated, planned)


def get(packet_id: uuid.UUID, *, seen_by: Actor, lock: bool = False) -> PacketRow:
    """One packet; NotFound when it is not this person's to see."""
    statement = sa.select(PacketRow).where(PacketRow.id == packet_id, _sees(seen_by))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(statement)
    if row is None:
        raise NotFound
    return row


def locked(packet_id: uuid.UUID) -> PacketRow | None:
    """One packet for the worker, locked and fresh."""
    return session.scalar(
        sa.select(PacketRow)
        .where(PacketRow.id == packet_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def of_sitting(sitting: Session, *, seen_by: Actor) -> Sequence[PacketRow]:
    """A sitting's packets, newest first; without their content, which is large."""
    return session.scalars(
        sa.select(PacketRow)
        .options(sa.orm.defer(PacketRow.content))
        .where(PacketRow.session_id == sitting.id, _sees(seen_by))
        .order_by(PacketRow.number.desc())
    ).all()


def newest(*, seen_by: Actor, limit: int = 100) -> Sequence[tuple[PacketRow, Session]]:
    """Packets of all sittings, newest first."""
    rows = session.execute(
        sa.select(PacketRow, Session)
        .options(sa.orm.defer(PacketRow.content))
        .join(Session, Session.id == PacketRow.session_id)
        .where(_sees(seen_by))
        .order_by(PacketRow.made_at.desc(), PacketRow.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def drafts(actor: Actor) -> sa.Select[Any]:
    """How many finished drafts wait for this person's confirmation."""
    may = sa.true() if actor.holds(Role.SECRETARIAT, Role.COMMITTEE_CHAIR) else sa.false()
    return sa.select(sa.func.count(PacketRow.id)).where(PacketRow.state == PacketState.DRAFT, may, _sees(actor))


def next_number(sitting: Session) -> int:
    """The number of a sitting's next packet; the sitting's row is locked, so that no number is given twice."""
    session.execute(sa.select(Session.id).where(Session.id == sitting.id).with_for_update())
    last = session.scalar(sa.select(sa.func.max(PacketRow.number)).where(PacketRow.session_id == sitting.id))
    return (last or 0) + 1


def job(row: PacketRow) -> Job | None:
    """The newest job of a packet."""
    if row.job_id is None:
        return None
    return session.scalar(sa.select(Job).where(Job.id == row.job_id).execution_options(populate_existing=True))


def sitting(row: PacketRow) -> Session:
    """The sitting a packet belongs to."""
    return session.get_one(Session, row.session_id)


def person(user_id: uuid.UUID | None) -> str:
    """A person's name; "" where nobody is kept."""
    return (session.scalar(sa.select(User.name).where(User.id == user_id)) or "") if user_id else ""


def agenda(sitting: Session) -> Sequence[AgendaItem]:
    """The items that go on paper, in order, with proposal, version and decision."""
    return session.scalars(
        sa.select(AgendaItem)
        .join(Proposal, Proposal.id == AgendaItem.proposal_id)
        .options(
            joinedload(AgendaItem.proposal),
            joinedload(AgendaItem.version),
            joinedload(AgendaItem.decision),
            sa.orm.selectinload(AgendaItem.withdrawals),
        )
        .where(AgendaItem.session_id == sitting.id, Proposal.status.in_(ON_PAPER))
        .order_by(AgendaItem.position)
    ).all()


def shut(proposal_ids: Collection[uuid.UUID], actor: Actor) -> Shut | None:
    """What keeps a person from a paper about these proposals; None when nothing does."""
    ids = list(proposal_ids)
    secret = sa.select(sa.exists().where(Proposal.id.in_(ids), Proposal.status == Status.SECRET))
    if session.scalar(secret):
        return Shut.SECRET
    barred = sa.select(
        sa.exists().where(Sight.proposal_id.in_(ids), Sight.user_id == actor.id, Sight.kind == SightKind.BAR)
    )
    if session.scalar(barred):
        return Shut.WITHDRAWN
    if actor.organisation_id is None or actor.holds(*DESK):
        return None
    own = sa.select(sa.exists().where(Proposal.id.in_(ids), Proposal.organisation_id == actor.organisation_id))
    return Shut.OWN_UNIT if session.scalar(own) else None


def shut_packet(row: PacketRow, actor: Actor) -> Shut | None:
    """The same for one packet, which also names proposals in its duplicate findings."""
    if row.state is PacketState.ERASED:
        return Shut.ERASED
    return Shut.SECRET if tells_of_a_secret(row) else shut(ids(row), actor)


def tells_of_a_secret(row: PacketRow) -> bool:
    """Whether a proposal on its pages or in its findings has left for the secret channel."""
    told = sa.or_(Proposal.id.in_(ids(row)), Proposal.number.in_(row.named))
    return bool(session.scalar(sa.select(sa.exists().where(told, Proposal.status == Status.SECRET))))


def telling_of(proposal_id: uuid.UUID) -> Sequence[PacketRow]:
    """Every packet with this proposal on its pages or in its findings, locked and fresh, the erased ones too."""
    number = session.scalar(sa.select(Proposal.number).where(Proposal.id == proposal_id))
    tells = sa.cast(PacketRow.proposal_ids, sa.Text).contains(str(proposal_id))
    if number:
        tells = sa.or_(tells, sa.cast(PacketRow.named, sa.Text).contains(f'"{number}"'))
    return session.scalars(
        sa.select(PacketRow)
        .where(tells)
        .order_by(PacketRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def ids(row: PacketRow) -> list[uuid.UUID]:
    """The proposals on a packet's pages."""
    return [uuid.UUID(str(value)) for value in row.proposal_ids]


def ids_on_agenda(sitting: Session) -> list[uuid.UUID]:
    """The proposals that a packet made now would hold."""
    return [item.proposal_id for item in agenda(sitting)]


def sitting_of(item: AgendaItem) -> Session:
    """The sitting an item belongs to."""
    return session.get_one(Session, item.session_id)


def sitting_by_code(code: str) -> Session | None:
    """The sitting with this code, for the operator."""
    return session.scalar(sa.select(Session).where(Session.code == code.strip().upper()))


def fresh(packet_id: uuid.UUID) -> PacketRow | None:
    """One packet as the database has it now, for the operator."""
    return session.scalar(
        sa.select(PacketRow).where(PacketRow.id == packet_id).execution_options(populate_existing=True)
    )
