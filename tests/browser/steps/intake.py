"""The intake desk: completeness item by item, then into assessment."""

from __future__ import annotations

from collections.abc import Sequence

from review.checklist import ITEMS
from tests.browser.visiting import Visitor


def open_check(secretary: Visitor, code: str) -> None:
    """From the queue to the check of a proposal."""
    secretary.open("/intake")
    secretary.page.locator("main tr").filter(has_text=code).get_by_role("link").first.click()
    secretary.arrived()


def judge(secretary: Visitor, items: Sequence[str] = ITEMS, *, note: str = "") -> None:
    """Find these items complete, on the check that lies open."""
    for item in items:
        secretary.choose(f"{item}_complete", "yes")
    if note:
        secretary.type(f"{items[0]}_note", note)


def accept(secretary: Visitor, code: str) -> None:
    """Half of the items now and the rest after a pause; then into assessment."""
    open_check(secretary, code)
    judge(secretary, ITEMS[:8], note="Appendix I, II")
    secretary.press("Lưu bản kiểm tra")
    secretary.sees("Đã lưu bản kiểm tra.")
    judge(secretary, ITEMS[8:])
    secretary.press("Tiếp nhận, chuyển thẩm định")
    secretary.sees(secretary.say("Đã tiếp nhận đề xuất %(code)s; tiếp theo là mời người thẩm định.", code=code))
