"""Tables of likeness: the findings of one check of one version, and what a person ruled about a pair."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from core.db import Base, Id, Json, Moment, Prose, choice_column


class Level(StrEnum):
    """How alike two proposals look to the machine; never a conclusion."""

    LIKELY_DUPLICATE = "likely_duplicate"
    OVERLAPPING = "overlapping"
    NONE = "none"


class Check(Base):
    """One run of the method over one version; a version without a finished check has not been compared yet."""

    __tablename__ = "duplicate_check"

    id: Mapped[Id]
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"), unique=True)
    method: Mapped[str] = mapped_column(sa.String(40))
    checked_at: Mapped[Moment]
    compared: Mapped[int]
    """How many other proposals it was compared with."""
    initiative_hints: Mapped[list[Any]] = mapped_column(Json, default=list)


class Finding(Base):
    """One pair that looks alike: version against version, with the evidence section by section.

    A pair has one row whichever of the two was checked: `version_id` is the later one, `other_version_id` the earlier.
    """

    __tablename__ = "duplicate_finding"
    __table_args__ = (
        sa.UniqueConstraint("version_id", "other_version_id"),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        sa.CheckConstraint("version_id != other_version_id", name="not_itself"),
    )

    id: Mapped[Id]
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"), index=True)
    other_version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"), index=True)
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    other_proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    level: Mapped[Level] = mapped_column(choice_column(Level))
    score: Mapped[int]
    evidence: Mapped[dict[str, Any]] = mapped_column(Json)
    method: Mapped[str] = mapped_column(sa.String(40))
    found_at: Mapped[Moment]


class RulingKind(StrEnum):
    """What a person concludes about a pair."""

    DUPLICATE = "duplicate"
    BUILDS_ON = "builds_on"
    COMPLEMENTS = "complements"
    DISTINCT = "distinct"


class Ruling(Base):
    """A person's conclusion about one pair of versions, with the reason; later rulings do not erase earlier ones."""

    __tablename__ = "duplicate_ruling"
    __audited__ = True
    __table_args__ = (
        sa.Index(
            "uq_duplicate_ruling_live",
            "finding_id",
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    finding_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("duplicate_finding.id"), index=True)
    kind: Mapped[RulingKind] = mapped_column(choice_column(RulingKind))
    reason: Mapped[Prose]
    ruled_at: Mapped[Moment]
    ruled_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    superseded_at: Mapped[datetime | None]

    ruled_by: Mapped[User] = relationship(lazy="raise")


class Fingerprint(Base):
    """What is stored of one version so that similar ones are found without reading it again (`fingerprints`).

    `added` and `dropped` are places in one series of changes (`Registry.changes`): whoever holds the fingerprints in
    memory reads only what came after the place they have reached. A version is dropped when a newer one replaces it or
    when it leaves for the secret channel; its body is then emptied.
    """

    __tablename__ = "duplicate_fingerprint"
    __table_args__ = (
        sa.CheckConstraint("dropped IS NULL OR dropped > added", name="order"),
        sa.Index(
            "uq_duplicate_fingerprint_held",
            "proposal_id",
            unique=True,
            sqlite_where=sa.text("dropped IS NULL"),
            postgresql_where=sa.text("dropped IS NULL"),
        ),
    )

    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"), primary_key=True)
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    added: Mapped[int] = mapped_column(sa.BigInteger, index=True)
    dropped: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)
    method: Mapped[str] = mapped_column(sa.String(40))
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)


class KeptReading(Base):
    """A version read into numbers (`kept`), so that it is compared and counted without being folded again.

    `made` names the rebuilding that read it; 0 when it was read at its own check. Gone when the version leaves for the
    secret channel.
    """

    __tablename__ = "duplicate_reading"

    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"), primary_key=True)
    made: Mapped[int] = mapped_column(sa.Integer)
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)


class Registry(Base):
    """What all texts together have taught (`registry`), as it was at one place in the series of changes; a single row.

    Its lock puts concurrent checks in order. Texts that came after `counted` are counted again from their versions.
    """

    __tablename__ = "duplicate_registry"
    __table_args__ = (
        sa.CheckConstraint("id = 1", name="single"),
        sa.CheckConstraint("counted BETWEEN 0 AND changes", name="counted"),
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    changes: Mapped[int] = mapped_column(sa.BigInteger)
    counted: Mapped[int] = mapped_column(sa.BigInteger)
    epoch: Mapped[int] = mapped_column(sa.Integer)
    """Another one after each rebuilding: what a process holds in memory is then read afresh."""
    rebuilding: Mapped[int | None]
    """The epoch to come, while a rebuilding is under way or was interrupted."""
    body: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    """Some MB: read by a process that starts, not at every check."""
