"""A unit's list as a file, a new draft from an old proposal, and who answers for what when people come and go."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from accounts import queries as people
from accounts import services as accounts
from accounts.actor import Role
from core import db
from core.db import session, unit_of_work
from core.mail import Mail
from proposals import queries, services
from proposals.models import Event, Proposal
from tests import factories
from tests.pages import form_of

PLANTED = "Tuyệt mật của đơn vị khác: cáp quang biển"


@pytest.fixture
def unit(context):
    return factories.organisation()


@pytest.fixture
def proposer(unit):
    return factories.person(Role.PROPOSER, of=unit, name="Nguyễn Thị Ổn")


@pytest.fixture
def colleague(unit):
    return factories.person(Role.PROPOSER, of=unit, name="Đỗ Văn Kế")


@pytest.fixture
def stranger(context):
    return factories.person(Role.PROPOSER)


def titled(proposal, title, actor):
    with unit_of_work(actor):
        part = queries.draft_parts(proposal)["title"]
        services.save_part(proposal, part, {**part.content, "title": title}, actor)


def sheet_of(answer):
    assert answer.status_code == 200
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows()]


def test_the_list_goes_to_excel_with_what_the_page_shows_and_nothing_of_other_units(
    sign_in, unit, proposer, colleague, stranger
):
    one = factories.submitted(proposer, sample="P05")
    draft = factories.draft(colleague, sample=None)
    titled(draft, "=1+1 bản nháp", colleague)
    titled(factories.draft(stranger, sample=None), PLANTED, stranger)
    rows = sheet_of(sign_in(proposer).get("/proposals/list.xlsx"))
    assert rows[0][:3] == ["Mã", "Tên đề xuất", "Đơn vị đề xuất"]
    found = {row[1]: row for row in rows[1:]}
    day = db.today()
    assert set(found) == {one.title, "=1+1 bản nháp"}
    assert found[one.title][0] == one.number
    assert found[one.title][2:4] == [unit.name_vi, "Chờ tiếp nhận"]
    assert found[one.title][4].date() == day
    assert found[one.title][8:] == [one.money_total, "Nguyễn Thị Ổn"]
    assert found["=1+1 bản nháp"][3] == "Bản nháp"

    answer = sign_in(proposer).get("/proposals/list.csv?status=intake")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="de-xuat-{day:%Y-%m-%d}.csv"'
    written = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[1] for row in written[1:]] == [one.title]
    assert PLANTED not in answer.data.decode()


def test_in_the_file_a_proposal_of_the_secret_channel_is_a_code_and_a_step(sign_in, proposer):
    one = factories.submitted(proposer)
    desk = factories.person(Role.SECRETARIAT)
    title = one.title
    with unit_of_work(desk):
        services.move_to_secret(queries.get(one.id, seen_by=desk), desk)
    rows = sheet_of(sign_in(proposer).get("/proposals/list.xlsx"))
    assert rows[1][:4] == [one.number, "Nội dung đã chuyển kênh mật", None, "Chuyển kênh mật"]
    assert rows[1][6:] == [None, None, None, None]
    assert title not in str(rows)


def test_a_new_draft_starts_with_the_words_of_an_old_proposal(sign_in, proposer, colleague):
    old = factories.submitted(proposer)
    browser = sign_in(colleague)
    page = f"/proposals/{old.id}"
    made = browser.fill(page, f"{page}/copy")
    assert made.status_code == 302
    session.rollback()
    old = queries.get(old.id, seen_by=colleague)
    draft = session.query(Proposal).filter(Proposal.id != old.id).one()
    assert made.location.endswith(f"/proposals/{draft.id}/draft")
    content = queries.draft_content(draft)
    assert content.pop("title") == {**old.current_version.content["title"], "title": f"{old.title} (bản sao)"}
    assert content == {code: part for code, part in old.current_version.content.items() if code != "title"}
    assert (draft.owner_id, draft.number, draft.status.value) == (colleague.id, None, "draft")
    assert [event.deed for event in queries.timeline(draft, inside=True)] == ["copied"]


def test_the_longest_title_is_still_a_title_when_copied(proposer):
    old = factories.draft(proposer)
    titled(old, "ế" * 300, proposer)
    with unit_of_work(proposer):
        made = services.copy(queries.get(old.id, seen_by=proposer), proposer)
    assert made.title == "ế" * 290 + " (bản sao)"


def test_nobody_copies_what_is_not_theirs_and_a_second_press_makes_no_second_draft(sign_in, proposer, stranger):
    old = factories.submitted(proposer)
    page = f"/proposals/{old.id}"
    assert sign_in(stranger).post(f"{page}/copy", data={}).status_code in (400, 404)
    desk = factories.person(Role.SECRETARIAT, Role.PROPOSER)
    browser = sign_in(desk)
    assert f"{page}/copy" not in browser.get(page).get_data(as_text=True)
    mine = sign_in(proposer)
    target, values = form_of(mine.get(page).get_data(as_text=True), f"{page}/copy")
    answers = [mine.post(target, data=values, headers={"Origin": "http://localhost"}).status_code for _ in range(2)]
    assert answers == [302, 409]
    session.rollback()
    assert session.query(Proposal).count() == 2


def test_a_proposal_is_handed_on_to_a_colleague_who_is_written_to(sign_in, proposer, colleague):
    proposal = factories.draft(proposer)
    address = f"/proposals/{proposal.id}/owner"
    browser = sign_in(proposer)
    refused = browser.fill(address, successor="")
    assert refused.status_code == 422
    assert "Hãy chọn người phụ trách mới." in refused.get_data(as_text=True)
    assert browser.fill(address, successor=str(colleague.id)).status_code == 302
    session.rollback()
    assert queries.get(proposal.id, seen_by=proposer).owner_id == colleague.id
    letter = session.query(Mail).filter(Mail.recipient_id == colleague.id).one()
    assert letter.subject == "Bạn phụ trách thêm đề xuất của đơn vị"
    assert proposal.title not in letter.text
    assert browser.get(address).status_code == 404  # no longer hers to give


def test_only_proposers_of_the_unit_can_be_chosen(sign_in, proposer, colleague, stranger):
    proposal = factories.draft(proposer)
    answer = sign_in(proposer).fill(f"/proposals/{proposal.id}/owner", successor=str(stranger.id))
    assert answer.status_code == 422
    session.rollback()
    assert queries.get(proposal.id, seen_by=proposer).owner_id == proposer.id
    assert sign_in(colleague).get(f"/proposals/{proposal.id}/owner").status_code == 404
    assert sign_in(stranger).get(f"/proposals/{proposal.id}/owner").status_code == 404


def test_once_the_owner_has_left_a_colleague_may_take_over(sign_in, proposer, colleague):
    proposal = factories.draft(proposer)
    administrator = factories.person(Role.ADMINISTRATOR)
    with unit_of_work(administrator):
        accounts.disable(people.person(proposer.id), administrator)
    assert sign_in(colleague).fill(f"/proposals/{proposal.id}/owner", successor=str(colleague.id)).status_code == 302
    session.rollback()
    assert queries.get(proposal.id, seen_by=colleague).owner_id == colleague.id


def test_the_administrator_hands_over_all_of_a_person_who_leaves_without_reading_any_of_it(
    sign_in, proposer, colleague
):
    kept = [factories.draft(proposer), factories.submitted(proposer, sample="P09")]
    foreign = factories.draft(colleague, sample="P01")
    browser = sign_in(factories.person(Role.ADMINISTRATOR))
    address = f"/proposals/hand-over/{proposer.id}"
    page = browser.get(address).get_data(as_text=True)
    assert "Người này phụ trách 2 đề xuất" in page
    assert not [proposal.title for proposal in kept if proposal.title in page]
    assert browser.fill(address, successor=str(colleague.id)).status_code == 302
    session.rollback()
    assert {queries.get(row.id, seen_by=colleague).owner_id for row in [*kept, foreign]} == {colleague.id}
    assert session.query(Event).filter(Event.deed == "owner.changed").count() == 2
    assert "Người này không phụ trách đề xuất nào." in browser.get(address).get_data(as_text=True)
    assert sign_in(proposer).get(f"/proposals/hand-over/{colleague.id}").status_code == 403
