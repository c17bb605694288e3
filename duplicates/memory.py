"""What a worker holds in memory between checks: the counts of the registry and the index of fingerprints.

Bounded: the counts have a fixed size (10 MB), the index takes about 3 kB a text. The rows of the database are the
truth; a memory only knows how far in their series of changes it has read.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Sequence

import numpy as np

from duplicates.fingerprints import Fingerprint
from duplicates.index import Index
from duplicates.matching import candidates, worth_reading
from duplicates.passages import Floats
from duplicates.readings import Reading, Text, read_text
from duplicates.registry import Registry
from duplicates.weighing import Weighted, weigh


class Memory:
    """One process's knowledge of all texts; ids are ids of proposals. `lock` is held while it is read or brought up."""

    def __init__(self, *, epoch: int, counts: bytes) -> None:
        self.lock = threading.RLock()
        self.epoch = epoch
        self.reached = 0
        self.tip: uuid.UUID | None = None
        """Which version came or went at `reached`: another one there means that a transaction was rolled back."""
        self.registry = Registry.load(counts) if counts else Registry()
        self.index = Index()
        self.listed: Listed | None = None

    def __len__(self) -> int:
        return len(self.index)

    def fill(self, fingerprints: Iterable[Fingerprint]) -> None:
        """Take all fingerprints that are held now, in one go."""
        self.index = Index.of(fingerprints)

    def count(self, reading: Reading, *, gone: bool) -> None:
        """Count a text that came, or take back one that went."""
        if gone:
            self.registry.remove(reading)
        else:
            self.registry.add(reading)

    def weighed(self, reading: Reading) -> Weighted:
        """A reading with each word weighed by how rare it is now."""
        return weigh(reading, self.registry)

    def near(self, numbers: Fingerprint, limit: int) -> list[str]:
        """The texts that could turn out alike, best first, at most so many; never the text itself."""
        return [one.id for one in worth_reading(candidates(numbers, self.index, limit))]


class Listed:
    """A short list of texts that seldom changes (the plan's initiatives), to be asked which of them a text is like."""

    def __init__(self, texts: Sequence[Text], memory: Memory, *, release: int) -> None:
        self.texts = tuple(texts)
        self.release = release
        sides = [memory.weighed(read_text(one)).vectors for one in texts]
        self._owner, self._numbers, self._weights = [], [], []
        for kind in (0, 1):
            parts = [side[kind] for side in sides]
            self._owner.append(np.repeat(np.arange(len(parts)), [numbers.size for numbers, _ in parts]))
            self._numbers.append(np.concatenate([np.empty(0, np.uint32), *(numbers for numbers, _ in parts)]))
            self._weights.append(np.concatenate([np.empty(0), *(weights for _, weights in parts)]))

    def likeness(self, mine: Weighted) -> Floats:
        """For each text of the list `Weighted.likeness` with this one."""
        whole = np.zeros(len(self.texts))
        for (numbers, weights), owner, listed, theirs in zip(
            mine.vectors, self._owner, self._numbers, self._weights, strict=True
        ):
            if numbers.size == 0:
                continue
            at = np.searchsorted(numbers, listed)
            at[at == numbers.size] = 0
            shared = numbers[at] == listed
            whole += np.bincount(owner[shared], weights[at[shared]] * theirs[shared], len(self.texts))
        return whole / 2
