"""Days, months, quarters, years and spans as people write them; what does not exist is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import months, periods


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ngày 31/12/2028", ["2028-12-31 2028-12-31"]),
        ("ngày 31 tháng 12 năm 2028", ["2028-12-31 2028-12-31"]),
        ("tháng 6 năm 2029, tháng 02/2028", ["2029-06-01 2029-06-30", "2028-02-01 2028-02-29"]),
        ("quý IV/2028 và quý 1 năm 2029", ["2028-10-01 2028-12-31", "2029-01-01 2029-03-31"]),
        ("đến hết năm 2029", ["2029-01-01 2029-12-31"]),
        ("giữa năm 2029", ["2029-04-01 2029-09-30"]),
        ("6 tháng đầu năm 2028", ["2028-01-01 2028-06-30"]),
        ("giai đoạn 2027-2030", ["2027-01-01 2030-12-31 span"]),
        ("từ năm 2027 đến hết năm 2030", ["2027-01-01 2030-12-31 span"]),
        ("trước ngày 30/6/2029", ["2029-06-30 2029-06-30 before"]),
        ("31/02/2028, tháng 13/2028, 2.030 trạm, 2030-2027", []),
    ],
)
def test_periods(written, meant):
    found = periods(written)
    assert [f"{p.first} {p.last}{' span' * p.span}{' before' * p.before}" for p in found] == meant


def test_before_means_every_day_up_to_it():
    [period] = periods("trước ngày 30/6/2029")
    assert period.holds(date(2029, 1, 1)) and not period.holds(date(2029, 7, 1))


def test_durations_are_read_in_months():
    assert [count for count, _, _ in months("trong 36 tháng, tức 3 năm; tháng 6 năm trước")] == [36, 36]


@given(st.text(alphabet=st.sampled_from("0123456789/-– ngàythángnămquýIVtừđến"), max_size=60))
def test_whatever_is_typed_a_period_has_its_first_day_first(text):
    for period in periods(text):
        assert period.first <= period.last and 0 <= period.start < period.end <= len(text)
