"""How much each word of a text tells: nothing in boilerplate, little where it is common, most where it is rare."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from duplicates.folding import Hashes
from duplicates.passages import Floats, Weighed
from duplicates.readings import Reading
from duplicates.registry import Mask, Registry

MINOR = frozenset({"lead_unit", "coordination", "contribution", "resources", "requests"})
"""Parts that name bodies, targets and means: alike in unlike proposals, so they weigh less and are never "copied"."""

MINOR_WEIGHT = 0.3
_PAIR_WEIGHT = 0.6
_FIGURE_WEIGHT = 1.5
"""A rare quantity tells more than a rare word."""


@dataclass(frozen=True)
class Weighted(Weighed):
    """A weighed reading with the features that are compared: (number, section, weight), each once per section."""

    alone: Floats
    """The weight of each word by its own rarity, not that of its neighbours."""
    telling: Mask
    """Which words stand in stretches that are as telling as is usual in this text."""
    registry: Registry

    @cached_property
    def minor(self) -> Mask:
        """For each section whether it is minor."""
        return np.array([code in MINOR for code in self.reading.codes], dtype=np.bool_)

    @cached_property
    def features(self) -> tuple[Hashes, npt.NDArray[np.int64], Floats]:
        """Words and pairs outside boilerplate by section, sorted by number."""
        reading = self.reading
        inside = (reading.section_of[:-1] == reading.section_of[1:]) & ~self.boilerplate[:-1] & ~self.boilerplate[1:]
        single = ~self.boilerplate
        numbers = np.concatenate([reading.hashes[single], reading.pairs[inside]]).astype(np.int64)
        sections = np.concatenate([reading.section_of[single], reading.section_of[:-1][inside]]).astype(np.int64)
        weights = np.concatenate(
            [self.alone[single], _PAIR_WEIGHT * self.registry.rarity(reading.pairs[inside]) ** 2],
        ) * np.where(np.concatenate([self.plain[single], self.plain[:-1][inside]]), _STOCK_WEIGHT, 1.0)
        _, first = np.unique(numbers * 64 + sections, return_index=True)
        return numbers[first].astype(np.uint32), sections[first], weights[first]

    @cached_property
    def whole(self) -> tuple[Hashes, Floats]:
        """The same over all sections, each number once with its weight; minor sections count less."""
        numbers, sections, weights = self.features
        weights = np.where(self.minor[sections], weights * MINOR_WEIGHT, weights) if sections.size else weights
        figures, telling = self.figures
        numbers = np.concatenate([numbers, figures])
        weights = np.concatenate([weights, _FIGURE_WEIGHT * telling])
        order = np.lexsort((-weights, numbers))
        distinct, first = np.unique(numbers[order], return_index=True)
        return distinct, weights[order][first]

    @cached_property
    def figures(self) -> tuple[Hashes, Floats]:
        """The quantities and what each tells."""
        return self.reading.quantities, self.registry.rarity(self.reading.quantities) ** 2

    @cached_property
    def vectors(self) -> tuple[tuple[Hashes, Floats], tuple[Hashes, Floats]]:
        """Words, and pairs, each once with a weight: rarity, more when repeated, little in plain stretches.

        Here rarity is not squared: to find a text among thousands every word counts, to judge a pair the rare ones do.
        """
        reading = self.reading
        factor = np.where(self.boilerplate, 0.0, np.where(self.plain, _STOCK_WEIGHT, 1.0))
        inside = reading.section_of[:-1] == reading.section_of[1:]
        paired = np.minimum(factor[:-1], factor[1:])[inside]
        return self._vector(reading.hashes, factor), self._vector(reading.pairs[inside], paired)

    def _vector(self, numbers: Hashes, factor: Floats) -> tuple[Hashes, Floats]:
        distinct, place = np.unique(numbers, return_inverse=True)
        counts = np.bincount(place, factor, distinct.size)
        weights = self.registry.rarity(distinct, stock=False) * np.where(
            counts < 1.0, counts, 1.0 + np.log(np.maximum(counts, 1.0))
        )
        return distinct, weights / max(1e-9, float(np.sqrt((weights**2).sum())))

    def likeness(self, other: Weighted) -> float:
        """The mean of the cosines of the words and of the pairs."""
        whole = 0.0
        for (numbers_a, weights_a), (numbers_b, weights_b) in zip(self.vectors, other.vectors, strict=True):
            _, at_a, at_b = np.intersect1d(numbers_a, numbers_b, assume_unique=True, return_indices=True)
            whole += float(weights_a[at_a] @ weights_b[at_b])
        return whole / 2

    @cached_property
    def runs(self) -> tuple[Hashes, npt.NDArray[np.int64]]:
        """Six-word runs outside boilerplate: their numbers, and the place where each begins."""
        reading = self.reading
        places = [np.arange(one.size) + first for one, first in zip(reading.shingles, reading.first, strict=True)]
        numbers, starts = np.concatenate(reading.shingles), np.concatenate(places).astype(np.int64)
        kept = ~self.boilerplate[starts]
        return numbers[kept], starts[kept]

    def shared_with(self, other: Weighted) -> Mask:
        """For each word whether it stands in a six-word run that the other text has too."""
        numbers, starts = self.runs
        found = starts[np.isin(numbers, other.runs[0])]
        mask = np.zeros(self.weights.size, dtype=np.bool_)
        for offset in range(6):
            mask[found + offset] = True
        return mask

    @cached_property
    def mass(self) -> Floats:
        """Telling weight of each section, words and pairs."""
        _, sections, weights = self.features
        return np.bincount(sections, weights, len(self.reading.codes)).astype(np.float64)


def weigh(reading: Reading, registry: Registry) -> Weighted:
    """The reading with boilerplate found, and every word weighed by how rare it and its pair with a neighbour are now.

    Vietnamese writes syllables apart: many a telling word is a rare pair of two common ones.
    """
    boilerplate = np.zeros(reading.hashes.size, dtype=np.bool_)
    for shingles, first in zip(reading.shingles, reading.first, strict=True):
        recurring = np.flatnonzero(registry.recurring(shingles)) + first
        for offset in range(6):
            boilerplate[recurring + offset] = True
    rarity = registry.rarity(reading.hashes)
    paired = np.zeros(rarity.size + 1)
    inside = reading.section_of[:-1] == reading.section_of[1:]
    if rarity.size > 1:
        paired[1:-1] = np.where(inside, registry.rarity(reading.pairs), 0.0)
    weights = np.maximum((rarity**2 + np.maximum(paired[:-1], paired[1:]) ** 2) / 2, _least(registry.texts))
    weights = np.where(boilerplate, 0.0, weights)
    means, usual = _stretches(weights, boilerplate)
    plain = means < _STOCK * usual
    weights[plain] *= _STOCK_WEIGHT
    telling = ~boilerplate & (means >= _USUAL * usual)
    return Weighted(reading, weights, boilerplate, plain, rarity**2, telling, registry)


_STRETCH = 25
_STOCK, _STOCK_WEIGHT, _USUAL = 0.72, 0.3, 0.85
"""A stretch of so many words whose mean weight is below this share of what is usual in the same text counts so much:
common administrative wording, known for it before the registry has learnt the paragraph, however many texts there are.
"""


def _stretches(weights: Floats, boilerplate: Mask) -> tuple[Floats, float]:
    """The mean weight around each word, boilerplate left out, and what is usual in the more telling part."""
    if weights.size == 0 or boilerplate.all():
        return weights, 0.0
    window = np.ones(min(_STRETCH, weights.size))
    means: Floats = np.convolve(weights, window, "same") / np.maximum(np.convolve(~boilerplate, window, "same"), 1.0)
    return means, float(np.quantile(means[~boilerplate], 0.75))


def _least(texts: int) -> float:
    """The least weight of a word outside boilerplate.

    The more texts are known, the surer it is that a long run of common words which does not recur was copied.
    """
    return 0.15 * texts / (texts + 200)
