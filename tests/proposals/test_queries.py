"""Who sees which proposals, in lists, counts, search and in public; the cost of a page does not grow with its rows."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from accounts.actor import Actor, Role
from core.db import session, unit_of_work
from proposals import queries, services
from proposals.listing import Filters, read_filters
from proposals.models import Proposal
from proposals.workflow import Action, Status
from tests import factories


@pytest.fixture
def proposer(context: Flask) -> Actor:
    return factories.person(Role.PROPOSER)


@pytest.fixture
def desk(context: Flask) -> Actor:
    return factories.person(Role.SECRETARIAT)


def codes(rows: Any) -> list[str | None]:
    return [row.number for row in rows]


def test_search_ignores_accents_tone_placement_and_case_and_finds_codes(proposer: Actor, desk: Actor) -> None:
    one = factories.submitted(proposer, sample="P05")  # Khám chữa bệnh từ xa cho trạm y tế tuyến đảo …
    factories.submitted(proposer, sample="P09")
    for typed in ("khám chữa bệnh", "kham chua benh", "KHÁM CHỮA", "tuyen dao"):
        assert codes(queries.search(typed, seen_by=desk)) == [one.number], typed
    assert codes(queries.search(str(one.number).lower(), seen_by=desk)) == [one.number]
    assert queries.search("", seen_by=desk) == []
    assert queries.search("%", seen_by=desk) == []
    assert queries.search("xyzzy", seen_by=desk) == []


def test_old_and_new_tone_placement_are_one(proposer: Actor, desk: Actor) -> None:
    proposal = factories.draft(proposer)
    with unit_of_work(proposer):
        part = queries.draft_parts(proposal)["title"]
        services.save_part(proposal, part, {**part.content, "title": "Số hóa thủy lợi"}, proposer)
        services.submit(proposal, proposer, no_state_secret=True)
    assert codes(queries.search("số hoá thuỷ lợi", seen_by=desk)) == [proposal.number]


def test_a_bar_beats_every_role(proposer: Actor, desk: Actor) -> None:
    proposal = factories.submitted(proposer)
    with unit_of_work():
        services.bar_sight(proposal, desk.id, reason="conflict")
        services.grant_sight(proposal, desk.id, reason="reviewer")
    assert queries.listed(Filters(), seen_by=desk) == ([], None)
    assert queries.counts(seen_by=desk) == {}
    assert queries.search(str(proposal.number), seen_by=desk) == []


def test_a_grant_never_opens_a_draft(proposer: Actor) -> None:
    reviewer = factories.person(Role.REVIEWER)
    proposal = factories.draft(proposer)
    with unit_of_work():
        services.grant_sight(proposal, reviewer.id, reason="reviewer")
    assert queries.counts(seen_by=reviewer) == {}


def test_every_count_equals_the_list_it_opens(proposer: Actor, desk: Actor) -> None:
    factories.draft(proposer)
    factories.draft(factories.person(Role.PROPOSER))
    for sample in ("P01", "P02", "P03"):
        factories.submitted(proposer, sample=sample)
    for actor, expected in ((proposer, {Status.DRAFT: 1, Status.INTAKE: 3}), (desk, {Status.INTAKE: 3})):
        assert queries.counts(seen_by=actor) == expected
        for status in Status:
            rows, _ = queries.listed(Filters(status=status.value), seen_by=actor)
            assert len(rows) == expected.get(status, 0)
    assert session.scalar(queries.waiting(proposer)) == 1
    assert session.scalar(queries.waiting(desk)) == 0


def test_pages_follow_each_other_without_gap_or_double(
    proposer: Actor, desk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    made = [factories.submitted(proposer, sample=sample).number for sample in ("P01", "P02", "P03", "P04", "P05")]
    seen: list[str | None] = []
    filters = Filters()
    for _ in range(3):
        rows, after = queries.listed(filters, seen_by=desk)
        seen += codes(rows)
        filters = read_filters({"after": str(after)}) if after else filters
    assert seen == made[::-1]
    assert after is None


@pytest.mark.parametrize("after", ["x", "1~2", "nan~", "1e999~" + "0" * 32, "~", "inf~" + "0" * 32])
def test_a_made_up_place_starts_at_the_beginning(after: str) -> None:
    assert read_filters({"after": after, "status": "'; drop", "system": "9", "q": "  a  b "}) == Filters(typed="a b")


# --- in public --------------------------------------------------------------------------------------------------------


def move(proposal: Proposal, *statuses: Status) -> None:
    """Put a proposal somewhere in its course, as the upper rooms would."""
    for status in statuses:
        with unit_of_work():
            session.execute(sa.update(Proposal).where(Proposal.id == proposal.id).values(status=status))
    session.expire_all()


def test_the_public_sees_received_and_decided_proposals_and_nothing_else(proposer: Actor, desk: Actor) -> None:
    factories.draft(proposer, sample="P12")
    waits, taken, back, decided, published, gone = (
        factories.submitted(proposer, sample=sample) for sample in ("P01", "P02", "P03", "P04", "P05", "P06")
    )
    for proposal in (taken, back, decided, published, gone):
        with unit_of_work(desk):
            services.advance(queries.get(proposal.id, seen_by=desk), Action.ACCEPT, desk)
    move(back, Status.RETURNED)
    move(decided, Status.DECIDED)
    move(published, Status.DECIDED)
    move(gone, Status.SECRET)
    with unit_of_work():
        for proposal in (decided, published):
            services.set_outcome(session.get_one(Proposal, proposal.id), "approve")
        services.publish_outcome(session.get_one(Proposal, published.id))
    rows = queries.public_list().rows
    assert [(row.number, row.stage, row.outcome) for row in rows] == [
        (published.number, "decided", "approve"),
        (decided.number, "committee", ""),
        (back.number, "assessment", ""),
        (taken.number, "assessment", ""),
    ]
    assert set(rows[0]._mapping) == {"number", "title", "stage", "outcome"}
    assert waits.number not in codes(rows)
    assert codes(queries.public_list("kham chua benh").rows) == [published.number]
    first = queries.public_list(limit=3)
    assert codes(queries.public_list(after=first.after).rows) == [taken.number]


# --- cost -------------------------------------------------------------------------------------------------------------


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT")):
            said.append(statement)

    sa.event.listen(app.extensions["engine"], "before_cursor_execute", note)
    yield said
    sa.event.remove(app.extensions["engine"], "before_cursor_execute", note)


def test_the_list_costs_at_most_six_queries_whatever_its_rows(
    app: Flask, sign_in: Callable[[Actor], FlaskClient]
) -> None:
    with app.app_context():
        proposer = factories.person(Role.PROPOSER)
        factories.submitted(proposer)
    browser, figures = sign_in(proposer), []
    browser.get("/proposals/")
    for _ in range(2):
        with counted(app) as said:
            assert browser.get("/proposals/").status_code == 200
        figures.append(len(said))
        with app.app_context():
            for sample in itertools.islice(itertools.cycle(["P01", "P02"]), 5):
                factories.draft(proposer, sample=sample)
    assert figures[0] == figures[1] <= 6
