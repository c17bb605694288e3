"""The one-page brief: how its page is shared between texts and pictures (pure; millimetres of A4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

PAGE = 252.0
"""Height that texts and pictures may take together; a little below the room between the margins."""
AROUND = 30.0
"""What stands between them: the line above, headings of pictures, rules, gaps and the box of the verdict."""
LINE = 4.66
RISK_LINE = 4.4
RISKS_TOLD = 3
WIDE = 77.0
"""Half the width of the text: each picture's width."""
CHARACTERS = 88
"""About how many stand on one line."""


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What this page allows: the height of each row of pictures, and how long texts may be."""

    low: float
    tall: float
    part: float
    """Of the usual length of each text."""
    results: int
    """Characters for the names of the results; 0 leaves them to the pages behind."""
    air: float
    """Added under each row of pictures, so that the page is filled."""

    def length(self, usual: int) -> int:
        """How many characters a text may have that usually has so many."""
        return int(usual * self.part)


def height(svg: str) -> float:
    """How high a picture stands when it is half a page wide."""
    root = ET.fromstring(svg)  # noqa: S314 - drawn by our own pen
    return float(root.attrib["height"]) * WIDE / float(root.attrib["width"])


def share(lines: Callable[[float], int], *, low: float, tall: float) -> Brief:
    """Shares the page. Texts are shortened before pictures shrink below full size, where letters have 8 points."""
    for part in (1.0, 0.85, 0.7, 0.55):
        room = PAGE - AROUND - LINE * lines(part)
        if room >= low + tall:
            break
    spare = room - low - tall
    if spare < 0:
        size = room / (low + tall)
        return Brief(low=low * size, tall=tall * size, part=part, results=0, air=0.0)
    told = min(int(spare / LINE), 6)
    air = min((spare - told * LINE) / 2, 12.0)
    return Brief(low=low, tall=tall, part=part, results=told * CHARACTERS - 20 if told else 0, air=air)
