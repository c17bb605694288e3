"""Tables of the desk: intake check, who assesses by when, conflict declarations, the engineer's recommendation."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from core.db import Base, Code, Id, Json, Moment, Prose, Versioned, choice_column


class IntakeItem(Base):
    """The secretariat's word on one item of the completeness check of one version."""

    __tablename__ = "intake_item"
    __audited__ = True
    __table_args__ = (sa.UniqueConstraint("version_id", "item"),)

    id: Mapped[Id]
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"))
    item: Mapped[Code]
    """A part code, or "declaration" or "system"."""
    complete: Mapped[bool | None]
    note: Mapped[Prose] = mapped_column(default="")
    checked_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    checked_at: Mapped[Moment]


class IntakeSheet(Base, Versioned):
    """The check of one version as a whole: counts its saves, and holds the systems that the secretariat confirms."""

    __tablename__ = "intake_sheet"
    __audited__ = True
    __table_args__ = (sa.CheckConstraint("main_system IS NULL OR main_system BETWEEN 1 AND 6", name="main_system"),)

    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"), primary_key=True)
    main_system: Mapped[int | None]
    related_systems: Mapped[list[Any]] = mapped_column(Json, default=list)
    saved_at: Mapped[Moment]
    saved_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))

    saved_by: Mapped[User] = relationship(lazy="raise")


class AssignmentState(StrEnum):
    """Where one reviewer stands with one version."""

    ASSIGNED = "assigned"
    """Told, and not yet declared a conflict or none; the dossier is shut."""
    OPEN = "open"
    """Declared none; the dossier is open."""
    RECUSED = "recused"
    """Declared a conflict; shut for good."""
    SEALED = "sealed"
    RELEASED = "released"
    """Taken off by the secretariat."""


class Assignment(Base, Versioned):
    """A reviewer asked to assess one version by a day."""

    __tablename__ = "assignment"
    __audited__ = True
    __table_args__ = (
        sa.UniqueConstraint("version_id", "reviewer_id"),
        sa.Index("ix_assignment_queue", "reviewer_id", "state", "due", "id"),
        sa.Index("ix_assignment_due", "state", "due", "id"),
    )

    id: Mapped[Id]
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"))
    reviewer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    state: Mapped[AssignmentState] = mapped_column(choice_column(AssignmentState), default=AssignmentState.ASSIGNED)
    due: Mapped[date]
    assigned_at: Mapped[Moment]
    assigned_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    declared_at: Mapped[datetime | None]
    conflict_ground: Mapped[Prose] = mapped_column(default="")
    sealed_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    late_told_at: Mapped[datetime | None]
    """When the reviewer and the secretariat were told that the day had passed; emptied when the day is moved."""

    reviewer: Mapped[User] = relationship(lazy="raise", foreign_keys=[reviewer_id])


ACTIVE = (AssignmentState.ASSIGNED, AssignmentState.OPEN, AssignmentState.SEALED)
"""Neither recused nor released."""
UNSEALED = (AssignmentState.ASSIGNED, AssignmentState.OPEN)
"""Still to be done."""


class Refusal(Base):
    """Why a proposal was refused at intake."""

    __tablename__ = "intake_refusal"
    __audited__ = True

    id: Mapped[Id]
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), unique=True)
    ground: Mapped[Code]
    reason: Mapped[Prose]
    made_at: Mapped[Moment]
    made_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))


class Stance(StrEnum):
    """What the chief engineer recommends (plan III.3, III.5)."""

    SUPPORT = "support"
    SUPPORT_WITH_CONDITIONS = "support_with_conditions"
    RESCOPE = "rescope"
    DECLINE = "decline"


class Recommendation(Base):
    """The chief engineer's word on one version; `acting` says that the named deputy wrote it."""

    __tablename__ = "recommendation"
    __audited__ = True

    id: Mapped[Id]
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"), unique=True)
    system: Mapped[int]
    author_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    acting: Mapped[bool]
    stance: Mapped[Stance] = mapped_column(choice_column(Stance))
    text: Mapped[Prose]
    conditions: Mapped[list[Any]] = mapped_column(Json, default=list)
    """[{"measure", "value", "due" (ISO), "who"}]; at least one when the stance is support with conditions."""
    made_at: Mapped[Moment]

    author: Mapped[User] = relationship(lazy="raise")


class RecommendationDraft(Base, Versioned):
    """What the chief engineer has typed so far; removed when the recommendation is given."""

    __tablename__ = "recommendation_draft"

    id: Mapped[Id]
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_at: Mapped[Moment]

    __table_args__ = (sa.UniqueConstraint("version_id", "author_id"),)


class Opinion(Base, Versioned):
    """What the engineer of a related system thinks; asked for by the secretariat or the main system's engineer."""

    __tablename__ = "system_opinion"
    __audited__ = True
    __table_args__ = (sa.UniqueConstraint("version_id", "system"),)

    id: Mapped[Id]
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"))
    system: Mapped[int]
    asked_at: Mapped[Moment]
    asked_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    due: Mapped[date | None]
    author_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("account.id"))
    text: Mapped[Prose] = mapped_column(default="")
    given_at: Mapped[datetime | None]

    author: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[author_id])


class Assessment(Base):
    """One version's time at the reviewers' desks: the note to all of them, how many are asked, how many have sealed.

    `reviewers` and `sealed` repeat the assignments so that lists stay cheap. `closed_reason` says why the assessment
    was closed with fewer cards than the rule asks for.
    """

    __tablename__ = "assessment"
    __audited__ = True
    __table_args__ = (sa.CheckConstraint("sealed >= 0 AND reviewers >= sealed", name="counts"),)

    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"), primary_key=True)
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    due: Mapped[date]
    note: Mapped[Prose] = mapped_column(default="")
    reviewers: Mapped[int] = mapped_column(default=0)
    sealed: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[Moment]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("account.id"))
    closed_reason: Mapped[Prose] = mapped_column(default="")
