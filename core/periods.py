"""Days, months, quarters, years and spans of years in running Vietnamese text (pure)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Period:
    """A stretch of time that a text names: first and last day. `span` when two years were written, "2027-2030".

    `before` when the text says "trước": only the days up to it are meant.
    """

    first: date
    last: date
    span: bool
    before: bool
    start: int
    end: int

    def holds(self, day: date) -> bool:
        """Whether a deadline on this day agrees with what the text says."""
        return day <= self.last if self.before else self.first <= day <= self.last


_YEAR = r"(?P<{0}>(?:19|20|21)\d\d)(?![\d.,]*\d)"
_SPAN = re.compile(
    r"(?<![\d/])(?:từ )?(?:đầu |cuối |giữa )?(?:năm )?"
    + _YEAR.format("y1")
    + r" ?(?:-|–|đến hết năm|đến cuối năm|đến năm|đến hết|đến|tới năm|tới) ?"
    + _YEAR.format("y2"),
)
_DAY = re.compile(
    r"(?<![\d/])(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>(?:19|20|21)\d\d)(?!\d)"
    r"|ngày (?P<d2>\d{1,2}) tháng (?P<m2>\d{1,2}) năm (?P<y2>(?:19|20|21)\d\d)"
    r"|(?P<y3>(?:19|20|21)\d\d)-(?P<m3>\d{2})-(?P<d3>\d{2})(?!\d)"
)
_MONTH = re.compile(
    r"tháng (?P<m>\d{1,2})(?: ?[/-] ?| năm )(?P<y>(?:19|20|21)\d\d)(?!\d)|"
    r"(?<![\d/])(?P<m2>\d{1,2})/(?P<y2>(?:19|20|21)\d\d)(?!\d)"
)
_QUARTER = re.compile(r"quý (?P<q>[1-4]|iv|iii|ii|i)(?: ?[/-] ?| năm )(?P<y>(?:19|20|21)\d\d)(?!\d)")
_PLAIN = re.compile(
    r"(?:(?P<half>6 tháng đầu|sáu tháng đầu|6 tháng cuối|sáu tháng cuối|đầu|giữa|cuối) )?năm " + _YEAR.format("y")
)
_BARE = re.compile(r"(?:trước|sau|hết|đến|tới|trong|vào) " + _YEAR.format("y"))
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_BEFORE = re.compile(
    r"(?:trước|chậm nhất|muộn nhất|không muộn hơn|không chậm hơn|trễ nhất)(?: là| vào| đến)?(?: ngày| hết| cuối)? ?$"
)


def periods(text: str) -> list[Period]:
    """Every period of a text in NFC, in order; a day that does not exist is none."""
    lower = text.lower()
    found: list[Period] = []
    taken = bytearray(len(lower) + 1)
    for pattern, reading in (
        (_DAY, _day),
        (_MONTH, _month),
        (_QUARTER, _quarter),
        (_SPAN, _span),
        (_PLAIN, _plain),
        (_BARE, _plain),
    ):
        for match in pattern.finditer(lower):
            if any(taken[match.start() : match.end()]):
                continue
            try:
                first, last = reading(match)
            except ValueError:
                continue
            taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
            before = bool(_BEFORE.search(lower[max(0, match.start() - 32) : match.start()])) or match[0].startswith(
                "trước"
            )
            found.append(
                Period(
                    first=first, last=last, span=pattern is _SPAN, before=before, start=match.start(), end=match.end()
                )
            )
    return sorted(found, key=lambda period: period.start)


def _day(match: re.Match[str]) -> tuple[date, date]:
    year, month, day = (match[name] or match[f"{name}2"] or match[f"{name}3"] for name in ("y", "m", "d"))
    found = date(int(year), int(month), int(day))
    return found, found


def _month(match: re.Match[str]) -> tuple[date, date]:
    year, month = int(match["y"] or match["y2"]), int(match["m"] or match["m2"])
    first = date(year, month, 1)
    return first, date(year, month, monthrange(year, month)[1])


def _quarter(match: re.Match[str]) -> tuple[date, date]:
    year, quarter = int(match["y"]), _QUARTERS.get(match["q"]) or int(match["q"])
    last = 3 * quarter
    return date(year, last - 2, 1), date(year, last, monthrange(year, last)[1])


def _span(match: re.Match[str]) -> tuple[date, date]:
    first, last = int(match["y1"]), int(match["y2"])
    if last < first:
        raise ValueError("the span ends before it begins")
    return date(first, 1, 1), date(last, 12, 31)


def _plain(match: re.Match[str]) -> tuple[date, date]:
    year = int(match["y"])
    half = match.groupdict().get("half") or ""
    if "đầu" in half:
        return date(year, 1, 1), date(year, 6, 30)
    if half == "giữa":
        return date(year, 4, 1), date(year, 9, 30)
    return date(year, 7 if half else 1, 1), date(year, 12, 31)


_DURATION = re.compile(
    r"(?<![\d.,/])(\d{1,3})(?:,5)? ?(tháng|năm)(?! ?\d)(?! (?:một lần|đầu|cuối|nay|qua|trước|gần đây))"
)


def months(text: str) -> list[tuple[int, int, int]]:
    """Durations in months, "36 tháng" or "3 năm", with their place: (months, start, end)."""
    return [
        (int(match[1]) * (12 if match[2] == "năm" else 1), match.start(), match.end())
        for match in _DURATION.finditer(text.lower())
    ]
