"""What the ruling adds to the app: pages, and its entry in the bar."""

from __future__ import annotations

from uuid import UUID

from flask import Flask

from accounts.actor import Actor
from committee import models, policies
from committee.queries import agenda, sittings
from committee.views import bp, items
from committee.views import sittings as sitting_pages
from core.i18n import N_
from core.web import RoomLink, add_room
from keeping.places import keep
from proposals.dossier import Tab, add_tab
from proposals.models import Proposal

__all__ = ["items", "models", "register", "sitting_pages"]


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.register_blueprint(bp)
    keep("committee.decide", _decided)
    keep("committee.minutes", _written_up)
    add_room(
        app,
        RoomLink(
            label=N_("Ban Chỉ đạo"),
            endpoint="committee.index",
            seen_by=lambda actor: actor.holds(*sittings.ROOM),
            waiting=agenda.waiting,
            order=60,
        ),
    )
    add_tab(
        app,
        Tab(code="decision", label=N_("Quyết định"), endpoint="committee.decision", order=80, opens=_reads_decision),
    )


def _reads_decision(actor: Actor, proposal: Proposal) -> bool:
    return agenda.has_decision(proposal, published_only=not policies.reads_ruling(actor, proposal))


def _decided(actor: Actor, item_id: UUID) -> tuple[UUID]:
    return (agenda.item(item_id, seen_by=actor).proposal_id,)


def _written_up(actor: Actor, session_id: UUID) -> tuple[UUID]:
    return (sittings.get(session_id, seen_by=actor).id,)
