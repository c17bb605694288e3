"""Dates and spans named in the text against the roadmap and the deadlines of rows (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from core import words
from core.periods import Period, months
from core.words import N_
from proposals.agreement.sentences import Sentence, names_it, telling
from proposals.completeness import Lack, lines

WHOLE_SPAN = N_("Có câu ghi thời gian thực hiện “%(said)s”, còn lộ trình kéo dài từ %(first)s đến %(last)s.")
WHOLE_MONTHS = N_(
    "Có câu ghi thời gian thực hiện “%(said)s”, còn lộ trình kéo dài %(held)s tháng (từ %(first)s đến %(last)s)."
)
WHOLE_END = N_("Có câu ghi hoàn thành “%(said)s”, còn lộ trình kết thúc ngày %(last)s.")
PHASE_SPAN = N_("Có câu ghi giai đoạn %(row)s là “%(said)s”, còn lộ trình ghi từ %(first)s đến %(last)s.")
ROW_DEADLINE = N_("Có câu ghi “%(said)s”, còn thời hạn của dòng này là %(last)s.")
NAMED_DEADLINE = N_("Có câu ghi “%(said)s”, còn thời hạn của “%(name)s” trong bảng là %(last)s.")
GENERAL_LATE = N_("Mục tiêu tổng quát ghi “%(said)s”, còn lộ trình kết thúc ngày %(last)s.")
GENERAL_EARLY = N_("Mục tiêu tổng quát ghi “%(said)s”, còn mục tiêu cụ thể thứ %(row)s đến hạn %(last)s.")

_WHOLE = re.compile(
    r"thời gian (?:thực hiện|triển khai|dự kiến|của (?:đề án|sáng kiến|dự án))|(?:lộ trình|kế "
    r"hoạch) (?:thực hiện|triển khai)|"
    r"(?:đề án|sáng kiến|dự án) (?:được )?(?:thực hiện|triển khai)|tổng thời gian"
)
_FINISH = re.compile(
    r"(?:hoàn thành|kết thúc|hoàn tất) (?:toàn bộ (?:đề án|sáng kiến|dự án|lộ trình|các hợp "
    r"phần)?|đề án|sáng kiến|dự án|lộ trình)"
)
_DONE = re.compile(
    r"hoàn thành|nghiệm thu|ban hành|đưa vào|vận hành|bàn giao|công bố|ra mắt|khai trương|hoàn tất|trình|xong"
)
_FOREIGN = re.compile(
    r"tầm nhìn|chiến lược|nghị quyết|quyết định|quy hoạch|chương trình|kế hoạch số|luật|chỉ thị|giai đoạn trước|đã "
)
_PHASE = re.compile(
    r"giai đoạn (?:thứ )?(?P<n>\d|iii|ii|i|iv|v|một|nhất|hai|ba|bốn)(?![\w-])\s*[(,:]?\s*(?:từ |"
    r"kéo dài |trong |là |được thực hiện )*$"
)
_ONE_PHASE = re.compile(r"giai đoạn (?:\d(?!\d)|i+|một|hai|ba)")
_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "một": 1, "nhất": 1, "hai": 2, "ba": 3, "bốn": 4}


def disagreements(content: Mapping[str, Any], said: list[Sentence]) -> Iterator[Lack]:
    """Sentences whose times are not those of the roadmap, of their own row or of the row they name."""
    phases = [(_day(row.get("start")), _day(row.get("end"))) for row in lines(content.get("roadmap") or {}, "phases")]
    known = [(start, end) for start, end in phases if start and end]
    whole = (min(start for start, _ in known), max(end for _, end in known)) if known else None
    named = _named(content)
    goals = [_day(row.get("deadline")) for row in lines(content.get("objectives") or {}, "specific")]
    for sentence in said:
        if sentence.box == "general":
            yield from _general(sentence, whole, goals)
        elif sentence.table == "specific":
            yield from _own_row(sentence, goals)
        if whole:
            yield from _overall(sentence, *whole)
        yield from _phase(sentence, phases)
        if sentence.table not in ("specific", "marks", "milestones"):
            yield from _named_rows(sentence, named)


def _lack(sentence: Sentence, text: str, against: tuple[str, str], **values: object) -> Lack:
    return Lack(
        part=sentence.part,
        path=sentence.path,
        sentence=text,
        values=values,
        blocks=False,
        rule="agree.deadline",
        against=against,
    )


def _said(sentence: Sentence, period: Period) -> str:
    return sentence.text[period.start : period.end].strip()


def _overall(sentence: Sentence, first: date, last: date) -> Iterator[Lack]:
    if _FOREIGN.search(sentence.lower):
        return
    place = ("roadmap", "phases")
    if found := _WHOLE.search(sentence.lower):
        years = _span_after(sentence, found.end())
        length = (last.year - first.year) * 12 + last.month - first.month + 1
        said = "" if years else _length_after(sentence, found.end(), length)
        if years and (years.first.year, years.last.year) != (first.year, last.year):
            yield _lack(sentence, WHOLE_SPAN, place, said=_said(sentence, years), first=first, last=last)
        if said:
            yield _lack(sentence, WHOLE_MONTHS, place, said=said, held=length, first=first, last=last)
    if found := _FINISH.search(sentence.lower):
        after = [period for period in sentence.periods if period.start >= found.end() and not period.span]
        if after and not after[0].holds(last):
            yield _lack(sentence, WHOLE_END, place, said=_said(sentence, after[0]), last=last)


def _span_after(sentence: Sentence, place: int) -> Period | None:
    """The span of years next named after a place, unless it is the span of one phase."""
    after = next((period for period in sentence.periods if period.start >= place), None)
    if after is None or not after.span or _ONE_PHASE.search(sentence.lower[: after.start]):
        return None
    return after


def _length_after(sentence: Sentence, place: int, length: int) -> str:
    """A duration named right after a place that is not the roadmap's in months; whole years may be rounded."""
    for count, start, end in months(sentence.text):
        if not place <= start <= place + 40 or "giai đoạn" in sentence.lower[:start]:
            continue
        slack = 6 if sentence.lower[start:end].endswith("năm") else 1
        return "" if abs(count - length) <= slack else sentence.text[start:end]
    return ""


def _general(sentence: Sentence, whole: tuple[date, date] | None, goals: list[date | None]) -> Iterator[Lack]:
    if _FOREIGN.search(sentence.lower):
        return
    single = [period for period in sentence.periods if not period.span]
    if not single:
        return
    latest = max(single, key=lambda period: period.last)
    if whole and latest.first > whole[1] and latest.first.year > whole[1].year:
        yield _lack(sentence, GENERAL_LATE, ("roadmap", "phases"), said=_said(sentence, latest), last=whole[1])
    due = [(day, row) for row, day in enumerate(goals) if day]
    if due and max(due)[0] > latest.last and max(due)[0].year > latest.last.year:
        day, row = max(due)
        said = _said(sentence, latest)
        yield _lack(
            sentence, GENERAL_EARLY, ("objectives", f"specific-{row}-deadline"), said=said, row=row + 1, last=day
        )


def _own_row(sentence: Sentence, goals: list[date | None]) -> Iterator[Lack]:
    day = goals[sentence.row] if sentence.row is not None and sentence.row < len(goals) else None
    if day is None or sentence.box not in ("statement", "time_bound") or _FOREIGN.search(sentence.lower):
        return
    single = [period for period in sentence.periods if not period.span]
    if single and not any(period.holds(day) for period in single):
        against = ("objectives", f"specific-{sentence.row}-deadline")
        yield _lack(sentence, ROW_DEADLINE, against, said=_said(sentence, single[-1]), last=day)


def _phase(sentence: Sentence, phases: list[tuple[date | None, date | None]]) -> Iterator[Lack]:
    for period in sentence.periods:
        found = _PHASE.search(sentence.lower[: period.start])
        if not found:
            continue
        row = _NUMERALS.get(found["n"]) or int(found["n"])
        if not 1 <= row <= len(phases):
            continue
        start, end = phases[row - 1]
        if not start or not end:
            continue
        fits = (
            (period.first.year, period.last.year) == (start.year, end.year)
            if period.span
            else period.first.year in (start.year, end.year)
        )
        if not fits:
            said = _said(sentence, period)
            against = ("roadmap", f"phases-{row - 1}-start")
            yield _lack(sentence, PHASE_SPAN, against, row=row, said=said, first=start, last=end)


def _named(content: Mapping[str, Any]) -> list[tuple[frozenset[str], str, date, tuple[str, str]]]:
    """Outputs and milestones by the telling words of their names."""
    found = []
    for index, row in enumerate(lines(content.get("outputs") or {}, "items")):
        day = _day(row.get("deadline"))
        if day:
            name = str(row.get("name") or "")
            found.append((telling(name), name, day, ("outputs", f"items-{index}-deadline")))
    for index, phase in enumerate(lines(content.get("roadmap") or {}, "phases")):
        for place, row in enumerate(lines(phase, "milestones")):
            day = _day(row.get("due"))
            if day:
                name = str(row.get("name") or "")
                found.append((telling(name), name, day, ("roadmap", f"phases-{index}-milestones-{place}-due")))
    return found


def _named_rows(sentence: Sentence, named: list[tuple[frozenset[str], str, date, tuple[str, str]]]) -> Iterator[Lack]:
    single = [period for period in sentence.periods if not period.span]
    if len(single) != 1 or not _DONE.search(sentence.lower) or _FOREIGN.search(sentence.lower):
        return
    fitting = [
        row
        for row in named
        if len(row[0]) >= 3
        and names_it(row[0], sentence.text)
        and not _is_row(sentence, row[3])
        and _whole_name(row[1], sentence.text)
    ]
    if not fitting or any(single[0].holds(day) for _, _, day, _ in fitting):
        return
    _, name, day, against = fitting[0]
    yield _lack(sentence, NAMED_DEADLINE, against, said=_said(sentence, single[0]), name=name, last=day)


def _whole_name(name: str, text: str) -> bool:
    return words.fold(name) in words.fold(text)


def _is_row(sentence: Sentence, place: tuple[str, str]) -> bool:
    return place[0] == sentence.part and place[1].startswith(f"{sentence.table}-{sentence.row}-")


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
