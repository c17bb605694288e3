"""What judgement adds to the app: the criteria pages, the first set at every loading of the catalogue, a command."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from flask import Flask

from accounts.actor import Actor, Role
from catalog.room import after_load
from core.i18n import N_, choose
from core.web import RoomLink, add_room
from core.words import ABSENT, format_number
from keeping.places import keep
from scoring import models, services
from scoring.cli import group
from scoring.views import bp

__all__ = ["models", "register"]

HUNDREDTH = Decimal("0.01")


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.register_blueprint(bp)
    app.cli.add_command(group)
    keep("scoring.add_set", lambda _actor: ())  # about nothing but itself
    app.jinja_env.filters["score"] = shown_score
    if _first_set not in after_load:
        after_load.append(_first_set)
    add_room(app, RoomLink(label=N_("Bộ tiêu chí"), endpoint="scoring.criteria", seen_by=_administers, order=82))


def _first_set() -> None:
    services.load_first_set()


def _administers(actor: Actor) -> bool:
    return actor.holds(Role.ADMINISTRATOR)


def shown_score(value: Decimal | None) -> str:
    """A computed score with two decimals as the reader writes numbers; a missing one is a dash, never zero."""
    return ABSENT if value is None else format_number(value.quantize(HUNDREDTH, ROUND_HALF_UP), choose())
