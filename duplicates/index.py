"""Finds the few texts worth comparing, from stored fingerprints alone: an exact index in memory, additions in a
small delta.

The interface speaks in fingerprints and ids only, so the same postings can be rows of two database tables. Numbers
held by more than a share of the texts are passed over, rare ones are read first, and reading stops after a share of
the corpus.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from duplicates.fingerprints import Fingerprint, are_pairs
from duplicates.folding import Hashes

Rows = npt.NDArray[np.uint32]

_SECTIONS = 64
"""A posting of a shingle is text number × 64 + section."""

TOO_COMMON = 0.01
"""Share of the texts from which on a shingle says nothing."""

_SHORTEST = 60
"""A text with fewer words in its fingerprint counts as if it had so many."""

_FEW = 4
"""A section with fewer sampled shingles counts as if it had so many: one in common may be chance."""

READ_AT_MOST = 4.0
"""Postings of words read for one query, as a multiple of the number of texts (but at least 200,000)."""


@dataclass(frozen=True)
class Candidate:
    """A text worth comparing. Words shared, weighted by rarity, and the largest share of a section's shingles, both
    0-1.
    """

    id: str
    score: float
    words: float
    copied: float


class Postings:
    """number → rows: sorted arrays, and a delta of Python lists that is folded in when it has grown."""

    def __init__(self) -> None:
        self._numbers: Hashes = np.empty(0, dtype=np.uint32)
        self._rows: Rows = np.empty(0, dtype=np.uint32)
        self._delta_numbers: list[Hashes] = []
        self._delta_rows: list[Rows] = []
        self._delta: dict[int, list[int]] = {}
        self._waiting = 0

    def add(self, numbers: Hashes, row: int) -> None:
        """Let `row` be found under each of these distinct numbers."""
        for number in numbers.tolist():
            self._delta.setdefault(number, []).append(row)
        self._keep(numbers, np.full(numbers.size, row, dtype=np.uint32))
        if self._waiting > max(50_000, self._numbers.size // 8):
            self.settle()

    def add_many(self, numbers: Hashes, rows: Rows) -> None:
        """Many postings at once, settled immediately."""
        self._keep(numbers, rows)
        self.settle()

    def _keep(self, numbers: Hashes, rows: Rows) -> None:
        self._delta_numbers.append(numbers)
        self._delta_rows.append(rows)
        self._waiting += numbers.size

    def settle(self) -> None:
        """Fold the delta into the sorted arrays."""
        numbers = np.concatenate([self._numbers, *self._delta_numbers])
        rows = np.concatenate([self._rows, *self._delta_rows])
        order = np.argsort(numbers, kind="stable")
        self._numbers, self._rows = numbers[order], rows[order]
        self._delta_numbers, self._delta_rows, self._delta, self._waiting = [], [], {}, 0

    def drop(self, dead: npt.NDArray[np.bool_], *, divisor: int) -> None:
        """Forget the postings whose row // divisor is marked dead."""
        self.settle()
        kept = ~dead[self._rows // divisor]
        self._numbers, self._rows = self._numbers[kept], self._rows[kept]

    def counts(self, numbers: Hashes) -> npt.NDArray[np.int64]:
        """How many rows each number has."""
        found = np.searchsorted(self._numbers, numbers, "right") - np.searchsorted(self._numbers, numbers, "left")
        if self._delta:
            found = found + np.array([len(self._delta.get(number, ())) for number in numbers.tolist()], dtype=np.int64)
        return found.astype(np.int64)

    def rows(self, numbers: Hashes) -> tuple[Rows, npt.NDArray[np.int64]]:
        """All rows of these numbers, and for each row which of the numbers it came from (its place in `numbers`)."""
        left = np.searchsorted(self._numbers, numbers, "left")
        sizes = np.searchsorted(self._numbers, numbers, "right") - left
        origin = np.repeat(np.arange(numbers.size), sizes)
        within = np.arange(origin.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        rows = self._rows[left[origin] + within]
        if self._delta:
            lists = [self._delta.get(number, []) for number in numbers.tolist()]
            more = np.array([row for one in lists for row in one], dtype=np.uint32)
            rows = np.concatenate([rows, more])
            origin = np.concatenate([origin, np.repeat(np.arange(numbers.size), [len(one) for one in lists])])
        return rows, origin

    @property
    def nbytes(self) -> int:
        """Bytes of the sorted arrays."""
        return int(self._numbers.nbytes + self._rows.nbytes)


class Index:
    """Fingerprints of many texts. Adding a known id replaces it; removed texts are never returned."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._place: dict[str, int] = {}
        self._features = Postings()
        self._shingles = Postings()
        self._sizes: list[int] = []
        self._dead = 0

    def __len__(self) -> int:
        return len(self._place)

    def __contains__(self, text_id: object) -> bool:
        return text_id in self._place

    @property
    def nbytes(self) -> int:
        """Bytes of the two tables of postings."""
        return self._features.nbytes + self._shingles.nbytes

    @classmethod
    def of(cls, fingerprints: Iterable[Fingerprint]) -> Index:
        """An index over many fingerprints, built in one go; the last one of equal ids counts."""
        index = cls()
        features: list[Hashes] = []
        shingles: list[Hashes] = []
        owners: list[Rows] = []
        sections: list[Rows] = []
        for one in fingerprints:
            index.remove(one.id)
            place = index._new_place(one)
            both = np.concatenate([one.title, one.features])
            features.append(both)
            owners.append(np.full(both.size, place, dtype=np.uint32))
            for section, held in enumerate(one.shingles):
                shingles.append(held)
                sections.append(np.full(held.size, place * _SECTIONS + section, dtype=np.uint32))
        if features:
            index._features.add_many(np.concatenate(features), np.concatenate(owners))
            index._shingles.add_many(np.concatenate(shingles), np.concatenate(sections))
        return index

    def add(self, one: Fingerprint) -> None:
        """Make a text findable from now on."""
        self.remove(one.id)
        place = self._new_place(one)
        self._features.add(np.concatenate([one.title, one.features]), place)
        for section, held in enumerate(one.shingles):
            self._shingles.add(held, place * _SECTIONS + section)

    def remove(self, text_id: str) -> None:
        """Let a text not be found any more; nothing happens for an unknown id."""
        if self._place.pop(text_id, None) is None:
            return
        self._dead += 1
        if self._dead > 1000 and self._dead > len(self._place) // 4:
            self._sweep()

    def _new_place(self, one: Fingerprint) -> int:
        place = len(self._ids)
        self._ids.append(one.id)
        self._sizes.append(int((~are_pairs(one.features)).sum()))
        self._place[one.id] = place
        return place

    def _sweep(self) -> None:
        dead = np.array([self._place.get(text_id) != place for place, text_id in enumerate(self._ids)], dtype=np.bool_)
        self._features.drop(dead, divisor=1)
        self._shingles.drop(dead, divisor=_SECTIONS)
        self._dead = 0

    def nearest(self, query: Fingerprint, limit: int) -> list[Candidate]:
        """At most `limit` texts other than the query's own id, best first: by words, and by copied sections."""
        count = len(self._ids)
        if count == 0 or limit <= 0:
            return []
        words = self._by_words(query, count)
        copied = self._by_shingles(query, count)
        score = words + copied
        best = np.argsort(-score, kind="stable")[: limit + 1 + self._dead]
        found = [
            Candidate(self._ids[place], float(score[place]), float(words[place]), float(copied[place]))
            for place in best.tolist()
            if score[place] > 0 and self._place.get(self._ids[place]) == place and self._ids[place] != query.id
        ]
        return found[:limit]

    def _by_words(self, query: Fingerprint, count: int) -> npt.NDArray[np.float64]:
        """For each text how alike its words, its pairs and its title are to the query's, weighted by rarity: about the
        mean of three cosines, the title counting half.
        """
        numbers = np.concatenate([query.title, query.features])
        held = self._features.counts(numbers)
        weights = np.log((count + 1.0) / (held + 0.5)).clip(0.0) ** 2
        pairs = are_pairs(query.features)
        titles = np.arange(numbers.size) < query.title.size
        words = ~titles
        words[query.title.size :] = ~pairs
        norms = np.sqrt(np.maximum(np.array(self._sizes, dtype=np.float64), _SHORTEST) / max(_SHORTEST, (~pairs).sum()))
        order = np.argsort(held, kind="stable")
        read = np.cumsum(held[order])
        order = order[(read <= max(200_000.0, READ_AT_MOST * count)) & (held[order] > 0)]
        alike = np.zeros(count)
        for part, share in ((words, 0.4), (~words & ~titles, 0.4), (titles, 0.2)):
            whole = float(weights[part].sum())
            if whole <= 0:
                continue
            chosen = order[part[order]]
            rows, origin = self._features.rows(numbers[chosen])
            found = np.bincount(rows, weights[chosen][origin], count) / whole
            alike += share * (found / norms if part is words else found)
        return alike

    def _by_shingles(self, query: Fingerprint, count: int) -> npt.NDArray[np.float64]:
        """For each text the largest share of one section's shingles that it holds, of sections with some to share."""
        best = np.zeros(count)
        limit = max(8.0, TOO_COMMON * count)
        for one in query.shingles:
            if one.size == 0:
                continue
            held = self._shingles.counts(one)
            telling = one[held <= limit]
            if telling.size == 0:
                continue
            rows, origin = self._shingles.rows(telling)
            hits = np.unique(rows.astype(np.int64) // _SECTIONS * telling.size + origin)
            shares = np.bincount(hits // telling.size, minlength=count) / max(_FEW, telling.size)
            np.maximum(best, shares, out=best)
        return best


def candidates(query: Fingerprint, index: Index, limit: int = 20) -> list[Candidate]:
    """The texts worth comparing with the query, best first; the query's own id is left out."""
    return index.nearest(query, limit)
