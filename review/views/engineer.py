"""The chief engineer's queue, by system and days waiting."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.gate import allow, current_actor
from catalog import queries as catalog
from core import db, words
from core.i18n import N_, choose, gettext
from review.queries import recommendation as queries
from review.views import bp
from review.views.recommendation import ENGINEERS

TAB_LABELS = {
    "waiting": N_("Chờ ý kiến"),
    "coming": N_("Đang thẩm định"),
    "asked": N_("Hỏi hệ thống liên quan"),
    "given": N_("Đã cho ý kiến"),
}


@bp.get("/engineer")
@allow(*ENGINEERS)
def engineer_queue() -> ResponseReturnValue:
    """Proposals of one's systems, by system and days waiting."""
    actor = current_actor()
    tab = request.args.get("tab", "waiting")
    tab = tab if tab in queries.TABS else "waiting"
    typed = request.args.get("system", "")
    system = int(typed) if typed in tuple("123456") else None
    counted = queries.queue_counts(actor, system=system)
    kept = {"system": str(system)} if system else {}
    names = {row.number: row for row in catalog.systems()}
    charge = queries.systems_in_charge(actor)
    english = choose() == "en"
    return render_template(
        "review/engineer_queue.html",
        tab=tab,
        tabs=[
            {
                "label": gettext(TAB_LABELS[name]),
                "url": url_for(".engineer_queue", tab=name, **kept),  # type: ignore[arg-type]
                "current": name == tab,
                "count": counted[name],
            }
            for name in queries.TABS
        ],
        groups=_groups(queries.queue(tab, actor, system=system), names, english=english),
        systems=[
            (number, row.name_en if english else row.name_vi)
            for number, row in names.items()
            if charge is None or number in charge
        ],
        system=system or "",
        total=counted[tab],
        most=queries.MOST_ROWS,
        acting=sorted(actor.acting_systems),
        own_organisation=actor.organisation_id,
    )


def _groups(rows: list[Any], names: dict[int, Any], *, english: bool) -> list[dict[str, Any]]:
    groups: dict[int, dict[str, Any]] = {}
    today = db.today()
    for row in rows:
        number = row.main_system or 0
        held = names.get(number)
        name = (held.name_en if english else held.name_vi) if held else ""
        group = groups.setdefault(number, {"number": number, "name": name, "rows": []})
        since = row.status_since.astimezone(db.VIETNAM).date()
        group["rows"].append(
            {
                "id": row.id,
                "asked": row.asked,
                "code": row.number,
                "title": row.title,
                "unit": row.unit_name,
                "status": row.status.value,
                "days": (today - since).days,
                "since": words.format_date(since),
                "due_days": (row.step_due - today).days if row.step_due else None,
                "due_date": words.format_date(row.step_due) if row.step_due else "",
                "money": words.format_money(row.money_total, choose()),
                "organisation_id": row.organisation_id,
                "sealed": row.sealed or 0,
                "reviewers": row.reviewers or 0,
                "mean": row.mean,
                "lowest": row.lowest,
                "highest": row.highest,
                "alike": row.alike,
            }
        )
    return list(groups.values())
