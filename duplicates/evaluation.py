"""Measures the method on labelled texts: the level of every pair by kind, and how often the right text is among the
first found.

Pure but for reading files: neither Flask nor the database is known here. Lines of a corpus stay in their file and are
read again when a candidate is compared, so that memory holds fingerprints, not texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from duplicates.matching import (
    METHOD_VERSION,
    Comparison,
    Index,
    Level,
    Registry,
    Text,
    compare_read,
    fingerprint,
    ranked,
    read_text,
)
from duplicates.weighing import Weighted, weigh

SECTIONS = ("necessity", "objective", "scope", "outputs")
LABELS = ("duplicate", "overlapping", "distinct")
DEPTHS = (1, 3, 10)
_LONGEST_SHOWN = 80
_KEPT = 4000
"""Readings kept while pairs and queries are compared."""


class BadInputError(Exception):
    """A file that cannot be evaluated; the message is one sentence for the person who gave it."""


@dataclass(frozen=True)
class Pair:
    """Two texts and what a person said about them."""

    a: str
    b: str
    label: str
    kind: str
    split: str = ""


@dataclass
class Retrieval:
    """How many queries were asked and for how many the right text was among the first 1, 3, 10."""

    n: int = 0
    hits: dict[int, int] = field(default_factory=lambda: dict.fromkeys(DEPTHS, 0))

    def note(self, rank: int | None) -> None:
        """One more query, whose right text stood at this place (from 1), or was not found."""
        self.n += 1
        for depth in DEPTHS:
            self.hits[depth] += rank is not None and rank <= depth

    def shares(self) -> dict[str, Any]:
        """n and the shares."""
        return {"n": self.n} | {
            f"recall@{depth}": round(hits / self.n, 4) if self.n else None for depth, hits in self.hits.items()
        }


# --- reading files -------------------------------------------------------------------------------


def _rows(path: Path) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """(number of the line, place in the file, object) of every line that is not empty."""
    try:
        with path.open("rb") as lines:
            place = 0
            for number, line in enumerate(lines, start=1):
                at, place = place, place + len(line)
                if line.strip(b" \t\r\n\xef\xbb\xbf"):
                    yield number, at, _row(path, number, line)
    except OSError as error:
        raise BadInputError(f"{path}: không đọc được tệp ({error.strerror}).") from error


def _row(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path}, dòng {number}: không phải UTF-8.") from error
    except RecursionError as error:
        raise BadInputError(f"{path}, dòng {number}: JSON lồng quá sâu.") from error
    except ValueError as error:
        raise BadInputError(f"{path}, dòng {number}: không phải JSON ({error}).") from error
    if not isinstance(row, dict):
        raise BadInputError(f"{path}, dòng {number}: cần một đối tượng JSON.")
    return row


def _name(path: Path, number: int, row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise BadInputError(f"{path}, dòng {number}: thiếu “{key}” hoặc “{key}” không phải là chuỗi.")
    return str(value)


def _text(path: Path, number: int, row: dict[str, Any]) -> Text:
    parts = {}
    for key in ("title", *SECTIONS):
        value = row.get(key)
        if value is not None and not isinstance(value, str):
            raise BadInputError(f"{path}, dòng {number}: “{key}” phải là chuỗi.")
        if value is not None:
            parts[key] = value
    return Text(_name(path, number, row, "id"), parts.pop("title", ""), parts)


def read_texts(path: Path) -> dict[str, Text]:
    """The texts of a file by id. BadInputError names the line that is wrong."""
    texts: dict[str, Text] = {}
    for number, _, row in _rows(path):
        text = _text(path, number, row)
        if texts.setdefault(text.id, text) != text:
            raise BadInputError(f"{path}, dòng {number}: mã “{_shown(text.id)}” đã dùng cho một văn bản khác.")
    return texts


def read_pairs(path: Path, texts: dict[str, Text]) -> list[Pair]:
    """The pairs of a file; every id is one of the texts."""
    pairs = []
    for number, _, row in _rows(path):
        a, b = _name(path, number, row, "a"), _name(path, number, row, "b")
        for name in (a, b):
            if name not in texts:
                raise BadInputError(f"{path}, dòng {number}: không có văn bản nào mang mã “{_shown(name)}”.")
        label = row.get("label")
        if label not in LABELS:
            raise BadInputError(f"{path}, dòng {number}: “label” phải là một trong {', '.join(LABELS)}.")
        kind, split = row.get("kind"), row.get("split")
        pairs.append(Pair(a, b, label, str(kind) if kind else label, str(split or "")))
    return pairs


def _shown(name: str) -> str:
    return name if len(name) <= _LONGEST_SHOWN else name[:_LONGEST_SHOWN] + "…"


# --- the texts and the corpus --------------------------------------------------------------------


class Held:
    """The texts and a corpus: counted, fingerprinted, and fetched by id. A corpus text whose id is known is left
    out.
    """

    def __init__(self, texts: dict[str, Text], corpus: Path | None = None) -> None:
        self.texts = texts
        self.corpus = corpus
        self._places: dict[str, int] = {}
        self.registry = Registry()
        for text in self._all():
            self.registry.add(read_text(text))
        self.index = Index.of(fingerprint(read_text(text), self.registry) for text in self._all())
        self.weighted = lru_cache(maxsize=_KEPT)(self._weighted)

    def __len__(self) -> int:
        return len(self.texts) + len(self._places)

    def _all(self) -> Iterator[Text]:
        yield from self.texts.values()
        if self.corpus is None:
            return
        for number, place, row in _rows(self.corpus):
            text = _text(self.corpus, number, row)
            if text.id not in self.texts and self._places.setdefault(text.id, place) == place:
                yield text

    def fetch(self, name: str) -> Text:
        """The text of this id; one of the corpus is read from its file."""
        if name in self.texts:
            return self.texts[name]
        if self.corpus is None:
            raise KeyError(name)
        with self.corpus.open("rb") as lines:
            lines.seek(self._places[name])
            return _text(self.corpus, 0, _row(self.corpus, 0, lines.readline()))

    def _weighted(self, name: str) -> Weighted:
        return weigh(read_text(self.fetch(name)), self.registry)

    def compared(self, a: str, b: str) -> Comparison:
        """The comparison of two texts."""
        return compare_read(self.fetch(a), self.fetch(b), self.weighted(a), self.weighted(b))

    def found(self, name: str, depth: int) -> list[str]:
        """The texts found for one as query, best first, the query itself left out."""
        query = self.weighted(name)
        return ranked(query, self.index, self.registry, self.weighted, limit=depth)


def evaluate(held: Held, pairs: list[Pair]) -> dict[str, Any]:
    """Levels by kind, and retrieval over the pairs labelled duplicate or overlapping."""
    kinds: dict[str, dict[str, Any]] = {}
    words = {Level.LIKELY_DUPLICATE: "duplicate", Level.OVERLAPPING: "overlapping", Level.NONE: "none"}
    labels: dict[str, set[str]] = {}
    for pair in pairs:
        labels.setdefault(pair.kind, set()).add(pair.label)
    whole = Retrieval()
    by_kind: dict[str, Retrieval] = {}
    found: dict[str, list[str]] = {}
    for pair in pairs:
        kind = pair.kind if len(labels[pair.kind]) == 1 else f"{pair.kind} ({pair.label})"
        row = kinds.setdefault(kind, {"label": pair.label, "n": 0, "duplicate": 0, "overlapping": 0, "none": 0})
        row["n"] += 1
        row[words[held.compared(pair.a, pair.b).level]] += 1
        if pair.label == "distinct":
            continue
        if pair.a not in found:
            found[pair.a] = held.found(pair.a, max(DEPTHS))
        rank = found[pair.a].index(pair.b) + 1 if pair.b in found[pair.a] else None
        whole.note(rank)
        by_kind.setdefault(kind, Retrieval()).note(rank)
    retrieval = whole.shares() | {"by_kind": {kind: one.shares() for kind, one in by_kind.items()}}
    return {"method": METHOD_VERSION, "pairs": kinds, "retrieval": retrieval}
