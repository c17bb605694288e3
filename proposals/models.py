"""Tables of proposals: the proposal, its draft by parts, its frozen versions, its timeline, and who sees it."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Organisation, User
from core.db import Base, Code, Id, Json, Line, Moment, Money, Prose, Serial, Versioned, choice_column
from proposals.workflow import Action, Status


class ProposalKind(StrEnum):
    """New, or detailing one of the plan's 30 initiatives (Appendix I)."""

    NEW = "new"
    DETAILING = "detailing"


class Proposal(Base, Versioned):
    """One proposal with its course. Title, unit, money and search text repeat the content so that lists stay cheap."""

    __tablename__ = "proposal"
    __audited__ = True
    __audit_skip__ = frozenset({"folded_title", "search_text"})
    __table_args__ = (
        sa.CheckConstraint("(number IS NULL) = (current_version_id IS NULL)", name="numbered_when_submitted"),
        sa.CheckConstraint("status != 'intake' OR number IS NOT NULL", name="intake_numbered"),
        sa.CheckConstraint("main_system IS NULL OR main_system BETWEEN 1 AND 6", name="main_system"),
        sa.CheckConstraint("initiative IS NULL OR initiative BETWEEN 1 AND 30", name="initiative"),
        sa.CheckConstraint("money_total >= 0", name="money_total"),
        sa.Index("ix_proposal_status_since", "status", "status_since", "id"),
        sa.Index("ix_proposal_status_due", "status", "step_due", "id"),
        sa.Index("ix_proposal_status_standing", "status", "standing", "step_due", "id"),
        sa.Index("ix_proposal_system_status", "main_system", "status"),
    )

    id: Mapped[Id]
    number: Mapped[str | None] = mapped_column(sa.String(20), unique=True)
    status: Mapped[Status] = mapped_column(choice_column(Status), default=Status.DRAFT)
    status_since: Mapped[Moment]
    standing: Mapped[Code] = mapped_column(default="")
    """How far the present step has come, in the words of the room that works on it; "" at its beginning."""
    step_due: Mapped[date | None]
    organisation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    owner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"), index=True)
    title: Mapped[Line] = mapped_column(default="")
    folded_title: Mapped[str] = mapped_column(sa.String(400), default="")
    unit_name: Mapped[Line] = mapped_column(default="")
    kind: Mapped[ProposalKind | None] = mapped_column(choice_column(ProposalKind))
    initiative: Mapped[int | None]
    main_system: Mapped[int | None]
    related_systems: Mapped[list[Any]] = mapped_column(Json, default=list)
    money_total: Mapped[Money] = mapped_column(default=0)
    search_text: Mapped[Prose] = mapped_column(default="")
    current_version_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("proposal_version.id", use_alter=True, name="fk_proposal_current_version")
    )
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("proposal.id"))
    published: Mapped[bool] = mapped_column(default=False)
    """Whether the outcome has been published to the proposer and the public page."""
    outcome: Mapped[str] = mapped_column(sa.String(40), default="")
    """The committee's outcome code once decided; shown outside the committee only when `published`."""
    made_at: Mapped[Moment]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    owner: Mapped[User] = relationship(lazy="raise")
    current_version: Mapped[ProposalVersion | None] = relationship(lazy="raise", foreign_keys=[current_version_id])
    parts: Mapped[list[DraftPart]] = relationship(lazy="raise", back_populates="proposal")


class DraftPart(Base, Versioned):
    """The working text of one part (`proposals.template.PARTS`); the row version tells two writers apart."""

    __tablename__ = "draft_part"
    __audited__ = True
    __audit_skip__ = frozenset({"content"})
    __table_args__ = (sa.UniqueConstraint("proposal_id", "part"),)

    id: Mapped[Id]
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"))
    part: Mapped[Code]
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    open: Mapped[bool] = mapped_column(default=True)
    """Whether it may be edited now; a return opens only the parts it names."""
    saved_at: Mapped[Moment]
    saved_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("account.id"))

    proposal: Mapped[Proposal] = relationship(lazy="raise", back_populates="parts")
    saved_by: Mapped[User | None] = relationship(lazy="raise")


class ProposalVersion(Base):
    """A frozen version: what was submitted, word for word. Never changed, never removed."""

    __tablename__ = "proposal_version"
    __audited__ = True
    __audit_skip__ = frozenset({"content"})
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "number"),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("no_state_secret", name="declared"),
    )

    id: Mapped[Id]
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    submitted_at: Mapped[Moment]
    submitted_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    no_state_secret: Mapped[bool]
    """The declaration made at submission; a version without it cannot exist."""

    proposal: Mapped[Proposal] = relationship(lazy="raise", foreign_keys=[proposal_id])
    submitted_by: Mapped[User] = relationship(lazy="raise")


class Audience(StrEnum):
    """Who may read one line of the timeline."""

    EVERYBODY = "everybody"
    """All who may see the proposal, its proposers included."""
    INSIDE = "inside"
    """Those who work on it, not its proposers."""


class Event(Base):
    """One line of a proposal's timeline, in the order of `id`."""

    __tablename__ = "proposal_event"
    __table_args__ = (sa.Index("ix_proposal_event_proposal", "proposal_id", "id"),)

    id: Mapped[Serial]
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"))
    at: Mapped[Moment]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("account.id"))
    deed: Mapped[Code]
    """A workflow action or a deed of an upper room, such as "scorecard.sealed"."""
    status_before: Mapped[str] = mapped_column(sa.String(40), default="")
    status_after: Mapped[str] = mapped_column(sa.String(40), default="")
    version_number: Mapped[int | None]
    audience: Mapped[Audience] = mapped_column(choice_column(Audience))
    note: Mapped[Prose] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    actor: Mapped[User | None] = relationship(lazy="raise")


class SightKind(StrEnum):
    """Whether a row opens a proposal to a person or shuts it."""

    GRANT = "grant"
    BAR = "bar"


class Sight(Base):
    """One person's exceptional sight of one proposal; a bar (conflict of interest) beats every role and every grant."""

    __tablename__ = "proposal_sight"
    __audited__ = True
    __table_args__ = (sa.UniqueConstraint("proposal_id", "user_id", "kind"),)

    id: Mapped[Id]
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"), index=True)
    kind: Mapped[SightKind] = mapped_column(choice_column(SightKind))
    reason: Mapped[Code]
    made_at: Mapped[Moment]


class ReturnRequest(Base):
    """A proposal handed back for completion: the reason, the due date, and line by line what is asked for."""

    __tablename__ = "return_request"
    __audited__ = True

    id: Mapped[Id]
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal_version.id"))
    reason: Mapped[Prose]
    due: Mapped[date]
    made_at: Mapped[Moment]
    made_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]

    lines: Mapped[list[ReturnLine]] = relationship(lazy="raise", order_by="ReturnLine.position")


class ReturnLine(Base):
    """One part asked for: why, on what legal basis."""

    __tablename__ = "return_line"
    __table_args__ = (sa.UniqueConstraint("request_id", "part"),)

    id: Mapped[Id]
    request_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("return_request.id"))
    position: Mapped[int]
    part: Mapped[Code]
    reason: Mapped[Prose]
    basis: Mapped[Line] = mapped_column(default="")


class NumberSeries(Base):
    """The last number given in a year, in one locked row, so that numbers have no gap and no double."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    last: Mapped[int]


__all__ = ["Action", "Status"]
