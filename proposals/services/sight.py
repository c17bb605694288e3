"""Exceptional sight of single proposals: opened to one person, or shut to one whatever their roles."""

from __future__ import annotations

import uuid

from core import db
from core.db import session
from proposals import queries
from proposals.models import Proposal, Sight, SightKind


def grant_sight(proposal: Proposal, user_id: uuid.UUID, *, reason: str) -> None:
    """Open the proposal to one person (a reviewer who declared no conflict); a bar still beats it."""
    _see(proposal, user_id, SightKind.GRANT, reason)


def bar_sight(proposal: Proposal, user_id: uuid.UUID, *, reason: str) -> None:
    """Shut the proposal to one person, whatever their roles."""
    _see(proposal, user_id, SightKind.BAR, reason)


def end_grant(proposal: Proposal, user_id: uuid.UUID) -> None:
    """Take a person's grant away again."""
    for row in queries.sights(proposal, user_id):
        if row.kind is SightKind.GRANT:
            session.delete(row)


def _see(proposal: Proposal, user_id: uuid.UUID, kind: SightKind, reason: str) -> None:
    if any(row.kind is kind for row in queries.sights(proposal, user_id)):
        return
    session.add(
        Sight(
            id=uuid.uuid4(),
            proposal_id=proposal.id,
            user_id=user_id,
            kind=kind,
            reason=reason,
            made_at=db.now(),
        )
    )
    session.flush()
