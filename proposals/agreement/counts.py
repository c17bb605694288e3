"""Counts named in the text against the tables: phases, components, people, products, places (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from core import words
from core.figures import Bound, Figure
from core.words import N_
from proposals.agreement.measures import Measure
from proposals.agreement.sentences import Sentence
from proposals.completeness import Lack, lines

ROWS = N_("Có câu ghi “%(said)s”, còn bảng có %(held)s dòng.")
PEOPLE = N_("Có câu ghi “%(said)s”, còn bảng nhân lực cộng ra %(held)s người.")
NAMED = N_("Có câu ghi “%(said)s”, còn bảng ghi %(held)s cho “%(name)s”.")
PLACES = N_("Có câu ghi “%(said)s”, còn bảng ghi nhiều nhất %(held)s (“%(name)s”).")
PLACES_ALL = N_("Có câu ghi “%(said)s”, còn bảng ghi %(held)s (“%(name)s”).")

_SMALL = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_NUMBER = r"(?P<n>\d{1,3}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)"
_LEAD = (
    r"(?:gồm|bao gồm|có|chia thành|chia làm|chia ra|qua|theo|trong|thành|với|tổng cộng|tổng số|cả|đủ|toàn bộ)"
    r"(?: có| tổng số| tổng cộng| đủ)?"
)
_TABLES = (
    (re.compile(rf"{_LEAD} {_NUMBER} giai đoạn(?! (?:đầu|cuối|tiếp|sau|trước))"), "roadmap", "phases"),
    (re.compile(rf"{_LEAD} {_NUMBER} hợp phần(?! (?:đầu|cuối|còn|này|sau))"), "scope", "components"),
    (re.compile(rf"{_LEAD} {_NUMBER} mục tiêu cụ thể"), "objectives", "specific"),
    (re.compile(rf"{_LEAD} {_NUMBER} (?:chỉ số(?: đo lường)?|kpi)(?! (?:đầu|cuối|thành phần|phụ))"), "kpis", "items"),
    (re.compile(rf"{_LEAD} {_NUMBER} (?:sản phẩm|kết quả) (?:chính|đầu ra|chủ yếu|dự kiến)"), "outputs", "items"),
    (re.compile(rf"{_LEAD} {_NUMBER} rủi ro(?: chính)?(?! cao| thấp)"), "risks", "items"),
)
_STAFF = re.compile(
    r"tổng (?:số )?(?:nhân lực|nhân sự|biên chế|số người tham gia)|nhu cầu nhân lực|nhân lực "
    r"(?:cần|chủ chốt|dự kiến|tham gia)"
)
_SOME = re.compile(
    r"đầu tiên|bổ sung|thêm|mỗi |mỗi$|còn lại|đợt|thí điểm|thử nghiệm|bước đầu|một số|trong số|"
    r"hiện|đã |trước đây|lần lượt|từng|dự trữ|dự phòng|nếu "
)
_ALL = re.compile(r"(?:đủ|toàn bộ|cả|tất cả|tổng cộng|tổng số|bao phủ|phủ kín|tại tất cả)(?: là| có)?\s*$")
_HAVE = re.compile(
    r"(?:hiện có|đã có|có|quản lý|sở hữu|trên tổng số|trong tổng số|trong số|trên địa bàn|ở|cách|"
    r"dân số|hơn|khoảng)\s*$"
)
_NOUNS = (
    "tỉnh", "thành phố", "xã", "phường", "huyện", "đặc khu", "trạm", "trạm y tế", "bệnh viện", "trường", "trụ sở",
    "cơ sở", "hợp tác xã", "hộ", "thôn", "bản", "địa phương", "khu công nghiệp", "doanh nghiệp", "cơ quan", "nhà máy",
    "cảng", "sân bay", "trung tâm", "phòng khám", "tòa nhà", "điểm",
)  # fmt: skip
_PLACES = frozenset(words.fold(noun) for noun in _NOUNS)


def disagreements(content: Mapping[str, Any], found: list[Measure], said: list[Sentence]) -> Iterator[Lack]:
    """Counts in sentences that the tables do not hold."""
    named = _named(content)
    places = _places(content, found)
    people = sum(
        count for row in lines(content.get("resources") or {}, "people") if isinstance(count := row.get("count"), int)
    )
    for sentence in said:
        if sentence.part in ("necessity", "risks"):
            continue
        yield from _rows(sentence, content)
        yield from _staff(sentence, people)
        yield from _things(sentence, named)
        yield from _where(sentence, places)


def _lack(sentence: Sentence, text: str, against: tuple[str, str], **values: object) -> Lack:
    return Lack(
        part=sentence.part,
        path=sentence.path,
        sentence=text,
        values=values,
        blocks=False,
        rule="agree.count",
        against=against,
    )


def _rows(sentence: Sentence, content: Mapping[str, Any]) -> Iterator[Lack]:
    for pattern, part, table in _TABLES:
        match = pattern.search(sentence.lower)
        held = len(lines(content.get(part) or {}, table))
        # A table of the same sentence's own box ("hợp phần 2 gồm 3 hợp phần") speaks of parts of a part.
        if not match or not held or (sentence.part, sentence.table) == (part, table):
            continue
        number = _SMALL.get(match["n"]) or int(match["n"])
        if number != held:
            yield _lack(sentence, ROWS, (part, table), said=sentence.text[match.start("n") : match.end()], held=held)


def _staff(sentence: Sentence, people: int) -> Iterator[Lack]:
    found = _STAFF.search(sentence.lower)
    if not found or not people:
        return
    for figure in sentence.figures:
        after = sentence.lower[figure.end : figure.end + 12]
        if figure.start >= found.end() and re.match(r" (?:người|nhân sự|cán bộ|chuyên gia)", after):
            if not figure.allows(Decimal(people)):
                said = sentence.text[figure.start : figure.end] + after.split(",")[0].rstrip(" .;")[:7]
                yield _lack(sentence, PEOPLE, ("resources", "people"), said=said.strip(), held=people)
            return


def _named(content: Mapping[str, Any]) -> list[tuple[str, str, Decimal, tuple[str, str]]]:
    """Rows that count something by the folded words that follow the number: "8 chuyên gia khoa học dữ liệu"."""
    found = []
    for part, table, name, count in (
        ("resources", "people", "position", "count"),
        ("resources", "infrastructure", "item", "quantity"),
        ("outputs", "items", "name", "quantity"),
    ):
        for index, row in enumerate(lines(content.get(part) or {}, table)):
            label, held = str(row.get(name) or ""), _number(row.get(count))
            folded = words.fold(label)
            if held is None or len(folded.split()) < 2:
                continue
            unit = words.fold(str(row.get("unit") or ""))
            for spelling in {folded, f"{unit} {folded}".strip()}:
                found.append((spelling, label, held, (part, f"{table}-{index}-{count}")))
    return found


def _things(sentence: Sentence, named: list[tuple[str, str, Decimal, tuple[str, str]]]) -> Iterator[Lack]:
    for figure in sentence.figures:
        if figure.unit:
            continue
        after = words.fold(sentence.text[figure.end : figure.end + 120])
        for spelling, label, held, against in named:
            own = against[0] == sentence.part and against[1].startswith(f"{sentence.table}-{sentence.row}-")
            if own or not (after == spelling or after.startswith(spelling + " ")):
                continue
            several = [row for row in named if row[0] == spelling and figure.allows(row[2])]
            part_of = sentence.part == "roadmap" and figure.high <= held
            if several or part_of or figure.allows(held) or _some(sentence, figure):
                break
            said = f"{sentence.text[figure.start : figure.end].strip()} {label.lower()}"
            yield _lack(sentence, NAMED, against, said=said, held=held, name=label)
            break


def _some(sentence: Sentence, figure: Figure) -> bool:
    around = (
        sentence.lower[max(0, figure.start - 24) : figure.start] + "|" + sentence.lower[figure.end : figure.end + 40]
    )
    return bool(_SOME.search(around))


def _places(content: Mapping[str, Any], found: list[Measure]) -> dict[str, list[tuple[Decimal, str, tuple[str, str]]]]:
    """What the tables hold for each noun of place: objectives, KPIs and outputs counted in it."""
    held: dict[str, list[tuple[Decimal, str, tuple[str, str]]]] = {}
    for measure in found:
        for noun in _nouns(measure.unit):
            for value in measure.values:
                where = (
                    measure.part,
                    f"{measure.table}-{measure.row}-{'targets' if measure.part == 'kpis' else 'target'}",
                )
                held.setdefault(noun, []).append((value, measure.name, where))
    for index, row in enumerate(lines(content.get("outputs") or {}, "items")):
        quantity = _number(row.get("quantity"))
        if quantity is None:
            continue
        for noun in _nouns(words.fold(str(row.get("unit") or ""))):
            one = (quantity, str(row.get("name") or ""), ("outputs", f"items-{index}-quantity"))
            held.setdefault(noun, []).append(one)
    return held


def _nouns(unit: str) -> list[str]:
    """ "tinh thanh pho" is "tinh" and the whole; other units of place are themselves."""
    if unit in _PLACES:
        return [unit]
    if unit in ("tinh thanh pho", "tinh thanh"):
        return ["tinh thanh pho", "tinh thanh", "tinh"]
    return []


def _where(sentence: Sentence, places: dict[str, list[tuple[Decimal, str, tuple[str, str]]]]) -> Iterator[Lack]:
    if sentence.box in ("achievable", "today", "source", "requirement", "method", "note"):
        return
    for figure in sentence.figures:
        if figure.unit or figure.scaled or figure.bound is not Bound.EXACT or figure.low != figure.high:
            continue
        after = words.fold(sentence.text[figure.end : figure.end + 60])
        nouns = [
            noun for noun in sorted(places, key=len, reverse=True) if after == noun or after.startswith(noun + " ")
        ]
        if not nouns or _some(sentence, figure):
            continue
        held = places[nouns[0]]
        before = sentence.lower[max(0, figure.start - 24) : figure.start]
        if (_HAVE.search(before) and not _ALL.search(before)) or any(value == figure.low for value, _, _ in held):
            continue
        most, name, against = max(held, key=lambda one: one[0])
        own = against[0] == sentence.part and against[1].startswith(f"{sentence.table}-{sentence.row}-")
        said = f"{sentence.text[figure.start : figure.end].strip()} {_tail(sentence, figure, nouns[0])}".strip()
        if own:
            continue
        if figure.low > most:
            yield _lack(sentence, PLACES, against, said=said, held=most, name=name)
        elif _ALL.search(before):
            yield _lack(sentence, PLACES_ALL, against, said=said, held=most, name=name)


def _tail(sentence: Sentence, figure: Figure, noun: str) -> str:
    return " ".join(sentence.text[figure.end :].split()[: len(noun.split())]).rstrip(",.;:")


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None
