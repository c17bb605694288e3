"""May she? Predicates about proposals, asked by services and by the buttons of pages."""

from __future__ import annotations

from accounts.actor import Actor, Role
from proposals.models import Proposal
from proposals.workflow import STEP_OF, Action, Status, follows


def may(actor: Actor, action: Action, proposal: Proposal) -> bool:
    """Whether this person may do this workflow action to this proposal now."""
    if follows(proposal.status, action) is None or not actor.holds(*STEP_OF[action].roles):
        return False
    if action in (Action.SUBMIT, Action.RESUBMIT, Action.WITHDRAW):
        return proposes_for(actor, proposal)
    if action is Action.RECOMMEND:
        stands_for = actor.systems | actor.deputy_systems
        return proposal.main_system in stands_for and not proposes_for(actor, proposal)
    return not proposes_for(actor, proposal)


def proposes_for(actor: Actor, proposal: Proposal) -> bool:
    """Whether the proposal belongs to the person's own organisation."""
    return actor.organisation_id is not None and actor.organisation_id == proposal.organisation_id


def may_edit(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person may change the draft now (single parts may still be closed, see `DraftPart.open`)."""
    return (
        actor.holds(Role.PROPOSER)
        and proposes_for(actor, proposal)
        and proposal.status in (Status.DRAFT, Status.RETURNED)
    )


def may_copy(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person may start a new draft with this proposal's words: one of the own organisation, not secret."""
    return may_create(actor) and proposes_for(actor, proposal) and proposal.status is not Status.SECRET


def may_hand_on(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person may name who answers for it: its owner, or any proposer of the unit once that one has left."""
    theirs = proposal.owner_id == actor.id or not proposal.owner.active
    proposes = actor.holds(Role.PROPOSER) and proposes_for(actor, proposal)
    return proposes and theirs and proposal.status is not Status.SECRET


def may_discard(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person may delete the draft: only who is in charge of it, and only while it was never submitted."""
    never_sent = proposal.status is Status.DRAFT and proposal.number is None
    return never_sent and proposal.owner_id == actor.id and may_edit(actor, proposal)


def may_create(actor: Actor) -> bool:
    """Whether the person may start a proposal: proposers who belong to an organisation."""
    return actor.holds(Role.PROPOSER) and actor.organisation_id is not None


def sees_inside(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person, who sees the proposal, is one of those who work on it rather than its proposer."""
    return not proposes_for(actor, proposal) or actor.holds(Role.SECRETARIAT, Role.AUDITOR)


def sees_outcome(actor: Actor, proposal: Proposal) -> bool:
    """Whether the decision may be shown to the person: proposers and reviewers wait until it is published."""
    at_once = actor.holds(Role.SECRETARIAT, Role.AUDITOR) or actor.on_committee or proposal.main_system in actor.systems
    return proposal.published or (at_once and sees_inside(actor, proposal))


def knows_versions(proposal: Proposal) -> bool:
    """Whether there are frozen versions to open: it was submitted, and did not leave for the secret channel."""
    return proposal.number is not None and proposal.status is not Status.SECRET
