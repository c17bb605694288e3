"""What attachments adds to the app: pages, jobs, a command, a tab of the dossier, the administrator's entry."""

from __future__ import annotations

from flask import Flask

from accounts.actor import Actor, Role
from attachments import jobs, models, policies
from attachments.cli import group
from attachments.views import bp
from core.i18n import N_
from core.web import RoomLink, add_room
from proposals.dossier import Tab, add_tab
from proposals.models import Proposal

__all__ = ["jobs", "models", "register"]


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.register_blueprint(bp)
    app.cli.add_command(group)
    add_room(
        app,
        RoomLink(
            label=N_("Tệp bị chặn"),
            endpoint="attachments.blocked",
            seen_by=_keeps,
            order=92,
            pages=frozenset({"attachments.blocked"}),
        ),
    )
    add_tab(app, Tab(code="files", label=N_("Tài liệu"), endpoint="attachments.index", order=15, opens=_opens))


def _opens(_actor: Actor, proposal: Proposal) -> bool:
    return policies.sees_files(proposal)


def _keeps(actor: Actor) -> bool:
    return actor.holds(Role.ADMINISTRATOR)
