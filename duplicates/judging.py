"""Judges how alike two texts are: from the measures to a level, a score and the reasons (pure).

A machine suggestion, not a conclusion. The thresholds were set on the labelled pairs of data/pairs, as
docs/decisions/matching.md tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What the machine suggests."""

    LIKELY_DUPLICATE = "likely_duplicate"
    OVERLAPPING = "overlapping"
    NONE = "none"


class Reason(StrEnum):
    """Why a level was suggested; all that hold, the strongest first."""

    MOST_IS_SHARED = "most_is_shared"
    SECTION_COPIED = "section_copied"
    SAME_TERMS = "same_terms"
    PASSAGES_SHARED = "passages_shared"
    SAME_TITLE = "same_title"


@dataclass(frozen=True)
class SectionMatch:
    """The section of b that is most like a section of a. Numbers 0-1; `copied` is the share of a's found in b word
    for word.
    """

    section_a: str
    section_b: str
    score: float
    copied: float


@dataclass(frozen=True, kw_only=True)
class Measures:
    """The numbers that a level is judged by."""

    terms: float
    figures: float
    """The share of the text with fewer quantities that the other has too, by rarity."""
    figures_weight: float
    """About how many rare quantities both have."""
    title: float
    held_a: float
    held_b: float
    copied: float
    """The largest share of a section (of either text) that stands in the other, word for word or re-worded."""
    copied_weight: float
    """Telling weight of the shared passages of that section: about the number of its rare words."""
    held_weight: float


MOST = 0.55
"""Share of one text's telling words in shared passages from which on most of it is shared."""

COPIED = 0.8
COPIED_IN_ALL = 0.6
COPIED_WEIGHT, COPIED_WORDS = 5.0, 15
"""A section is copied when this share of its telling stretches is covered, and that share of it in all. They must
weigh as much as so many rare words and be so many words long: an administrative paragraph alone has none.
"""

TERMS = 0.5
OVERLAP_TERMS = 0.1
"""Likeness of the telling words of two texts, wherever they stand: of one and the same proposal, of a similar one."""

FIGURES = 0.6
FIGURES_WEIGHT = 1.0
"""Share of the quantities, and about how many rare ones, that make a text with like words the same one retold."""

OVERLAP_HELD = 0.12
OVERLAP_WEIGHT = 5.0
"""Share and least telling weight of the shared passages that a person should look at."""

OVERLAP_TITLE = 0.75


def _retold(measures: Measures) -> bool:
    """Whether one text says what the other says in other words: like words, and the same figures."""
    return measures.terms >= OVERLAP_TERMS and measures.figures >= FIGURES and measures.figures_weight >= FIGURES_WEIGHT


def judged(measures: Measures) -> tuple[Level, float, tuple[Reason, ...]]:
    """Level, overall score and reasons from the measures; the thresholds were set on the labelled pairs (see
    data/pairs).
    """
    held = max(measures.held_a, measures.held_b)
    strong = {
        Reason.MOST_IS_SHARED: held >= MOST and measures.held_weight >= OVERLAP_WEIGHT,
        Reason.SECTION_COPIED: measures.copied >= COPIED,
        Reason.SAME_TERMS: measures.terms >= TERMS or _retold(measures),
    }
    weak = {
        Reason.SAME_TERMS: measures.terms >= OVERLAP_TERMS,
        Reason.PASSAGES_SHARED: held >= OVERLAP_HELD and measures.held_weight >= OVERLAP_WEIGHT,
        Reason.SAME_TITLE: measures.title >= OVERLAP_TITLE,
    }
    score = min(1.0, max(held, measures.terms, 0.5 * measures.copied))
    reasons = tuple(dict.fromkeys(reason for table in (strong, weak) for reason, holds in table.items() if holds))
    if any(strong.values()):
        return Level.LIKELY_DUPLICATE, score, reasons
    if any(weak.values()):
        return Level.OVERLAPPING, score, reasons
    return Level.NONE, score, ()
