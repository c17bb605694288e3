"""The reviewers' queue: each sees their own, counts equal lists, filters and sorts are closed sets, pages meet."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from accounts.actor import Role
from core import db
from core.db import session, unit_of_work
from proposals.models import Proposal, ProposalVersion
from proposals.workflow import Status
from review.models import Assessment, Assignment, AssignmentState
from review.queries import figures
from review.queries import queue as queries
from review.queries.queue import Filters
from scoring.models import Tally
from tests import factories as make
from tests.review import desk


def many(number, reviewer, clerk, proposer, *, first=0, sealed=False):
    """So many proposals under assessment with one assignment each, written straight into the tables."""
    day, moment = db.today(), db.now()
    with unit_of_work():
        for index in range(first, first + number):
            key, version = uuid.uuid4(), uuid.uuid4()
            session.execute(
                sa.insert(Proposal).values(
                    id=key,
                    number=None,
                    current_version_id=None,
                    status=Status.DRAFT,
                    status_since=moment,
                    organisation_id=proposer.organisation_id,
                    owner_id=proposer.id,
                    title=f"Đề xuất số {index:03d}",
                    folded_title=f"de xuat so {index:03d}",
                    unit_name="Đơn vị thử",
                    main_system=1 + index % 6,
                    related_systems=[],
                    money_total=index * 1_000_000,
                    search_text=f"sk 2030 {index:04d} de xuat so {index:03d}",
                    step_due=day + timedelta(days=index % 7 - 2),
                    standing="complete" if sealed else "scoring",
                    made_at=moment,
                )
            )
            session.execute(
                sa.insert(ProposalVersion).values(
                    id=version,
                    proposal_id=key,
                    number=1,
                    content={},
                    sha256="0" * 64,
                    submitted_at=moment,
                    submitted_by_id=proposer.id,
                    no_state_secret=True,
                )
            )
            session.execute(
                sa.update(Proposal)
                .where(Proposal.id == key)
                .values(number=f"SK-2030-{index:04d}", current_version_id=version, status=Status.ASSESSMENT)
            )
            session.execute(
                sa.insert(Assessment).values(
                    version_id=version,
                    proposal_id=key,
                    due=day,
                    note="",
                    reviewers=1,
                    sealed=int(sealed),
                    opened_at=moment,
                    closed_reason="",
                )
            )
            session.execute(
                sa.insert(Assignment).values(
                    id=uuid.uuid4(),
                    proposal_id=key,
                    version_id=version,
                    reviewer_id=reviewer.id,
                    state=AssignmentState.SEALED if sealed else AssignmentState.OPEN,
                    due=day + timedelta(days=index % 7 - 2),
                    assigned_at=moment,
                    assigned_by_id=clerk.id,
                    conflict_ground="",
                )
            )
            session.execute(sa.insert(Tally).values(version_id=version, proposal_id=key, sealed=int(sealed)))


@pytest.fixture
def people(context):
    return three()


def three():
    """A reviewer, a clerk of the secretariat and a proposer."""
    return make.person(Role.REVIEWER), make.person(Role.SECRETARIAT), make.person(Role.PROPOSER)


@pytest.fixture
def filled(app):
    """The same three with nine proposals; no context stays open, so that pages see only their own request."""
    with app.app_context():
        found = three()
        many(9, *found)
        return found


def walk(filters, actor):
    """Every title of a tab, page after page, and back again."""
    there, edge = [], None
    while True:
        page = queries.page(filters, actor, edge)
        there.append([row.title for row in page.rows])
        if page.older is None:
            break
        edge = page.older
    back, edge = [there[-1]], page.newer
    while edge is not None:
        page = queries.page(filters, actor, edge)
        back.append([row.title for row in page.rows])
        edge = page.newer
    assert back[::-1] == there
    return [title for rows in there for title in rows]


@pytest.mark.parametrize("sort", list(queries.SORTS))
def test_pages_meet_without_gap_or_double_in_either_direction(people, sort):
    reviewer, clerk, proposer = people
    many(60, reviewer, clerk, proposer)
    expected = {f"Đề xuất số {index:03d}" for index in range(60)}
    for actor, tab in ((reviewer, "mine"), (clerk, "all")):
        found = walk(Filters(tab=tab, sort=sort), actor)
        assert len(found) == 60
        assert set(found) == expected
        if sort == "title":
            assert found == sorted(found)
        if sort == "-money":
            assert found == sorted(found, reverse=True)


@pytest.mark.parametrize("narrow", [{}, {"words": "số 01"}, {"system": 3}, {"step": "fresh"}, {"step": "scoring"}])
def test_every_count_equals_the_list_it_opens(people, narrow):
    reviewer, clerk, proposer = people
    many(30, reviewer, clerk, proposer)
    for actor in people[:2]:
        for tab in queries.tabs_of(actor):
            filters = queries.fitting(Filters(tab=tab, **narrow), actor)
            counted = figures.counts(filters, actor)
            assert counted[tab] == len(walk(filters, actor)), (tab, narrow)


def test_tiles_open_lists_of_their_size(filled, sign_in):
    reviewer, clerk, _ = filled
    for actor in (reviewer, clerk):
        browser = sign_in(actor)
        page = browser.get("/review").get_data(as_text=True)
        tiles = re.findall(r'<li><a href="([^"]+)"[^>]*><span class="counts-label">[^<]*</span> <b>(\d+)</b>', page)
        assert len(tiles) == 4
        for address, number in tiles:
            listed = browser.get(address.replace("&amp;", "&")).get_data(as_text=True)
            assert len(re.findall(r'<td class="title">', listed)) == int(number)


def test_a_reviewer_sees_only_their_own_and_a_stranger_no_queue(filled, app, sign_in):
    with app.app_context():
        other = make.person(Role.REVIEWER)
    for tab in ("mine", "all", "late", "done"):
        page = sign_in(other).get(f"/review?tab={tab}&q=de xuat").get_data(as_text=True)
        assert "Đề xuất số" not in page
    assert sign_in(filled[2]).get("/review").status_code == 403


def test_search_ignores_accents_and_finds_code_and_title(people):
    reviewer, clerk, proposer = people
    many(12, reviewer, clerk, proposer)
    for typed in ("de xuat so 007", "ĐỀ XUẤT SỐ 007", "SK-2030-0007"):
        assert [row.title for row in queries.page(Filters(tab="mine", words=typed), reviewer, None).rows] == [
            "Đề xuất số 007"
        ]


def test_words_out_of_the_closed_sets_and_torn_edges_show_the_first_page(filled, sign_in):
    browser = sign_in(filled[0])
    for query in (
        "sort=password",
        "tab=everything",
        "step=x",
        "system=99",
        "unit=1;DROP",
        "after=x~y",
        "after=2026-99-99~" + uuid.uuid4().hex,
        "sort=money&before=ten~" + uuid.uuid4().hex,
    ):
        answer = browser.get(f"/review?{query}")
        assert answer.status_code == 200
        assert "Đề xuất số 000" in answer.get_data(as_text=True)


def test_a_returned_proposal_no_longer_waits(people):
    reviewer, clerk, proposer = people
    many(2, reviewer, clerk, proposer)
    with unit_of_work():
        session.execute(sa.update(Proposal).where(Proposal.number == "SK-2030-0001").values(status=Status.RETURNED))
    counted = figures.counts(Filters(tab="mine"), reviewer)
    assert (counted["mine"], len(queries.page(Filters(tab="mine"), reviewer, None).rows)) == (1, 1)
    assert figures.counts(Filters(tab="all"), clerk)["all"] == 1


@pytest.mark.parametrize("who", [0, 1])
def test_the_page_asks_no_more_questions_and_stays_small_with_more_rows(app, sign_in, who):
    with app.app_context():
        people = three()
        many(1, *people)
    asked = []

    def count(*_):
        asked.append(1)

    def opened():
        browser = sign_in(people[who])
        asked.clear()
        size = len(browser.get("/review").data)
        return len(asked), size

    engine = app.extensions["engine"]
    sa.event.listen(engine, "before_cursor_execute", count)
    try:
        before, _ = opened()
        with app.app_context():
            many(60, *people, first=1)
        after, size = opened()
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)
    begin = 1 if engine.dialect.name == "sqlite" else 0
    assert before == after
    assert after - begin <= 6
    assert size <= 40_000


def test_the_bar_counts_what_waits_for_the_person(filled, sign_in):
    page = sign_in(filled[0]).get("/review").get_data(as_text=True)
    assert re.search(r'href="/review"[^>]*>\s*(<span>)?Thẩm định(</span>)?\s*<span class="count">9<', page)


def test_the_next_to_score_is_the_earliest_day(app, sign_in):
    with app.app_context():
        clerk, reviewer = make.person(Role.SECRETARIAT), make.person(Role.REVIEWER)
        other = make.person(Role.REVIEWER)
        late, _ = desk.assigned(clerk, desk.accepted(clerk), reviewer, other, days=12)
        soon, _ = desk.assigned(clerk, desk.accepted(clerk, sample="P06"), reviewer, other, days=3)
        first, second = soon.id, late.id
    browser = sign_in(reviewer)
    assert browser.get("/review/next").location == f"/review/assignments/{first}/score"
    assert browser.get(f"/review/next?after={first}").location == f"/review/assignments/{second}/score"
