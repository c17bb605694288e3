"""What the desk adds to the app: pages, jobs, commands, and its entries in the bar."""

from __future__ import annotations

from uuid import UUID

from flask import Flask

from accounts.actor import Actor, Role
from core.errors import NotFound
from core.i18n import N_
from core.web import RoomLink, add_room
from keeping.places import keep
from proposals import queries as proposals
from proposals.dossier import Tab, add_tab
from proposals.models import Proposal
from review import jobs, models
from review.models import AssignmentState
from review.policies.assignment import sees_assignments
from review.policies.intake import sees_intake
from review.policies.recommendation import may_answer, sees_recommendation
from review.policies.scorecard import sees_scores
from review.queries import assignment, intake, queue, recommendation
from review.views import assignment as assignment_views
from review.views import bp, intake_acts
from review.views import engineer as engineer_views
from review.views import intake as intake_views
from review.views import queue as queue_views
from review.views import recommendation as recommendation_views
from review.views import scorecard as scorecard_views

__all__ = [
    "assignment_views",
    "engineer_views",
    "intake_acts",
    "intake_views",
    "jobs",
    "models",
    "queue_views",
    "recommendation_views",
    "register",
    "scorecard_views",
]

INTAKE_PAGES = frozenset(
    f"review.{name}"
    for name in ("intake", "save_intake", "intake_return", "intake_refuse", "intake_merge", "intake_secret")
)
QUEUE_PAGES = frozenset(
    f"review.{name}"
    for name in ("queue", "declaration", "declare", "score", "save_score", "scorecards", "assignment", "assign")
)
ENGINEER_PAGES = frozenset(
    f"review.{name}" for name in ("engineer_queue", "recommendation", "recommend", "opinion", "give_opinion")
)


def register(app: Flask) -> None:
    """Add this room to the app."""
    app.register_blueprint(bp)
    keep("review.save_score", _scored)
    for name in ("save_intake", "intake_return", "intake_refuse", "intake_merge"):
        keep(f"review.{name}", _checked)
    keep("review.recommend", _recommended)
    keep("review.give_opinion", _asked_about)
    add_room(
        app,
        RoomLink(
            label=N_("Tiếp nhận"),
            endpoint="review.intake_queue",
            seen_by=queue.is_desk,
            waiting=intake.waiting,
            order=20,
            pages=INTAKE_PAGES,
        ),
    )
    add_room(
        app,
        RoomLink(
            label=N_("Thẩm định"),
            endpoint="review.queue",
            seen_by=_scores,
            waiting=queue.waiting,
            order=40,
            pages=QUEUE_PAGES,
        ),
    )
    add_room(
        app,
        RoomLink(
            label=N_("Tổng công trình sư"),
            endpoint="review.engineer_queue",
            seen_by=_recommends,
            waiting=recommendation.waiting,
            order=45,
            pages=ENGINEER_PAGES,
        ),
    )
    for tab in (
        Tab(code="intake", label=N_("Tiếp nhận"), endpoint="review.intake", order=30, opens=sees_intake),
        Tab(code="assignment", label=N_("Phân công"), endpoint="review.assignment", order=50, opens=sees_assignments),
        Tab(code="scorecards", label=N_("Phiếu đánh giá"), endpoint="review.scorecards", order=60, opens=_sees_scores),
        Tab(
            code="recommendation",
            label=N_("Ý kiến Tổng công trình sư"),
            endpoint="review.recommendation",
            order=70,
            opens=sees_recommendation,
        ),
    ):
        add_tab(app, tab)


def _sees_scores(actor: Actor, proposal: Proposal) -> bool:
    if not sees_scores(actor, proposal, AssignmentState.SEALED):  # shut whatever they have done; nothing to look up
        return False
    return sees_scores(actor, proposal, assignment.own_state(proposal.current_version_id, actor))


def _scores(actor: Actor) -> bool:
    return queue.is_desk(actor) or queue.is_reviewer(actor)


def _recommends(actor: Actor) -> bool:
    return actor.holds(Role.CHIEF_ENGINEER, Role.SECRETARIAT, Role.AUDITOR)


# --- what kept text is about, and whether the writer still sees it ----------------------------------------------------


def _scored(actor: Actor, assignment_id: UUID) -> tuple[UUID]:
    own = assignment.own(assignment_id, seen_by=actor)
    return (proposals.get(own.proposal_id, seen_by=actor).id,)


def _checked(actor: Actor, proposal_id: UUID) -> tuple[UUID]:
    return (intake_views.in_sight(proposal_id, actor).id,)


def _recommended(actor: Actor, proposal_id: UUID) -> tuple[UUID]:
    proposal = proposals.get(proposal_id, seen_by=actor)
    if not sees_recommendation(actor, proposal):
        raise NotFound
    return (proposal.id,)


def _asked_about(actor: Actor, proposal_id: UUID, system: int) -> tuple[UUID]:
    proposal = proposals.get(proposal_id, seen_by=actor)
    asked = recommendation.opinion(proposal.current_version_id, system)
    if asked is None or not may_answer(actor, proposal, asked, recommendation.who_answers(proposal, system)):
        raise NotFound
    return (proposal.id,)
