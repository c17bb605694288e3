"""Pictures of a proposal as SVG text: money, phases, risks (pure; same on page and paper). The radar is scoring's.

Colours differ in lightness, so that a grey copy reads the same; every value is also written. `half` is a picture half a
page wide, otherwise the whole width; sizes of letters are the same in both. Words are Vietnamese, translated by `say`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.pen import INK, QUIET, fit, line, num, picture, rect, tag, text, title, width, wrap
from core.words import N_
from packets.wording import BILLION, MILLION, Say, day, month, number, percent

HALF = 240.0
WHOLE = 480.0
"""A unit of the drawing is 0.9 pt on paper, where half a page is 77 mm: letters of 9 units are those of 8 points."""
DARK, MIDDLE, LIGHT, PALE = "#0d2b4e", "#7fa0c4", "#c9d7e6", "#eef3f8"
SOURCE_FILLS = ((DARK, "#ffffff"), (MIDDLE, INK), (PALE, INK))
CELL_HIGH = 28.0
LEVEL_FILLS = ((PALE, INK), (LIGHT, INK), (MIDDLE, INK), (DARK, "#ffffff"))


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One phase's money by source, in đồng."""

    label: str
    parts: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A dated point inside a phase."""

    name: str
    due: date


@dataclass(frozen=True, kw_only=True)
class Span:
    """One phase from its start to its end."""

    label: str
    start: date | None
    end: date | None
    milestones: tuple[Milestone, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Risk:
    """One risk with its code and two ratings from 1 to 5."""

    code: str
    description: str
    probability: int | None
    impact: int | None

    @property
    def weight(self) -> int | None:
        """Probability times impact; None when one of them is missing."""
        return None if self.probability is None or self.impact is None else self.probability * self.impact


RISK_LEVELS = (
    (1, N_("Thấp")),
    (5, N_("Trung bình")),
    (10, N_("Cao")),
    (16, N_("Rất cao")),
)
"""From which product on a risk is of which level."""


def risk_level(weight: int) -> int:
    """0 low, 1 medium, 2 high, 3 very high."""
    return max(index for index, (least, _label) in enumerate(RISK_LEVELS) if weight >= least)


def money_bars(
    bars: Sequence[Bar], sources: Sequence[str], *, half: bool = False, language: str = "vi", say: Say = str
) -> str:
    """Phases as stacked bars with their values and totals; each source's sum and share below."""
    wide = HALF if half else WHOLE
    left, right = (80.0, 36.0) if half else (150.0, 50.0)
    room = wide - left - right
    totals = [sum(bar.parts) for bar in bars]
    most = max(totals, default=0)
    unit = BILLION if most >= BILLION or not most else MILLION
    drawn, said = [], []
    y = 16.0
    unit_words = say(N_("tỉ đồng")) if unit == BILLION else say(N_("triệu đồng"))
    drawn.append(text(wide, 9, say(N_("Đơn vị: %s")) % unit_words, size=9.5, anchor="end", fill=QUIET))
    for bar, total in zip(bars, totals, strict=True):
        drawn.extend(_row_label(bar.label, y, left - 6))
        x, untold = left, []
        for index, part in enumerate(bar.parts):
            fill, ink = SOURCE_FILLS[index % len(SOURCE_FILLS)]
            long = room * part / most if most else 0.0
            if long > 0:
                words = _amount(part, unit, language)
                drawn.append(rect(x, y, long, 16, fill=fill, stroke=QUIET, inner=title(f"{sources[index]}: {words}")))
                if width(words, 9.5) + 3 <= long:
                    drawn.append(text(x + long / 2, y + 11.5, words, size=9.5, anchor="middle", fill=ink))
                elif words != _amount(total, unit, language):
                    untold.append(words)
                x += long
            said.append(f"{bar.label}, {sources[index]}: {_amount(part, unit, language)}")
        drawn.append(text(x + 4, y + 11.5, _amount(total, unit, language), size=10, bold=True))
        if untold:
            note = " + ".join(untold)
            drawn.append(text(min(x, wide - width(note, 9)), y + 23.5, note, size=9, anchor=None, fill=QUIET))
        y += 27
    y += 6
    sums = [sum(bar.parts[index] for bar in bars) for index in range(len(sources))]
    x = 0.0
    for index, label in enumerate(sources):
        words = f"{label}: {_amount(sums[index], unit, language)} ({percent(sums[index], sum(sums), language)})"
        drawn.append(rect(x, y - 8, 10, 9, fill=SOURCE_FILLS[index % len(SOURCE_FILLS)][0], stroke=QUIET))
        drawn.append(text(x + 15, y, words, size=9.5))
        if half:
            y += 13
        else:
            x += width(words, 9.5) + 24
    high = y if half else y + 8
    name = say(N_("Kinh phí theo giai đoạn và nguồn"))
    return picture(drawn, wide=wide, high=high, name=name, description="; ".join(said))


def _amount(value: int, unit: int, language: str) -> str:
    held = Decimal(value) / unit
    if not value or held >= Decimal("0.1") or unit == MILLION:
        rounded = held.quantize(Decimal("0.1"))
        return number(rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded, language)
    return number(held.quantize(Decimal("0.001")).normalize(), language)


def _row_label(label: str, y: float, room: float) -> list[str]:
    lines = wrap(label or "–", 9.5, room, 2)
    top = y + 11 if len(lines) == 1 else y + 6
    inner = "".join(text(0, top + 11 * index, words, size=9.5) for index, words in enumerate(lines))
    return [tag("g", title(label) + inner)]


def gantt(spans: Sequence[Span], *, half: bool = False, language: str = "vi", say: Say = str) -> str:
    """Phases on an axis of years; diamonds are milestones, on the whole width with their day and name."""
    wide = HALF if half else WHOLE
    left = 80.0 if half else 150.0
    held = [span for span in spans if span.start and span.end and span.start <= span.end]
    days = [when for span in held for when in (span.start, span.end, *(mark.due for mark in span.milestones)) if when]
    first = date(min(days).year if days else 2026, 1, 1)
    last = date(max(days).year + 1 if days else 2027, 1, 1)
    per_day = (wide - left - 8) / (last - first).days

    def x_of(when: date) -> float:
        return left + (when - first).days * per_day

    drawn, said = [], []
    y = 22.0
    for span in spans:
        drawn.extend(_row_label(span.label, y, left - 6))
        words = say(N_("chưa có thời gian"))
        if span in held and span.start and span.end:
            same_year = span.start.year == span.end.year
            words = f"{f'{span.start:%m}' if same_year else month(span.start)} – {month(span.end)}"
            begin, end = x_of(span.start), x_of(span.end + timedelta(days=1))
            drawn.append(rect(begin, y + 2, max(end - begin, 1.5), 12, fill=LIGHT, stroke=DARK))
            drawn.append(_beside(words, begin, end, y + 11.5, left, wide))
            below = y + 14
            for mark in span.milestones:
                below += 0 if half else 12
                drawn.append(_diamond(x_of(mark.due), below, f"{day(mark.due)}: {mark.name}"))
                if not half:
                    drawn.append(_milestone_words(mark, x_of(mark.due), below + 3, left, wide))
            y = max(y + 27, below + 14)
        else:
            drawn.append(text(left + 4, y + 11.5, words, size=10, italic=True, fill=QUIET))
            y += 27
        said.append(f"{span.label}: {words}")
        said.extend(f"{mark.name}: {day(mark.due)}" for mark in span.milestones)
    grid: list[str] = []
    years = last.year - first.year
    step = next(size for size in (1, 2, 5, 10, 25, 100) if years / size * 26 <= wide - left or size == 100)
    for year in range(first.year, last.year + 1):
        x = x_of(date(year, 1, 1))
        grid.append(line(x, 14, x, y - 4, thick=0.6))
        if year < last.year and (year - first.year) % step == 0 and held:
            grid.append(text(x + 2, 10, str(year), size=10, fill=QUIET))
    drawn.append(_diamond(left + 4, y + 4, say(N_("mốc"))))
    drawn.append(text(left + 12, y + 8, say(N_("mốc thực hiện")), size=10))
    name = say(N_("Các giai đoạn và mốc"))
    return picture([*grid, *drawn], wide=wide, high=y + 12, name=name, description="; ".join(said))


def _beside(words: str, begin: float, end: float, y: float, left: float, wide: float) -> str:
    long = width(words, 9.5)
    if long + 6 <= end - begin:
        return text((begin + end) / 2, y, words, size=9.5, anchor="middle")
    if end + 4 + long <= wide:
        return text(end + 4, y, words, size=9.5)
    return text(max(begin - 4, left + long), y, words, size=9.5, anchor="end")


def _milestone_words(mark: Milestone, x: float, y: float, left: float, wide: float) -> str:
    words = f"{day(mark.due)} {mark.name}"
    if x + 8 + width(words, 9.5) <= wide:
        return text(x + 8, y, words, size=9.5, fill=QUIET)
    return text(x - 8, y, fit(words, 9.5, x - 8 - left), size=9.5, anchor="end", fill=QUIET)


def _diamond(x: float, y: float, words: str) -> str:
    points = f"{num(x)},{num(y - 4.5)} {num(x + 4.5)},{num(y)} {num(x)},{num(y + 4.5)} {num(x - 4.5)},{num(y)}"
    return tag("polygon", title(words), points=points, fill=DARK, stroke="#ffffff", stroke_width="0.8")


def risk_matrix(risks: Sequence[Risk], *, language: str = "vi", say: Say = str) -> str:
    """Probability upwards, impact to the right; each cell holds the codes of its risks, darker is graver."""
    left, top, cell_wide, cell_high = 28.0, 4.0, 42.0, CELL_HIGH
    drawn: list[str] = []
    for probability in range(5, 0, -1):
        y = top + (5 - probability) * cell_high
        drawn.append(text(left - 6, y + cell_high / 2 + 4, str(probability), size=10, anchor="end"))
        for impact in range(1, 6):
            x = left + (impact - 1) * cell_wide
            fill, ink = LEVEL_FILLS[risk_level(probability * impact)]
            here = [risk for risk in risks if (risk.probability, risk.impact) == (probability, impact)]
            names = "; ".join(f"{risk.code}: {risk.description}" for risk in here)
            drawn.append(rect(x, y, cell_wide, cell_high, fill=fill, stroke="#ffffff", inner=title(names) * bool(here)))
            drawn.extend(_codes([risk.code for risk in here], x + cell_wide / 2, y, ink))
    bottom = top + 5 * cell_high
    for impact in range(1, 6):
        drawn.append(text(left + (impact - 0.5) * cell_wide, bottom + 12, str(impact), size=10, anchor="middle"))
    drawn.append(text(left + 2.5 * cell_wide, bottom + 25, say(N_("Tác động")), size=10, anchor="middle"))
    upward = text(0, 0, say(N_("Xác suất")), size=10, anchor="middle")
    drawn.append(tag("g", upward, transform=f"translate(12 {num(top + 2.5 * cell_high)}) rotate(-90)"))
    x = left
    for index, (_least, label) in enumerate(RISK_LEVELS):
        drawn.append(rect(x, bottom + 33, 10, 9, fill=LEVEL_FILLS[index][0], stroke=QUIET))
        drawn.append(text(x + 13, bottom + 41, say(label), size=9.5))
        x += 13 + width(say(label), 9.5) + 12
    unrated = [risk.code for risk in risks if risk.weight is None]
    high = bottom + 46
    if unrated:
        words = say(N_("Chưa xếp hạng: %s")) % ", ".join(unrated)
        drawn.append(text(left, high + 8, fit(words, 10, HALF - left), size=10, italic=True))
        high += 14
    said = [f"{risk.code} ({risk.probability or '–'} × {risk.impact or '–'}): {risk.description}" for risk in risks]
    name = say(N_("Rủi ro theo xác suất và tác động"))
    return picture(drawn, wide=HALF, high=high, name=name, description="; ".join(said))


def _codes(codes: list[str], x: float, y: float, ink: str) -> list[str]:
    rows: list[list[str]] = []
    shown = codes if len(codes) <= 6 else [*codes[:5], f"+{len(codes) - 5}"]
    for start in range(0, len(shown), 2):
        rows.append(shown[start : start + 2])
    first = y + CELL_HIGH / 2 + 3.5 - (len(rows) - 1) * 4.5
    size = 10 if len(rows) < 2 else 9
    return [
        text(x, first + index * 9, ", ".join(row), size=size, anchor="middle", bold=True, fill=ink)
        for index, row in enumerate(rows)
    ]
