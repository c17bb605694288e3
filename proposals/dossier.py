"""The frame of every page about one proposal: its head, the rail of its course, and the tabs this person may open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, url_for

from accounts.actor import Actor, Role
from accounts.gate import may_enter
from core import db, words
from core.i18n import N_, choose, gettext
from proposals import policies, queries, reading
from proposals.models import Proposal
from proposals.workflow import Status

RAIL: tuple[tuple[Status, str], ...] = (
    (Status.DRAFT, N_("Soạn thảo")),
    (Status.INTAKE, N_("Tiếp nhận")),
    (Status.ASSESSMENT, N_("Thẩm định")),
    (Status.ENGINEERING, N_("Tổng công trình sư")),
    (Status.COMMITTEE, N_("Ban Chỉ đạo")),
    (Status.DECIDED, N_("Quyết định")),
)

NEXT: dict[Status, tuple[str, str]] = {
    Status.DRAFT: (N_("Hoàn thiện và gửi"), N_("Đơn vị đề xuất")),
    Status.INTAKE: (N_("Kiểm tra thành phần hồ sơ"), N_("Cơ quan Thường trực")),
    Status.RETURNED: (N_("Bổ sung theo yêu cầu"), N_("Đơn vị đề xuất")),
    Status.ASSESSMENT: (N_("Thẩm định theo sáu tiêu chí"), N_("Người thẩm định")),
    Status.ENGINEERING: (N_("Cho ý kiến"), N_("Tổng công trình sư")),
    Status.COMMITTEE: (N_("Xem xét tại phiên họp"), N_("Thường trực Ban Chỉ đạo")),
}
"""What happens next and by whom."""

SECRET = N_("Nội dung đã chuyển kênh mật")


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A page about one proposal. `opens` is the page's own rule; what its door asks is asked besides."""

    code: str
    label: str
    endpoint: str
    order: int
    opens: Callable[[Actor, Proposal], bool]


def named(title: str, status: Status) -> str:
    """What a list calls a proposal: its title, or a sentence where it has none to show."""
    if status is Status.SECRET:
        return gettext(N_("Nội dung đã chuyển kênh mật"))
    return title or gettext(N_("Đề xuất chưa có tên"))


def add_tab(app: Flask, tab: Tab) -> None:
    """Put a page into the row of tabs of every dossier."""
    held: list[Tab] = app.extensions.setdefault("tabs", [])
    held.append(tab)
    held.sort(key=lambda one: one.order)


def frame(proposal: Proposal, actor: Actor, *, current: str = "content") -> dict[str, Any]:
    """Template context `dossier`, `course`, `tabs` and `list_url` for layouts/dossier.html; `current` is a tab code."""
    return {
        "dossier": head(proposal, actor),
        "course": rail(proposal),
        "tabs": tabs(proposal, actor, current),
        "list_url": list_url(actor),
    }


def list_url(actor: Actor) -> str | None:
    """Where the first step of the path leads: the list of proposals, for those who have one."""
    return url_for("proposals.index") if actor.holds(Role.PROPOSER, Role.SECRETARIAT, Role.AUDITOR) else None


def head(proposal: Proposal, actor: Actor) -> dict[str, Any]:
    """The facts of the head; the outcome only for those who may know it."""
    step, who = NEXT.get(proposal.status, ("", ""))
    due = proposal.step_due
    secret = proposal.status is Status.SECRET
    return {
        "code": proposal.number or gettext(N_("Chưa có mã")),
        "title": gettext(SECRET) if secret else proposal.title or gettext(N_("Đề xuất chưa có tên")),
        "unit": "" if secret else proposal.unit_name or proposal.organisation.name_vi,
        "system": gettext(N_("Hệ thống %(number)s"), number=proposal.main_system) if proposal.main_system else "",
        "status": proposal.status.value,
        "outcome": proposal.outcome if policies.sees_outcome(actor, proposal) else "",
        "version": proposal.current_version.number if proposal.current_version else None,
        "money": words.format_money(proposal.money_total, choose()) if proposal.money_total and not secret else "",
        "next_step": gettext(step),
        "next_who": gettext(who),
        "due_days": (due - db.today()).days if due else None,
        "due_date": words.format_date(due),
        "late": due is not None and due < db.today(),
    }


def rail(proposal: Proposal) -> list[dict[str, Any]]:
    """The six stations with what is done, current and still to come; an ended course skips the rest."""
    order = [status for status, _ in RAIL]
    dates = {**queries.reached(proposal), Status.DRAFT: proposal.made_at}
    at = Status.DRAFT if proposal.status is Status.RETURNED else proposal.status
    reached = order.index(at) if at in order else None
    steps = []
    for index, (status, label) in enumerate(RAIL):
        if reached is None:
            state = "skipped" if index else "done"
        elif index < reached or (at is Status.DECIDED and index == reached):
            state = "done"
        else:
            state = "current" if index == reached else "todo"
        when = words.format_date(dates[status]) if status in dates and state in ("done", "current") else ""
        steps.append({"label": gettext(label), "when": when, "state": state})
    return steps


def tabs(proposal: Proposal, actor: Actor, current: str) -> list[dict[str, Any]]:
    """The tabs in the order of the course: one is there exactly when its page opens to this person."""
    held: list[Tab] = current_app.extensions["tabs"]
    return [
        {
            "label": gettext(tab.label),
            "url": url_for(tab.endpoint, proposal_id=proposal.id),
            "current": tab.code == current,
        }
        for tab in held
        if may_enter(tab.endpoint, actor) and tab.opens(actor, proposal)
    ]


def reader() -> reading.Reader:
    """The reader of this request: their language, their translator, the catalogue's names."""
    locale = choose()
    return reading.Reader(say=gettext, locale=locale, names=queries.names(locale))


def read(content: Mapping[str, Any]) -> tuple[reading.PartReading, ...]:
    """A content document put into words for this reader; print it with `templates/proposals/content.html`."""
    return reading.read(content, reader())
