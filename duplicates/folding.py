"""Reads a text into comparable words: folded, one word for every way of writing one thing, each with its place in
the original.

`duplicates/data/concepts.json` lists abbreviations and synonyms; "KHCN", "KH&CN" and "khoa học và công nghệ" become one
word. Only unambiguous abbreviations are listed ("TT" may be thông tư, trung tâm or truyền thông, and stays as it is).
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from core.words import fold, placed_words
from duplicates.quantities import quantities

Hashes = npt.NDArray[np.uint32]
"""Stable 32-bit numbers for words, pairs of words or shingles; the same in every process and on every machine."""

Offsets = npt.NDArray[np.int32]
"""Places of characters."""

LONGEST = 60_000
"""Characters of one section that are read; what follows is left out of the comparison (a full section of the
template is shorter).
"""

DATA = Path(__file__).parent / "data"

_SENTENCE_END = re.compile(r"[.;!?…:][\"”’)\]]*(?=\s)|\n|•")
_PAIR = np.uint32(2_654_435_761)
_SHINGLE = 6
"""Words of a shingle: four lose copied sections, as was measured."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Words:
    """A section as words. `starts` and `ends` are offsets of characters in the original; `sentences` ranges of
    words.
    """

    words: tuple[str, ...]
    """How they are spelt; empty when the section comes from what was kept of it (`kept`): numbers are enough then."""
    starts: Offsets
    ends: Offsets
    hashes: Hashes
    sentences: tuple[tuple[int, int], ...]
    quantities: Hashes
    """Numbers of the quantities, sorted, each once."""
    cut: bool
    """Whether the section was longer than `LONGEST`."""

    def __len__(self) -> int:
        return int(self.hashes.size)


@dataclass(frozen=True)
class _Concepts:
    by_first: dict[str, tuple[tuple[list[str], str], ...]]
    capitals_only: frozenset[str]


@cache
def _concepts() -> _Concepts:
    held = json.loads((DATA / "concepts.json").read_text(encoding="utf-8"))
    by_first: dict[str, list[tuple[list[str], str]]] = {}
    for forms in held["concepts"]:
        name = fold(forms[0]).replace(" ", "_")
        for form in forms:
            parts = fold(form).split()
            by_first.setdefault(parts[0], []).append((parts, name))
    longest_first = {
        first: tuple(sorted(found, key=lambda form: (-len(form[0]), form))) for first, found in by_first.items()
    }
    return _Concepts(longest_first, frozenset(fold(form) for form in held["exact"]))


def read(text: str) -> Words:
    """The words of a section; an empty, foreign or picture-only text gives no or few words, never an error."""
    original = text[:LONGEST]
    placed = placed_words(original)
    words, starts, ends = _with_concepts(original, placed)
    return Words(
        words=tuple(words),
        starts=np.array(starts, dtype=np.int32),
        ends=np.array(ends, dtype=np.int32),
        hashes=hashes(words),
        sentences=tuple(_sentences(original, starts)),
        quantities=np.unique(hashes([f"={value}" for value in quantities(unicodedata.normalize("NFC", original))])),
        cut=len(text) > LONGEST,
    )


def _with_concepts(
    original: str,
    placed: list[tuple[str, int, int]],
) -> tuple[list[str], list[int], list[int]]:
    """The words with every listed form replaced by the name of its concept, which spans the whole form."""
    concepts = _concepts()
    by_first = concepts.by_first
    plain = [word for word, _, _ in placed]
    all_starts = [start for _, start, _ in placed]
    all_ends = [end for _, _, end in placed]
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for place in [place for place, word in enumerate(plain) if word in by_first]:
        if place < done:
            continue
        for parts, name in by_first[plain[place]]:
            last = place + len(parts)
            if len(parts) > 1 and plain[place:last] != parts:
                continue
            start, end = all_starts[place], all_ends[last - 1]
            if plain[place] in concepts.capitals_only and len(parts) == 1 and not original[start:end].isupper():
                continue
            words += [*plain[done:place], name]
            starts += [*all_starts[done:place], start]
            ends += [*all_ends[done:place], end]
            done = last
            break
    return words + plain[done:], starts + all_starts[done:], ends + all_ends[done:]


def _sentences(original: str, starts: list[int]) -> list[tuple[int, int]]:
    """Ranges of words between the ends of sentences, clauses after semicolons and lines; no empty one."""
    found: list[tuple[int, int]] = []
    begin = 0
    for mark in _SENTENCE_END.finditer(original):
        end = bisect_left(starts, mark.start(), begin)
        if end > begin:
            found.append((begin, end))
            begin = end
    if begin < len(starts):
        found.append((begin, len(starts)))
    return found


_known: dict[str, int] = {}
_MOST_KNOWN = 60_000


def hashes(words: list[str]) -> Hashes:
    """One number a word (CRC-32 of its UTF-8); a bounded memory of words seen makes it fast."""
    if len(_known) > _MOST_KNOWN:
        _known.clear()
    try:
        numbers = [_known[word] for word in words]
    except KeyError:
        _known.update((word, crc32(word.encode())) for word in words)
        numbers = [_known[word] for word in words]
    return np.array(numbers, dtype=np.uint32)


def pairs(numbers: Hashes) -> Hashes:
    """Numbers of neighbouring words taken by two: n words give n-1 pairs."""
    return _stirred(numbers[:-1] * _PAIR + numbers[1:])


def shingles(numbers: Hashes, length: int = _SHINGLE) -> Hashes:
    """Numbers of runs of six words: n words give n-5 shingles, fewer than six words give none."""
    count = len(numbers) - length + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint32)
    held = numbers[:count].copy()
    for offset in range(1, length):
        held = held * _PAIR + numbers[offset : offset + count]
    return _stirred(held)


def _stirred(numbers: Hashes) -> Hashes:
    """The same numbers with their bits mixed, so that a remainder modulo eight is a fair sample."""
    mixed = numbers ^ (numbers >> np.uint32(16))
    mixed = mixed * np.uint32(0x45D9F3B)
    stirred: Hashes = mixed ^ (mixed >> np.uint32(16))
    return stirred
