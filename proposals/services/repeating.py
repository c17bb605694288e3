"""Keeps the columns that lists and searches read true to a proposal's content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import words
from proposals.models import Proposal, ProposalKind
from proposals.money import matrix
from proposals.template import JsonRow
from proposals.workflow import Status


def repeat(proposal: Proposal, content: Mapping[str, JsonRow]) -> None:
    """Keep the columns that lists and searches read true to the content."""
    head: dict[str, Any] = dict(content.get("title") or {})
    unit: dict[str, Any] = dict(content.get("lead_unit") or {})
    proposal.title = str(head.get("title") or "")[:300]
    proposal.folded_title = words.fold(proposal.title)[:400]
    proposal.unit_name = str(unit.get("name") or "")[:300]
    proposal.kind = ProposalKind(head["kind"]) if head.get("kind") else None
    proposal.initiative = head.get("initiative")
    if proposal.status is Status.DRAFT:
        proposal.main_system = head.get("main_system")
        proposal.related_systems = list(head.get("related_systems") or [])
    proposal.money_total = matrix(content).total
    proposal.search_text = words.fold(f"{proposal.number or ''} {proposal.title} {proposal.unit_name}")
