"""Names of files: harmless afterwards, Vietnamese throughout, and read for what they promise."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attachments.naming import LONGEST, Fault, FileKind, clean_name, plain_name, promised, title_of

LONG = "Báo cáo thuyết minh tổng hợp về hạ tầng dữ liệu số dùng chung " * 5


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Tờ trình số 15.pdf", "Tờ trình số 15.pdf"),
        (unicodedata.normalize("NFD", "Dự toán kinh phí.xlsx"), "Dự toán kinh phí.xlsx"),
        ("C:\\Users\\Hoa\\Tờ trình.docx", "Tờ trình.docx"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("hợp đồng\u202egpj.pdf", "hợp đồnggpj.pdf"),
        ("\u200bẩn\ufeff\x00\x07\ud800.png", "ẩn.png"),
        ('a<b>:"c|?*.pdf', "a_b___c___.pdf"),
        ("  hai   khoảng\u00a0trắng .pdf. ", "hai khoảng trắng .pdf"),
        (".pdf", "pdf"),
        ("", ""),
        ("...", ""),
    ],
)
def test_a_name_is_made_harmless_without_losing_a_letter(typed, kept):
    assert clean_name(typed) == kept


def test_a_long_name_is_cut_before_its_ending():
    kept = clean_name(LONG + ".docx")
    assert len(kept) <= LONGEST
    assert kept.endswith(".docx")
    assert LONG.startswith(kept.removesuffix(".docx"))


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("a.pdf", FileKind.PDF),
        ("Ảnh hiện trường.JPEG", FileKind.JPEG),
        ("báo cáo.v1.2.docx", FileKind.WORD),
        ("báo cáo.docx.pdf", FileKind.PDF),
        ("01.KH-BCĐTW.xlsx", FileKind.EXCEL),
        ("không có đuôi", Fault.NO_ENDING),
        ("", Fault.NO_ENDING),
        ("cũ.doc", Fault.OLD_OFFICE),
        ("bảng.xlsm", Fault.MACROS),
        ("ke-hoach.pdf.exe", Fault.KIND),
        ("trang.html", Fault.KIND),
        ("ke-hoach.exe.pdf", Fault.DOUBLE_ENDING),
        ("bảng.xlsm.xlsx", Fault.DOUBLE_ENDING),
        ("hình.svg .png", Fault.DOUBLE_ENDING),
    ],
)
def test_the_ending_says_what_is_promised(name, answer):
    assert promised(name) == answer


def test_a_title_is_the_name_without_its_ending():
    assert title_of("Du_toan__2027.xlsx") == "Du toan 2027"
    assert title_of("không đuôi") == "không đuôi"


def test_the_ascii_name_is_readable():
    assert plain_name("Đề án điện mặt trời.pdf") == "De an dien mat troi.pdf"
    assert plain_name('a"b\\c;d.pdf') == "a-b-c-d.pdf"
    assert plain_name("日本") == "tep"


@given(st.text(max_size=400))
def test_any_name_at_all_becomes_one_that_a_disk_and_a_header_take(typed):
    kept = clean_name(typed)
    assert len(kept) <= LONGEST
    assert not set(kept) & set('/\\<>:"|?*\x00\n\r\t')
    assert clean_name(kept) == kept
    assert plain_name(kept).isascii()
    kept.encode("utf-8")
