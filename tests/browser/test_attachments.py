"""Files of a proposal at a browser: several dropped at once, a new version, the same bytes back; with no script too."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.attachments import samples
from tests.browser.steps import proposals

pytestmark = pytest.mark.browser

DROP = """([zone, files]) => {
  const carried = new DataTransfer();
  for (const [name, bytes] of files) carried.items.add(new File([new Uint8Array(bytes)], name));
  for (const kind of ["dragenter", "dragover", "drop"])
    zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
}"""


def open_files(person) -> None:
    """From the task list of a new draft to its files."""
    proposals.start(person)
    person.follow("Tài liệu kèm theo")
    person.sees("Chưa có tài liệu nào")


def drop(person, *files: tuple[str, bytes]) -> None:
    """Several files let go over the frame."""
    zone = person.page.locator("[data-drop]").element_handle()
    person.page.evaluate(DROP, [zone, [[name, list(data)] for name, data in files]])


def test_several_files_are_dropped_each_with_its_own_end_and_come_back_the_same(visitor, tmp_path: Path):
    proposer = visitor("gialai")
    open_files(proposer)
    page = proposer.page
    with proposer.refused(422):
        drop(
            proposer,
            ("Tờ trình.pdf", samples.pdf("1")),
            ("Dự toán.xlsx", samples.xlsx()),
            ("Trá hình.pdf", samples.docx()),
            ("Lại.pdf", samples.pdf("1")),
        )
        expect(page.locator("#arrivals li")).to_have_count(4)
        expect(page.locator("#arrivals li.kept")).to_have_count(2)
        expect(page.locator("#arrivals li.refused")).to_have_count(2)
    proposer.sees("Nội dung không đúng với phần mở rộng", "Trùng hoàn toàn với “Tờ trình” đã có", within="#arrivals")
    expect(page.locator("#arrivals-said")).not_to_be_empty()
    expect(page.locator("#attached tbody tr")).to_have_count(2)
    proposer.sees("Tờ trình", "Dự toán", "Chưa quét", "Máy quét chưa được cài", within="#attached")

    proposer.follow("Tờ trình", within="#attached", exact=True)
    page.locator('[name="file"]').set_input_files(
        {"name": "Tờ trình ký.pdf", "mimeType": "application/pdf", "buffer": samples.pdf("2")}
    )
    proposer.press("Tải lên bản mới")
    proposer.sees("Đã tải lên phiên bản 2 của tệp.", "Tờ trình ký.pdf", "Tờ trình.pdf", within="body")
    for name, data in (("Tờ trình ký.pdf", samples.pdf("2")), ("Tờ trình.pdf", samples.pdf("1"))):
        got = proposer.download(f"Tải xuống {name}")
        assert got.suggested_filename == name
        got.save_as(tmp_path / "got")
        assert (tmp_path / "got").read_bytes() == data


def test_the_box_is_reached_with_the_keyboard_and_what_is_chosen_is_sent_at_once(visitor):
    proposer = visitor("gialai")
    open_files(proposer)
    page = proposer.page
    page.locator('[name="part"]').focus()
    page.keyboard.press("Tab")
    expect(page.locator('[name="files"]')).to_be_focused()
    page.locator('[name="files"]').set_input_files(
        {"name": "Ảnh.png", "mimeType": "image/png", "buffer": samples.picture("PNG")}
    )
    expect(page.locator("#arrivals li.kept")).to_have_count(1)
    expect(page.locator("#attached tbody tr")).to_have_count(1)


def test_a_file_too_large_is_refused_before_it_travels(visitor):
    proposer = visitor("gialai")
    open_files(proposer)
    sent: list[str] = []
    proposer.page.on("request", lambda request: sent.append(request.method))
    proposer.page.evaluate(
        """zone => {
          const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(41 * 1024 * 1024)], "Lớn.pdf"));
          zone.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: carried }));
        }""",
        proposer.page.locator("[data-drop]").element_handle(),
    )
    proposer.sees("Tệp lớn hơn giới hạn 40 MB của một tệp.", within="#arrivals")
    assert "POST" not in sent


def test_without_scripts_the_form_sends_all_of_them(visitor):
    proposer = visitor("gialai", javascript=False)
    open_files(proposer)
    proposer.page.locator('[name="files"]').set_input_files(
        [
            {"name": "Một.pdf", "mimeType": "application/pdf", "buffer": samples.pdf("1")},
            {"name": "Hai.docx", "mimeType": "application/octet-stream", "buffer": samples.docx()},
        ]
    )
    proposer.press("Tải lên", exact=True)
    proposer.sees("Một", "Hai", within="#attached")
