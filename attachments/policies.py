"""May she? Who changes what is attached, who sees what is being prepared, and what may be downloaded."""

from __future__ import annotations

from collections.abc import Collection

from accounts.actor import Actor, Role
from attachments.models import Attachment, AttachmentFile, ScanState
from proposals import policies as proposals
from proposals.models import Proposal
from proposals.workflow import Status


def may_attach(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person may add files now: while the proposal is a draft or returned, to its own organisation."""
    return proposals.may_edit(actor, proposal)


def may_change(actor: Actor, proposal: Proposal, held: Attachment, open_parts: Collection[str]) -> bool:
    """Whether this attachment may be replaced or removed now: what belongs to a closed part stays as it was sent."""
    return may_attach(actor, proposal) and held.until is None and (not held.part or held.part in open_parts)


def sees_files(proposal: Proposal) -> bool:
    """Whether there is anything to see for those who see the proposal: not once it left for the secret channel."""
    return proposal.status is not Status.SECRET


def sees_preparation(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person sees files that were never submitted: the proposers among themselves."""
    return actor.holds(Role.PROPOSER) and proposals.proposes_for(actor, proposal)


def may_download(held: AttachmentFile) -> bool:
    """Whether the file is given out at all: one in which malware was found is not, to anybody."""
    return held.scan is not ScanState.INFECTED and held.key is not None
