"""What manuscripts adds to the app: pages, and the hourly forgetting of what nobody took over."""

from __future__ import annotations

from flask import Flask

from core import jobs
from manuscripts import models, services
from manuscripts.views import bp

__all__ = ["models", "register"]

jobs.hourly.append(services.forget_old)


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.register_blueprint(bp)
