"""The coach on the pages: reasons with their box and their why, at the desk of the writer and, read only, at intake."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts.actor import Actor, Role
from core import db
from core.db import unit_of_work
from proposals import queries, services
from proposals.workflow import Action
from tests import factories as make
from tests.review import desk

SignIn = Callable[[Actor], FlaskClient]
NOTE = "Tổng kinh phí thực hiện sáng kiến là 164 tỉ đồng."
SAID = "Có câu ghi tổng kinh phí là “164 tỉ đồng”, còn bảng kinh phí cộng ra 146 tỉ đồng."


@pytest.fixture
def writer(app: Flask) -> Actor:
    with app.app_context():
        return make.person(Role.PROPOSER)


@pytest.fixture
def draft(app: Flask, writer: Actor) -> str:
    """A draft of P01 whose note names another sum than its table; its address."""
    with app.app_context():
        made = make.draft(writer, sample="P01")
        content = make.content("P01")["resources"] | {"finance_note": NOTE}
        with unit_of_work(writer):
            services.save_part(made, queries.draft_part(made, "resources"), content, writer)
        return f"/proposals/{made.id}"


def read(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def text(html: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))


def test_the_task_list_names_the_reason_links_its_box_and_says_why(draft: str, writer: Actor, sign_in: SignIn):
    html = read(sign_in(writer), f"{draft}/draft")
    assert f'<a href="{draft}/draft/resources#finance_note">{SAID}</a>' in html
    shown = text(html)
    assert "Nên xem lại" in shown and "14/14 phần đã đủ" in shown, "advice takes nothing from what the template counts"
    assert "Số tiền trong câu được so với bảng kinh phí" in shown and "Phụ lục I, Mục II" in shown
    assert f'<a href="{draft}/draft/resources#finance">Xem bảng</a>' in html


def test_the_part_shows_its_own_reasons_only(draft: str, writer: Actor, sign_in: SignIn):
    client = sign_in(writer)
    page = text(read(client, f"{draft}/draft/resources"))
    assert SAID in page and "Nhận xét về phần này" in page
    other = read(client, f"{draft}/draft/kpis")
    beside = other[other.index('id="coach"') :]
    assert SAID not in beside and "chưa có giá trị nền" in beside


def test_advice_does_not_keep_it_from_being_sent(draft: str, writer: Actor, sign_in: SignIn):
    client = sign_in(writer)
    assert "Đã đủ nội dung bắt buộc theo mẫu." in text(read(client, f"{draft}/submit"))
    sent = client.fill(f"{draft}/submit", f"{draft}/submit", no_state_secret="y")
    assert (sent.status_code, sent.location) == (302, f"{draft}/receipt/1")


def test_an_english_reader_reads_the_reasons_in_english(app: Flask, draft: str, writer: Actor, sign_in: SignIn):
    with app.app_context():
        reader = make.person(Role.PROPOSER, of=queries.get(_id(draft), seen_by=writer).organisation, language="en")
    said = "A sentence gives the total as “164 tỉ đồng”; the money table adds up to 146 billion đồng."
    assert said in text(read(sign_in(reader), f"{draft}/draft"))


def test_the_intake_desk_reads_the_same_reasons_and_no_link_to_the_draft(
    app: Flask, draft: str, writer: Actor, sign_in: SignIn
):
    with app.app_context():
        clerk = make.person(Role.SECRETARIAT)
        with unit_of_work(writer):
            services.submit(queries.get(_id(draft), seen_by=writer), writer, no_state_secret=True)
    html = read(sign_in(clerk), f"{draft}/intake")
    assert SAID in html and "Máy: nên xem lại" in html and "Gợi ý của máy, không phải kết luận" in html
    assert f"{draft}/draft" not in html


def test_reviewers_see_whether_the_version_they_score_is_the_newest(app: Flask, writer: Actor, sign_in: SignIn):
    with app.app_context():
        clerk, reviewer = make.person(Role.SECRETARIAT), make.person(Role.REVIEWER)
        proposal = desk.accepted(clerk, proposer=writer)
        [row] = desk.assigned(clerk, proposal, reviewer)
        desk.opened(row, reviewer)
        page, address = f"/review/assignments/{row.id}/score", f"/proposals/{proposal.id}"
    client = sign_in(reviewer)
    assert "Bạn đang chấm phiên bản 1, bản mới nhất." in text(read(client, page))
    with app.app_context():
        lines = {"risks": ("Bổ sung người theo dõi.", "")}
        with unit_of_work(clerk):
            services.return_for_completion(
                queries.get(_id(address), seen_by=clerk),
                clerk,
                reason="Bổ sung rủi ro.",
                due=db.today() + timedelta(days=5),
                lines=lines,
                action=Action.RETURN,
            )
        with unit_of_work(writer):
            services.submit(queries.get(_id(address), seen_by=writer), writer, no_state_secret=True)
    html = read(client, page)
    assert "Phiếu này thuộc phiên bản 1; đề xuất đã có phiên bản 2." in text(html)
    compare = f"{address}/versions/compare?left=1&right=2"
    assert f'href="{compare.replace("&", "&amp;")}"' in html
    assert "Hai bản giống nhau từng chữ." in text(read(client, compare))


def _id(address: str) -> uuid.UUID:
    return uuid.UUID(address.rpartition("/")[2])
