"""The packet: ordered, watched, confirmed, downloaded."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.visiting import Visitor

PATIENCE = 120_000


def make(secretary: Visitor, *, layout: str = "") -> None:
    """From the sitting that lies open: one press, then the bar until the draft is there."""
    secretary.follow("Hồ sơ trình")
    if layout:
        secretary.choose("layout", layout)
    secretary.press("Lập hồ sơ trình", exact=True, within="aside")
    draft = secretary.page.get_by_role("link", name=secretary.say("Tải bản dự thảo"))
    expect(secretary.page.locator("progress.making").or_(draft).first).to_be_visible()
    expect(draft).to_be_visible(timeout=PATIENCE)


def confirm(secretary: Visitor) -> None:
    """Take the draft mark off; wait for the last laying-out."""
    secretary.press("Xác nhận hồ sơ")
    expect(secretary.page.get_by_role("link", name=secretary.say("Tải tệp PDF"))).to_be_visible(timeout=PATIENCE)


def download(person: Visitor, words: str) -> tuple[str, bytes]:
    """The file as it arrives: its name and its bytes."""
    arrived = person.download(words)
    return arrived.suggested_filename, Path(arrived.path()).read_bytes()
