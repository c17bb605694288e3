"""The reviewers' queue: what waits, whose day has passed, and the next one to score always a press away."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, get_template_attribute, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Actor, Role
from accounts.gate import allow, current_actor
from core import db, words
from core.forms import read_id
from core.i18n import N_, gettext, language
from core.pieces import drawn, drawn_each
from review.models import AssignmentState
from review.queries import figures
from review.queries import queue as queries
from review.queries.queue import DESK_STEPS, OWN_STEPS, SORTS, STANDING, TABS, Edge, Filters
from review.views import bp


@bp.get("/review")
@allow(Role.REVIEWER, Role.ADVISER, Role.SECRETARIAT, Role.AUDITOR)
def queue() -> ResponseReturnValue:
    """One page of the queue."""
    actor = current_actor()
    filters = asked(actor)
    counted = figures.counts(filters, actor)
    page = queries.page(filters, actor, _edge())
    own = queries.by_assignment(filters.tab, actor)
    return render_template(
        "review/queue.html",
        filters=filters,
        own=own,
        tabs=_tabs(filters, actor, counted),
        tiles=_tiles(actor, counted),
        rows=_rows(page.rows, own=own),
        newer=_address(filters, page.newer),
        older=_address(filters, page.older),
        total=counted.get(filters.tab, 0),
        choices=figures.choices(actor),
        steps=tuple((code, gettext(label)) for code, label in (OWN_STEPS if own else DESK_STEPS).items()),
        sorts=tuple((code, gettext(label)) for code, label in SORTS.items()),
        keep=_kept(filters),
        has_next=counted.get("tile_mine", 0) > 0,
        english=language() == "en",
    )


def asked(actor: Actor) -> Filters:
    """The filters of the address; what is not in its closed set counts as not chosen."""
    arguments = request.args
    tabs = queries.tabs_of(actor)
    tab = arguments.get("tab", tabs[0])
    tab = tab if tab in tabs else tabs[0]
    sort = arguments.get("sort", "due")
    steps = OWN_STEPS if queries.by_assignment(tab, actor) else DESK_STEPS
    system = arguments.get("system", "")
    return Filters(
        tab=tab,
        words=" ".join(arguments.get("q", "").split())[:200],
        unit=read_id(arguments.get("unit", "")),
        step=arguments.get("step", "") if arguments.get("step", "") in steps else "",
        system=int(system) if system in tuple("123456") else None,
        sort=sort if sort in SORTS else "due",
    )


def _edge() -> Edge | None:
    """The edge of the address: "after" or "before" hold "value~id"."""
    for name in ("after", "before"):
        value, _, ident = request.args.get(name, "").rpartition("~")
        known = read_id(ident)
        if value and known is not None:
            return Edge(value=value[:400], id=known, back=name == "before")
    return None


def _kept(filters: Filters) -> dict[str, str]:
    """What is in force, for links that change one thing."""
    held = {
        "tab": filters.tab,
        "q": filters.words,
        "unit": filters.unit.hex if filters.unit else "",
        "step": filters.step,
        "system": str(filters.system or ""),
        "sort": filters.sort if filters.sort != "due" else "",
    }
    return {name: value for name, value in held.items() if value}


def _address(filters: Filters, edge: Edge | None) -> str:
    if edge is None:
        return ""
    name = "before" if edge.back else "after"
    return url_for(".queue", **_kept(filters), **{name: f"{edge.value}~{edge.id.hex}"})  # type: ignore[arg-type]


def _tabs(filters: Filters, actor: Actor, counted: dict[str, int]) -> list[dict[str, Any]]:
    kept = {name: value for name, value in _kept(filters).items() if name not in ("tab", "step")}
    return [
        {
            "label": gettext(TABS[tab]),
            "url": drawn(_listed, tab, tuple(kept.items())),
            "current": tab == filters.tab,
            "count": counted[tab],
        }
        for tab in queries.tabs_of(actor)
    ]


def _listed(tab: str, kept: tuple[tuple[str, str], ...]) -> str:
    """The address of a list."""
    return url_for(".queue", **dict(kept) | {"tab": tab})  # type: ignore[arg-type]


TILES = {
    "tile_mine": (N_("Chờ tôi chấm"), {"tab": "mine"}),
    "tile_declare": (N_("Chờ khai xung đột lợi ích"), {"tab": "mine", "step": "declare"}),
    "tile_begun": (N_("Đang chấm dở"), {"tab": "mine", "step": "begun"}),
    "tile_unassigned": (N_("Chờ phân công"), {"tab": "all", "step": "unassigned"}),
    "tile_scoring": (N_("Đang chấm"), {"tab": "all", "step": "scoring"}),
    "tile_complete": (N_("Đủ phiếu, chờ kết thúc"), {"tab": "all", "step": "complete"}),
    "tile_late": (N_("Quá hạn"), {"tab": "late"}),
    "tile_done": (N_("Đã khóa phiếu"), {"tab": "done"}),
}


def _tiles(actor: Actor, counted: dict[str, int]) -> list[dict[str, Any]]:
    """Four figures: a reviewer's own work, or the state of all assessments for the desk."""
    desk = queries.is_desk(actor)
    names = ("tile_unassigned", "tile_scoring", "tile_complete", "tile_late")
    if not desk:
        names = ("tile_mine", "tile_declare", "tile_begun", "tile_done")
    found = []
    for name in names:
        label, opens = TILES[name]
        late = counted["tile_mine_late"] if name == "tile_mine" else 0
        note = gettext(N_("%(number)s quá hạn"), number=late) if late else ""
        tone = "late" if name == "tile_late" and counted[name] else "late-note" if late else ""
        url = drawn(_listed, opens["tab"], tuple(opens.items()))
        found.append({"label": gettext(label), "number": counted[name], "note": note, "url": url, "tone": tone})
    return found


STEP_TONES = {"unassigned": "wait", "scoring": "act", "complete": "done"}
STEP_OF = {standing: step for step, standing in STANDING.items()}


def _rows(rows: list[Any], *, own: bool) -> list[str]:
    return drawn_each(_own_line if own else _desk_line, rows, db.today())


def _own_line(row: Any, today: date) -> str:
    sealed = row.state is AssignmentState.SEALED
    undeclared = row.state is AssignmentState.ASSIGNED
    act = N_("Xem") if sealed else N_("Khai báo") if undeclared else N_("Chấm")
    return _line(
        row,
        url=url_for(".declaration" if undeclared else ".score", assignment_id=row.id),
        done=row.marked or 0,
        of=row.of,
        done_label=gettext(N_("Tiêu chí đã chấm")),
        due_days=None if sealed else (row.due - today).days,
        undeclared=undeclared,
        standing=None,
        alike=None,
        act=gettext(act),
    )


def _desk_line(row: Any, today: date) -> str:
    open_ = row.status.value == "assessment"
    step = STEP_OF.get(row.standing, "") if open_ else ""
    return _line(
        row,
        url=url_for(".assignment", proposal_id=row.id),
        done=row.sealed or 0,
        of=row.reviewers or 0,
        done_label=gettext(N_("Phiếu đã khóa")),
        due_days=(row.due - today).days if row.due and open_ else None,
        undeclared=False,
        standing=(gettext(DESK_STEPS[step]), STEP_TONES[step]) if step else None,
        alike=row.alike,
        act=gettext(N_("Phân công") if open_ and not row.reviewers else N_("Mở")),
    )


def _line(row: Any, **facts: Any) -> str:
    facts |= {
        "title": row.title,
        "code": row.number,
        "unit": row.unit_name,
        "status": row.status.value,
        "score": row.score,
        "due_date": words.format_date(row.due) if row.due else "",
        "money": words.format_money(row.money_total, language()),
    }
    html: str = get_template_attribute("review/_queue.html", "line")(facts)
    return html


@bp.get("/review/next")
@allow(Role.REVIEWER, Role.ADVISER)
def next_open() -> ResponseReturnValue:
    """To the person's next assignment by day; `after` names the one they come from."""
    waiting = queries.open_ids(current_actor())
    here = read_id(request.args.get("after", ""))
    if here in waiting:
        later = waiting[waiting.index(here) + 1 :]
        waiting = later or [held for held in waiting if held != here]
    if not waiting:
        flash(gettext(N_("Không còn hồ sơ nào chờ bạn chấm.")), "done")
        return redirect(url_for(".queue"))
    return redirect(url_for(".score", assignment_id=waiting[0]))
