"""A content document reads in words: codes named, figures as people write them, nothing lost, nothing invented."""

from __future__ import annotations

from typing import Any

from proposals.reading import Fact, MoneyTable, Names, Reader, Table, TargetName, read, show
from proposals.template import PARTS, Box, Choice, Kind, blank_content
from tests.factories import content

NAMES = Names(
    systems={2: "Hệ thống hai", 4: "Hệ thống bốn"},
    initiatives={14: "Y tế số"},
    targets={"KH30-01": TargetName(code="KH30-01", text="Doanh nghiệp đổi mới", source="Kế hoạch 01-KH/BCĐTW")},
)
VI = Reader(say=str, locale="vi", names=NAMES)
EN = Reader(say=str.upper, locale="en", names=NAMES)


def box(kind: Kind, **more: Any) -> Box:
    return Box(code="x", label="X", kind=kind, **more)


def test_every_kind_of_value_reads_as_people_write_it() -> None:
    choices = (Choice(code="a", label="Nhóm A"),)
    said = [
        show(box(Kind.LINE), "một dòng", VI).text,
        show(box(Kind.TEXT), "một\nhai", VI).lines,
        show(box(Kind.DECIMAL), "1234567.5", VI).text,
        show(box(Kind.DECIMAL), "1234567.5", EN).text,
        show(box(Kind.MONEY), 12_800_000_000, VI).text,
        show(box(Kind.INTEGER), 12000, VI).text,
        show(box(Kind.YEAR), 2028, VI).text,
        show(box(Kind.DATE), "2028-12-31", VI).text,
        show(box(Kind.YES_NO), False, VI).text,
        show(box(Kind.CHOICE, choices=choices), "a", EN).text,
        show(box(Kind.SYSTEM), 4, VI).text,
        show(box(Kind.SYSTEMS), [2, 4], VI).lines,
        show(box(Kind.INITIATIVE), 14, VI).text,
    ]
    assert said == [
        "một dòng",
        ("một", "hai"),
        "1.234.567,5",
        "1,234,567.5",
        "12,8 tỉ đồng",
        "12.000",
        "2028",
        "31/12/2028",
        "Không",
        "NHÓM A",
        "4. Hệ thống bốn",
        ("2. Hệ thống hai", "4. Hệ thống bốn"),
        "14. Y tế số",
    ]


def test_a_target_shows_its_words_its_code_and_its_source() -> None:
    shown = show(box(Kind.TARGET), "KH30-01", VI)
    assert (shown.text, shown.note) == ("Doanh nghiệp đổi mới", "KH30-01 · Kế hoạch 01-KH/BCĐTW")


def test_codes_the_catalogue_does_not_know_are_shown_rather_than_hidden() -> None:
    assert [
        show(box(kind), value, VI).text for kind, value in ((Kind.TARGET, "X1"), (Kind.SYSTEM, 9), (Kind.CHOICE, "z"))
    ] == [
        "X1",
        "9",
        "z",
    ]


def test_an_empty_proposal_reads_as_fourteen_empty_parts() -> None:
    parts = read(blank_content(), VI)
    assert [part.code for part in parts] == [part.code for part in PARTS]
    assert all(part.empty for part in parts)
    assert read({}, VI) == parts


def test_no_text_of_a_sample_is_lost() -> None:
    held = content("P05")
    said: list[str] = []
    for part in read(held, VI):
        for item in part.items:
            if isinstance(item, Fact):
                said.append(item.value.text)
            elif isinstance(item, Table):
                for row in item.rows:
                    said += [cell.text for cell in row.cells] + [fact.value.text for fact in row.beneath]
    whole = "\n".join(said)
    missing = [text for part in PARTS for text in _texts(held[part.code]) if text not in whole]
    assert missing == []


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [
            text
            for key, inner in value.items()
            if key not in ("id", "phase", "kind", "finance")
            for text in _texts(inner)
        ]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) and " " in value else []


def test_money_reads_by_phase_with_totals_shares_and_money_left_without_a_phase() -> None:
    held = blank_content()
    held["roadmap"]["phases"] = [{"id": "a", "name": "Thí điểm"}, {"id": "b", "name": ""}]
    held["resources"]["finance"] = [
        {"id": "1", "phase": "a", "state_budget": 1_500_000_000, "socialised": 0, "other": None},
        {"id": "2", "phase": "gone", "state_budget": None, "socialised": 500_250_000, "other": None},
    ]
    part = next(part for part in read(held, VI) if part.code == "resources")
    table = part.items[0]
    assert isinstance(table, MoneyTable)
    assert table.rows == (
        {"label": "Thí điểm", "values": ["1.500", "0", "–"]},
        {"label": "2", "values": ["–", "–", "–"]},
        {"label": "Giai đoạn không còn trong lộ trình", "values": ["–", "500,25", "–"]},
    )
    assert table.totals == {"rows": ["1.500", "0", "500,25"], "columns": ["1.500", "500,25", "0"], "all": "2.000,25"}
    assert table.shares == "Ngân sách nhà nước 75,0 %, Xã hội hóa 25,0 %, Nguồn khác 0,0 %"
    assert table.total == "2.000,25 triệu đồng"


def test_rows_inside_rows_read_on_lines_of_their_own() -> None:
    held = blank_content()
    held["kpis"]["items"] = [
        {
            "id": "k",
            "name": "Tỉ lệ",
            "baseline": "3.5",
            "baseline_year": 2025,
            "targets": [{"id": "t", "year": 2027, "value": "30"}],
        }
    ]
    table = next(part for part in read(held, VI) if part.code == "kpis").items[0]
    assert isinstance(table, Table)
    [row] = table.rows
    baseline = row.cells[[column.code for column in table.columns].index("baseline")]
    assert (baseline.text, baseline.note) == ("3,5", "2025")
    assert [(fact.code, fact.value.text) for fact in row.beneath] == [("targets", "2027: 30")]


def test_what_is_not_a_content_document_reads_as_empty_instead_of_failing() -> None:
    assert read({"title": [], "objectives": {"specific": "x"}, "resources": None}, VI) == read({}, VI)
