"""What the frame of every page knows: who is here, which rooms they may enter, and how much waits in each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, g, request

from accounts.actor import Actor, Duties
from accounts.anybody import anybody, themselves
from accounts.gate import someone
from core import db
from core.i18n import gettext, language
from core.pieces import address
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
            "rooms": entries(actor) if actor else (),
            "locale": language(),
            "home_url": address("home.start"),
            "search_url": address("home.search") if actor else "",
            "account_url": address("accounts.me") if actor else "",
            "sign_out_url": address("security.logout"),
            "sign_in_url": address("security.login"),
            "about_url": address("home.about"),
        }


def entries(actor: Actor) -> tuple[Entry, ...]:
    """The rooms of this person with the number of things that wait there, counted in one query per request."""
    if "rooms" not in g:
        links = [link for link in current_app.extensions.get("rooms", []) if link.seen_by(actor)]
        counts = _counts(actor, links)
        here = request.endpoint or ""
        g.rooms = tuple(
            Entry(
                label=gettext(link.label),
                url=address(link.endpoint),
                count=counts.get(link.endpoint),
                current=link.current_at(here),
            )
            for link in links
        )
    found: tuple[Entry, ...] = g.rooms
    return found


def _counts(actor: Actor, links: list[RoomLink]) -> dict[str, int]:
    counted = tuple(link for link in links if link.waiting is not None)
    if not counted:
        return {}
    row = db.rows(_question(counted, actor.duties), themselves(actor))[0]
    return dict(zip((link.endpoint for link in counted), row, strict=True))


@lru_cache(maxsize=256)
def _question(links: tuple[RoomLink, ...], duties: Duties) -> sa.Select[Any]:
    """The counts of these entries for everybody with these duties."""
    asking = anybody(duties)
    return sa.select(*(link.waiting(asking).scalar_subquery() for link in links if link.waiting is not None))
