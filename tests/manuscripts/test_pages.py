"""The pages: who gets which file, what an upload changes (nothing), and one press that takes over all or none."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from accounts.actor import Actor, Role
from core import db
from core.db import session, unit_of_work
from manuscripts import services
from manuscripts.models import Manuscript
from proposals import queries
from proposals import services as drafting
from proposals.models import Proposal
from proposals.template import PARTS
from tests import factories
from tests.manuscripts import papers
from tests.manuscripts.papers import bare, by_hand, saved, styled
from tests.pages import form_of

Browser = Callable[[Actor], FlaskClient]
ORIGIN = {"Origin": "http://localhost"}


@pytest.fixture
def owner(app: Flask) -> Actor:
    with app.app_context():
        return factories.person(Role.PROPOSER)


def draft_of(app: Flask, owner: Actor, *, sample: str | None) -> uuid.UUID:
    with app.app_context():
        return factories.draft(owner, sample=sample).id


def content_of(app: Flask, proposal: uuid.UUID) -> Any:
    with app.app_context():
        held = session.get(Proposal, proposal)
        assert held is not None
        return queries.draft_content(held)


def send(browser: FlaskClient, proposal: uuid.UUID, data: bytes, name: str = "đề xuất.docx") -> TestResponse:
    """Choose a file on the page and send it."""
    url = f"/proposals/{proposal}/word"
    target, typed = form_of(browser.get(url).get_data(as_text=True), url)
    return browser.post(target, data={**typed, "file": (io.BytesIO(data), name)}, headers=ORIGIN)


def mapping(browser: FlaskClient, proposal: uuid.UUID, data: bytes) -> tuple[str, str]:
    """The address and the page that a good file leads to."""
    sent = send(browser, proposal, data)
    assert sent.status_code == 302, re.findall(r'class="error"[^>]*>(.*?)</p>', sent.get_data(as_text=True))
    page = browser.get(sent.location)
    assert page.status_code == 200
    return sent.location, page.get_data(as_text=True)


def ticks(page: str) -> set[str]:
    """What the page has ticked."""
    return set(re.findall(r'name="take" value="([^"]+)" checked', page))


def offered(page: str) -> set[str]:
    """What the page lets one tick."""
    return set(re.findall(r'name="take" value="([^"]+)"', page))


def press(browser: FlaskClient, url: str, page: str, **typed: Any) -> TestResponse:
    """Press the button of the mapping page."""
    target, values = form_of(page, url)
    return browser.post(target, data=values | typed, headers=ORIGIN)


def without_ids(content: Any) -> Any:
    made = bare(content)
    phases = {row["id"]: row["name"] for row in content["roadmap"]["phases"]}
    for row in made.get("resources", {}).get("finance", []):
        row["phase"] = phases[row["phase"]]
    return made


# --- out --------------------------------------------------------------------------------------------------------------


def test_anybody_gets_the_empty_template(client: FlaskClient) -> None:
    answer = client.get("/proposals/word/phu-luc-i.docx")
    assert (answer.status_code, answer.mimetype) == (200, answer.mimetype)
    assert answer.headers["Content-Disposition"] == "attachment; filename=phu-luc-I-mau-de-xuat-sang-kien-dot-pha.docx"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert papers.read(answer.data).parts.keys() == {part.code for part in PARTS}


def test_the_owner_gets_the_working_text_and_a_telling_name(app: Flask, owner: Actor, sign_in: Browser) -> None:
    proposal = draft_of(app, owner, sample="P05")
    answer = sign_in(owner).get(f"/proposals/{proposal}/word/download")
    assert bare(papers.read(answer.data).parts) == papers.expected("P05")
    name = answer.headers["Content-Disposition"].partition("filename=")[2]
    assert re.fullmatch(r"ban-soan-kham-chua-benh-tu-xa[a-z0-9-]{10,80}\.docx", name)
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_account_is_named_in_the_file(app: Flask, owner: Actor, sign_in: Browser) -> None:
    proposal = draft_of(app, owner, sample="P05")
    data = sign_in(owner).get(f"/proposals/{proposal}/word/download").data
    told = Document(io.BytesIO(data)).core_properties
    assert (told.author, told.last_modified_by, told.comments) == ("", "", "")
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        whole = b"".join(package.read(name) for name in package.namelist()).decode("utf-8", "replace")
    assert owner.name not in whole
    assert owner.email not in whole


def test_who_does_not_see_the_proposal_does_not_get_its_file(app: Flask, owner: Actor, sign_in: Browser) -> None:
    proposal = draft_of(app, owner, sample="P05")
    with app.app_context():
        others = [factories.person(role) for role in Role]
    assert [sign_in(other).get(f"/proposals/{proposal}/word/download").status_code for other in others] == [404] * len(
        others
    )
    anybody = app.test_client().get(f"/proposals/{proposal}/word/download")
    assert anybody.status_code == 302


def test_the_desk_gets_the_version_and_not_the_words_written_since(app: Flask, owner: Actor, sign_in: Browser) -> None:
    from datetime import date

    from proposals.workflow import Action

    with app.app_context():
        desk = factories.person(Role.SECRETARIAT)
        proposal = factories.submitted(owner)
        code = proposal.number
        with unit_of_work(desk):
            drafting.return_for_completion(
                proposal,
                desk,
                reason="x",
                due=date(2999, 1, 1),
                lines={"title": ("x", "")},
                action=Action.RETURN,
            )
        with unit_of_work(owner):
            part = queries.draft_part(proposal, "title")
            drafting.save_part(proposal, part, {**part.content, "title": "Chữ chưa gửi"}, owner)
        held = proposal.id
    url = f"/proposals/{held}/word/download"
    seen, own = sign_in(desk).get(url), sign_in(owner).get(url)
    assert papers.read(seen.data).parts["title"]["title"] == papers.expected("P05")["title"]["title"]
    assert papers.read(own.data).parts["title"]["title"] == "Chữ chưa gửi"
    assert f"filename={code}-kham-chua-benh" in seen.headers["Content-Disposition"]
    assert f"filename={code}-chu-chua-gui.docx" in own.headers["Content-Disposition"]


# --- in ---------------------------------------------------------------------------------------------------------------


def test_an_upload_changes_nothing_and_what_is_empty_is_ticked(app: Flask, owner: Actor, sign_in: Browser) -> None:
    proposal = draft_of(app, owner, sample=None)
    before = content_of(app, proposal)
    _, page = mapping(sign_in(owner), proposal, by_hand(styled))
    assert content_of(app, proposal) == before
    assert offered(page) - ticks(page) == {"lead_unit.name", "lead_unit.contact_name"}
    assert {"title.title", "roadmap.phases", "resources.finance", "kpis.items"} <= ticks(page)
    assert "Mức độ ưu tiên" in page


def test_one_press_takes_the_ticked_boxes_into_the_rows(app: Flask, owner: Actor, sign_in: Browser) -> None:
    proposal = draft_of(app, owner, sample=None)
    browser = sign_in(owner)
    url, page = mapping(browser, proposal, by_hand(styled))
    done = press(browser, url, page)
    assert (done.status_code, done.location) == (302, f"/proposals/{proposal}/draft")
    taken = without_ids(content_of(app, proposal))
    want = bare(papers.read(by_hand(styled)).parts)
    for code in ("name", "contact_name"):
        taken["lead_unit"].pop(code)
        want["lead_unit"].pop(code)
    taken["lead_unit"].pop("contact_email")
    assert taken == want
    again = browser.get(url).get_data(as_text=True)
    assert offered(again) == {"lead_unit.name", "lead_unit.contact_name"}
    with app.app_context():
        assert session.get(Proposal, proposal).money_total == 51_000_000_000


def test_our_own_file_edited_in_word_shows_only_what_was_edited(app: Flask, owner: Actor, sign_in: Browser) -> None:
    proposal = draft_of(app, owner, sample="P05")
    browser = sign_in(owner)
    document = Document(io.BytesIO(browser.get(f"/proposals/{proposal}/word/download").data))
    risks = next(table for table in document.tables if table.rows[0].cells[1].text == "Mô tả rủi ro")
    risks.rows[1].cells[1].paragraphs[0].text = "Mất kết nối kéo dài trong mùa bão"
    before = content_of(app, proposal)
    url, page = mapping(browser, proposal, saved(document))
    assert (offered(page), ticks(page)) == ({"risks.items"}, set())
    assert re.search(r"<del>.*?</del>|<ins>.*?</ins>", page)
    assert press(browser, url, page, take="risks.items").status_code == 302
    before["risks"]["items"][0]["description"] = "Mất kết nối kéo dài trong mùa bão"
    assert content_of(app, proposal) == before


def test_a_stale_page_saves_nothing_and_keeps_the_ticks(app: Flask, owner: Actor, sign_in: Browser) -> None:
    proposal = draft_of(app, owner, sample=None)
    browser = sign_in(owner)
    url, page = mapping(browser, proposal, by_hand(styled))
    with app.app_context(), unit_of_work(owner):
        part = queries.draft_part(session.get(Proposal, proposal), "risks")
        drafting.save_part(
            session.get(Proposal, proposal), part, {"items": [{"id": "a", "description": "Của tôi"}]}, owner
        )
    before = content_of(app, proposal)
    answer = press(browser, url, page, take=["title.title", "risks.items"])
    assert answer.status_code == 409
    assert ticks(answer.get_data(as_text=True)) == {"title.title", "risks.items"}
    assert content_of(app, proposal) == before
    assert press(browser, url, answer.get_data(as_text=True)).status_code == 302
    assert content_of(app, proposal)["title"]["title"] == papers.expected("P05")["title"]["title"]


def test_money_without_its_phases_is_refused_whole(app: Flask, owner: Actor, sign_in: Browser) -> None:
    proposal = draft_of(app, owner, sample=None)
    browser = sign_in(owner)
    url, page = mapping(browser, proposal, by_hand(styled))
    before = content_of(app, proposal)
    answer = press(browser, url, page, take=["title.title", "resources.finance"])
    assert (answer.status_code, "Các giai đoạn" in answer.get_data(as_text=True)) == (422, True)
    assert content_of(app, proposal) == before


def test_nothing_ticked_is_said(app: Flask, owner: Actor, sign_in: Browser) -> None:
    proposal = draft_of(app, owner, sample=None)
    browser = sign_in(owner)
    url, page = mapping(browser, proposal, by_hand(styled))
    assert press(browser, url, page, take=[]).status_code == 422


def test_a_second_press_is_refused(app: Flask, owner: Actor, sign_in: Browser) -> None:
    proposal = draft_of(app, owner, sample=None)
    browser = sign_in(owner)
    url, page = mapping(browser, proposal, by_hand(styled))
    assert [press(browser, url, page, take="title.title").status_code for _ in range(2)] == [302, 409]


def test_only_parts_that_are_asked_for_can_be_taken(app: Flask, owner: Actor, sign_in: Browser) -> None:
    from datetime import date

    from proposals.workflow import Action

    with app.app_context():
        desk = factories.person(Role.SECRETARIAT)
        proposal = factories.submitted(owner, sample="P06")
        with unit_of_work(desk):
            drafting.return_for_completion(
                proposal,
                desk,
                reason="x",
                due=date(2999, 1, 1),
                lines={"risks": ("x", "")},
                action=Action.RETURN,
            )
        held = proposal.id
    browser = sign_in(owner)
    url, page = mapping(browser, held, papers.ours(factories.content("P05")))
    before = content_of(app, held)
    closed = press(browser, url, page, take=["risks.items", "title.title"])
    assert (closed.status_code, content_of(app, held)) == (409, before)
    assert press(browser, url, page, take="risks.items").status_code == 302
    after = content_of(app, held)
    assert bare(after["risks"]) == papers.expected("P05")["risks"]
    assert {code for code in after if after[code] != before[code]} == {"risks"}


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"%PDF-1.4", "x.docx", "Đây là tệp PDF"),
        (b"", "x.docx", "Tệp rỗng"),
        (b"", "", "Hãy chọn một tệp Word"),
        (b"PK\x03\x04" + b"\0" * 50, "x.docx", "Tệp bị hỏng"),
        (saved(papers.empty()), "x.docx", "Không thấy nội dung nào theo các mục của mẫu"),
    ],
)
def test_a_bad_file_is_refused_at_its_box(
    app: Flask, owner: Actor, sign_in: Browser, data: bytes, name: str, sentence: str
) -> None:
    proposal = draft_of(app, owner, sample=None)
    answer = send(sign_in(owner), proposal, data, name)
    assert (answer.status_code, sentence in answer.get_data(as_text=True)) == (422, True)
    with app.app_context():
        assert session.scalars(sa.select(Manuscript)).all() == []


def test_refusals_speak_the_readers_language(app: Flask, sign_in: Browser) -> None:
    with app.app_context():
        owner = factories.person(Role.PROPOSER, language="en")
    proposal = draft_of(app, owner, sample=None)
    answer = send(sign_in(owner), proposal, b"%PDF-1.4").get_data(as_text=True)
    assert ("This is a PDF" in answer, "Đây là" in answer) == (True, False)


# --- whose it is, and how long ----------------------------------------------------------------------------------------


def test_what_was_read_is_the_persons_own(app: Flask, owner: Actor, sign_in: Browser) -> None:
    proposal = draft_of(app, owner, sample=None)
    url, _ = mapping(sign_in(owner), proposal, by_hand(styled))
    with app.app_context():
        colleague = factories.person(Role.PROPOSER, of=queries.get(proposal, seen_by=owner).organisation)
    browser = sign_in(colleague)
    page = browser.get(f"/proposals/{proposal}/word")
    assert (page.status_code, url in page.get_data(as_text=True)) == (200, False)
    _, typed = form_of(page.get_data(as_text=True))
    posts = [browser.post(address, data=typed, headers=ORIGIN).status_code for address in (url, f"{url}/drop")]
    assert [browser.get(url).status_code, *posts] == [404, 404, 404]
    other = draft_of(app, owner, sample=None)
    assert sign_in(owner).get(url.replace(str(proposal), str(other))).status_code == 404


def test_it_outlives_a_session(app: Flask, owner: Actor, sign_in: Browser) -> None:
    proposal = draft_of(app, owner, sample=None)
    browser = sign_in(owner)
    url, page = mapping(browser, proposal, by_hand(styled))
    with browser.session_transaction() as held:
        held.clear()
    assert press(browser, url, page).status_code in (302, 400, 401)
    again = sign_in(owner)
    listed = again.get(f"/proposals/{proposal}/word").get_data(as_text=True)
    assert url in listed
    assert press(again, url, again.get(url).get_data(as_text=True)).status_code == 302


def test_it_is_gone_after_a_week_or_once_the_proposal_is_sent(app: Flask, owner: Actor, sign_in: Browser) -> None:
    old, sent, kept = (draft_of(app, owner, sample="P05") for _ in range(3))
    browser = sign_in(owner)
    urls = [mapping(browser, each, by_hand(styled))[0] for each in (old, sent, kept)]
    with app.app_context(), unit_of_work():
        row = session.scalar(sa.select(Manuscript).where(Manuscript.proposal_id == old))
        row.made_at, row.expires_at = db.now() - 2 * services.KEPT, db.now() - timedelta(seconds=1)
    with app.app_context(), unit_of_work(owner):
        drafting.submit(queries.get(sent, seen_by=owner), owner, no_state_secret=True)
    assert [browser.get(url).status_code for url in urls] == [404, 302, 200]
    with app.app_context():
        services.forget_old()
        assert [row.proposal_id for row in session.scalars(sa.select(Manuscript))] == [kept]


def test_at_most_five_wait_and_one_can_be_dropped(app: Flask, owner: Actor, sign_in: Browser) -> None:
    proposal = draft_of(app, owner, sample=None)
    browser = sign_in(owner)
    urls = [mapping(browser, proposal, by_hand(styled))[0] for _ in range(6)]
    assert [browser.get(url).status_code for url in urls] == [404, 200, 200, 200, 200, 200]
    page = browser.get(urls[-1]).get_data(as_text=True)
    target, typed = form_of(page, f"{urls[-1]}/drop")
    assert browser.post(target, data=typed, headers=ORIGIN).status_code == 302
    assert browser.get(urls[-1]).status_code == 404


def test_the_audit_trail_keeps_none_of_the_words(app: Flask, owner: Actor, sign_in: Browser) -> None:
    from core.audit import AuditEntry

    proposal = draft_of(app, owner, sample=None)
    browser = sign_in(owner)
    document = papers.empty()
    document.add_heading("6. Tính đột phá và sáng tạo", 1)
    document.add_paragraph("Lời mà chỉ bản soạn được giữ")
    url, page = mapping(browser, proposal, saved(document))
    press(browser, url, page)
    with app.app_context():
        kept = [str(vars(entry)) for entry in session.scalars(sa.select(AuditEntry))]
    assert [entry for entry in kept if "Lời mà chỉ" in entry] == []


_TAKEN = st.lists(
    st.one_of(
        st.sampled_from(
            ["title.title", "risks.items", "resources.finance", "roadmap.phases", "x.y", "title", ".", "title."]
        ),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20),
    ),
    max_size=6,
)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=_TAKEN, version=st.sampled_from(["", "1", "0", "-1", "٣", "9" * 30, "x"]))
def test_no_ticks_break_the_page(app: Flask, sign_in: Browser, taken: list[str], version: str) -> None:
    with app.app_context():
        owner = factories.person(Role.PROPOSER)
    proposal = draft_of(app, owner, sample=None)
    browser = sign_in(owner)
    url, page = mapping(browser, proposal, FEW)
    answer = press(browser, url, page, take=taken, **{"version-risks": version})
    assert answer.status_code in (302, 409, 422)


def few() -> bytes:
    document = papers.empty()
    document.add_heading("1. Tên Sáng kiến đột phá", 1)
    document.add_paragraph("Kho dữ liệu")
    document.add_heading("13. Rủi ro chính và giải pháp quản lý", 1)
    document.add_paragraph("- Chậm vốn: xin cấp sớm")
    return saved(document)


FEW = few()
