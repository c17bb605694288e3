"""What the registry as a whole has taught: how rare each word is, and which phrases recur everywhere (boilerplate).

Counts live in tables of fixed size, indexed by the number of a word or shingle, so memory is the same for twelve
texts and for a hundred thousand, and adding or removing a text is a sum. Two things that meet in one cell make a
word look slightly more common than it is; at a hundred thousand texts of 8 kB a shingle's count is too high by about
0.14 % of the texts, well below the share from which a phrase counts as recurring.

A phrase is boilerplate when texts that otherwise differ share it. Thirty provinces handing in one and the same proposal
are not that: of a text most of which was last held by one other text, what that one held does not count again.
"""

from __future__ import annotations

import json
import struct
import zlib
from functools import cache
from math import log

import numpy as np
import numpy.typing as npt

from duplicates.folding import DATA, Hashes, hashes, pairs, read
from duplicates.readings import Reading

Weights = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_CELLS = 1 << 20
_CELL = np.uint32(_CELLS - 1)
_MAGIC = b"DPREG1"
_COPY = 0.7
"""Share of a text's phrases last held by one other text that makes it a near copy of that one."""
_STOCK_SHARE = 0.1
"""In what share of all texts a word or pair counts as occurring for each line of the common stock (data/stock.txt) that
has it: administrative wording tells little from the first text on, and also where few of many texts happen to use it.
"""


@cache
def _background() -> tuple[int, npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
    """Administrative Vietnamese before any text was added: number of texts, counts by cell, lines of stock by cell."""
    held = json.loads((DATA / "background.json").read_text(encoding="utf-8"))
    counts = np.zeros(_CELLS, dtype=np.uint32)
    for phrase, count in held["words"].items():
        numbers = hashes(phrase.split(" "))
        number = numbers if numbers.size == 1 else pairs(numbers)
        counts[number & _CELL] += np.uint32(count)
    stock = np.zeros(_CELLS, dtype=np.uint8)
    for line in (DATA / "stock.txt").read_text(encoding="utf-8").splitlines():
        numbers = read(line).hashes
        cells = np.unique(np.concatenate([numbers, pairs(numbers)]) & _CELL)
        stock[cells] += np.uint8(1)
    return int(held["texts"]), counts, stock


class Registry:
    """Counts over all texts; `add` and `remove` take readings. Not safe to change from two threads at once."""

    def __init__(self) -> None:
        background, counts, self._stock = _background()
        self.texts = 0
        self._background = background
        self._words = counts.copy()
        self._shingles = np.zeros(_CELLS, dtype=np.uint32)
        self._last = np.zeros(_CELLS, dtype=np.uint16)

    def add(self, reading: Reading) -> None:
        """Count a text that is in the registry from now on."""
        cells = np.unique(reading.distinct_shingles & _CELL)
        self._shingles[self._unlike(cells)] += np.uint32(1)
        self._last[cells] = np.uint16(self.texts % 65_521 + 1)
        self._words[np.unique(reading.distinct_words & _CELL)] += np.uint32(1)
        self.texts += 1

    def remove(self, reading: Reading) -> None:
        """Take back what `add` counted: words exactly, phrases never below what is right for unrelated texts."""
        cells = np.unique(reading.distinct_shingles & _CELL)
        self._shingles[cells] -= np.minimum(self._shingles[cells], np.uint32(1))
        words = np.unique(reading.distinct_words & _CELL)
        self._words[words] -= np.minimum(self._words[words], np.uint32(1))
        self.texts = max(0, self.texts - 1)

    def rarity(self, numbers: Hashes, *, stock: bool = True) -> Weights:
        """0 for a word (or pair) that every text has, 1 for one that no text has.

        With `stock` the common administrative wording counts as common whatever the registry holds: for judging a
        pair. Without, what counts is which texts hold a word: for finding one among many.
        """
        known = self.texts + self._background
        cells = numbers & _CELL
        share = _STOCK_SHARE if stock else 0.0
        counts = np.minimum(self._words[cells] + share * known * self._stock[cells], known)
        rarity: Weights = np.log((known + 1.0) / (counts + 1.0)) / log(known + 1.0)
        return rarity

    def recurring(self, shingles: Hashes) -> Mask:
        """Which shingles are boilerplate."""
        mask: Mask = self._shingles[shingles & _CELL] >= self.recurs_from
        return mask

    @property
    def recurs_from(self) -> int:
        """In how many otherwise different texts a phrase must occur: 8 % of few texts, 0.2 % of many and ten, at least
        six.
        """
        return max(6, round(min(0.08 * self.texts, 10 + 0.002 * self.texts)))

    def _unlike(self, cells: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
        """The cells to count: all, but for a near copy of the text that held most of them last, only the others."""
        held = self._last[cells]
        if held.size == 0:
            return cells
        holder = int(np.bincount(held, minlength=2)[1:].argmax()) + 1
        same = held == holder
        return cells[~same] if same.mean() >= _COPY else cells

    def dump(self) -> bytes:
        """The counts as bytes (zlib; 0.1 MB for a few texts, some MB for many), for a row or a file."""
        body = b"".join((self._words.tobytes(), self._shingles.tobytes(), self._last.tobytes()))
        return _MAGIC + struct.pack("<I", self.texts) + zlib.compress(body, 3)

    @classmethod
    def load(cls, held: bytes) -> Registry:
        """What `dump` gave. ValueError when the bytes are something else."""
        if not held.startswith(_MAGIC):
            raise ValueError("not the counts of a registry")
        registry = cls()
        (registry.texts,) = struct.unpack_from("<I", held, len(_MAGIC))
        try:
            body = zlib.decompress(held[len(_MAGIC) + 4 :])
        except zlib.error as error:
            raise ValueError("damaged counts of a registry") from error
        if len(body) != _CELLS * 10:
            raise ValueError("counts of a registry of another size")
        registry._words = np.frombuffer(body, np.uint32, _CELLS).copy()
        registry._shingles = np.frombuffer(body, np.uint32, _CELLS, _CELLS * 4).copy()
        registry._last = np.frombuffer(body, np.uint16, _CELLS, _CELLS * 8).copy()
        return registry
