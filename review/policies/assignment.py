"""May she? Who asks reviewers, moves their days, and closes an assessment."""

from __future__ import annotations

from accounts.actor import Actor, Role
from proposals import policies as proposals
from proposals.models import Proposal
from proposals.workflow import Action, Status
from review.models import Assignment, AssignmentState


def sees_assignments(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person may see who assesses: secretariat and auditor, not where they themselves propose."""
    desk = actor.holds(Role.SECRETARIAT, Role.AUDITOR) and proposal.current_version_id is not None
    return desk and not proposals.proposes_for(actor, proposal)


def may_assign(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person may ask, release and remind reviewers now."""
    return (
        actor.holds(Role.SECRETARIAT)
        and proposal.status is Status.ASSESSMENT
        and not proposals.proposes_for(actor, proposal)
    )


def may_close(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person may end the assessment now (the number of cards is asked for by the service)."""
    return proposals.may(actor, Action.CLOSE_ASSESSMENT, proposal)


def may_release(assignment: Assignment) -> bool:
    """Whether the reviewer can still be taken off: only before the card is sealed."""
    return assignment.state in (AssignmentState.ASSIGNED, AssignmentState.OPEN)
