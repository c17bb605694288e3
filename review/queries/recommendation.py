"""Reads of the chief engineer's desk: who recommends, the queue by system, what the recommendation rests on."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts import queries as people
from accounts.actor import Actor, Role
from accounts.models import AppointmentKind, User
from core.db import session
from duplicates.models import Finding, Level, Ruling
from duplicates.queries.findings import touching
from proposals.models import Proposal, ProposalVersion
from proposals.queries import visible_to
from proposals.workflow import Status
from review.models import Assessment, Opinion, Recommendation, RecommendationDraft
from review.queries.assignment import barred_from
from review.queries.queue import hidden_from
from scoring.models import Tally


@dataclass(frozen=True, kw_only=True)
class Stand:
    """Who speaks for a system about a proposal; `acting` when it is the secretariat's named deputy (plan III.3)."""

    user: User
    acting: bool


def who_recommends(proposal: Proposal) -> Stand | None:
    """The main system's chief engineer; the deputy where none is appointed or she has a conflict; else None."""
    return _who(proposal, proposal.main_system)


def who_answers(proposal: Proposal, system: int) -> Stand | None:
    """The same for the opinion of a related system."""
    return _who(proposal, system)


def _who(proposal: Proposal, system: int | None) -> Stand | None:
    barred = barred_from(proposal)
    held = {row.kind: row.user for row in people.appointments() if row.system == system}
    for kind in (AppointmentKind.CHIEF_ENGINEER, AppointmentKind.DEPUTY):
        user = held.get(kind)
        if user is None or not user.active or user.id in barred:
            continue
        if user.organisation_id is not None and user.organisation_id == proposal.organisation_id:
            continue
        return Stand(user=user, acting=kind is AppointmentKind.DEPUTY)
    return None


def recommendation(version_id: uuid.UUID | None) -> Recommendation | None:
    """What was recommended about a version, with its author."""
    return session.scalar(
        sa.select(Recommendation)
        .options(joinedload(Recommendation.author))
        .where(Recommendation.version_id == version_id)
    )


def draft(version_id: uuid.UUID | None, actor: Actor) -> RecommendationDraft | None:
    """What the person has typed so far about a version."""
    return session.scalar(
        sa.select(RecommendationDraft).where(
            RecommendationDraft.version_id == version_id, RecommendationDraft.author_id == actor.id
        )
    )


def newest_draft(proposal: Proposal, actor: Actor) -> RecommendationDraft | None:
    """The newest thing the person typed about any version of the proposal and never sent."""
    return session.scalar(
        sa.select(RecommendationDraft)
        .join(ProposalVersion, ProposalVersion.id == RecommendationDraft.version_id)
        .where(ProposalVersion.proposal_id == proposal.id, RecommendationDraft.author_id == actor.id)
        .order_by(ProposalVersion.number.desc())
        .limit(1)
    )


def in_sight(proposal_id: uuid.UUID, actor: Actor) -> bool:
    """Whether the proposal exists for this person now."""
    return bool(session.scalar(sa.select(sa.exists().where(Proposal.id == proposal_id, visible_to(actor)))))


def opinions(version_id: uuid.UUID | None) -> Sequence[Opinion]:
    """The opinions asked of related systems, by system."""
    return session.scalars(
        sa.select(Opinion)
        .options(joinedload(Opinion.author))
        .where(Opinion.version_id == version_id)
        .order_by(Opinion.system)
    ).all()


def opinion(version_id: uuid.UUID | None, system: int) -> Opinion | None:
    """The opinion of one system about a version, if it was asked."""
    return session.scalar(
        sa.select(Opinion)
        .options(joinedload(Opinion.author))
        .where(Opinion.version_id == version_id, Opinion.system == system)
    )


def findings(version_id: uuid.UUID | None) -> list[sa.Row[Any]]:
    """Likenesses found by the machine on either side of a pair, most alike first, each with the ruling in force."""
    other = sa.orm.aliased(Proposal)
    theirs = sa.case((Finding.version_id == version_id, Finding.other_proposal_id), else_=Finding.proposal_id)
    return list(
        session.execute(
            sa.select(
                Finding.id,
                Finding.level,
                Finding.score,
                other.number,
                other.title,
                other.unit_name,
                Ruling.kind.label("ruling"),
            )
            .join(other, other.id == theirs)
            .outerjoin(Ruling, sa.and_(Ruling.finding_id == Finding.id, Ruling.superseded_at.is_(None)))
            .where(touching(version_id), Finding.level != Level.NONE)
            .order_by(Finding.score.desc(), Finding.id)
            .limit(20)
        )
    )


def neighbours(proposal: Proposal, actor: Actor) -> list[sa.Row[Any]]:
    """Other proposals of the same system that this person sees, newest movement first."""
    return list(
        session.execute(
            sa.select(Proposal.id, Proposal.number, Proposal.title, Proposal.status)
            .where(
                Proposal.main_system == proposal.main_system,
                Proposal.id != proposal.id,
                Proposal.status.in_([Status.ASSESSMENT, Status.ENGINEERING, Status.COMMITTEE, Status.DECIDED]),
                visible_to(actor),
            )
            .order_by(Proposal.status_since.desc(), Proposal.id)
            .limit(8)
        )
    )


MOST_ROWS = 200
TABS = ("waiting", "coming", "asked", "given")


def systems_in_charge(actor: Actor) -> frozenset[int] | None:
    """The systems whose queue the person sees; None for all of them (secretariat and auditor)."""
    if actor.holds(Role.SECRETARIAT, Role.AUDITOR):
        return None
    return actor.systems | actor.deputy_systems


def _in_tab(tab: str, actor: Actor, system: int | None) -> list[sa.ColumnElement[bool]]:
    systems = systems_in_charge(actor)
    asked = sa.select(Opinion.proposal_id).where(
        Opinion.version_id == Proposal.current_version_id, Opinion.given_at.is_(None)
    )
    where: list[sa.ColumnElement[bool]] = [visible_to(actor)]
    if tab == "asked":
        if systems is not None:
            asked = asked.where(Opinion.system.in_(systems))
        where += [asked.correlate(Proposal).exists(), Proposal.status == Status.ENGINEERING]
    else:
        statuses = {
            "waiting": [Status.ENGINEERING],
            "coming": [Status.ASSESSMENT],
            "given": [Status.COMMITTEE, Status.DECIDED],
        }[tab]
        where.append(Proposal.status.in_(statuses))
        if systems is not None:
            where.append(Proposal.main_system.in_(systems))
    if system is not None:
        where.append(Proposal.main_system == system)
    return where


def queue(tab: str, actor: Actor, *, system: int | None) -> list[sa.Row[Any]]:
    """The proposals of one tab, by system and then by days waiting, longest first; scores once they may be known."""
    hidden = sa.or_(hidden_from(actor), Proposal.status == Status.ASSESSMENT)
    return list(
        session.execute(
            sa.select(
                Proposal.id,
                Proposal.number,
                Proposal.title,
                Proposal.unit_name,
                Proposal.status,
                Proposal.status_since,
                Proposal.step_due,
                Proposal.main_system,
                Proposal.money_total,
                Proposal.organisation_id,
                Tally.sealed,
                *(
                    sa.case((hidden, sa.null()), else_=column).label(column.key)
                    for column in (Tally.mean, Tally.lowest, Tally.highest)
                ),
                Assessment.reviewers,
                sa.select(sa.func.min(Opinion.system))
                .where(
                    Opinion.version_id == Proposal.current_version_id,
                    Opinion.given_at.is_(None),
                    Opinion.system.in_(actor.systems | actor.deputy_systems),
                )
                .correlate(Proposal)
                .scalar_subquery()
                .label("asked"),
                sa.select(sa.func.count(Finding.id))
                .where(touching(Proposal.current_version_id), Finding.level == Level.LIKELY_DUPLICATE)
                .correlate(Proposal)
                .scalar_subquery()
                .label("alike"),
            )
            .outerjoin(Tally, Tally.version_id == Proposal.current_version_id)
            .outerjoin(Assessment, Assessment.version_id == Proposal.current_version_id)
            .where(*_in_tab(tab, actor, system))
            .order_by(Proposal.main_system, Proposal.status_since, Proposal.id)
            .limit(MOST_ROWS)
        )
    )


def queue_counts(actor: Actor, *, system: int | None) -> dict[str, int]:
    """How many proposals each tab holds, in one query."""
    counted = [
        sa.select(sa.func.count()).select_from(Proposal).where(*_in_tab(tab, actor, system)).scalar_subquery()
        for tab in TABS
    ]
    return dict(zip(TABS, session.execute(sa.select(*counted)).one(), strict=True))


def waiting(actor: Actor) -> Any:
    """Counts what waits for this person as chief engineer or deputy: recommendations, and opinions asked of them."""
    recommendations = (
        sa.select(sa.func.count())
        .select_from(Proposal)
        .where(
            Proposal.status == Status.ENGINEERING,
            Proposal.main_system.in_(actor.systems),
            Proposal.organisation_id != actor.organisation_id if actor.organisation_id is not None else sa.true(),
            visible_to(actor),
        )
    )
    answers = (
        sa.select(sa.func.count(Opinion.id))
        .join(Proposal, Proposal.current_version_id == Opinion.version_id)
        .where(
            Opinion.system.in_(actor.systems),
            Opinion.given_at.is_(None),
            Proposal.status == Status.ENGINEERING,
            visible_to(actor),
        )
    )
    return sa.select(recommendations.scalar_subquery() + answers.scalar_subquery())
