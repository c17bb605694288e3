"""A proposer writes and submits by pages alone, without JavaScript; nothing typed is lost, nothing leaks."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from accounts.actor import Actor, Role
from core import words
from core.db import session
from core.mail import Mail
from proposals import queries
from proposals.models import Proposal
from proposals.workflow import Status
from tests import factories

Browser = Callable[[Actor], FlaskClient]
NS = "{http://www.w3.org/1999/xhtml}"


def boxes(page: TestResponse, action: str = "") -> MultiDict[str, str]:
    """What a browser would send of the page's form (the one whose address ends in `action`)."""
    tree = html5lib.parse(page.get_data(as_text=True))
    for form in tree.iter(f"{NS}form"):
        if form.get("method") == "post" and (form.get("action") or "").endswith(action):
            return _typed(form)
    raise AssertionError(f"no form for {action!r}")


def _typed(form: Any) -> MultiDict[str, str]:
    sent: MultiDict[str, str] = MultiDict()
    for box in form.iter():
        name = box.get("name") if isinstance(box.tag, str) else None
        if not name or name == "_act":
            continue
        if box.tag == f"{NS}textarea":
            sent.add(name, "".join(box.itertext()).removeprefix("\n"))
        elif box.tag == f"{NS}select":
            chosen = [option for option in box.iter(f"{NS}option") if option.get("selected") is not None]
            options = chosen or list(box.iter(f"{NS}option"))[:1]
            sent.add(name, options[0].get("value") or "")
        elif box.tag == f"{NS}input" and (
            box.get("type") not in ("checkbox", "radio") or box.get("checked") is not None
        ):
            sent.add(name, box.get("value") or "")
    return sent


def start(browser: FlaskClient) -> str:
    """Open a draft by pressing the button; its address."""
    page = browser.get("/proposals/")
    answer = browser.post("/proposals/start", data=boxes(page, "/start"))
    assert answer.status_code == 302
    return str(answer.location)


def press(browser: FlaskClient, url: str, button: str = "save", **typed: str) -> TestResponse:
    """Open a part, type into its boxes, press a button."""
    sent = boxes(browser.get(url), url.rsplit("/", 1)[-1])
    for name, text in typed.items():
        sent[name.replace("__", "-")] = text
    sent["_act"] = button
    return browser.post(url, data=sent)


def only(context: Flask) -> Proposal:
    with context.app_context():
        found = session.scalars(sa.select(Proposal)).one()
        session.expunge_all()
        return found


def stored(context: Flask, part: str) -> dict[str, Any]:
    with context.app_context():
        proposal = session.scalars(sa.select(Proposal)).one()
        return dict(queries.draft_parts(proposal)[part].content)


@pytest.fixture
def proposer(app: Flask) -> Actor:
    with app.app_context():
        return factories.person(Role.PROPOSER, name="Phạm Ngọc Ẩn")


def text(page: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)).split())


def test_from_an_empty_list_to_a_receipt(app: Flask, sign_in: Browser, proposer: Actor) -> None:
    browser = sign_in(proposer)
    assert "Đơn vị chưa có đề xuất nào" in text(browser.get("/proposals/"))
    url = start(browser)
    tasks = text(browser.get(url))
    assert "0/14" in tasks or "1/14" in tasks
    assert browser.get(f"{url}/title").status_code == 200
    answer = press(browser, f"{url}/title", "next", title="Khám chữa bệnh từ xa", kind="new", main_system="4")
    assert answer.location == f"{url}/lead_unit"
    assert stored(app, "title")["title"] == "Khám chữa bệnh từ xa"
    assert stored(app, "lead_unit")["name"] == proposer.organisation_name
    _fill(app, proposer)
    submit = browser.get(url.replace("/draft", "/submit"))
    assert "Đã đủ nội dung bắt buộc" in text(submit)
    sent = boxes(submit, "/submit")
    refused = browser.post(url.replace("/draft", "/submit"), data=sent)
    assert refused.status_code == 422
    assert "Phải cam kết nội dung không chứa bí mật nhà nước" in text(refused)
    sent["no_state_secret"] = "y"
    done = browser.post(url.replace("/draft", "/submit"), data=sent)
    assert done.status_code == 302
    receipt = text(browser.get(done.location))
    proposal = only(app)
    assert (proposal.status, proposal.number) == (Status.INTAKE, f"SK-{proposal.status_since.year}-0001")
    with app.app_context():
        version = queries.version(session.get_one(Proposal, proposal.id), 1)
        moment = words.format_datetime(version.submitted_at)
    code = f"SK-{proposal.status_since.year}-0001"
    for said in (code, version.sha256, moment, "Cơ quan Thường trực kiểm tra thành phần hồ sơ"):
        assert said in receipt
    assert moment in text(browser.get(url.replace("/draft", "/versions/1")))
    again = browser.post(url.replace("/draft", "/submit"), data=sent)
    assert again.status_code == 409


def _fill(app: Flask, actor: Actor, sample: str = "P05") -> None:
    from core.db import unit_of_work
    from proposals import services

    with app.app_context():
        proposal = session.scalars(sa.select(Proposal)).one()
        proposal = queries.get(proposal.id, seen_by=actor)
        filled = factories.content(sample)
        with unit_of_work(actor):
            for code, part in queries.draft_parts(proposal).items():
                services.save_part(proposal, part, filled[code], actor)


def test_a_half_filled_part_is_saved_and_its_lacks_lead_to_their_boxes(
    app: Flask, sign_in: Browser, proposer: Actor
) -> None:
    browser = sign_in(proposer)
    url = start(browser)
    press(browser, f"{url}/objectives", "add:specific", general="Đến năm 2030")
    press(browser, f"{url}/objectives", "save", specific__0__statement="Giảm 30 %")
    page = browser.get(url).get_data(as_text=True)
    assert f'href="{url}/objectives#specific-0-measure"' in page
    assert "Thiếu “Chỉ số đo” ở mục tiêu cụ thể thứ 1." in page
    assert stored(app, "objectives")["general"] == "Đến năm 2030"


def test_row_buttons_keep_what_was_typed_and_save_it_when_it_can_be_read(
    app: Flask, sign_in: Browser, proposer: Actor
) -> None:
    browser = sign_in(proposer)
    url = start(browser) + "/roadmap"
    added = press(browser, url, "add:phases")
    assert added.location == f"{url}#row-phases-0"
    press(browser, url, "add:phases", phases__0__name="Một", phases__0__start="01/01/2027")
    moved = press(browser, url, "down:phases.0", phases__1__name="Hai")
    assert moved.location == f"{url}#row-phases-1"
    assert [row["name"] for row in stored(app, "roadmap")["phases"]] == ["Hai", "Một"]
    press(browser, url, "add:phases.1.milestones")
    assert [len(row["milestones"]) for row in stored(app, "roadmap")["phases"]] == [0, 1]
    wrong = press(browser, url, "add:phases", phases__0__end="cuối năm", phases__0__content="còn nguyên")
    assert wrong.status_code == 422
    page = wrong.get_data(as_text=True)
    assert "cuối năm" in page
    assert "còn nguyên" in page
    assert "phases-2-name" in page
    assert len(stored(app, "roadmap")["phases"]) == 2
    press(browser, url, "remove:phases.0")
    assert [(row["name"], row["start"]) for row in stored(app, "roadmap")["phases"]] == [("Một", "2027-01-01")]


def test_wrong_text_is_refused_at_its_box_with_the_text_kept_and_nothing_saved(
    app: Flask, sign_in: Browser, proposer: Actor
) -> None:
    browser = sign_in(proposer)
    url = start(browser) + "/objectives"
    press(browser, url, "add:specific")
    answer = press(browser, url, "save", specific__0__target="ba mươi", general="Không được lưu")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="ba mươi"' in page
    assert 'href="#specific-0-target"' in page
    assert "Hãy nhập một số, ví dụ 1.234,5." in page
    assert stored(app, "objectives")["general"] == ""


def test_two_people_in_one_part_the_later_save_is_told_and_keeps_both_texts(
    app: Flask, sign_in: Browser, proposer: Actor
) -> None:
    with app.app_context():
        from accounts import queries as people

        organisation = people.organisation(proposer.organisation_id) if proposer.organisation_id else None
        other = factories.person(Role.PROPOSER, of=organisation, name="Lê Quang Vũ")
    first, second = sign_in(proposer), sign_in(other)
    url = start(first) + "/necessity"
    mine, theirs = boxes(first.get(url), "necessity"), boxes(second.get(url), "necessity")
    theirs["context"] = "Bối cảnh của Vũ"
    assert second.post(url, data=theirs).status_code == 302
    mine["context"] = "Bối cảnh của Ẩn"
    answer = first.post(url, data=mine)
    page = text(answer)
    assert answer.status_code == 409
    assert "Lê Quang Vũ đã lưu" in page
    assert page.count("Bối cảnh của Ẩn") == 2  # in the comparison and in its box
    assert "Bối cảnh của Vũ" in page
    assert stored(app, "necessity")["context"] == "Bối cảnh của Vũ"
    merged = boxes(answer, "necessity")
    assert merged["context"] == "Bối cảnh của Ẩn"
    assert first.post(url, data=merged).status_code == 302
    assert stored(app, "necessity")["context"] == "Bối cảnh của Ẩn"


def test_text_typed_while_a_colleague_submits_is_shown_and_not_saved(
    app: Flask, sign_in: Browser, proposer: Actor
) -> None:
    browser = sign_in(proposer)
    url = start(browser) + "/necessity"
    _fill(app, proposer)
    sent = boxes(browser.get(url), "necessity")
    _submit(app, proposer)
    sent["context"] = "Gõ muộn mất rồi"
    answer = browser.post(url, data=sent)
    assert answer.status_code == 409
    assert "Gõ muộn mất rồi" in text(answer)
    assert "Gõ muộn" not in str(stored(app, "necessity"))


def _submit(app: Flask, actor: Actor) -> uuid.UUID:
    from core.db import unit_of_work
    from proposals import services

    with app.app_context():
        proposal = queries.get(session.scalars(sa.select(Proposal.id)).one(), seen_by=actor)
        with unit_of_work(actor):
            services.submit(proposal, actor, no_state_secret=True)
        return proposal.id


def test_money_has_one_row_for_each_phase_and_totals_from_the_server(
    app: Flask, sign_in: Browser, proposer: Actor
) -> None:
    browser = sign_in(proposer)
    base = start(browser)
    assert "bảng kinh phí chưa có dòng" in text(browser.get(f"{base}/resources"))
    press(browser, f"{base}/roadmap", "add:phases")
    press(browser, f"{base}/roadmap", "add:phases", phases__0__name="Thử nghiệm")
    press(browser, f"{base}/roadmap", "save", phases__1__name="Mở rộng")
    press(browser, f"{base}/resources", "save", finance__0__state_budget="1.200,5", finance__1__other="300")
    page = text(browser.get(f"{base}/resources"))
    assert "Thử nghiệm" in page
    assert "1.500,5" in page
    assert [row["state_budget"] for row in stored(app, "resources")["finance"]] == [1_200_500_000, None]
    piece = browser.post(f"{base}/resources/sums", data=boxes(browser.get(f"{base}/resources"), "resources"))
    assert text(piece).startswith("Tổng kinh phí: 1.500,5 triệu đồng (ngân sách nhà nước 80,0 %,")
    press(browser, f"{base}/roadmap", "remove:phases.0")
    page = text(browser.get(f"{base}/resources"))
    assert "Giai đoạn không còn trong lộ trình" in page
    press(browser, f"{base}/resources", "remove:finance.1")
    assert [row["other"] for row in stored(app, "resources")["finance"]] == [300_000_000]


def test_the_second_press_of_start_opens_no_second_draft(app: Flask, sign_in: Browser, proposer: Actor) -> None:
    browser = sign_in(proposer)
    sent = boxes(browser.get("/proposals/"), "/start")
    assert browser.post("/proposals/start", data=sent).status_code == 302
    assert browser.post("/proposals/start", data=sent).status_code == 409
    only(app)


def test_a_draft_exists_for_its_own_organisation_only(app: Flask, sign_in: Browser, proposer: Actor) -> None:
    browser = sign_in(proposer)
    url = start(browser)
    press(browser, f"{url}/title", "save", title="Bí ẩn Xyzzy")
    show = url.removesuffix("/draft")
    with app.app_context():
        outsiders = [
            factories.person(Role.PROPOSER),
            factories.person(Role.SECRETARIAT),
            factories.person(Role.REVIEWER),
            factories.person(Role.AUDITOR),
            factories.person(Role.COMMITTEE_CHAIR),
            factories.chief_engineer(4),
            factories.person(Role.ADMINISTRATOR),
        ]
    for actor in outsiders:
        stranger = sign_in(actor)
        for path in (
            show,
            url,
            f"{url}/title",
            f"{show}/preview",
            f"{show}/submit",
            f"{show}/versions",
            f"{show}/timeline",
        ):
            answer = stranger.get(path)
            assert answer.status_code in (403, 404), (actor.roles, path)
            assert "Xyzzy" not in answer.get_data(as_text=True)
        for path in ("/proposals/", "/proposals/?q=xyzzy", "/proposals/?status=draft"):
            answer = stranger.get(path)
            assert "Xyzzy" not in answer.get_data(as_text=True)
        with app.app_context():
            assert queries.search("xyzzy", seen_by=actor) == []
            assert queries.counts(seen_by=actor) == {}
            assert session.scalar(queries.waiting(actor)) == 0
    assert stranger.post(f"{url}/title", data={"title": "Của tôi"}).status_code in (400, 403, 404)
    with app.app_context():
        assert queries.public_list("xyzzy").rows == []


def test_letters_go_to_the_submitter_and_the_secretariat_each_in_their_language(
    app: Flask, sign_in: Browser, proposer: Actor
) -> None:
    with app.app_context():
        desk = factories.person(Role.SECRETARIAT)
    browser = sign_in(proposer)
    start(browser)
    _fill(app, proposer)
    _submit(app, proposer)
    with app.app_context():
        letters = {letter.recipient_id: letter for letter in session.scalars(sa.select(Mail))}
    year = only(app).status_since.year
    assert {letter.subject for letter in letters.values()} == {
        f"Đã nhận đề xuất SK-{year}-0001, phiên bản 1",
        f"Đề xuất SK-{year}-0001 chờ tiếp nhận",
    }
    assert set(letters) == {proposer.id, desk.id}
    assert f"/proposals/{only(app).id}" in letters[proposer.id].text
    assert "&#" not in letters[proposer.id].text


def test_the_preview_and_every_part_open_for_a_full_proposal(app: Flask, sign_in: Browser, proposer: Actor) -> None:
    browser = sign_in(proposer)
    url = start(browser)
    _fill(app, proposer)
    from proposals.template import PARTS

    for part in PARTS:
        assert browser.get(f"{url}/{part.code}").status_code == 200
        answer = press(browser, f"{url}/{part.code}")
        assert answer.status_code == 302, text(answer)[:400]
        assert stored(app, part.code) == factories.content("P05")[part.code]
    preview = browser.get(url.replace("/draft", "/preview"))
    assert "BẢN NHÁP" in text(preview)
    assert str(factories.content("P05")["title"]["title"]) in text(preview)


def test_every_page_speaks_english_to_an_english_reader(app: Flask, sign_in: Browser) -> None:
    with app.app_context():
        reader = factories.person(Role.PROPOSER, name="Reader", language="en")
    browser = sign_in(reader)
    url = start(browser)
    _fill(app, reader)
    show = url.removesuffix("/draft")
    paths = ["/proposals/", url, f"{url}/objectives", f"{url}/resources", f"{show}/preview", f"{show}/submit", show]
    said = {path: text(browser.get(path)) for path in paths}
    _submit(app, reader)
    said |= {path: text(browser.get(path)) for path in (f"{show}/timeline", f"{show}/receipt/1", f"{show}/versions")}
    for path, page in said.items():
        for vietnamese in (
            "bắt buộc",
            "Lưu lần cuối",
            "Nhận xét về phần này",
            "Mục tiêu cụ thể",
            "Soạn tiếp",
            "Phiên bản",
            "Đơn vị đề",
        ):
            assert vietnamese not in page, (path, vietnamese)
    assert "Specific objectives" in said[f"{url}/objectives"]
    with app.app_context():
        letter = session.scalars(sa.select(Mail).where(Mail.recipient_id == reader.id)).one()
    assert letter.subject.startswith("Proposal SK-")


def test_an_english_reader_saves_numbers_unchanged(app: Flask, sign_in: Browser) -> None:
    with app.app_context():
        reader = factories.person(Role.PROPOSER, language="en")
    browser = sign_in(reader)
    url = start(browser)
    _fill(app, reader, "P09")
    for part in ("objectives", "resources", "outputs", "kpis"):
        assert press(browser, f"{url}/{part}").status_code == 302
        assert stored(app, part) == factories.content("P09")[part]
