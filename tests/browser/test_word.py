"""The Word round trip at a browser: download, edit with python-docx and LibreOffice, upload, compare, take over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.browser.steps import proposals
from tests.manuscripts import papers

pytestmark = pytest.mark.browser


def upload(proposer, path: Path) -> None:
    """Choose a file on the page of the Word file and send it."""
    proposer.page.locator('main input[type="file"]').set_input_files(path)
    proposer.press("Tải lên và đối chiếu")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without"])
def test_a_paper_typed_by_hand_becomes_a_draft_and_comes_back_edited(visitor, tmp_path: Path, javascript: bool) -> None:
    proposer = visitor("khanhhoa", javascript=javascript)
    proposals.start(proposer)
    proposer.follow("Bản Word: tải về, tải lên")
    word = proposer.path
    by_hand = tmp_path / "Công văn số 12.docx"
    by_hand.write_bytes(papers.by_hand(papers.bold_capitals))
    upload(proposer, by_hand)
    proposer.heading("Đối chiếu tệp Word với bản đang soạn")
    proposer.sees("10/14", "Mức độ ưu tiên")
    proposer.press("Lấy các ô đã chọn")
    proposer.sees("Khám chữa bệnh từ xa", "51 tỉ đồng", within="body")

    proposer.open(word)
    mine = tmp_path / "mine.docx"
    proposer.download("Tải bản đang soạn (.docx)").save_as(mine)
    document = Document(str(mine))
    for paragraph in document.paragraphs:
        if paragraph.text.startswith("Đường truyền hẹp"):
            paragraph.text = paragraph.text.replace("Đường truyền hẹp", "Đường truyền còn hẹp")
    document.save(str(mine))
    if papers.SOFFICE is not None:
        mine.write_bytes(papers.through_libreoffice(tmp_path, {"mine": mine.read_bytes()})["mine"])
    upload(proposer, mine)
    expect(proposer.page.locator('input[name="take"]')).to_have_count(1)
    expect(proposer.page.locator("main ins")).to_have_text(re.compile("còn"))
    proposer.tick("Vấn đề cần giải quyết")
    proposer.press("Lấy các ô đã chọn")
    proposer.open(word.replace("/word", "/draft/necessity"))
    expect(proposer.page.locator('[name="problem"]')).to_have_value(re.compile("^Đường truyền còn hẹp"))


def test_a_file_that_is_no_word_file_is_refused_with_a_sentence(visitor, tmp_path: Path) -> None:
    proposer = visitor("khanhhoa")
    proposals.start(proposer)
    proposer.follow("Bản Word: tải về, tải lên")
    (tmp_path / "x.docx").write_bytes(b"%PDF-1.7")
    with proposer.refused(422):
        upload(proposer, tmp_path / "x.docx")
        proposer.sees("Đây là tệp PDF, không phải tệp Word.")
