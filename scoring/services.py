"""Writes of judgement: criteria sets, draft marks, the one sealing of a card, and the tally kept with it."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from accounts.actor import Actor
from catalog import queries as catalog
from core import audit, db
from core.db import session
from core.errors import Conflict, Forbidden, Invalid
from core.i18n import N_
from proposals.models import Proposal
from proposals.template import PART_BY_CODE
from scoring import arithmetic, policies, queries
from scoring.models import CardState, CriteriaSet, Criterion, Mark, Scorecard, Tally

FIRST_SET = Path(__file__).parent / "data" / "criteria_first.json"
STALE = N_("Phiếu đã được lưu ở nơi khác sau khi bạn mở trang. Nội dung bạn vừa gõ được giữ lại bên dưới.")
SEALED = N_("Phiếu đã khóa, không thay đổi được nữa.")


@dataclass(frozen=True, kw_only=True)
class CriterionDraft:
    """One criterion of a later set, as the administrator wrote it. `levels` has one text for each of the five bands."""

    code: str
    name_vi: str
    name_en: str
    text_vi: str
    text_en: str
    clause: str
    weight: Decimal
    parts: Sequence[str]
    levels_vi: Sequence[str]
    levels_en: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class MarkDraft:
    """One criterion as typed so far; a missing value is not zero."""

    value: int | None
    reason: str


def load_first_set() -> bool:
    """Enter the first criteria set from its file, named as the plan names them; nothing when any set is there."""
    named = {row.code: row for row in catalog.criteria()}
    if queries.any_set() or not named:
        return False
    held: dict[str, Any] = json.loads(FIRST_SET.read_text(encoding="utf-8"))
    made = _new_set(held["version"], held["highest"], note="", made_by=None)
    for position, row in enumerate(held["criteria"]):
        plan = named[row["code"]]
        made.criteria.append(
            Criterion(
                id=uuid.uuid4(),
                position=position,
                code=plan.code,
                name_vi=plan.name_vi,
                name_en=plan.name_en,
                text_vi=plan.help_vi,
                text_en=plan.help_en,
                clause=plan.clause,
                weight=Decimal(row["weight"]),
                parts=row["parts"],
                levels=row["levels"],
            )
        )
    session.add(made)
    audit.note("criteria.load", made.id, version=made.version)
    return True


def _new_set(version: int, highest: int, *, note: str, made_by: uuid.UUID | None) -> CriteriaSet:
    return CriteriaSet(
        id=uuid.uuid4(),
        version=version,
        highest=highest,
        note=note,
        made_at=db.now(),
        made_by_id=made_by,
        criteria=[],
    )


def add_set(
    actor: Actor, *, highest: int, note: str, criteria: Sequence[CriterionDraft], after_version: int
) -> CriteriaSet:
    """Enter the next criteria set, in force at once for versions nobody has begun to score.

    The plan's own criteria stay (it calls them basic, so others may join them). Raises Conflict when another set was
    entered since the page was opened.
    """
    if not policies.may_set_criteria(actor):
        raise Forbidden
    newest = queries.set_in_force()
    if newest.version != after_version:
        raise Conflict(N_("Một bộ tiêu chí mới đã được ban hành sau khi bạn mở trang. Hãy xem lại trước khi sửa tiếp."))
    missing = {row.code for row in catalog.criteria()} - {draft.code for draft in criteria}
    if missing:
        raise Invalid(N_("Sáu tiêu chí của Kế hoạch (Phụ lục I, Mục I) phải được giữ trong mọi bộ tiêu chí."))
    if len({draft.code for draft in criteria}) != len(criteria):
        raise Invalid(N_("Có hai tiêu chí trùng mã."))
    made = _new_set(newest.version + 1, highest, note=note, made_by=actor.id)
    ranges = arithmetic.bands(highest)
    for position, draft in enumerate(criteria):
        levels = [
            {"from": low, "to": top, "vi": vi, "en": en}
            for (low, top), vi, en in zip(ranges, draft.levels_vi, draft.levels_en, strict=True)
        ]
        made.criteria.append(
            Criterion(
                id=uuid.uuid4(),
                position=position,
                code=draft.code,
                name_vi=draft.name_vi,
                name_en=draft.name_en,
                text_vi=draft.text_vi,
                text_en=draft.text_en,
                clause=draft.clause,
                weight=draft.weight,
                parts=[part for part in draft.parts if part in PART_BY_CODE],
                levels=levels,
            )
        )
    session.add(made)
    audit.note("criteria.add", made.id, version=made.version)
    return made


def start_tally(proposal: Proposal, version_id: uuid.UUID) -> Tally:
    """The row in which the sealed cards of a version are added up; made before the first card."""
    row = queries.tally(version_id)
    if row is None:
        row = Tally(version_id=version_id, proposal_id=proposal.id, sealed=0)
        session.add(row)
        session.flush()
    return row


def open_card(proposal: Proposal, version_id: uuid.UUID, actor: Actor) -> Scorecard:
    """The person's card on a version, an empty draft when there is none yet."""
    held = queries.own_card(version_id, actor.id)
    if held is not None:
        return held
    under = queries.set_of_version(version_id)
    card = Scorecard(
        id=uuid.uuid4(),
        proposal_id=proposal.id,
        version_id=version_id,
        reviewer_id=actor.id,
        set_id=under.id,
        set=under,
        state=CardState.DRAFT,
        marked=0,
        summary="",
        saved_at=db.now(),
        marks=[
            Mark(id=uuid.uuid4(), criterion_id=row.id, criterion=row, value=None, reason="") for row in under.criteria
        ],
    )
    session.add(card)
    session.flush()
    audit.note("scorecard.open", card.id)
    return card


def save_draft(
    card: Scorecard,
    actor: Actor,
    *,
    marks: Mapping[str, MarkDraft],
    summary: str,
    seen_version: int,
    page: str = "",
) -> None:
    """Keep what has been typed so far. Raises Conflict when it was sealed, or saved since `seen_version`."""
    if card.reviewer_id != actor.id:
        raise Forbidden
    if not policies.may_write(actor, card):
        raise Conflict(SEALED)
    if is_stale(card, seen_version=seen_version, page=page):
        raise Conflict(STALE)
    for mark in card.marks:
        draft = marks.get(mark.criterion.code)
        if draft is None:
            continue
        if draft.value is not None and not 0 <= draft.value <= card.set.highest:
            raise Invalid(N_("Điểm nằm ngoài thang điểm."))
        mark.value, mark.reason = draft.value, draft.reason
    card.summary = summary
    card.saved_at = db.now()
    card.saved_from = page[:40]
    card.marked = sum(mark.value is not None for mark in card.marks)
    card.total = arithmetic.total(values(card), weights(card.set))
    session.flush()


def is_stale(card: Scorecard, *, seen_version: int, page: str) -> bool:
    """Whether the card was saved since `seen_version` by another page than `page`."""
    return card.row_version != seen_version and not (page and card.saved_from == page[:40])


def seal(card: Scorecard, actor: Actor) -> Tally:
    """Close a complete card for good and bring the tally up to date.

    Raises Conflict when it is sealed already, Invalid naming each criterion that lacks a mark or a reason.
    """
    if card.reviewer_id != actor.id:
        raise Forbidden
    if card.state is CardState.SEALED:
        raise Conflict(SEALED)
    lacking = missing(card)
    if lacking:
        raise Invalid(N_("Chưa khóa được phiếu: mỗi tiêu chí phải có điểm và lý do."), fields=dict(lacking))
    card.state = CardState.SEALED
    card.sealed_at = db.now()
    card.total = arithmetic.total(values(card), weights(card.set))
    card.sha256 = hashlib.sha256(canonical(card)).hexdigest()
    session.flush()
    audit.note("scorecard.seal", card.id, sha256=card.sha256)
    return retally(card.version_id, card.proposal_id)


def missing(card: Scorecard) -> dict[str, str]:
    """Which boxes keep the card from being sealed: "score_dot_pha" or "reason_dot_pha" with the sentence for it."""
    found = {}
    for mark in sorted(card.marks, key=lambda row: row.criterion.position):
        if mark.value is None:
            found[f"score_{mark.criterion.code}"] = N_("Chưa chấm điểm.")
        if not mark.reason.strip():
            found[f"reason_{mark.criterion.code}"] = N_("Chưa nêu lý do.")
    return found


def retally(version_id: uuid.UUID, proposal_id: uuid.UUID) -> Tally:
    """Add the sealed cards of a version up again; the locked row makes concurrent sealings wait for each other."""
    row = queries.tally(version_id, lock=True)
    if row is None:
        row = Tally(version_id=version_id, proposal_id=proposal_id)
        session.add(row)
    totals = [Decimal(str(value)) for value in queries.sealed_totals(version_id) if value is not None]
    spread = arithmetic.spread(totals)
    row.sealed = len(totals)
    row.mean = spread.mean if spread else None
    row.lowest = spread.lowest if spread else None
    row.highest = spread.highest if spread else None
    session.flush()
    return row


def values(card: Scorecard) -> dict[str, int | None]:
    """The marks of a loaded card by criterion code."""
    return {mark.criterion.code: mark.value for mark in card.marks}


def weights(held: CriteriaSet) -> dict[str, Decimal]:
    """The weights of a loaded set by criterion code."""
    return {row.code: row.weight for row in held.criteria}


def canonical(card: Scorecard) -> bytes:
    """The bytes whose SHA-256 is kept at sealing: the marks, reasons and summary in a fixed order."""
    marks = [
        [mark.criterion.code, mark.value, mark.reason]
        for mark in sorted(card.marks, key=lambda row: row.criterion.position)
    ]
    held = [str(card.version_id), str(card.reviewer_id), card.set.version, marks, card.summary]
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
