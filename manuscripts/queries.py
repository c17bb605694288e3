"""Reads of manuscripts: only one's own, only of a proposal one has already been let into, only while they last."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from accounts.actor import Actor
from core import db
from core.db import session
from core.errors import NotFound
from manuscripts.models import Manuscript
from proposals.models import Proposal
from proposals.workflow import Status


def get(manuscript_id: uuid.UUID, proposal: Proposal, *, seen_by: Actor) -> Manuscript:
    """One manuscript of this proposal that this person sent in; NotFound when there is none, or none any more."""
    row = session.scalar(_mine(proposal, seen_by).where(Manuscript.id == manuscript_id))
    if row is None:
        raise NotFound
    return row


def waiting(proposal: Proposal, *, seen_by: Actor) -> Sequence[Manuscript]:
    """The person's own that can still be opened, newest first."""
    return session.scalars(_mine(proposal, seen_by).order_by(Manuscript.made_at.desc())).all()


def _mine(proposal: Proposal, actor: Actor) -> sa.Select[Manuscript]:
    return sa.select(Manuscript).where(
        Manuscript.proposal_id == proposal.id,
        Manuscript.uploaded_by_id == actor.id,
        Manuscript.expires_at > db.now(),
    )


def is_over() -> sa.ColumnElement[bool]:
    """Manuscripts whose time is up, and those of proposals that are no longer being written."""
    written = sa.select(Proposal.id).where(Proposal.status.in_([Status.DRAFT, Status.RETURNED]))
    return sa.or_(Manuscript.expires_at <= db.now(), Manuscript.proposal_id.not_in(written))
