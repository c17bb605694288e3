"""What the ruling adds to the app: pages, and its entry in the bar."""

from __future__ import annotations

from flask import Flask

from accounts.actor import Actor
from committee import models, policies
from committee.queries import agenda, sittings
from committee.views import bp, items
from committee.views import sittings as sitting_pages
from core.i18n import N_
from core.web import RoomLink, add_room
from proposals.dossier import Tab, add_tab
from proposals.models import Proposal

__all__ = ["items", "models", "register", "sitting_pages"]


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.register_blueprint(bp)
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
