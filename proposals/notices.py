"""Letters about proposals, each in the recipient's language: no title in a subject, no content in a letter."""

from __future__ import annotations

from accounts import queries as people
from accounts.actor import Actor, Role
from accounts.models import User
from core import mail, words
from proposals.models import Proposal, ProposalVersion


def submitted(proposal: Proposal, version: ProposalVersion, actor: Actor) -> None:
    """Tell the submitter that the proposal arrived, and the secretariat that it waits at the intake desk."""
    facts = {
        "code": proposal.number,
        "title": proposal.title,
        "unit": proposal.unit_name,
        "version": version.number,
        "at": words.format_datetime(version.submitted_at),
        "sha256": version.sha256,
        "due": words.format_date(proposal.step_due),
        "url": mail.link("proposals.show", proposal_id=proposal.id),
    }
    mail.write("proposals/receipt", address=actor.email, language=actor.language, recipient_id=actor.id, **facts)
    _tell_secretariat("proposals/arrived", actor, **facts)


def withdrawn(proposal: Proposal, actor: Actor, reason: str) -> None:
    """Tell the secretariat that a proposal was withdrawn, and why."""
    _tell_secretariat(
        "proposals/withdrawn",
        actor,
        code=proposal.number,
        title=proposal.title,
        unit=proposal.unit_name,
        reason=reason[:500],
        url=mail.link("proposals.show", proposal_id=proposal.id),
    )


def handed_on(successor: User, actor: Actor, count: int) -> None:
    """Tell a person that they now answer for so many proposals."""
    mail.write(
        "proposals/handed_on",
        address=successor.email,
        language=successor.language,
        recipient_id=successor.id,
        by=actor.name,
        count=count,
        url=mail.link("proposals.index"),
    )


def _tell_secretariat(template: str, actor: Actor, **facts: object) -> None:
    for user in people.people(Role.SECRETARIAT):
        if user.id != actor.id:
            mail.write(template, address=user.email, language=user.language, recipient_id=user.id, **facts)
