"""The texts of a proposal cut into sentences, each with its figures and periods and the box it stands in (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core import words
from core.figures import Figure, figures
from core.periods import Period, periods
from proposals.template import PART_BY_CODE, texts

READ = (
    "necessity",
    "objectives",
    "novelty",
    "scope",
    "outputs",
    "contribution",
    "roadmap",
    "resources",
    "kpis",
    "risks",
    "requests",
)
"""Parts whose texts are read: names and addresses make no claims."""
SILENT = re.compile(r"^bases\.|\.basis$|\.phase$|\.years$")
"""Boxes that quote other documents or hold a reference."""

_END = re.compile(r"[.;!?](?=\s|$)|\n")
_CUT = re.compile(r",(?!\d)|[:()]|(?<!\w)(?:trong đó|bao gồm|gồm|còn lại|phần còn lại|và)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence of one box; `path` is the form name of the box, `row` the place of its table row or None."""

    part: str
    path: str
    box: str
    table: str
    row: int | None
    text: str

    @cached_property
    def lower(self) -> str:
        """The sentence in small letters, offset by offset."""
        return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in self.text)

    @cached_property
    def figures(self) -> list[Figure]:
        """Its figures in order."""
        return figures(self.text)

    @cached_property
    def periods(self) -> list[Period]:
        """Its periods in order."""
        return periods(self.text)

    @cached_property
    def cuts(self) -> list[tuple[int, int]]:
        """Its clauses as (start, end)."""
        edges = [0]
        for found in _CUT.finditer(self.lower):
            edges += [found.start(), found.end()]
        edges.append(len(self.text))
        return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if end > start]

    def clause(self, place: int) -> tuple[int, int]:
        """The clause that holds the offset."""
        return next(((start, end) for start, end in self.cuts if start <= place < end), (0, len(self.text)))

    def period_of(self, place: int) -> Period | None:
        """The year or day that a figure at this offset speaks of: the nearest before it, else the first after it."""
        single = [period for period in self.periods if not period.span]
        before = [period for period in single if period.end <= place]
        return before[-1] if before else next((period for period in single if period.start >= place), None)


def sentences(content: Mapping[str, Any]) -> Iterator[Sentence]:
    """Every sentence with a digit or a number word, in the order of the template."""
    for code in READ:
        held = content.get(code)
        if not isinstance(held, dict):
            continue
        for path, text in texts(PART_BY_CODE[code], held):
            if SILENT.search(path):
                continue
            names = path.split(".")
            row = int(names[1]) if len(names) > 2 else None
            start = 0
            for end in [*(found.end() for found in _END.finditer(text)), len(text)]:
                sentence = text[start:end].strip(" \n.;!?")
                start = end
                if sentence:
                    yield Sentence(
                        part=code,
                        path="-".join(names),
                        box=names[-1],
                        table=names[0] if row is not None else "",
                        row=row,
                        text=sentence,
                    )


_IDLE = frozenset(
    words.fold(
        "số lượng tỉ lệ tổng mức độ bình quân trung bình lũy kế của và các cho theo trên trong được có hằng năm mới "
        "tại từ đến là vào với về những một chỉ chỉ tiêu"
    ).split()
)
"""Words that say nothing of what a name names."""


def telling(name: str) -> frozenset[str]:
    """The folded words of a name that tell what it names."""
    return frozenset(word for word in words.fold(name).split() if word not in _IDLE and not word.isdigit())


def names_it(name: frozenset[str], text: str) -> bool:
    """Whether a text speaks of the thing with these telling words: at least two of them and nearly all."""
    if len(name) < 2:
        return False
    return len(name & set(words.fold(text).split())) >= max(2, len(name) * 0.8)
