"""Tables of judgement: criteria sets with their levels, scorecards with a mark and a reason for each criterion."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from core.db import Base, Code, Id, Json, Line, Moment, Prose, Versioned, choice_column


class CriteriaSet(Base):
    """A version of the criteria with scale and weights; scorecards keep the set they were written under."""

    __tablename__ = "criteria_set"
    __audited__ = True
    __table_args__ = (sa.CheckConstraint("highest BETWEEN 5 AND 100", name="scale"),)

    id: Mapped[Id]
    version: Mapped[int] = mapped_column(unique=True)
    highest: Mapped[int]
    note: Mapped[Prose] = mapped_column(default="")
    made_at: Mapped[Moment]
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("account.id"))

    criteria: Mapped[list[Criterion]] = relationship(lazy="raise", order_by="Criterion.position", back_populates="set")


class Criterion(Base):
    """One criterion of a set: its words, weight, the parts that bear on it, and a description for each level."""

    __tablename__ = "criterion"
    __table_args__ = (
        sa.UniqueConstraint("set_id", "code"),
        sa.CheckConstraint("weight > 0", name="weight"),
    )

    id: Mapped[Id]
    set_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("criteria_set.id"))
    position: Mapped[int]
    code: Mapped[Code]
    name_vi: Mapped[Line]
    name_en: Mapped[Line]
    text_vi: Mapped[Prose] = mapped_column(default="")
    text_en: Mapped[Prose] = mapped_column(default="")
    clause: Mapped[Line]
    weight: Mapped[Decimal] = mapped_column(sa.Numeric(6, 3))
    parts: Mapped[list[Any]] = mapped_column(Json, default=list)
    levels: Mapped[list[Any]] = mapped_column(Json, default=list)
    """[{"from": 0, "to": 2, "vi": "…", "en": "…"}, …] from lowest to highest."""

    set: Mapped[CriteriaSet] = relationship(lazy="raise", back_populates="criteria")


class CardState(StrEnum):
    """A scorecard is a draft until it is sealed, once and for good."""

    DRAFT = "draft"
    SEALED = "sealed"


class Scorecard(Base, Versioned):
    """One reviewer's marks on one version of one proposal. `total` and `marked` repeat the marks for cheap lists.

    The audit trail records that a card was saved and sealed and the hash of what was sealed, never a mark or a reason.
    """

    __tablename__ = "scorecard"
    __audited__ = True
    __audit_skip__ = frozenset({"total", "summary", "marked", "saved_from"})
    __table_args__ = (
        sa.UniqueConstraint("version_id", "reviewer_id"),
        sa.CheckConstraint("(state = 'sealed') = (sealed_at IS NOT NULL)", name="sealed_when_dated"),
        sa.CheckConstraint("marked >= 0", name="marked"),
        sa.Index("ix_scorecard_reviewer_state", "reviewer_id", "state"),
    )

    id: Mapped[Id]
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"))
    reviewer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    set_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("criteria_set.id"))
    state: Mapped[CardState] = mapped_column(choice_column(CardState), default=CardState.DRAFT)
    marked: Mapped[int] = mapped_column(default=0)
    total: Mapped[Decimal | None] = mapped_column(sa.Numeric(8, 3))
    summary: Mapped[Prose] = mapped_column(default="")
    saved_at: Mapped[Moment]
    saved_from: Mapped[str] = mapped_column(sa.String(40), default="")
    """The page that saved last: a page never loses a race against itself."""
    sealed_at: Mapped[datetime | None]
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    """Of what was sealed; empty while it is a draft."""

    marks: Mapped[list[Mark]] = relationship(lazy="raise", back_populates="card")
    set: Mapped[CriteriaSet] = relationship(lazy="raise")
    reviewer: Mapped[User] = relationship(lazy="raise")


class Mark(Base):
    """One criterion on one scorecard; a missing value is not zero."""

    __tablename__ = "mark"
    __table_args__ = (
        sa.UniqueConstraint("card_id", "criterion_id"),
        sa.CheckConstraint("value IS NULL OR value >= 0", name="value"),
    )

    id: Mapped[Id]
    card_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("scorecard.id"))
    criterion_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("criterion.id"))
    value: Mapped[int | None]
    reason: Mapped[Prose] = mapped_column(default="")

    card: Mapped[Scorecard] = relationship(lazy="raise", back_populates="marks")
    criterion: Mapped[Criterion] = relationship(lazy="raise")


class Tally(Base):
    """What the sealed scorecards of one version add up to, kept at each sealing so that lists need no GROUP BY."""

    __tablename__ = "score_tally"

    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"), primary_key=True)
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    sealed: Mapped[int] = mapped_column(default=0)
    mean: Mapped[Decimal | None] = mapped_column(sa.Numeric(8, 3))
    lowest: Mapped[Decimal | None] = mapped_column(sa.Numeric(8, 3))
    highest: Mapped[Decimal | None] = mapped_column(sa.Numeric(8, 3))
