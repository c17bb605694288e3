"""Pages about people: one's own, and the administrator's."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from accounts.views import me, organisations, people, trail  # noqa: E402 - they hang their views on `bp`

__all__ = ["bp", "me", "organisations", "people", "trail"]
