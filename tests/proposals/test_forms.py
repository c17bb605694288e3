"""The forms are the template: what is stored comes back unchanged, what is typed is read or refused and kept."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from proposals import forms, rowacts
from proposals.template import PART_BY_CODE, PARTS, JsonRow, blank_content, blank_row
from tests.factories import content

SAMPLES = [f"P{number:02d}" for number in range(1, 13)]


@pytest.fixture
def request_context(app: Flask) -> Any:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/", method="POST"):
        yield app
    app.config["WTF_CSRF_ENABLED"] = True


def lists() -> forms.Lists:
    from proposals import queries

    return forms.Lists(names=queries.names("vi"))


def posted(form: Any) -> MultiDict[str, str]:
    """What a browser would send of a page that shows this form untouched."""
    pairs: list[tuple[str, str]] = []
    _collect(form, pairs)
    return MultiDict(pairs)


def _collect(form: Any, pairs: list[tuple[str, str]]) -> None:
    for box in form:
        if hasattr(box, "entries"):
            for row in box.entries:
                _collect(row.form, pairs)
        elif isinstance(box.data, list):
            pairs += [(box.name, code) for code in box.data]
        elif box.name not in ("csrf_token",):
            text = box._value() if hasattr(box, "_value") else box.data
            pairs.append((box.name, str(text).replace("\n", "\r\n")))


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_page_sent_back_untouched_changes_nothing(request_context: Flask, sample: str) -> None:
    held = content(sample)
    for part in PARTS:
        shown = forms.part_form(part, lists(), content=held[part.code])
        typed = rowacts.gather(part.boxes, posted(shown))
        back = forms.part_form(part, lists(), typed=typed)
        assert back.validate(), (part.code, back.errors)
        assert forms.from_form(part.boxes, back) == held[part.code]


def test_a_blank_page_sent_back_is_a_blank_part(request_context: Flask) -> None:
    for part in PARTS:
        typed = rowacts.gather(part.boxes, posted(forms.part_form(part, lists())))
        back = forms.part_form(part, lists(), typed=typed)
        assert back.validate(), (part.code, back.errors)
        assert forms.from_form(part.boxes, back) == blank_row(part.boxes)


def fill(part: str, **texts: str) -> forms.PartForm:
    boxes = PART_BY_CODE[part].boxes
    pairs = [(name.replace("__", "-"), text) for name, text in texts.items()]
    return forms.part_form(PART_BY_CODE[part], lists(), typed=rowacts.gather(boxes, MultiDict(pairs)))


@pytest.mark.parametrize(
    ("part", "box", "text", "sentence"),
    [
        ("resources", "finance__0__other", "mười tỉ", "Hãy nhập một số, ví dụ 1.234,5."),
        ("resources", "finance__0__other", "-1", "Số phải từ 0 đến 1.000.000.000."),
        ("resources", "finance__0__other", "NaN", "Hãy nhập một số, ví dụ 1.234,5."),
        ("resources", "finance__0__other", "1_0", "Hãy nhập một số, ví dụ 1.234,5."),
        ("resources", "people__0__count", "2,5", "Hãy nhập một số nguyên."),
        (
            "objectives",
            "specific__0__deadline",
            "31/02/2028",
            "Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ 31/12/2028.",
        ),
        ("objectives", "specific__0__target", "1e9", "Hãy nhập một số, ví dụ 1.234,5."),
        ("kpis", "items__0__baseline_year", "28", "Hãy nhập năm bốn chữ số, từ 2000 đến 2100."),
        ("kpis", "items__0__tier", "9", "Hãy chọn một mục trong danh sách."),
        ("contribution", "targets__0__target", "KH99-01", "Hãy chọn một mục trong danh sách."),
        ("title", "related_systems", "7", "Hãy chọn một mục trong danh sách."),
        ("lead_unit", "contact_email", "không phải thư", "Hãy nhập địa chỉ thư điện tử, ví dụ lienhe@donvi.example."),
        (
            "lead_unit",
            "contact_phone",
            "abc",
            "Hãy nhập số điện thoại, chỉ gồm chữ số, dấu cách, dấu chấm hoặc gạch nối.",
        ),
        ("title", "title", "x" * 301, "Dài 301 ký tự, quá 1 so với giới hạn 300."),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_box(
    request_context: Flask, part: str, box: str, text: str, sentence: str
) -> None:
    form = fill(part, **{box: text})
    assert not form.validate()
    assert _errors(form) == [(box.replace("__", "-"), sentence)]


def _errors(form: Any) -> list[tuple[str, str]]:
    found = []
    for box in form:
        if hasattr(box, "entries"):
            for row in box.entries:
                found += _errors(row.form)
        elif box.errors:
            found += [(box.name, error) for error in box.errors]
    return found


def test_money_is_typed_in_millions_and_kept_in_dong(request_context: Flask) -> None:
    form = fill("resources", finance__0__state_budget="1.234,5", finance__0__phase="a", finance__0__id="r1")
    assert form.validate()
    assert forms.from_form(PART_BY_CODE["resources"].boxes, form)["finance"] == [
        {"id": "r1", "phase": "a", "state_budget": 1_234_500_000, "socialised": None, "other": None}
    ]


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.decimals(min_value=-(10**15), max_value=10**15, allow_nan=False, allow_infinity=False, places=9))
def test_every_number_shown_in_a_box_is_read_back_as_itself(request_context: Flask, number: Decimal) -> None:
    held = blank_row(PART_BY_CODE["objectives"].boxes)
    row = {**blank_row(PART_BY_CODE["objectives"].box("specific").boxes), "id": "r1", "target": forms.canonical(number)}
    held["specific"] = [row]
    shown = forms.part_form(PART_BY_CODE["objectives"], forms.Lists(), content=held)
    typed = rowacts.gather(PART_BY_CODE["objectives"].boxes, posted(shown))
    back = forms.part_form(PART_BY_CODE["objectives"], forms.Lists(), typed=typed)
    assert back.validate()
    assert forms.from_form(PART_BY_CODE["objectives"].boxes, back) == held


def test_the_grid_has_one_row_for_each_phase_then_the_money_whose_phase_is_gone() -> None:
    phases: list[JsonRow] = [{"id": "a"}, {"id": "b"}]
    money: list[JsonRow] = [{"id": "1", "phase": "gone", "other": 5}, {"id": "2", "phase": "b", "other": 7}]
    rows = forms.grid(money, phases)
    assert [(row["phase"], row.get("other")) for row in rows] == [("a", None), ("b", 7), ("gone", 5)]
    assert [row["id"] for row in forms.without_blank(rows, money)] == ["2", "1"]


# --- row buttons ------------------------------------------------------------------------------------------------------


ROADMAP = PART_BY_CODE["roadmap"].boxes


def tree(**texts: str) -> rowacts.Typed:
    return rowacts.gather(ROADMAP, MultiDict([(name.replace("__", "-"), text) for name, text in texts.items()]))


def press(button: str, typed: rowacts.Typed) -> str | None:
    act = rowacts.read_act(button)
    assert act is not None
    return rowacts.carry_out(act, ROADMAP, typed)


def test_rows_are_added_moved_and_removed_with_their_half_typed_text_and_their_ids() -> None:
    typed = tree(
        phases__0__id="a", phases__0__name="Một", phases__0__start="ba mươi", phases__4__id="b", phases__4__name="Hai"
    )
    assert press("down:phases.0", typed) == "row-phases-1"
    assert press("add:phases.1.milestones", typed) == "row-phases-1-milestones-0"
    new = typed["phases"][1]["milestones"][0]["id"][0]
    assert sorted(rowacts.flat(typed)) == sorted(
        [
            ("phases-0-name", "Hai"),
            ("phases-0-id", "b"),
            ("phases-1-name", "Một"),
            ("phases-1-start", "ba mươi"),
            ("phases-1-id", "a"),
            ("phases-1-milestones-0-id", new),
        ]
    )
    assert press("remove:phases.0", typed) == "row-phases-0"
    assert press("remove:phases.0", typed) == "phases"
    assert typed["phases"] == []


@pytest.mark.parametrize(
    "button",
    ["up:phases.0", "down:phases.0", "remove:phases.7", "add:nothing", "add:phases.5.milestones", "add:phases.0.name"],
)
def test_a_button_for_a_row_that_is_not_there_does_nothing(button: str) -> None:
    typed = tree(phases__0__name="Một", phases__0__id="a")
    before = copy.deepcopy(typed)
    assert press(button, typed) is None
    assert rowacts.flat(typed) == rowacts.flat(before)


@pytest.mark.parametrize(
    "button", ["save", "next", "add:", "add:phases.0", "remove:phases", "eval:phases.0", "add:__class__.0"]
)
def test_other_buttons_are_no_row_buttons(button: str) -> None:
    assert rowacts.read_act(button) is None


def test_a_doubled_or_hostile_row_id_is_replaced() -> None:
    typed = tree(phases__0__id="a", phases__1__id="a", phases__2__id="<script>")
    ids = [row["id"][0] for row in typed["phases"]]
    assert ids[0] == "a"
    assert len(set(ids)) == 3
    assert all(rowacts.ROW_ID.fullmatch(mine) for mine in ids)


def _crowded(typed: rowacts.Typed) -> str:
    form = forms.part_form(PART_BY_CODE["roadmap"], forms.Lists(), typed=typed)
    assert not form.validate()
    return str(form["phases"].errors[0])


def test_too_many_rows_are_named_and_absurdly_many_are_refused_outright(request_context: Flask) -> None:
    typed = tree(**{f"phases__{number}__name": "x" for number in range(13)})
    assert _crowded(typed) == "Có 13 dòng, nhiều hơn mức 12; hãy xóa bớt."
    assert press("add:phases", typed) is None
    with pytest.raises(rowacts.TooMany):
        tree(**{f"phases__{number}__name": "x" for number in range(100)})


def test_every_part_has_a_form_and_nothing_of_the_template_is_left_out(request_context: Flask) -> None:
    for part in PARTS:
        form = forms.part_form(part, lists(), content=blank_content()[part.code])
        assert {box.code for box in part.boxes} <= set(form._fields)
