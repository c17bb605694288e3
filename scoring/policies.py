"""May she? Predicates of judgement, asked by services and by the buttons of pages."""

from __future__ import annotations

from accounts.actor import Actor, Role
from scoring.models import CardState, Scorecard


def may_write(actor: Actor, card: Scorecard) -> bool:
    """Whether the person may still change or seal this card: its own writer, until it is sealed."""
    return card.reviewer_id == actor.id and card.state is CardState.DRAFT


def may_set_criteria(actor: Actor) -> bool:
    """Whether the person may enter a later criteria set."""
    return actor.holds(Role.ADMINISTRATOR)
