"""The pages of files as each person meets them: who sees what, what a download is, and a drop without scripts."""

from __future__ import annotations

import hashlib
import io
import json
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actor import Role
from attachments import queries
from attachments.models import AttachmentFile, ScanState
from attachments.views import disposition
from core.db import session, unit_of_work
from core.errors import NotFound
from proposals import queries as proposals
from proposals.services import bar_sight
from review.queries import assignment as reviewers
from review.services import assignment as reviewing
from review.services import intake
from tests import factories as make
from tests.attachments import desk, samples
from tests.pages import form_of
from tests.review import desk as office

LONG = "Thuyết minh " * 40 + ".pdf"
PLANTED = "Kế hoạch kín XQ91.pdf"


def drop(browser, proposal_id, *files: tuple[str, bytes], accept: str = "text/html", **typed):
    """The files sent with the page's own form."""
    address = f"/proposals/{proposal_id}/files"
    _, values = form_of(browser.get(address).get_data(as_text=True), address)
    sent = values | typed | {"files": [(io.BytesIO(data), name) for name, data in files]}
    return browser.post(address, data=sent, headers={"Origin": "http://localhost", "Accept": accept})


class World:
    """One submitted proposal with a file, replaced after its return by one that nobody else may know of yet."""

    def __init__(self) -> None:
        self.proposer = make.person(Role.PROPOSER)
        self.clerk = make.person(Role.SECRETARIAT)
        draft = make.draft(self.proposer)
        self.data = samples.pdf("đã gửi")
        row = desk.one(draft, self.proposer, "Đề án điện mặt trời.pdf", self.data)
        self.id, self.attachment_id = draft.id, row.attachment_id
        proposal = desk.submit(draft, self.proposer)
        self.code = proposal.number
        desk.hand_back(proposal, self.clerk, "objectives")
        desk.replace(proposal, self.proposer, self.attachment_id, samples.pdf("kín"), PLANTED)
        self.other_id = desk.one(proposal, self.proposer, "Riêng " + PLANTED, samples.pdf("kín hơn")).attachment_id

    def file(self, number: int = 1) -> str:
        return f"/proposals/{self.id}/files/{self.attachment_id}/{number}/file"

    def addresses(self) -> list[str]:
        base = f"/proposals/{self.id}/files"
        return [base, f"{base}?version=1", f"{base}/{self.attachment_id}"]


@pytest.fixture
def world(app):
    with app.app_context():
        yield World()


def test_a_download_is_the_same_bytes_and_nothing_a_browser_would_show(world, sign_in):
    answer = sign_in(world.proposer).get(world.file())
    held = {name: answer.headers[name] for name in answer.headers.keys() & WANTED.keys()}
    assert answer.data == world.data
    assert held == WANTED | {
        "ETag": f'"{hashlib.sha256(world.data).hexdigest()}"',
        "Content-Length": str(len(world.data)),
    }
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="De an dien mat troi.pdf"; '
        "filename*=UTF-8''%C4%90%E1%BB%81%20%C3%A1n%20%C4%91i%E1%BB%87n%20m%E1%BA%B7t%20tr%E1%BB%9Di.pdf"
    )


WANTED = {
    "Content-Type": "application/pdf",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "ETag": "",
    "Content-Length": "",
}


@pytest.mark.parametrize("name", ['a"; filename=evil.exe', "a\r\nSet-Cookie: x=1.pdf", "đường.pdf", "plain.pdf"])
def test_no_name_breaks_out_of_its_header(name):
    made = disposition(name)
    assert made.isascii()
    assert "\r" not in made and "\n" not in made
    assert made.count('"') == 2


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.AUDITOR])
def test_those_who_see_the_proposal_see_what_was_submitted_and_nothing_newer(world, sign_in, role):
    browser = sign_in(make.person(role))
    pages = [browser.get(address).get_data(as_text=True) for address in world.addresses()]
    assert all("Đề án điện mặt trời" in page for page in pages)
    assert all("XQ91" not in page for page in pages)
    assert browser.get(world.file()).data == world.data
    for path in (
        world.file(2),
        f"/proposals/{world.id}/files/{world.other_id}",
        f"/proposals/{world.id}/files?version=2",
    ):
        answer = browser.get(path)
        assert answer.status_code == 404 or "XQ91" not in answer.get_data(as_text=True)
    assert browser.get(world.file(2)).status_code == 404


def test_once_submitted_the_new_file_is_theirs_too(world, sign_in):
    desk.submit(desk.seen(proposals.get(world.id, seen_by=world.proposer), world.proposer), world.proposer)
    browser = sign_in(world.clerk)
    assert browser.get(world.file(2)).data == samples.pdf("kín")
    assert browser.get(world.file(1)).data == world.data


def test_the_proposers_see_both(world, sign_in):
    browser = sign_in(world.proposer)
    assert "XQ91" in browser.get(f"/proposals/{world.id}/files").get_data(as_text=True)
    assert "XQ91" not in browser.get(f"/proposals/{world.id}/files?version=1").get_data(as_text=True)
    assert browser.get(world.file(2)).data == samples.pdf("kín")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SECRETARIAT, Role.AUDITOR}))
def test_for_everybody_else_there_is_nothing_there(world, sign_in, role):
    browser = sign_in(make.person(role))
    for path in (*world.addresses(), world.file()):
        answer = browser.get(path)
        assert answer.status_code == 404, path
        assert "điện mặt trời" not in answer.get_data(as_text=True)
    assert "Kế hoạch kín" not in browser.get("/search?q=XQ91").get_data(as_text=True)


def test_a_bar_beats_the_role(world, sign_in):
    with unit_of_work():
        bar_sight(proposals.get(world.id, seen_by=world.clerk), world.clerk.id, reason="conflict")
    assert sign_in(world.clerk).get(world.file()).status_code == 404


def test_a_reviewer_downloads_only_after_having_declared_no_conflict(context, sign_in):
    clerk, proposer, reviewer = make.person(Role.SECRETARIAT), make.person(Role.PROPOSER), make.person(Role.REVIEWER)
    draft = make.draft(proposer)
    row = desk.one(draft, proposer)
    proposal = desk.submit(draft, proposer)
    path = f"/proposals/{proposal.id}/files/{row.attachment_id}/1/file"
    with unit_of_work(clerk):
        office.course.advance(desk.seen(proposal, clerk), office.Action.ACCEPT, clerk, due=office.due(9))
    task = office.assigned(clerk, proposal, reviewer)[0]
    browser = sign_in(reviewer)
    assert browser.get(path).status_code == 404
    office.opened(task, reviewer)
    assert browser.get(path).status_code == 200


def test_a_reviewer_in_conflict_sees_nothing(context, sign_in):
    clerk, proposer, reviewer = make.person(Role.SECRETARIAT), make.person(Role.PROPOSER), make.person(Role.REVIEWER)
    draft = make.draft(proposer)
    row = desk.one(draft, proposer)
    proposal = desk.submit(draft, proposer)
    with unit_of_work(clerk):
        office.course.advance(desk.seen(proposal, clerk), office.Action.ACCEPT, clerk, due=office.due(9))
    task = office.assigned(clerk, proposal, reviewer)[0]
    held = reviewers.own(task.id, seen_by=reviewer)
    with unit_of_work(reviewer):
        reviewing.declare_conflict(held, reviewers.to_declare(held), reviewer, ground="Người thân")
    assert sign_in(reviewer).get(f"/proposals/{proposal.id}/files/{row.attachment_id}/1/file").status_code == 404


def test_in_the_secret_channel_files_lose_name_place_and_bytes(world, sign_in, context):
    desk.submit(desk.seen(proposals.get(world.id, seen_by=world.proposer), world.proposer), world.proposer)
    keys = queries.keys_of(world.id)
    with unit_of_work(world.clerk):
        intake.move_to_secret(desk.seen(proposals.get(world.id, seen_by=world.clerk), world.clerk), world.clerk)
    from core import files, jobs

    jobs.sweep()
    assert list(files.listed(world.id)) == []
    session.expire_all()
    rows = [session.get(AttachmentFile, row) for row in session.scalars(_ids())]
    assert len(keys) == 3
    assert [(row.name, row.key, len(row.sha256)) for row in rows] == [("", None, 64)] * 3
    for person in (world.proposer, world.clerk):
        browser = sign_in(person)
        for path in (*world.addresses(), world.file()):
            assert browser.get(path).status_code == 404
    page = sign_in(world.proposer).get(f"/proposals/{world.id}").get_data(as_text=True)
    assert "/files" not in page


def _ids():
    import sqlalchemy as sa

    return sa.select(AttachmentFile.id).order_by(AttachmentFile.made_at, AttachmentFile.number)


def test_an_infected_file_is_given_to_nobody(world, sign_in):
    with unit_of_work():
        for row in queries.files_of_version(world.id, 1):
            row.scan, row.finding = ScanState.INFECTED, "Win.Test"
    for person in (world.proposer, world.clerk):
        answer = sign_in(person).get(world.file())
        assert answer.status_code == 403
        assert "mã độc" in answer.get_data(as_text=True)
        assert "Có mã độc" in sign_in(person).get(f"/proposals/{world.id}/files?version=1").get_data(as_text=True)
    page = sign_in(make.person(Role.ADMINISTRATOR)).get("/files/blocked").get_data(as_text=True)
    assert "Win.Test" in page and hashlib.sha256(world.data).hexdigest() in page and world.code in page
    assert "điện mặt trời" not in page and "XQ91" not in page


def test_a_changed_file_is_refused_instead_of_given_out(world, sign_in, context):
    from pathlib import Path

    for path in (Path(context.config["VAR_DIR"]) / "files").rglob("*.pdf"):
        path.write_bytes(b"%PDF-1.4 khac")
    answer = sign_in(world.proposer).get(world.file())
    assert answer.status_code == 409
    assert "mã kiểm" in answer.get_data(as_text=True)


# --- the drop ---------------------------------------------------------------------------------------------------------


def test_without_scripts_all_files_go_at_once_and_each_fault_stands_at_its_file(context, sign_in):
    proposer = make.person(Role.PROPOSER)
    proposal = make.draft(proposer)
    browser = sign_in(proposer)
    answer = drop(browser, proposal.id, ("Tốt.pdf", samples.pdf()), ("Dữ liệu.xlsm", b"x"), ("Ảnh.png", samples.OLE))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<b>Tốt.pdf</b> <span>Đã lưu" in page
    assert "<b>Dữ liệu.xlsm</b> <span>Tệp có macro" in page
    assert "<b>Ảnh.png</b> <span>Nội dung không đúng" in page
    assert desk.names(proposal, 1) == ["Tốt.pdf"]
    assert (
        drop(browser, proposal.id, ("Hai.docx", samples.docx()), ("Ba.jpeg", samples.picture("JPEG"))).status_code
        == 302
    )
    assert desk.names(proposal, 1) == ["Tốt.pdf", "Hai.docx", "Ba.jpeg"]
    assert drop(browser, proposal.id).status_code == 422


def test_with_scripts_one_file_goes_at_a_time_and_the_answer_is_a_line(context, sign_in):
    proposer = make.person(Role.PROPOSER)
    proposal = make.draft(proposer)
    browser = sign_in(proposer)
    taken = drop(browser, proposal.id, ("Tốt.pdf", samples.pdf()), accept="application/json")
    again = drop(browser, proposal.id, ("Lại.pdf", samples.pdf()), accept="application/json")
    assert (taken.status_code, again.status_code) == (200, 422)
    assert taken.json["lines"][0].items() >= {"name": "Tốt.pdf", "kept": True}.items()
    assert again.json == {
        "lines": [
            {"name": "Lại.pdf", "kept": False, "text": "Trùng hoàn toàn với “Tốt” đã có nên không lưu thêm."},
        ]
    }


def test_the_same_sending_twice_is_kept_once(context, sign_in):
    proposer = make.person(Role.PROPOSER)
    proposal = make.draft(proposer)
    browser = sign_in(proposer)
    once = str(uuid.uuid4())
    first = drop(browser, proposal.id, ("Một.pdf", samples.pdf("1")), once=once)
    second = drop(browser, proposal.id, ("Hai.pdf", samples.pdf("2")), once=once)
    assert (first.status_code, second.status_code) == (302, 409)
    assert desk.names(proposal, 1) == ["Một.pdf"]


def test_the_page_of_one_file_replaces_names_and_removes(context, sign_in):
    proposer = make.person(Role.PROPOSER)
    proposal = make.draft(proposer)
    row = desk.one(proposal, proposer)
    browser = sign_in(proposer)
    page = f"/proposals/{proposal.id}/files/{row.attachment_id}"
    wrong = browser.fill(page, f"{page}/replace", file=(io.BytesIO(b"x"), "Sai.pdf"))
    assert wrong.status_code == 422 and "Nội dung không đúng" in wrong.get_data(as_text=True)
    assert browser.fill(page, f"{page}/replace").status_code == 422
    assert browser.fill(page, f"{page}/replace", file=(io.BytesIO(samples.pdf("2")), "Hai.pdf")).status_code == 302
    assert browser.fill(page, f"{page}/describe", title="").status_code == 422
    assert browser.fill(page, f"{page}/describe", title="Tờ trình chính", part="risks").status_code == 302
    assert "Tờ trình chính" in browser.get(page).get_data(as_text=True)
    assert browser.fill(page, f"{page}/remove").status_code == 302
    assert browser.get(page).status_code == 404


def test_a_draft_of_another_organisation_takes_no_file(context, sign_in):
    proposal = make.draft(make.person(Role.PROPOSER))
    stranger = make.person(Role.PROPOSER)
    browser = sign_in(stranger)
    _, values = form_of(browser.get("/proposals/").get_data(as_text=True))
    answer = browser.post(
        f"/proposals/{proposal.id}/files",
        data={"csrf_token": values["csrf_token"], "files": (io.BytesIO(samples.pdf()), "a.pdf")},
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code == 404
    with pytest.raises(NotFound):
        queries.locked(proposal.id, seen_by=stranger)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.one_of(
        st.sampled_from(
            ["a.pdf", "b.docx", "c.xlsx", "d.png", "e.jpg", "\u202egpj.exe", "../x.pdf", "x" * 300 + ".pdf"]
        ),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    ),
    data=st.one_of(
        st.binary(max_size=300),
        st.sampled_from([samples.pdf(), samples.docx(), samples.OLE, samples.picture()]),
        st.sampled_from([samples.pdf(), samples.docx(), samples.picture()]).map(lambda whole: whole[: len(whole) // 2]),
    ),
)
def test_no_file_and_no_name_brings_the_page_down(context, sign_in, name, data):
    proposer = make.person(Role.PROPOSER)
    proposal = make.draft(proposer, sample=None)
    answer = drop(sign_in(proposer), proposal.id, (name, data), accept="application/json")
    assert answer.status_code in (200, 400, 422), (name, data[:40])
    if answer.mimetype == "application/json":
        assert json.loads(answer.data)["lines"]
