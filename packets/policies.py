"""May she? Predicates of packets, asked by services and by the buttons of pages."""

from __future__ import annotations

from accounts.actor import Actor, Role
from packets.models import PacketRow, PacketState
from packets.queries.rows import Shut


def may_order(actor: Actor) -> bool:
    """Whether the person has packets made."""
    return actor.holds(Role.SECRETARIAT)


def may_retry(actor: Actor, row: PacketRow, *, stalled: bool) -> bool:
    """Whether a making that failed, or whose job gave up, may be started again by this person."""
    under_way = row.state in (PacketState.MAKING, PacketState.CONFIRMING)
    return may_order(actor) and (row.state is PacketState.FAILED or (under_way and stalled))


def may_confirm(actor: Actor, row: PacketRow, shut: Shut | None) -> bool:
    """Whether the person takes the draft mark off: secretariat or chair, and nobody who may not see all of it."""
    return actor.holds(Role.SECRETARIAT, Role.COMMITTEE_CHAIR) and row.state is PacketState.DRAFT and shut is None


def may_download(row: PacketRow, shut: Shut | None) -> bool:
    """Whether the file, where there is one, goes to somebody who sees the packet."""
    return row.file_key != "" and shut is None
