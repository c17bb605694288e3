"""Decisions: what stops them, what each of them moves, and that of two people deciding one wins."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from werkzeug.datastructures import MultiDict

from committee.forms import rearranged
from committee.models import Decision, Outcome, VoteChoice
from committee.queries import agenda
from core import db
from core.db import session
from core.words import format_date
from proposals import queries as proposals
from proposals.models import Event, Proposal, ReturnRequest
from proposals.workflow import Status
from tests.committee import world

WHOLE = {"text": "Đồng ý chủ trương.", "lead_unit": "Bộ Y tế", "due": "31/03/2027"}


def press(browser, room, number=0, **typed):
    return browser.fill(f"/committee/items/{room.items[number]}/decide", **typed)


def test_an_approval_is_entered_whole(app, agreed, sign_in):
    answer = press(sign_in(agreed.clerk), agreed, outcome="approve", supervisor=str(agreed.members[0].id), **WHOLE)
    assert answer.status_code == 302
    with app.app_context():
        (made,) = agreed.decisions()
        assert (made.outcome, made.text, made.lead_unit, format_date(made.due)) == (
            Outcome.APPROVE,
            "Đồng ý chủ trương.",
            "Bộ Y tế",
            "31/03/2027",
        )
        assert (made.supervisor_id, made.agree, made.disagree, made.other) == (agreed.members[0].id, 3, 0, 0)
        assert (made.version_id, made.decided_by_id) == (agreed.proposal(0).current_version_id, agreed.clerk.id)
        assert (agreed.proposal(0).status, agreed.proposal(0).outcome, agreed.proposal(0).published) == (
            Status.DECIDED,
            "approve",
            False,
        )


def test_conditions_are_kept_row_by_row(app, agreed, sign_in):
    rows = {
        "conditions-0-measure": "Số xã kết nối",
        "conditions-0-value": "120",
        "conditions-0-due": "31/12/2027",
        "conditions-0-who": "Bộ Y tế",
    }
    facts = WHOLE | {"supervisor": str(agreed.chair.id), "outcome": "approve_with_conditions"}
    assert press(sign_in(agreed.chair), agreed, **facts, **rows).status_code == 302
    with app.app_context():
        assert agreed.decisions()[0].conditions == [
            {"measure": "Số xã kết nối", "value": "120", "due": "2027-12-31", "who": "Bộ Y tế"}
        ]


def test_approval_without_majority_is_refused_with_the_figures(app, room, sign_in):
    with app.app_context():
        world.vote(room.items[0], room.chair)
        world.vote(room.items[0], room.members[0], VoteChoice.DISAGREE)
    answer = press(sign_in(room.clerk), room, outcome="approve", supervisor=str(room.chair.id), **WHOLE)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "1 phiếu trên 3 thành viên dự mục này, cần ít nhất 2" in page
    assert "Đồng ý chủ trương." in page
    with app.app_context():
        assert room.decisions() == []
        assert room.proposal(0).status is Status.COMMITTEE


def test_without_quorum_there_is_no_decision(app, room, sign_in):
    url = f"/committee/sessions/{room.sitting}"
    assert sign_in(room.clerk).fill(url, f"{url}/presence", present=[str(room.chair.id)]).status_code == 302
    answer = press(sign_in(room.clerk), room, outcome="defer", text="Để lại.")
    assert answer.status_code == 422
    assert "có mặt 1 trong 4, cần ít nhất 3" in answer.get_data(as_text=True)
    with app.app_context():
        assert room.decisions() == []


def test_an_incomplete_approval_is_told_at_its_boxes(app, agreed, sign_in):
    answer = press(sign_in(agreed.clerk), agreed, outcome="approve", text="Đồng ý.", lead_unit="", due="")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for sentence in ("phân công thành viên", "ghi đơn vị chủ trì", "ghi hạn thực hiện"):
        assert sentence in page
    with app.app_context():
        assert agreed.decisions() == []


def test_against_the_recommendation_only_with_a_reason(app, room, sign_in):
    browser = sign_in(room.clerk)
    answer = press(browser, room, outcome="decline", text="Không thông qua.")
    assert answer.status_code == 422
    assert "Quyết định khác ý kiến của Tổng công trình sư" in answer.get_data(as_text=True)
    assert (
        press(browser, room, outcome="decline", text="Không thông qua.", against_reason="Trùng nguồn lực.").status_code
        == 302
    )
    with app.app_context():
        (made,) = room.decisions()
        assert (made.outcome, made.against_reason) == (Outcome.DECLINE, "Trùng nguồn lực.")
        assert room.proposal(0).status is Status.DECIDED


def test_a_reason_where_none_is_needed_is_not_kept(app, room):
    with app.app_context():
        world.decide(room.items[0], room.clerk, world.draft(Outcome.DEFER, against_reason="thừa"))
        assert room.decisions()[0].against_reason == ""


def test_a_return_opens_the_parts_it_names(app, room, sign_in):
    browser = sign_in(room.clerk)
    typed = {
        "outcome": "return",
        "text": "Cần bổ sung chỉ số kết quả.",
        "against_reason": "Thiếu chỉ số.",
        "parts-0-part": "kpis",
        "parts-0-reason": "Chưa có chỉ số kết quả.",
        "parts-0-basis": "Phụ lục I, mục II",
    }
    assert press(browser, room, **typed).status_code == 302
    with app.app_context():
        proposal = room.proposal(0)
        assert (proposal.status, proposal.outcome) == (Status.RETURNED, "return")
        asked = session.query(ReturnRequest).one()
        assert (asked.reason, asked.due) == ("Cần bổ sung chỉ số kết quả.", db.today() + timedelta(days=15))
        parts = {code: row.open for code, row in proposals.draft_parts(proposal).items() if row.open}
        assert parts == {"kpis": True}
    member = sign_in(room.members[0])
    page = member.get(f"/committee/items/{room.items[0]}").get_data(as_text=True)
    assert "Trả lại hoàn thiện" in page
    assert "hồ sơ không mở được từ đây" in page


def test_a_return_without_parts_or_with_one_twice_is_refused(app, room, sign_in):
    browser = sign_in(room.clerk)
    typed = {"outcome": "return", "text": "Bổ sung.", "against_reason": "Thiếu."}
    assert press(browser, room, **typed).status_code == 422
    twice = {f"parts-{n}-{box}": value for n in (0, 1) for box, value in (("part", "kpis"), ("reason", "Thiếu."))}
    answer = press(browser, room, **typed, **twice)
    assert answer.status_code == 422
    assert "Mỗi phần chỉ chọn một lần." in answer.get_data(as_text=True)
    with app.app_context():
        assert room.proposal(0).status is Status.COMMITTEE


def test_a_deferred_proposal_goes_to_another_sitting(app, room):
    with app.app_context():
        world.decide(room.items[0], room.clerk, world.draft(Outcome.DEFER))
        proposal = room.proposal(0)
        assert (proposal.status, proposal.outcome) == (Status.COMMITTEE, "defer")
        assert [row.id for row in agenda.awaiting_sitting(room.clerk)] == [proposal.id]
        later = world.sitting(room.clerk, room.proposal(0))
        assert [item.proposal_id for item in world.items(later, room.clerk)] == [room.proposals[0]]


def test_forwarding_names_the_body(app, room, sign_in):
    browser = sign_in(room.clerk)
    typed = {"outcome": "forward", "text": "Trình cấp trên.", "against_reason": "Dự án đặc biệt."}
    assert press(browser, room, **typed).status_code == 422
    assert press(browser, room, **typed, forwarded_to="Thủ tướng Chính phủ").status_code == 302
    with app.app_context():
        assert (room.decisions()[0].forwarded_to, room.proposal(0).status) == ("Thủ tướng Chính phủ", Status.DECIDED)


def test_system_six_is_shown_where_it_goes(app, waiting, sign_in):
    with app.app_context():
        from core.db import unit_of_work

        with unit_of_work():
            waiting.proposal(0).main_system = 6
        made = world.opened(waiting.clerk, [waiting.chair], waiting.proposal(0))
        item = world.items(made, waiting.clerk)[0].id
    page = sign_in(waiting.clerk).get(f"/committee/items/{item}/decide").get_data(as_text=True)
    assert "Chính phủ hoặc Thủ tướng Chính phủ" in page


def test_who_comes_second_is_told_and_keeps_her_text(app, agreed, sign_in):
    facts = WHOLE | {"outcome": "approve", "supervisor": str(agreed.chair.id)}
    late = sign_in(agreed.chair)
    from tests.pages import form_of

    path = f"/committee/items/{agreed.items[0]}/decide"
    _, values = form_of(late.get(path).get_data(as_text=True))
    assert press(sign_in(agreed.clerk), agreed, **facts).status_code == 302
    typed = values | facts | {"text": "Kết luận của người đến sau."}
    answer = late.post(path, data=typed, headers={"Origin": "http://localhost"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Đồng ý chủ trương." in page
    assert "Kết luận của người đến sau." in page
    with app.app_context():
        assert [row.text for row in agreed.decisions()] == ["Đồng ý chủ trương."]


def test_two_people_deciding_at_once_one_wins(app, agreed, sign_in):
    from tests.pages import form_of

    path = f"/committee/items/{agreed.items[0]}/decide"
    ready = []
    for who in (agreed.clerk, agreed.chair):
        browser = sign_in(who)
        _, values = form_of(browser.get(path).get_data(as_text=True))
        facts = WHOLE | {"outcome": "approve", "supervisor": str(agreed.chair.id), "text": f"Của {who.name}"}
        ready.append((browser, values | facts))
    answers: list[int] = []
    gate = threading.Barrier(2)

    def post(browser, typed):
        gate.wait()
        answers.append(browser.post(path, data=typed, headers={"Origin": "http://localhost"}).status_code)

    threads = [threading.Thread(target=post, args=pair) for pair in ready]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409]
    with app.app_context():
        assert session.query(Decision).count() == 1
        assert session.query(Event).filter_by(proposal_id=agreed.proposals[0], deed="decide").count() == 1


def test_the_proposing_unit_decides_nothing(app, agreed, sign_in):
    from accounts import queries as people
    from core.db import unit_of_work

    with app.app_context(), unit_of_work():
        people.person(agreed.clerk.id).organisation_id = agreed.proposal(0).organisation_id
    facts = WHOLE | {"outcome": "approve", "supervisor": str(agreed.chair.id)}
    assert press(sign_in(agreed.clerk), agreed, **facts).status_code == 403
    with app.app_context():
        assert agreed.decisions() == []


def test_without_a_recommendation_no_reason_is_asked_for(app, people, sign_in):
    with app.app_context():
        proposal = world.before_committee(people.clerk, stance=None)
        made = world.opened(people.clerk, [people.chair, *people.members], proposal)
        item = world.items(made, people.clerk)[0].id
        world.decide(item, people.clerk, world.draft(Outcome.DECLINE))
        assert session.get_one(Proposal, proposal.id).status is Status.DECIDED


def typed_rows(*names: str) -> MultiDict[str, str]:
    pairs = [("text", "giữ nguyên")]
    for index, name in enumerate(names):
        pairs += [(f"conditions-{index}-measure", name), (f"conditions-{index}-due", "sai ngày")]
    return MultiDict(pairs)


@pytest.mark.parametrize(
    ("pressed", "left"),
    [
        ("add:conditions", ["a", "b", "c", ""]),
        ("remove:conditions.1", ["a", "c"]),
        ("up:conditions.2", ["a", "c", "b"]),
        ("down:conditions.0", ["b", "a", "c"]),
        ("up:conditions.0", ["a", "b", "c"]),
    ],
)
def test_rows_are_added_moved_and_removed_and_nothing_typed_is_lost(pressed, left):
    typed = typed_rows("a", "b", "c")
    typed.add("_act", pressed)
    found = rearranged(typed)
    assert found is not None
    assert [found[0][f"conditions-{n}-measure"] for n in range(len(left))] == left
    assert f"conditions-{len(left)}-measure" not in found[0]
    assert found[0]["text"] == "giữ nguyên"
    assert [value for key, value in found[0].items() if key.endswith("-due")] == ["sai ngày"] * len(
        [x for x in left if x]
    )


@pytest.mark.parametrize("pressed", ["save", "", "add:text", "drop:conditions", "add:conditions-0", "remove:once"])
def test_other_buttons_change_no_rows(pressed):
    typed = typed_rows("a")
    typed.add("_act", pressed)
    assert rearranged(typed) is None


def test_a_row_is_added_on_the_page_without_a_script(app, room, sign_in):
    answer = press(sign_in(room.clerk), room, _act="add:conditions", text="Đang gõ dở")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'name="conditions-0-measure"' in page
    assert "Đang gõ dở" in page
