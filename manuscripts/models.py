"""One table: what was understood of a Word file that somebody sent in, until it is taken over or its time is up."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Id, Json, Line, Moment


class Manuscript(Base):
    """The words of one file, for one person and one draft, until `expires_at`; the file itself is not kept."""

    __tablename__ = "manuscript"
    __audited__ = True
    __audit_skip__ = frozenset({"found", "file_name"})
    __table_args__ = (sa.CheckConstraint("expires_at > made_at", name="expires"),)

    id: Mapped[Id]
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    uploaded_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"), index=True)
    file_name: Mapped[Line]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    """Of the file, so that it can be said later which one was read."""
    size: Mapped[int]
    """Bytes."""
    found: Mapped[dict[str, Any]] = mapped_column(Json)
    """`manuscripts.found.Found` as JSON."""
    made_at: Mapped[Moment]
    expires_at: Mapped[Moment] = mapped_column(index=True)
