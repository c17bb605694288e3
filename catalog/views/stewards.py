"""Who stands for each strategic system: chief engineers and the secretariat's named deputies (plan III.3, III.5)."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from accounts import labels
from accounts import queries as people
from accounts import services as accounts
from accounts.actor import Role
from accounts.gate import allow, current_actor
from accounts.models import AppointmentKind
from catalog import queries
from catalog.forms import AppointmentForm
from catalog.views import bp
from catalog.views.plan import page
from core import db, once
from core.db import unit_of_work
from core.i18n import N_, gettext


@bp.route("/appointments", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def appointments() -> ResponseReturnValue:
    """The six systems with who stands for each, and the form that records another appointment."""
    systems = queries.systems()
    english = str(get_locale()) == "en"
    choices = [(str(row.number), f"{row.number}. {row.name_en if english else row.name_vi}") for row in systems]
    form = AppointmentForm(
        systems=choices,
        kind=AppointmentKind.CHIEF_ENGINEER.value,
        since=db.today(),
        system=request.args.get("system", ""),
    )
    facts: dict[str, Any] = {
        "current": "",
        "form": form,
        "systems": systems,
        "standing": {(row.system, row.kind.value): row for row in people.appointments()},
        "past": people.past_appointments(),
        "kinds": labels.APPOINTMENTS,
    }
    if request.method == "GET":
        return page("catalog/appointments.html", **facts)
    if not form.validate():
        return page("catalog/appointments.html", **facts), 422
    with unit_of_work(current_actor()):
        once.spend(form.once.data)
        accounts.appoint(
            people.person(uuid.UUID(form.person.data)),
            system=int(form.system.data),
            kind=AppointmentKind(form.kind.data),
            since=form.since.data,
            document=form.document.data,
        )
    flash(gettext(N_("Đã ghi nhận bổ nhiệm.")), "success")
    return redirect(url_for(".appointments"))


@bp.post("/appointments/<uuid:appointment_id>/end")
@allow(Role.ADMINISTRATOR)
def end_appointment(appointment_id: uuid.UUID) -> ResponseReturnValue:
    """End an appointment today."""
    row = people.appointment(appointment_id)
    with unit_of_work(current_actor()):
        accounts.end_appointment(row, on=db.today())
    flash(gettext(N_("Đã kết thúc bổ nhiệm của %(name)s."), name=row.user.name), "success")
    return redirect(url_for(".appointments"))
