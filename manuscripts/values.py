"""Values as Vietnamese people write them in a document: "1.250,5 triệu đồng", "12 tỷ", "Quý IV/2028", "HT1" (pure).

Everything that cannot be read for certain raises `Unread` with a sentence; nothing is guessed in silence: what was
read in another form than it was written comes back marked as such.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core import words
from core.words import N_
from proposals.documents import BOUND, EMAIL, PHONE
from proposals.reading import Names
from proposals.template import Box, Kind, Rows

UNITS = {
    "dong": 1,
    "d": 1,
    "vnd": 1,
    "nghin": 10**3,
    "nghin dong": 10**3,
    "ngan dong": 10**3,
    "trieu": 10**6,
    "trieu dong": 10**6,
    "trd": 10**6,
    "tr d": 10**6,
    "tr dong": 10**6,
    "ti": 10**9,
    "ti dong": 10**9,
}
"""Folded words of money (folding makes "tỷ" and "tỉ" one) and how many đồng each stands for."""

MILLION = 10**6


class Unread(ValueError):
    """The text says no value of this kind; `sentence` takes `values`."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence, self.values = sentence, values


@dataclass(frozen=True, kw_only=True)
class Read:
    """A value of the content, and whether the page should say how the text was understood."""

    value: Any
    changed: bool = False


NO_NUMBER = N_("Không đọc được thành số.")
NO_MONEY = N_("Không đọc được số tiền; ghi số kèm đơn vị, ví dụ 1.250,5 triệu đồng.")
NO_DAY = N_("Không đọc được ngày; ghi ngày/tháng/năm, ví dụ 31/12/2028.")
NO_CHOICE = N_("Không khớp mục nào trong danh sách của mẫu.")
NO_TARGET = N_("Không thấy mã chỉ tiêu có trong danh mục, ví dụ KH30-01.")
TOO_LONG = N_("Dài %(length)s ký tự, giới hạn %(most)s.")
NO_BETWEEN = N_("Phải từ %(least)s đến %(most)s.")

_DOTS = re.compile(r"[.…_·\-–\s]+")


def is_blank(text: str) -> bool:
    """Whether a text is only a line to write on ("……", "___", "-")."""
    return not text.strip() or _DOTS.fullmatch(text.strip()) is not None


def read(box: Box, lines: list[str], names: Names, *, unit: int = MILLION, latest: bool = True) -> Read:
    """The value of one box; `unit` is what a bare amount counts in, `latest` takes the end of a month or year.

    Raises Unread.
    """
    if box.kind is Kind.TEXT:
        return Read(value=_bounded("\n".join(lines).strip(), box))
    text = " ".join(" ".join(lines).split())
    if is_blank(text):
        return Read(value=[] if box.kind is Kind.SYSTEMS else "" if box.kind in _TEXTS else None)
    if box.kind is not Kind.LINE and len(text) > SHORT + sum(len(choice.label) + 6 for choice in box.choices):
        raise Unread(TOO_LONG, length=len(text), most=SHORT)
    return _READERS[box.kind](box, text, names, unit, latest)


SHORT = 600
"""Characters of anything that is not text: longer is no number, no day and no choice."""

_TEXTS = frozenset({Kind.LINE, Kind.EMAIL, Kind.PHONE, Kind.CHOICE, Kind.TARGET, Kind.PHASE})


def _bounded(text: str, box: Box) -> str:
    if len(text) > box.most:
        raise Unread(TOO_LONG, length=len(text), most=box.most)
    return text


def _line(box: Box, text: str, _names: Names, _unit: int, _latest: bool) -> Read:
    return Read(value=_bounded(text, box))


def _email(box: Box, text: str, _names: Names, _unit: int, _latest: bool) -> Read:
    text = text.removeprefix("mailto:").strip("<>;, ")
    if not EMAIL.fullmatch(text):
        raise Unread(N_("Không phải địa chỉ thư điện tử."))
    return Read(value=_bounded(text, box))


def _phone(box: Box, text: str, _names: Names, _unit: int, _latest: bool) -> Read:
    if not PHONE.fullmatch(text):
        raise Unread(N_("Không phải số điện thoại."))
    return Read(value=_bounded(text, box))


def _decimal_of(text: str) -> Decimal:
    try:
        return words.parse_decimal(text)
    except ValueError as error:
        raise Unread(NO_NUMBER) from error


def canonical(number: Decimal) -> str:
    """A decimal as content holds it: no exponent, no needless zeros, no minus before zero."""
    plain = format(number, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain


def _decimal(_box: Box, text: str, _names: Names, _unit: int, _latest: bool) -> Read:
    bare = text.removesuffix("%").rstrip()
    number = _decimal_of(bare)
    if abs(number) > BOUND:
        raise Unread(NO_NUMBER)
    return Read(value=canonical(number))


def _whole(box: Box, text: str, _names: Names, _unit: int, _latest: bool) -> Read:
    found = re.fullmatch(r"(?:sau |năm |nam )?([0-9][0-9. ]*)(?: ?(?:người|năm|nguoi|nam))?", text.lower())
    if found is None:
        raise Unread(NO_NUMBER)
    number = _decimal_of(found[1].strip())
    if number != number.to_integral_value():
        raise Unread(NO_NUMBER)
    if not box.least <= number <= box.most:
        raise Unread(NO_BETWEEN, least=box.least, most=box.most)
    return Read(value=int(number))


def _scale(box: Box, text: str, names: Names, unit: int, latest: bool) -> Read:
    found = re.match(r"([0-9]{1,2})(?:\s*/\s*([0-9]{1,2}))?(?![0-9,.])", text)
    if found is None or (found[2] and int(found[2]) != box.most):
        raise Unread(NO_BETWEEN, least=box.least, most=box.most)
    return _whole(box, found[1], names, unit, latest)


_MONEY = re.compile(r"(-?[0-9][0-9., \u00a0]*?)\s*([^\W\d_][^0-9]*)?")


def _money(box: Box, text: str, _names: Names, unit: int, _latest: bool) -> Read:
    found = _MONEY.fullmatch(text)
    if found is None:
        raise Unread(NO_MONEY)
    said = words.fold(found[2] or "")
    if said and said not in UNITS:
        raise Unread(NO_MONEY)
    try:
        amount = words.parse_decimal(found[1].strip()) * (UNITS[said] if said else unit)
    except ValueError as error:
        raise Unread(NO_MONEY) from error
    if amount != amount.to_integral_value() or not 0 <= amount <= box.most:
        raise Unread(NO_MONEY)
    return Read(value=int(amount))


def money_unit(text: str) -> int | None:
    """What a heading says its amounts count in: "Đơn vị tính: tỷ đồng", "Kinh phí (triệu đồng)"; None when silent."""
    folded = f" {words.fold(text)} "
    for said, unit in sorted(UNITS.items(), key=lambda pair: -len(pair[0])):
        if len(said) > 2 and f" {said} " in folded:
            return unit
    if re.search(r"\b(ti|ty)\b", folded) and ("don vi" in folded or "(" in text):
        return 10**9
    return None


_MONTH_YEAR = re.compile(r"(?:tháng|thang|t)?\s*([0-9]{1,2})\s*(?:[/.-]|năm|nam)\s*([0-9]{4})")
_DAY_WORDS = re.compile(r"(?:ngày|ngay)?\s*([0-9]{1,2})\s*(?:tháng|thang)\s*([0-9]{1,2})\s*(?:năm|nam)\s*([0-9]{4})")
_QUARTER = re.compile(r"(?:quý|quí|qui|quy|q)\s*(iv|iii|ii|i|[1-4])\s*(?:[/.,-]|năm|nam)?\s*(?:năm|nam)?\s*([0-9]{4})")
_YEAR = re.compile(r"(?:trong |cuối |hết |đến |đầu )?(?:năm |nam )?([0-9]{4})")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def day(text: str, *, latest: bool = True) -> tuple[date, bool]:
    """The day a text names, and whether it was less exact than a day; `latest`: the last day of its month or year.

    Raises Unread.
    """
    tidy = " ".join(text.lower().split()).strip(".;, ")
    tidy = re.sub(r"^(?:trước|chậm nhất|đến|hết|từ|ngày|hạn:?)\s+(?=[0-9])", "", tidy)
    try:
        return words.parse_date(tidy), False
    except ValueError:
        pass
    try:
        if found := _DAY_WORDS.fullmatch(tidy):
            return date(int(found[3]), int(found[2]), int(found[1])), False
        if found := _MONTH_YEAR.fullmatch(tidy):
            return _edge(int(found[2]), int(found[1]), int(found[1]), latest), True
        if found := _QUARTER.fullmatch(tidy):
            quarter = _ROMAN.get(found[1]) or int(found[1])
            return _edge(int(found[2]), 3 * quarter - 2, 3 * quarter, latest), True
        if found := _YEAR.fullmatch(tidy):
            return _edge(int(found[1]), 1, 12, latest), True
    except ValueError as error:
        raise Unread(NO_DAY) from error
    raise Unread(NO_DAY)


def _edge(year: int, first: int, last: int, latest: bool) -> date:
    if not (1 <= first <= 12 and 1 <= last <= 12):
        raise ValueError("no such month")
    return date(year, last, calendar.monthrange(year, last)[1]) if latest else date(year, first, 1)


def _date(_box: Box, text: str, _names: Names, _unit: int, latest: bool) -> Read:
    found, loose = day(text, latest=latest)
    if not 1900 <= found.year <= 2200:
        raise Unread(NO_DAY)
    return Read(value=found.isoformat(), changed=loose)


def _choice(box: Box, text: str, _names: Names, _unit: int, _latest: bool) -> Read:
    code = choice(box, text)
    if code is None:
        raise Unread(NO_CHOICE)
    return Read(value=code)


def choice(box: Box, text: str) -> str | None:
    """The code of the answer that a text gives: its words, their beginning, its code, or the one ticked box of many."""
    ticked = re.findall(r"[☒☑✓✔\u2611\u2612]\s*([^☐☒☑✓✔\n]+)", text)
    if ticked:
        text = ticked[0] if len(ticked) == 1 else ""
    folded = words.fold(text)
    if not folded:
        return None
    labels = {held.code: words.fold(held.label) for held in box.choices}
    for code, label in labels.items():
        if folded in (label, words.fold(code)):
            return code
    begun = [code for code, label in labels.items() if label.startswith(f"{folded} ") or folded.startswith(f"{label} ")]
    if len(begun) == 1:
        return begun[0]
    start = folded.split()[:2]
    first = [code for code, label in labels.items() if len(start) == 2 and label.split()[:2] == start]
    if len(first) == 1:
        return first[0]
    tail = [code for code, label in labels.items() if label.endswith(f" {folded}")]
    return tail[0] if len(tail) == 1 else None


def _yes_no(_box: Box, text: str, _names: Names, _unit: int, _latest: bool) -> Read:
    ticked = re.findall(r"[☒☑✓✔]\s*([^\W\d_]+)", text)
    folded = words.fold(ticked[0] if len(ticked) == 1 else text)
    if folded in ("co", "yes", "x", "dung") or text.strip() in ("☒", "☑", "✓", "✔"):
        return Read(value=True)
    if folded in ("khong", "no", "khong co"):
        return Read(value=False)
    raise Unread(NO_CHOICE)


def _numbered(text: str, known: dict[int, str], prefix: str, most: int) -> int | None:
    """The number that "3", "HT3", "Hệ thống 3", "3. Hệ thống …" or the name alone gives."""
    folded = words.fold(text)
    found = re.match(rf"(?:{prefix}\s*)?0*([1-9][0-9]?)(?:\b|$)", folded)
    if found and 1 <= int(found[1]) <= most:
        return int(found[1])
    named = [number for number, name in known.items() if folded and words.fold(name) == folded]
    return named[0] if len(named) == 1 else None


SYSTEM = "(?:ht|he thong(?: chien luoc)?(?: so)?)"


def _system(_box: Box, text: str, names: Names, _unit: int, _latest: bool) -> Read:
    found = _numbered(text, dict(names.systems), SYSTEM, 6)
    if found is None:
        raise Unread(NO_CHOICE)
    return Read(value=found)


def _initiative(_box: Box, text: str, names: Names, _unit: int, _latest: bool) -> Read:
    found = _numbered(text, dict(names.initiatives), "(?:sk|sang kien(?: so)?)", 30)
    if found is None:
        raise Unread(NO_CHOICE)
    return Read(value=found)


def _systems(_box: Box, text: str, names: Names, _unit: int, _latest: bool) -> Read:
    tokens = re.split(r"[,;&+/\s.]+", text.lower().replace("và", " ").replace("hệ thống", "ht"))
    digits = {token.removeprefix("ht") for token in tokens if token not in ("", "ht")}
    if digits <= set("123456"):
        return Read(value=sorted(int(digit) for digit in digits))
    pieces = re.split(r"[;\n]|,(?=\s*(?:HT|ht|[1-6]\b))", text)
    found = {number for piece in pieces if (number := _numbered(piece, dict(names.systems), SYSTEM, 6))}
    found |= {int(digit) for digit in re.findall(r"(?:^|[;,]\s*|\s)([1-6])\.\s", text)}
    if not found:
        raise Unread(NO_CHOICE)
    return Read(value=sorted(found))


def _target(_box: Box, text: str, names: Names, _unit: int, _latest: bool) -> Read:
    for piece in re.findall(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+", text):
        if piece.upper() in names.targets:
            return Read(value=piece.upper())
    if text in names.targets:
        return Read(value=text)
    folded = words.fold(text)
    named = [code for code, target in names.targets.items() if words.fold(target.text) == folded]
    if len(named) != 1:
        raise Unread(NO_TARGET)
    return Read(value=named[0])


_READERS = {
    Kind.LINE: _line,
    Kind.PHASE: _line,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.DECIMAL: _decimal,
    Kind.INTEGER: _whole,
    Kind.YEAR: _whole,
    Kind.SCALE: _scale,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
    Kind.SYSTEM: _system,
    Kind.SYSTEMS: _systems,
    Kind.INITIATIVE: _initiative,
    Kind.TARGET: _target,
}


# --- rows inside a cell -----------------------------------------------------------------------------------------------

_YEAR_VALUE = re.compile(r"(?:năm |nam )?((?:20|21)[0-9]{2})\s*[:=–-]\s*(.+)")
_TAIL_DAY = re.compile(
    r"(.*?)\s*(?:[–:,;-]|\(|\bhạn\b:?|\btrước\b|\bngày\b)?\s*([0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4})\)?"
)


def inner_rows(table: Rows, lines: list[str], names: Names) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """Rows inside one cell, a line each: "2027: 30", "Nghiệm thu – 31/12/2027"; and (text, why) of those unread."""
    first, second = table.boxes[0], table.boxes[1]
    assert isinstance(first, Box) and isinstance(second, Box)
    rows: list[dict[str, Any]] = []
    unread: list[tuple[str, str]] = []
    by_year = first.kind is Kind.YEAR
    pieces = [piece.strip() for line in lines for piece in (re.split(r";", line) if by_year else [line])]
    for piece in pieces:
        text = piece.lstrip("-+•* ").strip() if not by_year else piece
        if is_blank(text):
            continue
        try:
            if len(text) > SHORT:
                raise Unread(NO_DAY)
            rows.append(_year_row(first, second, text, names) if by_year else _dated_row(first, second, text, names))
        except Unread as error:
            unread.append((piece, error.sentence))
    return rows, unread


def _year_row(first: Box, second: Box, text: str, names: Names) -> dict[str, Any]:
    found = _YEAR_VALUE.fullmatch(text)
    if found is None:
        raise Unread(N_("Ghi mỗi dòng một năm, ví dụ 2027: 30."))
    return {
        first.code: read(first, [found[1]], names).value,
        second.code: read(second, [found[2]], names).value,
    }


def _dated_row(first: Box, second: Box, text: str, names: Names) -> dict[str, Any]:
    found = _TAIL_DAY.fullmatch(text)
    if found is not None:
        return {
            first.code: read(first, [found[1].rstrip(" –:-(")], names).value,
            second.code: read(second, [found[2]], names).value,
        }
    name, mark, tail = text.rpartition(" – ")
    if mark:
        try:
            return {first.code: read(first, [name], names).value, second.code: read(second, [tail], names).value}
        except Unread:
            pass
    return {first.code: read(first, [text.rstrip(" –")], names).value, second.code: None}
