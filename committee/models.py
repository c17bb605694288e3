"""Tables of the ruling: sessions, agenda, presence, withdrawals, votes, decisions and minutes."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from committee.ruling import Outcome, VoteChoice
from core.db import Base, Code, Id, Json, Line, Moment, Prose, Versioned, choice_column
from proposals.models import Proposal, ProposalVersion


class SessionState(StrEnum):
    """Where a sitting is."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


class Session(Base, Versioned):
    """A sitting of the committee. The rules in force when it opens are kept with it."""

    __tablename__ = "committee_session"
    __audited__ = True

    id: Mapped[Id]
    code: Mapped[Code] = mapped_column(unique=True)
    title: Mapped[Line]
    held_on: Mapped[date]
    held_at: Mapped[str] = mapped_column(sa.String(5), default="08:30")
    place: Mapped[Line] = mapped_column(default="")
    state: Mapped[SessionState] = mapped_column(choice_column(SessionState), default=SessionState.PLANNED)
    quorum_percent: Mapped[int]
    majority_percent: Mapped[int]
    minutes: Mapped[Prose] = mapped_column(default="")
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    made_at: Mapped[Moment]

    items: Mapped[list[AgendaItem]] = relationship(
        lazy="raise", order_by="AgendaItem.position", back_populates="session"
    )


class Attendance(Base):
    """Whether one member is present at one session."""

    __tablename__ = "attendance"
    __audited__ = True
    __table_args__ = (sa.UniqueConstraint("session_id", "member_id"),)

    id: Mapped[Id]
    session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("committee_session.id"))
    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    present: Mapped[bool]

    member: Mapped[User] = relationship(lazy="raise")


class AgendaItem(Base, Versioned):
    """One proposal on one session's agenda, in the version that will be judged."""

    __tablename__ = "agenda_item"
    __audited__ = True
    __table_args__ = (sa.UniqueConstraint("session_id", "proposal_id"),)

    id: Mapped[Id]
    session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("committee_session.id"))
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"))
    position: Mapped[int]
    added_at: Mapped[Moment]

    session: Mapped[Session] = relationship(lazy="raise", back_populates="items")
    proposal: Mapped[Proposal] = relationship(lazy="raise")
    version: Mapped[ProposalVersion] = relationship(lazy="raise")
    decision: Mapped[Decision | None] = relationship(lazy="raise", back_populates="item")
    votes: Mapped[list[Vote]] = relationship(lazy="raise", order_by="Vote.cast_at")
    withdrawals: Mapped[list[ItemWithdrawal]] = relationship(lazy="raise", order_by="ItemWithdrawal.made_at")


class ItemWithdrawal(Base):
    """A member who leaves the room for one item because of a conflict of interest."""

    __tablename__ = "item_withdrawal"
    __audited__ = True
    __table_args__ = (sa.UniqueConstraint("item_id", "member_id"),)

    id: Mapped[Id]
    item_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("agenda_item.id"))
    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    ground: Mapped[Prose]
    made_at: Mapped[Moment]

    member: Mapped[User] = relationship(lazy="raise")


class Vote(Base):
    """One member's vote on one item; "other opinion" needs its text."""

    __tablename__ = "vote"
    __audited__ = True
    __table_args__ = (
        sa.UniqueConstraint("item_id", "member_id"),
        sa.CheckConstraint("choice != 'other' OR opinion != ''", name="opinion"),
    )

    id: Mapped[Id]
    item_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("agenda_item.id"))
    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    choice: Mapped[VoteChoice] = mapped_column(choice_column(VoteChoice))
    opinion: Mapped[Prose] = mapped_column(default="")
    cast_at: Mapped[Moment]
    entered_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    """The member herself, or the person of the secretariat who entered it for her."""

    member: Mapped[User] = relationship(lazy="raise", foreign_keys=[member_id])
    entered_by: Mapped[User] = relationship(lazy="raise", foreign_keys=[entered_by_id])


class Decision(Base, Versioned):
    """What was decided on one agenda item."""

    __tablename__ = "decision"
    __audited__ = True
    __table_args__ = (
        sa.CheckConstraint(
            "outcome NOT IN ('approve', 'approve_with_conditions') "
            "OR (supervisor_id IS NOT NULL AND lead_unit != '' AND due IS NOT NULL)",
            name="approval_assigned",
        ),
        sa.CheckConstraint("outcome != 'forward' OR forwarded_to != ''", name="forwarded"),
    )

    id: Mapped[Id]
    item_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("agenda_item.id"), unique=True)
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"))
    outcome: Mapped[Outcome] = mapped_column(choice_column(Outcome))
    text: Mapped[Prose]
    conditions: Mapped[list[Any]] = mapped_column(Json, default=list)
    supervisor_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("account.id"))
    lead_unit: Mapped[Line] = mapped_column(default="")
    due: Mapped[date | None]
    forwarded_to: Mapped[Line] = mapped_column(default="")
    against_reason: Mapped[Prose] = mapped_column(default="")
    """Why it departs from the chief engineer's recommendation; required exactly then (checked by the service)."""
    agree: Mapped[int] = mapped_column(default=0)
    disagree: Mapped[int] = mapped_column(default=0)
    other: Mapped[int] = mapped_column(default=0)
    decided_at: Mapped[Moment]
    decided_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))

    item: Mapped[AgendaItem] = relationship(lazy="raise", back_populates="decision")
    supervisor: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[supervisor_id])


__all__ = [
    "AgendaItem",
    "Attendance",
    "Decision",
    "ItemWithdrawal",
    "Outcome",
    "Session",
    "SessionState",
    "Vote",
    "VoteChoice",
]
