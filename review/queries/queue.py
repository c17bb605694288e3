"""The reviewers' queue: rows of columns, a keyset for each sort, conditions that the figures share.

Two scopes. A reviewer's rows are their own assignments (index reviewer, state, due). The desk's rows are proposals at
the assessment (index status, due); how far each has come is repeated in `Proposal.standing`, so that no count looks
further than an index. The statements are built once for everybody with the same duties and kept: building one takes
longer than running it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from accounts.actor import Actor, Duties, Role
from accounts.anybody import anybody, themselves
from core import db
from core.db import session
from core.i18n import N_
from duplicates.models import Finding, Level
from duplicates.queries.findings import touching
from proposals.models import Proposal, Sight, SightKind
from proposals.queries import matching, visible_to
from proposals.workflow import Status
from review.models import UNSEALED, Assessment, Assignment, AssignmentState
from scoring.models import CriteriaSet, Criterion, Scorecard, Tally

PAGE = 25
KEPT = 512

TABS: dict[str, str] = {
    "mine": N_("Của tôi"),
    "all": N_("Tất cả"),
    "late": N_("Quá hạn"),
    "done": N_("Đã xong"),
}
SORTS: dict[str, str] = {
    "due": N_("Hạn gần nhất"),
    "-due": N_("Hạn xa nhất"),
    "title": N_("Tên, A-Y"),
    "-title": N_("Tên, Y-A"),
    "-money": N_("Kinh phí lớn nhất"),
    "money": N_("Kinh phí nhỏ nhất"),
}
OWN_STEPS: dict[str, str] = {
    "declare": N_("Chờ khai xung đột lợi ích"),
    "fresh": N_("Chưa chấm"),
    "begun": N_("Đang chấm dở"),
}
DESK_STEPS: dict[str, str] = {
    "unassigned": N_("Chờ phân công"),
    "scoring": N_("Đang chấm"),
    "complete": N_("Đủ phiếu, chờ kết thúc"),
}
STANDING = {"unassigned": "", "scoring": "scoring", "complete": "complete"}
AFTER = (Status.ENGINEERING, Status.COMMITTEE, Status.DECIDED)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which rows of the queue: everything comes from closed sets or is a bound value."""

    tab: str
    words: str = ""
    unit: uuid.UUID | None = None
    step: str = ""
    system: int | None = None
    sort: str = "due"

    @property
    def narrowed(self) -> bool:
        """Whether anything but the tab and the sort is chosen."""
        return bool(self.words or self.unit or self.step or self.system)


@dataclass(frozen=True, kw_only=True)
class Edge:
    """Where a page starts: after (or, going back, before) the row with this sort value and id."""

    value: str
    id: uuid.UUID
    back: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of rows and the edges of its neighbours."""

    rows: list[sa.Row[Any]]
    newer: Edge | None
    older: Edge | None


def is_desk(actor: Actor) -> bool:
    """Whether the person sees everybody's work: the secretariat and the auditor."""
    return actor.holds(Role.SECRETARIAT, Role.AUDITOR)


def is_reviewer(actor: Actor) -> bool:
    """Whether work may be asked of the person."""
    return actor.holds(Role.REVIEWER, Role.ADVISER)


def tabs_of(actor: Actor) -> tuple[str, ...]:
    """The tabs of this person, the first being where they land."""
    return tuple(TABS) if is_reviewer(actor) else ("all", "late", "done")


def by_assignment(tab: str, actor: Actor) -> bool:
    """Whether a tab lists the person's own assignments rather than all proposals."""
    return tab == "mine" or not is_desk(actor)


# --- conditions -----------------------------------------------------------------------------------------------------


def where(filters: Filters, actor: Actor) -> list[sa.ColumnElement[bool]]:
    """Everything that makes a row belong to the chosen tab and filters."""
    own = by_assignment(filters.tab, actor)
    found = own_where(filters.tab, actor) if own else desk_where(filters.tab, actor)
    if filters.step:
        found.append(step_is(filters.step) if own else standing_is(filters.step))
    return found + narrowing(filters)


def narrowing(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """What the search box and the unit and system filters ask for."""
    found: list[sa.ColumnElement[bool]] = []
    if filters.words:
        found.append(matching(filters.words))
    if filters.unit is not None:
        found.append(Proposal.organisation_id == filters.unit)
    if filters.system is not None:
        found.append(Proposal.main_system == filters.system)
    return found


def own_where(tab: str, actor: Actor) -> list[sa.ColumnElement[bool]]:
    """The person's own assignments of one tab; what is shut to them is not there."""
    shut = sa.select(Sight.proposal_id).where(Sight.user_id == actor.id, Sight.kind == SightKind.BAR)
    mine = sa.and_(Assignment.reviewer_id == actor.id, Proposal.id.not_in(shut))
    current = sa.and_(
        unsealed(),
        Proposal.status == Status.ASSESSMENT,
        Proposal.current_version_id == Assignment.version_id,
    )
    sealed = sa.and_(Assignment.state == AssignmentState.SEALED, Proposal.status != Status.SECRET)
    if tab == "done":
        return [mine, sealed]
    if tab == "late":
        return [mine, current, Assignment.due < db.TODAY]
    return [mine, current] if tab == "mine" else [mine, sa.or_(current, sealed)]


def unsealed() -> sa.ColumnElement[bool]:
    """Assignments that still wait for the reviewer."""
    return sa.or_(*(Assignment.state == state for state in UNSEALED))


def desk_where(tab: str, actor: Actor) -> list[sa.ColumnElement[bool]]:
    """The proposals of one tab of the secretariat and the auditor."""
    if tab == "done":
        return [after_assessment(), visible_to(actor)]
    found = [Proposal.status == Status.ASSESSMENT, visible_to(actor)]
    if tab == "late":
        found.append(Proposal.step_due < db.TODAY)
    return found


def after_assessment() -> sa.ColumnElement[bool]:
    """Proposals whose assessment is over and that went on."""
    return sa.or_(*(Proposal.status == status for status in AFTER))


def step_is(step: str) -> sa.ColumnElement[bool]:
    """How far the person has come with an open assignment."""
    if step == "declare":
        return Assignment.state == AssignmentState.ASSIGNED
    begun = sa.select(Scorecard.id).where(
        Scorecard.version_id == Assignment.version_id,
        Scorecard.reviewer_id == Assignment.reviewer_id,
        Scorecard.marked > 0,
    )
    there = begun.correlate(Assignment).exists()
    return sa.and_(Assignment.state == AssignmentState.OPEN, there if step == "begun" else ~there)


def standing_is(step: str) -> sa.ColumnElement[bool]:
    """How far the assessment of a proposal has come."""
    return sa.and_(Proposal.status == Status.ASSESSMENT, Proposal.standing == STANDING[step])


def fitting(filters: Filters, actor: Actor) -> Filters:
    """The filters without a step that the tab does not know."""
    steps = OWN_STEPS if by_assignment(filters.tab, actor) else DESK_STEPS
    return filters if filters.step in steps else replace(filters, step="")


# --- rows -----------------------------------------------------------------------------------------------------------

_HEAD = (
    Proposal.number,
    Proposal.title,
    Proposal.unit_name,
    Proposal.status,
    Proposal.standing,
    Proposal.main_system,
    Proposal.money_total,
    Proposal.folded_title,
)


def page(filters: Filters, actor: Actor, edge: Edge | None) -> Page:
    """One page of the chosen tab: at most PAGE rows after (or before) the edge.

    The ids of the page are found first, from an index where there is one; only their rows are joined to the rest.
    """
    back = edge is not None and edge.back
    bound = _bound(filters.sort, edge)
    statement = _page(fitting(filters, actor), actor.duties, back=back, edged=bound is not None)
    values = themselves(actor)
    if edge is not None:
        values |= {"edge": bound, "edge_id": edge.id}
    rows = list(db.rows(statement, values))
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    if back:
        rows.reverse()
    return Page(
        rows=rows,
        newer=_edge(filters.sort, rows[:1], back=True) if (more if back else bound is not None) else None,
        older=_edge(filters.sort, rows[-1:], back=False) if (more or back) else None,
    )


@lru_cache(maxsize=KEPT)
def _page(filters: Filters, duties: Duties, *, back: bool, edged: bool) -> sa.Select[Any]:
    actor = anybody(duties)
    own = by_assignment(filters.tab, actor)
    key, ident = _sort_column(filters.sort, own=own), (Assignment.id if own else Proposal.id)
    turned = filters.sort.startswith("-") != back
    order = (key.desc(), ident.desc()) if turned else (key, ident)
    chosen = sa.select(ident.label("id"))
    if own:
        chosen = chosen.select_from(Assignment).join(Proposal, Proposal.id == Assignment.proposal_id)
    chosen = chosen.where(*where(filters, actor))
    if edged:
        there = sa.tuple_(sa.bindparam("edge", type_=key.type), sa.bindparam("edge_id", type_=sa.Uuid))
        here = sa.tuple_(key, ident)
        chosen = chosen.where(here < there if turned else here > there)
    picked = chosen.order_by(*order).limit(PAGE + 1).subquery("picked")
    statement: sa.Select[Any] = _own_rows() if own else _desk_rows(actor)
    return statement.join(picked, picked.c.id == ident).order_by(*order)


def _own_rows() -> Any:
    return (
        sa.select(
            *_HEAD,
            Assignment.id.label("id"),
            Assignment.state,
            Assignment.due,
            Scorecard.marked,
            Scorecard.total.label("score"),
            _criteria_count().label("of"),
        )
        .select_from(Assignment)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .outerjoin(
            Scorecard,
            sa.and_(Scorecard.version_id == Assignment.version_id, Scorecard.reviewer_id == Assignment.reviewer_id),
        )
    )


def _criteria_count() -> Any:
    newest = sa.select(CriteriaSet.id).order_by(CriteriaSet.version.desc()).limit(1).scalar_subquery()
    return (
        sa.select(sa.func.count(Criterion.id))
        .where(Criterion.set_id == sa.func.coalesce(Scorecard.set_id, newest))
        .correlate(Scorecard)
        .scalar_subquery()
    )


def hidden_from(actor: Actor) -> sa.ColumnElement[bool]:
    """Proposals whose scores the person may not know yet: those they have still to score, and their own unit's."""
    unread = sa.select(Assignment.version_id).where(Assignment.reviewer_id == actor.id, unsealed())
    found = Proposal.current_version_id.in_(unread)
    if actor.organisation_id is None:
        return found
    return sa.or_(found, Proposal.organisation_id == actor.organisation_id)


def _desk_rows(actor: Actor) -> Any:
    alike = (
        sa.select(sa.func.max(Finding.score))
        .where(touching(Proposal.current_version_id), Finding.level == Level.LIKELY_DUPLICATE)
        .correlate(Proposal)
        .scalar_subquery()
    )
    return (
        sa.select(
            *_HEAD,
            Proposal.id.label("id"),
            Proposal.step_due.label("due"),
            Assessment.reviewers,
            Assessment.sealed,
            sa.case((hidden_from(actor), sa.null()), else_=Tally.mean).label("score"),
            alike.label("alike"),
        )
        .select_from(Proposal)
        .outerjoin(Assessment, Assessment.version_id == Proposal.current_version_id)
        .outerjoin(Tally, Tally.version_id == Proposal.current_version_id)
    )


def _sort_column(sort: str, *, own: bool) -> Any:
    return {
        "due": Assignment.due if own else Proposal.step_due,
        "title": Proposal.folded_title,
        "money": Proposal.money_total,
    }[sort.removeprefix("-")]


def _bound(sort: str, edge: Edge | None) -> date | int | str | None:
    """The edge's value as the sort's column holds it; None when there is no edge or it is not readable."""
    if edge is None:
        return None
    kind = sort.removeprefix("-")
    try:
        if kind == "due":
            return date.fromisoformat(edge.value)
        return int(edge.value[:16]) if kind == "money" else edge.value
    except ValueError:
        return None


def _edge(sort: str, rows: list[sa.Row[Any]], *, back: bool) -> Edge | None:
    for row in rows:
        kind = sort.removeprefix("-")
        value = {"due": row.due, "title": row.folded_title, "money": row.money_total}[kind]
        return Edge(value=value.isoformat() if isinstance(value, date | datetime) else str(value), id=row.id, back=back)
    return None


# --- one after the other --------------------------------------------------------------------------------------------


def open_ids(actor: Actor) -> list[uuid.UUID]:
    """The person's assignments still to be done, by day."""
    return list(
        session.scalars(
            sa.select(Assignment.id)
            .join(Proposal, Proposal.id == Assignment.proposal_id)
            .where(*own_where("mine", actor))
            .order_by(Assignment.due, Assignment.id)
            .limit(500)
        )
    )


def waiting(actor: Actor) -> Any:
    """Counts the person's assignments still to be done, for the bar."""
    return (
        sa.select(sa.func.count())
        .select_from(Assignment)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .where(*own_where("mine", actor))
    )
