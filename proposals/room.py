"""What proposals adds to the app: pages, jobs, commands, and its entry in the bar."""

from __future__ import annotations

from flask import Flask

from accounts.actor import Role
from core.i18n import N_
from core.web import RoomLink, add_room
from proposals import models, queries
from proposals.cli import group
from proposals.views import bp

__all__ = ["models", "register"]


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.register_blueprint(bp)
    app.cli.add_command(group)
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
