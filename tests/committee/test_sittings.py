"""Sittings: calling, agenda, presence, opening, closing; who may and what a stale or foreign request gets."""

from __future__ import annotations

import uuid

import pytest

from accounts.actor import Role
from committee.models import AgendaItem, Attendance, Outcome, Session, SessionState
from committee.queries import agenda
from core.db import session, unit_of_work
from core.errors import Conflict
from proposals import services as proposals
from proposals.workflow import Status
from tests import factories
from tests.committee import world

FACTS = {"title": "Phiên họp thứ nhất", "held_on": "25/11/2026", "held_at": "8:30", "place": "Phòng họp số 2"}


def test_sittings_are_numbered_by_year(app, people, sign_in):
    browser = sign_in(people.clerk)
    for day in ("25/11/2026", "26/11/2026", "04/01/2027"):
        assert browser.fill("/committee/sessions/new", **(FACTS | {"held_on": day})).status_code == 302
    with app.app_context():
        made = session.query(Session).order_by(Session.held_on).all()
        assert [(row.code, row.held_at, row.state) for row in made] == [
            ("PH-2026-01", "08:30", SessionState.PLANNED),
            ("PH-2026-02", "08:30", SessionState.PLANNED),
            ("PH-2027-01", "08:30", SessionState.PLANNED),
        ]


def test_the_second_press_of_one_form_makes_no_second_sitting(app, people, sign_in):
    browser, key = sign_in(people.clerk), str(uuid.uuid4())
    assert browser.fill("/committee/sessions/new", **FACTS, once=key).status_code == 302
    second = browser.fill("/committee/sessions/new", **FACTS, once=key)
    assert second.status_code == 409
    assert "đã được thực hiện" in second.get_data(as_text=True)
    with app.app_context():
        assert session.query(Session).count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"held_on": "31/02/2026"}, "Hãy nhập ngày theo dạng"),
        ({"held_on": ""}, "Hãy điền ô này"),
        ({"held_at": "25:00"}, "Hãy nhập giờ theo dạng"),
        ({"title": ""}, "Hãy điền ô này"),
        ({"title": "x" * 301}, "quá 1 so với giới hạn"),
    ],
)
def test_a_wrong_box_is_told_beside_it_and_nothing_typed_is_lost(app, people, sign_in, wrong, told):
    answer = sign_in(people.clerk).fill("/committee/sessions/new", **(FACTS | wrong))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert told in page
    assert "Phòng họp số 2" in page
    assert all(value in page for value in wrong.values())
    with app.app_context():
        assert session.query(Session).count() == 0


def test_a_stale_change_keeps_both_texts(app, people, sign_in):
    with app.app_context():
        made = world.sitting(people.clerk).id
    browser = sign_in(people.clerk)
    url = f"/committee/sessions/{made}/edit"
    assert browser.fill(url, title="Tên của người thứ nhất").status_code == 302
    answer = browser.fill(url, title="Tên của người thứ hai", seen_version="1")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Tên của người thứ nhất" in page
    assert "Tên của người thứ hai" in page
    with app.app_context():
        assert session.get_one(Session, made).title == "Tên của người thứ nhất"


def test_waiting_proposals_are_put_on_the_agenda_in_order(app, waiting, sign_in):
    with app.app_context():
        made = world.sitting(waiting.clerk).id
    browser = sign_in(waiting.clerk)
    page = browser.get("/committee/").get_data(as_text=True)
    assert "2 đề xuất chờ đưa vào phiên họp" in page
    url = f"/committee/sessions/{made}"
    chosen = [str(key) for key in reversed(waiting.proposals)]
    assert browser.fill(url, f"{url}/agenda", proposals=chosen).status_code == 302
    with app.app_context():
        placed = session.query(AgendaItem).order_by(AgendaItem.position).all()
        assert [(row.position, row.proposal_id) for row in placed] == [
            (1, waiting.proposals[1]),
            (2, waiting.proposals[0]),
        ]
        assert agenda.awaiting_sitting(waiting.clerk) == []


def test_an_empty_choice_is_told_and_a_foreign_proposal_is_not_there(app, waiting, sign_in):
    with app.app_context():
        made = world.sitting(waiting.clerk).id
        draft = factories.draft(waiting.proposer).id
    browser, url = sign_in(waiting.clerk), f"/committee/sessions/{made}"
    none = browser.fill(url, f"{url}/agenda")
    assert none.status_code == 422
    assert "Hãy chọn ít nhất một đề xuất." in none.get_data(as_text=True)
    assert browser.fill(url, f"{url}/agenda", proposals=[str(draft)]).status_code == 422
    with app.app_context():
        assert session.query(AgendaItem).count() == 0


def test_a_proposal_is_on_one_coming_agenda_at_a_time(app, room):
    with app.app_context():
        other = world.sitting(room.clerk)
        with (
            pytest.raises(Conflict, match=r"SK-\d+-0001 đã có trong chương trình của phiên họp PH-"),
            unit_of_work(room.clerk),
        ):
            from committee.services import agenda as services

            services.add(other, [room.proposal(0)], room.clerk)


def test_items_move_and_come_off_and_wait_again(app, room, sign_in):
    browser = sign_in(room.clerk)
    url = f"/committee/sessions/{room.sitting}"
    first, second = (f"/committee/items/{key}/order" for key in room.items)
    assert browser.fill(url, second, _act="up").status_code == 302
    with app.app_context():
        assert [item.id for item in world.items(room.held(), room.clerk)] == [room.items[1], room.items[0]]
    assert browser.fill(url, first, _act="remove").status_code == 302
    with app.app_context():
        assert [(item.position, item.id) for item in world.items(room.held(), room.clerk)] == [(1, room.items[1])]
        assert [row.id for row in agenda.awaiting_sitting(room.clerk)] == [room.proposals[0]]


def test_an_item_with_votes_does_not_come_off(app, agreed, sign_in):
    browser = sign_in(agreed.clerk)
    answer = browser.fill(
        f"/committee/sessions/{agreed.sitting}", f"/committee/items/{agreed.items[0]}/order", _act="remove"
    )
    assert answer.status_code == 422
    with app.app_context():
        assert len(world.items(agreed.held(), agreed.clerk)) == 2


def test_a_sitting_without_agenda_does_not_open(app, people, sign_in):
    with app.app_context():
        made = world.sitting(people.clerk).id
    answer = sign_in(people.clerk).fill(f"/committee/sessions/{made}", f"/committee/sessions/{made}/open")
    assert answer.status_code == 422
    assert "Chương trình chưa có mục nào" in answer.get_data(as_text=True)


def test_opening_keeps_the_members_and_the_rules_of_that_day(app, room):
    with app.app_context():
        assert session.query(Attendance).filter_by(session_id=room.sitting).count() == 4
        world.member(name="Người vào sau")
        held = room.held()
        from committee.queries import sittings

        seats = sittings.seats(held)
        assert [(seat.member.name, seat.present, seat.chair) for seat in seats] == [
            ("Nguyễn Văn Bình", True, True),
            ("Lê Thị Châu", True, False),
            ("Phạm Quốc Đạt", True, False),
            ("Vũ Ngọc Lan", False, False),
        ]
        assert (held.quorum_percent, held.majority_percent) == (67, 51)


def test_presence_is_noted_and_strangers_are_refused(app, room, sign_in):
    browser, url = sign_in(room.clerk), f"/committee/sessions/{room.sitting}"
    present = [str(room.chair.id), str(room.members[2].id)]
    assert browser.fill(url, f"{url}/presence", present=present).status_code == 302
    with app.app_context():
        rows = session.query(Attendance).filter_by(session_id=room.sitting, present=True)
        assert {row.member_id for row in rows} == {room.chair.id, room.members[2].id}
    assert browser.fill(url, f"{url}/presence", present=[str(room.proposer.id)]).status_code == 422


def test_closing_leaves_what_was_not_reached_for_another_sitting(app, agreed, sign_in):
    with app.app_context():
        world.decide(agreed.items[0], agreed.clerk, world.draft(Outcome.APPROVE, agreed.chair))
    url = f"/committee/sessions/{agreed.sitting}"
    assert sign_in(agreed.chair).fill(url, f"{url}/close").status_code == 302
    with app.app_context():
        assert agreed.held().state is SessionState.CLOSED
        assert [row.id for row in agenda.awaiting_sitting(agreed.clerk)] == [agreed.proposals[1]]
        assert agreed.proposal(1).status is Status.COMMITTEE


def test_pages_of_this_room_are_shut_to_everybody_else(app, room, sign_in):
    with app.app_context():
        strangers = [room.proposer, factories.person(Role.REVIEWER), factories.person(Role.ADMINISTRATOR)]
    for who in strangers:
        browser = sign_in(who)
        for path in (
            "/committee/",
            "/committee/sessions/new",
            f"/committee/sessions/{room.sitting}",
            f"/committee/sessions/{room.sitting}/minutes",
            f"/committee/items/{room.items[0]}",
            f"/committee/items/{room.items[0]}/tally",
            f"/committee/items/{room.items[0]}/decide",
        ):
            assert browser.get(path).status_code == 403, path


def test_unknown_ids_are_not_there(app, people, sign_in):
    browser, key = sign_in(people.clerk), uuid.uuid4()
    for path in (
        "sessions/{}",
        "sessions/{}/edit",
        "sessions/{}/minutes",
        "items/{}",
        "items/{}/decide",
        "proposals/{}/decision",
    ):
        assert browser.get("/committee/" + path.format(key)).status_code == 404, path


def test_the_auditor_reads_and_changes_nothing(app, room, sign_in):
    with app.app_context():
        auditor = factories.person(Role.AUDITOR)
    browser = sign_in(auditor)
    page = browser.get(f"/committee/sessions/{room.sitting}")
    assert page.status_code == 200
    assert '<form method="post"' not in page.get_data(as_text=True).split("<main")[1].split("</main")[0]
    assert browser.get(f"/committee/items/{room.items[0]}").status_code == 200


def test_a_proposal_withdrawn_by_its_proposer_is_not_voted_on(app, room, sign_in):
    with app.app_context(), unit_of_work(room.proposer):
        from proposals import queries

        proposals.withdraw(queries.get(room.proposals[0], seen_by=room.proposer), room.proposer, reason="Đổi hướng.")
    page = sign_in(room.members[0]).get(f"/committee/items/{room.items[0]}").get_data(as_text=True)
    assert 'name="choice"' not in page
    with app.app_context():
        assert [one.item_id for one in agenda.owed_votes(room.members[0])] == [room.items[1]]
        assert room.proposal(0).status is Status.WITHDRAWN
