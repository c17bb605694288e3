"""The work of making a packet: freeze what it says, lay it out in a child process, keep the file. Safe to run twice."""

from __future__ import annotations

import io
import logging
import uuid
from collections.abc import Callable

from core import files, jobs
from core.db import unit_of_work
from core.files import Stored
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


def carry_out(packet_id: uuid.UUID, on_progress: Progress) -> str:
    """Bring one packet to its next state. Returns "" or the code of the problem that was recorded in the row."""
    with unit_of_work():
        row = rows.locked(packet_id)
        if row is None or row.state not in (PacketState.MAKING, PacketState.CONFIRMING):
            return ""
        sheet = services.freeze(row)
    try:
        pdf = render_limited(sheet, on_progress=on_progress)
    except PaperUnavailable:
        return _failed(packet_id, "paper_unavailable")
    except RenderError as error:
        log.error("packet %s: %s", packet_id, error)
        return _failed(packet_id, "render_failed")
    stored = files.put(pdf, suffix=".pdf")
    _keep(packet_id, sheet, stored, _pages(pdf))
    return ""


def _keep(packet_id: uuid.UUID, sheet: dict[str, object], stored: Stored, pages: int) -> None:
    with unit_of_work():
        row = rows.locked(packet_id)
        if row is None or not services.keep(row, sheet, stored, pages):
            log.info("packet %s was finished by another run", packet_id)


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
