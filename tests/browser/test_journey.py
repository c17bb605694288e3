"""Everything by clicking, in Vietnamese: from a first draft to the published decision, for two that overlap."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pdfplumber
import pytest
from playwright.sync_api import expect

from tests.browser.contents import sample, without_accents
from tests.browser.steps import accounts, committee, duplicates, intake, packets, proposals, review

pytestmark = pytest.mark.browser

NEWCOMER = "soyte@khanhhoa-moi.example"
ORGANISATION = "Sở Y tế Khánh Hòa (đơn vị mới)"
FIRST, SECOND = "P05", "P06"
TITLES = {code: sample(code)["title"]["title"] for code in (FIRST, SECOND)}
HUU, OANH, AN, DAO = "Trần Đức Hữu", "Đoàn Thị Kim Oanh", "Phạm Ngọc Ẩn", "GS. Trương Quang Đạo"
MEMBERS = ("Nguyễn Thành Trung", "Trần Thị Minh Châu", "Lê Hoàng Nam", "Phùng Thế Anh")
SITTING = "Phiên họp xem xét hai đề xuất y tế từ xa"
CONDITION = (
    "Thử tải đường truyền tại ba trạm đảo",
    "Hội chẩn liên tục 30 phút, mất gói dưới 1%",
    "30/06/2027",
    "Sở Y tế Khánh Hòa",
)
SUPPORTED = "Kiến trúc dùng chung kênh hội chẩn quốc gia; ủng hộ khi đạt điều kiện thử tải."
ALSO_SUPPORTED = "Kênh băng hẹp phù hợp biên giới, không trùng hạ tầng của đề xuất tuyến đảo."
APPROVED = "Đồng ý triển khai giai đoạn một tại các đảo đã có điện ổn định, mở rộng sau khi đạt điều kiện."
DECLINED = "Chưa đồng ý: đề nghị phối hợp với đề xuất tuyến đảo để dùng chung nền tảng hội chẩn."
AGAINST = "Ngân sách giai đoạn một chỉ đủ cho một mô hình; Tổng công trình sư chưa xét yếu tố này."
SECRET_OPINION = "Tôi lo đường truyền vệ tinh phụ thuộc một nhà cung cấp duy nhất."


def reasons(voice):
    return [f"{voice}: căn cứ phần đã đọc, mức điểm theo mô tả của bộ tiêu chí, tiêu chí {n}." for n in range(1, 7)]


def day(days):
    return (date.today() + timedelta(days=days)).strftime("%d/%m/%Y")


def test_two_overlapping_proposals_go_from_an_invitation_to_the_published_decision(visitor, site):
    first, second = drafted_and_submitted(visitor)
    secretary = visitor("thuky")
    taken_in(secretary, first, second)
    assessed(visitor, secretary, first, second)
    recommended(visitor, first, second)
    called(secretary, first, second)
    paper = packet_made(secretary, site, first, second)
    held(visitor, secretary, first, second)
    secretary.open("/packets/")
    secretary.follow(SITTING)
    assert packets.download(secretary, "Tải tệp PDF")[1] == paper
    told(visitor, site, first, second)
    site.flask("audit", "verify")


def drafted_and_submitted(visitor):
    """A new organisation and a known one each write, declare and submit."""
    administrator = visitor("quantri")
    accounts.add_organisation(administrator, ORGANISATION, type="province")
    accounts.invite(
        administrator, NEWCOMER, "Trần Hải Yến", organisation=ORGANISATION, position="Trưởng phòng Nghiệp vụ Y"
    )
    newcomer = visitor(NEWCOMER, signed_in=False)
    accounts.answer_invitation(newcomer)
    proposals.start(newcomer)
    newcomer.sees("Đơn vị", ORGANISATION)
    proposals.write(newcomer, sample(FIRST))
    first = proposals.submit(newcomer)
    newcomer.sees(TITLES[FIRST], "Trần Hải Yến", "Nội dung không chứa bí mật nhà nước")
    expect(newcomer.page.locator("code.checksum")).to_have_text(re.compile(r"^[0-9a-f]{64}$"))
    other = visitor("sonla")
    other.open("/proposals/")
    other.sees_not(TITLES[FIRST], first)
    proposals.start(other)
    proposals.write(other, sample(SECOND))
    second = proposals.submit(other)
    assert first != second
    return first, second


def taken_in(secretary, first, second):
    """Completeness item by item, the pair side by side with its ruling, both into assessment."""
    duplicates.await_finding(secretary, second)
    duplicates.open_pair(secretary, second)
    secretary.sees(TITLES[FIRST], TITLES[SECOND])
    duplicates.rule(secretary, "complements", "Cùng mô hình hội chẩn, khác địa bàn và đường truyền; nên phối hợp.")
    for code in (first, second):
        intake.accept(secretary, code)


def assessed(visitor, secretary, first, second):
    """Two or three reviewers for each; one has a conflict and is replaced; nobody sees another's card first."""
    review.assign(secretary, first, [HUU, OANH, DAO], note="Đề nghị xem kỹ phương án đường truyền.")
    review.assign(secretary, second, [HUU, AN])
    conflicted = visitor("thamdinh2")
    review.declare_conflict(conflicted, first, "Bộ Y tế là đơn vị phối hợp, tôi tham gia góp ý bản thảo.")
    conflicted.open("/review")
    conflicted.sees_not(TITLES[FIRST])
    review.open_dossier(secretary, first, "Phân công")
    secretary.sees("Khai có xung đột lợi ích", "tôi tham gia góp ý bản thảo")
    review.assign(secretary, first, [AN])

    huu = visitor("thamdinh1")
    review.declare_none(huu, first)
    review.score(huu, (8, 7, 9, 6, 9, 5), reasons("Hữu"), summary="Nên làm thí điểm trước.")
    review.seal(huu, first)
    huu.heading("Khai báo xung đột lợi ích")
    huu.choose("conflict", "none")
    huu.press("Gửi khai báo")
    huu.sees(TITLES[SECOND])
    review.score(huu, (7, 7, 8, 7, 8, 6), reasons("Hữu"))
    review.seal(huu, second)
    huu.sees("Không còn hồ sơ nào chờ bạn chấm")

    an = visitor("thamdinh3")
    review.declare_none(an, first)
    scored = an.page.url
    scorecards = f"/proposals/{proposal_known_to(huu, first)}/scorecards"
    with an.refused(404):
        an.open(scorecards)
        an.sees_not("Hữu: căn cứ")
    an.open(scored)
    review.score(an, (9, 8, 9, 7, 9, 6), reasons("Ẩn"))
    review.seal(an, first, and_next=False)
    an.follow("Xem các phiếu đã khóa")
    an.sees("Hữu: căn cứ", "Ẩn: căn cứ")
    review.declare_none(an, second)
    review.score(an, (6, 7, 7, 7, 8, 7), reasons("Ẩn"))
    review.seal(an, second)

    dao = visitor("covan")
    review.declare_none(dao, first)
    review.score(dao, (8, 9, 8, 6, 8, 5), reasons("Đạo"))
    review.seal(dao, first)
    for code in (first, second):
        review.close(secretary, code)


def proposal_known_to(person, code):
    """The id in the address of a proposal that lies open to this person."""
    review.open_dossier(person, code)
    return person.path.split("/")[2]


def recommended(visitor, first, second):
    """The chief engineer of the system supports both, one with a measurable, dated condition."""
    engineer = visitor("congtrinhsu3")
    review.recommend(engineer, first, "support_with_conditions", SUPPORTED, conditions=[CONDITION])
    engineer.sees(*CONDITION)
    review.recommend(engineer, second, "support", ALSO_SUPPORTED)


def called(secretary, first, second):
    """A sitting with both on its agenda."""
    committee.call(secretary, SITTING, day=day(0), place="Phòng họp số 2")
    committee.put_on_agenda(secretary, [first, second])


def packet_made(secretary, site, first, second):
    """The packet with its bar; a draft says so on its pages, the confirmed one never changes."""
    packets.make(secretary)
    name, draft = packets.download(secretary, "Tải bản dự thảo")
    assert name.endswith("-du-thao.pdf")
    assert "DỰ THẢO" in words_of(draft)
    packets.confirm(secretary)
    name, paper = packets.download(secretary, "Tải tệp PDF")
    assert name.endswith(".pdf") and "du-thao" not in name
    assert packets.download(secretary, "Tải tệp PDF") == (name, paper)
    text = words_of(paper)
    assert "DỰ THẢO" not in text
    for expected in (*TITLES.values(), first, second, SUPPORTED, ALSO_SUPPORTED, "Hữu: căn cứ", "Thử tải"):
        assert squeezed(expected) in squeezed(text), expected
    return paper


def words_of(paper):
    with pdfplumber.open(io.BytesIO(paper)) as opened:
        return "\n".join(page.extract_text() or "" for page in opened.pages)


def squeezed(text):
    return "".join(text.split()).replace("\u00ad", "")


def held(visitor, secretary, first, second):
    """Presence, a withdrawal, votes on the members' own screens, two decisions, minutes, publication."""
    committee.open_sitting(secretary, SITTING)
    secretary.press("Khai mạc")
    committee.note_presence(secretary, MEMBERS)
    chair, chau, nam, anh = (visitor(name) for name in ("chutri", "uyvien1", "uyvien2", "uyvien3"))
    for member in (chair, chau, nam, anh):
        member.open("/committee/")
        member.sees("Bạn còn 2 phiếu chưa biểu quyết")
        committee.open_sitting(member, SITTING)
        committee.open_item(member, first)
        member.sees(TITLES[FIRST], SUPPORTED)
        if member is nam:
            committee.vote(member, "other", SECRET_OPINION)
        else:
            committee.vote(member, "agree")
    chau.sees_not(SECRET_OPINION)
    committee.open_sitting(anh, SITTING)
    committee.open_item(anh, second)
    committee.withdraw(anh, "Người thân đang công tác tại đơn vị đề xuất.")
    anh.sees("bạn đã rút khỏi mục này")
    anh.sees_not(TITLES[SECOND])
    for member, choice in ((chair, "disagree"), (chau, "disagree"), (nam, "agree")):
        committee.open_sitting(member, SITTING)
        committee.open_item(member, second)
        committee.vote(member, choice)

    committee.open_sitting(secretary, SITTING)
    committee.open_item(secretary, first)
    secretary.sees(SECRET_OPINION)
    committee.decide(
        secretary,
        "approve_with_conditions",
        APPROVED,
        supervisor=MEMBERS[1],
        due=day(400),
        conditions=[CONDITION],
    )
    committee.open_sitting(secretary, SITTING)
    committee.open_item(secretary, second)
    secretary.follow("Ghi kết luận")
    with secretary.refused(422):
        secretary.choose("outcome", "decline")
        secretary.type("text", DECLINED)
        secretary.press("Ghi kết luận", within="main .save-bar")
        secretary.sees("Quyết định khác ý kiến của Tổng công trình sư nên phải ghi rõ lý do")
    assert secretary.page.locator('[name="text"]').input_value() == DECLINED
    secretary.type("against_reason", AGAINST)
    secretary.press("Ghi kết luận", within="main .save-bar")
    secretary.sees("Đã ghi kết luận", DECLINED, AGAINST)

    sonla = visitor("sonla")
    review.open_dossier(sonla, second)
    sonla.sees_not(DECLINED, "Không thông qua")
    committee.open_sitting(secretary, SITTING)
    committee.close(secretary)
    minutes = committee.keep_minutes(secretary, "Phiên họp kết thúc lúc 11 giờ 15 phút.")
    for expected in (*MEMBERS, first, second, APPROVED, DECLINED):
        assert expected in minutes, expected
    committee.open_sitting(secretary, SITTING)
    committee.publish(secretary)


def told(visitor, site, first, second):
    """Proposers read outcome and reasons, nothing that is not theirs; the public reads names and stages."""
    newcomer = visitor(NEWCOMER, signed_in=False)
    newcomer.sign_in(accounts.NEW_PASSWORD)
    review.open_dossier(newcomer, first, "Quyết định")
    newcomer.sees("Thông qua có điều kiện", APPROVED, *CONDITION[:3])
    newcomer.sees_not(SECRET_OPINION, "Hữu: căn cứ", SUPPORTED)
    sonla = visitor("sonla")
    review.open_dossier(sonla, second, "Quyết định")
    sonla.sees("Không thông qua", DECLINED)
    sonla.sees_not(AGAINST, ALSO_SUPPORTED, TITLES[FIRST])
    for address, code in ((NEWCOMER, first), ("sonla@dotpha.example", second)):
        assert code in site.letter(address, code)
    anybody = visitor()
    anybody.open("/public")
    anybody.sees(first, second, *TITLES.values(), "Đã có quyết định")
    anybody.sees_not(APPROVED, DECLINED, AGAINST)
    anybody.type("q", without_accents("khám chữa bệnh từ xa cho trạm y tế"))
    anybody.page.keyboard.press("Enter")
    anybody.sees(first)
    anybody.sees_not(second)
