"""Two versions of a proposal beside each other: by section, box, row and cell, the words marked (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from proposals import reading
from proposals.completeness import lines
from proposals.money import SOURCES, PhaseMoney, matrix
from proposals.pairing import Pair, pairs
from proposals.reading import Reader, show
from proposals.template import PARTS, Box, Kind, Part, Rows, next_named
from proposals.wordmarks import Side, marked

Content = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class BoxChange:
    """One box on both sides."""

    shape: ClassVar[str] = "box"
    label: str
    old: Side
    new: Side
    changed: bool


@dataclass(frozen=True, kw_only=True)
class RowChange:
    """One row: `state` is same, changed, added or removed; numbers are places from 1, None where it is not."""

    state: str
    moved: bool
    old_number: int | None
    new_number: int | None
    name: str
    boxes: tuple[BoxChange, ...]

    @property
    def differs(self) -> bool:
        """Whether the row or its place is not the same."""
        return self.moved or self.state != "same"


@dataclass(frozen=True, kw_only=True)
class TableChange:
    """A table of rows, in the order of the new side."""

    shape: ClassVar[str] = "table"
    label: str
    one: str
    rows: tuple[RowChange, ...]

    @property
    def changed(self) -> bool:
        """Whether any row is not the same."""
        return any(row.differs for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class CellChange:
    """One amount in million đồng on both sides, as text."""

    old: str
    new: str

    @property
    def changed(self) -> bool:
        """Whether the amount is another."""
        return self.old != self.new


@dataclass(frozen=True, kw_only=True)
class MoneyRow:
    """One phase (or the totals): its name on both sides and its cells, the sum last."""

    state: str
    old_label: str
    new_label: str
    cells: tuple[CellChange, ...]

    @property
    def differs(self) -> bool:
        """Whether the phase came, went, has another name or another amount."""
        return self.state != "same" or self.old_label != self.new_label


@dataclass(frozen=True, kw_only=True)
class MoneyChange:
    """The matrix phase by source, cell by cell; the last row holds the totals."""

    shape: ClassVar[str] = "money"
    label: str
    columns: tuple[str, ...]
    rows: tuple[MoneyRow, ...]

    @property
    def changed(self) -> bool:
        """Whether any cell is another."""
        return any(row.differs for row in self.rows)

    def shown(self, everything: bool) -> tuple[MoneyRow, ...]:
        """The rows that differ, or all; the totals always."""
        return tuple(row for row in self.rows[:-1] if everything or row.differs) + self.rows[-1:]


@dataclass(frozen=True, kw_only=True)
class PartChange:
    """One of the fourteen parts with everything in it, the same or not."""

    code: str
    number: int
    label: str
    items: tuple[BoxChange | TableChange | MoneyChange, ...]

    @property
    def changed(self) -> bool:
        """Whether anything in the part differs."""
        return any(item.changed for item in self.items)


def redline(old: Content, new: Content, reader: Reader) -> tuple[PartChange, ...]:
    """Every part of two content documents beside each other; missing parts and boxes count as empty."""
    return tuple(_part(part, number, old, new, reader) for number, part in enumerate(PARTS, start=1))


def _part(part: Part, number: int, old: Content, new: Content, reader: Reader) -> PartChange:
    before, after = _value(old, part.code), _value(new, part.code)
    items: list[BoxChange | TableChange | MoneyChange] = []
    for box in part.boxes:
        if isinstance(box, Box):
            items.append(_box(box, before, after, reader, old, new))
        elif (part.code, box.code) == ("resources", "finance"):
            items.append(_money(box, old, new, reader))
        else:
            items.append(_table(box, lines(before, box.code), lines(after, box.code), reader, old, new))
    return PartChange(code=part.code, number=number, label=reader.say(part.label), items=tuple(items))


def _value(content: Content, code: str) -> Mapping[str, Any]:
    held = content.get(code)
    return held if isinstance(held, Mapping) else {}


def _text(box: Box | Rows, row: Mapping[str, Any], reader: Reader, content: Content) -> str:
    if isinstance(box, Rows):
        return "\n".join(reading.row_lines(box, row.get(box.code), reader))
    if box.kind is Kind.PHASE:
        phases = lines(_value(content, "roadmap"), "phases")
        return next((str(each.get("name") or "") for each in phases if each.get("id") == row.get(box.code)), "")
    return show(box, row.get(box.code), reader).text


def _box(
    box: Box | Rows, before: Mapping[str, Any], after: Mapping[str, Any], reader: Reader, old: Content, new: Content
) -> BoxChange:
    left, right = _text(box, before, reader, old), _text(box, after, reader, new)
    gone, come = marked(left, right)
    return BoxChange(label=reader.say(box.label), old=gone, new=come, changed=left != right)


def _table(
    table: Rows,
    old_rows: Sequence[Mapping[str, Any]],
    new_rows: Sequence[Mapping[str, Any]],
    reader: Reader,
    old: Content,
    new: Content,
) -> TableChange:
    rows = []
    for pair in pairs(table, old_rows, new_rows):
        before = old_rows[pair.old] if pair.old is not None else {}
        after = new_rows[pair.new] if pair.new is not None else {}
        boxes = tuple(
            change for box in table.boxes if (change := _box(box, before, after, reader, old, new)).old or change.new
        )
        rows.append(
            RowChange(
                state=_state(pair, any(change.changed for change in boxes)),
                moved=pair.moved,
                old_number=None if pair.old is None else pair.old + 1,
                new_number=None if pair.new is None else pair.new + 1,
                name=_name(table, after or before, reader, new if after else old),
                boxes=boxes,
            )
        )
    return TableChange(label=reader.say(table.label), one=reader.say(table.one), rows=tuple(rows))


def _state(pair: Pair, changed: bool) -> str:
    if pair.old is None:
        return "added"
    if pair.new is None:
        return "removed"
    return "changed" if changed else "same"


def _name(table: Rows, row: Mapping[str, Any], reader: Reader, content: Content) -> str:
    """The first text of a row, short enough for a heading."""
    boxes = [box for box in table.boxes if isinstance(box, Box) and box.kind in (Kind.LINE, Kind.TEXT)]
    text = _text(boxes[0], row, reader, content).split("\n")[0] if boxes else ""
    return text if len(text) <= 120 else text[:119].rsplit(" ", 1)[0] + "…"


def _money(table: Rows, old: Content, new: Content, reader: Reader) -> MoneyChange:
    left, right = matrix(old), matrix(new)
    phases = next_named(next(part for part in PARTS if part.code == "roadmap").boxes, "phases")
    assert isinstance(phases, Rows)
    paired = pairs(phases, lines(_value(old, "roadmap"), "phases"), lines(_value(new, "roadmap"), "phases"))
    known_left = [line for line in left.phases if line.known]
    known_right = [line for line in right.phases if line.known]
    rows = [
        _money_row(
            known_left[pair.old] if pair.old is not None else None,
            known_right[pair.new] if pair.new is not None else None,
            reader,
        )
        for pair in paired
    ]
    orphan = reader.say(reading.ORPHAN)
    for line in (line for line in left.phases if not line.known):
        rows.append(_money_row(line, None, reader, orphan))
    for line in (line for line in right.phases if not line.known):
        rows.append(_money_row(None, line, reader, orphan))
    cells = tuple(
        CellChange(old=reading.millions(before, reader.locale), new=reading.millions(after, reader.locale))
        for before, after in zip((*left.by_source, left.total), (*right.by_source, right.total), strict=True)
    )
    total = reader.say(reading.TOTAL)
    state = "changed" if any(cell.changed for cell in cells) else "same"
    rows.append(MoneyRow(state=state, old_label=total, new_label=total, cells=cells))
    columns = tuple(reader.say(next_named(table.boxes, source).label) for source in SOURCES)
    return MoneyChange(label=reader.say(table.label), columns=(*columns, total), rows=tuple(rows))


def _money_row(before: PhaseMoney | None, after: PhaseMoney | None, reader: Reader, name: str = "") -> MoneyRow:
    def texts(line: PhaseMoney | None) -> list[str]:
        amounts = (*line.cells, line.total if line.filled else None) if line else (None,) * 4
        return [reading.millions(amount, reader.locale) for amount in amounts]

    cells = tuple(CellChange(old=old, new=new) for old, new in zip(texts(before), texts(after), strict=True))
    changed = any(cell.changed for cell in cells)
    state = "added" if before is None else "removed" if after is None else "changed" if changed else "same"
    return MoneyRow(
        state=state,
        old_label=(name or before.name) if before else "",
        new_label=(name or after.name) if after else "",
        cells=cells,
    )
