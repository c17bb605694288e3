"""Votes and withdrawals: who may vote for whom, what is kept, and that who left sees nothing more."""

from __future__ import annotations

import pytest

from accounts.actor import Role
from committee.models import ItemWithdrawal, Outcome, Vote, VoteChoice
from committee.queries import agenda
from core.db import session, unit_of_work
from core.errors import Forbidden
from tests import factories
from tests.committee import world


def cast(browser, item, **typed):
    return browser.fill(f"/committee/items/{item}", f"/committee/items/{item}/vote", **typed)


def test_a_member_votes_on_her_own_screen_and_may_change_it(app, room, sign_in):
    member, item = room.members[0], room.items[0]
    browser = sign_in(member)
    assert cast(browser, item, choice="agree").status_code == 302
    assert cast(browser, item, choice="other", opinion="Làm rõ vốn đối ứng.").status_code == 302
    with app.app_context():
        kept = [(row.member_id, row.choice, row.opinion, row.entered_by_id) for row in room.votes()]
        assert kept == [(member.id, VoteChoice.OTHER, "Làm rõ vốn đối ứng.", member.id)]


def test_the_secretariat_enters_a_vote_and_that_is_kept(app, room, sign_in):
    member, item = room.members[1], room.items[0]
    assert cast(sign_in(room.clerk), item, member=str(member.id), choice="disagree").status_code == 302
    with app.app_context():
        kept = [(row.member_id, row.choice, row.entered_by_id) for row in room.votes()]
        assert kept == [(member.id, VoteChoice.DISAGREE, room.clerk.id)]
    page = sign_in(room.clerk).get(f"/committee/items/{item}").get_data(as_text=True)
    assert "Trần Thị Thu Hà ghi hộ" in page


def test_another_opinion_without_its_text_is_told_and_the_choice_is_kept(app, room, sign_in):
    answer = cast(sign_in(room.members[0]), room.items[0], choice="other", opinion="  ")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Ý kiến khác thì phải ghi nội dung." in page
    assert 'value="other" checked' in page.replace('checked=""', "checked") or "checked" in page
    with app.app_context():
        assert room.votes() == []


def test_nobody_votes_for_somebody_else(app, room, sign_in):
    answer = cast(sign_in(room.members[0]), room.items[0], choice="agree", member=str(room.members[1].id))
    assert answer.status_code == 422
    with app.app_context():
        assert room.votes() == []


@pytest.mark.parametrize("who", ["absent", "withdrawn", "stranger", "own_unit"])
def test_only_members_who_take_part_have_a_vote(app, room, who):
    from accounts import queries as people
    from committee.services import agenda as services

    with app.app_context():
        member = {
            "absent": room.members[2],
            "withdrawn": room.members[0],
            "stranger": factories.person(Role.COMMITTEE_MEMBER),
            "own_unit": room.members[1],
        }[who]
        if who == "withdrawn":
            with unit_of_work(room.clerk):
                held = agenda.item(room.items[0], seen_by=room.clerk, lock=True)
                services.withdraw(held, people.person(member.id), room.clerk, ground="Người nhà.")
        if who == "own_unit":
            with unit_of_work():
                people.person(member.id).organisation_id = room.proposal(0).organisation_id
        with pytest.raises(Forbidden), unit_of_work(room.clerk):
            held = agenda.item(room.items[0], seen_by=room.clerk, lock=True)
            services.vote(held, people.person(member.id), room.clerk, choice=VoteChoice.AGREE, opinion="")
        assert room.votes() == []


def test_a_vote_stands_once_the_item_is_decided(app, agreed, sign_in):
    page = sign_in(agreed.members[0]).get(f"/committee/items/{agreed.items[0]}").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    with app.app_context():
        world.decide(agreed.items[0], agreed.clerk, world.draft(Outcome.APPROVE, agreed.chair))
    answer = sign_in(agreed.members[0]).get(f"/committee/items/{agreed.items[0]}")
    assert 'name="choice"' not in answer.get_data(as_text=True)
    browser = sign_in(agreed.members[0])
    late = browser.fill(
        f"/committee/items/{agreed.items[1]}",
        f"/committee/items/{agreed.items[1]}/vote",
        choice="disagree",
    )
    assert late.status_code == 302
    assert token
    with app.app_context():
        on_first = [row.choice for row in agreed.votes() if row.item_id == agreed.items[0]]
        assert on_first == [VoteChoice.AGREE] * 3


def test_a_late_vote_is_told_what_happened(app, agreed):
    from accounts import queries as people
    from committee.services import agenda as services
    from core.errors import Conflict

    with app.app_context():
        world.decide(agreed.items[0], agreed.clerk, world.draft(Outcome.APPROVE, agreed.chair))
        member = agreed.members[0]
        with pytest.raises(Conflict, match="đã có kết luận"), unit_of_work(member):
            held = agenda.item(agreed.items[0], seen_by=member, lock=True)
            services.vote(held, people.person(member.id), member, choice=VoteChoice.DISAGREE, opinion="")


def test_votes_of_somebody_who_left_the_sitting_do_not_count(app, agreed, sign_in):
    url = f"/committee/sessions/{agreed.sitting}"
    present = [str(agreed.chair.id), str(agreed.members[0].id)]
    assert sign_in(agreed.clerk).fill(url, f"{url}/presence", present=present).status_code == 302
    page = sign_in(agreed.clerk).get(f"/committee/items/{agreed.items[0]}/tally").get_data(as_text=True)
    assert "2 đồng ý, 0 không đồng ý, 0 ý kiến khác, 0 chưa biểu quyết" in page


def test_who_leaves_for_an_item_sees_its_papers_nowhere_any_more(app, agreed, sign_in):
    member, item, proposal = agreed.members[0], agreed.items[0], agreed.proposals[0]
    with app.app_context():
        title = agreed.proposal(0).title
        number = agreed.proposal(0).number
    browser = sign_in(member)
    address = f"/committee/items/{item}/withdraw"
    assert browser.fill(f"/committee/items/{item}", address, ground="Tôi từng lãnh đạo đơn vị này.").status_code == 302
    for path in (
        f"/committee/items/{item}",
        f"/committee/items/{item}/tally",
        f"/committee/proposals/{proposal}/decision",
        f"/proposals/{proposal}",
    ):
        assert browser.get(path).status_code == 404, path
    page = browser.get(f"/committee/sessions/{agreed.sitting}").get_data(as_text=True)
    assert title not in page
    assert f"({number}): bạn đã rút khỏi mục này" in page
    assert title not in browser.get("/committee/").get_data(as_text=True)
    with app.app_context():
        row = session.query(ItemWithdrawal).one()
        assert (row.member_id, row.ground) == (member.id, "Tôi từng lãnh đạo đơn vị này.")
        assert session.query(Vote).filter_by(item_id=item, member_id=member.id).count() == 0
        assert [one.item_id for one in agenda.owed_votes(member)] == [agreed.items[1]]


def test_a_withdrawal_needs_its_ground(app, room, sign_in):
    item = room.items[0]
    answer = sign_in(room.members[0]).fill(f"/committee/items/{item}", f"/committee/items/{item}/withdraw", ground="")
    assert answer.status_code == 422
    assert "Hãy điền ô này." in answer.get_data(as_text=True)
    with app.app_context():
        assert session.query(ItemWithdrawal).count() == 0


def test_who_withdrew_is_neither_entitled_nor_present(app, room, sign_in):
    item = room.items[0]
    address = f"/committee/items/{item}/withdraw"
    sign_in(room.clerk).fill(f"/committee/items/{item}", address, leaver=str(room.members[0].id), ground="Người nhà.")
    from committee.services import rulings

    with app.app_context():
        at = rulings.standing(agenda.item(item, seen_by=room.clerk))
        assert (at.quorum.members, at.quorum.present, at.majority.present) == (3, 2, 2)


def test_members_see_no_names_and_no_figures_before_the_decision(app, room, sign_in):
    with app.app_context():
        world.vote(room.items[0], room.members[0], VoteChoice.OTHER, opinion="Ý kiến riêng cần giữ kín")
    for_member = sign_in(room.members[1]).get(f"/committee/items/{room.items[0]}").get_data(as_text=True)
    assert "Đã biểu quyết 1/3" in for_member
    assert "Ý kiến riêng cần giữ kín" not in for_member
    for_chair = sign_in(room.chair).get(f"/committee/items/{room.items[0]}").get_data(as_text=True)
    assert "Ý kiến riêng cần giữ kín" in for_chair


def test_the_count_in_the_bar_is_the_list_it_opens(app, room, sign_in):
    with app.app_context():
        expected = {
            room.members[0]: ["SK", 2],
            room.members[2]: ["SK", 0],
            room.clerk: ["SK", 0],
        }
        for who, (_, number) in expected.items():
            assert session.scalar(agenda.waiting(who)) == number
            assert len(agenda.owed_votes(who)) + len(agenda.awaiting_sitting(who)) == number
    page = sign_in(room.members[0]).get("/committee/").get_data(as_text=True)
    assert "Bạn còn 2 phiếu chưa biểu quyết" in page
    with app.app_context():
        world.vote(room.items[0], room.members[0])
        assert session.scalar(agenda.waiting(room.members[0])) == 1


def test_a_member_of_the_proposing_unit_reads_no_scores_and_is_told_to_leave(app, room, sign_in):
    from accounts import queries as people

    with app.app_context(), unit_of_work():
        people.person(room.members[0].id).organisation_id = room.proposal(0).organisation_id
    page = sign_in(room.members[0]).get(f"/committee/items/{room.items[0]}").get_data(as_text=True)
    assert "hãy rút khỏi mục" in page
    assert 'name="choice"' not in page
    assert "Giải pháp phù hợp kiến trúc tổng thể" not in page
    assert "Điểm thẩm định" not in page
