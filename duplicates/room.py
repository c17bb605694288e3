"""What likeness adds to the app: pages, the job that compares, commands, and its entry in the bar."""

from __future__ import annotations

from flask import Flask

from accounts.actor import Actor, Role
from core.i18n import N_
from core.web import RoomLink, add_room
from duplicates import jobs, models, policies
from duplicates.cli import group
from duplicates.queries import findings
from duplicates.views import bp
from proposals.dossier import Tab, add_tab

__all__ = ["jobs", "models", "register"]


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.register_blueprint(bp)
    app.cli.add_command(group)
    add_room(
        app,
        RoomLink(
            label=N_("Trùng lặp"), endpoint="duplicates.index", seen_by=_rules, waiting=findings.waiting, order=25
        ),
    )
    page = "duplicates.findings"
    add_tab(app, Tab(code="duplicates", label=N_("Trùng lặp"), endpoint=page, order=40, opens=policies.sees_findings))


def _rules(actor: Actor) -> bool:
    return actor.holds(Role.SECRETARIAT, Role.AUDITOR)
