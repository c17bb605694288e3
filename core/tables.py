"""A list as a file for a spreadsheet: an Excel workbook, or CSV that Excel opens with its accents (pure)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter

from core.words import printable

Cell = str | int | date | None
"""What stands in a cell: words, a whole number, a day, or nothing."""

RISKY = ("=", "+", "-", "@")
"""First characters that a spreadsheet may take for a formula when it opens CSV (CWE-1236)."""

LONGEST = 32_767
"""Characters that fit in one cell of a workbook."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its heading and its width in characters."""

    title: str
    width: int = 14


def workbook(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An .xlsx of one sheet: the heading stays in sight and on every printed page; no word is a formula."""
    made = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, plain) as book:
        sheet = book.add_worksheet(name[:31])
        formats = _formats(book)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.title, formats["head"])
        last = 0
        for last, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                _write(sheet, last, place, cell, formats)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
    return made.getvalue()


def _formats(book: xlsxwriter.Workbook) -> dict[str, xlsxwriter.format.Format]:
    kinds: dict[str, dict[str, object]] = {
        "head": {"bold": True, "text_wrap": True, "bottom": 1},
        "words": {"text_wrap": True},
        "number": {"num_format": "#,##0"},
        "day": {"num_format": "dd/mm/yyyy", "align": "left"},
    }
    return {name: book.add_format({"valign": "top", **kind}) for name, kind in kinds.items()}


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    place: int,
    cell: Cell,
    formats: dict[str, xlsxwriter.format.Format],
) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, place, cell, formats["day"])
    elif isinstance(cell, int):
        sheet.write_number(row, place, cell, formats["number"])
    elif cell:
        sheet.write_string(row, place, printable(cell)[:LONGEST], formats["words"])


def comma_separated(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark, days as dd/MM/yyyy; what might run as a formula follows a quote."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(_harmless(column.title) for column in columns)
    for row in rows:
        writer.writerow(_harmless(cell) for cell in row)
    return made.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, str):
        return f"'{plain}" if (plain := printable(cell)).startswith(RISKY) else plain
    return "" if cell is None else str(cell)
