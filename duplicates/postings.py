"""number → texts that hold it, packed: sorted arrays of a few bytes a posting, never changed once made.

Texts are numbered within one block (at most 65,536 of them), so that a place takes two bytes; blocks are merged, not
changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from duplicates.folding import Hashes

Places = npt.NDArray[np.uint16]
Counts = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
"""number × 2^32 + place: sorted, they are postings."""

MOST_TEXTS = 1 << 16
_GROUPED = 0.6
"""Where fewer distinct numbers than this share of the postings exist, each is kept once with where its texts begin."""


def keyed(numbers: Hashes, place: int) -> Keys:
    """The postings of one text as keys."""
    keys: Keys = (numbers.astype(np.uint64) << np.uint64(32)) | np.uint64(place)
    return keys


@dataclass(frozen=True)
class Postings:
    """Postings of one block. `begins` is None where `numbers` has one entry a posting."""

    numbers: Hashes
    begins: npt.NDArray[np.uint32] | None
    places: Places

    @classmethod
    def of(cls, keys: Keys) -> Postings:
        """The postings of these keys, which are sorted in place."""
        keys.sort()
        numbers = (keys >> np.uint64(32)).astype(np.uint32)
        places = (keys & np.uint64(0xFFFF)).astype(np.uint16)
        new = np.ones(numbers.size, dtype=np.bool_)
        np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
        first = np.flatnonzero(new)
        if first.size > _GROUPED * numbers.size:
            return cls(numbers, None, places)
        return cls(numbers[first], np.append(first, numbers.size).astype(np.uint32), places)

    def keys(self) -> Keys:
        """The postings as keys again."""
        numbers = self.numbers if self.begins is None else np.repeat(self.numbers, np.diff(self.begins))
        keys: Keys = (numbers.astype(np.uint64) << np.uint64(32)) | self.places
        return keys

    def __len__(self) -> int:
        return int(self.places.size)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return int(self.numbers.nbytes + self.places.nbytes + (0 if self.begins is None else self.begins.nbytes))

    def found(self, numbers: Hashes) -> tuple[Counts, Counts]:
        """For each number (sorted, so that the search is quick) where its places begin and how many there are."""
        if self.begins is None:
            left = np.searchsorted(self.numbers, numbers, "left")
            return left, np.searchsorted(self.numbers, numbers, "right") - left
        at = np.searchsorted(self.numbers, numbers, "left")
        at[at == self.numbers.size] = 0
        if self.numbers.size == 0:
            return at, np.zeros(numbers.size, dtype=np.int64)
        begins = self.begins[at].astype(np.int64)
        return begins, np.where(self.numbers[at] == numbers, self.begins[at + 1] - begins, 0)

    def read(self, begins: Counts, sizes: Counts) -> tuple[Places, Counts]:
        """The places of what was found, and for each which of the numbers it came from (its place in the query)."""
        held = np.flatnonzero(sizes)
        begins, sizes = begins[held], sizes[held]
        ends = np.cumsum(sizes)
        if ends.size == 0:
            return np.empty(0, dtype=np.uint16), ends
        within = np.arange(ends[-1]) + np.repeat(begins - ends + sizes, sizes)
        return self.places[within], np.repeat(held, sizes)
