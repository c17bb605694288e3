"""May she? Who recommends, who answers for a related system, who reads it."""

from __future__ import annotations

from accounts.actor import Actor, Role
from proposals import policies as proposals
from proposals.models import Proposal
from proposals.workflow import Action, Status
from review.models import Opinion
from review.policies.scorecard import BEFORE_COMMITTEE, CLOSED, stands_for
from review.queries.recommendation import Stand


def may_recommend(actor: Actor, proposal: Proposal, stands: Stand | None) -> bool:
    """Whether it is this person's word that is awaited now; `stands` is who speaks for the system on this proposal."""
    return proposals.may(actor, Action.RECOMMEND, proposal) and stands is not None and stands.user.id == actor.id


def sees_recommendation(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person may open the page: whoever stands for the system, the desk, the committee; never proposers."""
    if proposals.proposes_for(actor, proposal) or proposal.status not in CLOSED or proposal.current_version_id is None:
        return False
    if actor.holds(Role.SECRETARIAT, Role.AUDITOR) or stands_for(actor, proposal):
        return True
    return actor.on_committee and proposal.status in BEFORE_COMMITTEE


def may_ask(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person may ask related systems: the secretariat and whoever stands for the main system."""
    if proposal.status is not Status.ENGINEERING or proposals.proposes_for(actor, proposal):
        return False
    return actor.holds(Role.SECRETARIAT) or stands_for(actor, proposal)


def may_answer(actor: Actor, proposal: Proposal, opinion: Opinion, stands: Stand | None) -> bool:
    """Whether it is this person's opinion that was asked for and is still awaited."""
    return (
        proposal.status is Status.ENGINEERING
        and opinion.given_at is None
        and stands is not None
        and stands.user.id == actor.id
    )
