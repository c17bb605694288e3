"""The figures of a proposal agree: planted contradictions are found; what agrees or speaks of other things is not."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.agreement import disagreements
from proposals.coaching import said
from proposals.template import blank_content
from tests.proposals.planting import measured, plant, samples


def told(sample: str, part: str, box: str, sentence: str) -> list[str]:
    """What is said of one planted sentence, in Vietnamese."""
    content = copy.deepcopy(samples()[sample])
    before = disagreements(content)
    plant(content, part, box, sentence)
    return [lack.sentence % said(lack, str, "vi") for lack in disagreements(content) if lack not in before]


def test_the_samples_hold_two_contradictions_and_no_more():
    found = {name: [lack.path for lack in disagreements(content)] for name, content in samples().items()}
    assert {name: paths for name, paths in found.items() if paths} == {
        "P01": ["specific-0-target"],  # 100 % by the end of 2028; its KPI says 60 for that year
        "P05": ["specific-1-target"],  # 30 minutes by the end of 2028; its KPI says 60 for that year
    }


@pytest.mark.parametrize(
    ("name", "found", "missed", "false"), [("tuned", 34, 0, 0), ("held_out", 25, 1, 1), ("wild", 8, 8, 0)]
)
def test_what_is_found_missed_and_invented_is_what_the_decision_says(name, found, missed, false):
    outcome = measured(name)
    assert (outcome.found, len(outcome.missed), len(outcome.false)) == (found, missed, false), outcome


def test_a_sum_is_told_with_what_the_table_adds_up_to():
    sentence = "Tổng kinh phí thực hiện sáng kiến là 164.000 triệu đồng."
    assert told("P01", "resources", "finance_note", sentence) == [
        "Có câu ghi tổng kinh phí là “164.000 triệu đồng”, còn bảng kinh phí cộng ra 146 tỉ đồng."
    ]


def test_a_sentence_that_can_be_read_two_ways_is_left_alone_when_one_agrees():
    either = "Giai đoạn 1 cần 44,5 tỉ đồng; ngân sách nhà nước 112 tỉ đồng."
    assert told("P01", "resources", "finance_note", either) == []


def test_a_value_for_a_year_is_held_against_that_year():
    sentence = "Năm 2028, số nhà thầu tham dự bình quân đạt 3,2 nhà thầu/gói."
    assert told("P01", "contribution", "narrative", sentence) == [
        "Có câu ghi “3,2 nhà thầu/gói” cho năm 2028, còn bảng ghi 2,6 cho “Số nhà thầu tham dự bình quân” trong năm đó."
    ]


def test_nothing_is_said_of_an_empty_table():
    content = blank_content()
    content["resources"]["finance_note"] = "Tổng kinh phí là 120 tỉ đồng, trong đó ngân sách nhà nước chiếm 60%."
    content["objectives"]["general"] = "Đến năm 2030 đề án gồm 4 giai đoạn, hoàn thành toàn bộ đề án trong năm 2031."
    assert disagreements(content) == []


_CUES = [
    "tổng kinh phí",
    "ngân sách nhà nước",
    "xã hội hóa",
    "giai đoạn 1",
    "giai đoạn 2027-2028",
    "120 tỉ đồng",
    "60%",
    "đạt",
    "từ",
    "xuống",
    "năm 2028",
    "trạm",
    "14",
    "hợp phần",
    "gồm",
    "(",
    ")",
    ":",
    ",",
    ".",
    "\n",
    "31/12/2029",
    "trước",
    "nền",
    "đích",
    "trung vị thời gian chờ",
    "phút",
    "tỉ lệ chuyển tuyến",
    "İ",
]
_WORDS = st.sampled_from(_CUES)


@settings(max_examples=60, deadline=None)
@given(st.lists(_WORDS, max_size=40), st.sampled_from(["finance_note", "mechanism"]))
def test_no_sentence_breaks_the_reading(words, box):
    content = copy.deepcopy(samples()["P05"])
    content["resources"][box] = " ".join(words)
    for lack in disagreements(content):
        assert lack.sentence % said(lack, str, "en")
        assert not lack.blocks


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**16) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(_JUNK, st.sampled_from(["objectives", "roadmap", "resources", "kpis", "outputs"]), st.data())
def test_content_of_another_shape_is_read_without_a_fault(junk, part, data):
    content = copy.deepcopy(samples()["P05"])
    table = data.draw(
        st.sampled_from([key for key, value in content[part].items() if isinstance(value, list)] or ["x"])
    )
    content[part][table] = junk
    disagreements(content)
