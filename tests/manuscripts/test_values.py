"""Numbers, money, days and choices as people write them; what is not certain is refused, never guessed."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manuscripts import values
from proposals import documents
from proposals.template import PARTS, Box, Kind, Rows, next_named
from tests.manuscripts.papers import NAMES


def box(path: str) -> Box:
    part, *codes = path.split(".")
    held: Any = next(each for each in PARTS if each.code == part)
    for code in codes:
        held = next_named(held.boxes, code)
    assert isinstance(held, Box)
    return held


MONEY = box("resources.finance.other")


@pytest.mark.parametrize(
    ("text", "unit", "dong"),
    [
        ("1.250,5 triệu đồng", 10**6, 1_250_500_000),
        ("12 tỷ", 10**6, 12 * 10**9),
        ("12,5 tỉ đồng", 10**6, 12_500_000_000),
        ("500.000.000 đ", 10**6, 500_000_000),
        ("500000000 VNĐ", 10**6, 500_000_000),
        ("9.800", 10**6, 9_800_000_000),
        ("9,8", 10**9, 9_800_000_000),
        ("300 nghìn đồng", 10**6, 300_000),
        ("7 trđ", 1, 7_000_000),
        ("0", 10**6, 0),
        ("…", 10**6, None),
        ("-", 10**6, None),
    ],
)
def test_money_is_read_with_its_own_unit_or_that_of_its_head(text: str, unit: int, dong: int | None) -> None:
    assert values.read(MONEY, [text], NAMES, unit=unit).value == dong


@pytest.mark.parametrize("text", ["khoảng 5 tỷ", "5-7 tỷ", "5 USD", "-3", "1,234.5", "0,0000001", "1e9", "mười tỷ"])
def test_money_that_is_not_certain_is_refused(text: str) -> None:
    with pytest.raises(values.Unread):
        values.read(MONEY, [text], NAMES)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Đơn vị tính: tỷ đồng", 10**9),
        ("ĐVT: triệu đồng", 10**6),
        ("Ngân sách nhà nước (tỉ đồng)", 10**9),
        ("Kinh phí (đồng)", 1),
        ("Ngân sách nhà nước", None),
        ("Tỉ lệ hoàn thành", None),
    ],
)
def test_the_unit_of_a_head(text: str, unit: int | None) -> None:
    assert values.money_unit(text) == unit


@pytest.mark.parametrize(
    ("text", "latest", "earliest"),
    [
        ("31/12/2028", "2028-12-31", "2028-12-31"),
        ("1.7.2027", "2027-07-01", "2027-07-01"),
        ("ngày 2 tháng 9 năm 2027", "2027-09-02", "2027-09-02"),
        ("Trước 30/06/2027", "2027-06-30", "2027-06-30"),
        ("tháng 2/2028", "2028-02-29", "2028-02-01"),
        ("02-2027", "2027-02-28", "2027-02-01"),
        ("Quý IV/2028", "2028-12-31", "2028-10-01"),
        ("quí 1 năm 2027", "2027-03-31", "2027-01-01"),
        ("năm 2030", "2030-12-31", "2030-01-01"),
    ],
)
def test_days(text: str, latest: str, earliest: str) -> None:
    end, start = box("roadmap.phases.end"), box("roadmap.phases.start")
    assert values.read(end, [text], NAMES).value == latest
    assert values.read(start, [text], NAMES, latest=False).value == earliest


@pytest.mark.parametrize(
    "text", ["31/02/2028", "cuối năm", "13/2028", "Quý V/2028", "1/1/28", "2028-2030", "tháng 0/2027"]
)
def test_no_days(text: str) -> None:
    with pytest.raises(values.Unread):
        values.read(box("roadmap.phases.end"), [text], NAMES)


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("title.main_system", "HT4", 4),
        ("title.main_system", "Hệ thống 4", 4),
        ("title.main_system", "Hệ thống chiến lược số 4", 4),
        ("title.main_system", NAMES.systems[2], 2),
        ("title.main_system", f"2. {NAMES.systems[2]}", 2),
        ("title.related_systems", "HT1, HT4 và HT6", [1, 4, 6]),
        ("title.related_systems", "3; 1", [1, 3]),
        ("title.related_systems", f"1. {NAMES.systems[1]} 4. {NAMES.systems[4]}", [1, 4]),
        ("title.initiative", "Sáng kiến số 10", 10),
        ("title.initiative", "SK02", 2),
        ("title.kind", "chi tiet hoa", "detailing"),
        ("title.kind", "☐ Đề xuất sáng kiến đột phá mới ☒ Chi tiết hóa một sáng kiến trong danh mục", "detailing"),
        ("title.strategic_technology", "Có", True),
        ("title.strategic_technology", "☐ Có ☒ Không", False),
        ("title.project_group", "A", "A"),
        ("title.project_group", "nhóm b", "B"),
        ("lead_unit.unit_type", "ĐỊA PHƯƠNG", "locality"),
        ("kpis.items.tier", "Tầng 2", "2"),
        ("kpis.items.type", "đầu  ra", "output"),
        ("outputs.items.type", "Sản phẩm thương mại hoá", "commercial"),
        ("objectives.specific.target", "40%", "40"),
        ("objectives.specific.target", "1.234,50", "1234.5"),
        ("risks.items.impact", "4/5", 4),
        ("risks.items.impact", "4 - Cao", 4),
        ("resources.people.count", "25 người", 25),
        ("contribution.targets.target", "kh30-01 – Tỉ lệ doanh nghiệp…", "KH30-01"),
        ("contribution.targets.target", NAMES.targets["KH30-02"].text, "KH30-02"),
        ("lead_unit.contact_email", "<a@b.example>", "a@b.example"),
        ("lead_unit.contact_phone", "024 3825 1234", "024 3825 1234"),
    ],
)
def test_choices_codes_and_numbers(path: str, text: str, value: object) -> None:
    assert values.read(box(path), [text], NAMES).value == value


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("title.main_system", "7"),
        ("title.main_system", "nhiều hệ thống"),
        ("title.initiative", "31"),
        ("title.kind", "☒ Đề xuất sáng kiến đột phá mới ☒ Chi tiết hóa"),
        ("lead_unit.unit_type", "Cơ sở giáo dục"),
        ("objectives.specific.target", ">= 40"),
        ("objectives.specific.target", "40-50"),
        ("objectives.specific.target", "9" * 40),
        ("risks.items.impact", "4,5"),
        ("risks.items.impact", "4/10"),
        ("contribution.targets.target", "KH99-99"),
        ("lead_unit.contact_email", "xin hỏi văn thư"),
        ("coordination.units.name", "x" * 301),
    ],
)
def test_what_fits_no_box_is_refused(path: str, text: str) -> None:
    with pytest.raises(values.Unread):
        values.read(box(path), [text], NAMES)


def every_box(boxes: tuple[Box | Rows, ...]) -> list[Box]:
    return [one for held in boxes for one in (every_box(held.boxes) if isinstance(held, Rows) else [held])]


BOXES = [one for part in PARTS for one in every_box(part.boxes)]
_LOOK = documents._Look(frozenset(NAMES.targets))


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(BOXES),
    st.lists(st.text(st.sampled_from("0123456789.,:/-–% ☒xXHTtỷtriệu đồngNăm Quý IV()\t\n"), max_size=40), max_size=3),
)
def test_whatever_is_read_is_what_typing_could_have_made(one: Box, lines: list[str]) -> None:
    try:
        value = values.read(one, lines, NAMES).value
    except values.Unread:
        return
    if one.kind is not Kind.PHASE:
        _LOOK.faults.clear()
        kept = _LOOK.box(one, value, "x")
        assert _LOOK.faults == []
        assert kept == (value if not isinstance(value, str) or one.kind is not Kind.TEXT else kept)


@pytest.mark.parametrize(
    "text", ["1 " * 20_000 + "x", "HT " * 20_000, "1; " * 20_000 + "!", "(" * 50_000, "ngày " * 20_000]
)
def test_long_nonsense_comes_to_an_end(text: str) -> None:
    for one in BOXES:
        with suppress(values.Unread):
            values.read(one, [text], NAMES)
