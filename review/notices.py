"""Who is told what at the desk: one letter a person, in their language; no score, reason or title in a subject."""

from __future__ import annotations

from collections.abc import Iterable

from accounts import queries as people
from accounts.actor import Role
from accounts.models import User
from core import mail
from core.words import format_date
from proposals.models import Proposal
from review.models import Assignment, Opinion
from review.queries import assignment as queries


def _tell(user: User, letter: str, proposal: Proposal, **facts: object) -> None:
    if user.active:
        mail.write(
            f"review/{letter}",
            address=user.email,
            language=user.language,
            recipient_id=user.id,
            name=user.name,
            code=proposal.number or "",
            title=proposal.title,
            **facts,
        )


def _desk(proposal: Proposal) -> Iterable[User]:
    """Everybody of the secretariat but those of the proposing organisation and those to whom the proposal is shut."""
    barred = queries.barred_from(proposal)
    return (
        user
        for user in people.people(Role.SECRETARIAT)
        if user.organisation_id != proposal.organisation_id and user.id not in barred
    )


def assigned(assignment: Assignment, user: User, proposal: Proposal) -> None:
    """A reviewer is asked to assess."""
    link = mail.link("review.declaration", assignment_id=assignment.id)
    _tell(user, "assigned", proposal, due=format_date(assignment.due), link=link)


def released(user: User, proposal: Proposal) -> None:
    """A reviewer need not assess any more."""
    _tell(user, "released", proposal)


def extended(assignment: Assignment, proposal: Proposal) -> None:
    """A reviewer has another day."""
    link = mail.link("review.score", assignment_id=assignment.id)
    _tell(assignment.reviewer, "extended", proposal, due=format_date(assignment.due), link=link)


def reminded(assignment: Assignment, proposal: Proposal) -> None:
    """A reviewer's day is near."""
    link = mail.link("review.score", assignment_id=assignment.id)
    _tell(assignment.reviewer, "reminder", proposal, due=format_date(assignment.due), link=link)


def late(assignment: Assignment, proposal: Proposal) -> None:
    """A reviewer's day has passed: the reviewer and the secretariat are told."""
    day = format_date(assignment.due)
    link = mail.link("review.score", assignment_id=assignment.id)
    _tell(assignment.reviewer, "late", proposal, due=day, link=link)
    desk = mail.link("review.assignment", proposal_id=proposal.id)
    for user in _desk(proposal):
        if user.id != assignment.reviewer_id:
            _tell(user, "late_desk", proposal, due=day, reviewer=assignment.reviewer.name, link=desk)


def recused(assignment: Assignment, proposal: Proposal) -> None:
    """The secretariat learns that a reviewer declared a conflict, and with what ground."""
    link = mail.link("review.assignment", proposal_id=proposal.id)
    for user in _desk(proposal):
        if user.id != assignment.reviewer_id:
            _tell(user, "recused", proposal, reviewer=assignment.reviewer.name, link=link)


def all_sealed(proposal: Proposal, cards: int) -> None:
    """The secretariat learns that nobody is awaited any more."""
    link = mail.link("review.assignment", proposal_id=proposal.id)
    for user in _desk(proposal):
        _tell(user, "all_sealed", proposal, cards=cards, link=link)


def to_recommend(user: User, proposal: Proposal, *, acting: bool) -> None:
    """The chief engineer (or the deputy) has a proposal to give an opinion on."""
    link = mail.link("review.recommendation", proposal_id=proposal.id)
    _tell(user, "to_recommend", proposal, due=format_date(proposal.step_due), acting=acting, link=link)


def nobody_stands(proposal: Proposal) -> None:
    """The secretariat and the administrators learn that somebody must be named for the system."""
    link = mail.link("review.recommendation", proposal_id=proposal.id)
    told = {user.id: user for user in [*_desk(proposal), *people.people(Role.ADMINISTRATOR)]}
    for user in told.values():
        _tell(user, "nobody_stands", proposal, system=proposal.main_system, link=link)


def recommended(proposal: Proposal) -> None:
    """The secretariat learns that the recommendation is there."""
    link = mail.link("review.recommendation", proposal_id=proposal.id)
    for user in _desk(proposal):
        _tell(user, "recommended", proposal, link=link)


def opinion_asked(opinion: Opinion, user: User, proposal: Proposal) -> None:
    """The engineer of a related system is asked what they think."""
    link = mail.link("review.opinion", proposal_id=proposal.id, system=opinion.system)
    _tell(user, "opinion_asked", proposal, system=opinion.system, due=format_date(opinion.due), link=link)


def opinion_given(opinion: Opinion, user: User, proposal: Proposal) -> None:
    """Whoever recommends learns that a related system has answered."""
    link = mail.link("review.recommendation", proposal_id=proposal.id)
    _tell(user, "opinion_given", proposal, system=opinion.system, link=link)
