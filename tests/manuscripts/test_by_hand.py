"""Files nobody made for us: other headings, other columns, lists, merged cells, frames; what is unclear is listed."""

from __future__ import annotations

from typing import Any

import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from manuscripts.found import Found
from tests.manuscripts import papers
from tests.manuscripts.papers import HABITS, Habit, empty, read, saved, table

MISSING = {
    "objectives.specific": {"responsible", "specific", "measurable", "achievable", "relevant", "time_bound"},
    "kpis.items": {"baseline_year", "frequency", "method", "responsible"},
    "risks.items": {"group", "response", "owner"},
    "requests.items": {"authority", "basis"},
}
"""Columns that the hand-made paper does not have."""
WRITTEN = {"title", "lead_unit", "coordination", "necessity", "objectives", "roadmap", "resources", "kpis", "risks"}
WRITTEN |= {"requests"}


def by_hand_expected() -> Any:
    """Sample P05 as far as the hand-made paper tells it."""
    content = papers.expected("P05")
    for path, codes in MISSING.items():
        part, box = path.split(".")
        for row in content[part][box]:
            for code in codes:
                row.pop(code, None)
    content["title"].pop("strategic_technology", None)
    for code in ("contact_position", "contact_phone", "contact_email"):
        content["lead_unit"].pop(code, None)
    content["resources"] = {"finance": content["resources"]["finance"]}
    return {code: content[code] for code in content if code in WRITTEN}


@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.__name__)
def test_a_paper_made_by_hand_is_understood_whatever_the_habit(habit: Habit) -> None:
    found = read(papers.by_hand(habit))
    assert papers.bare(found.parts) == by_hand_expected()
    assert [(passage.place.head, passage.text) for passage in found.rest] == 3 * [("Mức độ ưu tiên", "Cao")]
    assert found.remarks == ()


def one(part: str, box: str, found: Found) -> Any:
    return papers.bare(found.parts)[part][box]


def test_a_form_of_one_big_table_is_read_row_by_row() -> None:
    document = empty()
    sheet = document.add_table(rows=0, cols=3)
    for number, label, answer in (
        ("STT", "Nội dung", "Trả lời"),
        ("1", "Tên Sáng kiến đột phá", "Kho dữ liệu mở"),
        ("2", "Đơn vị đề xuất/chủ trì dự kiến", "Bộ Y tế"),
        ("3", "Đơn vị phối hợp chính", "- Bộ Công an: cung cấp dữ liệu\n- Bộ Tài chính: bố trí vốn"),
        (
            "4",
            "Sự cần thiết và cơ sở đề xuất",
            "Bối cảnh: Dữ liệu phân tán.\nVấn đề cần giải quyết: Chưa liên thông.",
        ),
        ("", "Ghi chú của văn thư", "đã vào sổ"),
    ):
        cells = sheet.add_row().cells
        cells[0].text, cells[1].text = number, label
        first, *others = answer.split("\n")
        cells[2].text = first
        for line in others:
            cells[2].add_paragraph(line)
    found = read(saved(document))
    assert papers.bare(found.parts) == {
        "title": {"title": "Kho dữ liệu mở"},
        "lead_unit": {"name": "Bộ Y tế"},
        "coordination": {
            "units": [
                {"name": "Bộ Công an", "role": "cung cấp dữ liệu"},
                {"name": "Bộ Tài chính", "role": "bố trí vốn"},
            ]
        },
        "necessity": {"context": "Dữ liệu phân tán.", "problem": "Chưa liên thông."},
    }
    assert [passage.text for passage in found.rest] == ["Ghi chú của văn thư: đã vào sổ"]


def test_merged_cells_two_lines_of_head_and_sums() -> None:
    document = empty()
    document.add_heading("11. Dự kiến nguồn lực", 1)
    document.add_heading("Tài chính (đơn vị tính: tỷ đồng)", 2)
    money = table(document, ["Giai đoạn", "Nguồn vốn", "", "", "Tổng"], [])
    second = money.add_row().cells
    for cell, text in zip(second, ["", "Ngân sách nhà nước", "Xã hội hóa", "Khác", ""], strict=True):
        cell.text = text
    money.cell(0, 1).merge(money.cell(0, 3))
    money.cell(0, 0).merge(money.cell(1, 0))
    for line in (["Giai đoạn 1", "1.250,5", "0", "", "1.250,5"], ["GĐ 2", "12", "3", "500 triệu đồng", "15,5"]):
        for cell, text in zip(money.add_row().cells, line, strict=True):
            cell.text = text
    for cell, text in zip(money.add_row().cells, ["Tổng cộng", "1.300", "3", "0,5", "1.266"], strict=True):
        cell.text = text
    found = read(saved(document))
    assert one("resources", "finance", found) == [
        {"phase": "Giai đoạn 1", "state_budget": 1_250_500_000_000, "socialised": 0},
        {"phase": "GĐ 2", "state_budget": 12_000_000_000, "socialised": 3_000_000_000, "other": 500_000_000},
    ]
    assert [(remark.place.column, remark.values) for remark in found.remarks] == [
        ("state_budget", {"said": 1_300_000_000_000, "counted": 1_262_500_000_000})
    ]


def test_cells_merged_downwards_say_their_text_in_every_row() -> None:
    document = empty()
    document.add_heading("8. Sản phẩm/kết quả đầu ra dự kiến", 1)
    items = table(document, ["Tên sản phẩm", "Loại", "Số lượng", "Đơn vị tính"], [["A", "Ứng dụng", "1", "bộ"]] * 2)
    items.cell(2, 0).text = "B"
    items.cell(2, 1).text = ""
    items.cell(1, 1).merge(items.cell(2, 1))
    assert one("outputs", "items", read(saved(document))) == [
        {"name": "A", "type": "application", "quantity": "1", "unit": "bộ"},
        {"name": "B", "type": "application", "quantity": "1", "unit": "bộ"},
    ]


def test_what_cannot_be_read_is_named_with_its_place_and_touches_nothing() -> None:
    document = empty()
    document.add_paragraph("Mở đầu của công văn")
    document.add_heading("13. Rủi ro chính và giải pháp quản lý", 1)
    document.add_paragraph("Xem thêm phụ lục kèm theo.")
    table(
        document,
        ["STT", "Mô tả rủi ro", "Xác suất (1-5)", "Tác động (1-5)"],
        [["1", "Chậm vốn", "cao", "4"], ["2", "Mất kết nối", "9", "4 - Cao"]],
    )
    found = read(saved(document))
    assert one("risks", "items", found) == [
        {"description": "Chậm vốn", "impact": 4},
        {"description": "Mất kết nối", "impact": 4},
    ]
    told = [(remark.place.row, remark.place.column, remark.text, remark.taken) for remark in found.remarks]
    assert told == [(1, "probability", "cao", False), (2, "probability", "9", False)]
    assert [(passage.place.part, passage.text) for passage in found.rest] == [
        ("", "Mở đầu của công văn"),
        ("risks", "Xem thêm phụ lục kèm theo."),
    ]


def test_a_table_without_any_known_head_is_left_over_with_its_words() -> None:
    document = empty()
    document.add_heading("7. Phạm vi và nội dung thực hiện chính", 1)
    table(document, ["Alpha", "Beta"], [["một", "hai"]])
    found = read(saved(document))
    assert found.parts == {"scope": {}}
    assert [passage.text for passage in found.rest] == ["Alpha | Beta\nmột | hai"]


def test_cards_of_labels_under_a_table_heading_become_rows() -> None:
    document = empty()
    document.add_heading("10. Kế hoạch và lộ trình thực hiện", 1)
    for line in (
        "Tên giai đoạn: Chuẩn bị",
        "Bắt đầu: tháng 1/2027",
        "Kết thúc: Quý II/2027",
        "Tên giai đoạn: Triển khai",
        "Bắt đầu: 01/07/2027",
        "Kết thúc: năm 2028",
    ):
        document.add_paragraph(line)
    document.paragraphs[1].insert_paragraph_before("a) Các giai đoạn").runs[0].bold = True
    found = read(saved(document))
    assert one("roadmap", "phases", found) == [
        {"name": "Chuẩn bị", "start": "2027-01-01", "end": "2027-06-30"},
        {"name": "Triển khai", "start": "2027-07-01", "end": "2028-12-31"},
    ]
    assert [(remark.text, remark.values["read"]) for remark in found.remarks] == [
        ("tháng 1/2027", "2027-01-01"),
        ("Quý II/2027", "2027-06-30"),
        ("năm 2028", "2028-12-31"),
    ]


def test_changes_are_taken_as_accepted_and_hidden_text_as_not_there() -> None:
    document = empty()
    document.add_heading("4. Sự cần thiết và cơ sở đề xuất", 1)
    paragraph = document.add_paragraph("Giữ. ")
    for kind, text_tag, words in (("w:ins", "w:t", "Thêm. "), ("w:del", "w:delText", "Bỏ. ")):
        change, run, text = OxmlElement(kind), OxmlElement("w:r"), OxmlElement(text_tag)
        text.text = words
        text.set(qn("xml:space"), "preserve")
        run.append(text)
        change.append(run)
        paragraph._p.append(change)
    paragraph.add_run("Ẩn.").font.hidden = True
    assert one("necessity", "context", read(saved(document))) == "Giữ. Thêm."


def test_a_heading_inside_another_part_does_not_move_on() -> None:
    document = empty()
    document.add_heading("7. Phạm vi và nội dung thực hiện chính", 1)
    document.add_heading("a) Mục tiêu", 2)
    document.add_heading("4. Sự cần thiết và cơ sở đề xuất", 1)
    document.add_paragraph("Mục tiêu: giảm một nửa thời gian chờ.")
    found = read(saved(document))
    assert found.parts == {"scope": {}, "necessity": {"context": "Mục tiêu: giảm một nửa thời gian chờ."}}
    assert [passage.text for passage in found.rest] == ["a) Mục tiêu"]


def test_the_order_of_the_parts_does_not_matter() -> None:
    document = empty()
    document.add_heading("Kiến nghị cụ thể (nếu có)", 1)
    document.add_paragraph("Cho phép thí điểm", style="List Bullet")
    document.add_heading("Tính đột phá và sáng tạo", 1)
    document.add_paragraph("Lần đầu ở Việt Nam.")
    found = read(saved(document))
    assert papers.bare(found.parts) == {
        "novelty": {"summary": "Lần đầu ở Việt Nam."},
        "requests": {"items": [{"content": "Cho phép thí điểm"}]},
    }


def test_a_slip_of_the_pen_in_a_heading_is_forgiven() -> None:
    document = empty()
    document.add_heading("6. Tính đột phá và sáng tao", 1)
    document.add_paragraph("Mới.")
    document.add_heading("13. Rủi do chính và giải pháp quản lý", 1)
    document.add_paragraph("Chậm vốn: xin cấp sớm", style="List Bullet")
    assert papers.bare(read(saved(document)).parts) == {
        "novelty": {"summary": "Mới."},
        "risks": {"items": [{"description": "Chậm vốn", "prevention": "xin cấp sớm"}]},
    }
