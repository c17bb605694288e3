"""Finds the few texts worth comparing among very many, from stored fingerprints alone.

Blocks of packed postings that never change, each four times as large as the next, and a small open one: adding a text
costs little however many there are, and no more than a block is ever sorted at once. Rare words are read first, and
reading stops after so many postings, which is what keeps a query cheap among a million.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from duplicates.fingerprints import Fingerprint, are_pairs
from duplicates.postings import MOST_TEXTS, Counts, Keys, Postings, keyed

Scores = npt.NDArray[np.float64]

TOO_COMMON = 0.01
"""Share of the texts from which on a shingle says nothing."""

READ_AT_MOST = 300_000
"""Postings of words read for one query, rarest words first."""

_SHORTEST = 60
"""A text with fewer words in its fingerprint counts as if it had so many."""

_FEW = 4
"""A section with fewer sampled shingles counts as if it had so many: one in common may be chance."""

_OPEN = 1 << 16
"""Postings of the open block; then it is closed."""
_TIMES = 4
_LARGEST = 1 << 22
"""Postings of the largest blocks: merging takes 16 bytes for each for a moment."""


@dataclass(frozen=True)
class Candidate:
    """A text worth comparing. Words shared, weighted by rarity, and the largest share of a section's shingles, both
    0-1.
    """

    id: str
    score: float
    words: float
    copied: float


@dataclass
class Block:
    """Texts and their postings; `gone` marks those that are found no more."""

    ids: list[str]
    sizes: npt.NDArray[np.uint16]
    """How many words each text has in its fingerprint."""
    features: Postings
    shingles: Postings
    gone: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.features) + len(self.shingles)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.features.nbytes + self.shingles.nbytes + self.sizes.nbytes + self.gone.nbytes


@dataclass
class _Open:
    """Texts that came lately, not sorted yet."""

    ids: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    features: list[Keys] = field(default_factory=list)
    shingles: list[Keys] = field(default_factory=list)
    postings: int = 0
    gone: set[int] = field(default_factory=set)

    def add(self, one: Fingerprint) -> int:
        place = len(self.ids)
        self.ids.append(one.id)
        self.sizes.append(int((~are_pairs(one.features)).sum()))
        self.features.append(keyed(np.concatenate([one.title, one.features]), place))
        # Of one text a shingle counts once, whichever of its sections hold it.
        self.shingles.append(keyed(np.unique(np.concatenate([*one.shingles, one.title[:0]])), place))
        self.postings += self.features[-1].size + self.shingles[-1].size
        return place

    @property
    def full(self) -> bool:
        return self.postings >= _OPEN

    def closed(self) -> Block:
        gone = np.zeros(len(self.ids), dtype=np.bool_)
        gone[list(self.gone)] = True
        return Block(
            self.ids, np.array(self.sizes, dtype=np.uint16), _postings(self.features), _postings(self.shingles), gone
        )


def _postings(parts: list[Keys]) -> Postings:
    return Postings.of(np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64))


class Index:
    """Fingerprints of many texts. Adding a known id replaces it; removed texts are never returned."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._open = _Open()
        self._seen: Block | None = None
        """The open block as it was last asked."""
        self._where: dict[str, int] = {}
        """id → its place, counted over all blocks in their order."""
        self._begin = 0

    def __len__(self) -> int:
        return len(self._where)

    def __contains__(self, text_id: object) -> bool:
        return text_id in self._where

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays (ids and their places come on top)."""
        return sum(block.nbytes for block in self._blocks) + 8 * self._open.postings

    @classmethod
    def of(cls, fingerprints: Iterable[Fingerprint]) -> Index:
        """An index over many fingerprints; the last one of equal ids counts."""
        index = cls()
        for one in fingerprints:
            index.remove(one.id)
            index._where[one.id] = index._begin + index._open.add(one)
            if index._open.postings >= _LARGEST or len(index._open.ids) == MOST_TEXTS:
                index._close()
        if index._open.full:
            index._close()
        return index

    def add(self, one: Fingerprint) -> None:
        """Make a text findable from now on."""
        self.remove(one.id)
        self._where[one.id] = self._begin + self._open.add(one)
        self._seen = None
        if self._open.full:
            self._close()
            self._merge()

    def remove(self, text_id: str) -> None:
        """Let a text not be found any more; nothing happens for an unknown id."""
        place = self._where.pop(text_id, None)
        if place is None:
            return
        if place >= self._begin:
            self._open.gone.add(place - self._begin)
            self._seen = None
            return
        for block in self._blocks:
            if place < len(block.ids):
                block.gone[place] = True
                return
            place -= len(block.ids)

    def _close(self) -> None:
        self._blocks.append(self._open.closed())
        self._begin += len(self._open.ids)
        self._open = _Open()
        self._seen = None

    def _merge(self) -> None:
        """Merge the last blocks while they are of like size, the largest excepted; what is gone falls away."""
        while len(self._blocks) >= _TIMES:
            last = self._blocks[-_TIMES:]
            size, texts = sum(map(len, last)), sum(len(block.ids) for block in last)
            if size > 1.25 * _LARGEST or texts > MOST_TEXTS or len(last[0]) > 2 * len(last[-1]):
                return
            made = _merged(last)
            begin = self._begin - texts
            self._where.update((text_id, begin + place) for place, text_id in enumerate(made.ids))
            self._blocks[-_TIMES:] = [made]
            self._begin = begin + len(made.ids)

    def nearest(self, query: Fingerprint, limit: int) -> list[Candidate]:
        """At most `limit` texts other than the query's own id, best first: by words, and by copied sections."""
        if not self._where or limit <= 0:
            return []
        if self._seen is None:
            self._seen = self._open.closed()
        blocks = [block for block in (*self._blocks, self._seen) if block.ids]
        words = self._by_words(query, blocks)
        copied = self._by_shingles(query, blocks)
        found: list[Candidate] = []
        worst = 0.0
        for block, alike, held in zip(blocks, words, copied, strict=True):
            score = alike + held
            score[block.gone] = 0.0
            for place in _best(score, limit + 1, worst):
                if block.ids[place] != query.id:
                    found.append(
                        Candidate(block.ids[place], float(score[place]), float(alike[place]), float(held[place]))
                    )
            if len(found) >= limit:
                found.sort(key=lambda one: -one.score)
                del found[limit:]
                worst = found[-1].score
        return sorted(found, key=lambda one: -one.score)

    def _by_words(self, query: Fingerprint, blocks: list[Block]) -> list[Scores]:
        """For each text how alike its words, its pairs and its title are to the query's, weighted by rarity: about the
        mean of three cosines, the title counting half.
        """
        numbers = np.concatenate([query.title, query.features])
        titles = np.arange(numbers.size) < query.title.size
        pairs = np.concatenate([np.zeros(query.title.size, dtype=np.bool_), are_pairs(query.features)])
        order = np.argsort(numbers, kind="stable")
        numbers, titles, pairs = numbers[order], titles[order], pairs[order]
        words = ~titles & ~pairs
        found = [block.features.found(numbers) for block in blocks]
        held = np.add.reduce([sizes for _, sizes in found])
        weights = np.log((len(self) + 1.0) / (held + 0.5)).clip(0.0) ** 2
        for part, share in ((words, 0.4), (pairs, 0.4), (titles, 0.2)):
            weights[part] *= share / max(1e-9, float(weights[part].sum()))
        rarest = np.argsort(held, kind="stable")
        read = np.zeros(numbers.size, dtype=np.bool_)
        read[rarest[np.cumsum(held[rarest]) <= READ_AT_MOST]] = True
        whole = max(_SHORTEST, int(words.sum()))
        alike = []
        for block, (begins, sizes) in zip(blocks, found, strict=True):
            count = len(block.ids)
            own = block.features.read(begins, np.where(read & words, sizes, 0))
            other = block.features.read(begins, np.where(read & ~words, sizes, 0))
            norms = np.sqrt(np.maximum(block.sizes, _SHORTEST) / whole)
            alike.append(
                np.bincount(own[0], weights[own[1]], count) / norms + np.bincount(other[0], weights[other[1]], count)
            )
        return alike

    def _by_shingles(self, query: Fingerprint, blocks: list[Block]) -> list[Scores]:
        """For each text the largest share of one section's shingles that it holds, of sections with some to share."""
        numbers = np.concatenate([*query.shingles, query.title[:0]])
        owner = np.repeat(np.arange(len(query.shingles)), [one.size for one in query.shingles])
        order = np.argsort(numbers, kind="stable")
        numbers, owner = numbers[order], owner[order]
        found = [block.shingles.found(numbers) for block in blocks]
        held: Counts = np.add.reduce([sizes for _, sizes in found])
        telling = held <= max(8.0, TOO_COMMON * len(self))
        least = np.maximum(_FEW, np.bincount(owner[telling], minlength=len(query.shingles)))
        best = []
        for block, (begins, sizes) in zip(blocks, found, strict=True):
            places, origin = block.shingles.read(begins, np.where(telling, sizes, 0))
            share = np.zeros(len(block.ids))
            if places.size:
                cells, counts = np.unique(places.astype(np.int64) * least.size + owner[origin], return_counts=True)
                np.maximum.at(share, cells // least.size, counts / least[cells % least.size])
            best.append(share)
        return best


def _best(score: Scores, most: int, above: float) -> list[int]:
    """The places of the highest scores above a bound, at most so many (more where equal ones stand at the end)."""
    places = np.flatnonzero(score > above)
    if places.size > most:
        bound = np.partition(score[places], places.size - most)[places.size - most]
        places = places[score[places] >= bound][: 2 * most]
    found: list[int] = places.tolist()
    return found


def _merged(blocks: list[Block]) -> Block:
    """One block of several, without what is gone."""
    ids: list[str] = []
    sizes: list[npt.NDArray[np.uint16]] = []
    features: list[Keys] = []
    shingles: list[Keys] = []
    for block in blocks:
        kept = ~block.gone
        moved = (np.cumsum(kept) - 1 + len(ids)).astype(np.uint64)
        ids += [text_id for text_id, keep in zip(block.ids, kept.tolist(), strict=True) if keep]
        sizes.append(block.sizes[kept])
        for postings, parts in ((block.features, features), (block.shingles, shingles)):
            keys = postings.keys()[kept[postings.places]]
            places = keys & np.uint64(0xFFFFFFFF)
            parts.append(keys - places + moved[places.astype(np.int64)])
    return Block(
        ids, np.concatenate(sizes), _postings(features), _postings(shingles), np.zeros(len(ids), dtype=np.bool_)
    )


def candidates(query: Fingerprint, index: Index, limit: int = 20) -> list[Candidate]:
    """The texts worth comparing with the query, best first; the query's own id is left out."""
    return index.nearest(query, limit)
