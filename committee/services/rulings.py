"""Writes of rulings: decide on an item, which moves its proposal; publish a sitting, which tells the proposers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from accounts.actor import Actor
from committee import notices, policies, ruling
from committee.models import AgendaItem, Decision, Outcome, Session, SessionState, VoteChoice
from committee.queries import agenda, briefs, sittings
from committee.ruling import Facts, Fault, Majority, Quorum
from core import audit, db
from core.db import session
from core.errors import Conflict, Forbidden, Invalid
from core.i18n import N_, gettext
from proposals import services as proposals
from proposals.models import Audience
from proposals.workflow import Action

TAKEN = N_("Mục này vừa được người khác kết luận trước bạn. Kết luận đó được giữ; nội dung bạn gõ chưa được lưu.")


@dataclass(frozen=True, kw_only=True)
class DecisionDraft:
    """What is typed about a decision. `parts` maps the parts a return asks for to (reason, legal basis)."""

    outcome: Outcome
    text: str
    conditions: tuple[dict[str, str], ...] = ()
    supervisor_id: uuid.UUID | None = None
    lead_unit: str = ""
    due: date | None = None
    forwarded_to: str = ""
    against_reason: str = ""
    parts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    return_due: date | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an item stands: quorum and majority by the rules kept with its sitting, and the recommended stance."""

    quorum: Quorum
    majority: Majority
    stance: str | None


def standing(item: AgendaItem) -> Standing:
    """Count those who take part: members who withdrew are neither entitled nor present, absent ones do not vote."""
    seats = sittings.seats(item.session)
    left = {row.member_id for row in item.withdrawals}
    entitled = [seat for seat in seats if seat.member.id not in left]
    here = {seat.member.id for seat in entitled if seat.present}
    cast = [row.choice for row in item.votes if row.member_id in here]
    return Standing(
        quorum=Quorum(members=len(entitled), present=len(here), percent=item.session.quorum_percent),
        majority=Majority(
            agree=cast.count(VoteChoice.AGREE),
            disagree=cast.count(VoteChoice.DISAGREE),
            other=cast.count(VoteChoice.OTHER),
            present=len(here),
            percent=item.session.majority_percent,
        ),
        stance=briefs.stance(item.version_id),
    )


def faults(draft: DecisionDraft, at: Standing) -> list[Fault]:
    """Everything that keeps this decision from being taken now."""
    facts = Facts(
        outcome=draft.outcome,
        conditions=len(draft.conditions),
        assigned_member=draft.supervisor_id is not None,
        lead_unit=bool(draft.lead_unit),
        due=draft.due is not None,
        forwarded_to=bool(draft.forwarded_to),
        against_reason=bool(draft.against_reason),
        returned_parts=len(draft.parts),
        return_due=draft.return_due is not None,
    )
    return ruling.faults(facts, quorum=at.quorum, majority=at.majority, stance=at.stance)


def decide(item: AgendaItem, draft: DecisionDraft, actor: Actor) -> Decision:
    """Write the decision and move the proposal. `item` was loaded with its sitting locked, so only one of two can win.

    Raises Conflict when it is decided already, Invalid without quorum, without majority for an approval, or incomplete.
    """
    if item.decision is not None:
        raise Conflict(TAKEN)
    if not policies.may_decide(actor, item):
        raise Forbidden(N_("Chỉ kết luận được khi phiên họp đang diễn ra và đề xuất còn ở bước Ban Chỉ đạo."))
    at = standing(item)
    wrong = faults(draft, at)
    if wrong:
        raise Invalid(gettext(wrong[0].sentence, **wrong[0].values), fields={fault.box: "" for fault in wrong})
    decision = Decision(
        id=uuid.uuid4(),
        item_id=item.id,
        proposal_id=item.proposal_id,
        version_id=item.version_id,
        outcome=draft.outcome,
        text=draft.text,
        conditions=[dict(row) for row in draft.conditions],
        supervisor_id=draft.supervisor_id,
        lead_unit=draft.lead_unit,
        due=draft.due,
        forwarded_to=draft.forwarded_to if draft.outcome is Outcome.FORWARD else "",
        against_reason=draft.against_reason if ruling.departs(at.stance, draft.outcome) else "",
        agree=at.majority.agree,
        disagree=at.majority.disagree,
        other=at.majority.other,
        decided_at=db.now(),
        decided_by_id=actor.id,
    )
    session.add(decision)
    session.flush()
    _move(item, draft, actor)
    proposals.set_outcome(item.proposal, draft.outcome.value)
    facts = {"session": item.session.code, "outcome": draft.outcome.value, **_figures(at.majority)}
    proposals.record(item.proposal, "decision.made", actor, facts=facts, audience=Audience.INSIDE)
    audit.note("decision.make", item.proposal_id, session=item.session.code, outcome=draft.outcome)
    return decision


def _figures(majority: Majority) -> dict[str, int]:
    return {"agree": majority.agree, "disagree": majority.disagree, "other": majority.other}


def _move(item: AgendaItem, draft: DecisionDraft, actor: Actor) -> None:
    """Move the proposal as the outcome says; what proposers read before publication tells nothing of a ruling."""
    facts = {"session": item.session.code}
    if draft.outcome is Outcome.DEFER:
        proposals.advance(item.proposal, Action.DEFER, actor, facts=facts, audience=Audience.INSIDE)
    elif draft.outcome is Outcome.RETURN:
        assert draft.return_due is not None
        proposals.return_for_completion(
            item.proposal, actor, reason=draft.text, due=draft.return_due, lines=draft.parts, action=Action.SEND_BACK
        )
    else:
        proposals.advance(item.proposal, Action.DECIDE, actor, facts=facts)


def publish(sitting: Session, actor: Actor) -> int:
    """Make the outcomes known: proposers see them and get a letter. Returns how many decisions were published."""
    if not policies.may_publish(actor, sitting):
        raise Conflict(N_("Chỉ công bố được phiên họp đã bế mạc và chưa công bố. Hãy tải lại trang."))
    if not sitting.minutes.strip():
        raise Invalid(N_("Hãy lưu biên bản trước khi công bố; sau khi công bố biên bản không sửa được nữa."))
    sitting.state = SessionState.PUBLISHED
    sitting.published_at = db.now()
    session.flush()
    made = agenda.decisions_of(sitting)
    for decision in made:
        proposal = decision.item.proposal
        if not agenda.newer_decision(decision):
            proposals.publish_outcome(proposal)
        proposals.record(
            proposal, "decision.published", actor, facts={"session": sitting.code, "outcome": decision.outcome.value}
        )
        notices.published(decision, proposal)
    audit.note("sitting.publish", sitting.id, decisions=len(made))
    return len(made)
