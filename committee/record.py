"""The first draft of a sitting's minutes: who was there, each item with its votes and decision (pure)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from core.i18n import N_
from core.words import format_date

Say = Callable[..., str]
"""`core.i18n.gettext`: a sentence and its named values."""


@dataclass(frozen=True, kw_only=True)
class RecordedItem:
    """One item of the agenda as the minutes tell it; `outcome` is empty where nothing was decided."""

    number: str
    title: str
    unit: str
    agree: int = 0
    disagree: int = 0
    other: int = 0
    withdrawn: tuple[str, ...] = ()
    outcome: str = ""
    text: str = ""
    conditions: tuple[str, ...] = ()
    supervisor: str = ""
    lead_unit: str = ""
    due: date | None = None
    forwarded_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Record:
    """A sitting as the minutes tell it. Votes are told as numbers, never by name."""

    code: str
    title: str
    held_on: date
    held_at: str
    place: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    needed: int
    items: tuple[RecordedItem, ...] = field(default_factory=tuple)


def minutes(record: Record, say: Say) -> str:
    """The minutes as plain text in the language of `say`, to be completed by hand."""
    lines = [
        say(N_("BIÊN BẢN PHIÊN HỌP %(code)s"), code=record.code),
        record.title,
        "",
        say(N_("Thời gian: %(time)s ngày %(day)s"), time=record.held_at, day=format_date(record.held_on)),
        say(N_("Địa điểm: %(place)s"), place=record.place or "…"),
        "",
        say(N_("I. THÀNH PHẦN")),
        say(N_("Có mặt (%(count)s): %(names)s."), count=len(record.present), names=", ".join(record.present) or "–"),
        say(N_("Vắng mặt (%(count)s): %(names)s."), count=len(record.absent), names=", ".join(record.absent) or "–"),
        say(
            N_("Số thành viên cần có mặt: %(needed)s trên %(members)s."),
            needed=record.needed,
            members=len(record.present) + len(record.absent),
        ),
        "",
        say(N_("II. NỘI DUNG VÀ KẾT LUẬN")),
    ]
    for place, item in enumerate(record.items, start=1):
        lines += ["", f"{place}. {item.number} – {item.title} ({item.unit})", *_item(item, say)]
    lines += ["", say(N_("Biên bản được lập để Thường trực Ban Chỉ đạo xem xét, thông qua."))]
    return "\n".join(lines)


def _item(item: RecordedItem, say: Say) -> list[str]:
    lines = []
    if item.withdrawn:
        lines.append(say(N_("Rút khỏi mục: %(names)s."), names=", ".join(item.withdrawn)))
    if not item.outcome:
        return [*lines, say(N_("Chưa kết luận; để lại phiên họp sau."))]
    lines.append(
        say(
            N_("Biểu quyết: %(agree)s đồng ý, %(disagree)s không đồng ý, %(other)s ý kiến khác."),
            agree=item.agree,
            disagree=item.disagree,
            other=item.other,
        )
    )
    lines += [say(N_("Kết luận: %(outcome)s."), outcome=item.outcome), item.text]
    lines += [say(N_("Điều kiện: %(condition)s."), condition=condition) for condition in item.conditions]
    for sentence, value in (
        (N_("Thành viên chỉ đạo, giám sát: %(value)s."), item.supervisor),
        (N_("Đơn vị chủ trì: %(value)s."), item.lead_unit),
        (N_("Hạn thực hiện: %(value)s."), format_date(item.due) if item.due else ""),
        (N_("Trình: %(value)s."), item.forwarded_to),
    ):
        if value:
            lines.append(say(sentence, value=value))
    return lines
