"""The audit trail as a list: who, when, which deed, on what; never what was written."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import labels, queries
from accounts.actor import Role
from accounts.forms import trail_filter
from accounts.gate import allow
from accounts.queries import PAGE
from accounts.views import bp
from core.i18n import N_, gettext


@bp.get("/trail")
@allow(Role.ADMINISTRATOR, Role.AUDITOR)
def trail() -> ResponseReturnValue:
    """The newest audit lines, narrowed by day, person and deed."""
    asked = {name: request.args.get(name, "")[:60].strip() for name in ("first", "last", "person", "deed", "subject")}
    wanted, fault = trail_filter(asked, request.args.get("before", type=int))
    lines = [] if fault else queries.trail(wanted)
    keep: dict[str, Any] = {name: value for name, value in asked.items() if value}
    people = queries.people(active=False)
    return render_template(
        "accounts/trail.html",
        lines=lines[:PAGE],
        fault=fault,
        asked=asked,
        keep=keep,
        newest=url_for(".trail", **keep) if wanted.before else "",
        older=url_for(".trail", **keep, before=lines[PAGE - 1].id) if len(lines) > PAGE else "",
        deed_label=labels.DEEDS,
        deeds=[
            ("", gettext(N_("Mọi thao tác"))),
            *((code, gettext(labels.DEEDS.get(code, code))) for code in queries.deeds()),
        ],
        people=[("", gettext(N_("Mọi người"))), *((str(user.id), user.name) for user in people)],
    ), (422 if fault else 200)
