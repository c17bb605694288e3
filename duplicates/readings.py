"""A proposal's text as it is given for comparison, and the same text read into words, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from duplicates.folding import Hashes, Words, pairs, read, shingles

TITLE = "title"

LONGEST_TEXT = 240_000
"""Characters of one proposal that are read, over all its sections in their order; what follows is left out."""

MOST_SECTIONS = 40


@dataclass(frozen=True)
class Text:
    """One proposal. `sections` maps codes to texts: parts of the template, or necessity/objective/scope/outputs."""

    id: str
    title: str
    sections: Mapping[str, str]


@dataclass(frozen=True)
class Reading:
    """A text read once: words by section, the title first under "title"; the number of a section is its place in
    `codes`.
    """

    id: str
    sections: tuple[Words, ...]
    codes: tuple[str, ...]

    @cached_property
    def hashes(self) -> Hashes:
        """The words of all sections, one after another."""
        return _joined([words.hashes for words in self.sections])

    @cached_property
    def section_of(self) -> npt.NDArray[np.int32]:
        """For each word of `hashes` the number of its section."""
        lengths = [len(words) for words in self.sections]
        return np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)

    @cached_property
    def first(self) -> tuple[int, ...]:
        """Where each section begins in `hashes`."""
        lengths = [len(words) for words in self.sections]
        return tuple(int(place) for place in np.cumsum([0, *lengths])[:-1])

    @cached_property
    def pairs(self) -> Hashes:
        """Pairs of neighbouring words; the pair at place i begins with word i, pairs across sections included but
        unused.
        """
        return pairs(self.hashes) if self.hashes.size else self.hashes

    @cached_property
    def shingles(self) -> tuple[Hashes, ...]:
        """Six-word shingles of each section, in order."""
        return tuple(shingles(words.hashes) for words in self.sections)

    @cached_property
    def distinct_words(self) -> Hashes:
        """Every word, pair and quantity once: what the registry counts."""
        inside = self.section_of[:-1] == self.section_of[1:]
        return np.unique(np.concatenate([self.hashes, self.pairs[inside], self.quantities]))

    @cached_property
    def quantities(self) -> Hashes:
        """Every quantity once."""
        return np.unique(_joined([words.quantities for words in self.sections]))

    @cached_property
    def distinct_shingles(self) -> Hashes:
        """Every shingle of the body once, whatever its section."""
        return np.unique(_joined(list(self.shingles)))


def read_text(text: Text) -> Reading:
    """The text read into words, within `LONGEST_TEXT` and `MOST_SECTIONS`."""
    named = {TITLE: text.title, **{code: body for code, body in text.sections.items() if code != TITLE}}
    left = LONGEST_TEXT
    codes: list[str] = []
    sections: list[Words] = []
    for code, body in list(named.items())[:MOST_SECTIONS]:
        words = read(body[:left])
        left -= min(len(body), left)
        if len(words) or code == TITLE:
            codes.append(code)
            sections.append(words)
    return Reading(text.id, tuple(sections), tuple(codes))


def _joined(arrays: list[Hashes]) -> Hashes:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=np.uint32)
