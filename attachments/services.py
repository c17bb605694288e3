"""Writes of attachments: take what was examined, replace, describe, remove, forget; and what the scanner said."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import IO, Any

import sqlalchemy as sa

from accounts.actor import Actor
from attachments import notices, policies, queries
from attachments.arrival import Landing, Limits, Offer, limits
from attachments.models import Attachment, AttachmentFile, ScanState
from attachments.naming import Fault, title_of
from core import audit, db, files, jobs, scanning
from core.db import session
from core.errors import Conflict, Forbidden, Invalid
from core.files import FileGone
from core.i18n import N_
from proposals import queries as proposals
from proposals.models import Proposal
from proposals.services import MOVED_ON
from proposals.template import PART_BY_CODE
from proposals.workflow import Status

CHANGED = N_("Tài liệu này đã được người khác thay đổi sau khi bạn mở trang. Hãy xem lại rồi làm tiếp.")
CLOSED_PART = N_("Tài liệu này thuộc phần không nằm trong yêu cầu bổ sung nên giữ nguyên như đã gửi.")
ALREADY_SENT = N_("Tài liệu đã gửi giữ nguyên tên và mục; cần đổi thì gỡ ra rồi tải lên lại.")
BLOCKED = N_("Máy quét thấy mã độc trong tệp này nên tệp không được phát cho bất kỳ ai.")
LOST = N_("Tệp trong kho không còn khớp với mã kiểm đã lưu nên không phát; hãy báo quản trị.")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one file of a drop: kept as `row`, or not, with the fault and the values of its sentence."""

    name: str
    row: AttachmentFile | None = None
    fault: Fault | None = None
    values: dict[str, Any] = field(default_factory=dict)


def announce(proposal: Proposal, actor: Actor) -> None:
    """Refuse early whoever may not attach; else note that files are coming, so that a crash leaves none behind."""
    _need_open(proposal, actor)
    enqueue_tidying(proposal.id)


def enqueue_tidying(proposal_id: uuid.UUID) -> None:
    """Have the files of a proposal that no row names looked for in an hour."""
    jobs.enqueue(
        "attachments.tidy",
        key=f"attachments.tidy:{proposal_id}",
        run_after=db.now() + timedelta(hours=1),
        proposal=proposal_id,
    )


def _need_open(proposal: Proposal, actor: Actor) -> None:
    if not policies.may_attach(actor, proposal):
        ours = policies.sees_preparation(actor, proposal)
        raise Conflict(MOVED_ON) if ours else Forbidden()


def add(proposal: Proposal, landed: Landing, actor: Actor, *, part: str) -> list[Outcome]:
    """Attach each examined file as an attachment of its own; `proposal` is locked. One at fault keeps no other out."""
    _need_open(proposal, actor)
    if part and (part not in PART_BY_CODE or part not in open_parts(proposal)):
        raise Invalid(CLOSED_PART)
    now = Present.of(proposal)
    return [_add(proposal, offer, landed, now, actor, part) for offer in landed.offers]


@dataclass
class Present:
    """What a proposal has at this moment, counted once for a whole drop."""

    number: int
    """The version being prepared."""
    held: dict[str, str]
    """Titles of what is attached now, by checksum."""
    count: int
    bytes: int
    most: Limits

    @classmethod
    def of(cls, proposal: Proposal) -> Present:
        """Count what is there."""
        number = queries.submitted_number(proposal) + 1
        rows = queries.files_of_version(proposal.id, number)
        return cls(
            number=number,
            held={row.sha256: row.attachment.title for row in rows},
            count=len(rows),
            bytes=queries.bytes_kept(proposal),
            most=limits(),
        )

    def refused(self, offer: Offer, *, new: bool) -> Outcome | None:
        """Why an examined file is not taken after all: it is there already, or there is no room for it."""
        if offer.stored is None:
            return Outcome(name=offer.name, fault=offer.fault)
        if offer.stored.sha256 in self.held:
            title = self.held[offer.stored.sha256]
            return Outcome(name=offer.name, fault=Fault.SAME, values={"title": title})
        if new and self.count >= self.most.files:
            return Outcome(name=offer.name, fault=Fault.TOO_MANY)
        if self.bytes + offer.stored.size > self.most.bytes:
            return Outcome(name=offer.name, fault=Fault.TOO_MUCH)
        return None


def _add(proposal: Proposal, offer: Offer, landed: Landing, now: Present, actor: Actor, part: str) -> Outcome:
    refused = now.refused(offer, new=True)
    if refused is not None:
        return refused
    held = Attachment(
        id=uuid.uuid4(),
        proposal_id=proposal.id,
        title=title_of(offer.name),
        part=part,
        made_at=db.now() + timedelta(microseconds=now.count),  # the files of a drop stay in their order
        changed_at=db.now(),
    )
    session.add(held)
    session.flush()
    row = _attach(held, offer, landed, actor, number=1, since=now.number)
    now.held[row.sha256] = held.title
    now.count += 1
    now.bytes += row.size
    audit.note("attachment.add", proposal.id, sha256=row.sha256, size=row.size)
    return Outcome(name=offer.name, row=row)


def replace(
    proposal: Proposal, held: Attachment, landed: Landing, actor: Actor, *, seen_version: int | None
) -> Outcome:
    """Give an attachment its next file; the earlier ones stay. Both rows are locked."""
    _need_change(proposal, held, actor, seen_version)
    offer = landed.offers[0]
    now = Present.of(proposal)
    refused = now.refused(offer, new=False)
    if refused is not None:
        return refused
    number = 1 + max(row.number for row in queries.files_of(held, submitted=None))
    row = _attach(held, offer, landed, actor, number=number, since=now.number)
    held.changed_at = db.now()
    session.flush()
    audit.note("attachment.replace", proposal.id, sha256=row.sha256, size=row.size)
    return Outcome(name=offer.name, row=row)


def _attach(
    held: Attachment, offer: Offer, landed: Landing, actor: Actor, *, number: int, since: int
) -> AttachmentFile:
    assert offer.stored is not None and offer.kind is not None
    row = AttachmentFile(
        id=uuid.uuid4(),
        attachment_id=held.id,
        number=number,
        since=since,
        name=offer.name,
        kind=offer.kind,
        size=offer.stored.size,
        sha256=offer.stored.sha256,
        key=offer.stored.key,
        made_at=db.now(),
        made_by_id=actor.id,
        scan=ScanState.WAITING if scanning.installed() else ScanState.NOT_SCANNED,
        finding="",
    )
    session.add(row)
    session.flush()
    landed.keep(offer.stored)
    if scanning.installed():
        enqueue_scan(row.id)
    return row


def _need_change(proposal: Proposal, held: Attachment, actor: Actor, seen_version: int | None) -> None:
    _need_open(proposal, actor)
    if (seen_version is not None and seen_version != held.row_version) or held.until is not None:
        raise Conflict(CHANGED)
    if not policies.may_change(actor, proposal, held, open_parts(proposal)):
        raise Forbidden(CLOSED_PART)


def open_parts(proposal: Proposal) -> Collection[str]:
    """Codes of the parts that may be edited now; a return opens only those it names."""
    return {code for code, row in proposals.draft_parts(proposal).items() if row.open}


def was_sent(proposal: Proposal, held: Attachment) -> bool:
    """Whether a submitted version of the proposal holds the attachment."""
    return bool(queries.files_of(held, submitted=queries.submitted_number(proposal)))


def describe(
    proposal: Proposal, held: Attachment, actor: Actor, *, title: str, part: str, seen_version: int | None
) -> None:
    """Say what an attachment is and which part it belongs to; only before it was ever submitted."""
    _need_change(proposal, held, actor, seen_version)
    if was_sent(proposal, held):
        raise Conflict(ALREADY_SENT)
    if part and part not in open_parts(proposal):
        raise Invalid(CLOSED_PART)
    held.title, held.part, held.changed_at = title, part, db.now()
    session.flush()
    audit.note("attachment.describe", proposal.id)


def remove(proposal: Proposal, held: Attachment, actor: Actor, *, seen_version: int | None) -> None:
    """Take an attachment away: from what is being prepared; for good, with its files, if it was never submitted."""
    _need_change(proposal, held, actor, seen_version)
    audit.note("attachment.remove", proposal.id)
    if was_sent(proposal, held):
        held.until = queries.submitted_number(proposal) + 1
        held.removed_at = held.changed_at = db.now()
        held.removed_by_id = actor.id
        session.flush()
        return
    for row in queries.files_of(held, submitted=None):
        jobs.enqueue("attachments.drop", file=row.key)
        session.delete(row)
    session.flush()
    session.delete(held)
    session.flush()


def forget(proposal: Proposal) -> None:
    """Empty what the files of a proposal are called and have the files themselves erased; checksums stay.

    Statements, not changes of rows: the audit trail would keep the old words.
    """
    held = queries.attachments_of(proposal.id)
    session.execute(
        sa.update(AttachmentFile)
        .where(AttachmentFile.attachment_id.in_(held))
        .values(name="", key=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        sa.update(Attachment)
        .where(Attachment.id.in_(held))
        .values(title="", part="")
        .execution_options(synchronize_session=False)
    )
    jobs.enqueue("attachments.erase", key=f"attachments.erase:{proposal.id}", proposal=proposal.id)
    audit.note("attachment.forget", proposal.id, files=len(held))


def open_file(row: AttachmentFile) -> IO[bytes]:
    """The file's bytes, checked against its checksum. Raises Forbidden for one with malware, Conflict when it is gone.

    Read whole before the first byte goes out: a damaged file is a refusal, not a download that stops half-way.
    """
    if not policies.may_download(row):
        raise Forbidden(BLOCKED)
    assert row.key is not None
    try:
        return files.fetch(row.key, sha256=row.sha256)
    except FileGone as error:
        raise Conflict(LOST) from error


# --- the scanner ------------------------------------------------------------------------------------------------------


def enqueue_scan(file_id: uuid.UUID) -> None:
    """Have a file scanned by the worker; asking twice queues it once."""
    jobs.enqueue("attachments.scan", key=f"attachments.scan:{file_id}", file=file_id)


def record_scan(file_id: uuid.UUID, state: ScanState, *, finding: str = "") -> None:
    """Write what the scanner said, unless that is settled; malware closes the file and tells whom it concerns."""
    row = queries.to_scan(file_id, lock=True)
    if row is None:
        return
    row.scan, row.finding, row.asked_at = state, finding, db.now()
    session.flush()
    if state is ScanState.INFECTED:
        audit.note("attachment.infected", row.attachment.proposal_id, sha256=row.sha256, finding=finding)
        if row.attachment.proposal.status is not Status.SECRET:
            notices.infected(row)
