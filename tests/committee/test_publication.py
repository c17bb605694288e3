"""Publication: what proposers see before, what they see after, and what they never see."""

from __future__ import annotations

import pytest

from accounts.actor import Role
from committee.models import Outcome, SessionState, VoteChoice
from core.db import session, unit_of_work
from core.mail import Mail
from proposals import services as proposal_services
from proposals.models import Audience, Event
from tests import factories
from tests.committee import world

INNER = "LÝ-DO-NỘI-BỘ-7731"
SPOKEN = "Ý-KIẾN-RIÊNG-5519"
RULING = "KẾT-LUẬN-ĐƯỢC-CÔNG-BỐ-2204"
MINUTES = "BIÊN-BẢN-KÍN-9902"


@pytest.fixture
def decided(app, room):
    """Declined against the recommendation, with texts planted where they could leak."""
    with app.app_context():
        world.vote(room.items[0], room.chair, VoteChoice.DISAGREE)
        world.vote(room.items[0], room.members[0], VoteChoice.OTHER, opinion=SPOKEN)
        made = world.draft(Outcome.DECLINE, text=RULING, against_reason=INNER)
        world.decide(room.items[0], room.clerk, made)
        world.decide(room.items[1], room.clerk, world.draft(Outcome.DEFER, text="Để phiên sau."))
    return room


def publish(app, room):
    with app.app_context():
        world.published(room.held(), room.clerk, minutes=MINUTES)


def pages(browser, room) -> dict[str, str]:
    """Everything a proposer could open about the proposal."""
    proposal = room.proposals[0]
    return {
        path: browser.get(path).get_data(as_text=True)
        for path in (
            f"/committee/proposals/{proposal}/decision",
            f"/committee/items/{room.items[0]}",
            f"/committee/sessions/{room.sitting}",
            f"/committee/sessions/{room.sitting}/minutes",
            f"/proposals/{proposal}",
            f"/proposals/{proposal}/timeline",
            "/proposals/",
            "/",
        )
    }


def test_before_publication_the_proposer_learns_nothing(app, decided, sign_in):
    browser = sign_in(decided.proposer)
    assert browser.get(f"/committee/proposals/{decided.proposals[0]}/decision").status_code == 404
    for path, page in pages(browser, decided).items():
        for planted in (INNER, SPOKEN, RULING, "Không thông qua", "Nguyễn Văn Bình", "Hoãn xem xét"):
            assert planted not in page, (path, planted)


def test_after_publication_the_proposer_reads_the_ruling_and_never_what_was_said_inside(app, decided, sign_in):
    publish(app, decided)
    browser = sign_in(decided.proposer)
    page = browser.get(f"/committee/proposals/{decided.proposals[0]}/decision").get_data(as_text=True)
    assert RULING in page
    assert "Không thông qua" in page
    for path, held in pages(browser, decided).items():
        for planted in (INNER, SPOKEN, MINUTES, "Nguyễn Văn Bình", "Lê Thị Châu", "1 không đồng ý"):
            assert planted not in held, (path, planted)


def test_reviewers_read_a_ruling_only_when_it_is_published(app, decided, sign_in):
    with app.app_context():
        reviewer = factories.person(Role.REVIEWER)
        with unit_of_work(decided.clerk):
            proposal_services.grant_sight(decided.proposal(0), reviewer.id, reason="review")
    path = f"/committee/proposals/{decided.proposals[0]}/decision"
    assert sign_in(reviewer).get(path).status_code == 404
    publish(app, decided)
    page = sign_in(reviewer).get(path).get_data(as_text=True)
    assert RULING in page
    assert INNER not in page


def test_the_chief_engineer_reads_why_the_committee_departed(app, decided, sign_in):
    from accounts import queries as people

    with app.app_context():
        held = people.who_stands_for(decided.proposal(0).main_system or 0)
        assert held is not None
        engineer = people.actor(held.user_id)
    page = sign_in(engineer).get(f"/committee/proposals/{decided.proposals[0]}/decision").get_data(as_text=True)
    assert INNER in page
    assert SPOKEN not in page


def test_publishing_tells_each_proposer_once_and_gives_nothing_away_in_the_subject(app, decided):
    publish(app, decided)
    with app.app_context():
        letters = session.query(Mail).filter_by(template="committee/published").all()
        assert sorted(letter.address for letter in letters) == sorted(
            [decided.proposer.email, decided.proposal(1).owner_id and owner_address(decided.proposal(1).owner_id)]
        )
        mine = next(letter for letter in letters if letter.address == decided.proposer.email)
        number = decided.proposal(0).number
        assert mine.subject == f"Kết quả xem xét đề xuất {number}"
        assert "Không thông qua" in mine.text
        assert f"/committee/proposals/{decided.proposals[0]}/decision" in mine.text
        assert not any(planted in mine.text for planted in (INNER, SPOKEN, MINUTES, RULING))


def owner_address(owner_id):
    from accounts import queries as people

    return people.person(owner_id).email


def test_the_letter_is_written_in_the_reader_s_language(app, decided):
    from accounts import queries as people

    with app.app_context():
        with unit_of_work():
            people.person(decided.proposer.id).language = "en"
        world.published(decided.held(), decided.clerk, minutes=MINUTES)
        (mine,) = session.query(Mail).filter_by(template="committee/published", address=decided.proposer.email).all()
        assert (mine.language, mine.subject) == ("en", f"Outcome of proposal {decided.proposal(0).number}")
        assert "Declined" in mine.text


def test_publication_is_a_line_of_the_timeline_everybody_reads(app, decided):
    publish(app, decided)
    with app.app_context():
        lines = session.query(Event).filter_by(proposal_id=decided.proposals[0], deed="decision.published").all()
        assert [(row.audience, row.facts) for row in lines] == [
            (Audience.EVERYBODY, {"session": decided.held().code, "outcome": "decline"})
        ]
        assert (decided.proposal(0).published, decided.proposal(1).published) == (True, True)


def test_the_course_told_outside_names_no_outcome_before_it_is_published(app, decided):
    with app.app_context():
        for number in (0, 1):
            open_lines = session.query(Event).filter_by(
                proposal_id=decided.proposals[number], audience=Audience.EVERYBODY
            )
            told = {row.deed: row.facts for row in open_lines}
            assert "defer" not in told
            assert "decision.made" not in told
            assert not any("outcome" in facts for facts in told.values())


def test_publishing_needs_minutes_and_happens_once(app, decided, sign_in):
    browser, url = sign_in(decided.clerk), f"/committee/sessions/{decided.sitting}"
    assert browser.fill(url, f"{url}/close").status_code == 302
    assert f"{url}/publish" not in browser.get(url).get_data(as_text=True)
    assert browser.fill(f"{url}/minutes").status_code == 302
    assert browser.fill(url, f"{url}/publish").status_code == 302
    with app.app_context():
        assert decided.held().state is SessionState.PUBLISHED
        assert session.query(Mail).filter_by(template="committee/published").count() == 2
    assert f"{url}/publish" not in browser.get(url).get_data(as_text=True)


def test_minutes_begin_as_a_draft_from_the_rows_and_name_no_vote(app, decided, sign_in):
    page = sign_in(decided.clerk).get(f"/committee/sessions/{decided.sitting}/minutes").get_data(as_text=True)
    for told in (
        "Có mặt (3): Nguyễn Văn Bình, Lê Thị Châu, Phạm Quốc Đạt.",
        "Vắng mặt (1): Vũ Ngọc Lan.",
        "Biểu quyết: 0 đồng ý, 1 không đồng ý, 1 ý kiến khác.",
        "Kết luận: Không thông qua.",
        RULING,
    ):
        assert told in page, told
    assert INNER not in page
    assert SPOKEN not in page


def test_stale_minutes_keep_both_texts(app, decided, sign_in):
    browser, path = sign_in(decided.clerk), f"/committee/sessions/{decided.sitting}/minutes"
    assert browser.fill(path, text="Bản của người thứ nhất").status_code == 302
    answer = browser.fill(path, text="Bản của người thứ hai", seen_version="1")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Bản của người thứ nhất" in page
    assert "Bản của người thứ hai" in page


def test_published_minutes_are_read_and_not_written(app, decided, sign_in):
    publish(app, decided)
    page = sign_in(decided.members[0]).get(f"/committee/sessions/{decided.sitting}/minutes").get_data(as_text=True)
    assert MINUTES in page
    assert "<textarea" not in page


def test_an_older_ruling_does_not_publish_a_newer_one(app, decided):
    with app.app_context():
        later = world.opened(decided.clerk, [decided.chair, *decided.members], decided.proposal(1))
        item = world.items(later, decided.clerk)[0].id
        world.decide(item, decided.clerk, world.draft(Outcome.DECLINE, text=RULING, against_reason=INNER))
        world.published(decided.held(), decided.clerk)
        proposal = decided.proposal(1)
        assert (proposal.outcome, proposal.published) == ("decline", False)


def test_the_head_of_the_dossier_tells_reviewers_and_proposers_no_outcome_before_publication(app, decided, sign_in):
    with app.app_context():
        reviewer = factories.person(Role.REVIEWER)
        with unit_of_work(decided.clerk):
            proposal_services.grant_sight(decided.proposal(0), reviewer.id, reason="review")
    path, tab = f"/proposals/{decided.proposals[0]}", f"/committee/proposals/{decided.proposals[0]}/decision"
    for who, told in ((reviewer, False), (decided.proposer, False), (decided.clerk, True), (decided.chair, True)):
        page = sign_in(who).get(path).get_data(as_text=True)
        assert (("Không thông qua" in page), (tab in page)) == (told, told), who.name
    publish(app, decided)
    for who in (reviewer, decided.proposer):
        page = sign_in(who).get(path).get_data(as_text=True)
        assert "Không thông qua" in page
        assert tab in page
