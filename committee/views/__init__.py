"""Pages of the ruling."""

from __future__ import annotations

from flask import Blueprint

from core import words

bp = Blueprint("committee", __name__, url_prefix="/committee")


@bp.app_template_filter("iso_day")
def iso_day(value: str | None) -> str:
    """A stored ISO date as dd/MM/yyyy; what is no date stays as it is."""
    return words.day_as_written(value)
