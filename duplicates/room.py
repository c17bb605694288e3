"""What likeness adds to the app: pages, the job that compares, commands, and its entry in the bar."""

from __future__ import annotations

from uuid import UUID

from flask import Flask

from accounts.actor import Actor, Role
from core.errors import NotFound
from core.i18n import N_
from core.web import RoomLink, add_room
from duplicates import jobs, models, policies
from duplicates.cli import group
from duplicates.queries import findings
from duplicates.views import bp
from keeping.places import keep
from proposals.dossier import Tab, add_tab

__all__ = ["jobs", "models", "register"]


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.register_blueprint(bp)
    app.cli.add_command(group)
    keep("duplicates.rule", _ruled_on)
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


def _ruled_on(actor: Actor, finding_id: UUID) -> tuple[UUID, UUID]:
    found = findings.pair(finding_id, seen_by=actor)
    if not policies.may_rule(actor, found.left, found.right):
        raise NotFound
    return found.left.id, found.right.id
