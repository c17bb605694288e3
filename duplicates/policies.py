"""May she? Who sees what the machine found, and who rules on it; never a proposer, never a reviewer."""

from __future__ import annotations

from accounts.actor import Actor, Role
from proposals import policies as proposals
from proposals.models import Proposal
from proposals.workflow import Status


def sees_findings(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person, who sees the proposal, may see what it resembles: the desk, the auditor, its engineers."""
    if proposal.number is None or proposal.status is Status.SECRET or proposals.proposes_for(actor, proposal):
        return False
    desk = actor.holds(Role.SECRETARIAT, Role.AUDITOR)
    return desk or proposal.main_system in actor.systems | actor.deputy_systems


def may_rule(actor: Actor, *pair: Proposal) -> bool:
    """Whether the person may conclude about a pair: the secretariat, where neither is their own organisation's."""
    return actor.holds(Role.SECRETARIAT) and all(
        proposal.status not in (Status.DRAFT, Status.SECRET) and not proposals.proposes_for(actor, proposal)
        for proposal in pair
    )


def may_compare(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person may have the newest version compared again."""
    return actor.holds(Role.SECRETARIAT) and sees_findings(actor, proposal)
