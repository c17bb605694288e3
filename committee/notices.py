"""Who is told about rulings: the proposers, when a sitting is published."""

from __future__ import annotations

from accounts import queries as people
from accounts.actor import Role
from accounts.models import User
from committee.models import Decision
from committee.ruling import OUTCOME_LABELS
from core import mail
from proposals.models import Proposal
from proposals.workflow import Status


def published(decision: Decision, proposal: Proposal) -> None:
    """One letter to the proposal's owner, or to the unit's other proposers where the owner's account is shut."""
    if proposal.status is Status.SECRET:
        return
    for person in _readers(proposal):
        mail.write(
            "committee/published",
            address=person.email,
            language=person.language,
            recipient_id=person.id,
            name=person.name,
            number=proposal.number,
            title=proposal.title[:160],
            outcome=OUTCOME_LABELS[decision.outcome],
            url=mail.link("committee.decision", proposal_id=proposal.id),
        )


def _readers(proposal: Proposal) -> list[User]:
    if proposal.owner.active:
        return [proposal.owner]
    return list(people.people(Role.PROPOSER, organisation_id=proposal.organisation_id))
