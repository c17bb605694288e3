"""The pages of the intake desk: the queue, the check, what is typed is kept, and the ways off the desk by clicking."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from accounts.actor import Role
from core import db
from core.db import session, unit_of_work
from duplicates.services import comparing
from proposals import queries as proposals
from proposals import services as course
from proposals.models import Proposal
from proposals.workflow import Status
from review.checklist import ITEMS
from review.models import IntakeItem
from review.services import intake
from tests import factories
from tests.review.browsing import boxes


@pytest.fixture
def desk(app):
    with app.app_context():
        return factories.person(Role.SECRETARIAT, name="Trần Thị Tiếp Nhận")


def arrived(app, *, sample="P05", compared=True):
    with app.app_context():
        made = factories.submitted(factories.person(Role.PROPOSER), sample=sample)
        if compared:
            with unit_of_work():
                comparing.check(made.current_version_id)
        return made.id, made.number


def status_of(app, proposal_id):
    with app.app_context():
        return session.get_one(Proposal, proposal_id).status


def begun(page, **typed):
    """The check's form as it stands on the page, and what is typed besides."""
    text = page if isinstance(page, str) else page.get_data(as_text=True)
    return boxes(text, action="/intake") | {"main_system": "3"} | typed


def filled(page, **typed):
    """The check's form with everything judged complete, and what is typed besides."""
    whole = {f"{item}_complete": "yes" for item in ITEMS} | {"main_system": "3", "related_systems": ["1"]}
    return boxes(page.get_data(as_text=True), action="/intake") | whole | typed


# --- the queue --------------------------------------------------------------------------------------------------------


def test_the_queue_lists_what_waits_with_its_day_and_how_far_the_check_is(app, desk, sign_in):
    proposal_id, number = arrived(app)
    page = sign_in(desk).get("/intake")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    for told in (
        number,
        "Khám chữa bệnh từ xa",
        "Chờ tiếp nhận",
        "0/16",
        "Còn 10 ngày",
        f"/proposals/{proposal_id}/intake",
    ):
        assert told in text, told


def test_filters_words_and_tabs_narrow_the_queue_and_its_counts(app, desk, sign_in):
    _, first = arrived(app, sample="P05")
    _, second = arrived(app, sample="P01", compared=False)
    browser = sign_in(desk)

    def listed(**asked):
        text = browser.get("/intake", query_string=asked).get_data(as_text=True)
        return [number for number in (first, second) if f"<span>{number}</span>" in text]

    assert listed() == [first, second]
    assert listed(q="kham chua benh") == [first]
    assert listed(q=second.lower()) == [second]
    assert listed(step="begun") == []
    assert listed(step="fresh") == [first, second]
    assert listed(tab="late") == []
    assert listed(tab="done") == []
    with app.app_context():
        systems = [
            session.scalars(sa.select(Proposal.main_system).where(Proposal.number == n)).one() for n in (first, second)
        ]
    assert listed(system=systems[0]) == [
        n for n, system in zip((first, second), systems, strict=True) if system == systems[0]
    ]
    with app.app_context(), unit_of_work():
        session.execute(
            sa.update(Proposal).where(Proposal.number == second).values(step_due=db.today() - timedelta(days=2))
        )
    assert listed(tab="late") == [second]
    assert "Quá hạn 2 ngày" in browser.get("/intake?tab=late").get_data(as_text=True)


@pytest.mark.parametrize("sort", ["due", "-due", "title", "-title", "money", "-money"])
@pytest.mark.parametrize("tab", ["waiting", "done"])
def test_paging_shows_each_proposal_once_whatever_the_sort(app, desk, sign_in, monkeypatch, sort, tab):
    from review.queries import intake as queries

    monkeypatch.setattr(queries, "PAGE", 2)
    numbers = [arrived(app, sample=sample, compared=False)[1] for sample in ("P01", "P02", "P03", "P04", "P05")]
    if tab == "done":
        with app.app_context(), unit_of_work():
            session.execute(sa.update(Proposal).values(status="assessment", step_due=None))
    browser = sign_in(desk)
    address, seen, steps = f"/intake?sort={sort}&tab={tab}", [], 0
    while address:
        text = browser.get(address).get_data(as_text=True)
        seen += re.findall(r"<span>(SK-\d{4}-\d+)</span>", text)
        found = re.search(r'href="([^"]+)" rel="next"', text)
        address, steps = found[1].replace("&amp;", "&") if found else "", steps + 1
    assert sorted(seen) == sorted(numbers)
    assert steps == 3
    back = re.search(r'href="([^"]+)" rel="prev"', text)
    assert back
    before = browser.get(back[1].replace("&amp;", "&")).get_data(as_text=True)
    assert re.findall(r"<span>(SK-\d{4}-\d+)</span>", before) == seen[2:4]


@pytest.mark.parametrize("typed", ["x~y", "2026-13-40~" + "0" * 32, "٣~" + "0" * 32, "1e9999~" + "f" * 32, "~"])
def test_a_mistyped_place_or_filter_does_no_harm(app, desk, sign_in, typed):
    browser = sign_in(desk)
    for sort in ("due", "money", "title"):
        asked = {"after": typed, "sort": sort, "tab": "nothing", "system": "9", "step": "<b>", "q": "%_\\"}
        assert browser.get("/intake", query_string=asked).status_code == 200
    assert browser.get("/intake", query_string={"after": typed, "tab": "done"}).status_code == 200


def test_the_queue_asks_the_database_as_often_for_three_rows_as_for_one(app, desk, sign_in):
    arrived(app)
    browser = sign_in(desk)
    browser.get("/intake")
    with counted(app) as one:
        browser.get("/intake")
    for sample in ("P06", "P01"):
        arrived(app, sample=sample)
    with counted(app) as three:
        browser.get("/intake")
    assert len(three) == len(one) <= 6


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


# --- the check --------------------------------------------------------------------------------------------------------


def test_the_check_shows_each_part_with_its_text_and_the_machines_hint(app, desk, sign_in):
    proposal_id, _ = arrived(app)
    page = sign_in(desk).get(f"/proposals/{proposal_id}/intake")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert text.count("Đánh giá: ") == 16
    assert "Máy: đủ" in text
    assert "Gợi ý của máy, không phải kết luận" in text
    assert "tuyến đảo" in text
    assert "Đơn vị đề xuất đã cam kết khi gửi phiên bản 1" in text


def test_a_half_done_check_is_saved_and_shown_again(app, desk, sign_in):
    proposal_id, _ = arrived(app)
    browser, url = sign_in(desk), f"/proposals/{proposal_id}/intake"
    form = begun(browser.get(url))
    answer = browser.post(
        url, data=form | {"risks_complete": "no", "risks_note": "Thiếu người theo dõi rủi ro", "_act": "save"}
    )
    assert answer.status_code == 302
    text = browser.get(url).get_data(as_text=True)
    assert "Thiếu người theo dõi rủi ro" in text
    assert "1/16" in browser.get("/intake").get_data(as_text=True)
    assert "Thiếu người theo dõi rủi ro" in browser.get(f"{url}/return").get_data(as_text=True)


def test_accepting_too_early_names_what_is_lacking_and_keeps_what_was_typed(app, desk, sign_in):
    proposal_id, _ = arrived(app)
    browser, url = sign_in(desk), f"/proposals/{proposal_id}/intake"
    form = filled(browser.get(url), kpis_complete="no", kpis_note="Chưa có nguồn dữ liệu", _act="accept")
    answer = browser.post(url, data=form)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "(KPIs): chưa đủ" in text
    assert "Chưa có nguồn dữ liệu" in text
    assert status_of(app, proposal_id) is Status.INTAKE


def test_a_whole_check_is_accepted_with_one_press(app, desk, sign_in):
    proposal_id, number = arrived(app)
    browser, url = sign_in(desk), f"/proposals/{proposal_id}/intake"
    form = filled(browser.get(url), _act="accept")
    assert browser.post(url, data=form).status_code == 302
    assert status_of(app, proposal_id) is Status.ASSESSMENT
    assert browser.post(url, data=form).status_code == 409
    assert number in browser.get("/intake?tab=done").get_data(as_text=True)


def test_a_proposal_not_yet_compared_is_accepted_only_when_asked_for(app, desk, sign_in):
    proposal_id, _ = arrived(app, compared=False)
    browser, url = sign_in(desk), f"/proposals/{proposal_id}/intake"
    refused = browser.post(url, data=filled(browser.get(url), _act="accept"))
    assert refused.status_code == 422
    assert "Máy chưa đối chiếu phiên bản này" in refused.get_data(as_text=True)
    assert browser.post(url, data=filled(browser.get(url), _act="accept", uncompared="y")).status_code == 302
    assert status_of(app, proposal_id) is Status.ASSESSMENT


def test_a_stale_save_keeps_both_texts(app, desk, sign_in):
    proposal_id, _ = arrived(app)
    with app.app_context():
        second = factories.person(Role.SECRETARIAT)
    one, other, url = sign_in(desk), sign_in(second), f"/proposals/{proposal_id}/intake"
    mine, theirs = (begun(browser.get(url)) for browser in (one, other))
    assert one.post(url, data=mine | {"scope_complete": "yes", "scope_note": "Phạm vi rõ ràng"}).status_code == 302
    late = other.post(url, data=theirs | {"scope_complete": "no", "scope_note": "Phạm vi quá rộng"})
    text = late.get_data(as_text=True)
    assert late.status_code == 409
    for told in ("Phạm vi rõ ràng", "Phạm vi quá rộng", "Trần Thị Tiếp Nhận"):
        assert told in text, told
    assert other.post(url, data=begun(text)).status_code == 302
    with app.app_context():
        row = session.scalars(sa.select(IntakeItem).where(IntakeItem.item == "scope")).one()
        assert (row.complete, row.note) == (False, "Phạm vi quá rộng")


def test_of_two_who_accept_and_refuse_at_once_one_wins(app, desk, sign_in):
    proposal_id, _ = arrived(app)
    with app.app_context():
        second = factories.person(Role.SECRETARIAT)
    one, other, url = sign_in(desk), sign_in(second), f"/proposals/{proposal_id}/intake"
    accepting = filled(one.get(url), _act="accept")
    refusing = boxes(other.get(f"{url}/refuse").get_data(as_text=True), action="") | {
        "ground": "running",
        "reason": "Đang làm",
    }
    together, answers = threading.Barrier(2), {}

    def go(name, browser, address, data):
        together.wait()
        answers[name] = browser.post(address, data=data).status_code

    threads = [
        threading.Thread(target=go, args=("accept", one, url, accepting)),
        threading.Thread(target=go, args=("refuse", other, f"{url}/refuse", refusing)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [302, 409]
    won = Status.ASSESSMENT if answers["accept"] == 302 else Status.REFUSED
    assert status_of(app, proposal_id) is won


def test_too_long_a_note_is_told_at_its_box(app, desk, sign_in):
    proposal_id, _ = arrived(app)
    browser, url = sign_in(desk), f"/proposals/{proposal_id}/intake"
    form = begun(browser.get(url))
    answer = browser.post(url, data=form | {"title_note": "dài " * 600})
    assert answer.status_code == 422
    assert "quá" in answer.get_data(as_text=True)


# --- the other ways off the desk --------------------------------------------------------------------------------------


def press(browser, url, **typed):
    page = browser.get(url).get_data(as_text=True)
    form = next(part for part in re.findall(r'<form method="post".*?</form>', page, re.S) if "once" in part)
    return browser.post(url, data=boxes(form) | typed)


def test_returning_needs_a_part_and_a_reason_and_starts_from_the_unit_s_rule(app, desk, sign_in):
    proposal_id, number = arrived(app)
    browser, url = sign_in(desk), f"/proposals/{proposal_id}/intake/return"
    with app.app_context():
        assert intake.default_due().strftime("%d/%m/%Y") in browser.get(url).get_data(as_text=True)
    none = press(browser, url, reason="Đề nghị bổ sung")
    assert none.status_code == 422
    assert "Hãy chọn ít nhất một phần cần bổ sung." in none.get_data(as_text=True)
    unreasoned = press(browser, url, reason="Đề nghị bổ sung", kpis_asked="y")
    assert unreasoned.status_code == 422
    assert "Hãy nêu cần bổ sung gì." in unreasoned.get_data(as_text=True)
    early = press(browser, url, reason="Đề nghị bổ sung", kpis_asked="y", kpis_reason="Nêu nguồn", due="01/01/2020")
    assert early.status_code == 422
    assert press(browser, url, reason="Đề nghị bổ sung", kpis_asked="y", kpis_reason="Nêu nguồn").status_code == 302
    assert status_of(app, proposal_id) is Status.RETURNED
    assert number in browser.get("/intake?tab=returned").get_data(as_text=True)
    assert browser.get(url).status_code == 409


def test_a_refusal_is_shown_to_the_proposers_with_its_reason(app, desk, sign_in):
    proposal_id, _ = arrived(app)
    browser, url = sign_in(desk), f"/proposals/{proposal_id}/intake/refuse"
    assert press(browser, url, reason="Đang làm").status_code == 422
    assert press(browser, url, ground="elsewhere", reason="Đang làm").status_code == 422
    assert press(browser, url, ground="running", reason="Đề án đang thực hiện").status_code == 302
    with app.app_context():
        from accounts import queries as people

        owner = people.actor(session.get_one(Proposal, proposal_id).owner_id)
    seen = sign_in(owner).get(f"/proposals/{proposal_id}/timeline").get_data(as_text=True)
    assert "Đề án đang thực hiện" in seen


def test_merging_names_the_other_by_its_code(app, desk, sign_in):
    proposal_id, _ = arrived(app, sample="P06")
    _, into = arrived(app, sample="P05")
    browser, url = sign_in(desk), f"/proposals/{proposal_id}/intake/merge"
    for wrong in ("SK-1999-0001", "x"):
        answer = press(browser, url, code=wrong, reason="Cùng giải pháp")
        assert answer.status_code == 422
        assert "Không có đề xuất đang xử lý nào mang mã này" in answer.get_data(as_text=True)
    assert press(browser, url, code=into.lower(), reason="Cùng giải pháp").status_code == 302
    assert status_of(app, proposal_id) is Status.MERGED


def test_a_draft_s_code_cannot_be_probed_by_merging(app, desk, sign_in):
    proposal_id, _ = arrived(app)
    secret_id, secret = arrived(app, sample="P01")
    with app.app_context(), unit_of_work(desk):
        intake.move_to_secret(proposals.get(secret_id, seen_by=desk), desk)
    browser, url = sign_in(desk), f"/proposals/{proposal_id}/intake/merge"
    told = [press(browser, url, code=code, reason="x").get_data(as_text=True) for code in (secret, "SK-1999-0001")]
    clean = [re.sub(r'(value|name)="[^"]*"|SK-\d+-\d+', "", text) for text in told]
    assert clean[0] == clean[1]


def test_moving_to_the_secret_channel_asks_once_and_leaves_a_number_for_nobody_to_open(app, desk, sign_in):
    proposal_id, number = arrived(app)
    other_id, _ = arrived(app, sample="P06")
    browser, url = sign_in(desk), f"/proposals/{proposal_id}/intake/secret"
    assert "Mọi phiên bản đã gửi" in browser.get(url).get_data(as_text=True)
    assert press(browser, url).status_code == 422
    assert press(browser, url, sure="y").status_code == 302
    assert browser.get(url).status_code == 404
    with app.app_context():
        from accounts import queries as people

        owner = people.actor(session.get_one(Proposal, proposal_id).owner_id)
        readers = [
            desk,
            owner,
            factories.person(Role.AUDITOR),
            factories.person(Role.COMMITTEE_CHAIR),
            factories.chief_engineer(3),
        ]
    for reader in readers:
        looking = sign_in(reader)
        for address in (
            "/",
            "/public",
            "/search?q=tuyen+dao",
            "/proposals/",
            f"/proposals/{proposal_id}",
            f"/proposals/{proposal_id}/versions",
            f"/proposals/{proposal_id}/versions/1",
            f"/proposals/{proposal_id}/timeline",
            f"/proposals/{proposal_id}/preview",
            f"/proposals/{proposal_id}/intake",
            f"/proposals/{proposal_id}/duplicates",
            f"/proposals/{other_id}/duplicates",
            "/duplicates/",
            "/intake?tab=done",
            "/account/export",
        ):
            seen = looking.get(address, follow_redirects=True).get_data(as_text=True)
            assert "tuyến đảo" not in seen, (reader.roles, address)
    assert number in sign_in(owner).get(f"/proposals/{proposal_id}").get_data(as_text=True)
    exported = app.test_cli_runner().invoke(args=["proposals", "export"]).output
    assert "tuyến đảo" not in exported


@pytest.mark.parametrize("role", [Role.PROPOSER, Role.REVIEWER, Role.CHIEF_ENGINEER, Role.COMMITTEE_MEMBER])
def test_others_do_not_enter(app, sign_in, role):
    proposal_id, _ = arrived(app, compared=False)
    with app.app_context():
        stranger = factories.person(role)
    browser = sign_in(stranger)
    for address in ("/intake", f"/proposals/{proposal_id}/intake", f"/proposals/{proposal_id}/intake/refuse"):
        assert browser.get(address).status_code == 403


def test_the_auditor_reads_the_check_and_cannot_write_on_it(app, desk, sign_in):
    proposal_id, _ = arrived(app)
    with app.app_context():
        auditor = factories.person(Role.AUDITOR)
    browser, url = sign_in(auditor), f"/proposals/{proposal_id}/intake"
    page = browser.get(url)
    assert page.status_code == 200
    assert 'name="title_complete"' not in page.get_data(as_text=True)
    assert browser.post(url, data={}).status_code in (400, 403)


def test_a_person_with_a_conflict_finds_nothing_at_the_desk(app, desk, sign_in):
    proposal_id, number = arrived(app)
    with app.app_context(), unit_of_work():
        course.bar_sight(session.get_one(Proposal, proposal_id), desk.id, reason="conflict")
    browser = sign_in(desk)
    assert browser.get(f"/proposals/{proposal_id}/intake").status_code == 404
    assert number not in browser.get("/intake").get_data(as_text=True)


def test_the_pages_speak_english(app, sign_in):
    proposal_id, _ = arrived(app)
    with app.app_context():
        reader = factories.person(Role.SECRETARIAT, language="en")
    browser = sign_in(reader)
    assert "Proposals awaiting intake" in browser.get("/intake").get_data(as_text=True)
    text = browser.get(f"/proposals/{proposal_id}/intake").get_data(as_text=True)
    assert "Conclusion of intake" in text and "Machine: complete" in text
