"""Writes of the reviewer: save the card as a draft, seal it once."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.actor import Actor
from core import audit, db
from core.db import session
from core.errors import Conflict, Forbidden
from core.i18n import N_
from proposals import services as course
from proposals.models import Audience, Proposal
from review import notices
from review.models import Assignment, AssignmentState
from review.queries import assignment as queries
from review.services.assignment import retell
from scoring import services as scoring
from scoring.models import Scorecard
from scoring.services import MarkDraft

MOVED_ON = N_(
    "Hồ sơ không còn ở bước thẩm định nên phiếu không lưu được nữa. Nội dung bạn vừa gõ được giữ lại bên dưới."
)


def save(
    assignment: Assignment,
    proposal: Proposal,
    actor: Actor,
    *,
    marks: Mapping[str, MarkDraft],
    summary: str,
    seen_version: int,
    page: str = "",
) -> Scorecard:
    """Keep what has been typed on the reviewer's card. `seen_version` is the one the page showed, 0 for a new card."""
    _need_open(assignment, actor)
    card = scoring.open_card(proposal, assignment.version_id, actor)
    seen = seen_version or card.row_version
    scoring.save_draft(card, actor, marks=marks, summary=summary, seen_version=seen, page=page)
    return card


def seal(assignment: Assignment, proposal: Proposal, card: Scorecard, actor: Actor) -> None:
    """Seal the reviewer's card for good; when it was the last one awaited, the secretariat is told."""
    _need_open(assignment, actor)
    scoring.seal(card, actor)
    assignment.state = AssignmentState.SEALED
    assignment.sealed_at = db.now()
    session.flush()
    held = retell(proposal)
    # Without a name: whoever reads the timeline must not learn from it who assesses.
    course.record(proposal, "scorecard.sealed", None, audience=Audience.INSIDE)
    audit.note("reviewer.seal", proposal.id)
    if held.sealed == held.reviewers:
        notices.all_sealed(proposal, held.sealed)


def _need_open(assignment: Assignment, actor: Actor) -> None:
    if assignment.reviewer_id != actor.id:
        raise Forbidden
    if assignment.state is AssignmentState.SEALED:
        raise Conflict(scoring.SEALED)
    if assignment.state is not AssignmentState.OPEN or not queries.under_assessment(assignment):
        raise Conflict(MOVED_ON)
