"""The versions of a proposal: who, when, why; any two beside each other; and who may see which side."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.actor import Actor, Role
from core import db
from core.db import unit_of_work
from proposals import queries, services
from proposals.models import Proposal
from proposals.workflow import Action
from tests import factories

SignIn = Callable[[Actor], FlaskClient]
REASON = "Giá trị đích chưa khớp với bảng chỉ số."


@pytest.fixture
def proposer(app: Flask) -> Actor:
    with app.app_context():
        return factories.person(Role.PROPOSER, name="Phạm Ngọc Ẩn")


@pytest.fixture
def desk(app: Flask) -> Actor:
    with app.app_context():
        return factories.person(Role.SECRETARIAT, name="Trần Đức Hữu")


def returned(proposer: Actor, desk: Actor) -> Proposal:
    """A proposal of P01 handed back for its objectives."""
    sent = factories.submitted(proposer, sample="P01")
    with unit_of_work(desk):
        services.return_for_completion(
            queries.get(sent.id, seen_by=desk),
            desk,
            reason=REASON,
            due=db.today() + timedelta(days=9),
            lines={"objectives": ("Nêu lại giá trị đích.", ""), "resources": ("Tính lại giai đoạn 2.", "")},
            action=Action.RETURN,
        )
    return queries.get(sent.id, seen_by=proposer)


def rewrite(proposal: Proposal, proposer: Actor, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the objectives of the working text, and one cell of its money."""
    with unit_of_work(proposer):
        money: dict[str, Any] = factories.content("P01")["resources"]
        money["finance"][1]["state_budget"] = 50_000_000_000
        services.save_part(proposal, queries.draft_part(proposal, "resources"), money, proposer)
        part = queries.draft_part(proposal, "objectives")
        content = factories.content("P01")["objectives"]
        change(content)
        services.save_part(proposal, part, content, proposer)


def answered(proposer: Actor, desk: Actor, change: Callable[[dict[str, Any]], None]) -> Proposal:
    """The same sent again with other objectives, as version 2."""
    proposal = returned(proposer, desk)
    rewrite(proposal, proposer, change)
    with unit_of_work(proposer):
        services.submit(queries.get(proposal.id, seen_by=proposer), proposer, no_state_secret=True)
    return queries.get(proposal.id, seen_by=proposer)


def better(content: dict[str, Any]) -> None:
    rows = content["specific"]
    rows.insert(0, rows.pop(3))
    rows[1]["target"] = "90"
    content["general"] = content["general"].replace("cảnh báo sớm", "cảnh báo rất sớm")
    del rows[3]


def text(html: str) -> str:
    """What a reader reads of a page, tags left out."""
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def own(address: str, actor: Actor) -> Proposal:
    return queries.get(uuid.UUID(address), seen_by=actor)


@pytest.fixture
def two(app: Flask, proposer: Actor, desk: Actor) -> str:
    with app.app_context():
        return str(answered(proposer, desk, better).id)


def test_the_list_says_who_sent_each_version_and_why(two: str, proposer: Actor, sign_in: SignIn):
    shown = text(page(sign_in(proposer), f"/proposals/{two}/versions"))
    assert "Phiên bản 2 Mới nhất" in shown and "Gửi lần đầu" in shown and "Phạm Ngọc Ẩn" in shown
    assert "Bổ sung theo yêu cầu của Cơ quan Thường trực ngày" in shown and REASON in shown
    assert "Phần được yêu cầu: Mục tiêu; Dự kiến nguồn lực" in shown


def test_two_versions_show_only_what_differs_with_the_words_marked(two: str, proposer: Actor, sign_in: SignIn):
    html = page(sign_in(proposer), f"/proposals/{two}/versions/compare?left=1&right=2")
    shown = text(html)
    assert "Chuyển từ vị trí 4 đến 1" in shown and "Dòng bỏ" in shown and "12 phần không đổi" in shown
    assert '<ins><span class="visually-hidden">[thêm:] </span>rất ' in html
    assert '<del><span class="visually-hidden">[bỏ:] </span>100</del>' in html
    assert '<del><span class="visually-hidden">[bỏ:] </span>46.200</del><br><ins>' in html
    assert "38.500" not in shown, "a phase with the same money is left out"
    assert "Kho dữ liệu đấu thầu hợp nhất" not in shown, "an unchanged part is left out"


def test_everything_can_be_shown_and_any_two_chosen_either_way_round(two: str, proposer: Actor, sign_in: SignIn):
    client = sign_in(proposer)
    shown = text(page(client, f"/proposals/{two}/versions/compare?left=2&right=1&all=1"))
    assert "Kho dữ liệu đấu thầu hợp nhất" in shown and "Dòng thêm" in shown and "38.500" in shown
    assert "Hai bản được chọn là một" in text(page(client, f"/proposals/{two}/versions/compare?left=2&right=2"))
    assert "Phiên bản 1" in text(page(client, f"/proposals/{two}/versions/compare"))


@pytest.mark.parametrize(
    "query", ["left=1&right=9", "left=x&right=2", "left=-1&right=1", "left=1&right=draft", "right=٢"]
)
def test_a_side_that_is_none_is_not_there(two: str, proposer: Actor, sign_in: SignIn, query: str):
    assert sign_in(proposer).get(f"/proposals/{two}/versions/compare?{query}").status_code == 404


def test_the_draft_of_an_answer_is_its_organisations_alone(app: Flask, proposer: Actor, desk: Actor, sign_in: SignIn):
    with app.app_context():
        made = returned(proposer, desk)
        rewrite(made, proposer, lambda content: content.update(general="Câu chưa gửi, của riêng đơn vị, năm 2029."))
        address = f"/proposals/{made.id}/versions"
        other = factories.person(Role.PROPOSER)
    writer = sign_in(proposer)
    assert "Bản đang soạn" in text(page(writer, address))
    assert "Câu chưa gửi" in text(page(writer, f"{address}/compare?left=1&right=draft"))
    outside = sign_in(desk)
    assert "Bản đang soạn" not in text(page(outside, address))
    assert outside.get(f"{address}/compare?left=1&right=draft").status_code == 404
    assert outside.get(f"{address}/compare?left=draft&right=1").status_code == 404
    assert "Câu chưa gửi" not in page(outside, f"{address}/compare")
    assert sign_in(other).get(f"{address}/compare?left=1&right=1").status_code == 404


def test_a_withdrawal_is_told_with_its_reason(two: str, app: Flask, proposer: Actor, sign_in: SignIn):
    with app.app_context(), unit_of_work(proposer):
        services.withdraw(own(two, proposer), proposer, reason="Chuyển sang chương trình khác.")
    shown = text(page(sign_in(proposer), f"/proposals/{two}/versions"))
    assert "Rút đề xuất" in shown and "Chuyển sang chương trình khác." in shown


def test_a_proposal_gone_secret_has_no_versions(two: str, app: Flask, proposer: Actor, desk: Actor, sign_in: SignIn):
    with app.app_context(), unit_of_work(desk):
        services.move_to_secret(own(two, desk), desk)
    for person in (proposer, desk):
        for path in ("versions", "versions/compare", "versions/compare?left=1&right=2", "versions/1"):
            assert sign_in(person).get(f"/proposals/{two}/{path}").status_code == 404


def test_an_older_version_says_that_it_is_not_the_newest(two: str, proposer: Actor, sign_in: SignIn):
    client = sign_in(proposer)
    assert "Đây không phải bản mới nhất. So với phiên bản 2" in text(page(client, f"/proposals/{two}/versions/1"))
    assert "Đây không phải bản mới nhất" not in page(client, f"/proposals/{two}/versions/2")
