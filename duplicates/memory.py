"""What a worker holds in memory between checks: the counts of the registry and the index of fingerprints.

Bounded: the counts have a fixed size (10 MB), the index a few hundred numbers a text. The rows of the database are the
truth; a memory only knows how far in their series of changes it has read. The seam for larger registries is `Memory`
itself: an index kept in tables or shared between processes answers the same questions.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterable

from duplicates.fingerprints import Fingerprint
from duplicates.index import Index
from duplicates.matching import Comparison, Level, candidates, compare_read, worth_reading
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
        self._listed: list[tuple[Text, Weighted]] = []

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

    def nearest_listed(self, mine: Weighted, listed: list[Text], limit: int) -> list[tuple[Text, float]]:
        """Of a short list of texts that seldom changes (the plan's initiatives) the nearest, each with its likeness."""
        if [one for one, _ in self._listed] != listed:
            self._listed = [(one, self.weighed(read_text(one))) for one in listed]
        likened = [(one, mine.likeness(theirs)) for one, theirs in self._listed]
        return sorted(likened, key=lambda pair: -pair[1])[:limit]

    def check(
        self, text: Text, mine: Weighted, numbers: Fingerprint, fetch: Callable[[str], Text], *, limit: int, least: int
    ) -> list[Comparison]:
        """Compare one text with the nearest of all held ones but itself; what says nothing is left out.

        Of `limit` candidates the `least` nearest are compared in full, and further ones as long as they turn out alike.
        """
        found: list[Comparison] = []
        missed = 0
        for place, near in enumerate(worth_reading(candidates(numbers, self.index, limit), limit)):
            if place >= least and missed:
                break
            other = fetch(near.id)
            compared = compare_read(text, other, mine, self.weighed(read_text(other)))
            missed = missed + 1 if compared.level is Level.NONE else 0
            if compared.level is not Level.NONE:
                found.append(compared)
        return found
