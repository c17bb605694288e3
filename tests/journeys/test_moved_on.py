"""A page kept open while the proposal went elsewhere: every deed of its proposer is refused with a sentence."""

from __future__ import annotations

import pytest

from accounts.actor import Role
from core.db import session, unit_of_work
from proposals import queries, services
from proposals.workflow import Action
from tests import factories
from tests.pages import form_of

DEEDS = ("submit", "withdraw", "copy", "owner", "draft/title", "draft/resources")


@pytest.fixture
def proposer(context):
    return factories.person(Role.PROPOSER)


@pytest.fixture
def desk(context):
    return factories.person(Role.SECRETARIAT)


def moved_to_secret(proposal, desk):
    services.move_to_secret(proposal, desk)


def refused(proposal, desk):
    services.advance(proposal, Action.REFUSE, desk, note="Ngoài phạm vi.")


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("ended", [moved_to_secret, refused])
def test_a_deed_too_late_is_told_so(sign_in, proposer, desk, ended, deed):
    proposal = factories.submitted(proposer)
    title = proposal.title
    browser = sign_in(proposer)
    values = browser.get(f"/proposals/{proposal.id}/withdraw").get_data(as_text=True)
    assert title in values
    with unit_of_work(desk):
        ended(queries.get(proposal.id, seen_by=desk), desk)
    session.rollback()
    _, held = form_of(values)
    answer = browser.post(
        f"/proposals/{proposal.id}/{deed}",
        data={**held, "reason": "Thôi", "no_state_secret": "y", "_act": "save"},
        headers={"Origin": "http://localhost"},
    )
    copied = deed == "copy" and ended is refused
    assert answer.status_code in ({302} if copied else {403, 404, 409, 422}), answer.status_code
    if ended is moved_to_secret:
        assert title not in answer.get_data(as_text=True)
        assert title not in browser.get("/").get_data(as_text=True)
        assert "Nội dung đã chuyển kênh mật" in browser.get("/").get_data(as_text=True)
