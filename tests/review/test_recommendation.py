"""The chief engineer's word: by whom, once, measurable conditions, opinions of related systems, never a dead end."""

from __future__ import annotations

from datetime import date

import pytest

from accounts import queries as people
from accounts import services as accounts
from accounts.actor import Role
from accounts.models import AppointmentKind
from core import db
from core.db import session, unit_of_work
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.mail import Mail
from proposals.models import Event
from proposals.queries import get
from proposals.workflow import Status
from review.models import Recommendation, RecommendationDraft, Stance
from review.queries import recommendation as queries
from review.services import recommendation as services
from review.services.recommendation import Condition, RecommendationText
from tests import factories as make
from tests.review import desk
from tests.review.browsing import boxes, press

CONDITION = Condition(measure="Tỉ lệ trạm có đường truyền", value="95 %", due=date(2027, 12, 31), who="Sở Y tế")


def written(stance=Stance.SUPPORT, text="Kiến trúc phù hợp", conditions=()):
    return RecommendationText(stance=stance, text=text, conditions=conditions)


def letters(template):
    return [row.address for row in session.query(Mail).filter_by(template=f"review/{template}").order_by(Mail.address)]


@pytest.fixture
def clerk(context):
    return make.person(Role.SECRETARIAT)


def give(proposal, actor, words):
    with unit_of_work(actor):
        return services.give(desk.seen(proposal, actor), actor, words)


def test_a_recommendation_sends_the_proposal_to_the_committee_and_tells_the_secretariat(clerk):
    engineer = make.chief_engineer(3)
    proposal, _ = desk.closed(clerk)
    made = give(proposal, engineer, written(Stance.SUPPORT_WITH_CONDITIONS, conditions=[CONDITION]))
    assert (made.system, made.acting, made.stance) == (3, False, Stance.SUPPORT_WITH_CONDITIONS)
    assert made.conditions == [
        {"measure": "Tỉ lệ trạm có đường truyền", "value": "95 %", "due": "2027-12-31", "who": "Sở Y tế"}
    ]
    assert desk.seen(proposal, clerk).status is Status.COMMITTEE
    assert letters("recommended") == [clerk.email]
    event = session.query(Event).filter_by(deed="recommend").one()
    assert (event.note, event.facts) == ("", {"acting": False})


def test_it_is_given_once(clerk):
    engineer = make.chief_engineer(3)
    proposal, _ = desk.closed(clerk)
    give(proposal, engineer, written())
    with pytest.raises(Conflict):
        give(proposal, engineer, written(Stance.DECLINE))
    assert session.query(Recommendation).one().stance is Stance.SUPPORT


@pytest.mark.parametrize(
    ("words", "box"),
    [
        (written(stance=None), "stance"),
        (written(text="  "), "text"),
        (written(Stance.SUPPORT_WITH_CONDITIONS), "conditions"),
        (
            written(
                Stance.SUPPORT_WITH_CONDITIONS,
                conditions=[Condition(measure="Đo", value="5", due=None, who="Sở Y tế")],
            ),
            "conditions-0-due",
        ),
        (written(Stance.DECLINE, conditions=[CONDITION]), "stance"),
    ],
)
def test_what_is_incomplete_names_its_box(clerk, words, box):
    engineer = make.chief_engineer(3)
    proposal, _ = desk.closed(clerk)
    with pytest.raises(Invalid) as refused:
        give(proposal, engineer, words)
    assert set(refused.value.fields) == {box}
    assert session.query(Recommendation).count() == 0


def test_where_none_is_appointed_the_deputy_acts_and_the_record_says_so(clerk):
    deputy = make.chief_engineer(3, kind=AppointmentKind.DEPUTY)
    proposal, _ = desk.closed(clerk)
    assert give(proposal, deputy, written()).acting is True


def test_an_engineer_whose_own_organisation_proposes_cannot_and_the_deputy_is_told(clerk):
    unit = make.organisation()
    engineer = make.person(Role.CHIEF_ENGINEER, of=unit)
    with unit_of_work():
        accounts.appoint(people.person(engineer.id), system=3, kind=AppointmentKind.CHIEF_ENGINEER, since=db.today())
    engineer = people.actor(engineer.id)
    deputy = make.chief_engineer(3, kind=AppointmentKind.DEPUTY)
    proposal = desk.accepted(clerk, proposer=make.person(Role.PROPOSER, of=unit))
    reviewers = [make.person(Role.REVIEWER), make.person(Role.REVIEWER)]
    for row, reviewer in zip(desk.assigned(clerk, proposal, *reviewers), reviewers, strict=True):
        desk.sealed(row, reviewer)
    from review.services import assignment

    with unit_of_work(clerk):
        assignment.close(desk.seen(proposal, clerk), clerk, reason="")
    assert letters("to_recommend") == [deputy.email]
    with pytest.raises(Forbidden):
        give(proposal, engineer, written())
    assert give(proposal, people.actor(deputy.id), written()).acting is True


def test_an_engineer_with_another_conflict_steps_aside_and_sees_it_no_more(clerk):
    engineer = make.chief_engineer(3)
    proposal, _ = desk.closed(clerk)
    with unit_of_work(engineer):
        services.recuse(desk.seen(proposal, engineer), engineer, ground="Cố vấn của đơn vị chủ trì")
    with pytest.raises(NotFound):
        get(proposal.id, seen_by=engineer)
    assert clerk.email in letters("nobody_stands")
    deputy = make.chief_engineer(3, kind=AppointmentKind.DEPUTY)
    assert give(proposal, deputy, written()).acting is True


def test_nobody_else_recommends(clerk):
    make.chief_engineer(3)
    stranger = make.chief_engineer(2)
    proposal, reviewers = desk.closed(clerk)
    for person in (clerk, *reviewers):
        with pytest.raises(Forbidden):
            give(proposal, person, written())
    with pytest.raises(NotFound):
        get(proposal.id, seen_by=stranger)


def test_a_related_system_is_asked_and_answers_once(clerk):
    engineer, related = make.chief_engineer(3), make.chief_engineer(4)
    proposal, _ = desk.closed(clerk)
    with pytest.raises(NotFound):
        get(proposal.id, seen_by=related)
    with unit_of_work(engineer):
        services.ask_opinions(desk.seen(proposal, engineer), [4], engineer, due=desk.due(5))
    assert letters("opinion_asked") == [related.email]
    asked = queries.opinion(proposal.current_version_id, 4)
    assert asked is not None
    with unit_of_work(related):
        services.give_opinion(asked, desk.seen(proposal, related), related, text="Cần dùng chung nền tảng định danh")
    assert letters("opinion_given") == [engineer.email]
    again = queries.opinion(proposal.current_version_id, 4)
    assert again is not None
    with pytest.raises(Conflict), unit_of_work(related):
        services.give_opinion(again, desk.seen(proposal, related), related, text="Khác")
    with pytest.raises(Invalid), unit_of_work(engineer):
        services.ask_opinions(desk.seen(proposal, engineer), [4], engineer, due=None)


def test_a_system_for_which_nobody_stands_cannot_be_asked(clerk):
    engineer = make.chief_engineer(3)
    proposal, _ = desk.closed(clerk)
    with pytest.raises(Invalid), unit_of_work(engineer):
        services.ask_opinions(desk.seen(proposal, engineer), [5], engineer, due=None)


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def world(app):
    with app.app_context():
        clerk, engineer = make.person(Role.SECRETARIAT), make.chief_engineer(3)
        proposal, reviewers = desk.closed(clerk)
        return {
            "clerk": clerk,
            "engineer": engineer,
            "reviewer": reviewers[0],
            "page": f"/proposals/{proposal.id}/recommendation",
            "title": proposal.title,
        }


def test_the_queue_lists_it_by_days_waiting_and_the_summary_shows_scores_with_spread(world, sign_in):
    browser = sign_in(world["engineer"])
    queue = browser.get("/engineer").get_data(as_text=True)
    assert world["title"] in queue
    assert world["page"] in queue
    assert "(6,00–8,00)" in queue
    page = browser.get(world["page"]).get_data(as_text=True)
    assert "7,00" in page
    assert "Máy không thấy đề xuất nào giống." in page or "Gợi ý của máy" in page


def test_a_draft_is_kept_with_its_rows_and_shown_again(world, app, sign_in):
    browser = sign_in(world["engineer"])
    typed = boxes(browser.get(world["page"]).get_data(as_text=True), action="/recommendation")
    more = browser.post(world["page"], data=typed | {"text": "đang viết", "_act": "add:conditions"})
    assert more.status_code == 200
    rows = boxes(more.get_data(as_text=True), action="/recommendation")
    assert rows["text"] == "đang viết"
    assert "conditions-0-measure" in rows
    kept = browser.post(world["page"], data=rows | {"conditions-0-measure": "Độ phủ", "_act": "save"})
    assert kept.status_code == 302
    again = boxes(browser.get(world["page"]).get_data(as_text=True), action="/recommendation")
    assert (again["text"], again["conditions-0-measure"], again["row_version"]) == ("đang viết", "Độ phủ", "1")
    stale = browser.post(world["page"], data=again | {"row_version": "0", "text": "gõ muộn", "_act": "save"})
    assert stale.status_code == 409
    assert "gõ muộn" in stale.get_data(as_text=True)
    assert "đang viết" in stale.get_data(as_text=True)


def test_a_wrong_day_is_told_at_its_box_and_a_complete_one_is_given_once(world, app, sign_in):
    browser = sign_in(world["engineer"])
    typed = boxes(browser.get(world["page"]).get_data(as_text=True), action="/recommendation") | {
        "stance": "support_with_conditions",
        "text": "Ủng hộ nếu đạt",
        "conditions-0-measure": "Độ phủ",
        "conditions-0-value": "95 %",
        "conditions-0-due": "31/02/2027",
        "conditions-0-who": "Sở Y tế",
        "_act": "give",
    }
    wrong = browser.post(world["page"], data=typed)
    assert wrong.status_code == 422
    assert "31/02/2027" in wrong.get_data(as_text=True)
    lacking = browser.post(world["page"], data=typed | {"conditions-0-due": ""})
    assert lacking.status_code == 422
    good = typed | {"conditions-0-due": "28/02/2027"}
    assert browser.post(world["page"], data=good).status_code == 302
    assert browser.post(world["page"], data=good).status_code == 409
    page = browser.get(world["page"]).get_data(as_text=True)
    assert "28/02/2027" in page
    assert "Ủng hộ có điều kiện" in page
    with app.app_context():
        assert session.query(Recommendation).count() == 1
        assert session.query(RecommendationDraft).count() == 0


def test_reviewers_and_proposers_do_not_get_the_page(world, app, sign_in):
    assert sign_in(world["reviewer"]).get(world["page"]).status_code == 403
    with app.app_context():
        member = make.person(Role.COMMITTEE_MEMBER)
    assert sign_in(member).get(world["page"]).status_code == 404


def test_recusing_on_the_page_needs_a_ground(world, sign_in):
    browser = sign_in(world["engineer"])
    to = world["page"] + "/recuse"
    assert press(browser, world["page"], action="/recuse", to=to, ground="").status_code == 422
    assert press(browser, world["page"], action="/recuse", to=to, ground="Cố vấn").status_code == 302
    assert browser.get(world["page"]).status_code == 404


def test_where_nobody_stands_the_page_says_whom_to_name(app, sign_in):
    with app.app_context():
        clerk = make.person(Role.SECRETARIAT)
        proposal, _ = desk.closed(clerk)
        address = f"/proposals/{proposal.id}/recommendation"
    page = sign_in(clerk).get(address).get_data(as_text=True)
    assert "Chưa có người cho ý kiến" in page
