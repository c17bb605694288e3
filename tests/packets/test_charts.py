"""The pictures say every value in words, escape what they are given, and hold at the ends of their range."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from core.pen import FAMILY, fit, tag, width, wrap
from packets.charts import Bar, Milestone, Risk, Span, gantt, money_bars, risk_level, risk_matrix
from scoring.radar import Spoke, radar

SVG = "{http://www.w3.org/2000/svg}"
SOURCES = ("Ngân sách nhà nước", "Xã hội hóa", "Nguồn khác")
HOSTILE = '<script>alert("1")</script> & "Nền tảng"'
MILLION = 10**6


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]


def titles(svg: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter(f"{SVG}title")]


def spoke(label, low=None, mean=None, high=None):
    def number(value):
        return None if value is None else Decimal(value)

    return Spoke(label=label, most=Decimal(10), lowest=number(low), mean=number(mean), highest=number(high))


def six(**changed):
    names = ("Phù hợp", "Đột phá", "Tác động", "Khả thi", "Cấp thiết", "Xã hội hóa")
    return [changed.get(f"at{place}") or spoke(name, 6, "7.25", 8) for place, name in enumerate(names)]


@pytest.mark.parametrize(
    "svg",
    [
        radar(six()),
        radar([]),
        radar([spoke("Một")]),
        money_bars([], SOURCES),
        gantt([]),
        risk_matrix([]),
        gantt([Span(label="A", start=date(2027, 1, 1), end=date(2027, 1, 1))], half=True),
    ],
)
def test_every_picture_is_named_for_those_who_cannot_see_it_and_carries_its_own_letters(svg):
    root = ET.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["font-family"] == FAMILY
    assert root.attrib["aria-label"] == root.findtext(f"{SVG}title")


def test_what_is_typed_never_becomes_markup():
    drawn = [
        radar([spoke(HOSTILE, 1, 2, 3), spoke("b"), spoke("c")]),
        money_bars([Bar(label=HOSTILE, parts=(MILLION, 0, 0))], (HOSTILE, "b", "c")),
        gantt(
            [
                Span(
                    label=HOSTILE,
                    start=date(2027, 1, 1),
                    end=date(2028, 1, 1),
                    milestones=(Milestone(name=HOSTILE, due=date(2027, 5, 1)),),
                )
            ]
        ),
        risk_matrix([Risk(code=HOSTILE, description=HOSTILE, probability=1, impact=1)]),
        tag("text", x=HOSTILE),
    ]
    for svg in drawn:
        assert "<script" not in svg
        ET.fromstring(svg)


def test_the_radar_writes_mean_and_spread_of_each_criterion():
    assert [words for words in texts(radar(six())) if "," in words] == ["7,3 (6,0 – 8,0)"] * 6


def test_a_criterion_nobody_scored_is_said_so_and_breaks_the_line_instead_of_touching_zero():
    whole, broken = radar(six()), radar(six(at2=spoke("Tác động")))
    assert "chưa chấm" in texts(broken)
    assert (whole.count("<circle"), broken.count("<circle")) == (6, 5)
    assert (whole.count('fill-opacity="0.45"'), broken.count('fill-opacity="0.45"')) == (6, 4)


def test_no_score_at_all_still_draws_the_frame():
    assert texts(radar([spoke(str(place)) for place in range(6)])).count("chưa chấm") == 6


def test_money_writes_each_source_each_total_and_the_shares():
    bars = [Bar(label="Chuẩn bị", parts=(38_500 * MILLION, 6_000 * MILLION, 0)), Bar(label="Không", parts=(0, 0, 0))]
    assert texts(money_bars(bars, SOURCES)) == [
        "Đơn vị: tỉ đồng",
        "Chuẩn bị",
        "38,5",
        "6",
        "44,5",
        "Không",
        "0",
        "Ngân sách nhà nước: 38,5 (86,5\u00a0%)",
        "Xã hội hóa: 6 (13,5\u00a0%)",
        "Nguồn khác: 0 (0,0\u00a0%)",
    ]


def test_money_in_english_uses_english_figures():
    bars = [Bar(label="P", parts=(1_234_500 * MILLION, 0, 0))]
    assert "1,234.5" in texts(money_bars(bars, SOURCES, language="en"))


def test_a_part_too_narrow_for_its_value_has_it_written_beneath():
    bars = [Bar(label="P", parts=(500_000 * MILLION, 1_500 * MILLION, 0))]
    assert "1,5" in texts(money_bars(bars, SOURCES, half=True))


def test_no_money_at_all_draws_zeros_and_no_bar():
    svg = money_bars([Bar(label="P", parts=(0, 0, 0))], SOURCES)
    assert "0" in texts(svg)
    assert "Ngân sách nhà nước: 0 (–)" in texts(svg)


def test_twelve_phases_keep_twelve_rows_inside_the_picture():
    spans = [
        Span(label=f"Giai đoạn {year}", start=date(year, 1, 1), end=date(year, 12, 31)) for year in range(2027, 2039)
    ]
    svg = gantt(spans, half=True)
    high = float(ET.fromstring(svg).attrib["height"])
    rows = list(ET.fromstring(svg).iter(f"{SVG}rect"))
    assert len(rows) == 12
    assert all(float(row.attrib["y"]) + float(row.attrib["height"]) <= high for row in rows)


def test_one_phase_shows_its_months_and_its_milestones_with_day_and_name():
    svg = gantt(
        [
            Span(
                label="Thí điểm",
                start=date(2027, 1, 1),
                end=date(2028, 6, 30),
                milestones=(Milestone(name="Nghiệm thu", due=date(2027, 3, 31)),),
            )
        ]
    )
    assert {"01/2027 – 06/2028", "31/03/2027 Nghiệm thu", "2027", "2028"} <= set(texts(svg))


@pytest.mark.parametrize(
    ("start", "end"),
    [(None, None), (date(2027, 1, 1), None), (date(2028, 1, 1), date(2027, 1, 1))],
)
def test_a_phase_without_dates_keeps_its_row(start, end):
    assert "chưa có thời gian" in texts(gantt([Span(label="A", start=start, end=end)]))


def test_a_long_name_is_cut_where_it_stands_and_whole_in_its_title():
    name = "Giai đoạn " + "rất dài " * 30
    svg = gantt([Span(label=name, start=date(2027, 1, 1), end=date(2027, 6, 1))], half=True)
    assert any(words.endswith("…") for words in texts(svg))
    assert name in titles(svg)


def test_all_risks_in_one_cell_show_the_first_and_count_the_rest():
    risks = [Risk(code=f"R{place}", description="x", probability=5, impact=5) for place in range(1, 61)]
    assert texts(risk_matrix(risks))[:4] == ["5", "R1, R2", "R3, R4", "R5, +55"]
    assert any("R60: x" in words for words in titles(risk_matrix(risks)))


def test_a_risk_without_rating_is_named_and_not_placed():
    svg = risk_matrix([Risk(code="R1", description="x", probability=None, impact=3)])
    assert "Chưa xếp hạng: R1" in texts(svg)


def test_the_level_of_a_risk_grows_with_its_product():
    assert [risk_level(weight) for weight in (1, 4, 5, 9, 10, 15, 16, 25)] == [0, 0, 1, 1, 2, 2, 3, 3]


def test_colours_stay_apart_in_grey():
    def grey(fill):
        red, green, blue = (int(fill[place : place + 2], 16) for place in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    fills = re.findall(r'<rect[^>]*fill="(#[0-9a-f]{6})"', money_bars([Bar(label="P", parts=(1, 1, 1))], SOURCES))
    shades = sorted({grey(fill) for fill in fills})
    assert len(shades) == 3
    assert min(after - before for before, after in pairwise(shades)) > 40


def test_text_is_wrapped_to_its_room_and_the_last_line_cut():
    lines = wrap("Khả năng huy động nguồn lực xã hội hóa và nhiều điều khác nữa", 10, 70, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(width(line, 10) <= 70 for line in lines)
    assert fit("ngắn", 10, 100) == "ngắn"
