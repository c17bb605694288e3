"""A content document as people read it: labels, words for codes, figures, tables of sensible width (pure).

Everyone who shows a proposal reads it through here: preview, dossier, scorecard, comparison. The caller brings a
`Reader` (its translator, its language, the catalogue's names); the answer holds finished texts only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any, ClassVar

from core import words
from core.words import N_
from proposals.money import SOURCES, Matrix, matrix
from proposals.template import PARTS, Box, Kind, Part, Rows, next_named

MILLION = 1_000_000


@dataclass(frozen=True, kw_only=True)
class TargetName:
    """A target of the catalogue: its code, its words, and the document that sets it."""

    code: str
    text: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the catalogue's codes mean in the reader's language (`proposals.queries.names`)."""

    systems: Mapping[int, str] = field(default_factory=dict)
    initiatives: Mapping[int, str] = field(default_factory=dict)
    targets: Mapping[str, TargetName] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """For whom the content is put into words: `say` translates, `locale` is "vi" or "en"."""

    say: Callable[[str], str]
    locale: str
    names: Names


@dataclass(frozen=True, kw_only=True)
class Value:
    """What one box says: its lines (none when it is empty) and a quiet remark such as the source of a target."""

    lines: tuple[str, ...] = ()
    note: str = ""

    @property
    def text(self) -> str:
        """All lines as one text."""
        return "\n".join(self.lines)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One box with its label; `prose` marks running text, `listed` lines that are a list."""

    shape: ClassVar[str] = "fact"
    code: str
    label: str
    value: Value
    prose: bool = False
    listed: bool = False


@dataclass(frozen=True, kw_only=True)
class Column:
    """The head of one column."""

    code: str
    label: str
    number: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: a value for each column, and what stands beneath. `place` is "specific-0", as in the form's names."""

    id: str
    place: str
    cells: tuple[Value, ...]
    beneath: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Like rows under their heads."""

    shape: ClassVar[str] = "table"
    code: str
    label: str
    one: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class MoneyTable:
    """Phase by source in million đồng; `totals` and `rows` are what `components/money.html` prints."""

    shape: ClassVar[str] = "money"
    code: str
    label: str
    rows: tuple[dict[str, Any], ...]
    totals: dict[str, Any]
    shares: str
    """"Ngân sách nhà nước 60 %, …", empty without money."""
    total: str
    """The whole sum in words of tỉ or triệu đồng."""


Item = Fact | Table | MoneyTable


@dataclass(frozen=True, kw_only=True)
class PartReading:
    """One of the fourteen parts, ready to be printed; `empty` when nothing at all was filled in."""

    code: str
    number: int
    label: str
    items: tuple[Item, ...]
    empty: bool

    @property
    def runs(self) -> list[tuple[bool, list[Item]]]:
        """The items in order, neighbouring short facts gathered: (are they short facts, the items)."""
        short = [isinstance(item, Fact) and not item.prose for item in self.items]
        return [
            (kind, [item for _, item in run])
            for kind, run in groupby(zip(short, self.items, strict=True), key=lambda pair: pair[0])
        ]


COLUMNS: dict[str, tuple[str, ...]] = {
    "objectives.specific": ("statement", "baseline", "target", "unit", "deadline", "responsible"),
    "scope.components": ("name", "content", "unit"),
    "outputs.items": ("name", "type", "quantity", "unit", "users", "deadline"),
    "roadmap.phases": ("name", "start", "end", "content"),
    "resources.people": ("position", "count", "source", "phase"),
    "resources.infrastructure": ("item", "quantity", "unit", "source", "phase"),
    "kpis.items": ("name", "tier", "type", "baseline", "unit", "frequency"),
    "risks.items": ("description", "probability", "impact", "owner"),
}
"""Boxes that stand in columns; the rest of a row is printed beneath it. Tables not named here show every box."""

REMARKS = {"kpis.items.baseline": "baseline_year"}
"""A box that is said as the remark of another one."""

LISTS = frozenset({"scope.components.activities"})
"""Texts whose lines are a list."""

_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.SCALE})
YES, NO = N_("Có"), N_("Không")


def read(content: Mapping[str, Any], reader: Reader) -> tuple[PartReading, ...]:
    """The whole proposal in the order of the template."""
    return tuple(read_part(part, content, reader) for part in PARTS)


def read_part(part: Part, content: Mapping[str, Any], reader: Reader) -> PartReading:
    """One part; missing parts and boxes read as empty."""
    held = content.get(part.code)
    value = held if isinstance(held, dict) else {}
    items = tuple(_item(part, box, value, content, reader) for box in part.boxes)
    return PartReading(
        code=part.code,
        number=PARTS.index(part) + 1,
        label=reader.say(part.label),
        items=items,
        empty=all(_is_empty(item) for item in items),
    )


def _is_empty(item: Item) -> bool:
    return not item.value.lines if isinstance(item, Fact) else not item.rows


def _item(part: Part, box: Box | Rows, value: Mapping[str, Any], content: Mapping[str, Any], reader: Reader) -> Item:
    if not isinstance(box, Rows):
        return _fact(part.code, box, value, reader)
    if (part.code, box.code) == ("resources", "finance"):
        return money_table(matrix(content), box, reader)
    return _table(f"{part.code}.{box.code}", box, value.get(box.code), reader)


def _fact(place: str, box: Box, value: Mapping[str, Any], reader: Reader) -> Fact:
    return Fact(
        code=box.code,
        label=reader.say(box.label),
        value=show(box, value.get(box.code), reader),
        prose=box.kind is Kind.TEXT,
        listed=f"{place}.{box.code}" in LISTS or box.kind is Kind.SYSTEMS,
    )


def _table(place: str, table: Rows, held: object, reader: Reader) -> Table:
    codes = COLUMNS.get(place) or tuple(box.code for box in table.boxes)
    boxes = [box for code in codes if isinstance(box := next_named(table.boxes, code), Box)]
    remarks = {remark for host, remark in REMARKS.items() if host.startswith(f"{place}.")}
    rest = [box for box in table.boxes if box.code not in codes and box.code not in remarks]
    rows = [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []
    return Table(
        code=table.code,
        label=reader.say(table.label),
        one=reader.say(table.one),
        columns=tuple(Column(code=box.code, label=reader.say(box.label), number=box.kind in _NUMBERS) for box in boxes),
        rows=tuple(
            Row(
                id=str(row.get("id", "")),
                place=f"{table.code}-{index}",
                cells=tuple(_cell(place, box, row, reader) for box in boxes),
                beneath=tuple(fact for box in rest if (fact := _beneath(place, box, row, reader)).value.lines),
            )
            for index, row in enumerate(rows)
        ),
    )


def _cell(place: str, box: Box, row: Mapping[str, Any], reader: Reader) -> Value:
    shown = show(box, row.get(box.code), reader)
    remark = row.get(REMARKS.get(f"{place}.{box.code}", ""))
    return Value(lines=shown.lines, note=str(remark)) if shown.lines and remark else shown


def _beneath(place: str, box: Box | Rows, row: Mapping[str, Any], reader: Reader) -> Fact:
    if isinstance(box, Box):
        return _fact(place, box, row, reader)
    lines = row_lines(box, row.get(box.code), reader)
    return Fact(code=box.code, label=reader.say(box.label), value=Value(lines=lines), listed=True)


def row_lines(table: Rows, held: object, reader: Reader) -> tuple[str, ...]:
    """The rows of a table inside a row, each on one line."""
    rows = [inner for inner in held if isinstance(inner, dict)] if isinstance(held, list) else []
    return tuple(line for inner in rows if (line := _line(table, inner, reader)))


def _line(table: Rows, row: Mapping[str, Any], reader: Reader) -> str:
    """A row inside a row on one line: "2027: 30", "Nghiệm thu – 31/12/2027"."""
    said = [show(box, row.get(box.code), reader).text for box in table.boxes if isinstance(box, Box)]
    first, rest = said[0] if said else "", [text for text in said[1:] if text]
    mark = ": " if table.boxes and getattr(table.boxes[0], "kind", None) is Kind.YEAR else " – "
    return mark.join(text for text in (first, ", ".join(rest)) if text)


def show(box: Box, value: object, reader: Reader) -> Value:
    """One value in words; a value that does not fit its box is shown as it stands rather than hidden."""
    if value is None or value == "" or value == []:
        return Value()
    if box.kind is Kind.TARGET:
        return _target(str(value), reader)
    if box.kind is Kind.SYSTEMS and isinstance(value, list):
        return Value(lines=tuple(_system(number, reader) for number in value))
    if box.kind is Kind.TEXT:
        return Value(lines=tuple(str(value).split("\n")))
    return Value(lines=(_text(box, value, reader),))


def _text(box: Box, value: object, reader: Reader) -> str:
    match box.kind:
        case Kind.CHOICE:
            known = {choice.code: choice.label for choice in box.choices}
            return reader.say(known[str(value)]) if value in known else str(value)
        case Kind.YES_NO:
            return reader.say(YES if value else NO)
        case Kind.SYSTEM:
            return _system(value, reader)
        case Kind.INITIATIVE:
            name = reader.names.initiatives.get(value) if isinstance(value, int) else None
            return f"{value}. {name}" if name else str(value)
        case Kind.DATE:
            return _day(str(value))
        case Kind.DECIMAL:
            return number(str(value), reader.locale)
        case Kind.MONEY if isinstance(value, int):
            return words.format_money(value, reader.locale)
        case Kind.INTEGER if isinstance(value, int):
            return words.format_number(value, reader.locale)
    return str(value)


def _system(value: object, reader: Reader) -> str:
    name = reader.names.systems.get(value) if isinstance(value, int) else None
    return f"{value}. {name}" if name else str(value)


def _target(code: str, reader: Reader) -> Value:
    known = reader.names.targets.get(code)
    return Value(lines=(known.text,), note=f"{code} · {known.source}") if known else Value(lines=(code,))


def _day(text: str) -> str:
    try:
        return words.format_date(date.fromisoformat(text))
    except ValueError:
        return text


def number(text: str, locale: str) -> str:
    """A canonical decimal string as the reader writes numbers."""
    try:
        return words.format_number(Decimal(text), locale)
    except (InvalidOperation, ValueError):
        return text


def millions(dong: int | None, locale: str) -> str:
    """An amount in million đồng, exact and without trailing zeros; a dash for none."""
    if dong is None:
        return words.ABSENT
    whole, rest = divmod(dong, MILLION)
    return words.format_number(Decimal(f"{whole}.{rest:06d}".rstrip("0")) if rest else whole, locale)


def totals(money: Matrix, locale: str) -> dict[str, Any]:
    """Row, column and grand totals in million đồng, as the money components print them."""
    return {
        "rows": [millions(line.total, locale) for line in money.phases],
        "columns": [millions(amount, locale) for amount in money.by_source],
        "all": millions(money.total, locale),
    }


ORPHAN = N_("Giai đoạn không còn trong lộ trình")
TOTAL = N_("Cộng")


def money_table(money: Matrix, table: Rows, reader: Reader) -> MoneyTable:
    """The matrix phase by source, each amount in million đồng, every total computed."""
    empty = money.total == 0 and not any(line.filled for line in money.phases)
    sources = [reader.say(next_named(table.boxes, source).label) for source in SOURCES]
    shares = ", ".join(
        f"{name} {words.format_number(share, reader.locale)} %"
        for name, share in zip(sources, money.shares or (), strict=False)
    )
    return MoneyTable(
        code=table.code,
        label=reader.say(table.label),
        rows=()
        if empty
        else tuple(
            {
                "label": line.name if line.known else reader.say(ORPHAN),
                "values": [millions(amount, reader.locale) for amount in line.cells],
            }
            for line in money.phases
        ),
        totals=totals(money, reader.locale),
        shares=shares,
        total=words.format_money(money.total, reader.locale),
    )
