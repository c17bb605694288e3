"""The course of a proposal: submit, return, withdraw, and `advance`, the only place where a status changes."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from accounts.actor import Actor
from catalog import queries as catalog
from core import audit, db, jobs
from core.db import session
from core.errors import Conflict, Forbidden, Invalid
from core.i18n import N_
from proposals import completeness, notices, numbering, policies, queries
from proposals.models import Audience, Event, Proposal, ProposalVersion, ReturnLine, ReturnRequest
from proposals.services.repeating import repeat
from proposals.template import PART_BY_CODE, Content, JsonRow
from proposals.workflow import Action, Status, follows

MOVED_ON = N_("Đề xuất đã chuyển sang bước khác sau khi bạn mở trang. Hãy tải lại trang để xem tình trạng mới nhất.")


def submit(proposal: Proposal, actor: Actor, *, no_state_secret: bool) -> ProposalVersion:
    """Freeze the working text as the next version, give the proposal its number, and hand it to the intake desk.

    Raises Conflict when it was submitted already, Forbidden when it is not this person's to submit, Invalid when the
    declaration is missing or the template is not filled in.
    """
    action = Action.RESUBMIT if proposal.status is Status.RETURNED else Action.SUBMIT
    _allow(proposal, action, actor)
    if not no_state_secret:
        raise Invalid(N_("Phải cam kết nội dung không chứa bí mật nhà nước thì mới gửi được."))
    content = queries.draft_content(proposal)
    if completeness.blocking(content):
        raise Invalid(N_("Đề xuất còn thiếu nội dung bắt buộc theo mẫu; hãy xem danh sách việc còn lại."))
    version = _freeze(proposal, content, actor)
    proposal.number = proposal.number or numbering.next_number(db.now())
    proposal.current_version = version
    repeat(proposal, content)
    asked = queries.open_return(proposal)
    if asked is not None:
        asked.answered_at = db.now()
    for part in queries.draft_parts(proposal).values():
        part.open = False
    advance(proposal, action, actor, due=_in_days("intake_days"), facts={"sha256": version.sha256})
    jobs.enqueue("duplicates.check", key=f"duplicates:{version.id}", version=version.id)
    notices.submitted(proposal, version, actor)
    return version


def _freeze(proposal: Proposal, content: Content, actor: Actor) -> ProposalVersion:
    number = 1 + max((row.number for row in queries.versions(proposal)), default=0)
    version = ProposalVersion(
        id=uuid.uuid4(),
        proposal_id=proposal.id,
        number=number,
        content=json.loads(json.dumps(content)),
        sha256=hashlib.sha256(canonical(content)).hexdigest(),
        submitted_at=db.now(),
        submitted_by_id=actor.id,
        no_state_secret=True,
    )
    session.add(version)
    session.flush()
    return version


def canonical(content: Mapping[str, JsonRow]) -> bytes:
    """The bytes whose SHA-256 a receipt names: JSON with sorted keys, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _in_days(rule: str) -> date:
    return db.today() + timedelta(days=catalog.rule_number(rule))


def advance(
    proposal: Proposal,
    action: Action,
    actor: Actor,
    *,
    due: date | None = None,
    note: str = "",
    facts: dict[str, Any] | None = None,
    audience: Audience = Audience.EVERYBODY,
) -> None:
    """Move the proposal along the table of `workflow` and write the timeline's line with it.

    Raises Conflict when it is no longer where the action starts, Forbidden when the deed is not this person's.
    """
    before = proposal.status
    proposal.status = _allow(proposal, action, actor)
    proposal.status_since = db.now()
    proposal.standing = ""
    proposal.step_due = due
    session.flush()
    record(proposal, action.value, actor, before=before, note=note, facts=facts, audience=audience)
    audit.note(f"proposal.{action.value}", proposal.id)


def _allow(proposal: Proposal, action: Action, actor: Actor) -> Status:
    target = follows(proposal.status, action)
    if target is None:
        raise Conflict(MOVED_ON)
    if not policies.may(actor, action, proposal):
        raise Forbidden
    return target


def set_standing(proposal: Proposal, standing: str, *, due: date | None) -> None:
    """Repeat how far the present step has come and what its deadline is, for the room that works on it.

    The row's version stays: two reviewers who seal at once must not lose to each other, nor a person who edits.
    """
    session.flush()
    session.execute(sa.update(Proposal).where(Proposal.id == proposal.id).values(standing=standing, step_due=due))


def record(
    proposal: Proposal,
    deed: str,
    actor: Actor | None,
    *,
    before: Status | None = None,
    note: str = "",
    facts: dict[str, Any] | None = None,
    audience: Audience = Audience.EVERYBODY,
) -> Event:
    """Write one line of the timeline without moving the proposal."""
    version = proposal.current_version_id and session.get(ProposalVersion, proposal.current_version_id)
    event = Event(
        proposal_id=proposal.id,
        at=db.now(),
        actor_id=actor.id if actor else None,
        deed=deed,
        status_before=(before or proposal.status).value,
        status_after=proposal.status.value,
        version_number=version.number if version else None,
        audience=audience,
        note=note,
        facts={key: audit.plain(value) for key, value in (facts or {}).items()},
    )
    session.add(event)
    return event


def return_for_completion(
    proposal: Proposal, actor: Actor, *, reason: str, due: date, lines: Mapping[str, tuple[str, str]], action: Action
) -> ReturnRequest:
    """Hand the proposal back: `lines` maps part codes to (reason, legal basis); only these parts open again."""
    if not lines or not set(lines) <= set(PART_BY_CODE):
        raise Invalid(N_("Hãy chọn ít nhất một phần cần bổ sung và nêu lý do."))
    if due < db.today():
        raise Invalid(N_("Hạn bổ sung không thể ở quá khứ."), fields={"due": ""})
    if proposal.current_version_id is None:
        raise Conflict(MOVED_ON)
    request = ReturnRequest(
        id=uuid.uuid4(),
        proposal_id=proposal.id,
        version_id=proposal.current_version_id,
        reason=reason,
        due=due,
        made_at=db.now(),
        made_by_id=actor.id,
        lines=[
            ReturnLine(id=uuid.uuid4(), position=position, part=part, reason=text, basis=basis)
            for position, (part, (text, basis)) in enumerate(lines.items())
        ],
    )
    session.add(request)
    for part in queries.draft_parts(proposal).values():
        part.open = part.part in lines
    advance(proposal, action, actor, due=due, note=reason, facts={"parts": sorted(lines)})
    return request


def withdraw(proposal: Proposal, actor: Actor, *, reason: str) -> None:
    """End the proposal at its proposer's wish; everything submitted is kept."""
    if not reason.strip():
        raise Invalid(N_("Hãy nêu lý do rút đề xuất."), fields={"reason": N_("Hãy nêu lý do rút đề xuất.")})
    advance(proposal, Action.WITHDRAW, actor, note=reason.strip())
    for part in queries.draft_parts(proposal).values():
        part.open = False
    notices.withdrawn(proposal, actor, reason.strip())


def confirm_system(proposal: Proposal, actor: Actor, *, main: int, related: list[int]) -> None:
    """Set the strategic systems that route the proposal (the secretariat's word beats the proposer's)."""
    before = proposal.main_system
    proposal.main_system = main
    proposal.related_systems = sorted(set(related) - {main})
    if before != main:
        record(proposal, "system.confirmed", actor, facts={"before": before, "after": main})


def set_outcome(proposal: Proposal, outcome: str) -> None:
    """Repeat the committee's outcome on the proposal; it stays hidden from proposers until `publish_outcome`."""
    proposal.outcome = outcome
    proposal.published = False


def publish_outcome(proposal: Proposal) -> None:
    """Let proposers and the public page see the outcome."""
    proposal.published = True
