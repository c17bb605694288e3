"""Reads of the intake desk: its queue with counts and a keyset for each sort, and the check of one version."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.actor import Actor
from catalog.models import StrategicSystem
from core import db
from core.db import session
from core.i18n import N_
from duplicates.queries import findings
from proposals.models import Proposal, ProposalVersion
from proposals.queries import get, matching, visible_to
from proposals.workflow import Status
from review.models import IntakeItem, IntakeSheet
from review.queries.queue import Edge, Page

PAGE = 25
TABS: dict[str, str] = {
    "waiting": N_("Chờ tiếp nhận"),
    "late": N_("Quá hạn"),
    "returned": N_("Chờ đơn vị bổ sung"),
    "done": N_("Đã xử lý"),
}
SORTS: dict[str, str] = {
    "due": N_("Hạn gần nhất"),
    "-due": N_("Hạn xa nhất"),
    "title": N_("Tên, A-Y"),
    "-title": N_("Tên, Y-A"),
    "-money": N_("Kinh phí lớn nhất"),
    "money": N_("Kinh phí nhỏ nhất"),
}
STEPS: dict[str, str] = {
    "fresh": N_("Chưa kiểm tra"),
    "begun": N_("Đang kiểm tra"),
    "alike": N_("Có cặp giống chờ kết luận"),
}
HANDLED = (Status.ASSESSMENT, Status.ENGINEERING, Status.COMMITTEE, Status.DECIDED, Status.REFUSED, Status.MERGED)


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which rows: everything comes from closed sets or is a bound value."""

    tab: str = "waiting"
    words: str = ""
    step: str = ""
    system: int | None = None
    sort: str = "due"

    @property
    def narrowed(self) -> bool:
        """Whether anything but the tab and the sort is chosen."""
        return bool(self.words or self.step or self.system)


def _where(filters: Filters, actor: Actor) -> list[sa.ColumnElement[bool]]:
    found = [visible_to(actor), _in_tab(filters.tab)]
    if actor.organisation_id is not None:
        found.append(Proposal.organisation_id != actor.organisation_id)
    if filters.words:
        found.append(matching(filters.words))
    if filters.system is not None:
        found.append(Proposal.main_system == filters.system)
    if filters.step in ("fresh", "begun"):
        begun = sa.select(sa.literal(1)).where(IntakeSheet.version_id == Proposal.current_version_id)
        there = begun.correlate(Proposal).exists()
        found.append(there if filters.step == "begun" else ~there)
    elif filters.step == "alike":
        found.append(findings.awaits_ruling(Proposal.current_version_id))
    return found


def _in_tab(tab: str) -> sa.ColumnElement[bool]:
    if tab == "done":
        return Proposal.status.in_(HANDLED)
    if tab == "returned":
        return Proposal.status == Status.RETURNED
    if tab == "late":
        return sa.and_(Proposal.status == Status.INTAKE, Proposal.step_due < db.today())
    return Proposal.status == Status.INTAKE


def counts(filters: Filters, actor: Actor) -> dict[str, int]:
    """How many rows each tab lists under these filters, and the figures of the tiles; one query."""
    asked = {tab: replace(filters, tab=tab) for tab in TABS}
    asked |= {f"tile_{name}": tile for name, tile in tiles().items()}
    counted = [
        sa.select(sa.func.count()).select_from(Proposal).where(*_where(each, actor)).scalar_subquery()
        for each in asked.values()
    ]
    return dict(zip(asked, session.execute(sa.select(*counted)).one(), strict=True))


def tiles() -> dict[str, Filters]:
    """The figures above the list and the list that each opens."""
    return {
        "waiting": Filters(),
        "late": Filters(tab="late"),
        "begun": Filters(step="begun"),
        "alike": Filters(step="alike"),
    }


def waiting(actor: Actor) -> Any:
    """Counts what waits at the intake desk, for the bar."""
    return sa.select(sa.func.count()).select_from(Proposal).where(*_where(Filters(), actor))


def page(filters: Filters, actor: Actor, edge: Edge | None) -> Page:
    """One page of the chosen tab: at most PAGE rows after (or before) the edge."""
    key, down = _sort(filters)
    back = edge is not None and edge.back
    checked = (
        sa.select(sa.func.count(IntakeItem.complete))
        .where(IntakeItem.version_id == Proposal.current_version_id)
        .correlate(Proposal)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            Proposal.id,
            Proposal.number,
            Proposal.title,
            Proposal.folded_title,
            Proposal.unit_name,
            Proposal.status,
            Proposal.status_since,
            Proposal.step_due,
            Proposal.main_system,
            Proposal.money_total,
            ProposalVersion.number.label("version"),
            checked.label("checked"),
            findings.likeness(Proposal.current_version_id).label("alike"),
        )
        .join(ProposalVersion, ProposalVersion.id == Proposal.current_version_id)
        .where(*_where(filters, actor))
    )
    bound = _bound(filters, edge)
    turned = down != back
    if edge is not None and bound is not None:
        here, there = sa.tuple_(key, Proposal.id), sa.tuple_(bound, sa.literal(edge.id))
        statement = statement.where(here < there if turned else here > there)
    order = (key.desc(), Proposal.id.desc()) if turned else (key, Proposal.id)
    rows: list[sa.Row[Any]] = list(session.execute(statement.order_by(*order).limit(PAGE + 1)))
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if back:
        rows.reverse()
    return Page(
        rows=rows,
        newer=_edge(filters, rows[:1], back=True) if (more if back else bound is not None) else None,
        older=_edge(filters, rows[-1:], back=False) if (more or back) else None,
    )


def _kind(filters: Filters) -> str:
    """What the rows are sorted by; what has left the desk has no day of its own, only the day it left."""
    kind = filters.sort.removeprefix("-")
    return "since" if kind == "due" and filters.tab == "done" else kind


def _sort(filters: Filters) -> tuple[Any, bool]:
    """The column and whether it runs downwards; of what has left the desk the newest comes first."""
    kind = _kind(filters)
    column = {
        "due": Proposal.step_due,
        "since": Proposal.status_since,
        "title": Proposal.folded_title,
        "money": Proposal.money_total,
    }[kind]
    down = filters.sort.startswith("-")
    return column, not down if kind == "since" else down


def _bound(filters: Filters, edge: Edge | None) -> Any:
    """The edge's value as the sort's column holds it; None when there is no edge or it is not readable."""
    if edge is None:
        return None
    kind = _kind(filters)
    try:
        if kind == "due":
            return sa.literal(date.fromisoformat(edge.value))
        if kind == "since":
            moment = datetime.fromisoformat(edge.value)
            return sa.literal(moment, Proposal.status_since.type) if moment.tzinfo else None
        return sa.literal(int(edge.value[:16])) if kind == "money" else sa.literal(edge.value)
    except ValueError:
        return None


def _edge(filters: Filters, rows: list[sa.Row[Any]], *, back: bool) -> Edge | None:
    for row in rows:
        value = {
            "due": row.step_due,
            "since": row.status_since,
            "title": row.folded_title,
            "money": row.money_total,
        }[_kind(filters)]
        return Edge(value=value.isoformat() if isinstance(value, date) else str(value), id=row.id, back=back)
    return None


# --- one version ------------------------------------------------------------------------------------------------------


def sheet(version_id: uuid.UUID | None, *, lock: bool = False) -> IntakeSheet | None:
    """The check of a version as a whole, None before its first save; `lock` makes two savers wait for each other."""
    if version_id is None:
        return None
    statement = (
        sa.select(IntakeSheet).options(joinedload(IntakeSheet.saved_by)).where(IntakeSheet.version_id == version_id)
    )
    if lock:
        statement = statement.with_for_update(of=IntakeSheet).execution_options(populate_existing=True)
    return session.scalar(statement)


def items(version_id: uuid.UUID | None) -> dict[str, IntakeItem]:
    """What has been judged of a version, by item."""
    rows = session.scalars(sa.select(IntakeItem).where(IntakeItem.version_id == version_id))
    return {row.item: row for row in rows}


def target(number: str, *, seen_by: Actor) -> Proposal | None:
    """The proposal with this code, when it exists for this person."""
    found = session.scalar(sa.select(Proposal.id).where(Proposal.number == number.strip().upper(), visible_to(seen_by)))
    return get(found, seen_by=seen_by) if found is not None else None


def systems() -> list[sa.Row[tuple[int, str, str]]]:
    """(number, Vietnamese, English name) of the strategic systems in order."""
    return list(
        session.execute(
            sa.select(StrategicSystem.number, StrategicSystem.name_vi, StrategicSystem.name_en)
            .where(StrategicSystem.current)
            .order_by(StrategicSystem.number)
        )
    )
