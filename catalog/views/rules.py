"""The rules the unit sets itself: what is in force, what it was before, and since when."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from accounts.actor import Role
from accounts.gate import allow, current_actor, signed_in
from catalog import queries, services
from catalog.forms import RuleChoiceForm, RuleForm
from catalog.rules import RULE_BY_CODE, RULES, RuleSpec
from catalog.views import bp
from catalog.views.plan import page
from core import db, once
from core.db import unit_of_work
from core.i18n import N_, gettext


def shown(spec: RuleSpec, value: str) -> str:
    """A rule's value in words: "10 ngày", "67%", "Văn bản của Đảng"."""
    if spec.choices:
        return gettext(dict(spec.choices).get(value, value))
    if spec.unit == "%":
        return f"{value}%"
    return f"{value} {gettext(spec.unit)}".strip()


@bp.get("/rules")
@signed_in
def rules() -> ResponseReturnValue:
    """Every rule with the value in force today and its history."""
    held = queries.rules_set()
    today = db.today()
    rows = []
    for spec in RULES:
        past = held.get(spec.code, [])
        now = next((row for row, _ in past if row.since <= today), None)
        rows.append(
            {
                "spec": spec,
                "value": shown(spec, now.value if now else spec.default),
                "since": now.since if now else None,
                "history": [(shown(spec, row.value), row, name) for row, name in past],
                "default": shown(spec, spec.default),
            }
        )
    return page(
        "catalog/rules.html",
        current="rules",
        rows=rows,
        today=today,
        keeps=current_actor().holds(Role.ADMINISTRATOR),
    )


@bp.route("/rules/<code>", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def rule(code: str) -> ResponseReturnValue:
    """Give a rule another value from a day on."""
    spec = RULE_BY_CODE.get(code)
    if spec is None:
        abort(404)
    in_force = queries.rule(code)
    kind = RuleChoiceForm if spec.choices else RuleForm
    form = kind(spec=spec, value=in_force, since=db.today())
    facts: dict[str, Any] = {"spec": spec, "form": form, "in_force": shown(spec, in_force), "current": "rules"}
    if request.method == "GET":
        return page("catalog/rule.html", **facts)
    if not form.validate():
        return page("catalog/rule.html", **facts), 422
    actor = current_actor()
    with unit_of_work(actor):
        once.spend(form.once.data)
        services.set_rule(spec, value=form.value.data, since=form.since.data, reason=form.reason.data, actor=actor)
    flash(gettext(N_("Đã đặt quy định.")), "success")
    return redirect(url_for(".rules") + "#" + code)
