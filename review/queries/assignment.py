"""Reads of assignments: who assesses a version by when, the reviewer's own, and who else could be asked."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.actor import Actor
from accounts.models import User
from core.db import session
from core.errors import NotFound
from proposals.models import Proposal, ProposalVersion, Sight, SightKind
from proposals.workflow import Status
from review.models import UNSEALED, Assessment, Assignment, AssignmentState


def assessment(version_id: uuid.UUID | None, *, lock: bool = False) -> Assessment | None:
    """A version's assessment; `lock` makes concurrent changes of its counts wait for each other."""
    if version_id is None:
        return None
    return session.get(Assessment, version_id, with_for_update=lock, populate_existing=lock)


def assignments(version_id: uuid.UUID | None) -> Sequence[Assignment]:
    """Everybody ever asked to assess a version, with their organisations, in the order of asking."""
    return session.scalars(
        sa.select(Assignment)
        .options(joinedload(Assignment.reviewer).joinedload(User.organisation))
        .where(Assignment.version_id == version_id)
        .order_by(Assignment.assigned_at, Assignment.id)
    ).all()


def of_proposal(assignment_id: uuid.UUID, proposal: Proposal) -> Assignment:
    """One assignment of a proposal in sight, for the secretariat; NotFound otherwise."""
    row = session.scalar(
        sa.select(Assignment)
        .options(joinedload(Assignment.reviewer).joinedload(User.organisation))
        .where(Assignment.id == assignment_id, Assignment.proposal_id == proposal.id)
    )
    if row is None:
        raise NotFound
    return row


def own(assignment_id: uuid.UUID, *, seen_by: Actor) -> Assignment:
    """The person's own assignment while it stands; once recused or released it does not exist for them any more."""
    row = session.scalar(
        sa.select(Assignment)
        .options(joinedload(Assignment.reviewer))
        .where(
            Assignment.id == assignment_id,
            Assignment.reviewer_id == seen_by.id,
            Assignment.state.in_([*UNSEALED, AssignmentState.SEALED]),
        )
    )
    if row is None:
        raise NotFound
    return row


def own_state(version_id: uuid.UUID | None, actor: Actor) -> AssignmentState | None:
    """Where the person stands with a version as its reviewer; None when they were never asked."""
    return session.scalar(
        sa.select(Assignment.state).where(Assignment.version_id == version_id, Assignment.reviewer_id == actor.id)
    )


def to_declare(assignment: Assignment) -> Proposal:
    """The proposal of an undeclared assignment, for the facts to declare on; NotFound when it moved on."""
    row = session.scalar(
        sa.select(Proposal)
        .options(joinedload(Proposal.organisation), joinedload(Proposal.owner), joinedload(Proposal.current_version))
        .where(
            Proposal.id == assignment.proposal_id,
            Proposal.status == Status.ASSESSMENT,
            Proposal.current_version_id == assignment.version_id,
        )
    )
    if row is None or assignment.reviewer_id in barred_from(row):
        raise NotFound
    return row


def version_of(assignment: Assignment) -> ProposalVersion:
    """The frozen version that the assignment is about."""
    return session.get_one(ProposalVersion, assignment.version_id)


def loads() -> dict[uuid.UUID, tuple[int, date | None]]:
    """How many assessments each reviewer has still to do, and the earliest day among them."""
    rows = session.execute(
        sa.select(Assignment.reviewer_id, sa.func.count(), sa.func.min(Assignment.due))
        .join(Proposal, Proposal.current_version_id == Assignment.version_id)
        .where(Assignment.state.in_(UNSEALED), Proposal.status == Status.ASSESSMENT)
        .group_by(Assignment.reviewer_id)
    )
    return {reviewer: (count, first) for reviewer, count, first in rows}


def barred_from(proposal: Proposal) -> frozenset[uuid.UUID]:
    """Everybody to whom the proposal is shut."""
    return frozenset(
        session.scalars(sa.select(Sight.user_id).where(Sight.proposal_id == proposal.id, Sight.kind == SightKind.BAR))
    )


def under_assessment(assignment: Assignment) -> bool:
    """Whether the proposal is still being assessed in the very version of the assignment."""
    found = session.scalar(
        sa.select(Proposal.id).where(
            Proposal.id == assignment.proposal_id,
            Proposal.status == Status.ASSESSMENT,
            Proposal.current_version_id == assignment.version_id,
        )
    )
    return found is not None


def to_remind(today: date, before: date) -> Sequence[uuid.UUID]:
    """Open assignments due until `before`, or overdue, about which somebody has still to be told."""
    return session.scalars(
        sa.select(Assignment.id)
        .join(Proposal, Proposal.current_version_id == Assignment.version_id)
        .where(
            Assignment.state.in_(UNSEALED),
            Assignment.due <= before,
            Proposal.status == Status.ASSESSMENT,
            sa.or_(
                sa.and_(Assignment.due >= today, Assignment.reminded_at.is_(None)),
                sa.and_(Assignment.due < today, Assignment.late_told_at.is_(None)),
            ),
        )
        .order_by(Assignment.due, Assignment.id)
    ).all()


def locked(assignment_id: uuid.UUID) -> Assignment | None:
    """One assignment with its reviewer, locked against a second worker."""
    row = session.get(Assignment, assignment_id, with_for_update=True, populate_existing=True)
    if row is not None:
        row.reviewer = session.get_one(User, row.reviewer_id)
    return row


def any_open() -> bool:
    """Whether any assignment still waits for its reviewer."""
    return session.scalar(sa.select(Assignment.id).where(Assignment.state.in_(UNSEALED)).limit(1)) is not None
