"""What people adds to the app: pages, commands, its entries in the bar, and the hourly tidying of old sessions."""

from __future__ import annotations

from flask import Flask

from accounts import models, services
from accounts.actor import Actor, Role
from accounts.cli import group
from accounts.views import bp
from core import jobs
from core.i18n import N_
from core.web import RoomLink, add_room

__all__ = ["models", "register"]

TRAIL = frozenset({"accounts.trail"})
KEEPING = frozenset(
    f"accounts.{name}"
    for name in ("people", "invite", "person", "save_person", "set_roles", "add_organisation", "organisation")
)


jobs.hourly.append(services.forget_old_sessions)


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.register_blueprint(bp)
    app.cli.add_command(group)
    add_room(app, RoomLink(label=N_("Quản trị"), endpoint="accounts.people", seen_by=_keeps, order=90, pages=KEEPING))
    add_room(app, RoomLink(label=N_("Nhật ký"), endpoint="accounts.trail", seen_by=_reads, order=95, pages=TRAIL))


def _keeps(actor: Actor) -> bool:
    return actor.holds(Role.ADMINISTRATOR)


def _reads(actor: Actor) -> bool:
    return actor.holds(Role.ADMINISTRATOR, Role.AUDITOR)
