"""Which table of the template a table of a document is: its heads matched to columns, whatever their order (pure)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from core.words import fold
from manuscripts import headings, synonyms, values
from manuscripts.blocks import Cell, Table
from proposals.template import PARTS, Part, Rows

Grid = tuple[tuple[Cell, ...], ...]
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_YEAR = re.compile(r"(?:[a-z ]+ )?(20[0-9]{2}|21[0-9]{2})")
HEADS = 3
"""Rows that a head may take."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: the code of its box, or a year of the yearly values, or nothing known; `unit`: đồng that 1 means."""

    head: str
    code: str = ""
    year: int | None = None
    skip: bool = False
    """It only counts rows or adds them up."""
    numbers: bool = False
    unit: int | None = None


@dataclass(frozen=True, kw_only=True)
class Match:
    """A table of the template found in a document: where, with which columns, and where its rows begin."""

    part: Part
    table: Rows
    columns: tuple[Column, ...]
    rows: Grid

    @property
    def codes(self) -> frozenset[str]:
        """The boxes that have a column."""
        inner = headings.inner_years(self.table)
        years = {inner.code} if inner and any(column.year for column in self.columns) else set()
        return frozenset({column.code for column in self.columns if column.code} | years)


def match(table: Table, part: Part | None, target: Rows | None) -> Match | None:
    """The table of the template that fits best, here or else anywhere; turned if it lies on its side."""
    here = [part] if part else []
    upright = _best(table.rows, here, target, least=2)
    if upright is not None:
        return upright
    lying = _best(_turned(table.rows), here, target, least=2)
    if lying is not None:
        return _with_corner(lying)
    return _best(table.rows, list(PARTS), None, least=3)


def _with_corner(found: Match) -> Match:
    """Of a table on its side the corner says nothing ("Nguồn vốn"): its line holds what each row is told by."""
    first, corner = found.table.boxes[0].code, found.columns[0]
    if first in found.codes or corner.code or corner.skip:
        return found
    return replace(found, columns=(replace(corner, code=first), *found.columns[1:]))


def _best(grid: Grid, parts: list[Part], target: Rows | None, *, least: int) -> Match | None:
    found: list[tuple[int, int, Match]] = []
    for part in parts:
        for table in part.boxes:
            if not isinstance(table, Rows):
                continue
            fit = _fit(grid, part, table)
            if fit is None or len(fit.codes) < least:
                continue
            unknown = sum(not column.code and not column.skip and column.year is None for column in fit.columns)
            found.append((10 * len(fit.codes) + 5 * (table is target) - unknown, -len(found), fit))
    return max(found, key=lambda held: held[:2])[2] if found else None


def _fit(grid: Grid, part: Part, table: Rows) -> Match | None:
    best: Match | None = None
    for depth in range(1, min(HEADS, len(grid)) + 1):
        columns = _columns(grid, depth, part, table)
        fit = Match(part=part, table=table, columns=columns, rows=grid[depth:])
        if best is None or len(fit.codes) > len(best.codes):
            best = fit
    return best


def _columns(grid: Grid, depth: int, part: Part, table: Rows) -> tuple[Column, ...]:
    known = headings.columns(part.code, table.code)
    used: set[str] = set()
    made = []
    for place in range(len(grid[0])):
        heads = list(dict.fromkeys(text for row in grid[:depth] if (text := row[place].text.strip())))
        column = _column(heads, known, table)
        if column.code and column.code in used:
            column = Column(head=column.head)
        used.add(column.code)
        made.append(column)

    return tuple(made)


def _column(heads: list[str], known: Mapping[str, str], table: Rows) -> Column:
    head = " ".join(" ".join(heads).split())[:200]
    unit = values.money_unit(head)
    tries = [head, *reversed(heads)]
    names = [fold(text) for one in tries for text in (one, _BRACKETS.sub("", one)) if len(one) <= 200]
    for name in names:
        if name in synonyms.NUMBERS and name not in known:
            return Column(head=head, skip=True, numbers=True)
        if name in known:
            return Column(head=head, code=known[name], unit=unit)
        if name in synonyms.SUMS or name.startswith("tong "):
            return Column(head=head, skip=True)
    if headings.inner_years(table) is not None:
        for name in names:
            if found := _YEAR.fullmatch(name):
                return Column(head=head, year=int(found[1]))
    for name in names:
        if len(name) >= 6:
            best = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=headings.ALIKE)
            if best is not None:
                return Column(head=head, code=known[best[0]], unit=unit)
    return Column(head=head)


def _turned(grid: Grid) -> Grid:
    return tuple(zip(*grid, strict=True)) if grid else ()


def label(row: tuple[Cell, ...]) -> tuple[Cell, list[Cell]] | None:
    """The first cell of a row that says a name, and the cells beside it; None when nothing stands beside it."""
    own = [cell for cell in row if not cell.merged]
    if len(own) > 1 and re.fullmatch(r"[0-9IVXivx]{0,4}[.)]?", own[0].text.strip()):
        own = own[1:]
    if len(own) < 2 or not own[0].lines or len(own[0].text) > 2 * headings.LONGEST:
        return None
    return own[0], own[1:]


def is_head(row: tuple[Cell, ...]) -> bool:
    """Whether a first row may be heads: nothing long stands in it."""
    return all(len(cell.text) < 60 for cell in row)


def kind_of(cells: tuple[Cell, ...], found: Match, *, first: bool) -> str:
    """What a line of a table is: "row", "sum", "title" (one text across), or "" (blank, numbering, repeated heads)."""
    telling = [(column, cell) for column, cell in zip(found.columns, cells, strict=True) if not column.numbers]
    texts = [cell.text.strip() for _, cell in telling if not values.is_blank(cell.text)]
    if not texts:
        return ""
    if [fold(cell.text) for cell in cells] == [fold(column.head) for column in found.columns]:
        return ""
    counted = [re.fullmatch(r"[(\[]?([0-9]{1,2})[)\]]?", cell.text.strip()) for cell in cells]
    if first and len(cells) > 2 and all(counted):
        numbers = [int(one[1]) for one in counted if one]
        if numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            return ""
    names = [cell for column, cell in telling if not values.is_blank(cell.text)]
    if fold(names[0].text) in synonyms.SUMS or any(fold(cell.text) in synonyms.SUMS for cell in cells[:2]):
        return "sum"
    own = [cell for cell in cells if not cell.merged]
    if len(own) == 1 and len(cells) > 1 and all(cell.blocks == own[0].blocks for cell in cells):
        return "title"
    return "row"
