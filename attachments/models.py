"""Tables of attachments: what is attached, and the files it has had, each of which never changes.

Which files belong to version n of a proposal is not copied when it is submitted but told by two whole numbers: the
version in which a file first took part (`since`) and the one from which on the attachment does not (`until`). Why:
docs/decisions/attachments.md.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from attachments.naming import FileKind
from core.db import Base, Code, Id, Line, Moment, Versioned, choice_column
from proposals.models import Proposal


class Attachment(Base, Versioned):
    """One thing attached to a proposal, under a title, to a part of the template or ("") to the whole."""

    __tablename__ = "attachment"
    __audited__ = True
    __audit_skip__ = frozenset({"title"})
    __table_args__ = (
        sa.CheckConstraint("(until IS NULL) = (removed_at IS NULL)", name="removed_from_a_version"),
        sa.CheckConstraint("until IS NULL OR until >= 2", name="until"),
    )

    id: Mapped[Id]
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    title: Mapped[Line]
    part: Mapped[Code] = mapped_column(default="")
    until: Mapped[int | None]
    """The version of the proposal from which on it is gone; what was submitted before still has it."""
    made_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("account.id"))

    proposal: Mapped[Proposal] = relationship(lazy="raise")


class ScanState(StrEnum):
    """What is known about malware in a file."""

    NOT_SCANNED = "not_scanned"
    """No scanner was installed when it came."""
    WAITING = "waiting"
    UNREACHABLE = "unreachable"
    """The scanner does not answer; it is asked again."""
    TOO_LARGE = "too_large"
    """The scanner refuses files of this size."""
    CLEAN = "clean"
    INFECTED = "infected"


class AttachmentFile(Base):
    """One file that an attachment has had. Only what the scanner says of it is ever written again.

    When the proposal leaves for the secret channel, key and name are emptied; size and checksum stay.
    """

    __tablename__ = "attachment_file"
    __audited__ = True
    __audit_skip__ = frozenset({"name", "key"})
    __table_args__ = (
        sa.UniqueConstraint("attachment_id", "number"),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("since >= 1", name="since"),
        sa.CheckConstraint("size > 0", name="size"),
        sa.CheckConstraint("(scan = 'infected') = (finding != '')", name="finding_when_infected"),
        sa.Index("ix_attachment_file_scan", "scan"),
    )

    id: Mapped[Id]
    attachment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("attachment.id"))
    number: Mapped[int]
    since: Mapped[int]
    """The version of the proposal that was being prepared when it came."""
    name: Mapped[Line]
    kind: Mapped[FileKind] = mapped_column(choice_column(FileKind))
    size: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    key: Mapped[str | None] = mapped_column(sa.String(200), unique=True)
    made_at: Mapped[Moment]
    made_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    scan: Mapped[ScanState] = mapped_column(choice_column(ScanState))
    asked_at: Mapped[datetime | None]
    """When the scanner was last asked about it."""
    finding: Mapped[str] = mapped_column(sa.String(120), default="")
    """What the scanner calls the malware."""

    attachment: Mapped[Attachment] = relationship(lazy="raise")
    made_by: Mapped[User] = relationship(lazy="raise")
