"""How far the sealed cards of one proposal lie apart: side by side as a table, and drawn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from markupsafe import Markup

from core import words
from core.i18n import choose, gettext
from scoring import arithmetic
from scoring.radar import Spoke, radar


def comparison(held: Any) -> dict[str, Any]:
    """Cards as columns, criteria as rows with their spread; raw scores beside everything computed from them."""
    if not held:
        return {"columns": [], "lines": [], "highest": 10, "totals": None}
    english = choose() == "en"
    under = held[0].set
    columns = [
        {
            "name": card.reviewer.name,
            "unit": card.reviewer.organisation.name_vi if card.reviewer.organisation else "",
            "total": card.total,
            "sealed_at": words.format_datetime(card.sealed_at),
            "summary": card.summary,
        }
        for card in held
    ]
    lines = []
    for criterion in under.criteria:
        marks = [next((mark for mark in card.marks if mark.criterion.code == criterion.code), None) for card in held]
        lines.append(
            {
                "label": criterion.name_en if english else criterion.name_vi,
                "weight": criterion.weight.normalize(),
                "marks": marks,
                "spread": arithmetic.spread(mark.value if mark else None for mark in marks),
            }
        )
    totals = arithmetic.spread(card.total for card in held)
    return {"columns": columns, "lines": lines, "highest": under.highest, "totals": totals}


def drawn(scores: dict[str, Any]) -> Markup:
    """What `comparison` answered as a radar of the criteria; nothing where no card is sealed."""
    if not scores["columns"]:
        return Markup("")
    spokes = [
        Spoke(
            label=line["label"],
            most=Decimal(scores["highest"]),
            lowest=held.lowest if (held := line["spread"]) else None,
            mean=held.mean if held else None,
            highest=held.highest if held else None,
        )
        for line in scores["lines"]
    ]
    # The drawing escapes every word; see tests/packets/test_charts.py.
    return Markup(radar(spokes, language=choose(), say=gettext))  # noqa: S704
