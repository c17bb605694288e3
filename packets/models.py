"""The table of packets: one row per making; a confirmed one never changes, at most it is erased."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Id, Json, Moment, Versioned, choice_column

NullableJson = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class PacketState(StrEnum):
    """Where a packet is."""

    MAKING = "making"
    DRAFT = "draft"
    CONFIRMING = "confirming"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    ERASED = "erased"
    """It told of a proposal that left for the secret channel: content and file are gone, the checksums stay."""


class PacketRow(Base, Versioned):
    """One packet of one session. `content` is what was put to paper, frozen; the sums are of it and of the file."""

    __tablename__ = "packet"
    __audited__ = True
    __audit_skip__ = frozenset({"content"})
    __table_args__ = (
        sa.UniqueConstraint("session_id", "number"),
        sa.CheckConstraint("state NOT IN ('draft', 'confirmed') OR file_key != ''", name="made_has_file"),
        sa.CheckConstraint("state != 'confirmed' OR confirmed_at IS NOT NULL", name="confirmed_is_dated"),
        sa.CheckConstraint("confirmed_at IS NULL OR state IN ('confirmed', 'erased')", name="dated_is_confirmed"),
        sa.CheckConstraint("(state = 'erased') = (erased_at IS NOT NULL)", name="erased_when_dated"),
        sa.CheckConstraint("state != 'erased' OR (content IS NULL AND file_key = '')", name="erased_is_empty"),
    )

    id: Mapped[Id]
    session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("committee_session.id"), index=True)
    number: Mapped[int]
    state: Mapped[PacketState] = mapped_column(choice_column(PacketState), default=PacketState.MAKING)
    layout: Mapped[str] = mapped_column(sa.String(20))
    language: Mapped[str] = mapped_column(sa.String(5), default="vi")
    choices: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """What was chosen when it was ordered: number and signature of the letter, whether reviewers are named."""
    proposal_ids: Mapped[list[Any]] = mapped_column(Json, default=list)
    """The proposals on its pages, so that whoever may not see one of them does not get the file."""
    named: Mapped[list[Any]] = mapped_column(Json, default=list)
    """Numbers of further proposals that its duplicate findings name."""
    content: Mapped[dict[str, Any] | None] = mapped_column(NullableJson)
    content_sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    file_key: Mapped[str] = mapped_column(sa.String(120), default="")
    file_sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    file_size: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    job_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("job.id"))
    problem: Mapped[str] = mapped_column(sa.String(120), default="")
    made_at: Mapped[Moment]
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("account.id"))
    erased_at: Mapped[datetime | None]
