"""Compares proposals: how much one text holds of another, section by section, why, and what differs.

A machine suggestion, not a conclusion: the level says where a person should look, the passages and facts what to
look at. Pure: neither Flask nor the database is known here. Every measure is bounded by the length limits of
`readings` and takes time about linear in it; rapidfuzz measures whole sections by `ratio` only, never by partial
measures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Indel

from duplicates.facts import Facts, Stated, differing, stated
from duplicates.fingerprints import fingerprint
from duplicates.index import Candidate, Index, candidates
from duplicates.judging import (
    COPIED_IN_ALL,
    COPIED_WEIGHT,
    COPIED_WORDS,
    OVERLAP_HELD,
    OVERLAP_TERMS,
    OVERLAP_TITLE,
    Level,
    Measures,
    Reason,
    SectionMatch,
    judged,
)
from duplicates.passages import Floats, Passage, PassageKind, Run, aligned, passages
from duplicates.readings import LONGEST_TEXT, MOST_SECTIONS, TITLE, Reading, Text, read_text
from duplicates.registry import Registry
from duplicates.weighing import MINOR_WEIGHT, Weighted, weigh

__all__ = [
    "METHOD_VERSION",
    "Comparison",
    "Index",
    "Level",
    "Passage",
    "PassageKind",
    "Reading",
    "Reason",
    "Registry",
    "SectionMatch",
    "Text",
    "candidates",
    "check",
    "compare",
    "compare_read",
    "fingerprint",
    "nearness",
    "ranked",
    "read_text",
]

METHOD_VERSION = "3"
"""Goes up whenever the same two texts and registry could get other scores; every finding records it."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What two texts share. Numbers 0-1.

    `held_a` is the share of a's telling words that stand in passages shared with b (`held_b` the other way round),
    `terms` how far the telling words of both are the same wherever they stand, `title` the same of the titles.
    `left_out` is the share of a's words that were passed over as boilerplate.
    """

    a: str
    b: str
    method: str
    level: Level
    score: float
    reasons: tuple[Reason, ...]
    terms: float
    title: float
    held_a: float
    held_b: float
    left_out: float
    sections: tuple[SectionMatch, ...]
    passages: tuple[Passage, ...]
    facts: Facts
    cut: bool
    """Whether a text was too long to be read to its end."""


# --- comparing ------------------------------------------------------------------------------------


def compare(a: Text, b: Text, registry: Registry) -> Comparison:
    """What the two texts share and where they differ, judged by what is common in the registry. Any text gets an
    answer.
    """
    return compare_read(a, b, weigh(read_text(a), registry), weigh(read_text(b), registry))


def check(
    query: Text,
    index: Index,
    registry: Registry,
    fetch: Callable[[str], Text],
    *,
    limit: int = 20,
) -> list[Comparison]:
    """Compare a text with all texts of the index, each fetched by its id: the findings above "none", best first."""
    reading = read_text(query)
    left = weigh(reading, registry)
    near = [one.id for one in worth_reading(candidates(fingerprint(reading, registry), index, limit))]
    compared = [
        compare_read(query, fetch(other), left, right) for other, right in _telling(left, near, registry, fetch)
    ]
    told = [one for one in compared if one.level is not Level.NONE]
    return sorted(told, key=lambda one: (one.level is not Level.LIKELY_DUPLICATE, -one.score, one.b))


def _telling(
    left: Weighted, near: list[str], registry: Registry, fetch: Callable[[str], Text]
) -> Iterator[tuple[str, Weighted]]:
    for other in near:
        right = weigh(read_text(fetch(other)), registry)
        if may_tell(left, right):
            yield other, right


def worth_reading(found: list[Candidate]) -> list[Candidate]:
    """The candidates that could become findings: enough shared words, or a sampled passage in common."""
    return [one for one in found if one.words >= _WORDS_WORTH or one.copied >= _COPIED_WORTH]


_WORDS_WORTH = 0.08
_COPIED_WORTH = 0.15


def ranked(
    query: Weighted,
    index: Index,
    registry: Registry,
    weighted: Callable[[str], Weighted],
    *,
    limit: int = 10,
) -> list[str]:
    """The texts of the index most like the query, best first: candidates in the order of a quick comparison.

    `weighted` gives a text of the index, read and weighed.
    """
    found = candidates(fingerprint(query.reading, registry), index, max(RANKED, limit))
    nearest = sorted(found[:RANKED], key=lambda one: (-nearness(query, weighted(one.id)), one.id))
    return [one.id for one in (*nearest, *found[RANKED:])][:limit]


RANKED = 30
"""Candidates that are compared quickly to find their order."""


def nearness(left: Weighted, right: Weighted) -> float:
    """How near two texts are, for their order only and without laying them side by side."""
    held = [_shingled(one, other) for one, other in ((left, right), (right, left))]
    return max(left.likeness(right), *(share for share, _ in held), *(0.5 * copied for _, copied in held))


def may_tell(left: Weighted, right: Weighted) -> bool:
    """Whether a comparison in full could end above "none": it lays side by side, which takes ten times as long."""
    return (
        any(max(_shingled(*sides)) >= OVERLAP_HELD / 3 for sides in ((left, right), (right, left)))
        or _title(left, right) >= OVERLAP_TITLE
        or _terms(left, right) >= 0.8 * OVERLAP_TERMS
    )


def _shingled(side: Weighted, other: Weighted) -> tuple[float, float]:
    """The share of one side's telling words in six-word runs that the other has too, of the whole and of the most
    copied section.
    """
    shared = side.shared_with(other).astype(np.float64)
    return _held(side, shared)[0], _copied(side, shared)[0]


@dataclass(frozen=True)
class Side:
    """One text of a comparison: its id, its weighed reading, and what it states when a finding is to be explained."""

    id: str
    weighted: Weighted
    stated: Stated
    cut: bool


@dataclass(frozen=True)
class Judgement:
    """Two texts laid side by side: the runs they share, the measures, and what those say."""

    runs: list[Run]
    covered: Floats
    measures: Measures
    level: Level
    score: float
    reasons: tuple[Reason, ...]

    @property
    def tells(self) -> bool:
        """Whether a person should look at the pair."""
        return self.level is not Level.NONE


def side_of(text: Text, weighted: Weighted) -> Side:
    """A text prepared to be explained; prepared once, it serves against any number of others."""
    return Side(text.id, weighted, stated(text), _was_cut(text, weighted.reading))


def compare_read(a: Text, b: Text, left: Weighted, right: Weighted) -> Comparison:
    """`compare` of texts that were read and weighed before."""
    return explained(side_of(a, left), side_of(b, right), judge(left, right))


def judge(left: Weighted, right: Weighted) -> Judgement:
    """The level of two texts, from numbers alone: neither needs to be read."""
    runs = aligned(left, right)
    covered, measures = _measures(left, right, runs)
    level, score, reasons = judged(measures)
    return Judgement(runs, covered, measures, level, round(score, 4), reasons)


def explained(a: Side, b: Side, found: Judgement) -> Comparison:
    """A judgement with all that a person needs to rule: sections, passages, differing facts."""
    left, right, measures = a.weighted, b.weighted, found.measures
    return Comparison(
        a=a.id,
        b=b.id,
        method=METHOD_VERSION,
        level=found.level,
        score=found.score,
        reasons=found.reasons,
        terms=round(measures.terms, 4),
        title=round(measures.title, 4),
        held_a=round(measures.held_a, 4),
        held_b=round(measures.held_b, 4),
        left_out=round(float(left.boilerplate.mean()) if left.boilerplate.size else 0.0, 4),
        sections=_sections(left, right, found.covered),
        passages=tuple(passages(found.runs, left.reading, right.reading)),
        facts=differing(a.stated, b.stated),
        cut=a.cut or b.cut,
    )


def _was_cut(text: Text, reading: Reading) -> bool:
    """Whether something of the text lies beyond the limits of what is read."""
    given = {TITLE: text.title, **{code: body for code, body in text.sections.items() if code != TITLE}}
    whole = sum(len(body) for body in given.values())
    return any(words.cut for words in reading.sections) or whole > LONGEST_TEXT or len(given) > MOST_SECTIONS


def _measures(left: Weighted, right: Weighted, runs: list[Run]) -> tuple[Floats, Measures]:
    """How far each word of the left text is covered, and the measures that the level is judged by."""
    covered_a, covered_b = _covered(left, right, runs)
    held_a, weight_a = _held(left, covered_a)
    held_b, weight_b = _held(right, covered_b)
    copied, copied_weight = max(_copied(left, covered_a), _copied(right, covered_b))
    figures, figures_weight = _figures(left, right)
    return covered_a, Measures(
        terms=_terms(left, right),
        figures=figures,
        figures_weight=figures_weight,
        title=_title(left, right),
        held_a=held_a,
        held_b=held_b,
        copied=copied,
        copied_weight=copied_weight,
        held_weight=min(weight_a, weight_b),
    )


def _terms(left: Weighted, right: Weighted) -> float:
    """Shared weight of words and pairs over the whole texts, relative to the geometric mean of what both have."""
    (numbers_a, weights_a), (numbers_b, weights_b) = left.whole, right.whole
    mass_a, mass_b = float(weights_a.sum()), float(weights_b.sum())
    if min(mass_a, mass_b) < 1e-9:
        return 0.0
    _, at_a, at_b = np.intersect1d(numbers_a, numbers_b, assume_unique=True, return_indices=True)
    return float(np.minimum(weights_a[at_a], weights_b[at_b]).sum() / np.sqrt(mass_a * mass_b))


def _figures(left: Weighted, right: Weighted) -> tuple[float, float]:
    """The quantities that both texts have: (share of the side with less of them, weight)."""
    (numbers_a, weights_a), (numbers_b, weights_b) = left.figures, right.figures
    _, at_a, _ = np.intersect1d(numbers_a, numbers_b, assume_unique=True, return_indices=True)
    shared = float(weights_a[at_a].sum())
    return (shared / min(float(weights_a.sum()), float(weights_b.sum())) if shared > 0 else 0.0), shared


def _covered(left: Weighted, right: Weighted, runs: list[Run]) -> tuple[Floats, Floats]:
    """For each word of either text how far it is held by the other: 1 in an identical run, less in a re-worded one."""
    covered_a, covered_b = np.zeros(left.weights.size), np.zeros(right.weights.size)
    for run in runs:
        if run.kind is not PassageKind.BOILERPLATE:
            for covered, place, length in ((covered_a, run.a, run.length_a), (covered_b, run.b, run.length_b)):
                part = covered[place : place + length]
                np.maximum(part, run.likeness, out=part)
    return covered_a, covered_b


def _held(side: Weighted, covered: Floats) -> tuple[float, float]:
    """The share of the telling weight that is covered, minor sections counting less, and that weight."""
    weights = side.weights * np.where(side.minor[side.reading.section_of], MINOR_WEIGHT, 1.0)
    whole, held = float(weights.sum()), float((weights * covered).sum())
    return (held / whole if whole > 0 else 0.0), held


def _copied(side: Weighted, covered: Floats) -> tuple[float, float]:
    """The most copied section that is not minor nor the title: (share of its telling stretches, covered weight)."""
    best = (0.0, 0.0)
    weighed = side.weights * covered
    for number, (words, first) in enumerate(zip(side.reading.sections, side.reading.first, strict=True)):
        place = slice(first, first + len(words))
        telling = side.telling[place]
        if side.minor[number] or number == 0 or telling.sum() < COPIED_WORDS:
            continue
        held, whole = float(weighed[place].sum()), float(side.weights[place].sum())
        own, own_whole = float(weighed[place][telling].sum()), float(side.weights[place][telling].sum())
        if own >= COPIED_WEIGHT and held >= COPIED_IN_ALL * whole:
            best = max(best, (own / own_whole, own))
    return best


def _title(left: Weighted, right: Weighted) -> float:
    """How alike the titles are, weighted by rarity; order does not count."""
    sides = []
    for side in (left, right):
        count = len(side.reading.sections[0])
        sides.append(dict(zip(side.reading.hashes[:count].tolist(), side.weights[:count].tolist(), strict=True)))
    whole = sum(sides[0].values()) + sum(sides[1].values())
    shared = sum(weight + sides[1][word] for word, weight in sides[0].items() if word in sides[1])
    return shared / whole if whole > 0 else 0.0


_BY_CHANCE = 0.3
"""Share of words in the same order that two unrelated sections have at most."""


def _sections(left: Weighted, right: Weighted, covered: Floats) -> tuple[SectionMatch, ...]:
    """For each section of a the section of b that is most like it, by shared weight and then by rapidfuzz."""
    matrix = _shared_by_section(left, right)
    found = []
    for number, code in enumerate(left.reading.codes):
        if left.mass[number] <= 0 or not right.mass.size:
            continue
        likeness = matrix[number] / np.sqrt(np.maximum(left.mass[number] * right.mass, 1e-9))
        other = int(likeness.argmax())
        if likeness[other] <= 0:
            continue
        score = max(float(likeness[other]), _order(left, number, right, other) if likeness[other] > 0.1 else 0.0)
        place = slice(left.reading.first[number], left.reading.first[number] + len(left.reading.sections[number]))
        whole = float(left.weights[place].sum())
        copied = float((left.weights[place] * (covered[place] == 1.0)).sum()) / whole if whole > 0 else 0.0
        found.append(SectionMatch(code, right.reading.codes[other], round(min(1.0, score), 4), round(copied, 4)))
    return tuple(found)


def _shared_by_section(left: Weighted, right: Weighted) -> Floats:
    """Shared weight of every section of a with every section of b."""
    (numbers_a, sections_a, weights_a), (numbers_b, sections_b, weights_b) = left.features, right.features
    begin = np.searchsorted(numbers_b, numbers_a, "left")
    sizes = np.searchsorted(numbers_b, numbers_a, "right") - begin
    origin = np.repeat(np.arange(numbers_a.size), sizes)
    at = np.arange(origin.size) - np.repeat(np.cumsum(sizes) - sizes, sizes) + begin[origin]
    cells = sections_a[origin] * right.mass.size + sections_b[at]
    shared = np.bincount(cells, np.minimum(weights_a[origin], weights_b[at]), left.mass.size * right.mass.size)
    return shared.reshape(left.mass.size, right.mass.size).astype(np.float64)


def _order(left: Weighted, number: int, right: Weighted, other: int) -> float:
    """rapidfuzz's ratio of the words of two sections without their boilerplate, on a scale where unrelated texts have
    0. Words and not letters: those of two unrelated Vietnamese texts are six tenths alike.
    """
    ratio = Indel.normalized_similarity(_plain(left, number), _plain(right, other), score_cutoff=_BY_CHANCE)
    return max(0.0, (ratio - _BY_CHANCE) / (1 - _BY_CHANCE))


def _plain(side: Weighted, number: int) -> list[int]:
    words, first = side.reading.sections[number], side.reading.first[number]
    kept: list[int] = words.hashes[~side.boilerplate[first : first + len(words)]].tolist()
    return kept
