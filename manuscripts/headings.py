"""Which part, box or column a heading names: compared on folded text, numbers and brackets put aside (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from core.words import fold
from manuscripts import synonyms
from proposals.template import PART_BY_CODE, PARTS, Box, Kind, Part, Rows

LONGEST = 200
"""Characters of a heading; anything longer is text."""
ALIKE = 91
"""How alike (0-100) a heading with a slip of the pen must be to a known one."""

_NUMBER = re.compile(
    r"\s*(?:(?:mục|phần|muc|phan|chương)\s+)?"
    r"(?:(?P<deep>[0-9]{1,2}(?:\.[0-9]{1,2}){1,4})\.?|(?P<roman>[ivx]{1,5})|(?P<plain>[0-9]{1,2})|(?P<letter>[a-zđ]))"
    r"(?:\s*[.):/–-]+\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\s*[-–+•*▪●○◦·]\s+(?=\S)")
_LISTED = re.compile(r"\s*(?:[-–+•*▪●○◦·]|[0-9]{1,2}[.)]|[a-zđ]\))\s+(?=\S)")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")


def without_number(text: str) -> tuple[str, int]:
    """The text without its number or bullet, and how deep that ranks: I → 1, 3 → 2, 3.1 → 3, a) → 5, none → 0."""
    bare = _BULLET.sub("", text, count=1)
    found = _NUMBER.match(bare)
    if found is None:
        return bare.strip(), 0
    if found["letter"] and not found.group().strip().endswith((")", ".", "/")):
        return bare.strip(), 0
    rank = 1 if found["roman"] else 2 if found["plain"] else 5 if found["letter"] else 2 + found.group().count(".")
    return bare[found.end() :].strip(), rank


def without_bullet(text: str) -> str:
    """A line of a list without what marks it as one; "57-NQ/TW" keeps its number."""
    return _LISTED.sub("", text, count=1).strip()


def is_listed(text: str) -> bool:
    """Whether a line begins like one of a list."""
    return _LISTED.match(text) is not None


def spellings(text: str) -> Iterator[tuple[str, str]]:
    """(folded heading, text after it) for each way to read a line: whole, without brackets, up to a colon."""
    first, _, below = text.strip().partition("\n")
    bare, _ = without_number(first)
    for line in dict.fromkeys((bare, first.strip())):
        yield fold(line), below
        short = _BRACKETS.sub("", line)
        if short != line:
            yield fold(short), below
        for mark in (":", " – ", " - "):
            head, found, rest = line.partition(mark)
            if found and len(head) <= LONGEST:
                after = "\n".join(piece for piece in (rest.strip(), below) if piece)
                yield fold(head), after
                yield fold(_BRACKETS.sub("", head)), after


def _known(labels: Iterable[str]) -> Iterator[str]:
    for label in labels:
        yield fold(label)
        yield fold(_BRACKETS.sub("", label))


@cache
def parts() -> Mapping[str, str]:
    """Part codes by every folded heading that names them."""
    known: dict[str, str] = {}
    for part in PARTS:
        for name in _known((part.label, *synonyms.PARTS[part.code])):
            known.setdefault(name, part.code)
    return known


@cache
def boxes(part: str) -> Mapping[str, str]:
    """Codes of the boxes and tables of a part by every folded heading that names them."""
    known: dict[str, str] = {}
    for label_first in (True, False):
        for box in PART_BY_CODE[part].boxes:
            labels = (box.label,) if label_first else synonyms.BOXES.get(f"{part}.{box.code}", ())
            for name in _known(labels):
                known.setdefault(name, box.code)
    return known


@cache
def columns(part: str, table: str) -> Mapping[str, str]:
    """Codes of the columns of a table by every folded head that names them; a template's own label wins."""
    rows = PART_BY_CODE[part].box(table)
    assert isinstance(rows, Rows)
    known: dict[str, str] = {}
    for label_first in (True, False):
        for box in rows.boxes:
            labels = (box.label,) if label_first else synonyms.BOXES.get(f"{part}.{table}.{box.code}", ())
            for name in _known(labels):
                known.setdefault(name, box.code)
    return known


@cache
def unique_boxes() -> Mapping[str, tuple[str, str]]:
    """(part, box) by the folded labels that only one part of the template uses, parts' own names left out."""
    found: dict[str, list[tuple[str, str]]] = {}
    for part in PARTS:
        for box in part.boxes:
            for name in set(_known((box.label,))):
                found.setdefault(name, []).append((part.code, box.code))
    return {name: owners[0] for name, owners in found.items() if len(owners) == 1 and name not in parts()}


@dataclass(frozen=True, kw_only=True)
class Named:
    """What a heading names, and the text that follows it on the same line."""

    code: str
    rest: str


def find(text: str, known: Mapping[str, str], *, loose: bool) -> Named | None:
    """The first reading of the line that is known; `loose` also takes a slip of the pen."""
    if len(text) > LONGEST and ":" not in text[:LONGEST] and "\n" not in text[:LONGEST]:
        return None
    ways = [(name, rest) for name, rest in spellings(text[:4000]) if name]
    cut = text[4000:]
    for name, rest in ways:
        if name in known:
            return Named(code=known[name], rest=rest + cut)
    if loose:
        for name, rest in ways:
            if 8 <= len(name) <= LONGEST:
                best = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=ALIKE)
                if best is not None:
                    return Named(code=known[best[0]], rest=rest + cut)
    return None


FIRST = {
    "title": "title",
    "lead_unit": "name",
    "necessity": "context",
    "objectives": "general",
    "novelty": "summary",
    "contribution": "narrative",
}
"""The box that takes a part's text where no heading says which."""


def first_box(part: Part) -> Box | Rows | None:
    """Where text right under a part's heading belongs: its first text, or its only table."""
    if part.code in FIRST:
        return part.box(FIRST[part.code])
    return part.boxes[0] if len(part.boxes) == 1 else None


def inner_years(table: Rows) -> Rows | None:
    """The table of yearly values inside a row, if it has one (KPIs)."""
    for box in table.boxes:
        if isinstance(box, Rows) and isinstance(box.boxes[0], Box) and box.boxes[0].kind is Kind.YEAR:
            return box
    return None
