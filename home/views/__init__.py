"""Pages that cross rooms: each person's first page, search, and what the public may know."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("home", __name__)
