"""Typed boxes as a tree, and what the row buttons do to it: add, remove, move; nothing is read or lost (pure).

A form's text arrives flat ("phases-0-milestones-1-name"). It is gathered by the template into a tree of lists of texts,
changed there, and laid flat again with rows numbered from 0, so that half-typed and wrong text survives every button.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core import words
from proposals.template import Box, Rows, next_named

Typed = dict[str, Any]
"""Box code → texts posted for it; table code → trees of its rows."""
Boxes = tuple[Box | Rows, ...]

SPARE = 40
"""Rows past the limit of a table that are still kept for correction; a form with more is not a person's."""
ROW_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


class TooMany(ValueError):
    """A form with absurdly many rows."""


class Posted(Protocol):
    """The part of a form's text that is needed here."""

    def __iter__(self) -> Iterator[str]:
        """Names of boxes."""

    def getlist(self, key: str) -> list[str]:
        """Every text posted under a name."""


def new_id() -> str:
    """An id that a row keeps for life."""
    return uuid.uuid4().hex[:12]


def gather(boxes: Boxes, posted: Posted) -> Typed:
    """The posted text of these boxes as a tree. Names the template does not know are dropped; TooMany when absurd."""
    known: dict[str, list[str]] = {}
    for name in posted:
        known[name] = [words.printable(text) for text in posted.getlist(name)]
    return _gather(boxes, known, "")


def _gather(boxes: Boxes, known: Mapping[str, list[str]], prefix: str) -> Typed:
    tree: Typed = {}
    for box in boxes:
        name = f"{prefix}{box.code}"
        if isinstance(box, Box):
            if name in known:
                tree[box.code] = known[name]
            continue
        numbers = _numbers(known, f"{name}-")
        if len(numbers) > box.most + SPARE:
            raise TooMany
        seen: set[str] = set()
        rows: list[Typed] = []
        for number in numbers:
            row = _gather(box.boxes, known, f"{name}-{number}-")
            row["id"] = [_own_id(known.get(f"{name}-{number}-id", [""])[0], seen)]
            rows.append(row)
        tree[box.code] = rows
    return tree


def _numbers(known: Iterable[str], prefix: str) -> list[int]:
    found = set()
    for name in known:
        if name.startswith(prefix):
            number = name[len(prefix) :].split("-", 1)[0]
            if number.isascii() and number.isdigit() and len(number) <= 6:
                found.add(int(number))
    return sorted(found)


def _own_id(given: str, seen: set[str]) -> str:
    mine = given if ROW_ID.fullmatch(given) and given not in seen else new_id()
    seen.add(mine)
    return mine


def flat(tree: Typed, prefix: str = "") -> list[tuple[str, str]]:
    """The tree as names and texts again, rows numbered from 0."""
    pairs: list[tuple[str, str]] = []
    for code, held in tree.items():
        for index, item in enumerate(held):
            if isinstance(item, str):
                pairs.append((f"{prefix}{code}", item))
            else:
                pairs += flat(item, f"{prefix}{code}-{index}-")
    return pairs


@dataclass(frozen=True, kw_only=True)
class RowAct:
    """One press of a row button: the verb, the path of the table ("phases", 0, "milestones"), and the row, if any."""

    verb: str
    path: tuple[str | int, ...]
    row: int | None = None


_ACT = re.compile(r"(add|remove|up|down):([a-z_]+(?:\.[0-9]{1,4}\.[a-z_]+)*)(?:\.([0-9]{1,4}))?")


def read_act(text: str) -> RowAct | None:
    """The row act named by a button's value; None when the button was another one."""
    found = _ACT.fullmatch(text[:200])
    if found is None or (found[1] == "add") != (found[3] is None):
        return None
    path = tuple(int(step) if step.isdigit() else step for step in found[2].split("."))
    return RowAct(verb=found[1], path=path, row=None if found[3] is None else int(found[3]))


def carry_out(act: RowAct, boxes: Boxes, tree: Typed) -> str | None:
    """Change the tree; the id of the place on the page to look at next, or None when there is no such row or table."""
    found = _table(act.path, boxes, tree)
    if found is None:
        return None
    table, rows = found
    name = "-".join(str(step) for step in act.path)
    if act.verb == "add":
        if len(rows) >= table.most:
            return None
        rows.append({"id": [new_id()]})
        return f"row-{name}-{len(rows) - 1}"
    row = act.row
    if row is None or row >= len(rows):
        return None
    if act.verb == "remove":
        del rows[row]
        return f"row-{name}-{min(row, len(rows) - 1)}" if rows else name
    other = row - 1 if act.verb == "up" else row + 1
    if not 0 <= other < len(rows):
        return None
    rows[row], rows[other] = rows[other], rows[row]
    return f"row-{name}-{other}"


def _table(path: tuple[str | int, ...], boxes: Boxes, tree: Typed) -> tuple[Rows, list[Typed]] | None:
    """The table at a path with its rows in the tree."""
    code, rest = path[0], path[1:]
    if not any(box.code == code for box in boxes):
        return None
    table = next_named(boxes, str(code))
    if not isinstance(table, Rows):
        return None
    rows: list[Typed] = tree.setdefault(table.code, [])
    if not rest:
        return table, rows
    number = rest[0]
    if not isinstance(number, int) or number >= len(rows) or len(rest) < 2:
        return None
    return _table(rest[1:], table.boxes, rows[number])
