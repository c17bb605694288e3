"""Reads for the machine: versions to compare, fingerprints held, and what changed since a place in the series."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from core.db import session
from duplicates.models import Check, Finding, Fingerprint, Level, Registry, Ruling
from proposals.models import Proposal, ProposalVersion
from proposals.workflow import Status

OUT_OF_SIGHT = (Status.DRAFT, Status.SECRET)


def registry(*, lock: bool = False) -> Registry | None:
    """The single row of the registry; its lock puts concurrent checks in order."""
    return session.get(Registry, 1, with_for_update=lock, populate_existing=lock)


def to_compare(version_id: uuid.UUID) -> ProposalVersion | None:
    """The version, when it is the newest of a proposal that is neither a draft nor in the secret channel."""
    return session.scalar(
        sa.select(ProposalVersion)
        .join(Proposal, Proposal.current_version_id == ProposalVersion.id)
        .where(ProposalVersion.id == version_id, Proposal.status.not_in(OUT_OF_SIGHT))
    )


def all_to_compare() -> Sequence[uuid.UUID]:
    """Ids of every version that belongs into the index, oldest first."""
    return session.scalars(
        sa.select(ProposalVersion.id)
        .join(Proposal, Proposal.current_version_id == ProposalVersion.id)
        .where(Proposal.status.not_in(OUT_OF_SIGHT))
        .order_by(ProposalVersion.submitted_at, ProposalVersion.id)
    ).all()


def content(version_id: uuid.UUID) -> dict[str, Any]:
    """What a version says; nothing after it has left for the secret channel."""
    found: dict[str, Any] = session.scalars(
        sa.select(ProposalVersion.content).where(ProposalVersion.id == version_id)
    ).one()
    return found


def held(proposal_id: uuid.UUID) -> Fingerprint | None:
    """The fingerprint by which a proposal is found now."""
    return session.scalar(
        sa.select(Fingerprint).where(Fingerprint.proposal_id == proposal_id, Fingerprint.dropped.is_(None))
    )


def all_held() -> Iterator[tuple[uuid.UUID, bytes]]:
    """(proposal, body) of every fingerprint in the index."""
    rows = session.execute(
        sa.select(Fingerprint.proposal_id, Fingerprint.body)
        .where(Fingerprint.dropped.is_(None))
        .order_by(Fingerprint.added)
    )
    return ((row.proposal_id, row.body) for row in rows)


def fingerprint(version_id: uuid.UUID) -> Fingerprint | None:
    """A version's own row."""
    return session.get(Fingerprint, version_id)


def fingerprints_of(proposal_id: uuid.UUID) -> Sequence[Fingerprint]:
    """Every row of a proposal's versions."""
    return session.scalars(sa.select(Fingerprint).where(Fingerprint.proposal_id == proposal_id)).all()


def all_rows() -> Sequence[Fingerprint]:
    """Every row, held or not."""
    return session.scalars(sa.select(Fingerprint)).all()


def changed(since: int) -> Sequence[Fingerprint]:
    """Rows that came or went after a place in the series."""
    return session.scalars(
        sa.select(Fingerprint).where(sa.or_(Fingerprint.added > since, Fingerprint.dropped > since))
    ).all()


def change(place: int) -> uuid.UUID | None:
    """Which version came or went at a place in the series; None for the beginning."""
    return session.scalar(
        sa.select(Fingerprint.version_id).where(sa.or_(Fingerprint.added == place, Fingerprint.dropped == place))
    )


def check_of(version_id: uuid.UUID) -> Check | None:
    """The comparison of a version; None while it has not been compared."""
    return session.scalar(sa.select(Check).where(Check.version_id == version_id))


def pair(one: uuid.UUID, other: uuid.UUID) -> Finding | None:
    """The row of a pair of versions, whichever way round."""
    return session.scalar(
        sa.select(Finding).where(
            sa.or_(
                sa.and_(Finding.version_id == one, Finding.other_version_id == other),
                sa.and_(Finding.version_id == other, Finding.other_version_id == one),
            )
        )
    )


def unruled_of(version_id: uuid.UUID) -> Sequence[Finding]:
    """Findings on a version that nobody has ruled on and that say something."""
    ruled = sa.select(Ruling.finding_id).where(Ruling.finding_id == Finding.id).correlate(Finding)
    return session.scalars(
        sa.select(Finding).where(
            sa.or_(Finding.version_id == version_id, Finding.other_version_id == version_id),
            Finding.level != Level.NONE,
            ~ruled.exists(),
        )
    ).all()


def findings_of_proposal(proposal_id: uuid.UUID) -> Sequence[Finding]:
    """Every finding on any version of a proposal."""
    return session.scalars(
        sa.select(Finding).where(sa.or_(Finding.proposal_id == proposal_id, Finding.other_proposal_id == proposal_id))
    ).all()


def checks_of(proposal_id: uuid.UUID) -> Sequence[Check]:
    """The comparisons of all versions of a proposal."""
    return session.scalars(
        sa.select(Check)
        .join(ProposalVersion, ProposalVersion.id == Check.version_id)
        .where(ProposalVersion.proposal_id == proposal_id)
    ).all()
