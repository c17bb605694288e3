"""A returned proposal opens only what was asked for; its answer is the next version; what is not sent leaks nowhere."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from accounts.actor import Actor, Role
from core import db
from core.db import session, unit_of_work
from core.mail import Mail
from proposals import queries, services
from proposals.models import Audience, Proposal
from proposals.workflow import Action, Status
from tests import factories
from tests.journeys.test_drafting import Browser, boxes, only, press, text


@pytest.fixture
def proposer(app: Flask) -> Actor:
    with app.app_context():
        return factories.person(Role.PROPOSER, name="Phạm Ngọc Ẩn")


@pytest.fixture
def desk(app: Flask) -> Actor:
    with app.app_context():
        return factories.person(Role.SECRETARIAT, name="Trần Đức Hữu")


@pytest.fixture
def returned(app: Flask, proposer: Actor, desk: Actor) -> str:
    """A returned proposal's address; parts "objectives" and "risks" are asked for."""
    with app.app_context():
        sent = factories.submitted(proposer)
        proposal = queries.get(sent.id, seen_by=desk)
        with unit_of_work(desk):
            services.return_for_completion(
                proposal,
                desk,
                reason="Thiếu số liệu nền.",
                due=db.today() + timedelta(days=15),
                lines={"title": ("Tên quá dài.", "Phụ lục I, Mục II"), "risks": ("Thêm phương án ứng phó.", "")},
                action=Action.RETURN,
            )
        return f"/proposals/{proposal.id}"


def test_only_the_parts_asked_for_open_with_reason_basis_due_date_and_the_old_text_beside(
    app: Flask, sign_in: Browser, proposer: Actor, returned: str
) -> None:
    browser = sign_in(proposer)
    tasks = text(browser.get(f"{returned}/draft"))
    due = (db.today() + timedelta(days=15)).strftime("%d/%m/%Y")
    for words in ("Thiếu số liệu nền.", "Tên quá dài.", "Căn cứ: Phụ lục I, Mục II", f"Hạn bổ sung: {due}", "0/2 phần"):
        assert words in tasks
    assert "Mục tiêu" not in tasks
    page = browser.get(f"{returned}/draft/risks")
    assert "Nội dung đã gửi (phiên bản 1)" in text(page)
    assert "Mất kết nối trong bão" in page.get_data(as_text=True).split('id="before"')[1]
    closed = browser.get(f"{returned}/draft/objectives")
    assert "không nằm trong yêu cầu bổ sung" in text(closed)
    assert "<textarea" not in closed.get_data(as_text=True)
    sent = boxes(browser.get(f"{returned}/draft/risks"), "risks")
    answer = browser.post(f"{returned}/draft/objectives", data={**sent, "general": "Lén sửa"})
    assert answer.status_code == 409
    with app.app_context():
        proposal = session.scalars(sa.select(Proposal)).one()
        assert queries.draft_parts(proposal)["objectives"].content["general"] != "Lén sửa"


def test_what_is_written_but_not_sent_yet_is_seen_by_nobody_else(
    app: Flask, sign_in: Browser, proposer: Actor, desk: Actor, returned: str
) -> None:
    press(sign_in(proposer), f"{returned}/draft/title", "save", title="Tên mới Xyzzy")
    other = sign_in(desk)
    for path in (returned, f"{returned}/versions/1", f"{returned}/timeline", "/proposals/", "/proposals/?q=xyzzy"):
        page = other.get(path)
        assert page.status_code == 200
        assert "Tên mới" not in page.get_data(as_text=True)
    assert other.get(f"{returned}/preview").status_code == 403
    with app.app_context():
        assert queries.search("xyzzy", seen_by=desk) == []


def test_the_answer_is_version_two_with_what_changed(
    app: Flask, sign_in: Browser, proposer: Actor, desk: Actor, returned: str
) -> None:
    browser = sign_in(proposer)
    look = text(browser.get(f"{returned}/submit"))
    assert "Chưa có thay đổi nào." in look
    assert "Phần “Rủi ro chính và giải pháp quản lý” được yêu cầu hoàn thiện nhưng chưa thay đổi." in look
    press(browser, f"{returned}/draft/risks", "save", items__0__response="Điện thoại vệ tinh dự phòng")
    press(browser, f"{returned}/draft/title", "save", title="Tên mới Xyzzy")
    page = browser.get(f"{returned}/submit")
    assert "Rủi ro 1 › Ứng phó" in text(page)
    sent = boxes(page, "/submit")
    sent["no_state_secret"] = "y"
    assert browser.post(f"{returned}/submit", data=sent).status_code == 302
    proposal = only(app)
    assert (proposal.status, proposal.title) == (Status.INTAKE, "Tên mới Xyzzy")
    versions = text(sign_in(desk).get(f"{returned}/versions"))
    assert "Phiên bản 2" in versions
    assert "Phiên bản 1" in versions
    first = text(sign_in(desk).get(f"{returned}/versions/1"))
    assert "Tên mới Xyzzy" not in first.split("1. Tên Sáng kiến đột phá", 2)[-1]
    assert browser.get(f"{returned}/versions/3").status_code == 404
    with app.app_context():
        assert queries.open_return(session.get_one(Proposal, proposal.id)) is None
        assert [row.number for row in queries.versions(proposal)] == [2, 1]


def test_withdrawing_needs_a_reason_ends_the_course_and_tells_the_desk(
    app: Flask, sign_in: Browser, proposer: Actor, desk: Actor, returned: str
) -> None:
    browser = sign_in(proposer)
    page = browser.get(f"{returned}/withdraw")
    refused = browser.post(f"{returned}/withdraw", data=boxes(page, "/withdraw"))
    assert refused.status_code == 422
    assert "Hãy nêu lý do rút đề xuất." in text(refused)
    sent = boxes(page, "/withdraw")
    sent["reason"] = "Trùng với chương trình của Bộ"
    assert browser.post(f"{returned}/withdraw", data=sent).status_code == 302
    assert only(app).status is Status.WITHDRAWN
    assert "Trùng với chương trình của Bộ" in text(browser.get(f"{returned}/timeline"))
    with app.app_context():
        letters = session.scalars(sa.select(Mail).where(Mail.template == "proposals/withdrawn")).all()
        assert [letter.recipient_id for letter in letters] == [desk.id]
    assert "Rút đề xuất…" not in text(sign_in(desk).get(returned))


def test_the_timeline_tells_each_side_what_is_theirs(
    app: Flask, sign_in: Browser, proposer: Actor, desk: Actor, returned: str
) -> None:
    with app.app_context():
        proposal = queries.get(session.scalars(sa.select(Proposal.id)).one(), seen_by=desk)
        with unit_of_work(desk):
            services.record(proposal, "reviewer.assigned", desk, note="Phân cho Mật Danh", audience=Audience.INSIDE)
            services.record(proposal, "recommend", desk, note="Ý kiến chưa công bố Plugh")
            services.record(proposal, "something.new", desk, note="Chi tiết Quux")
    ours, theirs = text(sign_in(proposer).get(f"{returned}/timeline")), text(sign_in(desk).get(f"{returned}/timeline"))
    for words in (
        "Bắt đầu soạn thảo",
        "Gửi phiên bản 1",
        "Trả lại để hoàn thiện",
        "Thiếu số liệu nền.",
        "Phạm Ngọc Ẩn",
    ):
        assert words in ours
        assert words in theirs
    for words in ("Phân công người thẩm định", "Mật Danh", "Plugh", "Quux", "Trần Đức Hữu"):
        assert words not in ours
        assert words in theirs
    assert "Tổng công trình sư cho ý kiến, trình Ban Chỉ đạo" in ours
    assert "Có cập nhật trong quá trình xử lý" in ours


def test_two_people_pressing_submit_at_once_make_one_version(app: Flask, sign_in: Browser, proposer: Actor) -> None:
    with app.app_context():
        proposal = factories.draft(proposer)
        other = factories.person(Role.PROPOSER, of=proposal.organisation)
        url = f"/proposals/{proposal.id}/submit"
    browsers = [sign_in(proposer), sign_in(other)]
    sent = [boxes(browser.get(url), "/submit") for browser in browsers]
    together, answers = threading.Barrier(2), []

    def go(browser: Any, data: Any) -> None:
        data["no_state_secret"] = "y"
        together.wait()
        answers.append(browser.post(url, data=data).status_code)

    threads = [threading.Thread(target=go, args=pair) for pair in zip(browsers, sent, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409]
    with app.app_context():
        assert [row.number for row in queries.versions(only(app))] == [1]


def test_a_proposal_moved_to_the_secret_channel_leaves_only_a_number(
    app: Flask, sign_in: Browser, proposer: Actor, desk: Actor
) -> None:
    with app.app_context():
        proposal = queries.get(factories.submitted(proposer).id, seen_by=desk)
        title, number = proposal.title, proposal.number
        with unit_of_work(desk):
            services.move_to_secret(proposal, desk)
        url = f"/proposals/{proposal.id}"
    browser = sign_in(proposer)
    page = browser.get(url)
    assert page.status_code == 200
    assert str(number) in text(page)
    for path, status in (
        (url, 200),
        (f"{url}/timeline", 200),
        ("/proposals/", 200),
        (f"{url}/versions", 404),
        (f"{url}/versions/1", 404),
        (f"{url}/receipt/1", 404),
        (f"{url}/preview", 404),
    ):
        answer = browser.get(path)
        assert (path, answer.status_code) == (path, status)
        assert title not in answer.get_data(as_text=True)
    assert sign_in(desk).get(url).status_code == 404
    with app.app_context():
        assert queries.search("chua benh", seen_by=proposer) == []
        assert queries.newest_versions() == []
        with app.extensions["engine"].connect() as connection:
            for table in ("proposal", "draft_part", "proposal_version"):
                rows = connection.execute(sa.text(f"SELECT * FROM {table}")).all()
                assert "tuyến đảo" not in str(rows)
                assert "tuyen dao" not in str(rows)
