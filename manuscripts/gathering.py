"""What a pass over a document has gathered: lines of boxes, rows of tables, remarks, passages left over (pure)."""

from __future__ import annotations

from typing import Any

from core.words import N_
from manuscripts import headings, values
from manuscripts.blocks import Cell, trimmed
from manuscripts.found import Found, Passage, Place, Remark
from manuscripts.grids import Match
from proposals.reading import Names
from proposals.template import PART_BY_CODE, Box, Kind, Part, Rows, next_named

PIECES = 400
"""Passages and remarks that are kept; a file with more is not a proposal."""
PASSAGE = 20_000
"""Characters of one passage that are kept."""
TOO_MANY = N_("Bảng có %(rows)s dòng, nhiều hơn mức %(most)s; các dòng thừa không được lấy.")
SUMS_DIFFER = N_("Tệp ghi tổng là %(said)s, cộng các dòng được %(counted)s.")
LOOSE = N_("Đọc là “%(read)s”.")

_NOTHING = object()


class Gathering:
    """Where the pass is (`part`, `target`, `heading`), and everything it has taken in so far."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.part: Part | None = None
        self.target: Box | Rows | None = None
        self.heading = ""
        self.unit: int | None = None
        self.texts: dict[tuple[str, str], list[str]] = {}
        self.tables: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self.given: dict[tuple[str, str], set[str]] = {}
        self.remarks: list[Remark] = []
        self.rest: list[Passage] = []
        self.seen: dict[str, None] = {}

    def here(self, box: Box | Rows) -> tuple[str, str]:
        """The key of a box of the present part."""
        assert self.part is not None
        return self.part.code, box.code

    def gather(self, box: Box, line: str) -> None:
        """Add a line to a box."""
        self.texts.setdefault(self.here(box), []).append(line)

    def leave(self, text: str, *, head: str | None = None, place: Place | None = None) -> None:
        """Keep a passage that belongs nowhere, joined to the one before it when they stand together."""
        where = place or Place(
            part=self.part.code if self.part else "", head=self.heading if head is None and self.part else head or ""
        )
        if self.rest and self.rest[-1].place == where and len(self.rest[-1].text) + len(text) < PASSAGE:
            self.rest[-1] = Passage(place=where, text=f"{self.rest[-1].text}\n{text}")
        elif len(self.rest) < PIECES:
            self.rest.append(Passage(place=where, text=text[:PASSAGE]))

    def one_row(self, found: Match, cells: tuple[Cell, ...], row: dict[str, Any], number: int) -> None:
        """Fill one row from its cells."""
        inner = headings.inner_years(found.table)
        years: list[dict[str, Any]] = []
        for column, cell in zip(found.columns, cells, strict=True):
            where = Place(part=found.part.code, box=found.table.code, row=number, column=column.code, head=column.head)
            if column.code:
                box = next_named(found.table.boxes, column.code)
                self.fill(row, box, cell.lines, number, column.unit or self.unit, cell.text, where)
            elif column.year is not None and inner is not None:
                if not values.is_blank(cell.text):
                    lines = [f"{column.year}: {' '.join(cell.lines)}"]
                    read, unread = values.inner_rows(inner, lines, self.names)
                    years += read
                    self.remark_all(where, unread)
            elif not column.skip and not values.is_blank(cell.text) and not cell.merged:
                self.leave(cell.text, place=where)
        if inner is not None and any(column.year for column in found.columns):
            row[inner.code] = years

    def fill(
        self,
        row: dict[str, Any],
        box: Box | Rows,
        lines: list[str],
        number: int,
        unit: int | None,
        text: str,
        where: Place | None = None,
    ) -> None:
        """Read one cell into its row; what cannot be read is remarked and leaves no value."""
        assert where is not None or isinstance(self.target, Rows)
        if where is None:
            assert self.part is not None and self.target is not None
            where = Place(part=self.part.code, box=self.target.code, row=number, column=box.code)
        if isinstance(box, Rows):
            row[box.code], unread = values.inner_rows(box, lines, self.names)
            self.remark_all(where, unread)
            return
        value = self.value(box, lines, unit, text, where)
        if value is not _NOTHING:
            row[box.code] = value

    def value(self, box: Box, lines: list[str], unit: int | None, text: str, where: Place) -> Any:
        """The value of some lines, or _NOTHING with a remark."""
        try:
            read = values.read(box, lines, self.names, unit=unit or values.MILLION, latest=box.code != "start")
        except values.Unread as error:
            self.remark(where, text, error.sentence, error.values)
            return _NOTHING
        if read.changed:
            self.remark(where, text, LOOSE, {"read": read.value}, taken=True)
        return read.value

    def remark_all(self, where: Place, unread: list[tuple[str, str]]) -> None:
        """Remark lines of a cell."""
        for text, sentence in unread:
            self.remark(where, text, sentence, {})

    def remark(self, where: Place, text: str, sentence: str, said: dict[str, Any], *, taken: bool = False) -> None:
        """Keep a remark."""
        if len(self.remarks) < PIECES:
            self.remarks.append(Remark(place=where, text=text[:2000], sentence=sentence, values=said, taken=taken))

    def compare_sum(self, found: Match, cells: tuple[Cell, ...], rows: list[dict[str, Any]]) -> None:
        """Say when a total that was typed is not the sum of the rows above it; totals themselves are never taken."""
        for column, cell in zip(found.columns, cells, strict=True):
            box = next_named(found.table.boxes, column.code) if column.code else None
            if not isinstance(box, Box) or box.kind is not Kind.MONEY or values.is_blank(cell.text):
                continue
            try:
                said = values.read(box, cell.lines, self.names, unit=column.unit or self.unit or values.MILLION).value
            except values.Unread:
                continue
            counted = sum(row.get(box.code) or 0 for row in rows)
            if said != counted:
                where = Place(part=found.part.code, box=found.table.code, column=column.code, head=column.head)
                self.remark(where, cell.text, SUMS_DIFFER, {"said": said, "counted": counted}, taken=True)

    def found(self, pictures: int) -> Found:
        """Everything gathered, values read."""
        parts: dict[str, dict[str, Any]] = {code: {} for code in PART_BY_CODE if code in self.seen}
        for (code, box_code), lines in self.texts.items():
            box = PART_BY_CODE[code].box(box_code)
            kept = trimmed(lines)
            if not isinstance(box, Box) or not kept:
                continue
            value = self.value(box, kept, None, "\n".join(kept), Place(part=code, box=box_code))
            if value not in (_NOTHING, "", None, []):
                parts.setdefault(code, {})[box_code] = value
        for (code, table_code), rows in self.tables.items():
            table = PART_BY_CODE[code].box(table_code)
            assert isinstance(table, Rows)
            filled = [row for row in rows if any(value not in ("", None, []) for value in row.values())]
            if len(filled) > table.most:
                where = Place(part=code, box=table_code)
                self.remark(where, "", TOO_MANY, {"rows": len(filled), "most": table.most})
            if filled:
                parts.setdefault(code, {})[table_code] = [_within(table, row) for row in filled[: table.most]]
        ordered = {code: parts[code] for code in PART_BY_CODE if code in parts}
        return Found(parts=ordered, remarks=tuple(self.remarks), rest=tuple(self.rest), pictures=pictures)


def _within(table: Rows, row: dict[str, Any]) -> dict[str, Any]:
    """A row whose inner tables keep their bounds."""
    bounds = {box.code: box.most for box in table.boxes if isinstance(box, Rows)}
    return {code: value[: bounds[code]] if code in bounds else value for code, value in row.items()}
