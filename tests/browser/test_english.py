"""One proposal end to end in English: no page on the way keeps a sentence of the interface in Vietnamese."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.browser.contents import in_english
from tests.browser.steps import committee, intake, packets, proposals, review

pytestmark = pytest.mark.browser

SITTING = "Session on coastal forecasts"
CONDITION = ("Error of the pilot forecast", "below 20 cm", "31/12/2027", "University of Danang")
MEMBERS = ("Nguyễn Thành Trung", "Trần Thị Minh Châu", "Lê Hoàng Nam")


def test_one_proposal_goes_from_draft_to_outcome_in_english(visitor):
    proposer = visitor("english", language="en")
    proposals.start(proposer)
    proposals.write(proposer, in_english())
    proposer.sees("Đã đủ nội dung bắt buộc, có thể gửi.")
    code = proposals.submit(proposer)

    secretary = visitor("thuky", language="en")
    compared(secretary, code)
    intake.accept(secretary, code)
    review.assign(secretary, code, ["Trần Đức Hữu", "Phạm Ngọc Ẩn"], note="Mind the cost of upkeep.")
    for reviewer in (visitor("thamdinh1", language="en"), visitor("thamdinh3", language="en")):
        review.declare_none(reviewer, code)
        review.score(reviewer, (7, 8, 7, 6, 8, 5), ["Well founded in the text."] * 6)
        review.seal(reviewer, code)
    review.close(secretary, code)
    engineer = visitor("congtrinhsu3", language="en")
    review.recommend(
        engineer, code, "support_with_conditions", "Sound and cheap; bind it to the pilot.", conditions=[CONDITION]
    )

    committee.call(secretary, SITTING, day=date.today().strftime("%d/%m/%Y"), place="Room 2")
    committee.put_on_agenda(secretary, [code])
    packets.make(secretary)
    committee.open_sitting(secretary, SITTING)
    secretary.press("Khai mạc")
    committee.note_presence(secretary, MEMBERS)
    for name in ("chutri", "uyvien1", "uyvien2"):
        member = visitor(name, language="en")
        committee.open_sitting(member, SITTING)
        committee.open_item(member, code)
        committee.vote(member, "agree")
    committee.open_sitting(secretary, SITTING)
    committee.open_item(secretary, code)
    committee.decide(
        secretary,
        "approve_with_conditions",
        "Approved for the pilot; the rest follows its result.",
        supervisor=MEMBERS[1],
        due=(date.today() + timedelta(days=500)).strftime("%d/%m/%Y"),
        conditions=[CONDITION],
    )
    committee.open_sitting(secretary, SITTING)
    committee.close(secretary)
    committee.keep_minutes(secretary, "Closed at 11:15.")
    committee.open_sitting(secretary, SITTING)
    committee.publish(secretary)

    proposer.open("/")
    proposer.sees(code)
    review.open_dossier(proposer, code, "Quyết định")
    proposer.sees("Thông qua có điều kiện", "Approved for the pilot; the rest follows its result.", *CONDITION)
    for tab in ("Nội dung", "Phiên bản", "Diễn biến"):
        review.open_dossier(proposer, code, tab)
    letter = proposer.site.letter(proposer.name, code)
    assert "Approved with conditions" in letter or code in letter


def compared(secretary, code):
    """The comparison has run: the check no longer says that it has not."""
    for _ in range(60):
        intake.open_check(secretary, code)
        if secretary.say("Không thấy đề xuất nào giống.") in secretary.text():
            return
        secretary.page.wait_for_timeout(500)
    raise AssertionError(secretary.site.log("worker"))
