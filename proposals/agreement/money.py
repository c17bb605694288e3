"""Sums and shares named in the text against the money matrix: the whole, a source, a phase, a cell (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core import words
from core.figures import Figure
from core.words import N_
from proposals.agreement.sentences import Sentence
from proposals.completeness import Dong, Lack, lines
from proposals.money import Matrix, matrix

_TOTAL = re.compile(
    r"tổng (?:số |mức |nhu cầu |dự toán )?(?:kinh phí|vốn|đầu tư|mức đầu tư|dự toán|nguồn lực|chi "
    r"phí|nguồn vốn|tài chính)"
    r"|tổng cộng|tổng nhu cầu|tổng dự toán|(?:nhu cầu|dự toán|khái toán) (?:kinh phí|vốn)"
    r"|kinh phí (?:thực hiện|dự kiến|triển khai|của (?:đề án|sáng kiến|dự án|đề xuất))"
)
_SOURCES = (
    (
        re.compile(
            r"ngân sách nhà nước|nsnn|(?<!ngoài )(?:vốn|nguồn) ngân sách(?! (?:trung ương|địa phương|tỉnh|"
            r"thành phố|huyện|xã))|vốn nhà nước"
        ),
        (0,),
    ),
    (re.compile(r"xã hội h(?:óa|oá)|xhh(?!\w)"), (1,)),
    (re.compile(r"(?:nguồn|vốn|nguồn vốn) khác"), (2,)),
    (re.compile(r"ngoài ngân sách"), (1, 2)),
)
_SOURCE_NAMES = {
    (0,): N_("ngân sách nhà nước"),
    (1,): N_("nguồn xã hội hóa"),
    (2,): N_("nguồn khác"),
    (1, 2): N_("nguồn ngoài ngân sách"),
}
_FOREIGN = re.compile(
    r"mỗi |mỗi$|hằng năm|hàng năm|/ ?năm|/ ?tháng|bình quân|trung bình|tiết kiệm|doanh thu|thiệt "
    r"hại|giá trị|giá bán|đơn giá|"
    r"thu nhập|lợi nhuận|gdp|kim ngạch|doanh số|cả nước|thị trường|đã bố trí|đã giải ngân|đã đầu tư|đã chi|trước đây|"
    r"chi thường xuyên|vay|hợp phần|gói thầu|hạng mục|tiểu dự án|nhiệm vụ|một trạm|một bộ|một xã|"
    r"một điểm|nộp|tăng thu|"
    r"trung ương|địa phương|cấp tỉnh|ngân sách tỉnh|ngân sách thành phố|phạt|dự phòng|học phí|"
    r"lương|phụ cấp|hỗ trợ tối đa|hạn mức|"
    r"tín dụng|vốn điều lệ|so với|giảm|tăng|ứng trước|tạm ứng|dự trữ|nếu "
)
_OURS = re.compile(r"đề án|sáng kiến|đề xuất|dự án này|dự án")
_PHASE = re.compile(
    r"giai đoạn (?:thứ )?(?P<n>\d{1,2}(?![\d/])|iii|ii|iv|vi|v|i|một|nhất|hai|ba|bốn|tư|năm|sáu)(?![\w-])"
)
_NUMERALS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "một": 1, "nhất": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4,
    "năm": 5, "sáu": 6,
}  # fmt: skip
_LEADS_ON = re.compile(r"^\s*(?:đồng)?\s*(?:$|[,.;:()]|từ|cho|vốn|nguồn|ngân|trong|do|là|bằng|được)")
_MONEY_TALK = re.compile(r"kinh phí|vốn|nguồn lực|cơ cấu|tài chính|mức đầu tư|dự toán")
_NO_SHARE = re.compile(
    r"về ngân sách|hoàn vốn|nộp|thu từ|tiết kiệm|nền \d|đích \d|giải ngân|dự phòng|tăng|giảm|"
    r"thanh toán|ứng trước|vốn vay|thường xuyên"
)

SAID_MONEY = N_("Có câu ghi %(subject)s là “%(said)s”, còn bảng kinh phí cộng ra %(held)s.")
SAID_SHARE = N_("Có câu ghi %(subject)s chiếm “%(said)s”, còn theo bảng kinh phí là %(held)s %%.")


@dataclass(frozen=True, kw_only=True)
class _Subject:
    """What a sum is said to be: of which source, of which phases; neither means the whole."""

    source: tuple[int, ...] | None
    phases: tuple[int, ...] | None
    total: bool


def disagreements(content: Mapping[str, Any], said: list[Sentence]) -> Iterator[Lack]:
    """Sums and shares of the text that no reading of the sentence finds in the matrix."""
    money = matrix(content)
    if not money.total:
        return
    spans = _spans(content)
    names = [words.fold(str(phase.get("name") or "")) for phase in lines(content.get("roadmap") or {}, "phases")]
    for sentence in said:
        yield from _sums(sentence, money, spans, names)
        yield from _shares(sentence, money)


def _sums(sentence: Sentence, money: Matrix, spans: list[tuple[date, date]], names: list[str]) -> Iterator[Lack]:
    amounts = [figure for figure in sentence.figures if _is_money(figure, sentence.lower)]
    if not amounts or sentence.part == "risks":
        return
    if sentence.part == "necessity" and not _OURS.search(sentence.lower):
        return
    if _other_programme(sentence, spans):
        return
    carried: tuple[int, ...] | None = None
    for index, figure in enumerate(amounts):
        left, right, whole = _around(sentence, amounts, index)
        if _FOREIGN.search(left) or _FOREIGN.search(right) or _FOREIGN.search(whole):
            continue
        own = _phases(left, spans, names) or _phases(right, spans, names)
        carried = own or carried or _phases(sentence.lower[: figure.start], spans, names)
        subject = _Subject(
            source=_source(left) or _source(right),
            phases=own or carried,
            total=bool(_TOTAL.search(left)) or (index == 0 and bool(_TOTAL.search(sentence.lower[: figure.start]))),
        )
        readings = _readings(subject, money, sure=own is not None)
        if readings and not any(figure.allows(Decimal(value)) for _, value in readings):
            name, value = readings[0]
            yield Lack(
                part=sentence.part,
                path=sentence.path,
                sentence=SAID_MONEY,
                values={
                    "subject": name,
                    "said": sentence.text[figure.start : figure.end].strip(),
                    "held": Dong(value),
                },
                blocks=False,
                rule="agree.money",
                against=("resources", "finance"),
            )


def _is_money(figure: Figure, lower: str) -> bool:
    if figure.unit == "VND":
        return figure.high >= 10**6
    return not figure.unit and figure.scaled and figure.high >= 10**8 and bool(_LEADS_ON.match(lower[figure.end :]))


def _around(sentence: Sentence, amounts: list[Figure], index: int) -> tuple[str, str, str]:
    """What stands left and right of a sum up to its neighbours, within its clause; what leads to the clause."""
    figure = amounts[index]
    start, end = sentence.clause(figure.start)
    before = max(start, amounts[index - 1].end if index else 0)
    after = min(end, amounts[index + 1].start if index + 1 < len(amounts) else len(sentence.text))
    left, right = sentence.lower[before : figure.start], sentence.lower[figure.end : after]
    if not (_source(left) or _source(right) or _TOTAL.search(left) or _PHASE.search(left)):
        # "Giai đoạn 1 (2027-2028): 44,5 tỉ đồng": the clause itself says nothing, the one before does.
        earlier = amounts[index - 1].end if index else 0
        left = sentence.lower[earlier : figure.start]
    return left, right, sentence.lower[start:before] if index == 0 else ""


def _source(text: str) -> tuple[int, ...] | None:
    found = [(match.start(), which) for pattern, which in _SOURCES if (match := pattern.search(text))]
    return min(found)[1] if len({which for _, which in found}) == 1 else None


def _phases(text: str, spans: list[tuple[date, date]], names: list[str]) -> tuple[int, ...] | None:
    """Which phases a piece of text names: by number, by years, or by their own name."""
    numbers = [match["n"] for match in _PHASE.finditer(text)]
    if numbers:
        which = _NUMERALS.get(numbers[-1]) or (int(numbers[-1]) if numbers[-1].isdigit() else 0)
        return (which - 1,) if 1 <= which <= len(spans) else None
    years = re.findall(r"giai đoạn (?:từ năm )?((?:19|20)\d\d) ?(?:-|–|đến năm|đến) ?((?:19|20)\d\d)", text)
    if years:
        first, last = int(years[-1][0]), int(years[-1][1])
        inside = [i for i, (start, end) in enumerate(spans) if first <= start.year and end.year <= last]
        if inside and spans[inside[0]][0].year == first and spans[inside[-1]][1].year == last:
            return tuple(inside)
        return None
    folded = words.fold(text)
    found = [
        i
        for i, name in enumerate(names)
        if len(name.split()) > 1 and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded)
    ]
    return (found[-1],) if found else None


def _other_programme(sentence: Sentence, spans: list[tuple[date, date]]) -> bool:
    """Whether the sentence speaks of years outside the roadmap or of single years, which the matrix does not hold."""
    if not spans:
        return False
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    for period in sentence.periods:
        if period.span and (period.last < first or period.first.year < first.year or period.last.year > last.year):
            return True
    one_year = re.search(r"(?<!\w)năm (?:19|20)\d\d(?! ?(?:-|–|đến))", sentence.lower)
    return bool(one_year) and not (_TOTAL.search(sentence.lower) or _PHASE.search(sentence.lower))


def _readings(subject: _Subject, money: Matrix, *, sure: bool) -> list[tuple[str, int]]:
    """What a sum may mean, likeliest first, with the amount that the matrix holds for it."""
    known = [line for line in money.phases if line.known]

    def of(source: tuple[int, ...] | None, phases: tuple[int, ...] | None) -> int:
        chosen = known if phases is None else [known[i] for i in phases if i < len(known)]
        if phases is None and source is None:
            return money.total
        if phases is None:
            return sum(money.by_source[i] for i in source or ())
        return sum(sum(line.amounts[i] for i in source) if source else line.total for line in chosen)

    name = _SOURCE_NAMES.get(subject.source or (), "")
    found: list[tuple[str, int]] = []
    if subject.source and subject.phases is not None:
        found.append((name, of(subject.source, subject.phases)))
        if not sure:
            found.append((name, of(subject.source, None)))
    elif subject.source:
        found.append((name, of(subject.source, None)))
    elif subject.phases is not None and (sure or subject.total):
        found.append((N_("kinh phí của giai đoạn"), of(None, subject.phases)))
        if subject.total and not sure:
            found.append((N_("tổng kinh phí"), money.total))
    elif subject.total:
        found.append((N_("tổng kinh phí"), money.total))
    if subject.source == (1, 2):
        found += [(N_("nguồn xã hội hóa"), of((1,), subject.phases))]
    return found


def _shares(sentence: Sentence, money: Matrix) -> Iterator[Lack]:
    """ "Ngân sách nhà nước chiếm 60 %" against the shares of the matrix."""
    if not money.shares or not _MONEY_TALK.search(sentence.lower) or sentence.table in ("specific", "items"):
        return
    percents = [figure for figure in sentence.figures if figure.unit == "%"]
    for index, figure in enumerate(percents):
        left, right, _ = _around(sentence, percents, index)
        source = _source(left[-60:]) or _source(right[:40])
        around = left + " " + right
        if source is None or _NO_SHARE.search(around) or _FOREIGN.search(around) or _PHASE.search(sentence.lower):
            continue
        held = sum((money.shares[i] for i in source), Decimal(0))
        # Shares are rounded by whoever writes them: a point either way is no disagreement.
        if figure.allows(held) or abs(figure.low - held) <= 1 or (source == (1, 2) and figure.allows(money.shares[1])):
            continue
        yield Lack(
            part=sentence.part,
            path=sentence.path,
            sentence=SAID_SHARE,
            values={
                "subject": _SOURCE_NAMES[source],
                "said": sentence.text[figure.start : figure.end].strip(),
                "held": held,
            },
            blocks=False,
            rule="agree.share",
            against=("resources", "finance"),
        )


def _spans(content: Mapping[str, Any]) -> list[tuple[date, date]]:
    found = []
    for phase in lines(content.get("roadmap") or {}, "phases"):
        try:
            found.append((date.fromisoformat(str(phase.get("start"))), date.fromisoformat(str(phase.get("end")))))
        except ValueError:
            return []
    return found
