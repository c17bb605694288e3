"""One's own page: details, language, open sessions, and the data kept about oneself."""

from __future__ import annotations

from flask import Response, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from accounts import labels, policies, queries, services
from accounts.forms import OwnForm
from accounts.gate import current_actor, signed_in
from accounts.models import User
from accounts.views import bp
from core import audit, i18n
from core.db import unit_of_work
from core.i18n import N_, gettext, speaking


@bp.get("/me")
@signed_in
def me() -> ResponseReturnValue:
    """What the system knows about the person, and what they may change."""
    user = queries.person(current_actor().id)
    return _page(user, OwnForm(obj=user))


@bp.post("/me")
@signed_in
def save_me() -> ResponseReturnValue:
    """Keep the person's own details."""
    actor = current_actor()
    user = queries.person(actor.id)
    form = OwnForm()
    if not form.validate():
        return _page(user, form), 422
    if form.edition.data != str(user.edition):
        form.edition.data = str(user.edition)
        return _page(user, form, stale=True), 409
    with unit_of_work(actor):
        services.change_details(
            user,
            name=form.name.data,
            position=form.position.data,
            phone=form.phone.data,
            language=form.language.data,
            seen_edition=user.edition,
        )
    with speaking(user.language):
        flash(gettext(N_("Đã lưu.")), "success")
    answer = redirect(url_for(".me"))
    answer.set_cookie(
        i18n.COOKIE, user.language, max_age=365 * 24 * 3600, samesite="Lax", httponly=True, secure=request.is_secure
    )
    return answer


@bp.post("/me/sessions")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere else."""
    actor = current_actor()
    user = queries.person(actor.id)
    with unit_of_work(actor):
        services.end_other_sessions(user, but=session.get("sid", ""))
    flash(gettext(N_("Các phiên đăng nhập khác đã kết thúc.")), "success")
    return redirect(url_for(".me") + "#sessions")


@bp.post("/me/export")
@signed_in
def export_me() -> ResponseReturnValue:
    """Hand the person everything kept about them, as JSON."""
    actor = current_actor()
    user = queries.person(actor.id)
    with unit_of_work(actor):
        audit.note("person.export", user.id)
    answer: Response = jsonify(_kept(user))
    answer.headers["Content-Disposition"] = 'attachment; filename="du-lieu-ca-nhan.json"'
    return answer


def _page(user: User, form: OwnForm, *, stale: bool = False) -> str:
    return render_template(
        "accounts/me.html",
        user=user,
        form=form,
        stale=stale,
        roles=[gettext(labels.ROLES[role]) for role in policies.in_order(user)],
        appointments=queries.appointments_of(user.id),
        sign_ins=queries.open_sign_ins(user.id),
        this=session.get("sid", ""),
    )


def _kept(user: User) -> dict[str, object]:
    """Everything the tables hold about a person, but for the secret halves."""
    return {
        "person": {
            "name": user.name,
            "email": user.email,
            "position": user.position,
            "phone": user.phone,
            "language": user.language,
            "organisation": user.organisation.name_vi if user.organisation else None,
            "roles": [role.value for role in policies.in_order(user)],
            "made_at": user.made_at.isoformat(),
            "invited_at": user.invited_at.isoformat() if user.invited_at else None,
            "last_seen_at": user.last_seen_at.isoformat() if user.last_seen_at else None,
        },
        "appointments": [
            {
                "system": row.system,
                "kind": row.kind.value,
                "since": row.since.isoformat(),
                "until": row.until.isoformat() if row.until else None,
                "document": row.document,
            }
            for row in queries.appointments_of(user.id)
        ],
        "sessions": [
            {"opened_at": row.opened_at.isoformat(), "device": row.device} for row in queries.open_sign_ins(user.id)
        ],
        "letters": [
            {
                "made_at": row.made_at.isoformat(),
                "subject": row.subject,
                "sent_at": row.sent_at.isoformat() if row.sent_at else None,
            }
            for row in queries.letters_to(user.id)
        ],
        "deeds": [
            {"at": row.at.isoformat(), "deed": row.deed, "subject": str(row.subject) if row.subject else None}
            for row in queries.deeds_of(user.id)
        ],
    }
