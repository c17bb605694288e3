"""What proposals adds to the app: pages, jobs, commands, and its entry in the bar."""

from __future__ import annotations

from uuid import UUID

from flask import Flask

from accounts.actor import Actor, Role
from core.i18n import N_
from core.web import RoomLink, add_room
from keeping.places import keep
from proposals import models, policies, queries
from proposals.cli import group
from proposals.dossier import Tab, add_tab
from proposals.models import Proposal
from proposals.views import bp

__all__ = ["models", "register"]


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.register_blueprint(bp)
    app.cli.add_command(group)
    keep("proposals.save", _about)
    add_room(
        app,
        RoomLink(
            label=N_("Đề xuất"),
            endpoint="proposals.index",
            seen_by=lambda actor: actor.holds(Role.PROPOSER, Role.SECRETARIAT, Role.AUDITOR),
            waiting=queries.waiting,
            order=10,
        ),
    )
    for tab in (
        Tab(code="content", label=N_("Nội dung"), endpoint="proposals.show", order=10, opens=_always),
        Tab(code="versions", label=N_("Phiên bản"), endpoint="proposals.versions", order=20, opens=_versions),
        Tab(code="timeline", label=N_("Diễn biến"), endpoint="proposals.timeline", order=90, opens=_always),
    ):
        add_tab(app, tab)


def _always(_actor: Actor, _proposal: Proposal) -> bool:
    return True


def _versions(_actor: Actor, proposal: Proposal) -> bool:
    return policies.knows_versions(proposal)


def _about(actor: Actor, proposal_id: UUID, **_part: str) -> tuple[UUID]:
    return (queries.get(proposal_id, seen_by=actor).id,)
