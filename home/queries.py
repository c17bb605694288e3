"""Reads across rooms for a person's first page: what waits for them, how much stands where, what happened lately.

Each list here has the same WHERE clause as the room's own list it links to, so that figures and lists agree.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from accounts.actor import Actor, Role
from accounts.models import Appointment, User
from committee.models import AgendaItem, Attendance, Decision, ItemWithdrawal, Session, SessionState, Vote
from core import db
from core.db import session
from duplicates.queries import findings as duplicates
from packets.models import PacketRow, PacketState
from proposals.models import Audience, Event, Proposal
from proposals.queries import visible_to
from proposals.workflow import Status
from review.models import Assignment, AssignmentState, Opinion
from scoring.models import CardState, Scorecard

FEW = 8
"""Rows shown per kind; the count beside them tells of the rest."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that waits for a person. `kind` decides words and address; `count` is how many of its kind wait."""

    kind: str
    id: uuid.UUID
    """Of the page's object: a proposal, an assignment, an agenda item, a session or a packet."""
    title: str
    code: str
    since: datetime | None
    due: date | None
    who: str
    count: int
    system: int | None = None


_Rows = Sequence[Any]


def _proposals(kind: str, *conditions: sa.ColumnElement[bool], actor: Actor) -> list[Waiting]:
    rows = session.execute(
        sa.select(
            Proposal.id,
            Proposal.title,
            Proposal.number,
            Proposal.status_since,
            Proposal.step_due,
            Proposal.unit_name,
            sa.func.count().over(),
        )
        .where(visible_to(actor), *conditions)
        .order_by(sa.func.coalesce(Proposal.step_due, date(9999, 1, 1)), Proposal.status_since, Proposal.id)
        .limit(FEW)
    ).all()
    return _waiting(kind, rows)


def _waiting(kind: str, rows: _Rows) -> list[Waiting]:
    return [
        Waiting(kind=kind, id=id_, title=title, code=code or "", since=since, due=due, who=who, count=count)
        for id_, title, code, since, due, who, count in rows
    ]


def waiting_for(actor: Actor) -> list[Waiting]:
    """Everything that waits for this person now, overdue first, then by due date, then the oldest."""
    found: list[Waiting] = []
    if actor.holds(Role.PROPOSER) and actor.organisation_id is not None:
        own = Proposal.organisation_id == actor.organisation_id
        found += _proposals("complete", own, Proposal.status == Status.RETURNED, actor=actor)
        found += _proposals("draft", own, Proposal.status == Status.DRAFT, actor=actor)
    if actor.holds(Role.REVIEWER, Role.ADVISER):
        found += _assignments(actor, "declare", AssignmentState.ASSIGNED)
        found += _assignments(actor, "score", AssignmentState.OPEN)
    if actor.systems:
        mine = Proposal.main_system.in_(actor.systems)
        found += _proposals("recommend", mine, Proposal.status == Status.ENGINEERING, actor=actor)
        found += _opinions(actor)
    if actor.holds(Role.SECRETARIAT):
        found += _secretariat(actor)
    if actor.on_committee:
        found += _votes(actor)
    far = date(9999, 1, 1)
    return sorted(found, key=lambda row: (row.due or far, row.since is None, row.since or db.now(), row.code))


def _assignments(actor: Actor, kind: str, state: AssignmentState) -> list[Waiting]:
    rows = session.execute(
        sa.select(
            Assignment.id,
            Proposal.title,
            Proposal.number,
            Assignment.assigned_at,
            Assignment.due,
            Proposal.unit_name,
            sa.func.count().over(),
        )
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .where(
            Assignment.reviewer_id == actor.id,
            Assignment.state == state,
            Proposal.status == Status.ASSESSMENT,
        )
        .order_by(Assignment.due, Assignment.id)
        .limit(FEW)
    ).all()
    return _waiting(kind, rows)


def _opinions(actor: Actor) -> list[Waiting]:
    rows = session.execute(
        sa.select(
            Proposal.id,
            Proposal.title,
            Proposal.number,
            Opinion.asked_at,
            Opinion.due,
            Proposal.unit_name,
            sa.func.count().over(),
            Opinion.system,
        )
        .join(Proposal, Proposal.id == Opinion.proposal_id)
        .where(
            Opinion.system.in_(actor.systems),
            Opinion.given_at.is_(None),
            Proposal.status.in_([Status.ASSESSMENT, Status.ENGINEERING]),
        )
        .order_by(Opinion.asked_at)
        .limit(FEW)
    ).all()
    return [
        Waiting(
            kind="opinion",
            id=id_,
            title=title,
            code=code or "",
            since=since,
            due=due,
            who=who,
            count=count,
            system=system,
        )
        for id_, title, code, since, due, who, count, system in rows
    ]


def _secretariat(actor: Actor) -> list[Waiting]:
    found = _proposals("check", Proposal.status == Status.INTAKE, actor=actor)
    found += _pairs(actor)
    open_cards = (
        sa.select(Assignment.id)
        .where(
            Assignment.version_id == Proposal.current_version_id,
            Assignment.state.in_([AssignmentState.ASSIGNED, AssignmentState.OPEN]),
        )
        .exists()
    )
    sealed = (
        sa.select(Scorecard.id)
        .where(Scorecard.version_id == Proposal.current_version_id, Scorecard.state == CardState.SEALED)
        .exists()
    )
    asked = sa.select(Assignment.id).where(Assignment.version_id == Proposal.current_version_id).exists()
    assessed = Proposal.status == Status.ASSESSMENT
    found += _proposals("assign", assessed, sa.not_(asked), actor=actor)
    found += _proposals("close", assessed, sealed, sa.not_(open_cards), actor=actor)
    found += _proposals("chase", assessed, open_cards, Proposal.step_due < db.today(), actor=actor)
    headed = (
        sa.select(Appointment.id)
        .where(Appointment.system == Proposal.main_system, Appointment.until.is_(None))
        .exists()
    )
    found += _proposals("appoint", Proposal.status == Status.ENGINEERING, sa.not_(headed), actor=actor)
    listed = (
        sa.select(AgendaItem.id)
        .join(Session, Session.id == AgendaItem.session_id)
        .where(AgendaItem.proposal_id == Proposal.id, Session.state.in_([SessionState.PLANNED, SessionState.OPEN]))
        .exists()
    )
    found += _proposals("agenda", Proposal.status == Status.COMMITTEE, sa.not_(listed), actor=actor)
    found += _sessions("publish", Session.state == SessionState.CLOSED)
    found += _packets()
    return found


def _pairs(actor: Actor) -> list[Waiting]:
    """Pairs of proposals that look alike and wait for a person's ruling, the most alike first."""
    rows, _ = duplicates.listed(actor, ruled=False, after=None)
    count = duplicates.counts(actor)["open"]
    return [
        Waiting(
            kind="rule",
            id=row.id,
            title=f"{row.left_title} – {row.right_title}",
            code=f"{row.left_number} – {row.right_number}",
            since=row.found_at,
            due=None,
            who="",
            count=count,
        )
        for row in rows[:FEW]
    ]


def _sessions(kind: str, *conditions: sa.ColumnElement[bool]) -> list[Waiting]:
    rows = session.execute(
        sa.select(
            Session.id,
            Session.title,
            Session.code,
            Session.closed_at,
            sa.literal(None, sa.Date),
            Session.place,
            sa.func.count().over(),
        )
        .where(*conditions)
        .order_by(Session.held_on, Session.id)
        .limit(FEW)
    ).all()
    return _waiting(kind, rows)


def _packets() -> list[Waiting]:
    rows = session.execute(
        sa.select(
            PacketRow.id,
            Session.title,
            Session.code,
            PacketRow.made_at,
            sa.literal(None, sa.Date),
            sa.literal("", sa.String),
            sa.func.count().over(),
        )
        .join(Session, Session.id == PacketRow.session_id)
        .where(PacketRow.state == PacketState.DRAFT)
        .order_by(PacketRow.made_at)
        .limit(FEW)
    ).all()
    return _waiting("confirm", rows)


def _votes(actor: Actor) -> list[Waiting]:
    """Items of open sessions at which this member is present, has not withdrawn, and has not voted."""
    rows = session.execute(
        sa.select(
            AgendaItem.id,
            Proposal.title,
            Proposal.number,
            Session.opened_at,
            Session.held_on,
            Proposal.unit_name,
            sa.func.count().over(),
        )
        .select_from(AgendaItem)
        .join(Session, Session.id == AgendaItem.session_id)
        .join(Proposal, Proposal.id == AgendaItem.proposal_id)
        .join(Attendance, sa.and_(Attendance.session_id == Session.id, Attendance.member_id == actor.id))
        .where(
            Session.state == SessionState.OPEN,
            Attendance.present,
            sa.not_(sa.select(Vote.id).where(Vote.item_id == AgendaItem.id, Vote.member_id == actor.id).exists()),
            sa.not_(sa.select(Decision.id).where(Decision.item_id == AgendaItem.id).exists()),
            sa.not_(
                sa.select(ItemWithdrawal.id)
                .where(ItemWithdrawal.item_id == AgendaItem.id, ItemWithdrawal.member_id == actor.id)
                .exists()
            ),
        )
        .order_by(AgendaItem.position)
        .limit(FEW)
    ).all()
    return _waiting("vote", rows)


def stages(actor: Actor) -> dict[Status, int]:
    """How many proposals that this person may see stand at each stage."""
    rows = session.execute(
        sa.select(Proposal.status, sa.func.count()).where(visible_to(actor)).group_by(Proposal.status)
    ).all()
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, kw_only=True)
class Lately:
    """One recent line of some proposal's timeline."""

    at: datetime
    deed: str
    status_after: str
    proposal_id: uuid.UUID
    code: str
    title: str
    status: Status
    who: str
    version: int | None


def lately(actor: Actor, *, days: int = 14, limit: int = 10) -> list[Lately]:
    """What happened to this person's proposals in the last days, newest first; proposers read only their lines."""
    inside = actor.holds(Role.SECRETARIAT, Role.AUDITOR)
    statement = (
        sa.select(
            Event.at,
            Event.deed,
            Event.status_after,
            Proposal.id,
            Proposal.number,
            Proposal.title,
            Proposal.status,
            User.name,
            Event.version_number,
        )
        .join(Proposal, Proposal.id == Event.proposal_id)
        .join(User, User.id == Event.actor_id, isouter=True)
        .where(visible_to(actor), Event.at >= db.now() - timedelta(days=days), Event.deed != "started")
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(limit)
    )
    if not inside:
        statement = statement.where(Event.audience == Audience.EVERYBODY)
    own = actor.holds(Role.PROPOSER) and not inside
    return [
        Lately(
            at=at,
            deed=deed,
            status_after=after,
            proposal_id=id_,
            code=code or "",
            title=title,
            status=status,
            who="" if own else (who or ""),
            version=version,
        )
        for at, deed, after, id_, code, title, status, who, version in session.execute(statement)
    ]


def systems_without_head() -> list[int]:
    """Strategic systems for which neither a chief engineer nor a deputy is named."""
    headed = set(session.scalars(sa.select(Appointment.system).where(Appointment.until.is_(None))))
    return [number for number in range(1, 7) if number not in headed]
