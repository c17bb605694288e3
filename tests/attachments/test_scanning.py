"""Malware: what the scanner says, what it does not say, and that nothing is claimed that is not known.

The scanner here is `tests.attachments.clamd`, a small server with clamd's protocol, not ClamAV itself.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from accounts.actor import Role
from attachments.jobs import scan_the_rest
from attachments.models import AttachmentFile, ScanState
from core import jobs, scanning
from core.db import session, unit_of_work
from core.jobs import Job, JobState
from core.mail import Mail
from core.scanning import ScannerDown, TooLarge, Verdict
from tests import factories as make
from tests.attachments import desk, samples
from tests.attachments.clamd import listening

INFECTED = samples.pdf("x") + b"\n%" + samples.EICAR + b"\n%%EOF\n"
NOBODY = "tcp://127.0.0.1:9"


@pytest.fixture
def proposer(context):
    return make.person(Role.PROPOSER)


def state(row):
    session.expire_all()
    kept = session.get(AttachmentFile, row.id)
    return kept.scan, kept.finding


def letters():
    session.expire_all()
    return {(mail.template, mail.address): mail.subject + "\n" + mail.text for mail in session.scalars(sa.select(Mail))}


def test_the_scanner_hears_every_byte_and_is_understood(context, monkeypatch, tmp_path):
    data = samples.picture("PNG", size=(900, 900)) * 300
    for folder in (None, tmp_path):
        with listening(folder) as (address, heard):
            monkeypatch.setitem(context.config, "CLAMD_URL", address)
            assert scanning.scan(io.BytesIO(data)) == Verdict()
            assert scanning.scan(io.BytesIO(INFECTED)) == Verdict(finding="Eicar-Test-Signature")
            assert heard == [data, INFECTED]


def test_a_file_larger_than_the_scanner_takes_is_told_apart(context, monkeypatch):
    with listening(most=1000) as (address, _):
        monkeypatch.setitem(context.config, "CLAMD_URL", address)
        with pytest.raises(TooLarge):
            scanning.scan(io.BytesIO(b"x" * (3 << 20)))


@pytest.mark.parametrize("says", [b"", b"UNKNOWN COMMAND\0", b"\xff\xfe", b"stream: OK and more\0", b"x" * 9000])
def test_an_answer_that_makes_no_sense_is_no_answer(context, monkeypatch, says):
    with listening(says=says) as (address, _):
        monkeypatch.setitem(context.config, "CLAMD_URL", address)
        with pytest.raises(ScannerDown):
            scanning.scan(io.BytesIO(b"x"))


def test_a_scanner_that_is_away_is_down(context, monkeypatch, tmp_path):
    for address in (NOBODY, f"unix://{tmp_path}/none.ctl"):
        monkeypatch.setitem(context.config, "CLAMD_URL", address)
        with pytest.raises(ScannerDown):
            scanning.scan(io.BytesIO(b"x"))


def test_without_a_scanner_a_file_says_that_it_was_not_scanned(proposer, sign_in):
    proposal = make.draft(proposer)
    row = desk.one(proposal, proposer)
    assert state(row) == (ScanState.NOT_SCANNED, "")
    page = sign_in(proposer).get(f"/proposals/{proposal.id}/files").get_data(as_text=True)
    assert "Chưa quét" in page and "Máy quét chưa được cài" in page


def test_a_clean_file_is_scanned_after_the_commit(proposer, context, monkeypatch):
    with listening() as (address, heard):
        monkeypatch.setitem(context.config, "CLAMD_URL", address)
        row = desk.one(make.draft(proposer), proposer)
        assert state(row) == (ScanState.WAITING, "")
        jobs.sweep()
    assert state(row) == (ScanState.CLEAN, "")
    assert heard == [samples.pdf("Tờ trình.pdf")]


def test_malware_closes_the_file_and_tells_the_uploader_and_the_administrator(proposer, context, monkeypatch):
    keeper = make.person(Role.ADMINISTRATOR)
    with listening() as (address, _):
        monkeypatch.setitem(context.config, "CLAMD_URL", address)
        proposal = make.draft(proposer)
        row = desk.one(proposal, proposer, "Đề án XQ91.pdf", INFECTED)
        jobs.sweep()
        jobs.sweep()
    assert state(row) == (ScanState.INFECTED, "Eicar-Test-Signature")
    told = letters()
    mine = told[("attachments/infected", proposer.email)]
    theirs = told[("attachments/blocked", keeper.email)]
    assert len(told) == 2
    assert "Đề án XQ91.pdf" in mine and "Eicar-Test-Signature" in mine
    assert "XQ91" not in theirs and proposal.title not in theirs and row.sha256 in theirs
    assert "XQ91" not in mine.partition("\n")[0]


def test_while_the_scanner_is_down_the_file_says_so_and_is_tried_again(proposer, context, monkeypatch):
    monkeypatch.setitem(context.config, "CLAMD_URL", NOBODY)
    row = desk.one(make.draft(proposer), proposer)
    jobs.sweep()
    assert state(row) == (ScanState.UNREACHABLE, "")
    waiting = session.scalar(sa.select(Job).where(Job.name == "attachments.scan"))
    assert (waiting.state, waiting.problem) == (JobState.QUEUED, "scanner_down")
    with listening() as (address, _):
        monkeypatch.setitem(context.config, "CLAMD_URL", address)
        with unit_of_work():
            session.execute(sa.update(Job).values(run_after=datetime.now(UTC) - timedelta(seconds=1)))
        jobs.sweep()
    assert state(row) == (ScanState.CLEAN, "")


def test_files_from_before_the_scanner_are_scanned_once_it_is_there(proposer, context, monkeypatch):
    row = desk.one(make.draft(proposer), proposer)
    scan_the_rest()
    jobs.sweep()
    assert state(row) == (ScanState.NOT_SCANNED, "")
    with listening() as (address, heard):
        monkeypatch.setitem(context.config, "CLAMD_URL", address)
        scan_the_rest()
        scan_the_rest()
        jobs.sweep()
    assert state(row) == (ScanState.CLEAN, "")
    assert len(heard) == 1


def test_a_settled_verdict_is_not_asked_for_again(proposer, context, monkeypatch):
    with listening() as (address, heard):
        monkeypatch.setitem(context.config, "CLAMD_URL", address)
        row = desk.one(make.draft(proposer), proposer)
        jobs.sweep()
        with unit_of_work():
            jobs.enqueue("attachments.scan", file=row.id)
        jobs.sweep()
        assert len(heard) == 1


def test_what_the_scanner_refuses_for_its_size_is_named_so(proposer, context, monkeypatch):
    with listening(most=100) as (address, _):
        monkeypatch.setitem(context.config, "CLAMD_URL", address)
        row = desk.one(make.draft(proposer), proposer)
        jobs.sweep()
    assert state(row) == (ScanState.TOO_LARGE, "")
