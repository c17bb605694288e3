"""The doors: every view says who may enter, start-up fails where one does not, and one guard asks at each request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, flash, g, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user
from flask_wtf.csrf import CSRFError

from accounts import queries
from accounts.actor import Actor, Role
from core import db
from core.i18n import N_, gettext
from core.web import failed, public, safe_next

__all__ = ["allow", "current_actor", "init_app", "public", "signed_in", "someone"]

View = TypeVar("View", bound=Callable[..., Any])
Door = str | frozenset[Role]

ENTRANCES: dict[str, Door] = {
    "static": "public",
    "security.login": "public",
    "security.logout": "public",
    "security.forgot_password": "public",
    "security.reset_password": "public",
    "security.change_password": "signed_in",
    "security.static": "public",
}
"""Doors of the views that libraries bring along."""

LAPSED = N_("Phiên làm việc đã hết hạn. Hãy đăng nhập lại để tiếp tục.")


class DoorMissing(RuntimeError):
    """A view without a door label: the product does not start."""


def allow(*roles: Role) -> Callable[[View], View]:
    """Door label: people holding at least one of these roles."""

    def label(view: View) -> View:
        view.door = frozenset(roles)  # type: ignore[attr-defined]  # a label on a function
        return view

    return label


def signed_in(view: View) -> View:
    """Door label: anybody with an account."""
    view.door = "signed_in"  # type: ignore[attr-defined]  # a label on a function
    return view


def someone() -> Actor | None:
    """The person at the keyboard, or None when nobody is signed in."""
    if "actor" not in g:
        key, sign_in = session.get("_user_id"), session.get("sid")
        g.actor = queries.actor_of_session(key, sign_in) if key and sign_in else None
        g.account_language = g.actor.language if g.actor else ""
    return cast("Actor | None", g.actor)


def current_actor() -> Actor:
    """The signed-in person; behind a door that lets nobody else in."""
    actor = someone()
    if actor is None:
        abort(403)
    return actor


def door_of(app: Flask, endpoint: str) -> Door:
    """The label of one endpoint; raises DoorMissing."""
    if endpoint in ENTRANCES:
        return ENTRANCES[endpoint]
    door = getattr(app.view_functions[endpoint], "door", None)
    if door is None:
        raise DoorMissing(f"{endpoint} has no door label: add @public, @signed_in or @allow(…)")
    return cast(Door, door)


def may_enter(endpoint: str, actor: Actor) -> bool:
    """Whether the door of an endpoint lets this person in; what the view asks further is its own."""
    door = door_of(current_app, endpoint)
    return not isinstance(door, frozenset) or actor.holds(*door)


def init_app(app: Flask) -> None:
    """Put the guard before every request."""
    app.before_request(_guard)
    app.register_error_handler(CSRFError, _unprotected)


def check_doors(app: Flask) -> None:
    """Raise DoorMissing unless every rule of the map is labelled; called once all rooms are registered."""
    for rule in app.url_map.iter_rules():
        door_of(app, rule.endpoint)


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    door = door_of(current_app, request.endpoint)
    if request.endpoint == "static":
        return None
    lapsed = _lapse()
    actor = someone()
    if door == "public":
        return None
    if actor is None:
        return _ask_to_sign_in(lapsed=lapsed)
    if not may_enter(request.endpoint, actor):
        abort(403)
    return None


def _ask_to_sign_in(*, lapsed: bool) -> ResponseReturnValue:
    """Send a visitor to sign in; what was typed into a form of ours is kept on a page that can send it again."""
    if request.is_json:  # a script of an open page asks: it says so on the page, where the text still stands
        return jsonify(lapsed=True), 401
    if request.method in ("GET", "HEAD"):
        if lapsed:
            flash(gettext(LAPSED), "warning")
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    if not _from_own_page() or not request.form:
        flash(gettext(LAPSED), "warning")
        return redirect(url_for("security.login"))
    kept = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name != "csrf_token" and "password" not in name
    ]
    return render_template("accounts/lapsed.html", kept=kept, action=request.path, files=bool(request.files)), 401


def _from_own_page() -> bool:
    """Whether the browser says that the form stood on a page of ours, so that a stranger's text is never kept."""
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.host


def _unprotected(error: CSRFError) -> ResponseReturnValue:
    """A form without a good key: mostly one that outlived its session."""
    door = door_of(current_app, request.endpoint) if request.endpoint else "public"
    if request.endpoint == "security.login":
        flash(gettext(N_("Trang đăng nhập đã cũ. Hãy nhập lại.")), "warning")
        return redirect(url_for("security.login", next=safe_next(request.form.get("next"), fallback="/")))
    if door != "public" and someone() is None:
        return _ask_to_sign_in(lapsed=True)
    return failed(error)


def _lapse() -> bool:
    """End a session that was idle too long or is too old; returns whether it did."""
    if someone() is None:
        lost = "_user_id" in session
        if lost:
            forget()
        return lost
    moment = int(db.now().timestamp())
    opened, seen = session.get("opened"), session.get("seen")
    idle, whole = current_app.config["IDLE_SECONDS"], current_app.config["SESSION_SECONDS"]
    if opened is None:
        session["opened"] = opened = moment
    if moment - int(opened) > whole or (seen is not None and moment - int(seen) > idle):
        logout_user()
        forget()
        return True
    if seen is None or moment - int(seen) >= 60:
        session["seen"] = moment
    return False


def forget() -> None:
    """Empty the browser's session but for the key of its forms, so that text in other tabs can still be sent."""
    key = session.get("csrf_token")
    session.clear()
    if key is not None:
        session["csrf_token"] = key
    g.pop("actor", None)
