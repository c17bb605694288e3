"""The figures of the reviewers' queue: what each tab and tile counts, and what the filters offer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from accounts.actor import Actor, Duties
from accounts.anybody import anybody, themselves
from accounts.models import Organisation
from catalog.models import StrategicSystem
from core import db
from proposals.models import Proposal
from proposals.queries import visible_to
from proposals.workflow import Status
from review.models import Assignment, AssignmentState
from review.queries.queue import (
    KEPT,
    OWN_STEPS,
    STANDING,
    Filters,
    after_assessment,
    desk_where,
    is_desk,
    is_reviewer,
    narrowing,
    own_where,
)
from scoring.models import Scorecard

MOST_UNITS = 40


def counts(filters: Filters, actor: Actor) -> dict[str, int]:
    """How many rows each tab would list under these filters, and ("tile_…") the figures of the tiles; one query.

    The rows of each scope are grouped in one pass over its index, then added up here. Tile figures ignore the filters,
    as the links of the tiles do.
    """
    kept = replace(filters, sort="due") if filters.narrowed else None
    rows = db.rows(_counting(kept, actor.duties), themselves(actor))
    found = _tiles([row for row in rows if row.which == "all"], actor)
    return found | _tabs([row for row in rows if row.which == ("kept" if kept else "all")], filters, actor)


def _tabs(rows: list[Any], filters: Filters, actor: Actor) -> dict[str, int]:
    def own(*, late: bool = False, done: bool | None = None) -> int:
        step = filters.step if filters.step in OWN_STEPS else ""
        return sum(
            row.late if late else row.number
            for row in rows
            if row.scope == "own" and (not step or row.kind == step) and done in (None, row.kind == "done")
        )

    def desk(scope: str, *, late: bool = False) -> int:
        step = STANDING.get(filters.step)
        return sum(row.late if late else row.number for row in rows if row.scope == scope and step in (None, row.kind))

    if not is_desk(actor):
        return {"mine": own(done=False), "all": own(), "late": own(late=True), "done": own(done=True)}
    found = {"all": desk("desk"), "late": desk("desk", late=True), "done": desk("after")}
    return found | ({"mine": own(done=False)} if is_reviewer(actor) else {})


def _tiles(rows: list[Any], actor: Actor) -> dict[str, int]:
    def of(scope: str, *kinds: str, late: bool = False) -> int:
        return sum(
            row.late if late else row.number for row in rows if row.scope == scope and (not kinds or row.kind in kinds)
        )

    found = {"tile_mine": of("own", *OWN_STEPS), "tile_mine_late": of("own", late=True)}
    found |= {"tile_declare": of("own", "declare"), "tile_begun": of("own", "begun"), "tile_done": of("own", "done")}
    if is_desk(actor):
        found |= {f"tile_{name}": of("desk", standing) for name, standing in STANDING.items()}
        found["tile_late"] = of("desk", late=True)
    return found


@lru_cache(maxsize=KEPT)
def _counting(kept: Filters | None, duties: Duties) -> sa.CompoundSelect[Any]:
    actor = anybody(duties)
    groups = _groups(Filters(tab="all"), actor, "all")
    if kept is not None:
        groups += _groups(kept, actor, "kept")
    return sa.union_all(*groups)


def _groups(filters: Filters, actor: Actor, which: str) -> list[Any]:
    """One grouped statement a scope: (which, scope, kind, late, number); `late` counts those whose day has passed."""
    scopes: list[tuple[str, Any]] = []
    if is_reviewer(actor) or not is_desk(actor):
        scopes.append(("own", _own_kinds(filters, actor)))
    if is_desk(actor):
        scopes += [("desk", _desk_kinds(filters, actor)), ("after", _after_kinds(filters, actor))]
    found = []
    for scope, statement in scopes:
        inner = statement.subquery(f"{scope}_{which}")
        found.append(
            sa.select(
                sa.literal(which).label("which"),
                sa.literal(scope).label("scope"),
                inner.c.kind,
                sa.func.sum(inner.c.late).label("late"),
                sa.func.count().label("number"),
            ).group_by(inner.c.kind)
        )
    return found


def _own_kinds(filters: Filters, actor: Actor) -> Any:
    sealed = Assignment.state == AssignmentState.SEALED
    kind = sa.case(
        (sealed, "done"), (Assignment.state == AssignmentState.ASSIGNED, "declare"), (Scorecard.marked > 0, "begun"),
        else_="fresh",
    )  # fmt: skip
    late = sa.case((sa.and_(~sealed, Assignment.due < db.TODAY), 1), else_=0)
    return (
        sa.select(kind.label("kind"), late.label("late"))
        .select_from(Assignment)
        .join(Proposal, Proposal.id == Assignment.proposal_id)
        .outerjoin(
            Scorecard,
            sa.and_(Scorecard.version_id == Assignment.version_id, Scorecard.reviewer_id == Assignment.reviewer_id),
        )
        .where(*own_where("all", actor), *narrowing(filters))
    )


def _desk_kinds(filters: Filters, actor: Actor) -> Any:
    late = sa.case((Proposal.step_due < db.TODAY, 1), else_=0)
    return sa.select(Proposal.standing.label("kind"), late.label("late")).where(
        *desk_where("all", actor), *narrowing(filters)
    )


def _after_kinds(filters: Filters, actor: Actor) -> Any:
    # No step of the assessment is left behind it: under a step filter the tab is empty.
    kind = sa.literal("after").label("kind")
    return sa.select(kind, sa.literal(0).label("late")).where(*desk_where("done", actor), *narrowing(filters))


# --- what the filters offer -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What can be chosen: the systems, and the units that have something here (none when they are too many)."""

    systems: tuple[tuple[int, str, str], ...]
    units: tuple[tuple[str, str], ...]


def choices(actor: Actor) -> Choices:
    """Systems and units for the filters, in one query."""
    rows = db.rows(_choosing(actor.duties), themselves(actor))
    held = sorted((row.vi, row.key) for row in rows if row.kind == "unit")
    return Choices(
        systems=tuple(sorted((int(row.key), row.vi, row.en) for row in rows if row.kind == "system")),
        units=tuple((key.replace("-", ""), name) for name, key in held) if len(held) <= MOST_UNITS else (),
    )


@lru_cache(maxsize=KEPT)
def _choosing(duties: Duties) -> sa.CompoundSelect[Any]:
    actor = anybody(duties)
    systems = sa.select(
        sa.literal("system").label("kind"),
        sa.cast(StrategicSystem.number, sa.String).label("key"),
        StrategicSystem.name_vi.label("vi"),
        StrategicSystem.name_en.label("en"),
    )
    there: sa.ColumnElement[bool]
    if is_desk(actor):
        # One look-up for each unit, however many proposals there are.
        known = sa.select(sa.literal(1)).where(
            Proposal.organisation_id == Organisation.id,
            sa.or_(Proposal.status == Status.ASSESSMENT, after_assessment()),
            visible_to(actor),
        )
        there = known.correlate(Organisation).exists()
    else:
        mine = sa.select(Proposal.organisation_id).join(Assignment, Assignment.proposal_id == Proposal.id)
        there = Organisation.id.in_(mine.where(*own_where("all", actor)))
    units = sa.select(
        sa.literal("unit"), sa.cast(Organisation.id, sa.String), Organisation.name_vi, Organisation.name_en
    ).where(there)
    return sa.union_all(systems, units)
