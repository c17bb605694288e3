"""Where pages send what is being typed, ask what is kept, and let it go. Answers are JSON for the page's own script."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from accounts.actor import Actor
from accounts.gate import current_actor, signed_in
from core import words
from core.db import unit_of_work
from keeping import forms, queries, seals, services

bp = Blueprint("keeping", __name__, url_prefix="/kept")


@bp.get("")
@signed_in
def show() -> ResponseReturnValue:
    """What this person typed into the form and has not saved; also a fresh key for its sending."""
    actor = current_actor()
    place = forms.read_place(request.args.get("form"), actor)
    texts = [
        {
            "page": row.page,
            "seen": row.seen,
            "turn": row.turn,
            "fields": row.fields,
            "was": row.was,
            "at": words.format_datetime(row.kept_at),
        }
        for row in queries.of_form(place.form, owner=actor)
    ]
    return jsonify(account=seals.account(actor), csrf_token=generate_csrf(), texts=texts)


@bp.post("")
@signed_in
def keep() -> ResponseReturnValue:
    """Keep what is being typed; 409 when the page belongs to another account than the one signed in now."""
    actor = current_actor()
    body = forms.read_body()
    place = forms.read_place(body.get("form"), actor)
    typed = forms.read_typed(body)
    if body.get("account") != seals.account(actor):
        return _somebody_else(actor)
    with unit_of_work(actor):
        kept = services.keep(place.form, place.about, typed, actor)
    return jsonify(kept=kept)


@bp.post("/let-go")
@signed_in
def let_go() -> ResponseReturnValue:
    """Forget what was kept of a page."""
    actor = current_actor()
    body = forms.read_body()
    place = forms.read_place(body.get("form"), actor)
    page = forms.read_page(body)
    if body.get("account") != seals.account(actor):
        return _somebody_else(actor)
    with unit_of_work(actor):
        services.let_go(place.form, page, actor)
    return jsonify(kept=False)


def _somebody_else(actor: Actor) -> ResponseReturnValue:
    return jsonify(account=seals.account(actor)), 409
