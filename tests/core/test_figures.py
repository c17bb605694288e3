"""A figure is one and the same however it is written; dates, years and numbers of documents are none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.figures import Bound, figures
from core.words import format_money, format_number


def read(text: str) -> list[tuple[str, str, str, str]]:
    """Each figure as (low, high, unit, bound)."""
    return [(f"{each.low:f}", f"{each.high:f}", each.unit, each.bound.value) for each in figures(text)]


def one(value: str, unit: str = "", bound: str = "exact") -> list[tuple[str, str, str, str]]:
    return [(value, value, unit, bound)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.250,5 tỷ đồng", one("1250500000000.0", "VND")),
        ("120 tỉ", one("120000000000")),
        ("1 tỉ 250 triệu đồng", one("1250000000", "VND")),
        ("146 000 triệu đồng", one("146000000000", "VND")),
        ("25 nghìn tỉ đồng", one("25000000000000", "VND")),
        ("hai mươi lăm nghìn tỉ đồng", one("25000000000000", "VND")),
        ("hai mươi tám tỉ đồng", one("28000000000", "VND")),
        ("120 triệu đô la Mỹ", one("120000000", "USD")),
        ("3,2 %", one("3.2", "%")),
        ("chín mươi phần trăm", one("90", "%")),
        ("trên 40.000 gói", one("40000", bound="least")),
        ("không quá 700 triệu đồng", one("700000000", "VND", "most")),
        ("khoảng 150 tỉ đồng", one("150000000000", "VND", "about")),
        ("10 trạm trở lên", one("10", bound="least")),
        ("từ 10 đến 30 giờ", [("10", "30", "", "exact")]),
        ("2 - 4 điểm", [("2", "4", "", "exact")]),
        ("Nghị quyết số 57-NQ/TW ngày 22/12/2024, Quyết định số 21/2026/QĐ-TTg, Luật số 134/2025/QH15", []),
        ("giai đoạn 2027-2030, đến năm 2030, quý IV/2028, tháng 6 năm 2029, ngày 02/6/2025", []),
        ("hàng trăm nghìn tỉ đồng; hai mươi năm qua; CH4, GD1, 24/7", one("20")),
        ("", []),
    ],
)
def test_figures(written, meant):
    assert read(written) == meant


def test_rounding_to_the_last_digit_written_is_no_disagreement():
    [whole], [fine] = figures("146 tỉ đồng"), figures("146,0 tỉ đồng")
    assert whole.allows(Decimal("146300000000")) and not whole.allows(Decimal("146600000000"))
    assert not fine.allows(Decimal("146300000000"))


def test_about_allows_a_twentieth_and_bounds_their_whole_side():
    [about], [least], [most] = figures("khoảng 150 tỉ"), figures("trên 150 tỉ"), figures("tối đa 150 tỉ")
    assert about.bound is Bound.ABOUT
    assert about.allows(Decimal(146 * 10**9)) and not about.allows(Decimal(140 * 10**9))
    assert least.allows(Decimal(10**12)) and not least.allows(Decimal(140 * 10**9))
    assert most.allows(Decimal(1)) and not most.allows(Decimal(160 * 10**9))


@given(st.integers(min_value=1, max_value=10**15 - 1))
def test_money_as_the_product_writes_it_is_read_back_whole(dong):
    [figure] = figures(f"Tổng kinh phí là {format_money(dong, 'vi')}.")
    assert (figure.low, figure.unit) == (Decimal(dong), "VND")


@given(st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False))
def test_numbers_as_the_product_writes_them_are_read_back(value):
    [figure] = figures(f"đạt {format_number(value, 'vi')} %")
    assert (figure.low, figure.unit) == (value, "%")


@given(st.text(alphabet=st.sampled_from("0123456789.,- –%/đồngtỉnăm hai mươi trămİ\u00a0\n"), max_size=80))
def test_whatever_is_typed_a_figure_stays_inside_its_text(text):
    last = 0
    for figure in figures(text):
        assert last <= figure.start < figure.end <= len(text)
        assert figure.low <= figure.high
        last = figure.end
