"""Finds the quantities of a text as numbers, however they are written: 2.870, 25 nghìn, hai mươi bảy, ba nghìn rưỡi.

Who retells a proposal in other words keeps its figures; who does the same elsewhere has others.
"""

from __future__ import annotations

import re

from core.figures import SCALES, spelt, spelt_value

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
        value = int(match[1].replace(".", "")) * SCALES.get(match[3], 1)
        if match[2]:
            found.add(f"{value},{match[2].rstrip('0')}" if not match[3] else f"{match[1]},{match[2]} {match[3]}")
        elif _says_something(value):
            found.add(str(value))
    spelt_out = (spelt_value(run) for run, _, _ in spelt(lower))
    found.update(str(value) for value in spelt_out if _says_something(value))
    return found


def _says_something(value: int) -> bool:
    return value > 10 and value not in _YEARS and value not in _ROUND
