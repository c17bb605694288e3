"""Weighted totals, spread and bands: facts that hold for every scorecard."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import arithmetic

CODES = ("a", "b", "c", "d")
weights = st.fixed_dictionaries({code: st.decimals("0.001", "100", places=3) for code in CODES})
marks = st.fixed_dictionaries({code: st.integers(0, 10) for code in CODES})


@given(marks, weights)
def test_a_total_lies_between_the_lowest_and_the_highest_mark(given, weighed):
    found = arithmetic.total(given, weighed)
    assert found is not None
    assert min(given.values()) <= found <= max(given.values())


@given(marks, weights, st.sampled_from(CODES))
def test_a_missing_mark_leaves_no_total_and_is_not_a_zero(given, weighed, code):
    lacking = given | {code: None}
    rest = {other: mark for other, mark in given.items() if other != code}
    assert arithmetic.total(lacking, weighed) is None
    assert arithmetic.partial(lacking, weighed) == arithmetic.partial(rest, weighed)


@given(marks, weights, st.decimals("0.1", "9", places=1))
def test_only_the_proportion_of_the_weights_matters(given, weighed, factor):
    scaled = {code: weight * factor for code, weight in weighed.items()}
    assert arithmetic.total(given, scaled) == arithmetic.total(given, weighed)


@given(st.integers(0, 10), weights)
def test_equal_marks_are_their_own_total(mark, weighed):
    assert arithmetic.total(dict.fromkeys(CODES, mark), weighed) == mark


def test_equal_weights_give_the_plain_mean():
    assert arithmetic.total({"a": 7, "b": 8, "c": 8}, dict.fromkeys("abc", Decimal(1))) == Decimal("7.667")


def test_a_heavier_criterion_counts_for_more():
    assert arithmetic.total({"a": 10, "b": 0}, {"a": Decimal(3), "b": Decimal(1)}) == Decimal("7.5")


def test_a_mark_for_something_else_is_ignored():
    assert arithmetic.total({"a": 4, "other": 10}, {"a": Decimal(1)}) == Decimal(4)
    assert arithmetic.total({}, {}) is None


@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), max_size=9))
def test_the_spread_is_of_the_marks_that_are_there(values):
    held = [value for value in values if value is not None]
    found = arithmetic.spread(values)
    if not held:
        assert found is None
        return
    assert found is not None
    assert (found.count, found.lowest, found.highest) == (len(held), min(held), max(held))
    assert found.lowest <= found.mean <= found.highest
    assert found.width == max(held) - min(held)


@given(st.integers(5, 100))
def test_bands_cover_the_scale_without_gap_or_overlap(highest):
    found = arithmetic.bands(highest)
    assert len(found) == 5
    assert [mark for low, top in found for mark in range(low, top + 1)] == list(range(highest + 1))


def test_the_scale_to_ten_has_the_bands_of_the_first_set():
    assert arithmetic.bands(10) == [(0, 2), (3, 4), (5, 6), (7, 8), (9, 10)]


def test_a_scale_too_short_for_five_bands_is_refused():
    with pytest.raises(ValueError, match="band"):
        arithmetic.bands(4)
