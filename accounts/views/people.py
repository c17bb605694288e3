"""The administrator's pages of people: list, invite, details, roles, disable and enable."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import labels, policies, queries, services
from accounts.actor import Role
from accounts.forms import InviteForm, PersonForm, RolesForm, organisation_choices, role_choices
from accounts.gate import allow, current_actor
from accounts.models import Organisation, User
from accounts.queries import PAGE, PeopleFilter
from accounts.views import bp
from core import once
from core.db import unit_of_work
from core.forms import read_id
from core.i18n import N_, gettext

STATES = {
    "": N_("Mọi tình trạng"),
    "active": N_("Đang hoạt động"),
    "invited": N_("Chưa đặt mật khẩu"),
    "disabled": N_("Đã khóa"),
}


@bp.get("/people")
@allow(Role.ADMINISTRATOR)
def people() -> ResponseReturnValue:
    """Everybody with an account, narrowed by words, role, organisation and state."""
    wanted = PeopleFilter(
        typed=request.args.get("q", "")[:200],
        role=next((role for role in Role if role.value == request.args.get("role")), None),
        organisation_id=read_id(request.args.get("organisation", "")),
        state=request.args.get("state", "") if request.args.get("state", "") in STATES else "",
    )
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    rows, total = queries.page_of_people(wanted, page=page)
    keep: dict[str, Any] = {
        name: value
        for name, value in (
            ("q", wanted.typed),
            ("role", wanted.role.value if wanted.role else ""),
            ("organisation", str(wanted.organisation_id or "")),
            ("state", wanted.state),
        )
        if value
    }
    return render_template(
        "accounts/people.html",
        rows=rows,
        total=total,
        first=(page - 1) * PAGE,
        newer=url_for(".people", **keep, page=page - 1) if page > 1 else "",
        older=url_for(".people", **keep, page=page + 1) if page * PAGE < total else "",
        keep=keep,
        waiting=queries.letters_waiting(),
        role_label=labels.ROLES,
        in_order=policies.in_order,
        roles=[("", gettext(N_("Mọi vai trò"))), *role_choices()],
        organisations=organisation_choices(none=gettext(N_("Mọi đơn vị"))),
        states=[(code, gettext(label)) for code, label in STATES.items()],
    )


@bp.route("/people/invite", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def invite() -> ResponseReturnValue:
    """Open an account and send its letter."""
    form = InviteForm(language="vi", organisation=request.args.get("organisation", ""))
    if request.method == "GET":
        return render_template("accounts/invite.html", form=form, notes=labels.ROLE_NOTES)
    if not form.validate():
        return render_template("accounts/invite.html", form=form, notes=labels.ROLE_NOTES), 422
    with unit_of_work(current_actor()):
        once.spend(form.once.data)
        user = services.add_person(
            email=form.email.data,
            name=form.name.data,
            roles=form.chosen(),
            organisation=_organisation(form.organisation.data),
            position=form.position.data,
            phone=form.phone.data,
            language=form.language.data,
        )
        services.invite(user)
    flash(gettext(N_("Đã mở tài khoản và gửi thư mời tới %(email)s."), email=user.email), "success")
    return redirect(url_for(".person", person_id=user.id))


@bp.get("/people/<uuid:person_id>")
@allow(Role.ADMINISTRATOR)
def person(person_id: uuid.UUID) -> ResponseReturnValue:
    """One account: details, roles, appointments, and what may be done with it."""
    user = queries.person(person_id)
    return _page(user, _details(user), _roles(user))


@bp.post("/people/<uuid:person_id>")
@allow(Role.ADMINISTRATOR)
def save_person(person_id: uuid.UUID) -> ResponseReturnValue:
    """Correct somebody's details."""
    user = queries.person(person_id)
    form = PersonForm()
    if not form.validate():
        return _page(user, form, _roles(user)), 422
    if form.edition.data != str(user.edition):
        form.edition.data = str(user.edition)
        return _page(user, form, _roles(user), stale=True), 409
    with unit_of_work(current_actor()):
        services.change_details(
            user,
            name=form.name.data,
            position=form.position.data,
            phone=form.phone.data,
            language=form.language.data,
            seen_edition=user.edition,
            email=form.email.data,
            organisation=_organisation(form.organisation.data),
            by_administrator=True,
        )
    flash(gettext(N_("Đã lưu.")), "success")
    return redirect(url_for(".person", person_id=user.id))


@bp.post("/people/<uuid:person_id>/roles")
@allow(Role.ADMINISTRATOR)
def set_roles(person_id: uuid.UUID) -> ResponseReturnValue:
    """Give somebody exactly the ticked roles."""
    user = queries.person(person_id)
    form = RolesForm()
    if not form.validate():
        return _page(user, _details(user), form), 422
    actor = current_actor()
    with unit_of_work(actor):
        services.set_roles(user, form.chosen(), actor)
    flash(gettext(N_("Đã lưu vai trò. Người này phải đăng nhập lại.")), "success")
    if user.id == actor.id:
        return redirect(url_for("security.login"))
    return redirect(url_for(".person", person_id=user.id))


@bp.post("/people/<uuid:person_id>/invitation")
@allow(Role.ADMINISTRATOR)
def send_again(person_id: uuid.UUID) -> ResponseReturnValue:
    """Send the invitation again."""
    user = queries.person(person_id)
    with unit_of_work(current_actor()):
        services.invite(user)
    flash(gettext(N_("Đã gửi lại thư mời tới %(email)s."), email=user.email), "success")
    return redirect(url_for(".person", person_id=user.id))


@bp.post("/people/<uuid:person_id>/disable")
@allow(Role.ADMINISTRATOR)
def disable(person_id: uuid.UUID) -> ResponseReturnValue:
    """Shut an account."""
    user = queries.person(person_id)
    actor = current_actor()
    with unit_of_work(actor):
        services.disable(user, actor)
    flash(gettext(N_("Đã khóa tài khoản; các phiên đăng nhập của người này đã kết thúc.")), "success")
    return redirect(url_for(".person", person_id=user.id))


@bp.post("/people/<uuid:person_id>/enable")
@allow(Role.ADMINISTRATOR)
def enable(person_id: uuid.UUID) -> ResponseReturnValue:
    """Open an account again."""
    user = queries.person(person_id)
    with unit_of_work(current_actor()):
        services.enable(user)
    flash(gettext(N_("Đã mở lại tài khoản.")), "success")
    return redirect(url_for(".person", person_id=user.id))


def _page(user: User, form: PersonForm, roles_form: RolesForm, *, stale: bool = False) -> str:
    actor = current_actor()
    return render_template(
        "accounts/person.html",
        user=user,
        form=form,
        roles_form=roles_form,
        stale=stale,
        notes=labels.ROLE_NOTES,
        roles=[gettext(labels.ROLES[role]) for role in policies.in_order(user)],
        kinds=labels.APPOINTMENTS,
        appointments=queries.appointments_of(user.id),
        sign_ins=queries.open_sign_ins(user.id),
        resting=services.resting(user),
        may_disable=policies.may_disable(actor, user),
        may_enable=policies.may_enable(actor, user),
        may_invite=policies.may_invite(actor, user),
    )


def _details(user: User) -> PersonForm:
    form: PersonForm = PersonForm(formdata=None, obj=user, organisation=str(user.organisation_id or ""))
    form.organisation.data = str(user.organisation_id or "")
    return form


def _roles(user: User) -> RolesForm:
    return RolesForm(formdata=None, data={"roles": [role.value for role in policies.in_order(user)]})


def _organisation(text: str) -> Organisation | None:
    found = read_id(text)
    return queries.organisation(found) if found else None
