"""Writes of sittings: call, change, note presence, open, close, keep minutes."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from accounts.actor import Actor
from catalog import queries as catalog
from committee import policies
from committee.models import Attendance, Session, SessionState
from committee.queries import agenda, sittings
from core import audit, db
from core.db import session
from core.errors import Conflict, Forbidden, Invalid
from core.i18n import N_
from proposals.models import NumberSeries

STALE = N_("Phiên họp đã được người khác sửa sau khi bạn mở trang. Nội dung bạn gõ được giữ ở bên dưới.")


@dataclass(frozen=True, kw_only=True)
class SittingDraft:
    """What is typed about a sitting."""

    title: str
    held_on: date
    held_at: str
    place: str


def call(draft: SittingDraft, actor: Actor) -> Session:
    """Enter a sitting under the next code of its year; the rules in force now are shown until it opens."""
    if not policies.may_prepare(actor):
        raise Forbidden
    sitting = Session(
        id=uuid.uuid4(),
        code=_next_code(draft.held_on.year),
        title=draft.title,
        held_on=draft.held_on,
        held_at=draft.held_at,
        place=draft.place,
        state=SessionState.PLANNED,
        made_at=db.now(),
        **_rules_in_force(),
    )
    session.add(sitting)
    session.flush()
    audit.note("sitting.call", sitting.id)
    return sitting


def _next_code(year: int) -> str:
    series = f"PH-{year}"
    row = session.get(NumberSeries, series, with_for_update=True) or _begin(series)
    row.last += 1
    session.flush()
    return f"{series}-{row.last:02d}"


def _begin(series: str) -> NumberSeries:
    """The year's first row; where somebody else made it a moment earlier, theirs."""
    with suppress(IntegrityError), session.begin_nested():
        session.add(NumberSeries(series=series, last=0))
    return session.get_one(NumberSeries, series, with_for_update=True, populate_existing=True)


def _rules_in_force() -> dict[str, int]:
    return {code: catalog.rule_number(code) for code in ("quorum_percent", "majority_percent")}


def change(sitting: Session, draft: SittingDraft, actor: Actor, *, seen_version: int) -> None:
    """Change the facts of a sitting that is not closed; its code stays. An older page raises Conflict."""
    if not policies.may_arrange(actor, sitting):
        raise Forbidden
    if seen_version != sitting.row_version:
        raise Conflict(STALE)
    sitting.title, sitting.place = draft.title, draft.place
    sitting.held_on, sitting.held_at = draft.held_on, draft.held_at
    audit.note("sitting.change", sitting.id)


def note_presence(sitting: Session, present: Collection[uuid.UUID], actor: Actor) -> None:
    """Say who is there; everybody else of the sitting's members is absent. Votes of people who left no longer count."""
    if not policies.may_arrange(actor, sitting):
        raise Forbidden
    seated = {seat.member.id for seat in sittings.seats(sitting)}
    if not set(present) <= seated:
        raise Invalid(N_("Có người không phải thành viên của phiên họp này."))
    rows = sittings.attendance(sitting)
    for member_id in seated:
        if member_id in rows:
            rows[member_id].present = member_id in present
        else:
            session.add(_row(sitting, member_id, present=member_id in present))
    audit.note("sitting.presence", sitting.id, present=len(present), members=len(seated))


def _row(sitting: Session, member_id: uuid.UUID, *, present: bool) -> Attendance:
    return Attendance(id=uuid.uuid4(), session_id=sitting.id, member_id=member_id, present=present)


def open_(sitting: Session, actor: Actor) -> None:
    """Open a sitting that has an agenda: today's members and the rules in force are kept with it from now on."""
    if not policies.may_open(actor, sitting):
        raise Conflict(N_("Phiên họp không còn ở bước chuẩn bị. Hãy tải lại trang để xem tình trạng mới nhất."))
    if not agenda.every_item(sitting):
        raise Invalid(N_("Chương trình chưa có mục nào; hãy đưa ít nhất một đề xuất vào chương trình rồi khai mạc."))
    rows = sittings.attendance(sitting)
    members = {member.id for member in sittings.members()}
    if not members:
        raise Invalid(N_("Chưa có tài khoản nào mang vai trò thành viên Ban Chỉ đạo."))
    for member_id in members - rows.keys():
        session.add(_row(sitting, member_id, present=False))
    for member_id in rows.keys() - members:
        session.delete(rows[member_id])
    for code, value in _rules_in_force().items():
        setattr(sitting, code, value)
    sitting.state = SessionState.OPEN
    sitting.opened_at = db.now()
    audit.note("sitting.open", sitting.id)


def close(sitting: Session, actor: Actor) -> None:
    """Close an open sitting; what was not decided waits for another one."""
    if not policies.may_close(actor, sitting):
        raise Conflict(N_("Phiên họp không đang diễn ra. Hãy tải lại trang để xem tình trạng mới nhất."))
    sitting.state = SessionState.CLOSED
    sitting.closed_at = db.now()
    audit.note("sitting.close", sitting.id)


def keep_minutes(sitting: Session, text: str, actor: Actor, *, seen_version: int) -> None:
    """Replace the text of the minutes. An older page raises Conflict."""
    if not policies.may_write_minutes(actor, sitting):
        raise Forbidden(N_("Biên bản chỉ viết được khi phiên họp đã khai mạc và chưa công bố."))
    if seen_version != sitting.row_version:
        raise Conflict(STALE)
    sitting.minutes = text
    audit.note("sitting.minutes", sitting.id)
