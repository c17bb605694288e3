"""Writes of manuscripts: keep what a file says, take chosen boxes of it over into the draft, forget it in time."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa

from accounts.actor import Actor
from core import audit, db, words
from core.db import session, unit_of_work
from core.errors import Conflict, Forbidden, Invalid
from core.i18n import N_
from manuscripts import aligning, queries
from manuscripts.aligning import Chosen
from manuscripts.found import Found
from manuscripts.models import Manuscript
from proposals import documents, policies
from proposals import queries as proposals
from proposals import services as drafting
from proposals.models import DraftPart, Proposal
from proposals.template import JsonRow

KEPT = timedelta(days=7)
"""How long what a file says can be taken over: long enough to ask a colleague, short enough to be no second archive."""
MOST = 5
"""Manuscripts of one person and one proposal; the oldest makes room."""

CHANGED = N_("Bản đang soạn đã thay đổi sau khi bạn mở trang đối chiếu. Hãy xem lại các chỗ khác nhau rồi chọn lại.")
NO_PHASE = N_(
    "Bảng kinh phí có giai đoạn chưa có trong lộ trình. Hãy lấy cả bảng “Các giai đoạn”, hoặc nhập lộ trình trước."
)


def keep(proposal: Proposal, actor: Actor, found: Found, *, name: str, data: bytes) -> Manuscript:
    """Keep what was understood of a file for this person; Forbidden when the draft is not theirs to change."""
    if not policies.may_edit(actor, proposal):
        raise Forbidden
    moment = db.now()
    row = Manuscript(
        id=uuid.uuid4(),
        proposal_id=proposal.id,
        uploaded_by_id=actor.id,
        file_name=" ".join(words.clean(words.printable(name)).split())[-200:] or "docx",
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        found=json.loads(json.dumps(found.to_json())),
        made_at=moment,
        expires_at=moment + KEPT,
    )
    session.add(row)
    session.flush()
    for old in queries.waiting(proposal, seen_by=actor)[MOST:]:
        drop(old)
    audit.note("manuscript.read", proposal.id, sha256=row.sha256)
    return row


def take_over(
    proposal: Proposal,
    actor: Actor,
    found: Found,
    chosen: Chosen,
    parts: Mapping[str, DraftPart],
    seen: Mapping[str, int],
    *,
    seed: str,
) -> list[str]:
    """Save the chosen boxes of a file into the draft, all of them or none; the codes of the parts that changed.

    `parts` are all working parts, `seen` the row versions the page showed. Raises Conflict when a part was saved since,
    Invalid when the outcome would not be readable.
    """
    draft = {code: part.content for code, part in parts.items()}
    made = aligning.merged(draft, found.parts, chosen, seed=seed)
    roadmap = made.get("roadmap") or draft.get("roadmap") or {}
    money = made["resources"].get("finance") if "finance" in chosen.get("resources", ()) and "resources" in made else []
    if aligning.unplaced(money, roadmap):
        raise Invalid(NO_PHASE)
    check(made)
    for code, content in made.items():
        if seen.get(code) != parts[code].row_version:
            raise Conflict(CHANGED)
        drafting.save_part(proposal, parts[code], content, actor, seen_version=seen[code])
    if made:
        audit.note("manuscript.take_over", proposal.id, parts=sorted(made))
    return list(made)


def check(made: Mapping[str, JsonRow]) -> None:
    """Refuse content that typing could not have made: the same check as for a file of proposals."""
    known = frozenset(proposals.names("vi").targets)
    document = {"format": documents.FORMAT, "proposals": [dict(made)]}
    _, faults = documents.check(json.loads(json.dumps(document)), targets=known)
    if faults:
        raise Invalid(N_("Có giá trị trong tệp không ghi được vào bản soạn; hãy bỏ chọn ô đó và nhập tay."))


def drop(manuscript: Manuscript) -> None:
    """Forget one manuscript."""
    session.delete(manuscript)
    session.flush()


def forget(proposal: Proposal) -> None:
    """Forget every manuscript of a proposal, whoever sent it in."""
    session.execute(sa.delete(Manuscript).where(Manuscript.proposal_id == proposal.id))


def forget_old() -> None:
    """Forget manuscripts whose time is up, and those of proposals that are no longer being written."""
    with unit_of_work():
        session.execute(sa.delete(Manuscript).where(queries.is_over()))
