"""Reads of what a member needs in order to vote: scores and their spread, recommendation, opinions, likeness."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.models import User
from core.db import session
from duplicates.models import Finding, Level
from duplicates.models import Ruling as PairRuling
from proposals.models import Proposal, ProposalVersion
from review.models import Opinion, Recommendation
from scoring.models import CardState, Criterion, Mark, Scorecard


@dataclass(frozen=True, kw_only=True)
class CriterionSpread:
    """One criterion over all sealed cards of a version: lowest, mean, highest; None where nobody gave a score."""

    name_vi: str
    name_en: str
    lowest: int | None
    mean: Decimal | None
    highest: int | None
    scores: int


@dataclass(frozen=True, kw_only=True)
class Alike:
    """One text the machine found like this one, with what a person ruled on the pair ("" while nobody did)."""

    number: str
    title: str
    level: Level
    score: int
    ruling: str


def version(version_id: uuid.UUID) -> ProposalVersion:
    """The frozen version an item judges."""
    return session.get_one(ProposalVersion, version_id)


def recommendation(version_id: uuid.UUID) -> Recommendation | None:
    """What the chief engineer said on this version."""
    return session.scalar(
        sa.select(Recommendation)
        .options(joinedload(Recommendation.author))
        .where(Recommendation.version_id == version_id)
        .order_by(Recommendation.made_at.desc())
        .limit(1)
    )


def stance(version_id: uuid.UUID) -> str | None:
    """The recommendation's stance alone."""
    found = recommendation(version_id)
    return found.stance.value if found else None


def opinions(version_id: uuid.UUID) -> Sequence[tuple[Opinion, str]]:
    """Opinions given by the chief engineers of related systems, with their names."""
    rows = session.execute(
        sa.select(Opinion, User.name)
        .join(User, User.id == Opinion.author_id)
        .where(Opinion.version_id == version_id, Opinion.given_at.is_not(None))
        .order_by(Opinion.system)
    )
    return [(row[0], row[1]) for row in rows]


def totals(version_id: uuid.UUID) -> Sequence[Decimal]:
    """The totals of the sealed cards, lowest first."""
    found = session.scalars(
        sa.select(Scorecard.total)
        .where(Scorecard.version_id == version_id, Scorecard.state == CardState.SEALED, Scorecard.total.is_not(None))
        .order_by(Scorecard.total)
    )
    return [total for total in found if total is not None]


def spread(version_id: uuid.UUID) -> Sequence[CriterionSpread]:
    """The sealed cards of a version, criterion by criterion."""
    rows = session.execute(
        sa.select(
            Criterion.name_vi,
            Criterion.name_en,
            sa.func.min(Mark.value),
            sa.func.sum(Mark.value),
            sa.func.max(Mark.value),
            sa.func.count(Mark.value),
        )
        .join(Mark, Mark.criterion_id == Criterion.id)
        .join(Scorecard, Scorecard.id == Mark.card_id)
        .where(Scorecard.version_id == version_id, Scorecard.state == CardState.SEALED)
        .group_by(Criterion.id, Criterion.position, Criterion.name_vi, Criterion.name_en)
        .order_by(Criterion.position)
    )
    return [
        CriterionSpread(
            name_vi=row[0],
            name_en=row[1],
            lowest=row[2],
            mean=(Decimal(row[3] or 0) / row[5]).quantize(Decimal("0.1")) if row[5] else None,
            highest=row[4],
            scores=row[5],
        )
        for row in rows
    ]


def alike(version_id: uuid.UUID) -> Sequence[Alike]:
    """The machine's findings on this version and the newest ruling on each."""
    found: list[Alike] = []
    for mine, theirs in (
        (Finding.version_id, Finding.other_proposal_id),
        (Finding.other_version_id, Finding.proposal_id),
    ):
        rows = session.execute(
            sa.select(Finding.id, Finding.level, Finding.score, Proposal.number, Proposal.title)
            .join(Proposal, Proposal.id == theirs)
            .where(mine == version_id, Finding.level != Level.NONE)
        ).all()
        ruled = _rulings([row[0] for row in rows])
        found += [
            Alike(number=row[3] or "", title=row[4], level=row[1], score=row[2], ruling=ruled.get(row[0], ""))
            for row in rows
        ]
    unique = {one.number: one for one in sorted(found, key=lambda one: one.score)}
    return sorted(unique.values(), key=lambda one: -one.score)


def _rulings(finding_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = session.execute(
        sa.select(PairRuling.finding_id, PairRuling.kind)
        .where(PairRuling.finding_id.in_(finding_ids), PairRuling.superseded_at.is_(None))
        .order_by(PairRuling.ruled_at)
    )
    return {row[0]: row[1].value for row in rows}
