"""Planted scores, reasons and names never reach proposers, other reviewers before sealing, or letters."""

from __future__ import annotations

import pytest

from accounts.actor import Role
from core.audit import AuditEntry
from core.db import session, unit_of_work
from core.mail import Mail
from proposals import queries as proposals
from review.queries import assignment as queries
from review.services import assignment as services
from tests import factories as make
from tests.review import desk

REASON = "Lập luận riêng của phiếu XQ57"
NAME = "Trần Thị Giám Khảo Kín"
SUMMARY = "Nhận xét riêng KT91"


class World:
    """One sealed card with planted words, one open, on a proposal of P05."""

    def __init__(self) -> None:
        self.clerk = make.person(Role.SECRETARIAT)
        self.proposer = make.person(Role.PROPOSER)
        self.sealer = make.person(Role.REVIEWER, name=NAME)
        self.other = make.person(Role.REVIEWER)
        self.engineer = make.chief_engineer(3)
        self.member = make.person(Role.COMMITTEE_MEMBER)
        proposal = desk.accepted(self.clerk, proposer=self.proposer)
        self.id, self.code = proposal.id, proposal.number
        first, second = desk.assigned(self.clerk, proposal, self.sealer, self.other)
        desk.sealed(first, self.sealer, score=4, reason=REASON)
        desk.opened(second, self.other)
        self.other_page = f"/review/assignments/{second.id}/score"
        self.second_id = second.id

    def addresses(self) -> list[str]:
        base = f"/proposals/{self.id}"
        return [
            base,
            f"{base}/timeline",
            f"{base}/versions",
            f"{base}/scorecards",
            f"{base}/assignment",
            f"{base}/recommendation",
            "/review",
            "/review?tab=all",
            f"/review?q={self.code}",
            "/engineer",
            "/engineer?tab=coming",
            "/search?q=XQ57",
            "/",
        ]


@pytest.fixture
def world(app):
    with app.app_context():
        return World()


def everything(browser, world):
    return "\n".join(browser.get(address).get_data(as_text=True) for address in world.addresses())


@pytest.mark.parametrize("who", ["proposer", "other", "engineer", "member"])
def test_nobody_who_may_not_know_learns_a_reason_a_name_or_a_mean(world, sign_in, who):
    browser = sign_in(getattr(world, who))
    seen = everything(browser, world)
    if who == "other":
        seen += browser.get(world.other_page).get_data(as_text=True)
    for planted in (REASON, NAME, "4,00"):
        assert planted not in seen


def test_the_secretariat_sees_who_sealed_and_the_sealed_scores_only(world, app, sign_in):
    browser = sign_in(world.clerk)
    seen = everything(browser, world)
    assert NAME in seen
    assert REASON in seen
    with app.app_context():
        from review.services import scorecard

        held = queries.own(world.second_id, seen_by=world.other)
        proposal = proposals.get(world.id, seen_by=world.other)
        with unit_of_work(world.other):
            scorecard.save(
                held, proposal, world.other, marks=desk.marks(9, "NHÁP CHƯA KHÓA"), summary="", seen_version=0
            )
    assert "NHÁP CHƯA KHÓA" not in everything(browser, world)


def test_after_sealing_the_reviewer_reads_the_others(world, app, sign_in):
    browser = sign_in(world.other)
    assert browser.get(f"/proposals/{world.id}/scorecards").status_code == 404
    with app.app_context():
        held = queries.own(world.second_id, seen_by=world.other)
        proposal = proposals.get(world.id, seen_by=world.other)
        from review.services import scorecard

        with unit_of_work(world.other):
            card = scorecard.save(held, proposal, world.other, marks=desk.marks(8), summary="", seen_version=0)
            scorecard.seal(held, proposal, card, world.other)
    page = browser.get(f"/proposals/{world.id}/scorecards").get_data(as_text=True)
    assert REASON in page
    assert NAME in page


def test_a_clerk_who_still_has_to_score_sees_no_scores(world, app, sign_in):
    with app.app_context():
        both = make.person(Role.SECRETARIAT, Role.REVIEWER)
        row = desk.assigned(world.clerk, desk.seen(_proposal(world), world.clerk), both)[0]
        desk.opened(row, both)
    seen = everything(sign_in(both), world)
    assert REASON not in seen
    assert "4,00" not in seen


def _proposal(world):
    return proposals.get(world.id, seen_by=world.clerk)


def test_the_engineer_reads_the_cards_once_the_assessment_is_closed(world, app, sign_in):
    with app.app_context(), unit_of_work(world.clerk):
        services.close(_proposal(world), world.clerk, reason="Trình phiên họp tới")
    page = sign_in(world.engineer).get(f"/proposals/{world.id}/recommendation").get_data(as_text=True)
    assert NAME in page
    assert "4,00" in page
    cards = sign_in(world.engineer).get(f"/proposals/{world.id}/scorecards").get_data(as_text=True)
    assert REASON in cards
    for outsider in (world.proposer, world.member):
        assert REASON not in everything(sign_in(outsider), world)


def test_the_reason_for_an_early_closing_stays_inside(world, app, sign_in):
    with app.app_context(), unit_of_work(world.clerk):
        services.close(_proposal(world), world.clerk, reason="LÝ DO KẾT THÚC SỚM")
    assert "LÝ DO KẾT THÚC SỚM" not in everything(sign_in(world.proposer), world)
    assert "LÝ DO KẾT THÚC SỚM" in everything(sign_in(world.clerk), world)


def test_no_letter_and_no_audit_line_carries_a_score_or_a_reason(world, app):
    with app.app_context():
        letters = session.query(Mail).all()
        assert letters
        for letter in letters:
            assert REASON not in letter.subject + letter.text
            assert NAME not in letter.subject
        trail = [str(entry.changes) for entry in session.query(AuditEntry)]
        assert not any(REASON in line or SUMMARY in line for line in trail)


def test_a_reviewer_whose_organisation_proposes_later_sees_no_scores(app, sign_in):
    with app.app_context():
        unit = make.organisation()
        clerk = make.person(Role.SECRETARIAT, of=unit)
        fair = make.person(Role.SECRETARIAT)
        proposal = desk.accepted(fair, proposer=make.person(Role.PROPOSER, of=unit))
        reviewers = [make.person(Role.REVIEWER), make.person(Role.REVIEWER)]
        row, _ = desk.assigned(fair, proposal, *reviewers)
        desk.sealed(row, reviewers[0], reason=REASON)
        address = f"/proposals/{proposal.id}"
    browser = sign_in(clerk)
    assert browser.get(f"{address}/scorecards").status_code == 404
    assert browser.get(f"{address}/assignment").status_code == 404
