"""Proposals as a JSON file, both ways: the schema, and the check that names each bad field by its path (pure).

A file is {"format": "dot-pha-proposals/1", "proposals": [{"about": {…}, "title": {…}, "objectives": {…}, …}, …]}.
The parts are those of `proposals.template`; `about` is written by the export and not read back. Boxes that are absent
count as empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core import words
from core.words import N_
from proposals.rowacts import ROW_ID, new_id
from proposals.template import PARTS, Box, Content, JsonRow, Kind, Rows, blank_row

FORMAT = "dot-pha-proposals/1"
LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is read at all."""
MOST = 5000
"""Proposals in one file."""
FAULTS = 200
"""Faults reported before the rest is only counted."""

EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+")
PHONE = re.compile(r"\+?[0-9][0-9 ().-]{4,28}[0-9]")
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{0,29}[1-9])?")
BOUND = 10**15

Boxes = tuple[Box | Rows, ...]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One bad field: its path in the file and a sentence that takes `values`."""

    path: str
    sentence: str
    values: dict[str, object] = field(default_factory=dict)


class Unreadable(ValueError):
    """The bytes are no JSON file that could be looked into; the message is a sentence."""


TOO_LARGE = N_("Tệp quá lớn.")
NOT_UTF8 = N_("Tệp không phải văn bản UTF-8.")
NOT_JSON = N_("Tệp không phải JSON hợp lệ.")
DOUBLE_KEY = N_("Tệp có một khóa viết hai lần trong cùng một đối tượng.")
NO_NUMBER = N_("Tệp có giá trị không phải số (NaN, Infinity).")


def read(data: bytes) -> object:
    """The JSON of a file; Unreadable for whatever is not plain, finite, single-keyed JSON."""
    if len(data) > LARGEST:
        raise Unreadable(TOO_LARGE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(NOT_UTF8) from error
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=Decimal, object_pairs_hook=_single)
    except Unreadable:
        raise
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise Unreadable(NOT_JSON) from error


def _refuse(_constant: str) -> object:
    raise Unreadable(NO_NUMBER)


def _single(pairs: list[tuple[str, object]]) -> dict[str, object]:
    held = dict(pairs)
    if len(held) != len(pairs):
        raise Unreadable(DOUBLE_KEY)
    return held


def check(document: object, *, targets: frozenset[str]) -> tuple[list[Content], list[Fault]]:
    """The contents of a file, cleaned as a form cleans them, and every fault found; contents count only without faults.

    `targets` are the codes of the catalogue.
    """
    look = _Look(targets)
    if not isinstance(document, dict):
        return [], [Fault(path="$", sentence=N_("Phải là một đối tượng có khóa “proposals”."))]
    look.unknown(document, {"format", "proposals"}, "")
    if document.get("format") != FORMAT:
        look.fault("format", N_("Phải là “%(format)s”."), format=FORMAT)
    rows = document.get("proposals")
    if not isinstance(rows, list) or not rows:
        look.fault("proposals", N_("Phải là danh sách có ít nhất một đề xuất."))
        return [], look.faults
    if len(rows) > MOST:
        look.fault("proposals", N_("Có %(rows)s mục, nhiều hơn mức %(most)s."), rows=len(rows), most=MOST)
        return [], look.faults
    return [look.proposal(row, f"proposals[{index}]") for index, row in enumerate(rows)], look.faults


class _Look:
    """One pass over a file, collecting faults."""

    def __init__(self, targets: frozenset[str]) -> None:
        self.targets = targets
        self.faults: list[Fault] = []

    def fault(self, path: str, sentence: str, **values: object) -> None:
        self.faults.append(Fault(path=path, sentence=sentence, values=values))

    def unknown(self, held: Mapping[str, object], known: set[str], path: str) -> None:
        for key in list(held)[:FAULTS]:
            if key not in known:
                self.fault(f"{path}.{_shown(key)}".lstrip("."), N_("Khóa này không có trong mẫu."))

    def proposal(self, row: object, path: str) -> Content:
        if not isinstance(row, dict):
            self.fault(path, N_("Phải là một đối tượng."))
            return {}
        self.unknown(row, {"about", *(part.code for part in PARTS)}, path)
        return {part.code: self.boxes(part.boxes, row.get(part.code, {}), f"{path}.{part.code}") for part in PARTS}

    def boxes(self, boxes: Boxes, held: object, path: str, *, row: bool = False) -> JsonRow:
        if not isinstance(held, dict):
            self.fault(path, N_("Phải là một đối tượng."))
            return {}
        self.unknown(held, {box.code for box in boxes} | ({"id"} if row else set()), path)
        content = blank_row(boxes)
        for box in boxes:
            if box.code in held:
                place = f"{path}.{box.code}"
                value = held[box.code]
                content[box.code] = (
                    self.rows(box, value, place) if isinstance(box, Rows) else self.box(box, value, place)
                )
        return content

    def rows(self, table: Rows, held: object, path: str) -> list[JsonRow]:
        if not isinstance(held, list):
            self.fault(path, N_("Phải là một danh sách."))
            return []
        if len(held) > table.most:
            self.fault(path, N_("Có %(rows)s mục, nhiều hơn mức %(most)s."), rows=len(held), most=table.most)
            return []
        seen: set[str] = set()
        rows = []
        for index, row in enumerate(held):
            place = f"{path}[{index}]"
            content = self.boxes(table.boxes, row, place, row=True)
            rows.append({"id": self.row_id(row, seen, place), **content})
        return rows

    def row_id(self, row: object, seen: set[str], path: str) -> str:
        given = row.get("id") if isinstance(row, dict) else None
        if given is None:
            given = new_id()
        elif not isinstance(given, str) or not ROW_ID.fullmatch(given):
            self.fault(
                f"{path}.id", N_("Mã dòng phải gồm 1-40 chữ cái không dấu, chữ số, dấu chấm, gạch nối hoặc gạch dưới.")
            )
            given = new_id()
        elif given in seen:
            self.fault(f"{path}.id", N_("Mã dòng bị trùng với một dòng trước trong cùng bảng."))
        seen.add(given)
        return given

    def box(self, box: Box, value: object, path: str) -> object:
        try:
            return _CHECKS[box.kind](box, value, self.targets)
        except _Bad as bad:
            self.fault(path, bad.sentence, **bad.values)
            return None


class _Bad(Exception):
    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence, self.values = sentence, values


TEXT = N_("Phải là một chuỗi.")
LONG = N_("Dài %(length)s ký tự, giới hạn %(most)s.")
BETWEEN = N_("Phải là số nguyên từ %(least)s đến %(most)s, hoặc null.")


def _text(box: Box, value: object, _targets: frozenset[str]) -> str:
    if not isinstance(value, str):
        raise _Bad(TEXT)
    if len(value) > 4 * box.most + 1000:
        raise _Bad(LONG, length=len(value), most=box.most)
    try:
        clean = words.clean(value)
    except ValueError:
        raise _Bad(N_("Có ký tự không hợp lệ (NUL hoặc nửa ký tự).")) from None
    clean = clean.strip() if box.kind is Kind.TEXT else " ".join(clean.split())
    if len(clean) > box.most:
        raise _Bad(LONG, length=len(clean), most=box.most)
    return clean


def _email(box: Box, value: object, targets: frozenset[str]) -> str:
    text = _text(box, value, targets)
    if text and not EMAIL.fullmatch(text):
        raise _Bad(N_("Không phải địa chỉ thư điện tử."))
    return text


def _phone(box: Box, value: object, targets: frozenset[str]) -> str:
    text = _text(box, value, targets)
    if text and not PHONE.fullmatch(text):
        raise _Bad(N_("Không phải số điện thoại."))
    return text


def _whole(least: int, most: int, value: object) -> int | None:
    if value is None:
        return None
    if type(value) is not int or not least <= value <= most:
        raise _Bad(BETWEEN, least=least, most=most)
    return value


def _decimal(_box: Box, value: object, _targets: frozenset[str]) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not DECIMAL.fullmatch(value) or abs(Decimal(value)) > BOUND or value == "-0":
        raise _Bad(N_('Phải là chuỗi số thập phân viết gọn, ví dụ "3.2", hoặc null.'))
    return value


def _date(_box: Box, value: object, _targets: frozenset[str]) -> str | None:
    if value is None:
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
        try:
            if 1900 <= date.fromisoformat(value).year <= 2200:
                return value
        except ValueError:
            pass
    raise _Bad(N_('Phải là ngày dạng "2028-12-31" từ năm 1900 đến 2200, hoặc null.'))


def _yes_no(_box: Box, value: object, _targets: frozenset[str]) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise _Bad(N_("Phải là true, false hoặc null."))


def _choice(box: Box, value: object, _targets: frozenset[str]) -> str:
    codes = [choice.code for choice in box.choices]
    if not isinstance(value, str) or (value and value not in codes):
        raise _Bad(N_("Phải là một trong: %(codes)s, hoặc chuỗi rỗng."), codes=", ".join(codes))
    return value


def _target(_box: Box, value: object, targets: frozenset[str]) -> str:
    if not isinstance(value, str) or (value and value not in targets):
        raise _Bad(N_("Không có mã chỉ tiêu này trong danh mục."))
    return value


def _phase(_box: Box, value: object, _targets: frozenset[str]) -> str:
    if not isinstance(value, str) or (value and not ROW_ID.fullmatch(value)):
        raise _Bad(N_("Phải là mã của một dòng giai đoạn trong lộ trình."))
    return value


def _systems(_box: Box, value: object, _targets: frozenset[str]) -> list[int]:
    if (
        not isinstance(value, list)
        or len(value) > 6
        or any(type(item) is not int or not 1 <= item <= 6 for item in value)
    ):
        raise _Bad(N_("Phải là danh sách số từ 1 đến 6."))
    return sorted(set(value))


_Check = Callable[[Box, object, frozenset[str]], object]
_CHECKS: dict[Kind, _Check] = {
    Kind.LINE: _text,
    Kind.TEXT: _text,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.INTEGER: lambda box, value, _: _whole(box.least, box.most, value),
    Kind.YEAR: lambda box, value, _: _whole(box.least, box.most, value),
    Kind.SCALE: lambda box, value, _: _whole(box.least, box.most, value),
    Kind.MONEY: lambda box, value, _: _whole(0, box.most, value),
    Kind.SYSTEM: lambda _box, value, _: _whole(1, 6, value),
    Kind.INITIATIVE: lambda _box, value, _: _whole(1, 30, value),
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.TARGET: _target,
    Kind.PHASE: _phase,
    Kind.SYSTEMS: _systems,
}


def _shown(key: str) -> str:
    """A key of the file as it may be printed: short, one line, no control characters."""
    plain = "".join(character if character.isprintable() else "?" for character in key[:60])
    return plain or "?"
