"""The list of proposals a person may see: filters in the address, counts that open what they count, keyset pages."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Actor, Role
from accounts.gate import allow, current_actor
from core import db, words
from core.forms import HouseForm
from core.i18n import N_, choose, gettext
from proposals import policies, queries
from proposals.dossier import named
from proposals.listing import GROUPS, Filters, read_filters
from proposals.views.blueprint import bp
from proposals.workflow import Status

STAGES: tuple[tuple[Status, str], ...] = (
    (Status.DRAFT, N_("Bản nháp")),
    (Status.INTAKE, N_("Chờ tiếp nhận")),
    (Status.RETURNED, N_("Chờ hoàn thiện")),
    (Status.ASSESSMENT, N_("Đang thẩm định")),
    (Status.ENGINEERING, N_("Chờ Tổng công trình sư")),
    (Status.COMMITTEE, N_("Chờ Ban Chỉ đạo")),
    (Status.DECIDED, N_("Đã có quyết định")),
    (Status.WITHDRAWN, N_("Đã rút")),
    (Status.REFUSED, N_("Không tiếp nhận")),
    (Status.MERGED, N_("Đã nhập vào đề xuất khác")),
    (Status.SECRET, N_("Chuyển kênh mật")),
)


@bp.get("/")
@allow(Role.PROPOSER, Role.SECRETARIAT, Role.AUDITOR)
def index() -> ResponseReturnValue:
    """Every proposal this person sees, newest change first."""
    actor = current_actor()
    filters = read_filters(request.args)
    rows, after = queries.listed(filters, seen_by=actor)
    counted = queries.counts(seen_by=actor)
    shown = set(counted) | (filters.statuses or frozenset())
    return render_template(
        "proposals/index.html",
        rows=[_row(row, actor) for row in rows],
        filters=filters,
        tiles=_tiles(counted),
        all_count=sum(counted.values()),
        stages=[
            ("", gettext("Mọi bước")),
            *((code, gettext(label)) for code, (label, _) in GROUPS.items()),
            *((status.value, gettext(label)) for status, label in STAGES if status in shown),
        ],
        systems=[("", gettext("Mọi hệ thống")), *((n, gettext("Hệ thống %(number)s", number=n)) for n in range(1, 7))],
        older=_page(filters, after=str(after)) if after else "",
        newest=_page(filters) if filters.after else "",
        address=filters.address(),
        form=HouseForm(formdata=None) if policies.may_create(actor) else None,
        own_only=not actor.holds(Role.SECRETARIAT, Role.AUDITOR),
    )


def _page(filters: Filters, **more: str) -> str:
    """The address of the list narrowed like this."""
    values: dict[str, Any] = {**filters.address(), **more}
    return url_for(".index", **values)


def _row(row: Any, actor: Actor) -> dict[str, Any]:
    """One line of the list; a draft opens where it is written, anything else where it is read."""
    mine = actor.organisation_id == row.organisation_id and actor.holds(Role.PROPOSER)
    writing = mine and row.status in (Status.DRAFT, Status.RETURNED)
    secret = row.status is Status.SECRET
    due = row.step_due
    return {
        "title": named(row.title, row.status),
        "url": url_for(".tasks" if writing else ".show", proposal_id=row.id),
        "facts": [row.number or gettext("Chưa có mã"), "" if secret else row.unit_name],
        "status": row.status.value,
        "outcome": row.outcome,
        "money": words.format_money(row.money_total, choose()) if row.money_total and not secret else "–",
        "since": words.format_date(row.status_since),
        "due_days": (due - db.today()).days if due else None,
        "due_date": words.format_date(due) if due else "",
        "button": gettext("Soạn tiếp") if writing else gettext("Mở"),
    }


def _tiles(counted: dict[Status, int]) -> list[dict[str, Any]]:
    """One figure for each group of statuses; it opens exactly the rows it counts."""
    notes = {
        "todo": gettext("bản nháp và hồ sơ được trả lại"),
        "underway": gettext("từ tiếp nhận đến Ban Chỉ đạo"),
        "decided": "",
        "ended": gettext("đã rút, không tiếp nhận, nhập"),
    }
    return [
        {
            "label": gettext(label),
            "number": sum(counted.get(status, 0) for status in statuses),
            "note": notes[code],
            "url": _page(Filters(status=code)),
        }
        for code, (label, statuses) in GROUPS.items()
    ]
