"""What keeping adds to the app: its addresses, what form pages ask, forgetting at each save, and the hourly tidying."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, has_request_context, request
from sqlalchemy.orm import Session

from accounts.gate import someone
from core import db, jobs
from keeping import forms, models, places, queries, seals, services
from keeping.views import bp

__all__ = ["models", "register"]


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(kept_here=_kept_here, kept_under=_kept_under, kept_account=_account)


def _kept_here(form: str) -> dict[str, Any] | None:
    """What the page of a form tells its script: whose it is, what waits, and which pages have been saved since."""
    actor = someone()
    if actor is None:
        return None
    pages = queries.pages(form, owner=actor)
    return {
        "account": seals.account(actor),
        "key": seals.key(actor),
        "waits": any(not settled for _, settled in pages),
        "settled": " ".join(page for page, settled in pages if settled),
    }


def _kept_under(address: str) -> dict[str, datetime]:
    actor = someone()
    return queries.under(address, owner=actor) if actor else {}


def _account() -> str:
    actor = someone()
    return seals.account(actor) if actor else ""


def _settle(_session: Session) -> None:
    """A form was sent and what it says is being committed: what was kept of this page is forgotten with it."""
    if not has_request_context() or request.method != "POST" or places.look_of(request.endpoint) is None:
        return
    actor = someone()
    page = request.form.get("_kept") or request.form.get("once", "")
    if actor is not None and forms.PAGE.fullmatch(page):
        background = request.headers.get("HX-Request") == "true"  # the page stays open and is typed into further
        services.settle(request.path, page, actor.id, leaves="_kept" in request.form and not background)


db.before_commit.append(_settle)
jobs.hourly.append(services.forget_old)
