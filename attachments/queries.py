"""Reads of attachments: which files belong to a version of a proposal, which one person may open, what is to do."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from accounts.actor import Actor
from attachments.models import Attachment, AttachmentFile, ScanState
from core.db import session
from core.errors import NotFound
from proposals.models import Proposal, ProposalVersion
from proposals.queries import visible_to
from proposals.workflow import Status

Later = aliased(AttachmentFile)


def locked(proposal_id: uuid.UUID, *, seen_by: Actor) -> Proposal:
    """The proposal as it is at this moment, kept from being submitted or changed until this transaction ends."""
    row = session.scalar(
        sa.select(Proposal)
        .where(Proposal.id == proposal_id, visible_to(seen_by))
        .with_for_update(of=Proposal)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


def submitted_number(proposal: Proposal) -> int:
    """The number of the newest submitted version, 0 before the first."""
    return (
        session.scalar(sa.select(ProposalVersion.number).where(ProposalVersion.id == proposal.current_version_id)) or 0
    )


def files_of_version(proposal_id: uuid.UUID, number: int) -> Sequence[AttachmentFile]:
    """The files that belong to version `number` of a proposal, each with its attachment, in the order of their coming.

    Of the version being prepared (the newest submitted one + 1) they are what is attached now.
    """
    return session.scalars(
        sa.select(AttachmentFile)
        .join(AttachmentFile.attachment)
        .options(contains_eager(AttachmentFile.attachment), joinedload(AttachmentFile.made_by))
        .where(
            Attachment.proposal_id == proposal_id,
            AttachmentFile.since <= number,
            sa.or_(Attachment.until.is_(None), Attachment.until > number),
            ~_replaced(Later.since <= number),
        )
        .order_by(Attachment.made_at, Attachment.id)
    ).all()


def _replaced(*when: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether a later file of the same attachment takes the place of this one."""
    return (
        sa.select(sa.literal(1))
        .where(Later.attachment_id == AttachmentFile.attachment_id, Later.number > AttachmentFile.number, *when)
        .correlate(AttachmentFile)
        .exists()
    )


def _was_submitted(number: int) -> sa.ColumnElement[bool]:
    """Files that some version up to `number` holds: not those replaced or removed before the next submission."""
    return sa.and_(
        AttachmentFile.since <= number,
        ~_replaced(Later.since == AttachmentFile.since),
        sa.or_(Attachment.until.is_(None), Attachment.until > AttachmentFile.since),
    )


def attachment(proposal: Proposal, attachment_id: uuid.UUID, *, lock: bool = False) -> Attachment:
    """One attachment of a proposal in sight; NotFound otherwise."""
    statement = sa.select(Attachment).where(Attachment.id == attachment_id, Attachment.proposal_id == proposal.id)
    if lock:
        statement = statement.with_for_update(of=Attachment).execution_options(populate_existing=True)
    row = session.scalar(statement)
    if row is None:
        raise NotFound
    return row


def files_of(held: Attachment, *, submitted: int | None) -> Sequence[AttachmentFile]:
    """The files of one attachment, newest first; with `submitted` only those that versions up to that number hold."""
    statement = (
        sa.select(AttachmentFile)
        .join(AttachmentFile.attachment)
        .options(contains_eager(AttachmentFile.attachment), joinedload(AttachmentFile.made_by))
        .where(Attachment.id == held.id)
        .order_by(AttachmentFile.number.desc())
    )
    if submitted is not None:
        statement = statement.where(_was_submitted(submitted))
    return session.scalars(statement).all()


def bytes_kept(proposal: Proposal) -> int:
    """How much the store holds of a proposal, earlier files included."""
    return int(
        session.scalar(
            sa.select(sa.func.coalesce(sa.func.sum(AttachmentFile.size), 0))
            .join(AttachmentFile.attachment)
            .where(Attachment.proposal_id == proposal.id, AttachmentFile.key.is_not(None))
        )
        or 0
    )


def attachments_of(proposal_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Ids of everything a proposal ever had attached."""
    return session.scalars(sa.select(Attachment.id).where(Attachment.proposal_id == proposal_id)).all()


def keys_of(proposal_id: uuid.UUID) -> set[str]:
    """The places in the store that rows of this proposal name."""
    keys = session.scalars(
        sa.select(AttachmentFile.key).join(AttachmentFile.attachment).where(Attachment.proposal_id == proposal_id)
    )
    return {key for key in keys if key is not None}


def is_named(key: str) -> bool:
    """Whether a row names this place in the store."""
    return session.scalar(sa.select(AttachmentFile.id).where(AttachmentFile.key == key)) is not None


# --- for jobs, commands and the administrator -------------------------------------------------------------------------


def to_scan(file_id: uuid.UUID, *, lock: bool = False) -> AttachmentFile | None:
    """One file with attachment and proposal if it is still to be scanned."""
    statement = (
        sa.select(AttachmentFile)
        .options(joinedload(AttachmentFile.attachment).joinedload(Attachment.proposal))
        .where(
            AttachmentFile.id == file_id,
            AttachmentFile.key.is_not(None),
            AttachmentFile.scan.in_([ScanState.NOT_SCANNED, ScanState.WAITING, ScanState.UNREACHABLE]),
        )
    )
    if lock:
        statement = statement.with_for_update(of=AttachmentFile).execution_options(populate_existing=True)
    return session.scalar(statement)


def never_scanned(*, asked_before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Files that came when no scanner was installed, or of which nobody has asked the scanner since a moment."""
    asked = sa.func.coalesce(AttachmentFile.asked_at, AttachmentFile.made_at)
    return session.scalars(
        sa.select(AttachmentFile.id)
        .where(
            AttachmentFile.key.is_not(None),
            sa.or_(
                AttachmentFile.scan == ScanState.NOT_SCANNED,
                sa.and_(
                    AttachmentFile.scan.in_([ScanState.WAITING, ScanState.UNREACHABLE]),
                    asked < asked_before,
                ),
            ),
        )
        .order_by(AttachmentFile.made_at)
        .limit(limit)
    ).all()


def infected() -> Sequence[sa.Row[AttachmentFile, Proposal]]:
    """Files closed because of malware, newest first, for the administrator; never those gone secret."""
    return session.execute(
        sa.select(AttachmentFile, Proposal)
        .join(AttachmentFile.attachment)
        .join(Attachment.proposal)
        .options(joinedload(AttachmentFile.made_by), joinedload(Proposal.organisation))
        .where(AttachmentFile.scan == ScanState.INFECTED, Proposal.status != Status.SECRET)
        .order_by(AttachmentFile.asked_at.desc(), AttachmentFile.id)
        .limit(200)
    ).all()


def everything_kept() -> Sequence[sa.Row[uuid.UUID, str | None, str]]:
    """(id, key, sha256) of every file the store should hold."""
    return session.execute(
        sa.select(AttachmentFile.id, AttachmentFile.key, AttachmentFile.sha256)
        .where(AttachmentFile.key.is_not(None))
        .order_by(AttachmentFile.made_at)
    ).all()
