"""Pages of likeness: who opens them, what they show, how a ruling is made, and that proposers learn nothing."""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from accounts import queries as people
from accounts.actor import Role
from core.db import session, unit_of_work
from core.jobs import Job
from core.mail import Mail
from duplicates.models import Finding, Ruling, RulingKind
from duplicates.queries import findings
from duplicates.services import comparing, ruling
from proposals import queries
from proposals import services as course
from proposals.models import Proposal
from proposals.workflow import Action
from tests import factories

PLANTED = "Bí mật thương mại Xanh Lam 5511"


@pytest.fixture
def world(app):
    """Two overlapping proposals of different organisations, the later one holding a planted sentence; and the desk."""
    with app.app_context():
        return prepared()


@pytest.fixture
def inside(app):
    """An app context for one block: a request must never find one open, it would share its `g`."""
    return app.app_context


def prepared():
    first = factories.submitted(factories.person(Role.PROPOSER), sample="P05")
    owner = factories.person(Role.PROPOSER)
    draft = factories.draft(owner, sample="P06")
    with unit_of_work(owner):
        part = queries.draft_part(draft, "necessity")
        course.save_part(draft, part, {**part.content, "context": f"{part.content['context']}\n{PLANTED}."}, owner)
        course.submit(draft, owner, no_state_secret=True)
    for version_id in (first.current_version_id, draft.current_version_id):
        with unit_of_work():
            comparing.check(version_id)
    session.expire_all()
    return {
        "first": (first.id, first.number),
        "second": (draft.id, draft.number),
        "finding": session.scalars(sa.select(Finding.id)).one(),
        "desk": factories.person(Role.SECRETARIAT),
        "first_owner": queries.get(first.id, seen_by=factories.person(Role.SECRETARIAT)).owner_id,
    }


def once(page):
    return dict(
        re.findall(r'<input[^>]*name="(once|csrf_token|seen)"[^>]*value="([^"]*)"', page.text),
    )


def post(browser, url, **fields):
    page = browser.get(url)
    return browser.post(url, data={**once(page), **fields})


def test_the_secretariat_sees_what_resembles_a_proposal(world, sign_in):
    page = sign_in(world["desk"]).get(f"/proposals/{world['first'][0]}/duplicates")
    assert page.status_code == 200
    for told in (
        world["second"][1],
        "Gợi ý của máy, không phải kết luận",
        "Chồng lấn",
        "Chưa kết luận",
        "Đã so với",
        "Gần với sáng kiến trong danh mục",
        "Phụ lục I, phần III",
    ):
        assert told in page.text, told


def test_the_pair_is_shown_side_by_side_in_its_own_words(world, sign_in):
    page = sign_in(world["desk"]).get(f"/duplicates/{world['finding']}")
    assert page.status_code == 200
    assert PLANTED in page.text
    assert page.text.count('class="passage same"') + page.text.count('class="passage reworded"') > 10
    assert "Sơn La" in page.text and "Khánh Hòa" in page.text
    assert page.text.index(world["second"][1]) < page.text.index("Nội dung từng phần")


def test_a_ruling_needs_a_kind_and_a_reason_and_keeps_what_was_typed(world, inside, sign_in):
    browser = sign_in(world["desk"])
    url = f"/duplicates/{world['finding']}"
    refused = post(browser, url, reason="Hai địa bàn khác nhau")
    assert refused.status_code == 422
    assert "Hãy chọn một mục trong danh sách." in refused.text
    assert "Hai địa bàn khác nhau" in refused.text
    with inside():
        assert session.scalars(sa.select(Ruling)).all() == []
    assert post(browser, url, kind="complements", reason="Hai địa bàn khác nhau").status_code == 302
    with inside():
        assert [(row.kind, row.reason) for row in session.scalars(sa.select(Ruling))] == [
            (RulingKind.COMPLEMENTS, "Hai địa bàn khác nhau")
        ]
    assert "Bổ trợ cho nhau" in browser.get("/duplicates/?tab=ruled").text
    assert "Không còn cặp nào chờ kết luận" in browser.get("/duplicates/").text


def test_a_stale_ruling_is_answered_with_both_texts(world, inside, sign_in):
    with inside():
        second = factories.person(Role.SECRETARIAT)
    one, other = sign_in(world["desk"]), sign_in(second)
    url = f"/duplicates/{world['finding']}"
    page = other.get(url)
    assert post(one, url, kind="distinct", reason="Khác hẳn nhau").status_code == 302
    late = other.post(url, data={**once(page), "kind": "duplicate", "reason": "Cùng một giải pháp"})
    assert late.status_code == 409
    assert "Khác hẳn nhau" in late.text
    assert "Cùng một giải pháp" in late.text
    again = other.post(url, data={**once(late), "kind": "duplicate", "reason": "Cùng một giải pháp"})
    assert again.status_code == 302
    page = one.get(url)
    assert "Cùng một giải pháp" in page.text and "Khác hẳn nhau" in page.text


def test_comparing_again_is_queued_once(world, inside, sign_in):
    browser = sign_in(world["desk"])
    url = f"/proposals/{world['first'][0]}/duplicates"
    for _ in range(2):
        page = browser.get(url)
        assert browser.post(f"{url}/again", data=once(page)).status_code == 302
    with inside():
        waiting = session.scalars(sa.select(Job).where(Job.name == "duplicates.check", Job.state == "queued")).all()
        version_id = session.get_one(Proposal, world["first"][0]).current_version_id
        assert len([job for job in waiting if job.key == findings.key_of(version_id)]) == 1


def test_the_auditor_reads_and_does_not_rule(world, inside, sign_in):
    with inside():
        auditor = factories.person(Role.AUDITOR)
    browser = sign_in(auditor)
    page = browser.get(f"/duplicates/{world['finding']}")
    assert page.status_code == 200
    assert 'name="kind"' not in page.text
    desk = sign_in(world["desk"]).get(f"/duplicates/{world['finding']}")
    answer = browser.post(f"/duplicates/{world['finding']}", data={**once(desk), "kind": "distinct", "reason": "x"})
    assert answer.status_code in (400, 403)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADVISER, Role.COMMITTEE_MEMBER, Role.ADMINISTRATOR])
def test_others_do_not_enter(world, inside, sign_in, role):
    with inside():
        stranger = factories.person(role)
    browser = sign_in(stranger)
    for url in (f"/proposals/{world['first'][0]}/duplicates", f"/duplicates/{world['finding']}", "/duplicates/"):
        page = browser.get(url)
        assert page.status_code == 403, url
        assert world["second"][1] not in page.text


def accept(inside, proposal_id, desk):
    with inside(), unit_of_work(desk):
        course.advance(queries.get(proposal_id, seen_by=desk), Action.ACCEPT, desk)


def test_a_chief_engineer_sees_findings_of_the_own_system_once_both_sides_are_in_sight(world, inside, sign_in):
    (first, _), (second, number), desk = world["first"], world["second"], world["desk"]
    with inside():
        system = queries.get(first, seen_by=desk).main_system
        engineer, stranger = (factories.chief_engineer(each) for each in (system, 6))
    browser = sign_in(engineer)
    assert browser.get(f"/proposals/{first}/duplicates").status_code == 404
    accept(inside, first, desk)
    page = browser.get(f"/proposals/{first}/duplicates")
    assert page.status_code == 200
    assert number not in page.text
    assert browser.get(f"/duplicates/{world['finding']}").status_code == 404
    accept(inside, second, desk)
    assert number in browser.get(f"/proposals/{first}/duplicates").text
    assert browser.get(f"/duplicates/{world['finding']}").status_code == 200
    assert sign_in(stranger).get(f"/duplicates/{world['finding']}").status_code == 404


def test_proposers_learn_nothing_of_others_by_this_road(world, inside, sign_in):
    desk = world["desk"]
    with inside():
        with unit_of_work(desk):
            found = findings.pair(world["finding"], seen_by=desk)
            ruling.rule(found, desk, kind=RulingKind.DUPLICATE, reason=f"Trùng với {PLANTED}", seen=None)
        owner = people.actor(world["first_owner"])
    browser = sign_in(owner)
    own, _ = world["first"]
    assert browser.get(f"/proposals/{own}/duplicates").status_code in (403, 404)
    assert browser.get(f"/duplicates/{world['finding']}").status_code in (403, 404)
    assert browser.get("/duplicates/").status_code == 403
    seen = ""
    for url in (
        "/",
        "/proposals/",
        f"/proposals/{own}",
        f"/proposals/{own}/timeline",
        f"/proposals/{own}/versions",
        "/search?q=Xanh+Lam",
        "/public",
    ):
        page = browser.get(url, follow_redirects=True)
        seen += page.text
    for secret in (PLANTED, world["second"][1], "Kết luận về khả năng trùng lặp", "Chồng lấn"):
        assert secret not in seen, secret
    with inside():
        letters = session.scalars(sa.select(Mail).where(Mail.recipient_id == owner.id)).all()
    assert all(PLANTED not in row.text and world["second"][1] not in row.text + row.subject for row in letters)


def test_a_person_with_a_conflict_learns_nothing_of_the_other_side(world, inside, sign_in):
    with inside():
        desk = factories.person(Role.SECRETARIAT)
        with unit_of_work():
            course.bar_sight(session.get_one(Proposal, world["second"][0]), desk.id, reason="conflict")
    browser = sign_in(desk)
    assert browser.get(f"/duplicates/{world['finding']}").status_code == 404
    seen = browser.get(f"/proposals/{world['first'][0]}/duplicates").text + browser.get("/duplicates/").text
    assert world["second"][1] not in seen
    assert PLANTED not in seen


def test_the_pages_speak_english(world, inside, sign_in):
    with inside():
        reader = factories.person(Role.SECRETARIAT, language="en")
    browser = sign_in(reader)
    page = browser.get(f"/proposals/{world['first'][0]}/duplicates")
    assert "Machine suggestion, not a conclusion" in page.text
    pair = browser.get(f"/duplicates/{world['finding']}")
    assert "Overlapping" in pair.text
    assert "Kết luận" not in pair.text


@pytest.mark.parametrize("typed", ["x", "99999.x", "50.00000000-0000-0000-0000-000000000000", "٣.x", "-1."])
def test_a_mistyped_place_in_the_list_does_no_harm(world, sign_in, typed):
    browser = sign_in(world["desk"])
    assert browser.get("/duplicates/", query_string={"after": typed}).status_code == 200


def test_the_list_asks_the_database_as_often_for_several_pairs_as_for_one(world, app, sign_in):
    browser = sign_in(world["desk"])
    with counted(app) as one:
        browser.get("/duplicates/")
    with app.app_context():
        for sample in ("P05", "P06"):
            made = factories.submitted(factories.person(Role.PROPOSER), sample=sample)
            with unit_of_work():
                comparing.check(made.current_version_id)
    with counted(app) as several:
        page = browser.get("/duplicates/")
    assert page.text.count('<td class="title">') >= 4
    assert len(several) == len(one) <= 6


@contextmanager
def counted(app):
    """The reading statements of a block."""
    told = []

    def tell(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith("SELECT"):
            told.append(statement)

    engine = app.extensions["engine"]
    sa.event.listen(engine, "before_cursor_execute", tell)
    yield told
    sa.event.remove(engine, "before_cursor_execute", tell)
