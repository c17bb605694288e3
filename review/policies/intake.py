"""May she? Who checks what arrives, and who accepts, returns, refuses, merges or takes it out of the system."""

from __future__ import annotations

from accounts.actor import Actor, Role
from proposals import policies as proposals
from proposals.models import Proposal
from proposals.workflow import Action, Status

ACTS = (Action.RETURN, Action.REFUSE, Action.MERGE, Action.MOVE_TO_SECRET)
"""What the desk may do besides accepting, in the order of the page."""


def sees_intake(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person may see the check: secretariat and auditor, not where they themselves propose."""
    return (
        actor.holds(Role.SECRETARIAT, Role.AUDITOR)
        and proposal.current_version_id is not None
        and proposal.status is not Status.SECRET
        and not proposals.proposes_for(actor, proposal)
    )


def may_check(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person may write on the check now."""
    return (
        actor.holds(Role.SECRETARIAT)
        and proposal.status is Status.INTAKE
        and not proposals.proposes_for(actor, proposal)
    )


def acts(actor: Actor, proposal: Proposal) -> list[Action]:
    """What else the person may do to the proposal from here."""
    return [action for action in ACTS if proposals.may(actor, action, proposal)]
