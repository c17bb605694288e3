"""What the paper adds to the app: pages, the job that makes packets, a command, and its entry in the bar."""

from __future__ import annotations

from flask import Flask

from core.i18n import N_
from core.web import RoomLink, add_room
from packets import jobs, models
from packets.cli import group
from packets.queries import rows
from packets.views import bp

__all__ = ["jobs", "models", "register"]


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.register_blueprint(bp)
    app.cli.add_command(group)
    add_room(
        app,
        RoomLink(
            label=N_("Hồ sơ trình"),
            endpoint="packets.index",
            seen_by=lambda actor: actor.holds(*rows.ROOM),
            waiting=rows.drafts,
            order=70,
        ),
    )
