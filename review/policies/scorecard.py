"""May she? Who sees the scores of a version, and when."""

from __future__ import annotations

from accounts.actor import Actor, Role
from proposals import policies as proposals
from proposals.models import Proposal
from proposals.workflow import ENDED, Status
from review.models import AssignmentState

CLOSED = frozenset({Status.ENGINEERING, Status.COMMITTEE, *ENDED})
"""The assessment of the newest version is over."""
BEFORE_COMMITTEE = frozenset({Status.COMMITTEE, Status.DECIDED})


def sees_scores(actor: Actor, proposal: Proposal, standing: AssignmentState | None) -> bool:
    """Whether the person may read sealed scorecards of a version; `standing` is their own assignment on it, if any.

    Nobody who has still to seal sees another's scores, whatever else they are. Then: reviewers who have sealed; the
    secretariat and the auditor; the chief engineer of the main system (or deputy) once the assessment is closed; the
    committee once the proposal has come before it. Never the proposers.
    """
    if proposals.proposes_for(actor, proposal) or proposal.current_version_id is None:
        return False
    if standing in (AssignmentState.ASSIGNED, AssignmentState.OPEN):
        return False
    if standing is AssignmentState.SEALED or actor.holds(Role.SECRETARIAT, Role.AUDITOR):
        return True
    if stands_for(actor, proposal) and proposal.status in CLOSED:
        return True
    return actor.on_committee and proposal.status in BEFORE_COMMITTEE


def stands_for(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person stands for the proposal's main system, as chief engineer or named deputy."""
    return proposal.main_system in actor.systems | actor.deputy_systems
