"""Reads of findings for people: of one proposal, of one pair, the list that waits; both sides must be in sight."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from accounts.actor import Actor
from accounts.models import User
from core.db import session
from core.errors import NotFound
from core.jobs import Job, JobState
from duplicates.models import Check, Finding, Level, Ruling
from proposals.models import Proposal, ProposalVersion
from proposals.queries import visible_to
from proposals.workflow import UNDER_WAY, Status

PAGE = 25
Later, Earlier = aliased(Proposal, name="later"), aliased(Proposal, name="earlier")
_GONE = (Status.DRAFT, Status.SECRET, Status.MERGED)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One finding as a proposal's page lists it: the other side, and the newest ruling if there is one."""

    finding: Finding
    other: Proposal
    current: bool
    """Whether both versions are still the newest; otherwise the line is history."""
    ruling: Ruling | None


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Everything about one finding: both proposals with their compared versions, the later one left."""

    finding: Finding
    left: Proposal
    left_version: ProposalVersion
    right: Proposal
    right_version: ProposalVersion

    @property
    def current(self) -> bool:
        """Whether both versions are still the newest of their proposals."""
        return (
            self.left.current_version_id == self.finding.version_id
            and self.right.current_version_id == self.finding.other_version_id
        )


@dataclass(frozen=True, kw_only=True)
class Edge:
    """Where a page of the list starts: after the row with this score and id."""

    score: int
    id: uuid.UUID


def in_sight(column: Any, actor: Actor) -> sa.ColumnElement[bool]:
    """Whether the proposal named by a column exists for this person and is not of their own organisation."""
    theirs = sa.select(sa.literal(1)).select_from(Proposal).where(Proposal.id == column, visible_to(actor))
    if actor.organisation_id is not None:
        theirs = theirs.where(Proposal.organisation_id != actor.organisation_id)
    return theirs.exists()


def touching(version: Any) -> sa.ColumnElement[bool]:
    """Findings with this version (a value or a column) on either side."""
    return sa.or_(Finding.version_id == version, Finding.other_version_id == version)


def _ruled() -> sa.ColumnElement[bool]:
    return (
        sa.select(sa.literal(1))
        .select_from(Ruling)
        .where(Ruling.finding_id == Finding.id, Ruling.superseded_at.is_(None))
        .correlate(Finding)
        .exists()
    )


def _live() -> sa.ColumnElement[bool]:
    """Both sides are the newest versions of proposals that still stand for themselves."""
    return sa.and_(
        Finding.level != Level.NONE,
        Later.current_version_id == Finding.version_id,
        Earlier.current_version_id == Finding.other_version_id,
        Later.status.not_in(_GONE),
        Earlier.status.not_in(_GONE),
    )


def _joined(statement: Any) -> Any:
    return (
        statement.select_from(Finding)
        .join(Later, Later.id == Finding.proposal_id)
        .join(Earlier, Earlier.id == Finding.other_proposal_id)
    )


# --- one proposal -----------------------------------------------------------------------------------------------------


def check_of(proposal: Proposal) -> Check | None:
    """The comparison of the newest version; None while it has not been compared."""
    if proposal.current_version_id is None:
        return None
    return session.scalar(sa.select(Check).where(Check.version_id == proposal.current_version_id))


def under_way(version_id: uuid.UUID | None) -> bool:
    """Whether a comparison of the version is waiting or running."""
    waiting = sa.select(Job.id).where(
        Job.name == "duplicates.check",
        Job.key == key_of(version_id),
        Job.state.in_([JobState.QUEUED, JobState.RUNNING]),
    )
    return session.scalar(waiting.limit(1)) is not None


def key_of(version_id: uuid.UUID | None) -> str:
    """The key by which the comparison of a version is queued once."""
    return f"duplicates:{version_id}"


def of_proposal(proposal: Proposal, *, seen_by: Actor) -> list[Line]:
    """Findings on any version of a proposal whose other side this person may see: live ones first, best first."""
    rows = session.execute(
        _joined(sa.select(Finding, Later, Earlier))
        .where(
            sa.or_(Finding.proposal_id == proposal.id, Finding.other_proposal_id == proposal.id),
            sa.or_(Finding.level != Level.NONE, _ruled()),
            in_sight(Finding.proposal_id, seen_by),
            in_sight(Finding.other_proposal_id, seen_by),
        )
        .order_by(Finding.score.desc(), Finding.id)
    ).all()
    ruled = rulings([row[0].id for row in rows])
    found = []
    for finding, later, earlier in rows:
        current = (later.current_version_id, earlier.current_version_id) == (
            finding.version_id,
            finding.other_version_id,
        )
        if not current and finding.id not in ruled:
            continue
        other = earlier if finding.proposal_id == proposal.id else later
        found.append(Line(finding=finding, other=other, current=current, ruling=ruled.get(finding.id)))
    return sorted(found, key=lambda line: (not line.current, line.finding.level is not Level.LIKELY_DUPLICATE))


def unruled(proposal: Proposal) -> int:
    """How many live findings on the newest version wait for a ruling, whoever may see their other side."""
    found: int = session.scalars(
        _joined(sa.select(sa.func.count(Finding.id))).where(
            touching(proposal.current_version_id), _live(), sa.not_(_ruled())
        )
    ).one()
    return found


def rulings(finding_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Ruling]:
    """The ruling in force on each finding that has one."""
    if not finding_ids:
        return {}
    rows = session.scalars(
        sa.select(Ruling)
        .options(joinedload(Ruling.ruled_by))
        .where(Ruling.finding_id.in_(finding_ids), Ruling.superseded_at.is_(None))
    )
    return {row.finding_id: row for row in rows}


LIKELY_FROM = 1000


def likeness(version: Any) -> Any:
    """For lists: the most alike finding on the version that a column names; NULL for none.

    A score of 0-100, with LIKELY_FROM added where the level is a likely duplicate.
    """
    weight = Finding.score + sa.case((Finding.level == Level.LIKELY_DUPLICATE, LIKELY_FROM), else_=0)
    return sa.select(sa.func.max(weight)).where(touching(version), Finding.level != Level.NONE).scalar_subquery()


def awaits_ruling(version: Any) -> sa.ColumnElement[bool]:
    """For lists: whether a live finding on the version that a column names waits for a ruling."""
    return _joined(sa.select(sa.literal(1))).where(touching(version), _live(), sa.not_(_ruled())).exists()  # type: ignore[no-any-return]


# --- one pair ---------------------------------------------------------------------------------------------------------


def pair(finding_id: uuid.UUID, *, seen_by: Actor, lock: bool = False) -> Pair:
    """One finding with both sides; NotFound unless this person may see both. `lock` makes two rulings wait."""
    statement = sa.select(Finding).where(
        Finding.id == finding_id,
        in_sight(Finding.proposal_id, seen_by),
        in_sight(Finding.other_proposal_id, seen_by),
    )
    if lock:
        statement = statement.with_for_update(of=Finding).execution_options(populate_existing=True)
    finding = session.scalar(statement)
    if finding is None:
        raise NotFound
    return Pair(
        finding=finding,
        left=_proposal(finding.proposal_id),
        left_version=session.get_one(ProposalVersion, finding.version_id),
        right=_proposal(finding.other_proposal_id),
        right_version=session.get_one(ProposalVersion, finding.other_version_id),
    )


def _proposal(proposal_id: uuid.UUID) -> Proposal:
    return session.scalars(
        sa.select(Proposal)
        .options(joinedload(Proposal.organisation), joinedload(Proposal.owner), joinedload(Proposal.current_version))
        .where(Proposal.id == proposal_id)
    ).one()


def ruling_of(finding: Finding) -> Ruling | None:
    """The ruling in force on a pair."""
    return rulings([finding.id]).get(finding.id)


def earlier_rulings(found: Pair, *, seen_by: Actor) -> list[sa.Row[Any]]:
    """Every other ruling on either proposal, newest first: (ruling, who, later proposal, earlier proposal)."""
    both = [found.left.id, found.right.id]
    return list(
        session.execute(
            sa.select(Ruling, User.name, Later.number, Earlier.number, Finding.id)
            .join(Finding, Finding.id == Ruling.finding_id)
            .join(User, User.id == Ruling.ruled_by_id)
            .join(Later, Later.id == Finding.proposal_id)
            .join(Earlier, Earlier.id == Finding.other_proposal_id)
            .where(
                sa.or_(Finding.proposal_id.in_(both), Finding.other_proposal_id.in_(both)),
                sa.or_(Finding.id != found.finding.id, Ruling.superseded_at.is_not(None)),
                in_sight(Finding.proposal_id, seen_by),
                in_sight(Finding.other_proposal_id, seen_by),
            )
            .order_by(Ruling.ruled_at.desc(), Ruling.id)
            .limit(30)
        )
    )


# --- the list ---------------------------------------------------------------------------------------------------------


def _listed(actor: Actor, *, ruled: bool) -> list[sa.ColumnElement[bool]]:
    return [
        _live(),
        sa.or_(Later.status.in_(UNDER_WAY), Earlier.status.in_(UNDER_WAY)),
        _ruled() if ruled else sa.not_(_ruled()),
        in_sight(Finding.proposal_id, actor),
        in_sight(Finding.other_proposal_id, actor),
    ]


def waiting(actor: Actor) -> Any:
    """Counts the pairs that wait for a ruling, for the bar."""
    return _joined(sa.select(sa.func.count(Finding.id))).where(*_listed(actor, ruled=False))


def counts(actor: Actor) -> dict[str, int]:
    """How many pairs each tab of the list holds."""
    tabs = {"open": False, "ruled": True}
    asked = [
        _joined(sa.select(sa.func.count(Finding.id))).where(*_listed(actor, ruled=ruled)).scalar_subquery()
        for ruled in tabs.values()
    ]
    return dict(zip(tabs, session.execute(sa.select(*asked)).one(), strict=True))


def listed(actor: Actor, *, ruled: bool, after: Edge | None) -> tuple[list[sa.Row[Any]], Edge | None]:
    """One page of pairs, the most alike first, with both sides (`left_`, `right_`), and the next page's edge."""
    statement = _joined(
        sa.select(
            Finding.id,
            Finding.level,
            Finding.score,
            Finding.found_at,
            *(column.label(f"left_{column.key}") for column in (Later.id, Later.number, Later.title, Later.unit_name)),
            Later.status.label("left_status"),
            *(
                column.label(f"right_{column.key}")
                for column in (Earlier.id, Earlier.number, Earlier.title, Earlier.unit_name)
            ),
            Earlier.status.label("right_status"),
            Ruling.kind.label("ruling"),
        )
    ).outerjoin(Ruling, sa.and_(Ruling.finding_id == Finding.id, Ruling.superseded_at.is_(None)))
    statement = statement.where(*_listed(actor, ruled=ruled))
    if after is not None:
        statement = statement.where(
            sa.or_(Finding.score < after.score, sa.and_(Finding.score == after.score, Finding.id > after.id))
        )
    rows = list(session.execute(statement.order_by(Finding.score.desc(), Finding.id).limit(PAGE + 1)))
    if len(rows) <= PAGE:
        return rows, None
    last = rows[PAGE - 1]
    return rows[:PAGE], Edge(score=last.score, id=last.id)


# --- the operator -----------------------------------------------------------------------------------------------------


def newest_version(number: str) -> uuid.UUID | None:
    """The newest version of the proposal with this code, for the operator's command."""
    return session.scalar(sa.select(Proposal.current_version_id).where(Proposal.number == number.strip().upper()))


def told(version_id: uuid.UUID) -> list[sa.Row[Any]]:
    """(level, score, evidence, code of the other side, is this the later version, ruled) of a version's findings."""
    other = sa.case((Finding.version_id == version_id, Earlier.number), else_=Later.number)
    return list(
        session.execute(
            _joined(
                sa.select(
                    Finding.level, Finding.score, Finding.evidence, other, (Finding.version_id == version_id), _ruled()
                )
            )
            .where(touching(version_id), _live())
            .order_by(Finding.score.desc(), Finding.id)
        )
    )
