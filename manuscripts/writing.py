"""A content document as a .docx of Appendix I, in the official order; what people typed is data, never a template."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from manuscripts import layout
from proposals.money import SOURCES, sums
from proposals.reading import Names, Reader, millions, show
from proposals.template import PARTS, Box, Kind, Part, Rows

LINES = {"phases": 3, "finance": 3, "items": 5, "marks": 4}
"""Blank rows of a table in an unfilled template; three where nothing is said."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What the file says about itself: a line at the foot, the document's title, and the moment it was made (UTC)."""

    line: str
    title: str
    made_at: datetime


class _Template(DocxTemplate):
    """docxtpl without its second pass over the filled text, which would turn a typed "{_{" into "{{"."""

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        """Fill one part of the file."""
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml)
        filled = re.sub(r"\n<w:p([ >])", r"<w:p\1", jinja_env.from_string(source).render(context))
        return str(self.resolve_listing(filled))


def write(content: Mapping[str, Any], names: Names, origin: Origin, *, guide: Mapping[str, str] | None = None) -> bytes:
    """The file's bytes. `guide` are our hints by part, printed in an unfilled template; `names` those of Vietnamese."""
    reader = Reader(say=str, locale="vi", names=names)
    filled = _Template(io.BytesIO(layout.template()))
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    held: dict[str, list[Any]] = {}
    for part in PARTS:
        value = content.get(part.code) or {}
        for box in part.boxes:
            held[layout.mark(part, box)] = (
                _rows(part, box, value, content, reader, blank=guide is not None)
                if isinstance(box, Rows)
                else _lines(box, value.get(box.code), reader)
            )
    hints = {part.code: (guide or {}).get(part.code, "") for part in PARTS}
    filled.render(
        {"c": held, "guide": hints, "origin": origin.line, "sums": _sums(content)}, environment, autoescape=True
    )
    told = filled.docx.core_properties
    told.title = origin.title[:250]
    told.created = told.modified = origin.made_at.replace(tzinfo=None, microsecond=0)
    told.revision = 1
    file = io.BytesIO()
    filled.save(file)
    return file.getvalue()


def _lines(box: Box, value: object, reader: Reader) -> list[str]:
    """The paragraphs of one box; an empty one still needs its paragraph."""
    if box.kind is Kind.TARGET and value:
        known = reader.names.targets.get(str(value))
        return [f"{value} – {known.text}" if known else str(value)]
    if box.kind is Kind.MONEY:
        return [millions(value, "vi") if isinstance(value, int) else ""]
    return list(show(box, value, reader).lines) or [""]


def _held(value: Mapping[str, Any], code: str) -> list[dict[str, Any]]:
    rows = value.get(code)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _rows(
    part: Part, table: Rows, value: Mapping[str, Any], content: Mapping[str, Any], reader: Reader, *, blank: bool
) -> list[dict[str, Any]]:
    rows = _held(value, table.code)
    if (part.code, table.code) == ("resources", "finance"):
        return _money(table, rows, content, reader, blank=blank)
    made = [_row(table, row, reader) for row in rows]
    missing = LINES.get(table.code, 3) if blank else int(not made)
    return made or [_row(table, {}, reader) for _ in range(missing)]


def _row(table: Rows, row: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    return {
        box.code: _lines(box, row.get(box.code), reader)
        if isinstance(box, Box)
        else [_inner(box, inner, reader) for inner in _held(row, box.code)] or [""]
        for box in table.boxes
    }


def _inner(table: Rows, row: Mapping[str, Any], reader: Reader) -> str:
    """A row inside a cell: "2027: 30", "Nghiệm thu – 31/12/2027"."""
    said = [show(box, row.get(box.code), reader).text for box in table.boxes if isinstance(box, Box)]
    mark = ": " if isinstance(table.boxes[0], Box) and table.boxes[0].kind is Kind.YEAR else " – "
    return mark.join(said).strip()


def _money(
    table: Rows, rows: list[dict[str, Any]], content: Mapping[str, Any], reader: Reader, *, blank: bool
) -> list[dict[str, Any]]:
    """The stored amounts by phase, then the phases without one, so that a pen finds a line for each."""
    phases = _held(content.get("roadmap") or {}, "phases")
    names = {row.get("id"): str(row.get("name") or "") or f"Giai đoạn {n}" for n, row in enumerate(phases, start=1)}
    used = {row.get("phase") for row in rows}
    order = {phase: place for place, phase in enumerate(names)}
    left = [{"phase": phase} for phase in names if phase not in used]
    grid = sorted([*rows, *left], key=lambda row: order.get(row.get("phase"), len(order)))
    made = []
    for row in grid or [{} for _ in range(3 if blank else 1)]:
        filled = _row(table, row, reader)
        filled["phase"] = [names.get(row.get("phase"), "")]
        given = [row.get(source) for source in SOURCES]
        filled["total"] = [millions(sums([row]).all, "vi") if any(amount is not None for amount in given) else ""]
        made.append(filled)
    return made


def _sums(content: Mapping[str, Any]) -> dict[str, list[str]]:
    rows = _held(content.get("resources") or {}, "finance")
    counted = sums(rows)
    texts = [millions(amount, "vi") if rows else "" for amount in (*counted.columns, counted.all)]
    return {code: [text] for code, text in zip((*SOURCES, "all"), texts, strict=True)}
