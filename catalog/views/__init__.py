"""Pages of the catalogue: what the plan lists, the rules the unit set, and who stands for which system."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("catalog", __name__, url_prefix="/catalog")

from catalog.views import plan, rules, stewards  # noqa: E402 - they hang their views on `bp`

__all__ = ["bp", "plan", "rules", "stewards"]
