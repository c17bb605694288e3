"""Writes of the intake desk: the check of a version, and the five ways a proposal leaves the desk (plan V.1.c)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from accounts.actor import Actor
from attachments import services as attachments
from catalog import queries as catalog
from core import audit, db
from core.db import session
from core.errors import Conflict, Forbidden, Invalid
from core.i18n import N_
from duplicates import policies as likeness
from duplicates.models import RulingKind
from duplicates.queries import findings
from duplicates.services import ruling
from manuscripts import services as manuscripts
from proposals import policies as proposals
from proposals import services as course
from proposals.models import Audience, Proposal
from proposals.services import MOVED_ON
from proposals.template import PART_BY_CODE
from proposals.workflow import STEP_OF, Action, Status
from review import intake_letters as letters
from review.checklist import GROUNDS, ITEMS
from review.models import IntakeItem, IntakeSheet, Refusal
from review.policies import intake as policies
from review.queries import intake as queries

SAVED_MEANWHILE = N_("Người khác vừa lưu bản kiểm tra này. Nội dung bạn gõ được giữ ở bên dưới.")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One item of the check: complete, incomplete or not judged yet (None), with a note."""

    complete: bool | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckDraft:
    """The whole check as typed."""

    items: Mapping[str, Judged] = field(default_factory=dict)
    main_system: int | None = None
    related_systems: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """What still keeps a proposal from being accepted."""

    unjudged: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    no_system: bool = False
    unruled: int = 0
    not_compared: bool = False

    def __bool__(self) -> bool:
        return bool(self.unjudged or self.incomplete or self.no_system or self.unruled or self.not_compared)


def save(
    proposal: Proposal, actor: Actor, draft: CheckDraft, *, seen_version: int | None, sheet: IntakeSheet | None = None
) -> IntakeSheet:
    """Keep the check as it stands; `seen_version` is the sheet's version that the page showed, None for no sheet.

    Raises Conflict when somebody saved meanwhile. Only items that changed get this person's name.
    """
    if not policies.may_check(actor, proposal):
        raise Conflict(MOVED_ON) if proposal.status is not Status.INTAKE else Forbidden()
    assert proposal.current_version_id is not None
    sheet = sheet or queries.sheet(proposal.current_version_id, lock=True)
    if (sheet.row_version if sheet else None) != seen_version:
        raise Conflict(SAVED_MEANWHILE)
    if sheet is None:
        sheet = IntakeSheet(version_id=proposal.current_version_id)
        session.add(sheet)
    sheet.main_system = draft.main_system
    sheet.related_systems = sorted(set(draft.related_systems) - {draft.main_system})
    sheet.saved_at = db.now()
    sheet.saved_by_id = actor.id
    held = queries.items(proposal.current_version_id)
    for code in ITEMS:
        _judge(held.get(code), code, draft.items.get(code, Judged()), sheet, actor)
    session.flush()
    return sheet


def _judge(row: IntakeItem | None, code: str, judged: Judged, sheet: IntakeSheet, actor: Actor) -> None:
    if row is None:
        if judged == Judged():
            return
        row = IntakeItem(id=uuid.uuid4(), version_id=sheet.version_id, item=code, complete=None, note="")
        session.add(row)
    elif (row.complete, row.note) == (judged.complete, judged.note):
        return
    row.complete, row.note = judged.complete, judged.note
    row.checked_by_id, row.checked_at = actor.id, db.now()


def kept(proposal: Proposal) -> CheckDraft:
    """The check as it is kept; before the first save the systems are those the proposer named."""
    sheet = queries.sheet(proposal.current_version_id)
    rows = queries.items(proposal.current_version_id)
    return CheckDraft(
        items={code: Judged(complete=row.complete, note=row.note) for code, row in rows.items()},
        main_system=sheet.main_system if sheet else proposal.main_system,
        related_systems=tuple(sheet.related_systems if sheet else proposal.related_systems),
    )


def lacking(proposal: Proposal, draft: CheckDraft) -> Lacking:
    """What keeps the proposal from being accepted with this check."""
    judged = {code: draft.items.get(code, Judged()).complete for code in ITEMS}
    return Lacking(
        unjudged=tuple(code for code in ITEMS if judged[code] is None),
        incomplete=tuple(code for code in ITEMS if judged[code] is False),
        no_system=draft.main_system is None,
        unruled=findings.unruled(proposal),
        not_compared=findings.check_of(proposal) is None,
    )


def accept(proposal: Proposal, actor: Actor, *, uncompared: bool = False) -> None:
    """Take the proposal into assessment under the confirmed system, with a day from the unit's rule.

    Needs every item judged complete, the system confirmed and every live finding ruled on. `uncompared` accepts before
    the machine has compared it: the timeline then says so.
    """
    _need(Action.ACCEPT, proposal, actor)
    draft = kept(proposal)
    left = lacking(proposal, draft)
    if left.unjudged or left.incomplete or left.no_system or left.unruled or (left.not_compared and not uncompared):
        raise Invalid(N_("Chưa tiếp nhận được: còn mục chưa đạt hoặc cặp giống nhau chưa có kết luận."))
    assert draft.main_system is not None
    course.confirm_system(proposal, actor, main=draft.main_system, related=list(draft.related_systems))
    due = db.today() + timedelta(days=catalog.rule_number("review_days"))
    course.advance(proposal, Action.ACCEPT, actor, due=due)
    if left.not_compared:
        course.record(proposal, "accepted.uncompared", actor, audience=Audience.INSIDE)
    letters.accepted(proposal)


def _need(action: Action, proposal: Proposal, actor: Actor) -> None:
    if proposals.may(actor, action, proposal):
        return
    moved = actor.holds(*STEP_OF[action].roles) and not proposals.proposes_for(actor, proposal)
    raise Conflict(MOVED_ON) if moved else Forbidden()


def default_due() -> date:
    """The day by which a returned proposal is asked for, by the rule in force today."""
    return db.today() + timedelta(days=catalog.rule_number("return_days"))


def hand_back(
    proposal: Proposal, actor: Actor, *, reason: str, due: date, lines: Mapping[str, tuple[str, str]]
) -> None:
    """Return the proposal for completion; `lines` maps part codes to (reason, legal basis)."""
    _need(Action.RETURN, proposal, actor)
    course.return_for_completion(proposal, actor, reason=reason, due=due, lines=lines, action=Action.RETURN)
    told = [(PART_BY_CODE[code].label, why, basis) for code, (why, basis) in lines.items()]
    letters.returned(proposal, reason=reason, due=due, lines=told)


def refuse(proposal: Proposal, actor: Actor, *, ground: str, reason: str) -> None:
    """Do not receive the proposal, on one of the listed grounds and with a reason; everything submitted is kept."""
    _need(Action.REFUSE, proposal, actor)
    if ground not in GROUNDS or not reason.strip():
        raise Invalid(N_("Hãy chọn căn cứ và nêu lý do không tiếp nhận."))
    session.add(
        Refusal(
            id=uuid.uuid4(),
            proposal_id=proposal.id,
            ground=ground,
            reason=reason,
            made_at=db.now(),
            made_by_id=actor.id,
        )
    )
    course.advance(proposal, Action.REFUSE, actor, note=reason, facts={"ground": ground})
    letters.refused(proposal, ground=GROUNDS[ground], reason=reason)


def merge(proposal: Proposal, target: Proposal, actor: Actor, *, reason: str) -> None:
    """End the proposal as a part of another one, which goes on; neither proposer is told of the other."""
    _need(Action.MERGE, proposal, actor)
    if not may_take(target, proposal, actor):
        raise Invalid(N_("Không nhập được vào đề xuất này: nó đã kết thúc hoặc chính là đề xuất đang mở."))
    proposal.merged_into_id = target.id
    course.advance(proposal, Action.MERGE, actor, note=reason)
    course.record(target, "merge.received", actor, audience=Audience.INSIDE)
    letters.merged(proposal, reason=reason)


def may_take(target: Proposal, proposal: Proposal, actor: Actor) -> bool:
    """Whether another proposal may go on as a part of this one."""
    living = (Status.INTAKE, Status.RETURNED, Status.ASSESSMENT, Status.ENGINEERING, Status.COMMITTEE, Status.DECIDED)
    return target.id != proposal.id and target.status in living and not proposals.proposes_for(actor, target)


def move_to_secret(proposal: Proposal, actor: Actor) -> None:
    """Empty the proposal here, and everything derived from its text; only its number is left."""
    _need(Action.MOVE_TO_SECRET, proposal, actor)
    ruling.forget(proposal)
    attachments.forget(proposal)
    manuscripts.forget(proposal)
    letters.moved_to_secret(proposal)
    course.move_to_secret(proposal, actor)
    audit.note("intake.secret", proposal.id)


# --- many at once: worlds made by program -----------------------------------------------------------------------------


def compare_now(version_id: uuid.UUID) -> None:
    """Compare a version in this very transaction instead of a moment later."""
    from duplicates.services import comparing  # noqa: PLC0415 - what compares is heavy; pages do without

    comparing.check(version_id)


def accept_as_complete(
    proposal: Proposal,
    actor: Actor,
    *,
    kind: RulingKind = RulingKind.COMPLEMENTS,
    reason: str = "Hai đề xuất khác nhau về địa bàn và đối tượng, có thể dùng chung một số giải pháp.",
) -> None:
    """Judge every item complete, rule on every open pair in the same way, and accept."""
    sheet = queries.sheet(proposal.current_version_id)
    draft = CheckDraft(
        items={code: Judged(complete=True) for code in ITEMS},
        main_system=proposal.main_system,
        related_systems=tuple(proposal.related_systems),
    )
    save(proposal, actor, draft, seen_version=sheet.row_version if sheet else None)
    for line in findings.of_proposal(proposal, seen_by=actor):
        if line.current and line.ruling is None:
            pair = findings.pair(line.finding.id, seen_by=actor)
            if likeness.may_rule(actor, pair.left, pair.right):
                ruling.rule(pair, actor, kind=kind, reason=reason, seen=None)
    accept(proposal, actor, uncompared=True)
