"""Which forms are kept, and how to ask whether a person may see what such a form is about (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

Look = Callable[..., Iterable[UUID]]
"""Called with the person and the parts of the address: the ids the text is about; NotFound when not in sight."""

_places: dict[str, Look] = {}


def keep(endpoint: str, look: Look) -> None:
    """Let the text typed into the form that is sent to this view be kept. What is not named here is never kept."""
    _places[endpoint] = look


def look_of(endpoint: str | None) -> Look | None:
    """How to ask about the form sent to this view; None when its text is not kept."""
    return _places.get(endpoint or "")
