"""Declare first, score beside the text, seal once, and on to the next."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts.actor import Role
from core.db import session, unit_of_work
from core.mail import Mail
from proposals.models import Event
from review.models import Assignment, AssignmentState
from review.services import assignment as services
from scoring.models import CardState, Scorecard, Tally
from tests import factories as make
from tests.review import desk
from tests.review.browsing import boxes, press


class World:
    """A proposal with two reviewers who have declared, and the addresses of their cards."""

    def __init__(self, *, declared: bool = True) -> None:
        self.clerk = make.person(Role.SECRETARIAT)
        self.first, self.second = make.person(Role.REVIEWER), make.person(Role.REVIEWER)
        proposal = desk.accepted(self.clerk)
        self.proposal_id, self.code, self.title = proposal.id, proposal.number, proposal.title
        rows = desk.assigned(self.clerk, proposal, self.first, self.second)
        self.row_ids = [row.id for row in rows]
        if declared:
            for row, reviewer in zip(rows, (self.first, self.second), strict=True):
                desk.opened(row, reviewer)
        self.page, self.other_page = (f"/review/assignments/{key}/score" for key in self.row_ids)
        self.declaration = f"/review/assignments/{self.row_ids[0]}/declaration"


@pytest.fixture
def world(app):
    with app.app_context():
        return World()


@pytest.fixture
def undeclared(app):
    with app.app_context():
        return World(declared=False)


PLANTED = "Bệnh xá đảo, vận chuyển"
"""Words of the proposal's text that the declaration page must not show."""


def test_before_declaring_the_reviewer_sees_who_is_behind_it_and_nothing_of_the_text(undeclared, sign_in):
    browser = sign_in(undeclared.first)
    answer = browser.get(undeclared.page)
    assert (answer.status_code, answer.location) == (302, undeclared.declaration)
    page = browser.get(undeclared.declaration).get_data(as_text=True)
    for fact in (undeclared.title, "Bộ Y tế", "Bảo hiểm xã hội Việt Nam", "Người liên hệ mẫu 05", "Tỉnh Khánh Hòa"):
        assert fact in page
    assert PLANTED not in page
    assert browser.get(f"/proposals/{undeclared.proposal_id}").status_code == 404
    assert browser.get(f"/proposals/{undeclared.proposal_id}/scorecards").status_code == 404


def test_a_declaration_needs_a_choice_and_a_conflict_its_ground(undeclared, sign_in):
    browser = sign_in(undeclared.first)
    nothing = press(browser, undeclared.declaration, action="/declaration", to=undeclared.declaration)
    assert nothing.status_code == 422
    vague = press(browser, undeclared.declaration, to=undeclared.declaration, conflict="conflict", ground="  ")
    assert vague.status_code == 422
    assert "Hãy nêu căn cứ" in vague.get_data(as_text=True)


def test_no_conflict_leads_into_the_text_with_the_card_beside_it(undeclared, sign_in):
    browser = sign_in(undeclared.first)
    answer = press(browser, undeclared.declaration, to=undeclared.declaration, conflict="none")
    assert (answer.status_code, answer.location) == (302, undeclared.page)
    page = browser.get(undeclared.page).get_data(as_text=True)
    assert PLANTED in page
    assert "Mức độ phù hợp với chiến lược" in page
    assert 'href="#part-novelty"' in page
    assert 'id="part-novelty"' in page
    assert "Có khả năng tạo bước nhảy vọt" in page


def test_a_conflict_shuts_the_page_for_good(undeclared, sign_in):
    browser = sign_in(undeclared.first)
    answer = press(browser, undeclared.declaration, to=undeclared.declaration, conflict="conflict", ground="Anh ruột")
    assert answer.status_code == 302
    assert browser.get(undeclared.declaration).status_code == 404
    assert browser.get(undeclared.page).status_code == 404
    assert undeclared.title not in browser.get("/review?tab=all").get_data(as_text=True)


def test_another_reviewers_card_is_not_there(world, sign_in):
    assert sign_in(world.second).get(world.page).status_code == 404
    assert sign_in(world.clerk).get(world.page).status_code == 403


def test_a_half_written_card_is_kept_and_shown_again(world, app, sign_in):
    browser = sign_in(world.first)
    answer = press(browser, world.page, score_dot_pha="8", reason_dot_pha="Mới so với hiện tại", _act="save")
    assert answer.status_code == 302
    page = browser.get(world.page).get_data(as_text=True)
    held = boxes(page)
    assert held["score_dot_pha"] == ["8"]
    assert held["reason_dot_pha"] == "Mới so với hiện tại"
    assert "score_phu_hop" not in held
    with app.app_context():
        card = session.query(Scorecard).one()
        assert (card.marked, card.total, card.state) == (1, None, CardState.DRAFT)


@pytest.mark.parametrize("wrong", ["11", "7,5", "NaN"])
def test_a_score_off_the_scale_is_refused_and_nothing_is_kept(world, app, sign_in, wrong):
    answer = press(sign_in(world.first), world.page, score_dot_pha=wrong, reason_dot_pha="gõ rồi", _act="save")
    assert answer.status_code == 422
    assert "gõ rồi" in answer.get_data(as_text=True)
    with app.app_context():
        assert session.query(Scorecard).count() == 0


def test_sealing_needs_every_score_every_reason_and_the_confirmation(world, app, sign_in):
    browser = sign_in(world.first)
    whole = desk.typed()
    for lacking in ("score_kha_thi", "reason_kha_thi", "complete"):
        answer = press(browser, world.page, **{**whole, lacking: ""}, _act="seal")
        assert answer.status_code == 422, lacking
    page = press(browser, world.page, **{**whole, "score_kha_thi": ""}, _act="seal").get_data(as_text=True)
    assert "Chưa chấm điểm." in page
    with app.app_context():
        assert session.query(Scorecard).count() == 0


def test_a_sealed_card_never_changes_again(world, app, sign_in):
    browser = sign_in(world.first)
    typed = boxes(browser.get(world.page).get_data(as_text=True)) | desk.typed(6)
    assert browser.post(world.page, data=typed | {"_act": "seal"}).status_code == 302
    assert browser.post(world.page, data=typed | desk.typed(1) | {"_act": "seal"}).status_code == 409
    assert browser.post(world.page, data=typed | desk.typed(1) | {"_act": "save"}).status_code == 409
    with app.app_context():
        card = session.query(Scorecard).one()
        assert (card.state, float(card.total or 0), card.marked) == (CardState.SEALED, 6.0, 6)
        assert len(card.sha256) == 64
        tally = session.query(Tally).one()
        assert (tally.sealed, float(tally.mean or 0)) == (1, 6.0)
        row = session.get(Assignment, world.row_ids[0])
        assert row is not None
        assert row.state is AssignmentState.SEALED
    page = browser.get(world.page).get_data(as_text=True)
    assert "đã khóa lúc" in page
    assert 'name="_act" value="seal"' not in page


def test_seal_and_next_opens_the_next_by_day(world, app, sign_in):
    with app.app_context():
        later = desk.accepted(world.clerk, sample="P06")
        row, _ = desk.assigned(world.clerk, later, world.first, make.person(Role.REVIEWER), days=15)
        desk.opened(row, world.first)
        following = f"/review/assignments/{row.id}/score"
    browser = sign_in(world.first)
    page = browser.get(world.page).get_data(as_text=True)
    assert f'href="{following}" data-key="n"' in page
    answer = press(browser, world.page, **desk.typed(), _act="seal_next")
    assert answer.status_code == 302
    assert browser.get(answer.location).location == following


def test_after_the_last_one_the_queue_says_that_nothing_waits(world, sign_in):
    browser = sign_in(world.first)
    answer = press(browser, world.page, **desk.typed(), _act="seal_next")
    page = browser.get(answer.location, follow_redirects=True).get_data(as_text=True)
    assert "Không còn hồ sơ nào chờ bạn chấm." in page


def test_a_stale_page_is_told_and_keeps_both_texts(world, app, sign_in):
    browser = sign_in(world.first)
    old = boxes(browser.get(world.page).get_data(as_text=True))
    new = boxes(browser.get(world.page).get_data(as_text=True))
    saved = {"reason_dot_pha": "lưu từ cửa sổ kia", "_act": "save"}
    assert browser.post(world.page, data=new | saved).status_code == 302
    stale = boxes(browser.get(world.page).get_data(as_text=True)) | {"row_version": "999", "once": old["once"]}
    answer = browser.post(world.page, data=stale | {"reason_dot_pha": "gõ ở cửa sổ này", "_act": "save"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "gõ ở cửa sổ này" in page
    assert "lưu từ cửa sổ kia" in page


def test_a_page_does_not_lose_against_its_own_autosave(world, app, sign_in):
    browser = sign_in(world.first)
    typed = boxes(browser.get(world.page).get_data(as_text=True))
    behind = browser.post(world.page, data=typed | {"reason_dot_pha": "một"}, headers={"HX-Request": "true"})
    assert behind.status_code == 200
    assert "Đã lưu lúc" in behind.get_data(as_text=True)
    again = browser.post(world.page, data=typed | {"reason_dot_pha": "hai", "_act": "save"})
    assert again.status_code == 302
    with app.app_context():
        (card,) = session.query(Scorecard).all()
        assert card.row_version > 1


def test_the_secretariat_is_told_when_the_last_card_is_sealed(world, app, sign_in):
    press(sign_in(world.first), world.page, **desk.typed(), _act="seal")
    with app.app_context():
        assert session.query(Mail).filter_by(template="review/all_sealed").count() == 0
    press(sign_in(world.second), world.other_page, **desk.typed(), _act="seal")
    with app.app_context():
        letter = session.query(Mail).filter_by(template="review/all_sealed").one()
        assert letter.recipient_id == world.clerk.id


def test_what_moved_on_is_only_read(world, app, sign_in):
    with app.app_context():
        desk_first = session.get(Assignment, world.row_ids[0])
        assert desk_first is not None
        from proposals import queries as proposals
        from review.queries import assignment as queries
        from review.services import scorecard

        held = queries.own(world.row_ids[1], seen_by=world.second)
        proposal = proposals.get(held.proposal_id, seen_by=world.second)
        with unit_of_work(world.second):
            card = scorecard.save(held, proposal, world.second, marks=desk.marks(), summary="", seen_version=0)
            scorecard.seal(held, proposal, card, world.second)
    browser = sign_in(world.first)
    typed = boxes(browser.get(world.page).get_data(as_text=True)) | desk.typed()
    with app.app_context():
        proposal = proposals.get(world.proposal_id, seen_by=world.clerk)
        with unit_of_work(world.clerk):
            services.close(proposal, world.clerk, reason="Trình phiên họp tới")
    assert browser.post(world.page, data=typed | {"_act": "seal"}).status_code == 404
    with app.app_context():
        assert session.query(Scorecard).filter_by(reviewer_id=world.first.id).count() == 0


def test_the_timeline_tells_of_sealing_without_a_name_or_a_score(world, app, sign_in):
    press(sign_in(world.first), world.page, **desk.typed(9, "LÝ DO BÍ MẬT"), _act="seal")
    with app.app_context():
        event = session.query(Event).filter_by(deed="scorecard.sealed").one()
        assert (event.actor_id, event.note, event.facts, event.audience.value) == (None, "", {}, "inside")


def test_two_reviewers_who_seal_at_the_same_moment_both_succeed(world, app, sign_in):
    filled = []
    for reviewer, page in ((world.first, world.page), (world.second, world.other_page)):
        browser = sign_in(reviewer)
        filled.append((browser, page, boxes(browser.get(page).get_data(as_text=True)) | desk.typed(8)))
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda one: one[0].post(one[1], data=one[2] | {"_act": "seal"}).status_code, filled)
        assert list(answers) == [302, 302]
    with app.app_context():
        tally = session.query(Tally).one()
        assert (tally.sealed, float(tally.mean or 0)) == (2, 8.0)
        assert session.query(Mail).filter_by(template="review/all_sealed").count() == 1
