"""Lays what a file says over a draft: rows keep their ids, new ones get theirs, money finds its phases (pure).

A row of the file is the draft's row that says the same thing first; columns that the file does not have stay as they
are. A box that is empty in the file never empties one of the draft; a table that is taken over is taken over whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from rapidfuzz import fuzz

from core.words import fold
from proposals.money import SOURCES
from proposals.template import PART_BY_CODE, Box, JsonRow, Kind, Part, Rows, blank_row

ALIKE = 75
"""How alike (0-100) the first texts of two rows must be for one to be the other, rewritten."""

Row = dict[str, Any]
Chosen = Mapping[str, Collection[str]]
"""Codes of boxes and tables by part."""


def merged(draft: Mapping[str, JsonRow], found: Mapping[str, Row], chosen: Chosen, *, seed: str) -> dict[str, JsonRow]:
    """The parts that change, whole, with the chosen boxes and tables of the file in them.

    `seed` makes the ids of new rows, the same ones each time. Money of a phase that is nowhere keeps its name in
    `phase` (see `unplaced`).
    """
    made: dict[str, JsonRow] = {}
    for code, part in PART_BY_CODE.items():
        taken = [box for box in part.boxes if box.code in chosen.get(code, ()) and box.code in found.get(code, {})]
        if not taken:
            continue
        value: JsonRow = {**blank_row(part.boxes), **draft.get(code, {})}
        for box in taken:
            given = found[code][box.code]
            value[box.code] = _rows_of(part, box, value, given, draft, made, seed) if isinstance(box, Rows) else given
        made[code] = value
    return made


def _rows_of(
    part: Part,
    table: Rows,
    value: JsonRow,
    given: list[Row],
    draft: Mapping[str, JsonRow],
    made: Mapping[str, JsonRow],
    seed: str,
) -> list[Row]:
    held = _held(value, table.code)
    path = f"{seed}:{part.code}.{table.code}"
    if (part.code, table.code) == ("resources", "finance"):
        roadmap = made.get("roadmap") or draft.get("roadmap") or {}
        return _money(table, held, given, _held(roadmap, "phases"), path)
    return align(table, held, given, path)


def align(table: Rows, held: list[Row], given: list[Row], path: str) -> list[Row]:
    """The rows of the file, each on top of the draft's row that it is."""
    own = _partners(table, held, given)
    used = {str(row.get("id")) for row in held}
    rows = []
    for index, row in enumerate(given):
        before = (
            held[own[index]] if index in own else {"id": _new_id(f"{path}:{index}", used), **blank_row(table.boxes)}
        )
        after = {**blank_row(table.boxes), **before}
        for box in table.boxes:
            if box.code not in row:
                continue
            after[box.code] = (
                align(box, _held(before, box.code), row[box.code], f"{path}:{index}.{box.code}")
                if isinstance(box, Rows)
                else row[box.code]
            )
        rows.append(after)
    return rows


def _partners(table: Rows, held: list[Row], given: list[Row]) -> dict[int, int]:
    """Which row of the draft each row of the file is: the same first text, else the most alike, else the same place."""
    ours, theirs = [_key(table, row) for row in held], [_key(table, row) for row in given]
    own: dict[int, int] = {}
    free = set(range(len(held)))
    for index, key in enumerate(theirs):
        same = [
            place for place in sorted(free, key=lambda place: (place != index, place)) if key and ours[place] == key
        ]
        if same:
            own[index] = same[0]
            free.discard(same[0])
    pairs = [
        (fuzz.ratio(theirs[index], ours[place], score_cutoff=ALIKE), index, place)
        for index in range(len(given))
        if index not in own
        for place in free
    ]
    for score, index, place in sorted(pairs, key=lambda pair: (-pair[0], abs(pair[1] - pair[2]), pair[1])):
        if score and index not in own and place in free:
            own[index] = place
            free.discard(place)
    for index, row in enumerate(given):
        if index not in own and index in free and _mostly_same(held[index], row):
            own[index] = index
            free.discard(index)
    return own


def _key(table: Rows, row: Row) -> str:
    """What a row is told by: its first text, or its first box of any kind."""
    texts = [box for box in table.boxes if isinstance(box, Box) and box.kind in (Kind.LINE, Kind.TEXT)]
    first = table.boxes[0]
    if isinstance(first, Box) and first.kind in (Kind.YEAR, Kind.INTEGER, Kind.PHASE):
        return str(row.get(first.code) or "")
    return fold(str(row.get(texts[0].code) or "")) if texts else str(row.get(first.code) or "")


def _mostly_same(before: Row, after: Row) -> bool:
    shared = [code for code in after if before.get(code) not in ("", None, []) and not isinstance(after[code], list)]
    same = sum(before[code] == after[code] for code in shared)
    return bool(shared) and 2 * same >= len(shared)


def _money(table: Rows, held: list[Row], given: list[Row], phases: list[Row], path: str) -> list[Row]:
    """Money rows by the phase that their first column names; a phase without an amount leaves no row behind."""
    placed = []
    left = list(phases)
    for row in given:
        phase = _phase(str(row.get("phase") or ""), left, phases)
        left = [other for other in left if other.get("id") != phase]
        known = {**row, "phase": phase if phase else str(row.get("phase") or "")}
        has_row = any(before.get("phase") == phase for before in held)
        if has_row or any(row.get(source) is not None for source in SOURCES):
            placed.append(known)
    return align(table, held, placed, path)


def _phase(name: str, left: list[Row], phases: list[Row]) -> str:
    """The id of the phase of this name: the same words, "Giai đoạn 2" or its place, or nearly the same words."""
    folded = fold(name)
    for row in left:
        if folded and fold(str(row.get("name") or "")) == folded:
            return str(row["id"])
    counted = folded.removeprefix("giai doan ").removeprefix("gd").strip()
    numbers = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
    place = int(counted) if counted.isascii() and counted.isdigit() and len(counted) < 3 else numbers.get(counted, 0)
    if 1 <= place <= len(phases):
        return str(phases[place - 1]["id"])
    alike = [(fuzz.ratio(folded, fold(str(row.get("name") or ""))), row) for row in left if folded]
    best = max(alike, key=lambda pair: pair[0], default=None)
    return str(best[1]["id"]) if best and best[0] >= 88 else ""


def unplaced(finance: object, roadmap: Mapping[str, Any]) -> list[str]:
    """Names of phases that have money and stand in no roadmap."""
    known = {row.get("id") for row in _held(roadmap, "phases")}
    rows = finance if isinstance(finance, list) else []
    return [str(row.get("phase") or "") for row in rows if row.get("phase") not in known]


def _new_id(path: str, used: set[str]) -> str:
    made = hashlib.sha256(path.encode()).hexdigest()[:12]
    return made if made not in used else _new_id(f"{path}'", used)


def _held(value: Mapping[str, Any], code: str) -> list[Row]:
    held = value.get(code)
    return [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []
