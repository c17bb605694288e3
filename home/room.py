"""What the first page adds to the app: its pages; it has no entry in the bar, the product's name leads to it."""

from __future__ import annotations

from flask import Flask

from home.views import bp, public, search, start

__all__ = ["public", "register", "search", "start"]


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.register_blueprint(bp)
