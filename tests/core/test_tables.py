"""Lists as files: what a spreadsheet opens is what was written, and nothing of it runs."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest

from core.tables import LONGEST, Column, comma_separated, workbook

COLUMNS = [Column(title="Tên đề xuất"), Column(title="Kinh phí"), Column(title="Hạn")]
RISKY = ["=1+1", "+84 90", "-2", "@SUM(A1)", '=HYPERLINK("http://x.example")', "https://x.example", "0123"]


def cells(made):
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    return [[(cell.value, cell.data_type, cell.hyperlink) for cell in row] for row in sheet.iter_rows()]


def test_a_workbook_holds_words_numbers_and_days():
    made = workbook("Đề xuất", COLUMNS, [["Trạm y tế đảo", 12_000_000_000, date(2027, 6, 30)], ["", None, None]])
    assert cells(made) == [
        [("Tên đề xuất", "s", None), ("Kinh phí", "s", None), ("Hạn", "s", None)],
        [("Trạm y tế đảo", "s", None), (12_000_000_000, "n", None), (datetime(2027, 6, 30), "d", None)],
    ]


@pytest.mark.parametrize("typed", RISKY)
def test_no_word_becomes_a_formula_a_number_or_a_link(typed):
    assert cells(workbook("A", COLUMNS, [[typed]]))[1][0] == (typed, "s", None)
    written = comma_separated(COLUMNS, [[typed]]).decode("utf-8-sig").splitlines()[1]
    (read,) = next(csv.reader([written]))
    assert read == (f"'{typed}" if typed[0] in "=+-@" else typed)


def test_control_characters_go_and_a_cell_too_long_is_cut():
    assert cells(workbook("A", COLUMNS, [["a\x01\x07b", None], ["ă" * 40_000, None]]))[1][0][0] == "ab"
    assert len(cells(workbook("A", COLUMNS, [["ă" * 40_000]]))[1][0][0]) == LONGEST
    assert comma_separated(COLUMNS, [["\x1b=1+1"]]).decode("utf-8-sig").splitlines()[1] == "'=1+1"


def test_csv_begins_with_the_mark_by_which_excel_knows_utf_8():
    made = comma_separated(COLUMNS, [['Trạm "Y tế", đảo', 5, date(2027, 6, 30)]])
    assert made.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(made.decode("utf-8-sig")))) == [
        ["Tên đề xuất", "Kinh phí", "Hạn"],
        ['Trạm "Y tế", đảo', "5", "30/06/2027"],
    ]
