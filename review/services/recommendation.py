"""Writes of the chief engineer's desk: draft, give once, recuse, ask and give opinions of related systems."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.actor import Actor
from core import audit, db
from core.db import session
from core.errors import Conflict, Forbidden, Invalid
from core.i18n import N_
from proposals import services as course
from proposals.models import Audience, Proposal
from proposals.workflow import Action, Status
from review import notices
from review.models import Opinion, Recommendation, RecommendationDraft, Stance
from review.policies import recommendation as policies
from review.queries import recommendation as queries
from review.services.assignment import tell_who_recommends

OPINION_SIGHT = "opinion"
NOBODY_ANSWERS = N_("Có hệ thống chưa có Tổng công trình sư hoặc người được giao quyền để trả lời.")
MOVED_ON = N_("Đề xuất không còn ở bước xin ý kiến Tổng công trình sư. Hãy tải lại trang.")


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition of a support: what is measured, which value, by which day, who answers for it."""

    measure: str
    value: str
    due: date | None
    who: str


@dataclass(frozen=True, kw_only=True)
class RecommendationText:
    """What the chief engineer has typed, complete or not."""

    stance: Stance | None
    text: str
    conditions: Sequence[Condition]


def save_draft(
    proposal: Proposal, actor: Actor, written: RecommendationText, *, seen_version: int
) -> RecommendationDraft:
    """Keep what has been typed so far. Raises Conflict when the draft was saved elsewhere since `seen_version`."""
    _need_turn(proposal, actor)
    held = queries.draft(proposal.current_version_id, actor)
    if (held.row_version if held else 0) != seen_version:
        raise Conflict(N_("Bản nháp đã được lưu ở nơi khác sau khi bạn mở trang. Nội dung bạn vừa gõ được giữ lại."))
    content = plain(written)
    if held is None:
        held = RecommendationDraft(
            id=uuid.uuid4(), version_id=proposal.current_version_id, author_id=actor.id, content=content
        )
        session.add(held)
    held.content = content
    held.saved_at = db.now()
    session.flush()
    return held


def plain(written: RecommendationText) -> dict[str, Any]:
    """What was typed as plain JSON, the way a draft keeps it."""
    return {
        "stance": written.stance.value if written.stance else "",
        "text": written.text,
        "conditions": [
            {
                "measure": row.measure,
                "value": row.value,
                "due": row.due.isoformat() if row.due else None,
                "who": row.who,
            }
            for row in written.conditions
        ],
    }


def _need_turn(proposal: Proposal, actor: Actor) -> bool:
    """Whether the person acts as deputy; raises when it is not their word that is awaited."""
    if proposal.status is not Status.ENGINEERING:
        raise Conflict(MOVED_ON)
    stands = queries.who_recommends(proposal)
    if stands is None or not policies.may_recommend(actor, proposal, stands):
        raise Forbidden
    return stands.acting


def missing(written: RecommendationText) -> dict[str, str]:
    """Which boxes keep the recommendation from being given, with the sentence for each ("conditions-0-due")."""
    found = {}
    if written.stance is None:
        found["stance"] = N_("Hãy chọn một ý kiến.")
    if not written.text.strip():
        found["text"] = N_("Hãy nêu nội dung ý kiến.")
    if written.stance is Stance.SUPPORT_WITH_CONDITIONS:
        if not written.conditions:
            found["conditions"] = N_("Ủng hộ có điều kiện phải có ít nhất một điều kiện đo được, có thời hạn.")
        for index, row in enumerate(written.conditions):
            for name in ("measure", "value", "due", "who"):
                if not getattr(row, name):
                    found[f"conditions-{index}-{name}"] = N_("Hãy điền ô này.")
    elif written.conditions and written.stance is not None:
        found["stance"] = N_("Đã ghi điều kiện: hãy chọn “Ủng hộ có điều kiện”, hoặc xóa các điều kiện.")
    return found


def give(proposal: Proposal, actor: Actor, written: RecommendationText) -> Recommendation:
    """Give the recommendation, once and for good; the proposal goes on to the committee.

    Raises Invalid naming the boxes that lack something, Conflict when it was given already.
    """
    acting = _need_turn(proposal, actor)
    if queries.recommendation(proposal.current_version_id) is not None:
        raise Conflict(N_("Ý kiến về phiên bản này đã được gửi."))
    lacking = missing(written)
    if lacking or written.stance is None or proposal.current_version_id is None or proposal.main_system is None:
        raise Invalid(N_("Chưa gửi được ý kiến: còn thiếu nội dung."), fields=dict(lacking))
    made = Recommendation(
        id=uuid.uuid4(),
        proposal_id=proposal.id,
        version_id=proposal.current_version_id,
        system=proposal.main_system,
        author_id=actor.id,
        acting=acting,
        stance=written.stance,
        text=written.text,
        conditions=plain(written)["conditions"],
        made_at=db.now(),
    )
    session.add(made)
    own = queries.draft(proposal.current_version_id, actor)
    if own is not None:  # what somebody else typed and did not send stays theirs to read and to copy
        session.delete(own)
    session.flush()
    # The stance is nobody's business outside until the committee has spoken: the line says only that it was given.
    course.advance(proposal, Action.RECOMMEND, actor, facts={"acting": acting})
    notices.recommended(proposal)
    return made


def recuse(proposal: Proposal, actor: Actor, *, ground: str) -> None:
    """Whoever should recommend declares a conflict: the proposal is shut to them, the next in line is told."""
    _need_turn(proposal, actor)
    course.bar_sight(proposal, actor.id, reason="conflict")
    session.flush()
    course.record(proposal, "engineer.recused", actor, note=ground, audience=Audience.INSIDE)
    audit.note("engineer.recuse", proposal.id)
    tell_who_recommends(proposal)


def ask_opinions(proposal: Proposal, systems: Sequence[int], actor: Actor, *, due: date | None) -> list[Opinion]:
    """Ask those who stand for related systems what they think; the dossier opens to them.

    Raises Invalid when none was chosen, a chosen one was asked already, or nobody stands for it.
    """
    if proposal.status is not Status.ENGINEERING:
        raise Conflict(MOVED_ON)
    if not policies.may_ask(actor, proposal) or proposal.current_version_id is None:
        raise Forbidden
    for sentence in (wrong := wrong_to_ask(proposal, systems, due=due)).values():
        raise Invalid(sentence, fields=dict(wrong))
    made = []
    for system in dict.fromkeys(systems):
        stands = queries.who_answers(proposal, system)
        if stands is None:
            raise Invalid(NOBODY_ANSWERS, fields={"systems": NOBODY_ANSWERS})
        row = Opinion(
            id=uuid.uuid4(),
            proposal_id=proposal.id,
            version_id=proposal.current_version_id,
            system=system,
            asked_at=db.now(),
            asked_by_id=actor.id,
            due=due,
            text="",
        )
        session.add(row)
        made.append(row)
        course.grant_sight(proposal, stands.user.id, reason=OPINION_SIGHT)
        notices.opinion_asked(row, stands.user, proposal)
    session.flush()
    course.record(
        proposal,
        "opinion.asked",
        actor,
        facts={"systems": sorted(row.system for row in made)},
        audience=Audience.INSIDE,
    )
    audit.note("opinion.ask", proposal.id, systems=sorted(row.system for row in made))
    return made


def wrong_to_ask(proposal: Proposal, systems: Sequence[int], *, due: date | None) -> dict[str, str]:
    """What speaks against asking these systems: a sentence for each box at fault, none when all is well."""
    if not systems:
        return {"systems": N_("Hãy chọn ít nhất một hệ thống.")}
    if due is not None and due < db.today():
        return {"due": N_("Hạn trả lời không thể ở quá khứ.")}
    known = {row.system for row in queries.opinions(proposal.current_version_id)} | {proposal.main_system}
    if known & set(systems):
        return {"systems": N_("Có hệ thống đã được hỏi ý kiến.")}
    if any(queries.who_answers(proposal, system) is None for system in systems):
        return {"systems": NOBODY_ANSWERS}
    return {}


def give_opinion(opinion: Opinion, proposal: Proposal, actor: Actor, *, text: str) -> None:
    """Give the opinion of a related system, once; whoever recommends is told."""
    if opinion.given_at is not None:
        raise Conflict(N_("Ý kiến của hệ thống này đã được gửi."))
    if proposal.status is not Status.ENGINEERING:
        raise Conflict(MOVED_ON)
    if not policies.may_answer(actor, proposal, opinion, queries.who_answers(proposal, opinion.system)):
        raise Forbidden
    if not text.strip():
        raise Invalid(N_("Hãy nêu nội dung ý kiến."), fields={"text": ""})
    opinion.text, opinion.author_id, opinion.given_at = text, actor.id, db.now()
    session.flush()
    course.record(proposal, "opinion.given", actor, facts={"system": opinion.system}, audience=Audience.INSIDE)
    audit.note("opinion.give", proposal.id, system=opinion.system)
    stands = queries.who_recommends(proposal)
    if stands is not None and stands.user.id != actor.id:
        notices.opinion_given(opinion, stands.user, proposal)
