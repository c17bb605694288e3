"""Two states of one part side by side: box by box, rows matched by their ids (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.words import N_
from proposals.reading import Reader, show
from proposals.template import Box, Part, Rows

ORDER = N_("Thứ tự các dòng")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One box or row that is not the same. `path` is its name in the form of the new state, "" for a row gone."""

    label: str
    path: str
    old: str
    new: str


def differences(part: Part, old: Mapping[str, Any], new: Mapping[str, Any], reader: Reader) -> list[Difference]:
    """Everything that differs between two states of a part, in the order of the template."""
    return _boxes(part.boxes, old, new, reader, "", "")


def _boxes(
    boxes: tuple[Box | Rows, ...], old: Mapping[str, Any], new: Mapping[str, Any], reader: Reader, where: str, path: str
) -> list[Difference]:
    found: list[Difference] = []
    for box in boxes:
        label, name = f"{where}{reader.say(box.label)}", f"{path}{box.code}"
        if isinstance(box, Rows):
            found += _rows(box, _held(old, box.code), _held(new, box.code), reader, label, name)
        elif _differ(old.get(box.code), new.get(box.code)):
            before, after = show(box, old.get(box.code), reader).text, show(box, new.get(box.code), reader).text
            found.append(Difference(label=label, path=name, old=before, new=after))
    return found


def _differ(old: object, new: object) -> bool:
    """Nothing and zero are two answers; nothing, an empty text and an empty list are one."""
    blank: tuple[object, ...] = ("", [], None)
    return old != new and not (old in blank and new in blank)


def _held(value: Mapping[str, Any], code: str) -> list[dict[str, Any]]:
    held = value.get(code)
    return [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []


def _rows(
    table: Rows, old: list[dict[str, Any]], new: list[dict[str, Any]], reader: Reader, label: str, name: str
) -> list[Difference]:
    before = {row.get("id"): row for row in old}
    after = {row.get("id") for row in new}
    found: list[Difference] = []
    for index, row in enumerate(new):
        place, path = f"{label} {index + 1}", f"{name}-{index}"
        if row.get("id") in before:
            found += _boxes(table.boxes, before[row.get("id")], row, reader, f"{place} › ", f"{path}-")
        else:
            found.append(Difference(label=place, path=f"row-{path}", old="", new=summary(table, row, reader)))
    for index, row in enumerate(old):
        if row.get("id") not in after:
            place = f"{label} {index + 1}"
            found.append(Difference(label=place, path="", old=summary(table, row, reader), new=""))
    kept_old = [row.get("id") for row in old if row.get("id") in after]
    kept_new = [row.get("id") for row in new if row.get("id") in before]
    if kept_old != kept_new:
        say = reader.say(ORDER)
        found.append(
            Difference(
                label=f"{label} › {say}", path=name, old=_order(table, old, reader), new=_order(table, new, reader)
            )
        )
    return found


def summary(table: Rows, row: Mapping[str, Any], reader: Reader) -> str:
    """A row on a few lines: "label: value"."""
    lines = []
    for box in table.boxes:
        if isinstance(box, Rows):
            said = "; ".join(_first(box, inner, reader) for inner in _held(row, box.code))
        else:
            said = show(box, row.get(box.code), reader).text
        if said:
            lines.append(f"{reader.say(box.label)}: {said}")
    return "\n".join(lines)


def _first(table: Rows, row: Mapping[str, Any], reader: Reader) -> str:
    return ", ".join(
        text for box in table.boxes if isinstance(box, Box) and (text := show(box, row.get(box.code), reader).text)
    )


def _order(table: Rows, rows: list[dict[str, Any]], reader: Reader) -> str:
    first = table.boxes[0]
    return "\n".join(
        f"{number}. {show(first, row.get(first.code), reader).text if isinstance(first, Box) else ''}"
        for number, row in enumerate(rows, start=1)
    )
