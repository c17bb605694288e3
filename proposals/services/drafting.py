"""Writes of drafts: start one, save one of its parts."""

from __future__ import annotations

import uuid
from copy import deepcopy

from accounts.actor import Actor
from core import audit, db
from core.db import session
from core.errors import Conflict, Forbidden
from core.i18n import N_
from proposals import policies, queries
from proposals.models import DraftPart, Proposal
from proposals.services.course import record
from proposals.services.repeating import repeat
from proposals.template import PART_BY_CODE, PARTS, Box, Content, JsonRow, blank_content
from proposals.workflow import Status

LONGEST_TITLE = next(box.most for box in PART_BY_CODE["title"].boxes if isinstance(box, Box) and box.code == "title")
COPY_MARK = {"vi": " (bản sao)", "en": " (copy)"}
"""What tells a copy from its source in a list, in the language of the person who copies."""


def start(actor: Actor) -> Proposal:
    """Open an empty draft for the person's organisation, its unit and contact filled in."""
    unit: JsonRow = {"name": actor.organisation_name, "contact_name": actor.name, "contact_email": actor.email}
    empty = blank_content()
    proposal = _open(actor, {**empty, "lead_unit": {**empty["lead_unit"], **unit}})
    record(proposal, "started", actor)
    audit.note("proposal.start", proposal.id)
    return proposal


def take_in(actor: Actor, content: Content) -> Proposal:
    """Open a draft with the content of a checked file (`proposals.documents`)."""
    proposal = _open(actor, content)
    record(proposal, "imported", actor)
    audit.note("proposal.import", proposal.id)
    return proposal


def copy(source: Proposal, actor: Actor) -> Proposal:
    """Open a new draft with the words of one of the unit's proposals: its last version, else its working text."""
    if not policies.may_copy(actor, source):
        raise Forbidden
    version = source.current_version
    kept = queries.draft_content(source) if version is None else version.content
    content: Content = {**blank_content(), **deepcopy(dict(kept))}
    title, mark = str(content["title"].get("title") or ""), COPY_MARK[actor.language]
    content["title"] = {**content["title"], "title": f"{title[: LONGEST_TITLE - len(mark)]}{mark}".strip()}
    proposal = _open(actor, content)
    record(proposal, "copied", actor, facts={"source": source.number or ""})
    audit.note("proposal.copy", proposal.id, source=source.id)
    return proposal


def _open(actor: Actor, content: Content) -> Proposal:
    if not policies.may_create(actor) or actor.organisation_id is None:
        raise Forbidden
    moment = db.now()
    proposal = Proposal(
        id=uuid.uuid4(),
        status=Status.DRAFT,
        status_since=moment,
        organisation_id=actor.organisation_id,
        owner_id=actor.id,
        related_systems=[],
        made_at=moment,
    )
    session.add(proposal)
    for part in PARTS:
        session.add(_new_part(proposal, part.code, content[part.code], actor))
    repeat(proposal, content)
    session.flush()
    return proposal


def _new_part(proposal: Proposal, part: str, content: JsonRow, actor: Actor) -> DraftPart:
    return DraftPart(
        id=uuid.uuid4(),
        proposal_id=proposal.id,
        part=part,
        content=content,
        saved_at=db.now(),
        saved_by_id=actor.id,
    )


def save_part(
    proposal: Proposal, part: DraftPart, content: JsonRow, actor: Actor, *, seen_version: int | None = None
) -> None:
    """Replace one part's working text. `seen_version` is the row version the page showed; an older one: Conflict."""
    if not policies.may_edit(actor, proposal):
        raise Forbidden
    if not part.open:
        raise Forbidden(N_("Phần này không nằm trong yêu cầu bổ sung nên không sửa được."))
    if seen_version is not None and seen_version != part.row_version:
        raise Conflict(N_("Phần này đã được người khác lưu sau khi bạn mở. Nội dung bạn gõ được giữ ở bên dưới."))
    part.content = dict(content)
    part.saved_at = db.now()
    part.saved_by_id = actor.id
    session.flush()
    if proposal.status is Status.DRAFT:  # others see a returned proposal: its new words are theirs only once submitted
        repeat(proposal, queries.draft_content(proposal))
    audit.note("proposal.save", proposal.id, part=part.part)
