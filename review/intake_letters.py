"""What the intake desk tells proposers: one letter a person, in their language; no title or reason in a subject."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from accounts import queries as people
from accounts.actor import Role
from accounts.models import User
from core import mail
from core.words import format_date
from proposals.models import Proposal


def readers(proposal: Proposal) -> list[User]:
    """The owner, or the unit's other proposers where the owner's account is shut."""
    owner = people.person(proposal.owner_id)
    if owner.active:
        return [owner]
    return list(people.people(Role.PROPOSER, organisation_id=proposal.organisation_id))


def _tell(proposal: Proposal, letter: str, **facts: object) -> None:
    for user in readers(proposal):
        mail.write(
            f"review/intake_{letter}",
            address=user.email,
            language=user.language,
            recipient_id=user.id,
            name=user.name,
            code=proposal.number or "",
            link=mail.link("proposals.show", proposal_id=proposal.id),
            **facts,
        )


def accepted(proposal: Proposal) -> None:
    """The proposal goes into assessment."""
    _tell(proposal, "accepted", title=proposal.title, due=format_date(proposal.step_due))


def returned(proposal: Proposal, *, reason: str, due: date, lines: Sequence[tuple[str, str, str]]) -> None:
    """What is to be completed and by when; `lines` are (name of the part, reason, legal basis)."""
    _tell(proposal, "returned", title=proposal.title, reason=reason, due=format_date(due), lines=lines)


def refused(proposal: Proposal, *, ground: str, reason: str) -> None:
    """The proposal is not received: on which ground, and why."""
    _tell(proposal, "refused", title=proposal.title, ground=ground, reason=reason)


def merged(proposal: Proposal, *, reason: str) -> None:
    """The proposal goes on as a part of another one, which is not named: it may be another unit's."""
    _tell(proposal, "merged", title=proposal.title, reason=reason)


def moved_to_secret(proposal: Proposal) -> None:
    """The proposal has left the system; only its number is named."""
    _tell(proposal, "secret")
