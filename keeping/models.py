"""The table of kept text: one row for a person, a form and an opened page of it."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Id, Moment


class KeptText(Base):
    """What one person typed into one opened page of a form. It is no version and no save; only its writer sees it.

    Not audited: the trail must never hold words that nobody has saved.
    """

    __tablename__ = "kept_text"
    __table_args__ = (sa.UniqueConstraint("owner_id", "form", "page", name="uq_kept_text_page"),)

    id: Mapped[Id]
    owner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"))
    form: Mapped[str] = mapped_column(sa.String(300))
    """The address the form is sent to."""
    page: Mapped[str] = mapped_column(sa.String(40))
    """The form's key for one sending (`once`): two tabs of one form are two pages."""
    about: Mapped[str] = mapped_column(sa.String(200), default="")
    """Ids of what the text is about, joined by blanks, so that it can be forgotten together with it."""
    seen: Mapped[str] = mapped_column(sa.String(60), default="")
    """The row version (or what the form calls it) that the page showed when it was opened."""
    fields: Mapped[list[Any]]
    """Name and text of each box, as the form would send them."""
    was: Mapped[dict[str, Any]]
    """What stood, when the page was opened, in the boxes that were changed since."""
    turn: Mapped[int] = mapped_column(sa.BigInteger)
    """Which of two texts of a page is the later one, by the clock of its browser (milliseconds)."""
    settled: Mapped[bool] = mapped_column(default=False)
    """The page has been saved: a late arrival of its text is not kept again."""
    kept_at: Mapped[Moment] = mapped_column(index=True)
