"""Appendix I as a Word template, drawn from `proposals.template`: styles, headings, tables, the marks docxtpl fills.

Nobody keeps a template file that could fall behind the form: the file is drawn anew when a process first needs it.
Paper: A4, margins 20/20/30/15 mm, Times New Roman 14, justified, first line 10 mm in, page number centred at the top
from page 2, the head of a table repeated on every page (Decree 30/2020/NĐ-CP, Appendix I). The plan's template bears no
national header and an appendix has none by the decree, so there is none.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from manuscripts.walking import TYPED_STYLE
from proposals.template import PARTS, Box, Kind, Part, Rows, next_named

FONT = "Times New Roman"
CAPTION = "Phụ lục I"
NAME = "Mẫu đề xuất Sáng kiến đột phá"
ATTACHED = (
    "(Theo Phụ lục I, Mục II, Kế hoạch số 01-KH/BCĐTW ngày 02/6/2025 của Ban Chỉ đạo Trung ương về phát triển "
    "khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số)"
)
MILLIONS = "Đơn vị: triệu đồng"
SMART = "Thuyết minh theo tiêu chí SMART"
NUMBER = "STT"
TOTAL = "Cộng"
PICK = "(chọn: %s)"
DAY = "(ngày/tháng/năm)"

SENTENCES = frozenset({CAPTION, NAME, ATTACHED, MILLIONS, SMART})
"""What the template itself says between headings; never taken for somebody's text."""

TABLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "objectives.specific": (
        ("statement", "measure", "baseline", "target", "unit", "deadline", "responsible"),
        ("specific", "measurable", "achievable", "relevant", "time_bound"),
    ),
}
"""Rows too wide for one table: their boxes by table, joined by the number of the row. Others stand in one table."""

WIDE = frozenset({"kpis", "risks"})
"""Parts printed across the page."""

_WEIGHT = {
    Kind.TEXT: 34,
    Kind.LINE: 26,
    Kind.CHOICE: 22,
    Kind.MONEY: 26,
    Kind.TARGET: 40,
    Kind.SYSTEM: 26,
    Kind.PHASE: 46,
}
_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.SCALE, Kind.YEAR})
_NARROW = {
    "unit": 17,
    "count": 13,
    "quantity": 19,
    "years": 20,
    "number": 34,
    "type": 20,
    "targets": 24,
    "milestones": 40,
}


def tables_of(part: Part, table: Rows) -> tuple[tuple[Box | Rows, ...], ...]:
    """The boxes of each Word table that together hold the rows; every box of the template is in exactly one."""
    named = TABLES.get(f"{part.code}.{table.code}")
    if named is None:
        return (table.boxes,)
    left = tuple(box for box in table.boxes if not any(box.code in codes for codes in named))
    split = [tuple(next_named(table.boxes, code) for code in codes) for codes in named]
    return (*split, left) if left else tuple(split)


def mark(part: Part, box: Box | Rows) -> str:
    """The name of a box in the template's context."""
    return f"{part.code}__{box.code}"


@cache
def template() -> bytes:
    """The template file with its marks, the same bytes throughout a process."""
    document = Document()
    _clear(document)
    _styles(document)
    _page(document.sections[0], wide=False)
    _head(document)
    wide = False
    for number, part in enumerate(PARTS, start=1):
        if (part.code in WIDE) != wide:
            wide = not wide
            _page(document.add_section(WD_SECTION.NEW_PAGE), wide=wide)
        _part(document, number, part, wide=wide)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


# --- paper ------------------------------------------------------------------------------------------------------------


def _clear(document: Any) -> None:
    """Take out what the library's own blank file says: its maker, its date, its preview picture."""
    told = document.core_properties
    told.author = told.last_modified_by = told.comments = told.keywords = told.subject = ""
    told.title = NAME
    told.language = "vi-VN"
    for key, link in list(document.part.package.rels.items()):
        if link.reltype.endswith("/thumbnail"):
            del document.part.package.rels[key]


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    _font(normal, 14)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = Pt(18)
    for name, size, italic in (("Heading 1", 14, False), ("Heading 2", 14, True)):
        style = document.styles[name]
        _font(style, size)
        style.font.bold, style.font.italic = True, italic
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = Pt(12 if name == "Heading 1" else 6)
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.first_line_indent = Mm(0 if name == "Heading 1" else 10)
        style.paragraph_format.keep_with_next = True
    typed = document.styles.add_style(TYPED_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    typed.base_style = normal
    typed.paragraph_format.first_line_indent = Mm(10)
    typed.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    cell = document.styles.add_style("Ô bảng", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = normal
    cell.font.size = Pt(12)
    cell.paragraph_format.space_after = Pt(2)
    cell.paragraph_format.line_spacing = 1.0
    small = document.styles.add_style("Ô bảng nhỏ", WD_STYLE_TYPE.PARAGRAPH)
    small.base_style = cell
    small.font.size = Pt(11)
    guide = document.styles.add_style("Gợi ý", WD_STYLE_TYPE.PARAGRAPH)
    guide.base_style = normal
    guide.font.italic = True
    guide.font.size = Pt(13)
    guide.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _font(style: Any, size: int) -> None:
    style.font.name = FONT
    style.font.size = Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for place in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(place), FONT)
    for place in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(place), None)
    language = style.element.rPr.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        style.element.rPr.append(language)
    language.set(qn("w:val"), "vi-VN")


def _page(section: Any, *, wide: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.top_margin, section.bottom_margin = (Mm(30), Mm(15)) if wide else (Mm(20), Mm(20))
    section.left_margin, section.right_margin = (Mm(20), Mm(20)) if wide else (Mm(30), Mm(15))
    section.header_distance = section.footer_distance = Mm(10)


def _head(document: Any) -> None:
    first = document.sections[0]
    first.different_first_page_header_footer = True
    number = first.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "2"
    run.append(text)
    field.append(run)
    number._p.append(field)
    for footer in (first.footer, first.first_page_footer):
        below = footer.paragraphs[0]
        below.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        told = below.add_run("{{ origin }}")
        told.font.size = Pt(10)
        told.italic = True
    for words, bold, italic, after in (
        (CAPTION, True, False, 0),
        (NAME.upper(), True, False, 0),
        (ATTACHED, False, True, 12),
    ):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(after)
        run = paragraph.add_run(words)
        run.bold, run.italic = bold, italic


# --- parts ------------------------------------------------------------------------------------------------------------


def _part(document: Any, number: int, part: Part, *, wide: bool) -> None:
    document.add_paragraph(f"{number}. {part.label}", style="Heading 1")
    document.add_paragraph(f"{{%p if guide['{part.code}'] %}}")
    document.add_paragraph(f"{{{{ guide['{part.code}'] }}}}", style="Gợi ý")
    document.add_paragraph("{%p endif %}")
    items = _items(part)
    letters = iter("abcdefgh")
    for item in items:
        if len(items) > 1 and not isinstance(item, list):
            document.add_paragraph(f"{next(letters)}) {item.label}", style="Heading 2")
        if isinstance(item, list):
            _facts(document, part, item)
        elif isinstance(item, Rows):
            _rows(document, part, item, width=257 if wide else 165)
        else:
            _lines(document.add_paragraph, f"c['{mark(part, item)}']", TYPED_STYLE)


def _items(part: Part) -> list[list[Box] | Box | Rows]:
    """The boxes in order, neighbouring short ones gathered into one table of facts."""
    items: list[list[Box] | Box | Rows] = []
    for box in part.boxes:
        if isinstance(box, Rows) or (box.kind is Kind.TEXT and box.most > 2000):
            items.append(box)
        elif items and isinstance(items[-1], list):
            items[-1].append(box)
        else:
            items.append([box])
    return items


def _lines(add: Any, name: str, style: str, *, right: bool = False) -> None:
    """One paragraph for each line of a text; docxtpl takes the first and the last of the three away."""
    add(f"{{%p for line in {name} %}}", style=style)
    paragraph = add("{{ line }}", style=style)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    add("{%p endfor %}", style=style)


def _facts(document: Any, part: Part, boxes: list[Box]) -> None:
    table = _table(document, [55, 110])
    for box in boxes:
        cells = table.add_row().cells
        label = cells[0].paragraphs[0]
        label.style = "Ô bảng"
        label.add_run(box.label).bold = True
        hint = hint_of(box)
        if hint:
            _keep(label.add_run(" " + hint)).italic = True
        _fill(cells[1], f"c['{mark(part, box)}']", "Ô bảng")
    _space(document)


def hint_of(box: Box | Rows) -> str:
    """What an answer looks like, printed beside the label."""
    if isinstance(box, Rows):
        return ""
    if box.kind is Kind.CHOICE:
        return PICK % "; ".join(choice.label for choice in box.choices)
    if box.kind is Kind.YES_NO:
        return PICK % "Có; Không"
    return DAY if box.kind is Kind.DATE else ""


def _rows(document: Any, part: Part, table: Rows, *, width: int) -> None:
    money = part.code == "resources" and table.code == "finance"
    for position, boxes in enumerate(tables_of(part, table)):
        if position:
            document.add_paragraph(SMART, style="Gợi ý").paragraph_format.keep_with_next = True
        if money:
            unit = document.add_paragraph(MILLIONS, style="Gợi ý")
            unit.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            unit.paragraph_format.keep_with_next = True
        _grid(document, part, table, boxes, width, money=money)


def _grid(document: Any, part: Part, table: Rows, boxes: tuple[Box | Rows, ...], width: int, *, money: bool) -> None:
    made = _table(document, _widths(boxes, width, money=money))
    style = "Ô bảng nhỏ" if len(boxes) > 5 else "Ô bảng"
    whole = all(isinstance(box, Box) and box.most <= 2000 for box in boxes)
    _header(made.add_row(), [NUMBER, *(box.label for box in boxes), *([TOTAL] if money else [])], style)
    name = mark(part, table)
    _only(made.add_row(), f"{{%tr for row in c['{name}'] %}}")
    row = made.add_row()
    if whole:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    row.cells[0].paragraphs[0].style = style
    row.cells[0].paragraphs[0].add_run("{{ loop.index }}")
    row.cells[0].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    for cell, box in zip(row.cells[1:], boxes, strict=False):
        right = isinstance(box, Box) and box.kind in _NUMBERS
        _fill(cell, f"row['{box.code}']", style, right=right)
    if money:
        _fill(row.cells[-1], "row['total']", style, right=True)
    _only(made.add_row(), "{%tr endfor %}")
    if money:
        sums = made.add_row()
        sums.cells[1].paragraphs[0].style = style
        sums.cells[1].paragraphs[0].add_run(TOTAL).bold = True
        sources = [box for box in boxes if isinstance(box, Box) and box.kind is Kind.MONEY]
        for cell, code in zip(sums.cells[2:], [*(box.code for box in sources), "all"], strict=True):
            _fill(cell, f"sums['{code}']", style, right=True)
    _space(document)


_FIXED = {Kind.DATE: 21.5, Kind.YEAR: 13.0}
"""Millimetres of a column whose text has one length."""


def _widths(boxes: tuple[Box | Rows, ...], width: int, *, money: bool) -> list[float]:
    """The columns' widths in millimetres, that of the row's number first."""
    fixed = [_FIXED.get(box.kind, 0.0) if isinstance(box, Box) else 0.0 for box in boxes]
    weights = [0.0 if held else _weight(box) for held, box in zip(fixed, boxes, strict=True)]
    extra = [26.0] if money else []
    scale = (width - 10.5 - sum(fixed)) / sum([*weights, *extra])
    return [
        10.5,
        *(held or weight * scale for held, weight in zip(fixed, weights, strict=True)),
        *(weight * scale for weight in extra),
    ]


def _weight(box: Box | Rows) -> float:
    if box.code in _NARROW:
        return _NARROW[box.code]
    return _WEIGHT.get(box.kind, 14) if isinstance(box, Box) else 30


def _table(document: Any, widths: list[float]) -> Any:
    table = document.add_table(rows=0, cols=len(widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    look = table._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "57")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    look.append(margins)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _header(row: Any, labels: list[str], style: str) -> None:
    repeated = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(repeated)
    for cell, label in zip(row.cells, labels, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.style = style
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(label).bold = True


def _only(row: Any, words: str) -> None:
    row.cells[0].paragraphs[0].add_run(words)


def _fill(cell: Any, name: str, style: str, *, right: bool = False) -> None:
    cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
    _lines(cell.add_paragraph, name, style, right=right)


def _keep(run: Any) -> Any:
    run.bold = False
    run.font.size = Pt(11)
    return run


def _space(document: Any) -> None:
    """Word needs a paragraph between two tables; it is kept low."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(8)
