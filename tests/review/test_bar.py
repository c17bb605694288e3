"""What is kept for everybody with the same duties (statements, pieces of pages) tells each person only their own."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts import frame
from accounts.actor import Actor, Role
from accounts.models import SignIn
from core.db import session, unit_of_work
from tests import factories as make
from tests.review import desk

LINKED = [(role,) for role in Role] + [(Role.SECRETARIAT, Role.REVIEWER), (Role.PROPOSER, Role.COMMITTEE_MEMBER)]


def badge(browser: Any, path: str = "/review") -> str:
    """The number beside "Thẩm định" in the bar."""
    page = browser.get(path).get_data(as_text=True)
    found = re.search(r'href="/review"[^>]*><span>Thẩm định</span>(?: <span class="count">(\d+))?', page)
    assert found is not None
    return found[1] or ""


def bar(app: Flask, actor: Actor) -> dict[str, int | None]:
    """What the kept statement counts for a person, by address."""
    with app.test_request_context("/"):
        return {entry.url: entry.count for entry in frame.entries(actor) if entry.count is not None}


def asked_directly(app: Flask, actor: Actor) -> dict[str, int]:
    """The same, each question built for this one person."""
    with app.test_request_context("/"):
        links = [link for link in app.extensions["rooms"] if link.seen_by(actor) and link.waiting is not None]
        return {
            app.url_for(link.endpoint, _external=False): session.scalars(
                sa.select(link.waiting(actor).scalar_subquery())
            ).one()
            for link in links
        }


def test_two_reviewers_each_see_how_much_waits_for_them(app: Flask, sign_in):
    with app.app_context():
        clerk, one, two, third = (
            make.person(Role.SECRETARIAT),
            *(make.person(Role.REVIEWER, of=make.organisation()) for _ in range(3)),
        )
        for sample in ("P05", "P06"):
            desk.assigned(clerk, desk.accepted(clerk, sample=sample), one, two if sample == "P05" else third)
        first, second = sign_in(one), sign_in(two)
    assert [badge(first), badge(second), badge(first)] == ["2", "1", "2"]


@pytest.mark.parametrize("roles", LINKED, ids=lambda roles: "+".join(roles))
def test_the_kept_statement_counts_what_the_rooms_count(app: Flask, roles: tuple[Role, ...]):
    with app.app_context():
        clerk = make.person(Role.SECRETARIAT)
        reviewers = [make.person(Role.REVIEWER, of=make.organisation()) for _ in range(2)]
        desk.assigned(clerk, desk.accepted(clerk), *reviewers)
        body = make.organisation()
        people = [make.person(*roles, of=body), make.person(*roles, of=make.organisation())]
        if Role.PROPOSER in roles:
            make.draft(people[0])
        people += reviewers if roles == (Role.REVIEWER,) else []
    assert [bar(app, person) for person in people] == [asked_directly(app, person) for person in people]


def test_a_chief_engineer_of_each_system_has_a_count_of_their_own(app: Flask):
    with app.app_context():
        clerk = make.person(Role.SECRETARIAT)
        proposal, _ = desk.closed(clerk)
        assert proposal.main_system is not None
        engineers = [make.chief_engineer(system) for system in (proposal.main_system, proposal.main_system % 6 + 1)]
    assert [bar(app, person) for person in engineers] == [asked_directly(app, person) for person in engineers]
    assert bar(app, engineers[0]) != bar(app, engineers[1])


def test_a_list_that_was_drawn_in_one_language_is_drawn_anew_in_the_other(app: Flask, sign_in):
    with app.app_context():
        clerk, reviewer, other = (
            make.person(Role.SECRETARIAT),
            *(make.person(Role.REVIEWER, of=make.organisation()) for _ in range(2)),
        )
        desk.assigned(clerk, desk.accepted(clerk), reviewer, other)
        browser = sign_in(reviewer)
    assert "Chờ khai báo" in browser.get("/review").get_data(as_text=True)
    browser.set_cookie("language", "en")
    page = browser.get("/review").get_data(as_text=True)
    assert "Chờ khai báo" not in page
    assert "Thẩm định</span>" not in page


def test_a_session_ended_on_the_server_ends_with_the_next_page(app: Flask, sign_in):
    with app.app_context():
        reviewer = make.person(Role.REVIEWER)
        browser = sign_in(reviewer)
    assert browser.get("/review").status_code == 200
    with app.app_context(), unit_of_work():
        for row in session.scalars(sa.select(SignIn).where(SignIn.user_id == reviewer.id)):
            row.ended_at = row.opened_at
    assert browser.get("/review").status_code == 302
