"""The money of a proposal: totals by phase and by source, always computed, never typed (Appendix I, II; pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from proposals.template import JsonRow

SOURCES = ("state_budget", "socialised", "other")


@dataclass(frozen=True, kw_only=True)
class PhaseMoney:
    """One phase's money by source, in đồng; None: nothing filled in. `known` is False when the phase is gone."""

    phase: str
    name: str
    cells: tuple[int | None, int | None, int | None]
    known: bool

    @property
    def amounts(self) -> tuple[int, int, int]:
        """The cells with nothing counted as zero."""
        return (self.cells[0] or 0, self.cells[1] or 0, self.cells[2] or 0)

    @property
    def total(self) -> int:
        """The sum over the sources."""
        return sum(self.amounts)

    @property
    def filled(self) -> bool:
        """Whether any amount was given, zero included."""
        return any(cell is not None for cell in self.cells)


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Phase × source in đồng with every total; `shares` are percentages of the grand total, None when it is zero."""

    phases: tuple[PhaseMoney, ...]
    by_source: tuple[int, int, int]
    total: int
    shares: tuple[Decimal, Decimal, Decimal] | None


def matrix(content: Mapping[str, JsonRow]) -> Matrix:
    """The money matrix of a content document: one line per phase of the roadmap, then lines without a phase."""
    phases = _rows(content.get("roadmap") or {}, "phases")
    money = _rows(content.get("resources") or {}, "finance")
    lines = [_line(phase, money, position) for position, phase in enumerate(phases, start=1)]
    known = {str(phase.get("id")) for phase in phases}
    for row in money:
        if str(row.get("phase")) not in known:
            lines.append(PhaseMoney(phase=str(row.get("phase") or ""), name="", cells=_cells([row]), known=False))
    by_source = (
        sum(line.amounts[0] for line in lines),
        sum(line.amounts[1] for line in lines),
        sum(line.amounts[2] for line in lines),
    )
    total = sum(by_source)
    return Matrix(phases=tuple(lines), by_source=by_source, total=total, shares=_shares(by_source, total))


def _rows(part: JsonRow, code: str) -> list[JsonRow]:
    held = part.get(code)
    return [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []


def _line(phase: JsonRow, money: list[JsonRow], position: int) -> PhaseMoney:
    own = [row for row in money if row.get("phase") == phase.get("id")]
    name = str(phase.get("name") or "")
    return PhaseMoney(phase=str(phase.get("id") or ""), name=name or str(position), cells=_cells(own), known=True)


def _cells(rows: list[JsonRow]) -> tuple[int | None, int | None, int | None]:
    def of(source: str) -> int | None:
        given = [value for row in rows if isinstance(value := row.get(source), int)]
        return sum(given) if given else None

    return of(SOURCES[0]), of(SOURCES[1]), of(SOURCES[2])


def _shares(by_source: tuple[int, int, int], total: int) -> tuple[Decimal, Decimal, Decimal] | None:
    if total == 0:
        return None

    def share(amount: int) -> Decimal:
        return (Decimal(amount) * 100 / total).quantize(Decimal("0.1"), ROUND_HALF_UP)

    return share(by_source[0]), share(by_source[1]), share(by_source[2])


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Totals of a grid of amounts: by row, by source, of all; `shares` in percent, None when nothing is there."""

    rows: tuple[int, ...]
    columns: tuple[int, int, int]
    all: int
    shares: tuple[Decimal, Decimal, Decimal] | None


def sums(rows: Sequence[Mapping[str, object]]) -> Sums:
    """The totals of amounts as they stand in the grid, whatever phases they name."""
    cells = [_cells([dict(row)]) for row in rows]
    columns = (
        sum(cell[0] or 0 for cell in cells),
        sum(cell[1] or 0 for cell in cells),
        sum(cell[2] or 0 for cell in cells),
    )
    total = sum(columns)
    by_row = tuple(sum(amount or 0 for amount in cell) for cell in cells)
    return Sums(rows=by_row, columns=columns, all=total, shares=_shares(columns, total))
