"""Writes about people: invite, set roles, disable, appoint; and the count of failed sign-ins."""

from __future__ import annotations

import secrets
import unicodedata
import uuid
from collections.abc import Collection
from datetime import date, timedelta
from typing import Literal

from flask_security.recoverable import generate_reset_password_token
from flask_security.utils import hash_password

from accounts import notices, queries
from accounts.actor import Actor, Role
from accounts.models import Appointment, AppointmentKind, Organisation, OrganisationType, RoleRow, SignIn, User
from core import audit, db, words
from core.errors import Conflict, Invalid
from core.i18n import N_

NAME_TAKEN = N_("Đã có đơn vị mang tên này.")
ADDRESS_TAKEN = N_("Địa chỉ thư điện tử này đã có tài khoản.")
NO_ROLE = N_("Hãy chọn ít nhất một vai trò.")
CHANGED_MEANWHILE = N_("Người khác đã lưu thay đổi sau khi bạn mở trang. Hãy tải lại trang để xem bản mới nhất.")


def add_organisation(
    *,
    name_vi: str,
    type: OrganisationType,
    name_en: str = "",
    abbreviation: str = "",
    functional: bool = False,
    other_names: str = "",
) -> Organisation:
    """Enter an organisation. Raises Conflict when the name is taken."""
    if queries.organisation_named(name_vi) is not None:
        raise Conflict(NAME_TAKEN)
    row = Organisation(
        id=uuid.uuid4(),
        name_vi=words.clean(name_vi).strip(),
        name_en=name_en,
        abbreviation=abbreviation,
        type=type,
        functional=functional,
        other_names=other_names,
        made_at=db.now(),
    )
    row.folded = _folded(row)
    db.session.add(row)
    audit.note("organisation.add", row.id)
    return row


def _folded(row: Organisation) -> str:
    return words.fold(f"{row.name_vi} {row.name_en} {row.abbreviation} {row.other_names}")[:700]


FUNCTIONAL = {OrganisationType.MINISTRY, OrganisationType.MINISTERIAL_AGENCY}
"""Kinds of body that start as functional agencies; afterwards the administrator keeps the table."""


def list_organisation(
    *, name_vi: str, type: OrganisationType, name_en: str = "", abbreviation: str = "", other_names: str = ""
) -> Organisation:
    """Enter an organisation of the catalogue's list unless it is there; what was changed by hand stays."""
    row = queries.organisation_listed_as(name_vi)
    if row is None:
        row = add_organisation(
            name_vi=name_vi,
            type=type,
            name_en=name_en,
            abbreviation=abbreviation,
            functional=type in FUNCTIONAL,
            other_names=other_names,
        )
    row.listed_as = name_vi
    return row


def ensure_roles() -> None:
    """Make sure that every role has its row."""
    _rows(list(Role))


def change_organisation(
    row: Organisation,
    *,
    name_vi: str,
    name_en: str,
    abbreviation: str,
    other_names: str,
    type: OrganisationType,
    functional: bool,
    seen_version: int,
) -> None:
    """Correct an organisation. Raises Conflict when the name is another's, or when somebody saved it meanwhile."""
    other = queries.organisation_named(name_vi)
    if other is not None and other.id != row.id:
        raise Conflict(NAME_TAKEN)
    if row.row_version != seen_version:
        raise Conflict(CHANGED_MEANWHILE)
    row.name_vi, row.name_en, row.abbreviation = name_vi, name_en, abbreviation
    row.other_names, row.type, row.functional = other_names, type, functional
    row.folded = _folded(row)
    audit.note("organisation.change", row.id)


def add_person(
    *,
    email: str,
    name: str,
    roles: Collection[Role],
    organisation: Organisation | None,
    position: str = "",
    phone: str = "",
    language: str = "vi",
    password: str | None = None,
) -> User:
    """Open an account; without a password it waits for the invitation letter to be answered. Raises Conflict."""
    if not roles:
        raise Invalid(NO_ROLE)
    if Role.PROPOSER in roles and organisation is None:
        raise Invalid(N_("Người đề xuất phải thuộc một đơn vị."))
    address = email.strip().lower()
    if queries.person_by_email(address) is not None:
        raise Conflict(ADDRESS_TAKEN)
    row = User(
        id=uuid.uuid4(),
        email=address,
        password=hashed(password) if password else None,
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        name=words.clean(name).strip(),
        position=position,
        phone=phone,
        language=language,
        organisation_id=organisation.id if organisation else None,
        made_at=db.now(),
        roles=_rows(roles),
        failures=0,
    )
    _refold(row)
    db.session.add(row)
    audit.note("person.add", row.id, roles=sorted(role.value for role in roles))
    return row


NORMAL_FORM: Literal["NFKD"] = "NFKD"
"""Passwords are brought to this form before they are hashed or compared, whichever way a keyboard writes Vietnamese."""


def hashed(password: str) -> str:
    """The hash that is kept of a password."""
    return str(hash_password(unicodedata.normalize(NORMAL_FORM, password)))


def _refold(user: User) -> None:
    user.folded = words.fold(f"{user.name} {user.email} {user.position}")[:700]
    given, family = words.person_key(user.name)
    ranks = [*given[0][:20], 0, *given[1][:20], 0, *family[0][:40], 0, *family[1][:40]]
    user.sort_key = "".join(f"{min(rank, 0xFFF):03x}" for rank in ranks)[:400]


def invite(user: User) -> None:
    """Write the letter with the link to set a password; a further letter may follow, the older link stays good."""
    if user.password is not None:
        raise Conflict(N_("Người này đã đặt mật khẩu; nếu quên, họ tự đặt lại ở trang đăng nhập."))
    if not user.active:
        raise Conflict(N_("Tài khoản đang bị khóa; hãy mở lại trước khi gửi thư mời."))
    user.invited_at = db.now()
    notices.invite(
        user,
        token=generate_reset_password_token(user),  # type: ignore[no-untyped-call]  # the library has no types
    )
    audit.note("person.invite", user.id)


def change_details(
    user: User,
    *,
    name: str,
    position: str,
    phone: str,
    language: str,
    seen_edition: int,
    email: str | None = None,
    organisation: Organisation | None = None,
    by_administrator: bool = False,
) -> None:
    """Save a person's details; address and organisation are the administrator's to change. Raises Conflict."""
    queries.locked(user)
    if user.edition != seen_edition:
        raise Conflict(CHANGED_MEANWHILE)
    user.name, user.position, user.phone, user.language = name, position, phone, language
    if by_administrator:
        address = (email or "").strip().lower()
        other = queries.person_by_email(address)
        if other is not None and other.id != user.id:
            raise Conflict(ADDRESS_TAKEN)
        if organisation is None and Role.PROPOSER in {row.name for row in user.roles}:
            raise Invalid(N_("Người đề xuất phải thuộc một đơn vị."))
        moved = address != user.email or (organisation.id if organisation else None) != user.organisation_id
        user.email, user.organisation_id = address, organisation.id if organisation else None
        if moved:
            end_sessions(user)
    user.edition += 1
    _refold(user)
    audit.note("person.details", user.id)


def _rows(roles: Collection[Role]) -> list[RoleRow]:
    held = queries.role_rows()
    for role in roles:
        if role not in held:
            held[role] = RoleRow(name=role)
            db.session.add(held[role])
    return [held[role] for role in sorted(roles)]


def set_roles(user: User, roles: Collection[Role], actor: Actor) -> None:
    """Give a person exactly these roles and end their open sessions. The last administrator cannot step down."""
    before = {row.name for row in user.roles}
    if not roles:
        raise Invalid(NO_ROLE)
    if before == set(roles):
        return
    if Role.ADMINISTRATOR not in roles and Role.ADMINISTRATOR in before:
        _keep_one_administrator(user)
    if Role.PROPOSER in roles and user.organisation_id is None:
        raise Invalid(N_("Người đề xuất phải thuộc một đơn vị."))
    user.roles = _rows(roles)
    end_sessions(user)
    audit.note("person.roles", user.id, before=sorted(before), after=sorted(roles))


def disable(user: User, actor: Actor) -> None:
    """Shut an account at its next request; nothing it wrote is lost."""
    if user.id == actor.id:
        raise Invalid(N_("Không thể tự khóa tài khoản của mình."))
    if Role.ADMINISTRATOR in {row.name for row in user.roles}:
        _keep_one_administrator(user)
    user.active = False
    user.fs_uniquifier = secrets.token_hex(32)  # an invitation that is still under way opens nothing either
    close_sessions(user)
    audit.note("person.disable", user.id)


def enable(user: User) -> None:
    """Open a disabled account again."""
    user.active = True
    wake(user)
    audit.note("person.enable", user.id)


def wake(user: User) -> None:
    """Forget wrong passwords: the account no longer rests."""
    user.failures = 0
    user.locked_until = None


def _keep_one_administrator(user: User) -> None:
    queries.lock_role(Role.ADMINISTRATOR)
    if set(queries.ids_holding(Role.ADMINISTRATOR)) <= {user.id}:
        raise Invalid(N_("Đây là quản trị viên duy nhất đang hoạt động; hãy giao quyền cho người khác trước."))


def end_sessions(user: User) -> None:
    """Sign the person out everywhere at their next request; the link of an unanswered invitation stays good."""
    if user.password is not None:
        user.fs_uniquifier = secrets.token_hex(32)
    close_sessions(user)


def open_session(user: User, *, device: str) -> SignIn:
    """Somebody has signed in."""
    made = SignIn(id=uuid.uuid4(), user_id=user.id, opened_at=db.now(), device=device)
    db.session.add(made)
    user.last_seen_at = db.now()
    audit.note("person.sign_in", user.id)
    return made


def close_session(user: User, sign_in_id: str) -> None:
    """Somebody has signed out: this one session is over on the server, whatever copies of its cookie exist."""
    for row in queries.open_sign_ins(user.id):
        if str(row.id) == sign_in_id:
            row.ended_at = db.now()
    audit.note("person.sign_out", user.id)


def close_sessions(user: User, *, but: str = "") -> int:
    """End every open session of a person, or all but one; returns how many ended."""
    ended = [row for row in queries.open_sign_ins(user.id) if str(row.id) != but]
    for row in ended:
        row.ended_at = db.now()
    return len(ended)


def forget_old_sessions() -> None:
    """Drop the rows of sessions that ended or outlived every limit; the audit trail keeps who signed in when."""
    with db.unit_of_work():
        queries.drop_sign_ins(before=db.now() - timedelta(days=30))


def end_other_sessions(user: User, *, but: str) -> int:
    """The person ends every session of theirs but the present one."""
    audit.note("person.sessions_end", user.id)
    return close_sessions(user, but=but)


def appoint(user: User, *, system: int, kind: AppointmentKind, since: date, document: str = "") -> Appointment:
    """Name a chief engineer (or deputy) of a system; whoever stood there before ends the day before."""
    held = {row.name for row in user.roles}
    if kind is AppointmentKind.DEPUTY and Role.SECRETARIAT not in held:
        raise Invalid(N_("Người được giao thay phải là người của Cơ quan Thường trực, Tổ Giúp việc."))
    if kind is AppointmentKind.CHIEF_ENGINEER and Role.CHIEF_ENGINEER not in held:
        user.roles = _rows(held | {Role.CHIEF_ENGINEER})
    for row in queries.appointments():
        if row.system == system and row.kind is kind:
            if row.user_id == user.id:
                raise Conflict(N_("Người này đang đảm nhiệm chính tư cách đó ở hệ thống đã chọn."))
            row.until = max(row.since, since - timedelta(days=1))
    db.session.flush()
    made = Appointment(id=uuid.uuid4(), user_id=user.id, system=system, kind=kind, since=since, document=document)
    db.session.add(made)
    audit.note("person.appoint", user.id, system=system, kind=kind)
    return made


def end_appointment(appointment: Appointment, *, on: date) -> None:
    """End an appointment; proposals of the system go to the deputy until another is named."""
    appointment.until = max(appointment.since, on)
    audit.note("person.appointment_end", appointment.user_id, system=appointment.system)


def resting(user: User) -> bool:
    """Whether the account rests after too many wrong passwords."""
    return user.locked_until is not None and user.locked_until > db.now()


def count_sign_in(user: User, *, right: bool, most: int, rest_seconds: int) -> None:
    """Count one attempt; after `most` wrong ones in a row the account rests for a while."""
    if right:
        if user.failures or user.locked_until is not None:
            wake(user)
        return
    user.failures += 1
    if user.failures >= most:
        user.failures = 0
        user.locked_until = db.now() + timedelta(seconds=rest_seconds)
        audit.note("person.locked", user.id)
