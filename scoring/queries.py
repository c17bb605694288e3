"""Reads of judgement: criteria sets and scorecards. Drafts are their writer's alone."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import User
from core.db import session
from core.errors import NotFound
from scoring.models import CardState, CriteriaSet, Mark, Scorecard, Tally


def set_in_force() -> CriteriaSet:
    """The newest criteria set with its criteria; NotFound before the catalogue is loaded."""
    row = session.scalar(
        sa.select(CriteriaSet).options(selectinload(CriteriaSet.criteria)).order_by(CriteriaSet.version.desc()).limit(1)
    )
    if row is None:
        raise NotFound
    return row


def sets() -> Sequence[CriteriaSet]:
    """Every criteria set with its criteria, newest first."""
    return session.scalars(
        sa.select(CriteriaSet).options(selectinload(CriteriaSet.criteria)).order_by(CriteriaSet.version.desc())
    ).all()


def any_set() -> bool:
    """Whether a criteria set has been entered."""
    return session.scalar(sa.select(CriteriaSet.id).limit(1)) is not None


def own_card(version_id: uuid.UUID, reviewer_id: uuid.UUID) -> Scorecard | None:
    """The reviewer's own card on a version, with its marks and its criteria set."""
    return session.scalar(
        sa.select(Scorecard)
        .options(
            selectinload(Scorecard.marks).joinedload(Mark.criterion),
            joinedload(Scorecard.set).selectinload(CriteriaSet.criteria),
        )
        .where(Scorecard.version_id == version_id, Scorecard.reviewer_id == reviewer_id)
    )


def set_of_version(version_id: uuid.UUID) -> CriteriaSet:
    """The set under which a version is judged: that of its first card, else the one in force."""
    row = session.scalar(
        sa.select(CriteriaSet)
        .options(selectinload(CriteriaSet.criteria))
        .join(Scorecard, Scorecard.set_id == CriteriaSet.id)
        .where(Scorecard.version_id == version_id)
        .limit(1)
    )
    return row or set_in_force()


def sealed_cards(version_id: uuid.UUID) -> Sequence[Scorecard]:
    """The sealed cards of a version with marks, set and reviewer, in the order of sealing. Ask the policies first."""
    return session.scalars(
        sa.select(Scorecard)
        .options(
            selectinload(Scorecard.marks).joinedload(Mark.criterion),
            joinedload(Scorecard.set).selectinload(CriteriaSet.criteria),
            joinedload(Scorecard.reviewer).joinedload(User.organisation),
        )
        .where(Scorecard.version_id == version_id, Scorecard.state == CardState.SEALED)
        .order_by(Scorecard.sealed_at, Scorecard.id)
    ).all()


def sealed_totals(version_id: uuid.UUID) -> Sequence[object]:
    """The totals of the sealed cards of a version."""
    return session.scalars(
        sa.select(Scorecard.total).where(Scorecard.version_id == version_id, Scorecard.state == CardState.SEALED)
    ).all()


def tally(version_id: uuid.UUID, *, lock: bool = False) -> Tally | None:
    """What the sealed cards of a version add up to; `lock` makes concurrent sealings wait for each other."""
    return session.get(Tally, version_id, with_for_update=lock, populate_existing=lock)
