"""What the catalogue adds to the app: pages, its command, and its entry in the bar."""

from __future__ import annotations

from flask import Flask

from accounts.actor import Actor
from catalog import models, plan
from catalog.cli import group
from catalog.services import after_load
from catalog.views import bp
from core.i18n import N_, choose
from core.web import RoomLink, add_room

__all__ = ["after_load", "models", "register"]


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.register_blueprint(bp)
    app.cli.add_command(group)
    app.jinja_env.filters["cited"] = lambda clause: plan.cited(clause, choose())
    add_room(app, RoomLink(label=N_("Danh mục"), endpoint="catalog.systems", seen_by=_everybody, order=80))


def _everybody(_actor: Actor) -> bool:
    return True
