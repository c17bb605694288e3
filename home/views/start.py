"""Each person's first page: what needs them now, how much stands where, what has happened lately."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Actor, Role
from accounts.gate import public, someone
from core import db
from core.i18n import N_, gettext
from home import queries
from home.views import bp, needs
from home.views.public import landing
from proposals import deeds
from proposals.dossier import named
from proposals.workflow import Status

TILES: tuple[tuple[Status, str], ...] = (
    (Status.DRAFT, N_("Bản nháp")),
    (Status.INTAKE, N_("Chờ tiếp nhận")),
    (Status.RETURNED, N_("Chờ hoàn thiện")),
    (Status.ASSESSMENT, N_("Đang thẩm định")),
    (Status.ENGINEERING, N_("Chờ Tổng công trình sư")),
    (Status.COMMITTEE, N_("Chờ Ban Chỉ đạo")),
    (Status.DECIDED, N_("Đã có quyết định")),
)


@bp.get("/")
@public
def start() -> ResponseReturnValue:
    """What needs this person now; visitors get the public page."""
    actor = someone()
    if actor is None:
        return landing()
    waiting = queries.waiting_for(actor)
    return render_template(
        "home/start.html",
        items=needs.rows(waiting, db.today()),
        more=needs.more(waiting),
        late=sum(1 for row in waiting if row.due and row.due < db.today()),
        tiles=_tiles(actor),
        lately=_lately(actor),
        may_create=actor.holds(Role.PROPOSER) and actor.organisation_id is not None,
        headless=queries.systems_without_head() if actor.holds(Role.ADMINISTRATOR) else [],
    )


def _lately(actor: Actor) -> list[dict[str, Any]]:
    """The last days in plain words; a proposer's note says which office acted, not who."""
    said = []
    for row in queries.lately(actor):
        deed = deeds.deed(row.deed)
        said.append(
            {
                "title": named(row.title, row.status),
                "code": row.code,
                "url": url_for("proposals.show", proposal_id=row.proposal_id),
                "words": gettext(deed.words, version=row.version or ""),
                "who": row.who or (gettext(deed.office) if deed.office else ""),
                "at": row.at,
            }
        )
    return said


def _tiles(actor: Actor) -> list[dict[str, Any]]:
    if not actor.holds(Role.PROPOSER, Role.SECRETARIAT, Role.AUDITOR):
        return []  # the list these figures open is not this person's
    held = queries.stages(actor)
    shown = []
    for status, label in TILES:
        if status is Status.DRAFT and not actor.holds(Role.PROPOSER):
            continue
        url = url_for("proposals.index", status=status.value)
        shown.append({"label": gettext(label), "number": held.get(status, 0), "note": "", "url": url, "tone": ""})
    return shown
