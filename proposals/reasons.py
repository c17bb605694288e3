"""The coach's reasons in the words of this request's reader, for every room that shows them."""

from __future__ import annotations

from typing import Any

from catalog.plan import cited
from core.i18n import choose, gettext
from proposals import coaching
from proposals.completeness import Lack
from proposals.rules import Weight


def sentence(lack: Lack) -> str:
    """One reason as a sentence."""
    return gettext(lack.sentence, **coaching.said(lack, gettext, choose()))


def reason(lack: Lack, *, url: str = "", against: str = "") -> dict[str, Any]:
    """One reason with why it is asked and the clause, as `proposals/reasons.html` prints it.

    `url` leads to its box, `against` to the table it does not agree with; without them it is read only.
    """
    rule = coaching.rule(lack)
    return {
        "text": sentence(lack),
        "blocks": lack.blocks,
        "hint": rule.weight is Weight.HINT,
        "why": gettext(rule.why),
        "clause": cited(rule.clause, choose()),
        "url": url,
        "against": against,
    }
