"""What a browser sends about kept text, read strictly: a form's address, and the typed boxes as JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app, request
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge

from accounts import gate
from accounts.actor import Actor
from core.errors import NotFound
from keeping.places import look_of
from keeping.services import Typed

MOST_BYTES = 1024 * 1024
MOST_BOXES = 4000
NAME = re.compile(r"[A-Za-z0-9_#.:-]{1,200}")
PAGE = re.compile(r"[0-9a-f-]{8,40}")
UNREADABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A form in sight of the person: its address and the ids of what it is about."""

    form: str
    about: tuple[UUID, ...]


def read_place(address: object, actor: Actor) -> Place:
    """The form sent to this address; NotFound when there is none, it is not kept, or its subject is not in sight."""
    if not isinstance(address, str) or not re.fullmatch(r"/[!-~]{0,298}", address):
        raise NotFound
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None
    try:
        endpoint, parts = adapter.match(address, method="POST")
    except HTTPException:  # no such address, none that takes a form, or one that leads elsewhere
        raise NotFound from None
    look = look_of(endpoint)
    if look is None:
        raise NotFound
    door = gate.door_of(current_app, endpoint)
    if isinstance(door, frozenset) and not actor.holds(*door):
        raise NotFound
    return Place(form=address, about=tuple(look(actor, **parts)))


def read_body() -> dict[str, Any]:
    """The JSON object that was sent; 400 for anything else, 413 when it is too large."""
    if (request.content_length or 0) > MOST_BYTES:
        raise RequestEntityTooLarge
    request.max_content_length = MOST_BYTES
    try:
        body = json.loads(request.get_data(cache=False).decode())
    except (ValueError, RecursionError):
        raise BadRequest from None
    if not isinstance(body, dict):
        raise BadRequest
    return body


def read_typed(body: dict[str, Any]) -> Typed:
    """The typed boxes of a page; 400 for anything a page of ours would not send."""
    turn, fields, was = body.get("turn"), body.get("fields"), body.get("was")
    if type(turn) is not int or not 0 < turn < 2**53:
        raise BadRequest
    if not isinstance(fields, list) or not 0 < len(fields) <= MOST_BOXES or not all(map(_is_box, fields)):
        raise BadRequest
    if not isinstance(was, dict) or len(was) > MOST_BOXES or not all(_is_was(name, was[name]) for name in was):
        raise BadRequest
    return Typed(page=read_page(body), seen=_short(body.get("seen", "")), turn=turn, fields=fields, was=was)


def read_page(body: dict[str, Any]) -> str:
    """The key of the opened page; 400 when it is none."""
    page = body.get("page")
    if not isinstance(page, str) or not PAGE.fullmatch(page):
        raise BadRequest
    return page


def _short(text: object) -> str:
    if not isinstance(text, str) or len(text) > 60 or UNREADABLE.search(text):
        raise BadRequest
    return text


def _is_text(text: object) -> bool:
    return isinstance(text, str) and not UNREADABLE.search(text)


def _is_box(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and _is_name(pair[0]) and _is_text(pair[1])


def _is_was(name: object, texts: object) -> bool:
    return _is_name(name) and (texts is None or (isinstance(texts, list) and all(map(_is_text, texts))))


def _is_name(name: object) -> bool:
    return isinstance(name, str) and NAME.fullmatch(name) is not None
