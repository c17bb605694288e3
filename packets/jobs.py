"""The work of packets: freeze, lay out in a child process, keep the file; erase what tells of a secret. Safe twice."""

from __future__ import annotations

import io
import logging
import uuid
from collections.abc import Callable

from core import files, jobs
from core.db import unit_of_work
from packets import services
from packets.models import PacketState
from packets.queries import rows
from packets.render import PaperUnavailable, RenderError, render_limited

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


@jobs.job("packets.make")
def make(run: jobs.Run, packet: str) -> None:
    """Make or confirm one packet; the row's state says which."""
    problem = carry_out(uuid.UUID(packet), run.progress)
    if problem:
        raise jobs.GiveUp(problem)


@jobs.job("packets.forget")
def forget(_run: jobs.Run, proposal: str) -> None:
    """Erase content and files of every packet that tells of a proposal which left for the secret channel."""
    with unit_of_work():
        told = rows.telling_of(uuid.UUID(proposal))
        for row in told:
            services.erase(row)
    for row in told:  # after the commit, and also for rows that an earlier try had erased when the store was down
        _remove(row.id)


def _remove(packet_id: uuid.UUID) -> None:
    try:
        files.remove_all(packet_id)
    except Exception as error:  # whatever keeps it there, the file has to go: asked for again until it is gone
        raise jobs.TryLater("files_unavailable") from error


def carry_out(packet_id: uuid.UUID, on_progress: Progress) -> str:
    """Bring one packet to its next state. Returns "" or the code of the problem that was recorded in the row."""
    with unit_of_work():
        row = rows.locked(packet_id)
        if row is not None and row.state in (PacketState.MAKING, PacketState.CONFIRMING):
            sheet, replaced = services.freeze(row), row.file_key
        elif row is not None and row.state is PacketState.ERASED:
            sheet = {}
        else:
            return ""
    if not sheet:  # what a worker wrote and did not live to record
        _remove(packet_id)
        return ""
    try:
        pdf = render_limited(sheet, on_progress=on_progress)
    except PaperUnavailable:
        return _failed(packet_id, "paper_unavailable")
    except RenderError as error:
        log.error("packet %s: %s", packet_id, error)
        return _failed(packet_id, "render_failed")
    stored = files.put(pdf, owner=packet_id, suffix=".pdf")
    with unit_of_work():
        row = rows.locked(packet_id)
        kept = row is not None and services.keep(row, sheet, stored, _pages(pdf))
        erased = row is not None and row.state is PacketState.ERASED
    if erased:
        _remove(packet_id)
    elif not kept:
        log.info("packet %s was finished by another run", packet_id)
        files.remove(stored.key)
    elif replaced:
        files.remove(replaced)  # the draft whose place the confirmed file takes
    return ""


def _failed(packet_id: uuid.UUID, problem: str) -> str:
    with unit_of_work():
        row = rows.locked(packet_id)
        if row is not None:
            services.fail(row, problem)
    return problem


def _pages(pdf: bytes) -> int:
    import pikepdf  # noqa: PLC0415 - only the worker pays for it

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)
