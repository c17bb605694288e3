"""What a proposer does with files, through the services and through the pages. All functions need an app context."""

from __future__ import annotations

import io
from typing import Any

from accounts.actor import Actor
from attachments import queries, services
from attachments.arrival import Upload, landing
from attachments.services import Outcome
from core.db import session, unit_of_work
from proposals import queries as proposals
from proposals import services as course
from proposals.models import Proposal
from proposals.workflow import Action
from tests.attachments import samples
from tests.review import desk


def add(proposal: Proposal, actor: Actor, *files: tuple[str, bytes], part: str = "") -> list[Outcome]:
    """Files dropped, as the view does it."""
    uploads = [Upload(name=name, stream=io.BytesIO(data)) for name, data in files]
    with landing(uploads, owner=proposal.id) as landed, unit_of_work(actor):
        held = queries.locked(proposal.id, seen_by=actor)
        return services.add(held, landed, actor, part=part)


def one(proposal: Proposal, actor: Actor, name: str = "Tờ trình.pdf", data: bytes | None = None) -> Any:
    """One file attached; its row."""
    return add(proposal, actor, (name, data or samples.pdf(name)))[0].row


def replace(proposal: Proposal, actor: Actor, attachment_id: Any, data: bytes, name: str = "Bản mới.pdf") -> Outcome:
    """The next file of an attachment."""
    with landing([Upload(name=name, stream=io.BytesIO(data))], owner=proposal.id) as landed, unit_of_work(actor):
        held = queries.locked(proposal.id, seen_by=actor)
        row = queries.attachment(held, attachment_id, lock=True)
        return services.replace(held, row, landed, actor, seen_version=row.row_version)


def remove(proposal: Proposal, actor: Actor, attachment_id: Any) -> None:
    """An attachment taken away."""
    with unit_of_work(actor):
        held = queries.locked(proposal.id, seen_by=actor)
        row = queries.attachment(held, attachment_id, lock=True)
        services.remove(held, row, actor, seen_version=row.row_version)


def submit(proposal: Proposal, actor: Actor) -> Proposal:
    """The next version, submitted."""
    session.expire_all()
    with unit_of_work(actor):
        course.submit(proposals.get(proposal.id, seen_by=actor), actor, no_state_secret=True)
    return seen(proposal, actor)


def hand_back(proposal: Proposal, clerk: Actor, *parts: str) -> None:
    """Returned for completion of these parts."""
    lines = dict.fromkeys(parts, ("Bổ sung", ""))
    with unit_of_work(clerk):
        held = seen(proposal, clerk)
        course.return_for_completion(held, clerk, reason="Thiếu", due=desk.due(9), lines=lines, action=Action.RETURN)


def seen(proposal: Proposal, actor: Actor) -> Proposal:
    """The proposal as the person sees it now."""
    session.rollback()
    return proposals.get(proposal.id, seen_by=actor)


def names(proposal: Proposal, number: int) -> list[str]:
    """Names of the files of one version of the proposal."""
    session.rollback()  # what a request wrote meanwhile is seen only by a new transaction
    return [row.name for row in queries.files_of_version(proposal.id, number)]
