"""Lays two texts side by side: which passages are identical, which are re-worded, which both took from the common
stock.

Runs of equal words are found from shared four-word starts and extended as far as they go; sentences left over are
paired by their telling words and measured with rapidfuzz on words. Work grows with the length of the texts, not with
its square.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from duplicates.folding import shingles
from duplicates.readings import Reading

Floats = npt.NDArray[np.float64]


class PassageKind(StrEnum):
    """Identical means: the same words after folding, so accents, tone placement and abbreviations may differ."""

    IDENTICAL = "identical"
    REWORDED = "reworded"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True)
class Passage:
    """A passage of text a and the one of text b that it corresponds to, by offsets of characters in the originals."""

    section_a: str
    start_a: int
    end_a: int
    section_b: str
    start_b: int
    end_b: int
    kind: PassageKind


@dataclass(frozen=True)
class Weighed:
    """A reading with the weight of each word (0-1, by rarity; 0 where the word stands in boilerplate)."""

    reading: Reading
    weights: Floats
    boilerplate: npt.NDArray[np.bool_]
    plain: npt.NDArray[np.bool_]
    """Which words stand in common administrative wording."""

    @property
    def words(self) -> list[int]:
        """The numbers of all words."""
        numbers: list[int] = self.reading.hashes.tolist()
        return numbers


@dataclass(frozen=True)
class Run:
    """`length_a` words of a from `a`, corresponding to `length_b` words of b from `b`; how alike they are, 0-1."""

    a: int
    length_a: int
    b: int
    length_b: int
    kind: PassageKind
    likeness: float = 1.0


_START = 4
_SHORTEST = 6
_LONG = 14
_PLACES = 8
"""Places in b tried for one start in a; more would let a text of one repeated phrase take quadratic time."""
_MOST_SENTENCES = 1500
_MOST_MEETINGS = 24
_LONGEST_SENTENCE = 120
_REWORDED = 0.5
_TELLING = 0.2
_TELLING_LONG = 0.12
"""Least mean weight of a run, and of a long one, that is not just common wording."""


def aligned(a: Weighed, b: Weighed) -> list[Run]:
    """The corresponding runs of words, in the order of a; runs of a do not overlap."""
    equal = list(_equal_runs(a, b))
    reworded = _reworded(a, b, equal)
    taken = _counted(reworded, a.weights.size)
    kept = [run for run in equal if taken[run.a] == taken[run.a + run.length_a]]
    runs = [piece for run in kept for piece in _split(run, a, b)] + reworded
    return sorted(runs, key=lambda run: (run.a, run.b))


def _counted(runs: list[Run], size: int) -> list[int]:
    """For each place how many words before it stand in one of the runs (which do not overlap)."""
    marked = np.zeros(size + 1, dtype=np.int64)
    for run in runs:
        marked[run.a + 1 : run.a + run.length_a + 1] = 1
    counted: list[int] = np.cumsum(marked).tolist()
    return counted


def passages(runs: list[Run], a: Reading, b: Reading) -> list[Passage]:
    """The same runs as offsets of characters in the original sections."""
    return [
        Passage(*_characters(a, run.a, run.length_a), *_characters(b, run.b, run.length_b), run.kind) for run in runs
    ]


def _characters(reading: Reading, place: int, length: int) -> tuple[str, int, int]:
    section = int(reading.section_of[place])
    words, first = reading.sections[section], reading.first[section]
    return reading.codes[section], int(words.starts[place - first]), int(words.ends[place - first + length - 1])


def _equal_runs(a: Weighed, b: Weighed) -> Iterator[Run]:
    """Longest runs of equal words, greedily from the left of a; a run stays inside one section on both sides."""
    words_a, words_b = a.words, b.words
    ends_a, ends_b = _section_ends(a.reading), _section_ends(b.reading)
    starts, begins, ends, places = _common_starts(a, b)
    last, expected, at = 0, -1, 0
    while at < len(starts):
        here = starts[at]
        expected += here - last
        last = here
        best, length = -1, 0
        for there in places[begins[at] : ends[at]]:
            most = min(ends_a[here] - here, ends_b[there] - there)
            reach = _reach(words_a, here, words_b, there, most)
            if reach > length or (reach == length and there == expected):
                best, length = there, reach
        if length >= _SHORTEST or (length >= _START and best == expected):
            yield Run(here, length, best, length, PassageKind.IDENTICAL)
            last = here + length
            expected = best + length
            at = bisect_left(starts, last, at)
        else:
            at += 1


def _common_starts(a: Weighed, b: Weighed) -> tuple[list[int], list[int], list[int], list[int]]:
    """The places of a, in order, whose next four words stand in b too; for each where its places in b, at most
    `_PLACES`, begin and end in the last list.
    """
    starts_a, starts_b = shingles(a.reading.hashes, _START), shingles(b.reading.hashes, _START)
    order = np.argsort(starts_b, kind="stable")
    held = starts_b[order]
    left = np.searchsorted(held, starts_a, "left")
    right = np.minimum(np.searchsorted(held, starts_a, "right"), left + _PLACES)
    shared = np.flatnonzero(right > left)
    return shared.tolist(), left[shared].tolist(), right[shared].tolist(), order.tolist()


def _section_ends(reading: Reading) -> list[int]:
    """For each word the place where its section ends."""
    lengths = np.array([len(words) for words in reading.sections], dtype=np.int64)
    ends: list[int] = np.repeat(np.cumsum(lengths), lengths).tolist()
    return ends


def _reach(words_a: list[int], here: int, words_b: list[int], there: int, most: int) -> int:
    """How many words are equal from these two places on, at most `most`."""
    length = 0
    while length < most and words_a[here + length] == words_b[there + length]:
        length += 1
    return length


def _split(run: Run, a: Weighed, b: Weighed) -> Iterator[Run]:
    """An equal run cut where boilerplate begins and ends; a piece of common wording only counts as boilerplate too."""
    place_a, place_b = slice(run.a, run.a + run.length_a), slice(run.b, run.b + run.length_b)
    left_out = a.boilerplate[place_a] | b.boilerplate[place_b]
    common = left_out | (a.plain[place_a] & b.plain[place_b])
    changes = np.flatnonzero(common[1:] != common[:-1])
    cuts = [0, *(changes + 1).tolist(), run.length_a] if changes.size else [0, run.length_a]
    for begin, end in pairwise(cuts):
        if end - begin < 3 < run.length_a:
            continue
        if left_out[begin]:
            plain = True
        else:
            weight = float(np.add.reduce(a.weights[run.a + begin : run.a + end])) / (end - begin)
            plain = weight < (_TELLING if end - begin < _LONG else _TELLING_LONG)
        kind = PassageKind.BOILERPLATE if plain else PassageKind.IDENTICAL
        yield Run(run.a + begin, end - begin, run.b + begin, end - begin, kind)


# --- re-worded sentences --------------------------------------------------------------------------


def _sentence_ranges(reading: Reading) -> list[tuple[int, int]]:
    """Sentences of the whole text as ranges of places; long ones are cut, and only so many are read."""
    found: list[tuple[int, int]] = []
    for words, first in zip(reading.sections, reading.first, strict=True):
        for begin, end in words.sentences:
            for cut in range(begin, end, _LONGEST_SENTENCE):
                found.append((first + cut, first + min(end, cut + _LONGEST_SENTENCE)))
    return found[:_MOST_SENTENCES]


def _reworded(a: Weighed, b: Weighed, equal: list[Run]) -> list[Run]:
    """Sentences of a mostly outside equal runs, each with the sentence of b that says the same in other words."""
    covered = _counted(equal, a.weights.size)
    long = _counted([run for run in equal if run.length_a >= _LONG], a.weights.size)
    open_ = [
        (begin, end)
        for begin, end in _sentence_ranges(a.reading)
        if end - begin >= _START and long[end] == long[begin] and covered[end] - covered[begin] <= 0.75 * (end - begin)
    ]
    if not open_:
        return []
    words_a, words_b = a.words, b.words
    weights_a, weights_b = a.weights.tolist(), b.weights.tolist()
    ranges_b = _sentence_ranges(b.reading)
    asked = np.unique(np.concatenate([a.reading.hashes[begin:end] for begin, end in open_]))
    meeting = _by_word(ranges_b, words_b, np.isin(b.reading.hashes, asked) & (b.weights > 0.05))
    found: list[Run] = []
    for begin, end in open_:
        choice = _like_sentence(words_a[begin:end], weights_a[begin:end], meeting)
        if choice is None:
            continue
        low, high = ranges_b[choice]
        likeness = _likeness(
            (words_a[begin:end], weights_a[begin:end]),
            (words_b[low:high], weights_b[low:high]),
        )
        if likeness >= _REWORDED:
            found.append(Run(begin, end - begin, low, high - low, PassageKind.REWORDED, likeness))
    return found


def _by_word(ranges: list[tuple[int, int]], words: list[int], telling: npt.NDArray[np.bool_]) -> dict[int, list[int]]:
    """telling word of both texts → sentences that hold it, at most so many."""
    meeting: dict[int, list[int]] = {}
    places = np.flatnonzero(telling)
    sentences = np.searchsorted(np.array([begin for begin, _ in ranges]), places, "right") - 1
    for place, number in zip(places.tolist(), sentences.tolist(), strict=True):
        if not ranges or place >= ranges[number][1]:  # beyond the sentences that are read
            continue
        held = meeting.setdefault(words[place], [])
        if len(held) < _MOST_MEETINGS and (not held or held[-1] != number):
            held.append(number)
    return meeting


def _like_sentence(words: list[int], weights: list[float], meeting: dict[int, list[int]]) -> int | None:
    """The sentence of b that shares most weight with this one of a."""
    shared: dict[int, float] = {}
    for word, weight in dict(zip(words, weights, strict=True)).items():
        for number in meeting.get(word, ()):
            shared[number] = shared.get(number, 0.0) + weight
    return max(shared, key=lambda number: (shared[number], -number)) if shared else None


Side = tuple[list[int], list[float]]
"""Words of a sentence and their weights."""


def _likeness(one: Side, other: Side) -> float:
    """How much of two sentences' weight is shared, or how alike their word order is (rapidfuzz), whichever is more."""
    here, there = dict(zip(*one, strict=True)), dict(zip(*other, strict=True))
    common = [weight + there[word] for word, weight in here.items() if word in there]
    shared = sum(common)
    if len(common) < 3 or shared < 2.0:
        return 0.0
    share = shared / (sum(here.values()) + sum(there.values()))
    order = Indel.normalized_similarity(one[0], other[0], score_cutoff=0.4)
    return max(share, (2 * order + share) / 3)
