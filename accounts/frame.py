"""What the frame of every page knows: who is here, which rooms they may enter, and how much waits in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, g, request, url_for
from flask_babel import get_locale

from accounts.actor import Actor
from accounts.gate import someone
from core.db import session
from core.i18n import gettext
from core.web import RoomLink


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of the bar as the layout prints it."""

    label: str
    url: str
    count: int | None
    current: bool


def init_app(app: Flask) -> None:
    """Give every template the person, the rooms and the addresses of the frame."""

    @app.context_processor
    def frame() -> dict[str, Any]:
        actor = someone()
        return {
            "person": actor,
            "rooms": entries(actor) if actor else [],
            "locale": str(get_locale() or "vi"),
            "home_url": _url("home.start"),
            "search_url": _url("home.search") if actor else "",
            "account_url": _url("accounts.me") if actor else "",
            "sign_out_url": url_for("security.logout"),
            "sign_in_url": url_for("security.login"),
            "about_url": _url("home.about"),
        }


def _url(endpoint: str) -> str:
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def entries(actor: Actor) -> list[Entry]:
    """The rooms of this person with the number of things that wait there, counted in one query per request."""
    if "rooms" not in g:
        links = [link for link in current_app.extensions.get("rooms", []) if link.seen_by(actor)]
        counts = _counts(actor, links)
        here = request.endpoint or ""
        g.rooms = [
            Entry(
                label=gettext(link.label),
                url=url_for(link.endpoint),
                count=counts.get(link.endpoint),
                current=link.current_at(here),
            )
            for link in links
        ]
    found: list[Entry] = g.rooms
    return found


def _counts(actor: Actor, links: list[RoomLink]) -> dict[str, int]:
    counted = [(link.endpoint, link.waiting(actor)) for link in links if link.waiting is not None]
    if not counted:
        return {}
    row = session.execute(sa.select(*(subquery.scalar_subquery() for _, subquery in counted))).one()
    return dict(zip((endpoint for endpoint, _ in counted), row, strict=True))
