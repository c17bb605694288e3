"""The desk's pages, one noun a module; `review.room` imports the modules, each adds its views to this blueprint."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("review", __name__)
