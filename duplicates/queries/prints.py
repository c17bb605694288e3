"""Reads for the machine: versions to compare, fingerprints held, and what changed since a place in the series."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from catalog.models import CatalogRelease
from core.db import session
from duplicates.models import Check, Finding, Fingerprint, KeptReading, Level, Registry, Ruling
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


def unread(epoch: int) -> Sequence[uuid.UUID]:
    """Ids of the versions that belong into the index and that this rebuilding has not read yet, oldest first."""
    return session.scalars(
        sa.select(ProposalVersion.id)
        .join(Proposal, Proposal.current_version_id == ProposalVersion.id)
        .outerjoin(KeptReading, sa.and_(KeptReading.version_id == ProposalVersion.id, KeptReading.made == epoch))
        .where(Proposal.status.not_in(OUT_OF_SIGHT), KeptReading.version_id.is_(None))
        .order_by(ProposalVersion.submitted_at, ProposalVersion.id)
    ).all()


def contents(version_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[uuid.UUID, dict[str, Any]]]:
    """Version → (proposal, what it says); nothing of one that has left for the secret channel."""
    rows = session.execute(
        sa.select(ProposalVersion.id, ProposalVersion.proposal_id, ProposalVersion.content).where(
            ProposalVersion.id.in_(version_ids)
        )
    )
    return {row.id: (row.proposal_id, row.content) for row in rows}


def readings(version_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    """Version → what is kept of its text."""
    rows = session.execute(
        sa.select(KeptReading.version_id, KeptReading.body).where(KeptReading.version_id.in_(version_ids))
    )
    return {row.version_id: row.body for row in rows}


def near(proposal_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, sa.Row[uuid.UUID, uuid.UUID, datetime, bytes]]:
    """Proposal → (version_id, submitted_at, body of its reading) of the version by which it is found now."""
    rows = session.execute(
        sa.select(Fingerprint.proposal_id, Fingerprint.version_id, ProposalVersion.submitted_at, KeptReading.body)
        .join(ProposalVersion, ProposalVersion.id == Fingerprint.version_id)
        .outerjoin(KeptReading, KeptReading.version_id == Fingerprint.version_id)
        .where(Fingerprint.proposal_id.in_(proposal_ids), Fingerprint.dropped.is_(None))
    )
    return {row.proposal_id: row for row in rows}


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
        .execution_options(yield_per=500)
    )
    return ((row.proposal_id, row.body) for row in rows)


def fingerprint(version_id: uuid.UUID) -> Fingerprint | None:
    """A version's own row."""
    return session.get(Fingerprint, version_id)


def fingerprints_of(proposal_id: uuid.UUID) -> Sequence[Fingerprint]:
    """Every row of a proposal's versions."""
    return session.scalars(sa.select(Fingerprint).where(Fingerprint.proposal_id == proposal_id)).all()


def still_to_compare(version_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Version → its proposal, of those that still belong into the index."""
    rows = session.execute(
        sa.select(ProposalVersion.id, ProposalVersion.proposal_id)
        .join(Proposal, Proposal.current_version_id == ProposalVersion.id)
        .where(ProposalVersion.id.in_(version_ids), Proposal.status.not_in(OUT_OF_SIGHT))
    )
    return {row.id: row.proposal_id for row in rows}


def held_versions() -> set[uuid.UUID]:
    """Ids of the versions in the index."""
    return set(session.scalars(sa.select(Fingerprint.version_id).where(Fingerprint.dropped.is_(None))))


def fingerprints(version_ids: Sequence[uuid.UUID]) -> Sequence[Fingerprint]:
    """The rows of these versions."""
    return session.scalars(sa.select(Fingerprint).where(Fingerprint.version_id.in_(version_ids))).all()


def readings_of(proposal_id: uuid.UUID) -> Sequence[KeptReading]:
    """What is kept of the texts of a proposal's versions."""
    return session.scalars(
        sa.select(KeptReading)
        .join(ProposalVersion, ProposalVersion.id == KeptReading.version_id)
        .where(ProposalVersion.proposal_id == proposal_id)
    ).all()


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


def catalogue() -> int:
    """Number of the catalogue in force; 0 before any was loaded."""
    return session.scalar(sa.select(sa.func.max(CatalogRelease.version))) or 0


def check_of(version_id: uuid.UUID) -> Check | None:
    """The comparison of a version; None while it has not been compared."""
    return session.scalar(sa.select(Check).where(Check.version_id == version_id))


def pairs_of(version_id: uuid.UUID) -> dict[uuid.UUID, Finding]:
    """Other version → the row of the pair, whichever way round."""
    rows = session.scalars(
        sa.select(Finding).where(sa.or_(Finding.version_id == version_id, Finding.other_version_id == version_id))
    )
    return {row.other_version_id if row.version_id == version_id else row.version_id: row for row in rows}


def held_of(proposal_ids: Sequence[uuid.UUID]) -> Sequence[Fingerprint]:
    """The fingerprints by which these proposals are found now."""
    return session.scalars(
        sa.select(Fingerprint).where(Fingerprint.proposal_id.in_(proposal_ids), Fingerprint.dropped.is_(None))
    ).all()


def unruled_of(version_id: uuid.UUID, *, but: Collection[uuid.UUID] = ()) -> Sequence[Finding]:
    """Findings on a version, other than these, that nobody has ruled on and that say something."""
    ruled = sa.select(Ruling.finding_id).where(Ruling.finding_id == Finding.id).correlate(Finding)
    return session.scalars(
        sa.select(Finding).where(
            sa.or_(Finding.version_id == version_id, Finding.other_version_id == version_id),
            Finding.level != Level.NONE,
            Finding.id.not_in(but),
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
