"""Which boxes of the template share a table on paper, how wide, and what is left for a line beneath the row (data).

A box of the template that no column names is printed beneath its row with its label, so that nothing is ever left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.words import N_
from proposals.template import Box, Rows


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: heading ("" = label of its first box), boxes one under the other, width in percent."""

    boxes: tuple[str, ...]
    width: int
    label: str = ""
    align: str = "left"


def _column(width: int, *boxes: str, label: str = "", align: str = "left") -> Column:
    return Column(boxes=boxes, width=width, label=label, align=align)


COLUMNS: dict[str, tuple[Column, ...]] = {
    "coordination.units": (_column(42, "name"), _column(58, "role")),
    "necessity.bases": (_column(36, "number"), _column(64, "content")),
    "objectives.specific": (
        _column(34, "statement", "measure", label=N_("Mục tiêu, chỉ số đo")),
        _column(9, "baseline", align="right"),
        _column(10, "target", align="right"),
        _column(13, "unit"),
        _column(14, "deadline", align="center"),
        _column(20, "responsible"),
    ),
    "novelty.points": (_column(16, "type"), _column(47, "new"), _column(37, "today")),
    "scope.components": (
        _column(22, "name"),
        _column(26, "content"),
        _column(32, "activities"),
        _column(20, "unit"),
    ),
    "outputs.items": (
        _column(28, "name", "description", "type", label=N_("Sản phẩm")),
        _column(10, "quantity", align="right"),
        _column(11, "unit"),
        _column(22, "acceptance"),
        _column(15, "users"),
        _column(14, "deadline", align="center"),
    ),
    "contribution.targets": (
        _column(20, "system"),
        _column(30, "target"),
        _column(28, "contribution"),
        _column(22, "measured_by"),
    ),
    "roadmap.phases": (
        _column(20, "name"),
        _column(15, "start", "end", label=N_("Thời gian"), align="center"),
        _column(30, "content"),
        _column(35, "milestones"),
    ),
    "roadmap.marks": (_column(18, "years", align="center"), _column(82, "mark")),
    "resources.people": (
        _column(27, "position"),
        _column(9, "count", align="right"),
        _column(31, "requirement"),
        _column(19, "source"),
        _column(14, "phase"),
    ),
    "resources.infrastructure": (
        _column(34, "item", "note", label=N_("Hạng mục")),
        _column(11, "quantity", align="right"),
        _column(15, "unit"),
        _column(24, "source"),
        _column(16, "phase"),
    ),
    "kpis.items": (
        _column(26, "name", "tier", "type", label=N_("Chỉ số")),
        _column(12, "unit"),
        _column(11, "baseline", "baseline_year", label=N_("Nền (năm)"), align="right"),
        _column(16, "targets", align="right"),
        _column(19, "source", "frequency", label=N_("Nguồn, tần suất")),
        _column(16, "responsible"),
    ),
    "risks.items": (
        _column(28, "description", "group", label=N_("Rủi ro")),
        _column(9, "probability", label=N_("Xác suất"), align="center"),
        _column(9, "impact", label=N_("Tác động"), align="center"),
        _column(36, "prevention", "response", label=N_("Phòng ngừa, ứng phó")),
        _column(18, "owner"),
    ),
    "requests.items": (_column(50, "content"), _column(26, "authority"), _column(24, "basis")),
}

UNLABELLED = frozenset(
    {"description", "measure", "baseline_year", "start", "end", "frequency", "note", "group", "type"}
)
"""Boxes that stand second in a column and need no label before their value."""


def columns(part: str, table: Rows) -> tuple[Column, ...]:
    """The table's columns; a table the data does not know gets one equal column a box."""
    known = COLUMNS.get(f"{part}.{table.code}")
    if known:
        return known
    share = 100 // max(len(table.boxes), 1)
    return tuple(_column(share, box.code) for box in table.boxes)


def beneath(part: str, table: Rows) -> tuple[Box | Rows, ...]:
    """The boxes of a row that no column shows."""
    shown = {code for column in columns(part, table) for code in column.boxes}
    return tuple(box for box in table.boxes if box.code not in shown)
