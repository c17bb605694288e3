"""The room's pages stand beside those of the proposal they belong to."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("manuscripts", __name__, url_prefix="/proposals")
