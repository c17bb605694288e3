"""The radar of the criteria as SVG text, the same on the engineer's page and on paper (pure).

Every value is also written, and colours differ in lightness, so that a grey copy reads the same. Words are Vietnamese,
translated by `say`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import cos, pi, sin

from core.pen import LINE, QUIET, line, num, picture, rect, tag, text, title, wrap
from core.words import N_, format_number

Say = Callable[[str], str]
WIDE = 240.0
"""As half a page of `packets.charts`: a unit is 0.9 pt on paper, no letter smaller than 9 units."""
CENTRE, STEP = 98.0, 11.0
"""Height of the middle, and from one line of words to the next."""
DARK, MIDDLE = "#0d2b4e", "#7fa0c4"


@dataclass(frozen=True, kw_only=True)
class Spoke:
    """One criterion of the radar; None where nobody scored."""

    label: str
    most: Decimal
    lowest: Decimal | None = None
    mean: Decimal | None = None
    highest: Decimal | None = None


def radar(spokes: Sequence[Spoke], *, language: str = "vi", say: Say = str) -> str:
    """Criteria as spokes, the spread of the cards as a band, their mean as a line that breaks where nobody scored."""
    cx, cy, radius, high = WIDE / 2, CENTRE, 62.0, 216.0
    count = max(len(spokes), 1)

    def point(index: int, share: float) -> tuple[float, float]:
        angle = -pi / 2 + 2 * pi * index / count
        return cx + radius * share * cos(angle), cy + radius * share * sin(angle)

    def share(spoke: Spoke, value: Decimal | None) -> float:
        return 0.0 if value is None or not spoke.most else min(max(float(value / spoke.most), 0.0), 1.0)

    def path(points: list[tuple[float, float]]) -> str:
        return "M" + " L".join(f"{num(x)} {num(y)}" for x, y in points) + " Z"

    drawn: list[str] = []
    for ring in range(1, 6):
        edge = QUIET if ring == 5 else LINE
        outline = path([point(index, ring / 5) for index in range(count)])
        drawn.append(tag("path", d=outline, fill="none", stroke=edge, stroke_width="0.6"))
    for index in range(count):
        drawn.append(line(cx, cy, *point(index, 1), thick=0.6))

    for index, spoke in enumerate(spokes):
        after = (index + 1) % count
        other = spokes[after]
        if spoke.mean is None or other.mean is None or len(spokes) < 2:
            continue
        low, low_after = point(index, share(spoke, spoke.lowest)), point(after, share(other, other.lowest))
        top, top_after = point(index, share(spoke, spoke.highest)), point(after, share(other, other.highest))
        drawn.append(tag("path", d=path([low, top, top_after, low_after]), fill=MIDDLE, fill_opacity="0.45"))
    for index, spoke in enumerate(spokes):
        after = (index + 1) % count
        if spoke.mean is None:
            continue
        x, y = point(index, share(spoke, spoke.mean))
        if spokes[after].mean is not None and len(spokes) > 1:
            drawn.append(line(x, y, *point(after, share(spokes[after], spokes[after].mean)), stroke=DARK, thick=1.6))
        drawn.append(tag("circle", cx=x, cy=y, r="2.4", fill=DARK))

    said = []
    for index, spoke in enumerate(spokes):
        words = _spoke_words(spoke, language, say)
        said.append(f"{spoke.label}: {' '.join(words)}")
        drawn.extend(_spoke_label(spoke, words, point(index, 1), cx))
    if spokes:
        drawn.append(text(cx + 3, cy - radius + 9, format_number(spokes[0].most, language), size=9, fill=QUIET))
        drawn.append(
            text(cx + 3, cy - radius * 0.6 + 3, format_number(spokes[0].most * 3 / 5, language), size=9, fill=QUIET)
        )
    y = high - 5
    drawn.append(line(26, y - 3.5, 44, y - 3.5, stroke=DARK, thick=1.6))
    drawn.append(text(48, y, say(N_("trung bình")), size=9.5))
    drawn.append(rect(106, y - 8, 18, 9, fill=MIDDLE))
    drawn.append(text(128, y, say(N_("thấp nhất – cao nhất")), size=9.5))
    return picture(
        drawn, wide=WIDE, high=high, name=say(N_("Điểm đánh giá theo tiêu chí")), description="; ".join(said)
    )


def _spoke_words(spoke: Spoke, language: str, say: Say) -> tuple[str, str]:
    if spoke.mean is None:
        return say(N_("chưa chấm")), ""
    if spoke.lowest is None or spoke.highest is None:
        return _score(spoke.mean, language), ""
    return _score(spoke.mean, language), f"({_score(spoke.lowest, language)} – {_score(spoke.highest, language)})"


def _spoke_label(spoke: Spoke, words: tuple[str, str], at: tuple[float, float], cx: float) -> list[str]:
    x, y = at
    size = 9.5
    middle = abs(x - cx) < 8
    room = 200.0 if middle else WIDE / 2 - abs(x - cx) - 7
    lines = wrap(spoke.label, size, room, 1 if middle else 4)
    anchor = "middle" if middle else ("start" if x > cx else "end")
    at_x = x if middle else x + (5 if x > cx else -5)
    rows = len(lines) + 1
    top = y - STEP * (rows - 1) / 2 + 3
    if middle:
        top = y - 6 - STEP * (rows - 1) if y < CENTRE else y + 13
    drawn = [text(at_x, top + STEP * index, words_, size=size, anchor=anchor) for index, words_ in enumerate(lines)]
    mean, spread = words
    inner = text(at_x, top + STEP * len(lines), mean, size=9.5, anchor=anchor, bold=bool(spread), italic=not spread)
    if spread:  # one text, two weights, so that both anchors keep them together
        tail = tag("tspan", " " + spread, font_weight="normal", font_size="9.5")
        inner = inner.replace("</text>", tail + "</text>")
    return [*drawn, tag("g", title(spoke.label) + inner)]


def _score(value: Decimal, language: str) -> str:
    return format_number(value.quantize(Decimal("0.1"), ROUND_HALF_UP), language)
