"""Two versions beside each other: rows known by what they say, moves told as moves, words and cells marked."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.pairing import Pair, pairs
from proposals.reading import Names, Reader
from proposals.redline import PartChange, redline
from proposals.template import PART_BY_CODE, Rows, blank_content
from proposals.wordmarks import Piece, marked
from tests.proposals.planting import samples

VI = Reader(say=str, locale="vi", names=Names())
UNITS = PART_BY_CODE["coordination"].box("units")
assert isinstance(UNITS, Rows)


def unit(id: str, name: str, role: str = "") -> dict[str, Any]:
    return {"id": id, "name": name, "role": role}


A = unit("a", "Bộ Công an", "Cung cấp mẫu hình vi phạm đã có kết luận")
B = unit("b", "Thanh tra Chính phủ", "Thẩm định phương pháp cảnh báo")
C = unit("c", "Kiểm toán nhà nước", "Đối chiếu với kết quả kiểm toán")


def part(old: dict[str, Any], new: dict[str, Any], code: str) -> PartChange:
    return next(change for change in redline(old, new, VI) if change.code == code)


def test_rows_are_known_by_what_they_say_even_when_every_id_is_new():
    new = [
        unit("x1", *list(C.values())[1:]),
        unit("x2", *list(A.values())[1:]),
        unit("x3", B["name"], B["role"] + " rủi ro"),
    ]
    assert pairs(UNITS, [A, B, C], new) == [Pair(old=2, new=0, moved=True), Pair(old=0, new=1), Pair(old=1, new=2)]


def test_an_old_id_with_other_words_is_a_row_gone_and_a_row_come():
    other = unit("b", "Đại học Bách khoa Hà Nội", "Phát triển và kiểm định các mô hình chấm điểm")
    assert pairs(UNITS, [A, B], [A, other]) == [Pair(old=0, new=0), Pair(old=1, new=None), Pair(old=None, new=1)]


def test_a_row_hardly_filled_in_is_known_by_its_id():
    assert pairs(UNITS, [unit("a", "Bộ")], [unit("a", "Ủy ban nhân dân tỉnh", "Thí điểm")]) == [Pair(old=0, new=0)]


def test_nothing_moves_when_a_row_is_put_in_before_the_others():
    assert [pair.moved for pair in pairs(UNITS, [A, B], [C, A, B])] == [False, False, False]


def test_words_that_went_and_came_are_marked():
    old, new = marked("giảm từ hậu kiểm sang phòng ngừa", "giảm từ kiểm tra sau sang phòng ngừa")
    assert old == (Piece(text="giảm từ "), Piece(text="hậu kiểm", mark="del"), Piece(text=" sang phòng ngừa"))
    assert new == (Piece(text="giảm từ "), Piece(text="kiểm tra sau", mark="ins"), Piece(text=" sang phòng ngừa"))


def test_a_figure_is_one_word_and_a_text_written_anew_is_marked_whole():
    assert marked("1.250,5 tỉ", "1.350,5 tỉ")[1] == (Piece(text="1.350,5", mark="ins"), Piece(text=" tỉ"))
    assert marked("một hai ba bốn", "năm sáu bảy tám")[0] == (Piece(text="một hai ba bốn", mark="del"),)


def test_money_is_compared_cell_by_cell_even_when_phases_have_new_ids():
    old = copy.deepcopy(samples()["P01"])
    new = copy.deepcopy(old)
    for index, phase in enumerate(new["roadmap"]["phases"]):
        phase["id"] = f"n{index}"
    for index, line in enumerate(new["resources"]["finance"]):
        line["phase"] = f"n{index}"
    new["resources"]["finance"][1]["state_budget"] = 50_000_000_000
    assert not part(old, new, "roadmap").changed
    [money] = [item for item in part(old, new, "resources").items if item.changed]
    assert [(row.new_label, [(c.old, c.new) for c in row.cells if c.changed]) for row in money.rows if row.differs] == [
        ("Thí điểm", [("46.200", "50.000"), ("62.700", "66.500")]),
        ("Cộng", [("112.000", "115.800"), ("146.000", "149.800")]),
    ]


def test_a_document_against_itself_or_another_shape():
    whole = samples()["P05"]
    assert not any(change.changed for change in redline(whole, copy.deepcopy(whole), VI))
    assert all(change.changed for change in redline(blank_content(), whole, VI) if change.code not in ("requests",))
    redline({}, {"title": None, "objectives": {"specific": "x"}, "roadmap": {"phases": [1, {"id": None}]}}, VI)


_TEXT = st.text(alphabet=st.sampled_from("ab cđ ồ 12.,\n"), max_size=60)


@given(_TEXT, _TEXT)
def test_the_pieces_of_each_side_are_its_text_and_only_marks_differ(old, new):
    left, right = marked(old, new)
    assert ("".join(p.text for p in left), "".join(p.text for p in right)) == (old, new)
    assert {p.mark for p in left} <= {"", "del"} and {p.mark for p in right} <= {"", "ins"}
    assert "".join(p.text for p in left if not p.mark) == "".join(p.text for p in right if not p.mark)


_ROWS = st.lists(
    st.builds(unit, st.sampled_from("abcde"), st.sampled_from(["Bộ Công an", "Sở Y tế", ""]), _TEXT), max_size=7
)


@settings(max_examples=80)
@given(_ROWS, _ROWS)
def test_every_row_stands_in_the_list_once_and_new_rows_in_their_order(old, new):
    found = pairs(UNITS, old, new)
    assert [pair.new for pair in found if pair.new is not None] == list(range(len(new)))
    assert sorted(pair.old for pair in found if pair.old is not None) == list(range(len(old)))
    kept = [pair.old for pair in found if pair.old is not None and pair.new is not None and not pair.moved]
    assert kept == sorted(kept)
