"""Facts that one text states and the other does not: numbers with their units, and names of places.

A person who rules on a pair looks here first: the same solution for another province shows in its places and figures.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from core.words import fold
from duplicates.folding import DATA, LONGEST
from duplicates.readings import TITLE, Text

MOST_FACTS = 60
"""Facts of one kind given for one text; the first ones in the order of the sections."""


@dataclass(frozen=True)
class Fact:
    """A number with its unit, or a place, where it stands first; `text` as written there."""

    section: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Facts:
    """What is found in one text only, by kind."""

    numbers_a: tuple[Fact, ...]
    numbers_b: tuple[Fact, ...]
    places_a: tuple[Fact, ...]
    places_b: tuple[Fact, ...]


_NUMBER = re.compile(
    r"(?<![\w/.,-])(?:\d{1,3}(?:\.\d{3})+|\d{1,15})(?:,\d{1,6})?(?![\w/-])(?!\.\d)"
    r"(?:[ \u00a0]?(?:%|‰|°C)|[ \u00a0](?:nghìn|triệu|tỉ|tỷ) (?:đồng|[^\W\d_]{1,12})"
    r"|[ \u00a0](?!(?:đến|và|hoặc|về|trong|của|cho|từ|là|với|có)(?![^\W_]))[^\W\d_]{1,12}(?:/[^\W\d_]{1,12})?)?",
)
_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠ-Ỹ"
_NAME = rf"[{_UPPER}][^\W\d_]{{0,11}}"
_CAPITALISED = re.compile(rf"(?<![^\W_]){_NAME}(?:(?: | ?[-–] ?){_NAME})*")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_NAME = 4
_CUES = "tỉnh|thành phố|tp|tp.|xã|phường|đặc khu|huyện|quận|thị xã|thị trấn|quần đảo|đảo|sông|hồ|cảng|vịnh|vùng"
_CUED = tuple(f" {cue} " for cue in _CUES.split("|"))


@cache
def _known_names() -> frozenset[str]:
    """Names of provinces, cities, regions and islands, present and past, folded."""
    return frozenset(fold(name) for name in json.loads((DATA / "places.json").read_text(encoding="utf-8"))["names"])


@dataclass(frozen=True)
class Stated:
    """Everything one text states, by what is compared, each where it stands first."""

    numbers: dict[str, Fact]
    places: dict[str, Fact]


def stated(text: Text) -> Stated:
    """The numbers and places of one text."""
    return Stated(_by_key(_numbers(text)), _by_key(_places(text)))


def differing(a: Stated, b: Stated) -> Facts:
    """The facts found in one text only; 20 km and 20 kilômét are two facts, Hòa Bình and Hoà Bình one."""
    return Facts(
        numbers_a=_only(a.numbers, b.numbers),
        numbers_b=_only(b.numbers, a.numbers),
        places_a=_only(a.places, b.places),
        places_b=_only(b.places, a.places),
    )


def _only(these: dict[str, Fact], those: dict[str, Fact]) -> tuple[Fact, ...]:
    return tuple(fact for key, fact in these.items() if key not in those)[:MOST_FACTS]


def _by_key(facts: Iterator[tuple[str, Fact]]) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for key, fact in facts:
        found.setdefault(key, fact)
    return found


def _sections(text: Text) -> Iterator[tuple[str, str]]:
    yield TITLE, text.title[:LONGEST]
    for code, body in text.sections.items():
        if code != TITLE:
            yield code, body[:LONGEST]


def _numbers(text: Text) -> Iterator[tuple[str, Fact]]:
    for code, body in _sections(text):
        for found in _NUMBER.finditer(body):
            digits = re.match(r"[\d.,]*", found.group())
            number = digits.group().replace(".", "") if digits else ""
            unit = fold(found.group()[digits.end() :]) if digits else ""
            sign = "%" if "%" in found.group() else ""
            yield f"{number} {unit}{sign}", Fact(code, found.start(), found.end(), found.group())


def _places(text: Text) -> Iterator[tuple[str, Fact]]:
    """Known names inside runs of capitalised words, and any such run after "xã", "đảo", "sông" and the like."""
    for code, body in _sections(text):
        for found in _CAPITALISED.finditer(body):
            for start, end in _names_in(body, found.start(), found.end()):
                yield fold(body[start:end]), Fact(code, start, end, body[start:end])


def _names_in(body: str, begin: int, finish: int) -> Iterator[tuple[int, int]]:
    """Places named in one run of capitalised words, longest known name first, else the whole run after a cue."""
    if f" {body[max(0, begin - 12) : begin]}".lower().endswith(_CUED):
        yield begin, finish
        return
    words = list(_WORD.finditer(body, begin, finish))[:40]
    folded = [_folded(word.group()) for word in words]
    firsts, names = _first_words(), _known_names()
    place = 0
    while place < len(words):
        if folded[place] in firsts:
            for length in range(min(_LONGEST_NAME, len(words) - place), 0, -1):
                if " ".join(folded[place : place + length]) in names:
                    yield words[place].start(), words[place + length - 1].end()
                    place += length - 1
                    break
        place += 1


@cache
def _first_words() -> frozenset[str]:
    return frozenset(name.split()[0] for name in _known_names())


@lru_cache(maxsize=20_000)
def _folded(word: str) -> str:
    return fold(word)
