"""Pages of organisations: everybody may look them up, the administrator keeps the list."""

from __future__ import annotations

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from accounts import labels, queries, services
from accounts.actor import Role
from accounts.forms import OrganisationForm
from accounts.gate import allow, current_actor, signed_in
from accounts.models import Organisation, OrganisationType
from accounts.views import bp
from core import once
from core.db import unit_of_work
from core.i18n import N_, gettext


@bp.get("/organisations")
@signed_in
def organisations() -> ResponseReturnValue:
    """Every organisation, narrowed by words, kind, and whether it assesses."""
    typed = request.args.get("q", "")[:200]
    kind = request.args.get("type", "")
    functional = request.args.get("functional", "") == "1"
    rows = [
        row
        for row in queries.organisations(typed, functional=True if functional else None)
        if kind not in labels.ORGANISATION_TYPES or row.type.value == kind
    ]
    actor = current_actor()
    keeps = actor.holds(Role.ADMINISTRATOR)
    return render_template(
        "accounts/organisations.html",
        rows=rows,
        typed=typed,
        kind=kind,
        functional=functional,
        keeps=keeps,
        counts=queries.organisation_counts() if keeps else {},
        types=[
            ("", gettext(N_("Mọi loại"))),
            *((code, gettext(text)) for code, text in labels.ORGANISATION_TYPES.items()),
        ],
        type_label=labels.ORGANISATION_TYPES,
        english=str(get_locale()) == "en",
    )


@bp.route("/organisations/new", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def add_organisation() -> ResponseReturnValue:
    """Enter an organisation."""
    form = OrganisationForm(type=OrganisationType.OTHER.value)
    if request.method == "GET":
        return render_template("accounts/organisation.html", form=form, row=None)
    if not form.validate() or _taken(form, None):
        return render_template("accounts/organisation.html", form=form, row=None), 422
    with unit_of_work(current_actor()):
        once.spend(form.once.data)
        row = services.add_organisation(
            name_vi=form.name_vi.data,
            name_en=form.name_en.data,
            abbreviation=form.abbreviation.data,
            other_names=form.other_names.data,
            type=OrganisationType(form.type.data),
            functional=form.functional.data,
        )
    flash(gettext(N_("Đã thêm đơn vị %(name)s."), name=row.name_vi), "success")
    return redirect(url_for(".organisations", q=row.name_vi))


@bp.route("/organisations/<uuid:organisation_id>", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def organisation(organisation_id: uuid.UUID) -> ResponseReturnValue:
    """Correct an organisation."""
    row = queries.organisation(organisation_id)
    form = OrganisationForm(obj=row)
    if request.method == "GET":
        form.type.data = row.type.value
        return render_template("accounts/organisation.html", form=form, row=row)
    if not form.validate() or _taken(form, row):
        return render_template("accounts/organisation.html", form=form, row=row), 422
    if form.row_version.data != str(row.row_version):
        form.row_version.data = str(row.row_version)
        return render_template("accounts/organisation.html", form=form, row=row, stale=True), 409
    with unit_of_work(current_actor()):
        services.change_organisation(
            row,
            name_vi=form.name_vi.data,
            name_en=form.name_en.data,
            abbreviation=form.abbreviation.data,
            other_names=form.other_names.data,
            type=OrganisationType(form.type.data),
            functional=form.functional.data,
            seen_version=row.row_version,
        )
    flash(gettext(N_("Đã lưu.")), "success")
    return redirect(url_for(".organisations", q=row.name_vi))


def _taken(form: OrganisationForm, row: Organisation | None) -> bool:
    """Whether the name is another organisation's; says so at the box."""
    other = queries.organisation_named(form.name_vi.data)
    if other is None or (row is not None and other.id == row.id):
        return False
    form.name_vi.errors = [gettext(services.NAME_TAKEN)]
    return True
