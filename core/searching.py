"""Words typed into a search box, found in folded text: at the start of a word, never in the middle of one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from core import words

MOST_WORDS = 12
WHOLE_UP_TO = 2
"""A typed word this short is a whole word: "y tế" is not "Internet", nor is it "xây thêm"."""


def typed_words(typed: str) -> list[str]:
    """The folded words of what was typed, at most twelve."""
    return words.fold(typed).split()[:MOST_WORDS]


def holding(folded: Any, typed: str) -> list[sa.ColumnElement[bool]]:
    """Conditions that a folded column holds every typed word; figures count anywhere, so that 147 finds 0147."""
    framed = sa.literal(" ").concat(folded).concat(" ")
    return [framed.contains(_sought(word), autoescape=True) for word in typed_words(typed)]


def rank(typed: str, title: str) -> int:
    """How well a title answers: 0 holds the words as typed, side by side; 1 holds them all; 2 does not."""
    sought, framed = typed_words(typed), f" {words.fold(title)} "
    if _sought(" ".join(sought)) in framed:
        return 0
    return 1 if all(_sought(word) in framed for word in sought) else 2


def _sought(word: str) -> str:
    if word.isdigit():
        return word
    return f" {word} " if len(word) <= WHOLE_UP_TO else f" {word}"
