"""What is stored of a text so that similar ones can be found without reading it again: a few hundred numbers.

Two kinds, made to be rows of two tables, (feature, text) and (shingle, text, section):

- *features*: words and pairs of the title, and the rarest words and pairs of the whole text; a paraphrase shares them;
- *sampled shingles*: of each section the six-word shingles whose number is 0 modulo eight; a copied section shares
them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

from duplicates.folding import Hashes
from duplicates.readings import Reading
from duplicates.registry import Mask, Registry, Weights

SAMPLE = np.uint32(8)
WORDS, PAIRS, QUANTITIES = 240, 60, 24
"""Most telling words, pairs and quantities kept of one text, besides those of its title. Words come first: who retells
a proposal keeps single words, hardly ever pairs, and the rarest pairs of a text are shared with nobody.
"""

_TITLE = np.uint32(0x5BD1E995)
_PAIR = np.uint32(1)
"""The last bit of a feature tells pairs (odd) from words and quantities (even)."""
_HEAD = struct.Struct("<HIB")


@dataclass(frozen=True)
class Fingerprint:
    """Sorted distinct numbers; `shingles[i]` are those of section i."""

    id: str
    features: Hashes
    title: Hashes
    shingles: tuple[Hashes, ...]

    def to_bytes(self) -> bytes:
        """A compact form for a column; the id is not in it."""
        parts = [_HEAD.pack(self.title.size, self.features.size, len(self.shingles))]
        parts += [struct.pack("<I", one.size) for one in self.shingles]
        parts += [one.astype("<u4").tobytes() for one in (self.title, self.features, *self.shingles)]
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, text_id: str, held: bytes) -> Fingerprint:
        """What `to_bytes` gave. ValueError when the bytes do not fit."""
        try:
            titles, features, sections = _HEAD.unpack_from(held)
            sizes = struct.unpack_from(f"<{sections}I", held, _HEAD.size)
            numbers = np.frombuffer(held, "<u4", offset=_HEAD.size + 4 * sections).astype(np.uint32)
        except (struct.error, ValueError) as error:
            raise ValueError("not a fingerprint") from error
        if numbers.size != titles + features + sum(sizes):
            raise ValueError("not a fingerprint")
        title, body, *rest = np.split(numbers, np.cumsum([titles, features, *sizes])[:-1])
        return cls(text_id, body, title, tuple(rest))


def are_pairs(features: Hashes) -> Mask:
    """Which features are pairs of words."""
    pairs: Mask = (features & _PAIR) == _PAIR
    return pairs


def as_title(features: Hashes) -> Hashes:
    """The same words and pairs marked as standing in a title, where they say more."""
    return features ^ _TITLE


def fingerprint(reading: Reading, registry: Registry) -> Fingerprint:
    """The fingerprint of a text; which words are the rarest is judged by the registry as it is now."""
    title_words = reading.sections[0].hashes if reading.sections else reading.hashes
    count = title_words.size
    title = np.unique(np.concatenate([title_words, reading.pairs[: max(0, count - 1)]]))
    inside = reading.section_of[:-1] == reading.section_of[1:]
    every = [
        _most_telling(np.unique(reading.hashes, return_counts=True), registry, WORDS) & ~_PAIR,
        _most_telling(np.unique(reading.pairs[inside], return_counts=True), registry, PAIRS) | _PAIR,
        _most_telling((reading.quantities, np.ones(reading.quantities.size)), registry, QUANTITIES) & ~_PAIR,
    ]
    sampled = tuple(np.unique(one[one % SAMPLE == 0]) for one in reading.shingles)
    kept = tuple(one[~registry.recurring(one)] for one in sampled)
    return Fingerprint(reading.id, np.unique(np.concatenate(every)), as_title(title), kept)


def _most_telling(counted: tuple[Hashes, np.ndarray[Any, Any]], registry: Registry, most: int) -> Hashes:
    """The numbers that tell most about this text: rarity, a little more when repeated."""
    numbers, counts = counted
    if numbers.size <= most:
        return numbers
    telling: Weights = registry.rarity(numbers, stock=False) * (1.0 + np.log(counts))
    return numbers[np.argpartition(-telling, most)[:most]]
