"""A proposal that leaves for the secret channel takes the packets that tell of it along: no text of it is left."""

from __future__ import annotations

import uuid
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from core import audit, db, files, jobs
from core.audit import AuditEntry
from core.db import session, unit_of_work
from core.jobs import Job, JobState
from duplicates.models import Finding, Level
from packets import jobs as work
from packets import services
from packets.models import PacketRow, PacketState
from proposals import queries as proposals
from proposals.models import Proposal
from review.services import intake
from tests.committee import world
from tests.packets.test_making import DATA, Room, laid_out, room

__all__ = ["room"]


def to_the_secret_channel(room: Room, proposal: UUID | None = None) -> None:
    """The deed as the page does it; the worker has not run yet."""
    with unit_of_work(room.clerk):
        intake.move_to_secret(proposals.get(proposal or room.proposal, seen_by=room.clerk), room.clerk)


def stored(app) -> list[bytes]:
    """Every file in the store."""
    return [path.read_bytes() for path in (Path(app.config["VAR_DIR"]) / "files").rglob("*.pdf")]


def confirmed(room: Room) -> UUID:
    """A confirmed packet with its file, without the time that laying it out takes."""
    key = laid_out(room)
    with unit_of_work(room.clerk):
        services.confirm(session.get_one(PacketRow, key), room.clerk)
    with unit_of_work():
        held = session.get_one(PacketRow, key)
        assert services.keep(held, services.freeze(held), files.put(DATA, owner=key, suffix=".pdf"), 9)
    return key


def everything_kept_of(row: PacketRow) -> str:
    """The row as the database holds it, in one text."""
    found = session.execute(sa.select(PacketRow.__table__).where(PacketRow.id == row.id)).one()
    return repr(tuple(found))


@pytest.mark.parametrize("made", [laid_out, confirmed])
def test_content_and_files_go_and_number_checksums_and_the_line_that_says_why_stay(app, room, sign_in, made):
    with app.app_context():
        key = made(room)
        title = session.get_one(Proposal, room.proposal).title
        (before,) = room.rows()
        kept = (before.number, before.content_sha256, before.file_sha256, before.confirmed_at, before.confirmed_by_id)
        assert title in everything_kept_of(before)
        to_the_secret_channel(room)
        assert jobs.sweep() >= 1
        (row,) = room.rows()
        assert (row.state, row.content, row.file_key) == (PacketState.ERASED, None, "")
        assert (row.number, row.content_sha256, row.file_sha256, row.confirmed_at, row.confirmed_by_id) == kept
        assert title not in everything_kept_of(row)
        assert stored(app) == []
        line = session.query(AuditEntry).filter_by(deed="packet.erased").one()
        assert line.subject == key
        assert audit.verify(session).fault == ""
    page = sign_in(room.clerk).get(f"/packets/{key}").get_data(as_text=True)
    assert "Đã xóa nội dung và tệp lúc" in page
    assert kept[2] in page
    for name in ("file", "confirm", "retry"):
        assert f"/packets/{key}/{name}" not in page
    answer = sign_in(room.chair).get(f"/packets/{key}/file")
    assert answer.status_code == 403
    assert "đã xóa vì có đề xuất chuyển sang kênh mật" in answer.get_data(as_text=True)


def test_a_packet_of_another_sitting_that_names_the_secret_one_among_its_findings_goes_too(app, room, sign_in):
    with app.app_context():
        other = world.before_committee(room.clerk, sample="P06")
        mine = session.get_one(Proposal, room.proposal)
        with unit_of_work():
            session.add(
                Finding(
                    id=uuid.uuid4(),
                    version_id=other.current_version_id,
                    other_version_id=mine.current_version_id,
                    proposal_id=other.id,
                    other_proposal_id=mine.id,
                    level=Level.LIKELY_DUPLICATE,
                    score=70,
                    evidence={},
                    method="1",
                    found_at=db.now(),
                )
            )
        key, title = laid_out(room), other.title
        assert title in everything_kept_of(room.rows()[0])
        to_the_secret_channel(room, other.id)
        assert sign_in(room.chair).get(f"/packets/{key}/file").status_code == 403, "not even before the worker ran"
        jobs.sweep()
        assert room.rows()[0].state is PacketState.ERASED
        assert title not in everything_kept_of(room.rows()[0])
        assert stored(app) == []


def test_a_packet_that_tells_nothing_of_it_stays(app, room):
    with app.app_context():
        key = confirmed(room)
        other = world.before_committee(room.clerk, sample="P01")
        to_the_secret_channel(room, other.id)
        jobs.sweep()
        (row,) = room.rows()
        assert row.state is PacketState.CONFIRMED
        assert services.read(session.get_one(PacketRow, key), room.clerk) == DATA


def test_pages_laid_out_while_the_proposal_left_are_not_kept(app, room, monkeypatch):
    with app.app_context():
        key = room.order().id

        def slowly(_sheet, *, on_progress):
            to_the_secret_channel(room)
            return DATA

        monkeypatch.setattr(work, "render_limited", slowly)
        monkeypatch.setattr(work, "_pages", lambda pdf: 1)
        assert work.carry_out(key, lambda done, total: None) == ""
        (row,) = room.rows()
        assert (row.state, row.content, row.file_key, stored(app)) == (PacketState.ERASED, None, "", [])


def test_a_file_that_a_dead_worker_left_unrecorded_goes_with_the_rest(app, room):
    with app.app_context():
        key = laid_out(room)
        files.put(b"%PDF-1.7 never recorded", owner=key, suffix=".pdf")
        to_the_secret_channel(room)
        jobs.sweep()
        assert stored(app) == []


def test_a_store_that_is_down_is_asked_again_until_the_files_are_gone(app, room, monkeypatch):
    with app.app_context():
        laid_out(room)
        to_the_secret_channel(room)
        with monkeypatch.context() as down:
            down.setattr(files, "remove_all", lambda owner: (_ for _ in ()).throw(OSError("down")))
            jobs.sweep()
        assert room.rows()[0].state is PacketState.ERASED
        job = session.query(Job).filter_by(name="packets.forget").one()
        session.refresh(job)
        assert (job.state, job.problem) == (JobState.QUEUED, "files_unavailable")
        assert len(stored(app)) == 1
        with unit_of_work():
            job.run_after = db.now()
        jobs.sweep()
        assert stored(app) == []


def test_the_draft_is_taken_out_of_the_store_when_the_confirmed_file_takes_its_place(app, room, monkeypatch):
    with app.app_context():
        key = laid_out(room)
        with unit_of_work(room.clerk):
            services.confirm(session.get_one(PacketRow, key), room.clerk)
        monkeypatch.setattr(work, "render_limited", lambda sheet, on_progress: b"%PDF-1.7 the confirmed one")
        monkeypatch.setattr(work, "_pages", lambda pdf: 1)
        work.carry_out(key, lambda done, total: None)
        assert stored(app) == [b"%PDF-1.7 the confirmed one"]
