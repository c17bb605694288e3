"""Tables of people: organisations, users, roles, and who stands at the head of which strategic system."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_security import RoleMixin, UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.actor import Role
from core.db import Base, Code, Id, Line, Moment, Versioned, choice_column


class OrganisationType(StrEnum):
    """The kinds of organisation that may propose or are named in the plan (III.5, V.1)."""

    STEERING = "steering"
    PARTY_BODY = "party_body"
    MINISTRY = "ministry"
    MINISTERIAL_AGENCY = "ministerial_agency"
    GOVERNMENT_AGENCY = "government_agency"
    STATE_BODY = "state_body"
    MASS_ORGANISATION = "mass_organisation"
    PROVINCE = "province"
    CITY = "city_under_central"
    ENTERPRISE = "enterprise"
    INSTITUTE = "institute"
    UNIVERSITY = "university"
    ASSOCIATION = "association"
    INDIVIDUAL = "individual"
    OTHER = "other"


class Organisation(Base, Versioned):
    """A body whose people propose, review or decide. `functional` marks a functional agency that may assess."""

    __tablename__ = "organisation"
    __audited__ = True

    id: Mapped[Id]
    name_vi: Mapped[Line] = mapped_column(unique=True)
    name_en: Mapped[Line] = mapped_column(default="")
    abbreviation: Mapped[Code] = mapped_column(default="")
    other_names: Mapped[str] = mapped_column(sa.String(500), default="")
    listed_as: Mapped[str | None] = mapped_column(sa.String(300), unique=True)
    """Its name in the catalogue's list, so that a later loading finds it again after the administrator renamed it."""
    type: Mapped[OrganisationType] = mapped_column(choice_column(OrganisationType))
    functional: Mapped[bool] = mapped_column(default=False)
    folded: Mapped[str] = mapped_column(sa.String(700), index=True, default="")
    made_at: Mapped[Moment]


user_role = sa.Table(
    "user_role",
    Base.metadata,
    sa.Column("user_id", sa.Uuid, sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role_id", sa.Integer, sa.ForeignKey("role.id"), primary_key=True),
)


class RoleRow(Base, RoleMixin):
    """One role; the rows are exactly the members of `accounts.actor.Role`."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Role] = mapped_column(choice_column(Role), unique=True)


class User(Base, UserMixin):
    """A person with an account. `fs_uniquifier` changes to end every open session of theirs."""

    __tablename__ = "account"
    __audited__ = True
    __audit_skip__ = frozenset(
        {"password", "fs_uniquifier", "failures", "last_seen_at", "folded", "sort_key", "edition"}
    )
    __table_args__ = (sa.CheckConstraint("failures >= 0", name="failures"),)

    id: Mapped[Id]  # type: ignore[assignment]  # the library thinks of numbers
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[Line]
    position: Mapped[Line] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(sa.String(30), default="")
    language: Mapped[str] = mapped_column(sa.String(5), default="vi")
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    made_at: Mapped[Moment]
    invited_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    folded: Mapped[str] = mapped_column(sa.String(700), default="")
    sort_key: Mapped[str] = mapped_column(sa.String(400), index=True, default="")
    edition: Mapped[int] = mapped_column(default=1)
    """Counts the saves of the person's details, so that a stale page is noticed; signing in does not count."""

    roles: Mapped[list[RoleRow]] = relationship(  # type: ignore[assignment]  # the library thinks of its mixin
        secondary=user_role, lazy="raise"
    )
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")


class SignIn(Base):
    """One open session of a person; the server ends it here, whatever the browser still holds."""

    __tablename__ = "sign_in"

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(sa.String(60), default="")


class AppointmentKind(StrEnum):
    """In which capacity a person stands for a strategic system (plan III.3, III.5)."""

    CHIEF_ENGINEER = "chief_engineer"
    DEPUTY = "deputy"


class Appointment(Base):
    """A chief engineer of a strategic system, or the secretariat's named deputy who acts where none is appointed."""

    __tablename__ = "appointment"
    __audited__ = True
    __table_args__ = (
        sa.CheckConstraint("system BETWEEN 1 AND 6", name="system"),
        sa.CheckConstraint("until IS NULL OR until >= since", name="order"),
        sa.Index(
            "uq_appointment_current",
            "system",
            "kind",
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        ),
    )

    id: Mapped[Id]
    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"), index=True)
    system: Mapped[int]
    kind: Mapped[AppointmentKind] = mapped_column(choice_column(AppointmentKind))
    since: Mapped[date]
    until: Mapped[date | None]
    document: Mapped[Line] = mapped_column(default="")
    user: Mapped[User] = relationship(lazy="raise")
