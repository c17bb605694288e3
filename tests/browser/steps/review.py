"""The desk's assignment, the reviewers' declaration and scorecard, the chief engineer's word."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import expect

from tests.browser.visiting import Visitor

CRITERIA = ("phu_hop", "dot_pha", "tac_dong", "kha_thi", "cap_thiet", "xa_hoi_hoa")


def open_dossier(person: Visitor, code: str, tab: str = "") -> None:
    """Through the search of the bar to a proposal, and there to a tab."""
    box = person.page.locator('header form.find input[name="q"]')
    box.fill(code)
    box.press("Enter")
    person.arrived()
    if not person.path.startswith("/proposals/"):
        person.page.locator("main a", has_text=code).or_(
            person.page.locator("main tr, main li").filter(has_text=code).get_by_role("link")
        ).first.click()
        person.arrived()
    if tab:
        person.page.locator("nav.tabs, .tabs").get_by_role("link", name=person.say(tab), exact=True).first.click()
        person.arrived()


def assign(secretary: Visitor, code: str, names: Sequence[str], *, note: str = "") -> None:
    """Ask these people for an assessment."""
    open_dossier(secretary, code, "Phân công")
    for name in names:
        secretary.page.get_by_label(secretary.say("Mời %(name)s", name=name)).check()
    if note:
        secretary.type("note", note)
    secretary.press("Mời và gửi thư")
    secretary.sees(secretary.say("Đã mời %(count)s người thẩm định và gửi thư báo.", count=len(names)), *names)


def open_queued(reviewer: Visitor, code: str) -> None:
    """From the queue to one's assignment on a proposal."""
    reviewer.open("/review")
    reviewer.page.locator("main tr").filter(has_text=code).get_by_role("link").first.click()
    reviewer.arrived()


def declare_none(reviewer: Visitor, code: str) -> None:
    """No conflict of interest: the dossier opens."""
    open_queued(reviewer, code)
    reviewer.heading("Khai báo xung đột lợi ích")
    reviewer.choose("conflict", "none")
    reviewer.press("Gửi khai báo")
    reviewer.sees("Phiếu đánh giá")


def declare_conflict(reviewer: Visitor, code: str, ground: str) -> None:
    """A conflict of interest: the dossier stays shut."""
    open_queued(reviewer, code)
    reviewer.choose("conflict", "conflict")
    reviewer.type("ground", ground)
    reviewer.press("Gửi khai báo")
    reviewer.sees("Đã ghi nhận xung đột lợi ích và báo Cơ quan Thường trực. Hồ sơ này không còn mở với bạn.")


def score(reviewer: Visitor, marks: Sequence[int], reasons: Sequence[str], *, summary: str = "") -> None:
    """Fill in the card that lies open."""
    for code, mark, reason in zip(CRITERIA, marks, reasons, strict=True):
        reviewer.choose(f"score_{code}", str(mark))
        reviewer.type(f"reason_{code}", reason)
    if summary:
        reviewer.type("summary", summary)
    expect(reviewer.page.locator("[data-given]")).to_have_text("6")


def seal(reviewer: Visitor, code: str, *, and_next: bool = True) -> None:
    """Once and for all; on to the next."""
    reviewer.page.locator('[name="complete"]').check()
    reviewer.press("Khóa phiếu và mở hồ sơ tiếp theo" if and_next else "Khóa phiếu", exact=True)
    reviewer.sees(reviewer.say("Đã khóa phiếu của %(code)s.", code=code) if and_next else "Đã khóa phiếu.")


def close(secretary: Visitor, code: str) -> None:
    """End the assessment."""
    open_dossier(secretary, code, "Phân công")
    secretary.press("Kết thúc thẩm định")
    secretary.sees("Đã kết thúc thẩm định; hồ sơ chuyển xin ý kiến Tổng công trình sư.")


def recommend(
    engineer: Visitor, code: str, stance: str, text: str, *, conditions: Sequence[tuple[str, str, str, str]] = ()
) -> None:
    """The chief engineer's word; conditions are measure, value, day and who."""
    engineer.open("/engineer")
    engineer.page.locator("main tr").filter(has_text=code).get_by_role("link").first.click()
    engineer.arrived()
    engineer.choose("stance", stance)
    engineer.type("text", text)
    for number, (measure, value, due, who) in enumerate(conditions):
        engineer.press(engineer.say("Thêm %(one)s", one=engineer.say("điều kiện")))
        row = f"conditions-{number}"
        engineer.type(f"{row}-measure", measure)
        engineer.type(f"{row}-value", value)
        engineer.type(f"{row}-due", due)
        engineer.type(f"{row}-who", who)
    engineer.press("Gửi ý kiến")
    engineer.sees("Đã gửi ý kiến; hồ sơ chuyển Thường trực Ban Chỉ đạo.", text)
