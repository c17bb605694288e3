"""Looking at pairs that resemble each other, and ruling on them."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visiting import Visitor


def await_finding(secretary: Visitor, code: str) -> None:
    """The comparison runs a moment after submission; its finding appears in the list of pairs."""
    for _ in range(30):
        secretary.open("/duplicates/")
        if secretary.page.locator("main tr").filter(has_text=code).count():
            return
        secretary.page.wait_for_timeout(500)
    raise AssertionError(f"no pair with {code}: {secretary.text()}; worker: {secretary.site.log('worker')}")


def open_pair(secretary: Visitor, code: str) -> None:
    """From the list of pairs to both texts side by side."""
    secretary.page.locator("main tr").filter(has_text=code).get_by_role("link").first.click()
    secretary.arrived()
    secretary.heading("So sánh")
    secretary.sees("Gợi ý của máy, không phải kết luận")
    expect(secretary.page.locator("[data-passage]").first).to_be_attached()


def rule(secretary: Visitor, kind: str, reason: str) -> None:
    """Conclude about the pair that lies open."""
    secretary.choose("kind", kind)
    secretary.type("reason", reason)
    secretary.press("Ghi kết luận")
    assert secretary.path == "/duplicates/", secretary.text()
