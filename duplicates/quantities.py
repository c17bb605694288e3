"""Finds the quantities of a text as numbers, however they are written: 2.870, 25 nghìn, hai mươi bảy, ba nghìn rưỡi.

Who retells a proposal in other words keeps its figures; who does the same elsewhere has others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ONES = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỉ": 10**9, "tỷ": 10**9}
_WORDS = frozenset([*_ONES, *_SCALES, "trăm", "mười", "mươi", "rưỡi", "linh", "lẻ"])
_DIGITS = re.compile(
    r"(?<![\w/.,-])(\d{1,3}(?:\.\d{3}){1,4}|\d{1,12})(?:,(\d{1,4}))?(?![\w/-])(?: (nghìn|ngàn|vạn|triệu|tỉ|tỷ)(?!\w))?",
)
_YEARS = range(1900, 2101)
_ROUND = frozenset({20, 30, 40, 50, 100, 1000})
"""Quantities that stand in any text."""


def quantities(text: str) -> set[str]:
    """The quantities above ten that say something, each in one form; years, dates and numbers of documents are none.

    `text` is in NFC.
    """
    lower = text.lower()
    found = set()
    for match in _DIGITS.finditer(lower):
        value = int(match[1].replace(".", "")) * _SCALES.get(match[3], 1)
        if match[2]:
            found.add(f"{value},{match[2].rstrip('0')}" if not match[3] else f"{match[1]},{match[2]} {match[3]}")
        elif _says_something(value):
            found.add(str(value))
    found.update(str(value) for value in map(_value, _spelt(lower)) if _says_something(value))
    return found


def _spelt(lower: str) -> Iterator[list[str]]:
    """Runs of two or more number words; a mark of punctuation ends a run."""
    run: list[str] = []
    for word in lower.split():
        if word in _WORDS:
            run.append(word)
            continue
        if run and word[:-1] in _WORDS and not word[-1].isalpha():
            run.append(word[:-1])
        if len(run) > 1:
            yield run
        if run:
            run = []
    if len(run) > 1:
        yield run


def _says_something(value: int) -> bool:
    return value > 10 and value not in _YEARS and value not in _ROUND


def _value(words: list[str]) -> int:
    """The number that these words spell; 0 when they are only neighbours by chance."""
    whole = part = scale = 0
    for word in words:
        if word in _ONES:
            part += _ONES[word]
        elif word == "mười":
            part += 10
        elif word == "mươi":
            part = part - part % 10 + part % 10 * 10
        elif word == "trăm":
            part = (part or 1) * 100
        elif word in _SCALES:
            scale = _SCALES[word]
            whole, part = whole + (part or 1) * scale, 0
        elif word == "rưỡi":
            whole += scale // 2
    return whole + part
