"""Search across the proposals a person may see, and the catalogue."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from accounts.gate import current_actor, signed_in
from catalog import queries as catalog
from home.views import bp
from proposals import queries as proposals
from proposals.dossier import named

MOST = 50
FEW = 10
"""Rows of the catalogue shown; the catalogue's own search shows all."""


@bp.get("/search")
@signed_in
def search() -> ResponseReturnValue:
    """Proposals and catalogue entries that hold the typed words, whatever accents and tone placement were used."""
    typed = request.args.get("q", "").strip()[:200]
    found = proposals.search(typed, seen_by=current_actor(), limit=MOST) if typed else []
    initiatives, targets = (catalog.initiatives(typed), catalog.targets(typed)) if typed else ([], [])
    return render_template(
        "home/search.html",
        typed=typed,
        found=found,
        named=named,
        initiatives=initiatives[:FEW],
        targets=targets[:FEW],
        counts={"initiatives": len(initiatives), "targets": len(targets)},
        most=MOST,
    )
