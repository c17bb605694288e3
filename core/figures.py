"""Numbers, percentages and sums of money in running Vietnamese text, however they are written (pure).

"1.250,5 tỷ đồng", "120 tỉ", "1 tỉ 250 triệu đồng", "từ 10 đến 30 giờ", "trên 40.000 gói", "hai mươi lăm nghìn".
Dates, years, hours of the day and numbers of documents are no figures; `core.periods` reads dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from core import words


class Bound(StrEnum):
    """How firmly a text names a figure."""

    EXACT = "exact"
    ABOUT = "about"
    LEAST = "least"
    MOST = "most"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of a text. `low` and `high` differ for a range; `place` is the value of the last digit written.

    `unit` is "%", a currency ("VND", "USD", "EUR") or ""; `scaled` when nghìn, triệu or tỉ was written; `start` and
    `end` are offsets in the text and cover the unit.
    """

    low: Decimal
    high: Decimal
    place: Decimal
    bound: Bound
    unit: str
    scaled: bool
    start: int
    end: int

    def allows(self, value: Decimal) -> bool:
        """Whether a table that holds `value` agrees: rounding to the last digit written is no disagreement.

        "about" allows a twentieth; "more than" and "at most" allow everything on their side.
        """
        slack = self.place / 2
        if self.bound is Bound.ABOUT:
            slack = max(slack, abs(self.high) / 20)
        above = self.bound is Bound.MOST or value >= self.low - slack
        below = self.bound is Bound.LEAST or value <= self.high + slack
        return above and below


_ONES = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9,
}  # fmt: skip
SCALES = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỉ": 10**9, "tỷ": 10**9}
_WORDS = frozenset([*_ONES, *SCALES, "trăm", "mười", "mươi", "rưỡi", "linh", "lẻ"])

_NUMBER = r"\d{1,3}(?:[.\u00a0]\d{3})+(?:,\d+)?|\d{1,3}(?: \d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)?"
_SCALE = r"(?:nghìn tỉ|nghìn tỷ|ngàn tỉ|ngàn tỷ|trăm tỉ|trăm tỷ|nghìn|ngàn|vạn|triệu|tỉ|tỷ)"
_UNIT = r"(?:%|phần trăm|đồng|vnđ|vnd|đ(?![\wà-ỹ])|usd|đô la mỹ|đô la|eur|euro)"
_FIGURE = re.compile(
    rf"(?<![\w/.,-])(?P<first>{_NUMBER})"
    rf"(?:[ \u00a0]?(?P<first_scale>{_SCALE})(?!\w))?"
    rf"(?:[ \u00a0]?(?:-|–|đến|tới)[ \u00a0]?(?P<second>{_NUMBER}))?"
    rf"(?![\d/]|[.,]\d|-\d)"
    rf"(?:[ \u00a0]?(?P<scale>{_SCALE})(?!\w))?"
    rf"(?:[ \u00a0]?(?P<unit>{_UNIT})(?!\w))?"
)
_CURRENCY = {
    "%": "%", "phần trăm": "%", "đồng": "VND", "vnđ": "VND", "vnd": "VND", "đ": "VND", "usd": "USD",
    "đô la mỹ": "USD", "đô la": "USD", "eur": "EUR", "euro": "EUR",
}  # fmt: skip

_NO_FIGURE = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}"  # days
    r"|\d+/(?:\d{4}/)?[\w-]*[a-zđ]+[\w-]*|\d+-[a-zđ]{2}[\w-]*(?:/\w+)*"  # numbers of documents
    r"|(?:tháng|quý) ?(?:\d{1,2}|[ivx]+)(?: ?/ ?| năm )\d{4}|\d{1,2}/\d{4}"
    r"|(?:ngày|mồng) \d{1,2}(?: tháng \d{1,2})?(?: năm \d{4})?"
    r"|(?<![\d.,])(?:19|20)\d\d ?[-–] ?(?:19|20)\d\d(?![\d.,]*\d)"
    r"|(?:năm|niên độ|trước|sau|hết|từ|đến|tới) (?:19|20)\d\d(?![.,]?\d)(?! (?:nghìn|triệu|tỉ|tỷ))"
)
_BEFORE = (
    (re.compile(r"(?:khoảng|gần|ước|ước tính|ước đạt|xấp xỉ|trên dưới|chừng|tầm)(?: là)? $"), Bound.ABOUT),
    (
        re.compile(r"(?:trên|hơn|ít nhất|tối thiểu|không dưới|không thấp hơn|không ít hơn|vượt|lớn hơn|≥|>=|>) ?$"),
        Bound.LEAST,
    ),
    (
        re.compile(r"(?:dưới|tối đa|không quá|nhiều nhất|không vượt quá|không vượt|nhỏ hơn|chưa đến|≤|<=|<) ?$"),
        Bound.MOST,
    ),
)
_AFTER = ((re.compile(r" ?trở lên"), Bound.LEAST), (re.compile(r" ?trở xuống"), Bound.MOST))


def figures(text: str) -> list[Figure]:
    """The figures of a text in NFC, in order; numbers in words count from two words on ("hai mươi lăm")."""
    lower = text.lower()
    if len(lower) != len(text):  # a letter that grows when lowered would shift every offset
        lower = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    masked = _NO_FIGURE.sub(lambda found: "\x00" * len(found[0]), lower)
    found = [figure for match in _FIGURE.finditer(masked) if (figure := _digits(match, lower))]
    found += _in_words(masked)
    return _joined(sorted(found, key=lambda figure: figure.start), lower)


def _digits(match: re.Match[str], lower: str) -> Figure | None:
    first = _parsed(match["first"])
    second = _parsed(match["second"]) if match["second"] else None
    if first is None or (match["second"] and second is None):
        return None
    scale_word = match["scale"] or (None if match["second"] else match["first_scale"])
    scale = _scale(scale_word)
    first_scale = _scale(match["first_scale"]) if match["first_scale"] else scale
    low, high = first[0] * first_scale, (second or first)[0] * (scale if second else first_scale)
    place = (second or first)[1] * (scale if second or match["scale"] else first_scale)
    start, end = match.start(), match.end()
    bound = _bound(lower, start, end)
    if second is not None and high < low:  # "10 - 3" is no range
        low, high = high, low
    unit = _CURRENCY.get(match["unit"] or "", "")
    scaled = bool(match["scale"] or match["first_scale"])
    return Figure(low=low, high=high, place=place, bound=bound, unit=unit, scaled=scaled, start=start, end=end)


def _parsed(text: str) -> tuple[Decimal, Decimal] | None:
    """The number and the value of its last digit; a grouped number may have been rounded to nothing."""
    try:
        value = words.parse_decimal(text)
    except ValueError:
        return None
    exponent = value.as_tuple().exponent
    return value, Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _scale(text: str | None) -> int:
    scale = 1
    for word in (text or "").split():
        scale *= 100 if word == "trăm" else SCALES[word]
    return scale


def _bound(lower: str, start: int, end: int) -> Bound:
    before, after = lower[max(0, start - 24) : start], lower[end : end + 40]
    for pattern, bound in _BEFORE:
        if pattern.search(before):
            return bound
    for pattern, bound in _AFTER:
        if pattern.match(after) or re.match(rf"(?: [\w/]+){{1,3}}{pattern.pattern}", after):
            return bound
    return Bound.EXACT


def _in_words(masked: str) -> Iterator[Figure]:
    for run, start, end in spelt(masked):
        if run[-1] == "năm" and run[-2] in (*_ONES, "mười", "mươi"):  # "hai mươi năm" are years
            end -= len(" năm")
            run = run[:-1]
        if len(run) < 2 or run[0] not in (*_ONES, "mười") or any(a in _ONES and b in _ONES for a, b in pairwise(run)):
            continue
        value = spelt_value(run)
        tail = re.match(rf" ?(?P<unit>{_UNIT})(?!\w)", masked[end:])
        scaled = run[-1] in SCALES
        yield Figure(
            low=Decimal(value),
            high=Decimal(value),
            place=Decimal(SCALES[run[-1]] if scaled else 1),
            bound=_bound(masked, start, end),
            unit=_CURRENCY.get(tail["unit"], "") if tail else "",
            scaled=scaled,
            start=start,
            end=end + (tail.end() if tail else 0),
        )


def spelt(lower: str) -> Iterator[tuple[list[str], int, int]]:
    """Runs of two or more number words with their place; a mark of punctuation ends a run."""
    run: list[str] = []
    start = end = 0
    for match in re.finditer(r"\S+", lower):
        word = match[0]
        bare = word[:-1] if word not in _WORDS and word[:-1] in _WORDS and not word[-1].isalpha() else word
        if bare in _WORDS:
            start = start if run else match.start()
            run.append(bare)
            end = match.start() + len(bare)
            if bare == word:
                continue
        if len(run) > 1:
            yield run, start, end
        if run:
            run = []
    if len(run) > 1:
        yield run, start, end


def spelt_value(run: list[str]) -> int:
    """The number that these words spell; 0 when they are only neighbours by chance."""
    whole = part = scale = 0
    for word in run:
        if word in _ONES:
            part += _ONES[word]
        elif word == "mười":
            part += 10
        elif word == "mươi":
            part = part - part % 10 + part % 10 * 10
        elif word == "trăm":
            part = (part or 1) * 100
        elif word in SCALES and whole and not part and SCALES[word] > scale:  # nghìn tỉ
            scale *= SCALES[word]
            whole *= SCALES[word]
        elif word in SCALES:
            scale = SCALES[word]
            whole, part = whole + (part or 1) * scale, 0
        elif word == "rưỡi":
            whole += scale // 2
    return whole + part


def _joined(found: list[Figure], lower: str) -> list[Figure]:
    """ "1 tỉ 250 triệu đồng" is one figure; a number in words inside a figure in digits ("20 nghìn tỉ") is none."""
    joined: list[Figure] = []
    for figure in found:
        last = joined[-1] if joined else None
        if last and figure.start < last.end:
            continue
        if (
            last
            and last.scaled
            and not last.unit
            and figure.scaled
            and lower[last.end : figure.start] in (" ", " và ")
            and figure.high < last.place
            and last.low == last.high
        ):
            total = last.low + figure.low
            joined[-1] = replace(last, low=total, high=total, place=figure.place, unit=figure.unit, end=figure.end)
            continue
        joined.append(figure)
    return joined
