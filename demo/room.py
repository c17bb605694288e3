"""What the example world adds to the app: its commands."""

from __future__ import annotations

from flask import Flask

from demo.cli import group


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.cli.add_command(group)
