"""Later work on files: scan, look for those without a row, erase what was removed or went secret. Safe twice."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from attachments import queries, services
from attachments.models import ScanState
from core import files, jobs, scanning
from core.db import session, unit_of_work
from core.files import FileGone

GRACE = timedelta(minutes=30)
"""A file younger than this may belong to a request that has not written its row yet."""
AT_ONCE = 500
ABANDONED = timedelta(days=1)
"""A living job asks a scanner that is down at least once an hour."""


@jobs.job("attachments.scan")
def scan(_run: jobs.Run, file: str) -> None:
    """Have one file read by the scanner; while it does not answer the file says so, and is tried again."""
    file_id = uuid.UUID(file)
    row = queries.to_scan(file_id)
    if row is None or row.key is None or not scanning.installed():
        return
    key, sha256 = row.key, row.sha256
    session.rollback()  # the scanner may take its time
    try:
        with files.fetch(key, sha256=sha256) as stream:
            finding = scanning.scan(stream).finding
    except FileGone as error:
        raise jobs.GiveUp("file_gone") from error
    except scanning.TooLarge:
        _record(file_id, ScanState.TOO_LARGE)
        return
    except scanning.ScannerDown as error:
        _record(file_id, ScanState.UNREACHABLE)
        raise jobs.TryLater("scanner_down") from error
    _record(file_id, ScanState.INFECTED if finding else ScanState.CLEAN, finding)


def _record(file_id: uuid.UUID, state: ScanState, finding: str = "") -> None:
    with unit_of_work():
        services.record_scan(file_id, state, finding=finding)


@jobs.job("attachments.tidy")
def tidy(_run: jobs.Run, proposal: str) -> None:
    """Remove files that no row names: what a killed request left behind. Young ones are looked at again."""
    proposal_id = uuid.UUID(proposal)
    stored = list(files.listed(proposal_id))  # first, so that a row written meanwhile is seen below
    session.rollback()
    left = [(key, put_at) for key, put_at in stored if key not in queries.keys_of(proposal_id)]
    session.rollback()
    settled = datetime.now(UTC) - GRACE
    files.remove(*(key for key, put_at in left if put_at < settled))
    if any(put_at >= settled for _, put_at in left):
        with unit_of_work():
            services.enqueue_tidying(proposal_id)


@jobs.job("attachments.drop")
def drop(_run: jobs.Run, file: str) -> None:
    """Erase one file that was removed before it was ever submitted."""
    if not queries.is_named(file):
        files.remove(file)


@jobs.job("attachments.erase")
def erase(_run: jobs.Run, proposal: str) -> None:
    """Erase every file of a proposal that left for the secret channel, recorded or not."""
    if queries.keys_of(uuid.UUID(proposal)):
        raise jobs.GiveUp("still_named")
    session.rollback()
    try:
        files.remove_all(uuid.UUID(proposal))
    except Exception as error:  # whatever keeps it there, the file has to go: asked for again until it is gone
        raise jobs.TryLater("files_unavailable") from error


def scan_the_rest() -> None:
    """Once an hour: files that came before a scanner was installed, or whose scan was given up, are queued again."""
    if not scanning.installed():
        return
    rest = queries.never_scanned(asked_before=datetime.now(UTC) - ABANDONED, limit=AT_ONCE)
    with unit_of_work():
        for file_id in rest:
            services.enqueue_scan(file_id)


jobs.hourly.append(scan_the_rest)
