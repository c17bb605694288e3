"""Sittings: called, opened, voted, decided, minuted, published."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import expect

from tests.browser.visiting import Visitor


def call(secretary: Visitor, title: str, *, day: str, time: str = "08:30", place: str = "") -> str:
    """Call a sitting; answers its code."""
    secretary.open("/committee/")
    secretary.follow("Lập phiên họp")
    secretary.type("title", title)
    secretary.type("held_on", day)
    secretary.type("held_at", time)
    secretary.type("place", place)
    secretary.press("Lưu", within="main .save-bar")
    code = secretary.page.locator("main .eyebrow .code").inner_text()
    secretary.sees(secretary.say("Đã lập phiên họp %(code)s.", code=code))
    return code


def open_sitting(person: Visitor, title: str) -> None:
    """From the list to the sitting."""
    person.open("/committee/")
    person.page.locator("#sittings").get_by_role("link", name=title).first.click()
    person.arrived()


def put_on_agenda(secretary: Visitor, codes: Sequence[str]) -> None:
    """Both the sitting's page and the proposals are at hand."""
    for code in codes:
        secretary.page.locator("#awaiting label.check", has_text=code).locator("input").check()
    secretary.press("Đưa vào chương trình")
    secretary.sees(secretary.say("Đã đưa %(count)s đề xuất vào chương trình.", count=len(codes)))


def note_presence(secretary: Visitor, names: Sequence[str]) -> None:
    """Who is there."""
    for name in names:
        secretary.tick(name, within="#presence")
    secretary.press("Ghi có mặt")
    secretary.sees(secretary.say("Đã ghi có mặt: %(count)s thành viên.", count=len(names)))


def open_item(person: Visitor, code: str) -> None:
    """From the sitting's agenda to an item."""
    person.page.locator("#agenda tr").filter(has_text=code).get_by_role("link").first.click()
    person.arrived()


def vote(member: Visitor, choice: str, opinion: str = "") -> None:
    """On one's own screen, on the item that lies open."""
    member.choose("choice", choice, within="#vote")
    if opinion:
        member.type("opinion", opinion, within="#vote")
    member.press("Ghi phiếu", within="#vote")
    expect(member.page.locator("main .flashes .notice.done")).to_be_visible()


def withdraw(member: Visitor, ground: str) -> None:
    """Leave for the item that lies open, because of a conflict of interest."""
    member.act("Rút khỏi mục", ground=ground)
    expect(member.page.locator("main .flashes .notice.done")).to_be_visible()


def decide(
    secretary: Visitor,
    outcome: str,
    text: str,
    *,
    supervisor: str = "",
    due: str = "",
    conditions: Sequence[tuple[str, str, str, str]] = (),
    parts: Sequence[tuple[str, str]] = (),
    return_due: str = "",
    against: str = "",
) -> None:
    """Enter the decision on the item that lies open."""
    secretary.follow("Ghi kết luận")
    secretary.choose("outcome", outcome)
    secretary.type("text", text)
    if supervisor:
        secretary.choose_words("supervisor", supervisor)
        secretary.type("due", due)
    for number, (measure, value, day, who) in enumerate(conditions):
        secretary.press(secretary.say("Thêm %(one)s", one=secretary.say("điều kiện")))
        row = f"conditions-{number}"
        secretary.type(f"{row}-measure", measure)
        secretary.type(f"{row}-value", value)
        secretary.type(f"{row}-due", day)
        secretary.type(f"{row}-who", who)
    for number, (part, reason) in enumerate(parts):
        secretary.press(secretary.say("Thêm %(one)s", one=secretary.say("phần")))
        secretary.choose(f"parts-{number}-part", part)
        secretary.type(f"parts-{number}-reason", reason)
    if return_due:
        secretary.type("return_due", return_due)
    if against:
        secretary.type("against_reason", against)
    secretary.press("Ghi kết luận", within="main .save-bar")
    expect(secretary.page.locator("main .flashes .notice.done")).to_be_visible()


def close(secretary: Visitor) -> None:
    """End the sitting that lies open."""
    secretary.act("Bế mạc")
    secretary.sees("Phiên họp đã bế mạc. Hãy hoàn thiện biên bản rồi công bố kết quả.")


def keep_minutes(secretary: Visitor, addition: str) -> str:
    """Take the proposed minutes, add a line; answers the whole text."""
    secretary.follow("Biên bản")
    box = secretary.page.locator('main textarea[name="text"]')
    text = f"{box.input_value()}\n{addition}"
    box.fill(text)
    secretary.press("Lưu biên bản")
    secretary.sees("Đã lưu biên bản.")
    return text


def publish(secretary: Visitor) -> None:
    """Make the outcomes of the sitting that lies open known."""
    secretary.act("Công bố")
    expect(secretary.page.locator("main .flashes .notice.done")).to_be_visible()
