"""Where files lie: a folder or S3 alike, nothing left behind by a crash, nothing lost unnoticed."""

from __future__ import annotations

import io
import os
import time
import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa

from accounts.actor import Role
from attachments import jobs as work
from attachments import services
from core import files, jobs
from core.db import session, unit_of_work
from core.jobs import Job, Run
from tests import factories as make
from tests.attachments import desk, samples
from tests.core.test_files import store

__all__ = ["store"]


@pytest.fixture
def proposer(context):
    return make.person(Role.PROPOSER)


def run() -> Run:
    return Run(id=uuid.uuid4())


def test_upload_download_removal_and_forgetting_are_the_same_in_a_folder_and_in_s3(store, proposer):
    proposal = make.draft(proposer)
    big = samples.picture("JPEG", size=(2000, 1500)) + os.urandom(7 << 20)
    row = desk.one(proposal, proposer, "Ảnh.jpg", big)
    other = desk.one(proposal, proposer, "Khác.pdf")
    with services.open_file(row) as stream:
        assert stream.read() == big
    desk.remove(proposal, proposer, other.attachment_id)
    jobs.sweep()
    assert [key for key, _ in files.listed(proposal.id)] == [row.key]
    with unit_of_work(proposer):
        services.forget(desk.seen(proposal, proposer))
    jobs.sweep()
    assert list(files.listed(proposal.id)) == []


def test_a_file_without_a_row_is_removed_once_it_is_old_enough(proposer, context):
    proposal = make.draft(proposer)
    row = desk.one(proposal, proposer)
    left = files.keep(io.BytesIO(b"x" * 100), owner=proposal.id, suffix=".pdf")
    work.tidy(run(), str(proposal.id))
    assert {key for key, _ in files.listed(proposal.id)} == {row.key, left.key}
    again = session.scalar(sa.select(Job).where(Job.name == "attachments.tidy"))
    assert again.key == f"attachments.tidy:{proposal.id}"
    an_hour_ago = time.time() - 3600
    for path in (Path(context.config["VAR_DIR"]) / "files").rglob("*.pdf"):
        os.utime(path, (an_hour_ago, an_hour_ago))
    session.rollback()
    work.tidy(run(), str(proposal.id))
    assert {key for key, _ in files.listed(proposal.id)} == {row.key}


def test_every_upload_is_announced_before_anything_is_stored(proposer):
    proposal = make.draft(proposer)
    with unit_of_work(proposer):
        services.announce(proposal, proposer)
    with unit_of_work(proposer):
        services.announce(proposal, proposer)
    waiting = session.scalars(sa.select(Job).where(Job.name == "attachments.tidy")).all()
    assert [job.arguments for job in waiting] == [{"proposal": str(proposal.id)}]


def test_a_file_that_a_row_names_is_never_dropped(proposer):
    row = desk.one(make.draft(proposer), proposer)
    work.drop(run(), row.key)
    services.open_file(row).close()


def test_the_operator_learns_of_missing_and_changed_files(proposer, context):
    proposal = make.draft(proposer)
    rows = [desk.one(proposal, proposer, f"{n}.pdf") for n in range(3)]
    runner = context.test_cli_runner()
    assert runner.invoke(args=["attachments", "verify"]).output == "3 files hold, 0 do not.\n"
    folder = Path(context.config["VAR_DIR"]) / "files"
    (folder / rows[0].key).unlink()
    (folder / rows[1].key).write_bytes(b"khac")
    outcome = runner.invoke(args=["attachments", "verify"])
    assert outcome.exit_code == 1
    assert outcome.output.endswith("1 files hold, 2 do not.\n")
    assert rows[0].key in outcome.output and rows[1].key in outcome.output


def test_files_of_the_store_are_their_owners_alone(proposer, context):
    row = desk.one(make.draft(proposer), proposer)
    path = Path(context.config["VAR_DIR"]) / "files" / row.key
    assert oct(path.stat().st_mode)[-3:] == "600"
