"""Which files belong to which version of a proposal, and what may still be changed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from accounts.actor import Role
from attachments import queries, services
from attachments.models import AttachmentFile
from attachments.naming import Fault
from core import jobs
from core.db import session, unit_of_work
from core.errors import Conflict, Forbidden, Invalid, NotFound
from proposals import queries as proposals
from proposals import services as course
from tests import factories as make
from tests.attachments import desk, samples


@pytest.fixture
def proposer(context):
    return make.person(Role.PROPOSER)


@pytest.fixture
def clerk(context):
    return make.person(Role.SECRETARIAT)


def test_a_version_keeps_the_files_it_was_submitted_with(proposer, clerk):
    proposal = make.draft(proposer)
    first = desk.one(proposal, proposer, "A.pdf")
    desk.one(proposal, proposer, "B.pdf")
    desk.submit(proposal, proposer)
    desk.hand_back(proposal, clerk, "objectives")
    desk.replace(proposal, proposer, first.attachment_id, samples.pdf("A mới"), "A2.pdf")
    desk.one(proposal, proposer, "C.pdf")
    assert (desk.names(proposal, 1), desk.names(proposal, 2)) == (["A.pdf", "B.pdf"], ["A2.pdf", "B.pdf", "C.pdf"])
    desk.submit(proposal, proposer)
    desk.hand_back(proposal, clerk, "objectives")
    desk.remove(proposal, proposer, first.attachment_id)
    assert desk.names(proposal, 1) == ["A.pdf", "B.pdf"]
    assert desk.names(proposal, 2) == ["A2.pdf", "B.pdf", "C.pdf"]
    assert desk.names(proposal, 3) == ["B.pdf", "C.pdf"]


def test_a_file_replaced_before_it_was_submitted_belongs_to_no_version(proposer):
    proposal = make.draft(proposer)
    row = desk.one(proposal, proposer, "Nháp.pdf")
    desk.replace(proposal, proposer, row.attachment_id, samples.pdf("xong"), "Xong.pdf")
    desk.submit(proposal, proposer)
    held = queries.attachment(proposal, row.attachment_id)
    assert desk.names(proposal, 1) == ["Xong.pdf"]
    assert [one.name for one in queries.files_of(held, submitted=1)] == ["Xong.pdf"]
    assert [one.name for one in queries.files_of(held, submitted=None)] == ["Xong.pdf", "Nháp.pdf"]


def test_what_was_never_submitted_is_deleted_with_its_file(proposer, context):
    proposal = make.draft(proposer)
    row = desk.one(proposal, proposer)
    path = Path(context.config["VAR_DIR"]) / "files" / row.key
    assert path.read_bytes() == samples.pdf("Tờ trình.pdf")
    desk.remove(proposal, proposer, row.attachment_id)
    jobs.sweep()
    assert not path.exists()
    with pytest.raises(NotFound):
        queries.attachment(proposal, row.attachment_id)


def test_each_file_of_a_drop_is_judged_by_itself(proposer):
    proposal = make.draft(proposer)
    outcomes = desk.add(
        proposal,
        proposer,
        ("Tốt.pdf", samples.pdf("tốt")),
        ("Hỏng.pdf", b"x"),
        ("Trùng.pdf", samples.pdf("tốt")),
        ("Macro.xlsm", b"x"),
        ("Bảng.xlsx", samples.xlsx()),
    )
    assert [(one.name, one.fault, one.values) for one in outcomes] == [
        ("Tốt.pdf", None, {}),
        ("Hỏng.pdf", Fault.DISGUISED, {}),
        ("Trùng.pdf", Fault.SAME, {"title": "Tốt"}),
        ("Macro.xlsm", Fault.MACROS, {}),
        ("Bảng.xlsx", None, {}),
    ]
    assert desk.names(proposal, 1) == ["Tốt.pdf", "Bảng.xlsx"]


def test_only_what_a_row_names_stays_in_the_store(proposer, context):
    proposal = make.draft(proposer)
    desk.add(proposal, proposer, ("Tốt.pdf", samples.pdf("tốt")), ("Trùng.pdf", samples.pdf("tốt")))
    folder = Path(context.config["VAR_DIR"]) / "files"
    stored = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert stored == queries.keys_of(proposal.id)


def test_a_refused_transaction_leaves_no_file(proposer, context):
    proposal = desk.submit(make.draft(proposer), proposer)
    with pytest.raises(Conflict):
        desk.one(proposal, proposer)
    assert [path for path in (Path(context.config["VAR_DIR"]) / "files").rglob("*") if path.is_file()] == []


def test_the_limits_are_settings(proposer, context, monkeypatch):
    proposal = make.draft(proposer)
    size = len(samples.pdf("1"))
    monkeypatch.setitem(context.config, "MAX_FILES", 2)
    outcomes = desk.add(proposal, proposer, *((f"{n}.pdf", samples.pdf(str(n))) for n in range(3)))
    assert [one.fault for one in outcomes] == [None, None, Fault.TOO_MANY]
    monkeypatch.setitem(context.config, "MAX_FILES", 9)
    monkeypatch.setitem(context.config, "MAX_FILES_BYTES", 2 * size + 10)
    assert desk.add(proposal, proposer, ("3.pdf", samples.pdf("3")))[0].fault is Fault.TOO_MUCH
    first = queries.files_of_version(proposal.id, 1)[0]
    assert desk.replace(proposal, proposer, first.attachment_id, samples.pdf("4")).fault is Fault.TOO_MUCH


def test_submitted_and_others_proposals_cannot_be_changed(proposer, clerk):
    proposal = make.draft(proposer)
    row = desk.one(proposal, proposer)
    stranger = make.person(Role.PROPOSER)
    with pytest.raises(NotFound):
        desk.one(proposal, stranger)
    desk.submit(proposal, proposer)
    for deed in (
        lambda: desk.one(proposal, proposer, "muộn.pdf"),
        lambda: desk.replace(proposal, proposer, row.attachment_id, samples.pdf("muộn")),
        lambda: desk.remove(proposal, proposer, row.attachment_id),
    ):
        with pytest.raises(Conflict):
            deed()
    with pytest.raises(Forbidden):
        desk.one(proposal, clerk)


def test_a_return_opens_only_the_files_of_its_parts(proposer, clerk):
    proposal = make.draft(proposer)
    closed = desk.add(proposal, proposer, ("Rủi ro.pdf", samples.pdf("r")), part="risks")[0].row
    opened = desk.add(proposal, proposer, ("Mục tiêu.pdf", samples.pdf("m")), part="objectives")[0].row
    desk.submit(proposal, proposer)
    desk.hand_back(proposal, clerk, "objectives")
    assert desk.replace(proposal, proposer, opened.attachment_id, samples.pdf("m2")).fault is None
    with pytest.raises(Forbidden):
        desk.replace(proposal, proposer, closed.attachment_id, samples.pdf("r2"))
    with pytest.raises(Invalid):
        desk.add(proposal, proposer, ("x.pdf", samples.pdf("x")), part="risks")


def test_name_and_part_are_set_before_the_first_submission_only(proposer, clerk):
    proposal = make.draft(proposer)
    row = desk.one(proposal, proposer)

    def describe(title):
        with unit_of_work(proposer):
            held = queries.locked(proposal.id, seen_by=proposer)
            one = queries.attachment(held, row.attachment_id, lock=True)
            services.describe(held, one, proposer, title=title, part="risks", seen_version=one.row_version)

    describe("Quyết định phê duyệt")
    assert queries.attachment(proposal, row.attachment_id).title == "Quyết định phê duyệt"
    desk.submit(proposal, proposer)
    desk.hand_back(proposal, clerk, "risks")
    with pytest.raises(Conflict):
        describe("Tên khác")


def test_the_second_of_two_writers_is_told(proposer):
    proposal = make.draft(proposer)
    row = desk.one(proposal, proposer)
    with unit_of_work(proposer):
        held = queries.locked(proposal.id, seen_by=proposer)
        one = queries.attachment(held, row.attachment_id, lock=True)
        seen = one.row_version
        services.describe(held, one, proposer, title="Một", part="", seen_version=seen)
    with pytest.raises(Conflict), unit_of_work(proposer):
        held = queries.locked(proposal.id, seen_by=proposer)
        one = queries.attachment(held, row.attachment_id, lock=True)
        services.remove(held, one, proposer, seen_version=seen)
    assert queries.attachment(proposal, row.attachment_id).title == "Một"


def test_a_row_says_who_brought_what(proposer):
    proposal = make.draft(proposer)
    row = desk.one(proposal, proposer, "Đề án.pdf")
    session.expire_all()
    kept = session.get(AttachmentFile, row.id)
    data = samples.pdf("Đề án.pdf")
    assert (kept.number, kept.since, kept.size, kept.made_by_id) == (1, 1, len(data), proposer.id)
    with services.open_file(kept) as stream:
        assert stream.read() == data


def test_an_upload_and_a_submission_at_once_come_one_after_the_other(proposer, context):
    proposal = make.draft(proposer)
    session.rollback()
    ended: list[object] = []

    def upload() -> None:
        with context.app_context():
            try:
                ended.append(desk.one(proposal, proposer, "Muộn.pdf").since)
            except Conflict:
                ended.append(Conflict)

    with unit_of_work(proposer):
        queries.locked(proposal.id, seen_by=proposer)
        course.submit(proposals.get(proposal.id, seen_by=proposer), proposer, no_state_secret=True)
        other = threading.Thread(target=upload)
        other.start()  # it examines, stores, and then waits for this transaction or comes after it
    other.join()
    assert ended == [Conflict]
    assert desk.names(proposal, 1) == []
    assert list((Path(context.config["VAR_DIR"]) / "files").rglob("*.pdf")) == []
