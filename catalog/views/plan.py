"""What the plan lists, for everybody with an account: systems, initiatives, targets, template fields, criteria."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from accounts import queries as people
from accounts.gate import signed_in
from catalog import queries
from catalog.views import bp
from core.i18n import N_, gettext

TABS = (
    ("systems", N_("Hệ thống chiến lược")),
    ("initiatives", N_("30 sáng kiến")),
    ("targets", N_("Chỉ tiêu")),
    ("template", N_("Mẫu đề xuất")),
    ("criteria", N_("Tiêu chí")),
    ("rules", N_("Quy định của đơn vị")),
)


def page(template: str, *, current: str, **facts: Any) -> str:
    """A page of the catalogue with its tabs."""
    tabs = [
        {"label": gettext(label), "url": url_for(f"catalog.{code}"), "current": code == current} for code, label in TABS
    ]
    tabs.append({"label": gettext(N_("Đơn vị")), "url": url_for("accounts.organisations"), "current": False})
    return render_template(template, tabs=tabs, english=str(get_locale()) == "en", **facts)


def _typed() -> str:
    return request.args.get("q", "")[:200]


@bp.get("")
@signed_in
def systems() -> ResponseReturnValue:
    """The six systems, each with its initiatives and who stands for it."""
    by_system: dict[int, list[Any]] = {}
    for initiative in queries.initiatives():
        by_system.setdefault(initiative.system, []).append(initiative)
    standing: dict[int, list[Any]] = {}
    for row in people.appointments():
        standing.setdefault(row.system, []).append(row)
    return page(
        "catalog/systems.html",
        current="systems",
        systems=queries.systems(),
        by_system=by_system,
        standing=standing,
        release=queries.release(),
    )


@bp.get("/systems/<int:number>")
@signed_in
def system(number: int) -> ResponseReturnValue:
    """One system: what it is for, its initiatives."""
    row = queries.system(number)
    return page(
        "catalog/system.html",
        current="systems",
        system=row,
        initiatives=queries.initiatives(system=number),
        standing=[held for held in people.appointments() if held.system == number],
    )


@bp.get("/initiatives")
@signed_in
def initiatives() -> ResponseReturnValue:
    """The 30 initiatives, found by words of either wording."""
    held = queries.systems()
    wanted = request.args.get("system", type=int)
    wanted = wanted if wanted in {row.number for row in held} else None
    return page(
        "catalog/initiatives.html",
        current="initiatives",
        rows=queries.initiatives(_typed(), system=wanted),
        systems=held,
        typed=_typed(),
        system=wanted,
    )


@bp.get("/initiatives/<int:number>")
@signed_in
def initiative(number: int) -> ResponseReturnValue:
    """One initiative in both wordings."""
    row = queries.initiative(number)
    return page(
        "catalog/initiative.html",
        current="initiatives",
        row=row,
        system=queries.system(row.system),
        numbers=[one.number for one in queries.initiatives()],
    )


@bp.get("/targets")
@signed_in
def targets() -> ResponseReturnValue:
    """Targets and qualitative goals by the document that sets them."""
    rows = queries.targets(_typed())
    groups = [(source, list(held)) for source, held in groupby(sorted(rows, key=_source), key=lambda row: row.source)]
    return page("catalog/targets.html", current="targets", groups=groups, typed=_typed(), total=len(rows))


def _source(row: Any) -> tuple[int, int]:
    """In the order in which the documents first appear in the list."""
    order = {"Nghị quyết 57-NQ/TW": 0, "Kế hoạch 01-KH/BCĐTW": 1, "Thông báo 45-TB/TGV": 2}
    return order.get(row.source, 9), row.position


@bp.get("/targets/<code>")
@signed_in
def target(code: str) -> ResponseReturnValue:
    """The place of one target in the list."""
    return redirect(url_for(".targets") + "#" + queries.target(code).code)


@bp.get("/template")
@signed_in
def template() -> ResponseReturnValue:
    """The 17 fields of the template with our help."""
    return page("catalog/template.html", current="template", fields=queries.template_fields())


@bp.get("/criteria")
@signed_in
def criteria() -> ResponseReturnValue:
    """The six criteria with our explanation."""
    return page("catalog/criteria.html", current="criteria", criteria=queries.criteria())


@bp.get("/search")
@signed_in
def search() -> ResponseReturnValue:
    """One search across everything the catalogue holds."""
    typed = _typed()
    found = typed.strip() != ""
    return page(
        "catalog/search.html",
        current="",
        typed=typed,
        systems=queries.systems(typed) if found else [],
        initiatives=queries.initiatives(typed) if found else [],
        targets=queries.targets(typed) if found else [],
        fields=queries.template_fields(typed) if found else [],
        criteria=queries.criteria(typed) if found else [],
        organisations=people.organisations(typed) if found else [],
    )
