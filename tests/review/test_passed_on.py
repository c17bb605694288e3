"""A recommendation that came too late: the page says who was first or where the proposal went, and keeps the text."""

from __future__ import annotations

import pytest

from accounts import queries as people
from accounts.actor import Role
from accounts.models import AppointmentKind
from core.db import session, unit_of_work
from proposals import services as course
from proposals.workflow import Action
from review.models import RecommendationDraft
from review.queries import recommendation as queries
from review.services import recommendation as services
from tests import factories as make
from tests.review import desk
from tests.review.browsing import boxes
from tests.review.test_recommendation import give, written

TEXT = "Kiến trúc chưa rõ phần dữ liệu dùng chung, cần bổ sung."


@pytest.fixture
def world(app):
    """A deputy with an unsent draft, when a chief engineer is appointed to the same system."""
    with app.app_context():
        clerk, deputy = make.person(Role.SECRETARIAT), make.chief_engineer(3, kind=AppointmentKind.DEPUTY)
        proposal, _ = desk.closed(clerk)
        with unit_of_work(deputy):
            services.save_draft(desk.seen(proposal, deputy), deputy, written(text=TEXT), seen_version=0)
        return {
            "clerk": clerk,
            "deputy": deputy,
            "proposal": proposal,
            "page": f"/proposals/{proposal.id}/recommendation",
        }


def test_another_sent_it_first(world, app, sign_in):
    browser = sign_in(world["deputy"])
    typed = boxes(browser.get(world["page"]).get_data(as_text=True), action="/recommendation")
    assert typed["text"] == TEXT
    with app.app_context():
        engineer = make.chief_engineer(3)
        give(world["proposal"], engineer, written(text="Ý kiến của Tổng công trình sư"))
        name = people.person(engineer.id).name
    for act in ("save", "give"):
        late = browser.post(world["page"], data=typed | {"stance": "decline", "text": TEXT + " Thêm.", "_act": act})
        page = late.get_data(as_text=True)
        assert late.status_code == 409
        assert f"{name} đã gửi ý kiến về phiên bản này." in page
        assert TEXT + " Thêm." in page
        assert "Ý kiến của Tổng công trình sư" in page
    again = browser.get(world["page"]).get_data(as_text=True)
    assert "Nội dung chưa gửi của bạn" in again
    assert TEXT in again
    with app.app_context():
        assert session.query(RecommendationDraft).count() == 1


def test_an_appointment_meanwhile_takes_the_word_and_leaves_the_text(world, app, sign_in):
    browser = sign_in(world["deputy"])
    typed = boxes(browser.get(world["page"]).get_data(as_text=True), action="/recommendation")
    with app.app_context():
        engineer = make.chief_engineer(3)
        name = people.person(engineer.id).name
    late = browser.post(world["page"], data=typed | {"stance": "decline", "text": TEXT, "_act": "give"})
    page = late.get_data(as_text=True)
    assert late.status_code == 409
    assert f"Ý kiến về đề xuất này nay do {name} cho." in page
    assert TEXT in page


def test_a_proposal_that_left_an_engineers_sight_gives_the_text_back_and_nothing_else(app, sign_in):
    with app.app_context():
        clerk, engineer = make.person(Role.SECRETARIAT), make.chief_engineer(3)
        proposal, _ = desk.closed(clerk)
        page, title = f"/proposals/{proposal.id}/recommendation", proposal.title
    browser = sign_in(engineer)
    typed = boxes(browser.get(page).get_data(as_text=True), action="/recommendation")
    with app.app_context(), unit_of_work(clerk):
        course.return_for_completion(
            desk.seen(proposal, clerk),
            clerk,
            reason="Bổ sung",
            due=desk.due(),
            lines={"scope": ("Làm rõ", "")},
            action=Action.RETURN,
        )
    gone = browser.post(page, data=typed | {"text": TEXT, "_act": "save"})
    unknown = browser.post(page.replace(str(proposal.id), "0" * 8 + str(proposal.id)[8:]), data=typed | {"text": TEXT})
    assert (gone.status_code, unknown.status_code) == (404, 404)
    for answer in (gone, unknown):
        said = answer.get_data(as_text=True)
        assert TEXT in said
        assert title not in said


def test_an_opinion_answered_by_another_meanwhile_keeps_the_text(app, sign_in):
    with app.app_context():
        clerk, engineer = make.person(Role.SECRETARIAT), make.chief_engineer(3)
        deputy = make.chief_engineer(4, kind=AppointmentKind.DEPUTY)
        proposal, _ = desk.closed(clerk)
        with unit_of_work(engineer):
            services.ask_opinions(desk.seen(proposal, engineer), [4], engineer, due=None)
        page = f"/proposals/{proposal.id}/opinions/4"
    browser = sign_in(deputy)
    typed = boxes(browser.get(page).get_data(as_text=True), action="/opinions/4")
    with app.app_context():
        asked = queries.opinion(proposal.current_version_id, 4)
        with unit_of_work(deputy):
            services.give_opinion(asked, desk.seen(proposal, deputy), deputy, text="Gửi từ máy khác")
    late = browser.post(page, data=typed | {"text": TEXT})
    said = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "Ý kiến của hệ thống này đã được gửi." in said
    assert TEXT in said
    assert "Gửi từ máy khác" in said


def test_the_radar_of_the_criteria_stands_above_its_table_and_says_every_value(world, sign_in):
    page = sign_in(world["deputy"]).get(world["page"]).get_data(as_text=True)
    drawn = page[page.index('<figure class="radar">') : page.index("</figure>")]
    assert 'role="img"' in drawn
    assert "<title>Điểm đánh giá theo tiêu chí</title>" in drawn
    assert drawn[drawn.index("<desc>") : drawn.index("</desc>")].count("7,0 (6,0 – 8,0)") == 6
    assert page.index("</figure>") < page.index('class="grid comparison"')
