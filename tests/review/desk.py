"""Proposals on the desk, made through the services. All functions need an app context."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.actor import Actor, Role
from core import db
from core.db import session, unit_of_work
from proposals import queries as proposals
from proposals import services as course
from proposals.models import Proposal
from proposals.workflow import Action
from review.models import Assignment
from review.queries import assignment as queries
from review.services import assignment, scorecard
from scoring import queries as scoring
from scoring.services import MarkDraft
from tests import factories as make

CODES = ("phu_hop", "dot_pha", "tac_dong", "kha_thi", "cap_thiet", "xa_hoi_hoa")


def due(days: int = 10) -> date:
    """A day so many days from now."""
    return db.today() + timedelta(days=days)


def accepted(clerk: Actor, *, sample: str = "P05", proposer: Actor | None = None) -> Proposal:
    """A proposal that the intake desk has just accepted."""
    proposal = make.submitted(proposer or make.person(Role.PROPOSER), sample=sample)
    with unit_of_work(clerk):
        course.advance(proposal, Action.ACCEPT, clerk, due=due(20))
    return seen(proposal, clerk)


def seen(proposal: Proposal, actor: Actor) -> Proposal:
    """The proposal as the person sees it now."""
    session.expire_all()
    return proposals.get(proposal.id, seen_by=actor)


def assigned(clerk: Actor, proposal: Proposal, *reviewers: Actor, days: int = 10) -> list[Assignment]:
    """These people asked to assess."""
    with unit_of_work(clerk):
        return assignment.assign(
            seen(proposal, clerk), [person.id for person in reviewers], clerk, due=due(days), note=""
        )


def opened(row: Assignment, reviewer: Actor) -> Assignment:
    """The reviewer has declared no conflict."""
    held = queries.own(row.id, seen_by=reviewer)
    with unit_of_work(reviewer):
        assignment.declare_none(held, queries.to_declare(held), reviewer)
    return held


def marks(score: int = 7, reason: str = "Có căn cứ rõ ràng") -> dict[str, MarkDraft]:
    """A complete card."""
    return {code: MarkDraft(value=score, reason=reason) for code in CODES}


def sealed(row: Assignment, reviewer: Actor, *, score: int = 7, reason: str = "Có căn cứ rõ ràng") -> None:
    """The reviewer has declared, scored and sealed."""
    session.expire_all()
    held = opened(row, reviewer)
    proposal = proposals.get(row.proposal_id, seen_by=reviewer)
    with unit_of_work(reviewer):
        card = scorecard.save(
            held, proposal, reviewer, marks=marks(score, reason), summary="Nhận xét chung", seen_version=0
        )
        scorecard.seal(held, proposal, card, reviewer)
    assert scoring.own_card(row.version_id, reviewer.id) is not None


def typed(score: int | str = 7, reason: str = "Có căn cứ rõ ràng", **more: str) -> dict[str, str]:
    """A complete card as the page posts it."""
    found = {f"score_{code}": str(score) for code in CODES} | {f"reason_{code}": reason for code in CODES}
    return found | {"complete": "y"} | more


def closed(clerk: Actor, *, sample: str = "P05", scores: tuple[int, ...] = (6, 8)) -> tuple[Proposal, list[Actor]]:
    """A proposal whose assessment is closed, with one sealed card for each score."""
    proposal = accepted(clerk, sample=sample)
    reviewers = [make.person(Role.REVIEWER) for _ in scores]
    for row, reviewer, score in zip(assigned(clerk, proposal, *reviewers), reviewers, scores, strict=True):
        sealed(row, reviewer, score=score)
    with unit_of_work(clerk):
        assignment.close(seen(proposal, clerk), clerk, reason="")
    return seen(proposal, clerk), reviewers
