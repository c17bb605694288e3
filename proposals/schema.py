"""The JSON Schema of a file of proposals, derived from the template and kept in docs/proposal.schema.json (pure)."""

from __future__ import annotations

import json
from typing import Any

from proposals.documents import BOUND, DECIMAL, EMAIL, FORMAT, MOST, PHONE
from proposals.rowacts import ROW_ID
from proposals.template import PARTS, Box, Kind, Rows

Boxes = tuple[Box | Rows, ...]


def schema() -> dict[str, Any]:
    """The whole schema (draft 2020-12)."""
    parts = {part.code: {"title": part.label, **_object(part.boxes)} for part in PARTS}
    about = {"type": "object", "description": "Written by the export, not read by the import."}
    proposal = {"type": "object", "additionalProperties": False, "properties": {"about": about, **parts}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Đột Phá: proposals (Plan 01-KH/BCĐTW, Appendix I, part II)",
        "type": "object",
        "additionalProperties": False,
        "required": ["format", "proposals"],
        "properties": {
            "format": {"const": FORMAT},
            "proposals": {"type": "array", "minItems": 1, "maxItems": MOST, "items": proposal},
        },
    }


def text() -> str:
    """The file as it is kept in docs/."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _object(boxes: Boxes, *, row: bool = False) -> dict[str, Any]:
    row_id = {"id": {"type": "string", "pattern": _whole(ROW_ID.pattern)}} if row else {}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {**row_id, **{box.code: _rows(box) if isinstance(box, Rows) else _box(box) for box in boxes}},
    }


def _rows(table: Rows) -> dict[str, Any]:
    return {"title": table.label, "type": "array", "maxItems": table.most, "items": _object(table.boxes, row=True)}


def _box(box: Box) -> dict[str, Any]:
    return {"title": box.label, **_value(box)}


def _value(box: Box) -> dict[str, Any]:
    match box.kind:
        case Kind.LINE | Kind.TEXT:
            return {"type": "string", "maxLength": box.most}
        case Kind.EMAIL:
            return {"type": "string", "maxLength": box.most, "pattern": _whole(f"(?:{EMAIL.pattern})?")}
        case Kind.PHONE:
            return {"type": "string", "maxLength": box.most, "pattern": _whole(f"(?:{PHONE.pattern})?")}
        case Kind.INTEGER | Kind.YEAR | Kind.SCALE | Kind.MONEY:
            return {"type": ["integer", "null"], "minimum": box.least, "maximum": box.most}
        case Kind.SYSTEM:
            return {"type": ["integer", "null"], "minimum": 1, "maximum": 6}
        case Kind.INITIATIVE:
            return {"type": ["integer", "null"], "minimum": 1, "maximum": 30}
        case Kind.DECIMAL:
            about = f"A decimal number as text, between -{BOUND} and {BOUND}."
            return {"type": ["string", "null"], "pattern": _whole(DECIMAL.pattern), "description": about}
        case Kind.DATE:
            return {"type": ["string", "null"], "format": "date"}
        case Kind.YES_NO:
            return {"type": ["boolean", "null"]}
        case Kind.CHOICE:
            return {"enum": ["", *(choice.code for choice in box.choices)]}
        case Kind.SYSTEMS:
            return {"type": "array", "maxItems": 6, "items": {"type": "integer", "minimum": 1, "maximum": 6}}
        case Kind.PHASE:
            about = "The id of a row of roadmap.phases."
            return {"type": "string", "pattern": _whole(f"(?:{ROW_ID.pattern})?"), "description": about}
    return {"type": "string", "description": "A code of the catalogue's targets, or empty."}


def _whole(pattern: str) -> str:
    return f"^(?:{pattern})$"
