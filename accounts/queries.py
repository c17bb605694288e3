"""Reads about people: the actor behind a session, who holds a role, who stands for a system."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import joinedload, selectinload

from accounts.actor import Actor, Role
from accounts.models import Appointment, AppointmentKind, Organisation, RoleRow, SignIn, User, user_role
from core import db, words
from core.audit import AuditEntry
from core.db import session
from core.errors import NotFound
from core.mail import Mail


def signed_in_user(**facts: Any) -> User | None:
    """The account with these column values, with roles and organisation, in one query."""
    statement = sa.select(User).options(joinedload(User.roles), joinedload(User.organisation)).filter_by(**facts)
    return session.scalars(statement).unique().one_or_none()


def person_of_session(key: str, sign_in_id: str) -> User | None:
    """The active account with this session key whose sign-in the server still holds open, in one query."""
    try:
        held = uuid.UUID(sign_in_id)
    except ValueError:
        return None
    statement = (
        sa.select(User)
        .join(SignIn, SignIn.user_id == User.id)
        .options(joinedload(User.roles), joinedload(User.organisation))
        .where(User.fs_uniquifier == key, User.active, SignIn.id == held, SignIn.ended_at.is_(None))
    )
    return session.scalars(statement).unique().one_or_none()


def open_sign_ins(user_id: uuid.UUID) -> Sequence[SignIn]:
    """A person's open sessions, newest first."""
    return session.scalars(
        sa.select(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None)).order_by(SignIn.opened_at.desc())
    ).all()


def drop_sign_ins(*, before: datetime) -> None:
    """Remove the rows of sessions opened before a moment."""
    session.execute(sa.delete(SignIn).where(SignIn.opened_at < before))


def letters_waiting() -> int:
    """How many letters the mail server has not taken although they are more than five minutes old."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Mail)
            .where(Mail.sent_at.is_(None), Mail.made_at < db.now() - timedelta(minutes=5))
        )
        or 0
    )


# --- who acts -------------------------------------------------------------------------------------------------------

_other = orm.aliased(Appointment)
_headed = sa.exists().where(
    _other.system == Appointment.system, _other.kind == AppointmentKind.CHIEF_ENGINEER, _other.until.is_(None)
)
_FACTS = (
    sa.select(
        User.id,
        User.name,
        User.email,
        User.language,
        User.organisation_id,
        Organisation.name_vi.label("organisation_name"),
        RoleRow.name.label("role"),
        Appointment.system,
        Appointment.kind,
        _headed.label("headed"),
    )
    .outerjoin(user_role, user_role.c.user_id == User.id)
    .outerjoin(RoleRow, RoleRow.id == user_role.c.role_id)
    .outerjoin(Organisation, Organisation.id == User.organisation_id)
    .outerjoin(Appointment, sa.and_(Appointment.user_id == User.id, Appointment.until.is_(None)))
    .where(User.active)
)
"""One row for each role and appointment of a person."""
_BY_ID = _FACTS.where(User.id == sa.bindparam("user"))
_BY_SESSION = _FACTS.join(SignIn, SignIn.user_id == User.id).where(
    User.fs_uniquifier == sa.bindparam("key"), SignIn.id == sa.bindparam("sign_in"), SignIn.ended_at.is_(None)
)


def actor(user_id: uuid.UUID) -> Actor:
    """The actor with this id; NotFound when there is no such active account."""
    found = _actor(db.rows(_BY_ID, {"user": user_id}))
    if found is None:
        raise NotFound
    return found


def actor_of_session(key: str, sign_in_id: str) -> Actor | None:
    """The actor whose browser holds this session key, while the server still holds that sign-in open; one query."""
    try:
        held = uuid.UUID(sign_in_id)
    except ValueError:
        return None
    return _actor(db.rows(_BY_SESSION, {"key": key, "sign_in": held}))


def _actor(rows: Sequence[sa.Row[Any]]) -> Actor | None:
    if not rows:
        return None
    first = rows[0]
    deputy = frozenset(row.system for row in rows if row.kind is AppointmentKind.DEPUTY)
    acting = frozenset(row.system for row in rows if row.kind is AppointmentKind.DEPUTY and not row.headed)
    roles = frozenset(row.role for row in rows if row.role is not None)
    own = frozenset(row.system for row in rows if row.kind is AppointmentKind.CHIEF_ENGINEER)
    stands = not roles.isdisjoint({Role.CHIEF_ENGINEER, Role.SECRETARIAT})
    nothing: frozenset[int] = frozenset()
    return Actor(
        id=first.id,
        name=first.name,
        email=first.email,
        language=first.language,
        organisation_id=first.organisation_id,
        organisation_name=first.organisation_name or "",
        roles=roles,
        systems=own | acting if stands else nothing,
        acting_systems=acting if stands else nothing,
        deputy_systems=deputy if stands else nothing,
    )


# --- accounts -------------------------------------------------------------------------------------------------------


def people(*roles: Role, organisation_id: uuid.UUID | None = None, active: bool = True) -> Sequence[User]:
    """Accounts holding any of these roles (all accounts when none is named), sorted by given name."""
    statement = sa.select(User).options(joinedload(User.roles), joinedload(User.organisation))
    if roles:
        statement = statement.where(User.roles.any(RoleRow.name.in_(roles)))
    if organisation_id is not None:
        statement = statement.where(User.organisation_id == organisation_id)
    if active:
        statement = statement.where(User.active)
    found = session.scalars(statement).unique().all()
    return sorted(found, key=lambda user: words.person_key(user.name))


def person(user_id: uuid.UUID) -> User:
    """One account with roles and organisation; NotFound otherwise."""
    user = signed_in_user(id=user_id)
    if user is None:
        raise NotFound
    return user


def person_by_email(email: str, *, lock: bool = False) -> User | None:
    """The account with this address, however it is capitalised; `lock` keeps others from changing it meanwhile."""
    address = email.strip().lower()
    if lock:
        session.execute(sa.select(User.id).where(User.email == address).with_for_update()).all()
    return signed_in_user(email=address)


def locked(user: User) -> User:
    """The same account, read again and kept from others until this transaction ends."""
    session.refresh(user, with_for_update={"of": User})
    return user


PAGE = 50


@dataclass(frozen=True, kw_only=True)
class PeopleFilter:
    """What the list of people is narrowed to; "" means everybody."""

    typed: str = ""
    role: Role | None = None
    organisation_id: uuid.UUID | None = None
    state: str = ""
    """ "active", "invited" (no password yet) or "disabled"."""


def page_of_people(wanted: PeopleFilter, *, page: int) -> tuple[Sequence[User], int]:
    """One page of accounts by given name, and how many there are in all."""
    narrowed: list[sa.ColumnElement[bool]] = [
        User.folded.contains(word, autoescape=True) for word in words.fold(wanted.typed).split()[:12]
    ]
    if wanted.role is not None:
        narrowed.append(User.roles.any(RoleRow.name == wanted.role))
    if wanted.organisation_id is not None:
        narrowed.append(User.organisation_id == wanted.organisation_id)
    if wanted.state == "active":
        narrowed += [User.active.is_(True), User.password.is_not(None)]
    elif wanted.state == "invited":
        narrowed += [User.active.is_(True), User.password.is_(None)]
    elif wanted.state == "disabled":
        narrowed.append(sa.not_(User.active))
    total = session.scalar(sa.select(sa.func.count()).select_from(User).where(*narrowed)) or 0
    statement = (
        sa.select(User)
        .options(selectinload(User.roles), joinedload(User.organisation))
        .where(*narrowed)
        .order_by(User.sort_key, User.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return session.scalars(statement).all(), total


def role_rows() -> dict[Role, RoleRow]:
    """Every role's row by role."""
    return {row.name: row for row in session.scalars(sa.select(RoleRow))}


def lock_role(role: Role) -> None:
    """Let nobody else give or take this role until the transaction ends."""
    session.execute(sa.select(RoleRow.id).where(RoleRow.name == role).with_for_update()).all()


def organisations(words_typed: str = "", *, functional: bool | None = None) -> Sequence[Organisation]:
    """Organisations whose folded name or abbreviation holds the typed words, in Vietnamese order."""
    statement = sa.select(Organisation)
    for word in words.fold(words_typed).split():
        statement = statement.where(Organisation.folded.contains(word, autoescape=True))
    if functional is not None:
        statement = statement.where(Organisation.functional == functional)
    return sorted(session.scalars(statement), key=lambda row: words.collation_key(row.name_vi))


def organisation(organisation_id: uuid.UUID) -> Organisation:
    """One organisation; NotFound otherwise."""
    row = session.get(Organisation, organisation_id)
    if row is None:
        raise NotFound
    return row


def organisation_counts() -> dict[uuid.UUID, int]:
    """How many active accounts each organisation has."""
    rows = session.execute(
        sa.select(User.organisation_id, sa.func.count())
        .where(User.active, User.organisation_id.is_not(None))
        .group_by(User.organisation_id)
    )
    return {organisation_id: number for organisation_id, number in rows if organisation_id is not None}


def organisation_named(name: str) -> Organisation | None:
    """The organisation with exactly this Vietnamese name."""
    return session.scalar(sa.select(Organisation).where(Organisation.name_vi == words.clean(name).strip()))


def organisation_listed_as(name: str) -> Organisation | None:
    """The organisation that the catalogue lists under this name, or one of that name entered by hand before."""
    return session.scalar(sa.select(Organisation).where(Organisation.listed_as == name)) or organisation_named(name)


def appointments() -> Sequence[Appointment]:
    """Current appointments with their people, by system."""
    return session.scalars(
        sa.select(Appointment)
        .options(joinedload(Appointment.user).joinedload(User.organisation))
        .where(Appointment.until.is_(None))
        .order_by(Appointment.system, Appointment.kind)
    ).all()


def who_stands_for(system: int) -> Appointment | None:
    """The chief engineer of a system, else the secretariat's named deputy, else None (plan III.3)."""
    held = {row.kind: row for row in appointments() if row.system == system}
    return held.get(AppointmentKind.CHIEF_ENGINEER) or held.get(AppointmentKind.DEPUTY)


def appointments_of(user_id: uuid.UUID) -> Sequence[Appointment]:
    """Every appointment a person has held, newest first."""
    return session.scalars(
        sa.select(Appointment).where(Appointment.user_id == user_id).order_by(Appointment.since.desc())
    ).all()


def past_appointments() -> Sequence[Appointment]:
    """Ended appointments with their people, newest first."""
    return session.scalars(
        sa.select(Appointment)
        .options(joinedload(Appointment.user))
        .where(Appointment.until.is_not(None))
        .order_by(Appointment.until.desc(), Appointment.system)
        .limit(100)
    ).all()


def appointment(appointment_id: uuid.UUID) -> Appointment:
    """One appointment that has not ended; NotFound otherwise."""
    row = session.scalar(
        sa.select(Appointment)
        .options(joinedload(Appointment.user))
        .where(Appointment.id == appointment_id, Appointment.until.is_(None))
    )
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, kw_only=True)
class TrailLine:
    """One line of the audit trail without its content."""

    id: int
    at: datetime
    who: str
    deed: str
    subject: uuid.UUID | None
    tables: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TrailFilter:
    """What the trail is narrowed to; days are days in Vietnam, both included."""

    first: date | None = None
    last: date | None = None
    actor_id: uuid.UUID | None = None
    deed: str = ""
    subject: uuid.UUID | None = None
    before: int | None = None


def trail(wanted: TrailFilter) -> list[TrailLine]:
    """One page of audit lines and one more, newest first; which rows changed is named, what they held is not."""
    statement = (
        sa.select(AuditEntry, User.name)
        .join(User, User.id == AuditEntry.actor_id, isouter=True)
        .order_by(AuditEntry.id.desc())
        .limit(PAGE + 1)
    )
    if wanted.first is not None:
        statement = statement.where(AuditEntry.at >= _midnight(wanted.first))
    if wanted.last is not None:
        statement = statement.where(AuditEntry.at < _midnight(wanted.last) + timedelta(days=1))
    if wanted.actor_id is not None:
        statement = statement.where(AuditEntry.actor_id == wanted.actor_id)
    if wanted.deed:
        statement = statement.where(AuditEntry.deed == wanted.deed)
    if wanted.subject is not None:
        statement = statement.where(AuditEntry.subject == wanted.subject)
    if wanted.before is not None:
        statement = statement.where(AuditEntry.id < wanted.before)
    return [
        TrailLine(
            id=entry.id, at=entry.at, who=name or "", deed=entry.deed, subject=entry.subject, tables=_tables(entry)
        )
        for entry, name in session.execute(statement)
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=db.VIETNAM)


def _tables(entry: AuditEntry) -> tuple[str, ...]:
    return tuple(sorted({str(change["row"]).partition(":")[0] for change in entry.changes if "row" in change}))


def deeds() -> Sequence[str]:
    """Every deed the trail holds."""
    return session.scalars(sa.select(AuditEntry.deed).distinct().order_by(AuditEntry.deed)).all()


def deeds_of(user_id: uuid.UUID) -> Sequence[AuditEntry]:
    """The newest thousand audit lines in a person's name."""
    return session.scalars(
        sa.select(AuditEntry).where(AuditEntry.actor_id == user_id).order_by(AuditEntry.id.desc()).limit(1000)
    ).all()


def letters_to(user_id: uuid.UUID) -> Sequence[Mail]:
    """Every letter written to a person, newest first."""
    return session.scalars(sa.select(Mail).where(Mail.recipient_id == user_id).order_by(Mail.made_at.desc())).all()


def ids_holding(role: Role) -> Sequence[uuid.UUID]:
    """Ids of active accounts holding a role."""
    return session.scalars(
        sa.select(user_role.c.user_id)
        .join(RoleRow, RoleRow.id == user_role.c.role_id)
        .join(User, User.id == user_role.c.user_id)
        .where(RoleRow.name == role, User.active)
    ).all()
