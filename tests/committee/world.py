"""Proposals that have reached the committee, and sittings about them. All functions need an app context."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa

from accounts import queries as people
from accounts.actor import Actor, Role
from committee.models import AgendaItem, Outcome, Session, VoteChoice
from committee.queries import agenda, sittings
from committee.services import agenda as agenda_services
from committee.services import rulings
from committee.services import sittings as services
from core import db
from core.db import session, unit_of_work
from proposals import queries as proposals
from proposals import services as proposal_services
from proposals.models import Proposal
from proposals.workflow import Action
from review.models import Assignment, AssignmentState, Opinion, Recommendation, Stance
from scoring.models import CardState, CriteriaSet, Criterion, Mark, Scorecard
from tests import factories

CODES = ("phu_hop", "dot_pha", "tac_dong", "kha_thi", "cap_thiet", "xa_hoi_hoa")


def desk(*, name: str = "") -> Actor:
    """Somebody of the secretariat."""
    return factories.person(Role.SECRETARIAT, name=name)


def member(*, name: str = "", chair: bool = False) -> Actor:
    """Somebody of the committee."""
    return factories.person(Role.COMMITTEE_CHAIR if chair else Role.COMMITTEE_MEMBER, name=name)


def criteria() -> CriteriaSet:
    """The criteria set in force; made here where the catalogue has brought none."""
    found = session.scalar(sa.select(CriteriaSet).order_by(CriteriaSet.version.desc()).limit(1))
    if found is not None:
        return found
    with unit_of_work():
        found = CriteriaSet(id=uuid.uuid4(), version=1, highest=10, made_at=db.now())
        session.add(found)
        session.flush()
        for place, code in enumerate(CODES, start=1):
            session.add(
                Criterion(
                    id=uuid.uuid4(),
                    set_id=found.id,
                    position=place,
                    code=code,
                    name_vi=f"Tiêu chí {place}",
                    name_en=f"Criterion {place}",
                    clause="Phụ lục I, mục I",
                    weight=Decimal(1),
                    parts=[],
                    levels=[],
                )
            )
    return found


def scored(
    proposal: Proposal, reviewer: Actor, marks: Sequence[int | None], *, reason: str = "Có căn cứ."
) -> Scorecard:
    """A sealed card of one reviewer on the current version."""
    made = criteria()
    listed = session.scalars(sa.select(Criterion).where(Criterion.set_id == made.id).order_by(Criterion.position)).all()
    given = [mark for mark in marks if mark is not None]
    assert proposal.current_version_id is not None
    with unit_of_work():
        session.add(
            Assignment(
                id=uuid.uuid4(),
                proposal_id=proposal.id,
                version_id=proposal.current_version_id,
                reviewer_id=reviewer.id,
                state=AssignmentState.SEALED,
                due=db.today(),
                assigned_at=db.now(),
                assigned_by_id=reviewer.id,
                declared_at=db.now(),
                sealed_at=db.now(),
            )
        )
        card = Scorecard(
            id=uuid.uuid4(),
            proposal_id=proposal.id,
            version_id=proposal.current_version_id,
            reviewer_id=reviewer.id,
            set_id=made.id,
            state=CardState.SEALED,
            marked=len(given),
            total=(Decimal(sum(given)) / len(given)).quantize(Decimal("0.001")) if given else None,
            saved_at=db.now(),
            sealed_at=db.now(),
        )
        session.add(card)
        session.flush()
        for criterion, mark in zip(listed, marks, strict=True):
            session.add(
                Mark(
                    id=uuid.uuid4(),
                    card_id=card.id,
                    criterion_id=criterion.id,
                    value=mark,
                    reason=reason if mark else "",
                )
            )
    return card


def before_committee(
    clerk: Actor,
    *,
    sample: str = "P05",
    proposer: Actor | None = None,
    stance: Stance | None = Stance.SUPPORT,
    cards: Sequence[Sequence[int | None]] = ((7, 8, 6, 7, 9, 5), (8, 8, 7, 6, 9, None)),
    text: str = "Giải pháp phù hợp kiến trúc tổng thể của hệ thống.",
) -> Proposal:
    """A proposal that was accepted, assessed, scored and recommended, and now waits for a sitting."""
    proposer = proposer or factories.person(Role.PROPOSER)
    made = factories.submitted(proposer, sample=sample)
    _advance(made.id, clerk, Action.ACCEPT)
    proposal = fresh(made.id, clerk)
    for marks in cards:
        scored(proposal, factories.person(Role.REVIEWER), marks)
    _advance(made.id, clerk, Action.CLOSE_ASSESSMENT)
    proposal = fresh(made.id, clerk)
    assert proposal.main_system is not None and proposal.current_version_id is not None
    engineer = _engineer(proposal.main_system)
    with unit_of_work(engineer):
        if stance is not None:
            session.add(
                Recommendation(
                    id=uuid.uuid4(),
                    proposal_id=proposal.id,
                    version_id=proposal.current_version_id,
                    system=proposal.main_system,
                    author_id=engineer.id,
                    acting=False,
                    stance=stance,
                    text=text,
                    conditions=[
                        {"measure": "Độ chính xác", "value": "từ 0,85", "due": "2027-06-30", "who": "Đơn vị chủ trì"}
                    ]
                    if stance is Stance.SUPPORT_WITH_CONDITIONS
                    else [],
                    made_at=db.now(),
                )
            )
        proposal_services.advance(proposal, Action.RECOMMEND, engineer)
    return fresh(made.id, clerk)


def opinion(proposal: Proposal, *, system: int, text: str) -> None:
    """The opinion of a related system's engineer."""
    engineer = _engineer(system)
    assert proposal.current_version_id is not None
    with unit_of_work():
        session.add(
            Opinion(
                id=uuid.uuid4(),
                proposal_id=proposal.id,
                version_id=proposal.current_version_id,
                system=system,
                asked_at=db.now(),
                asked_by_id=engineer.id,
                author_id=engineer.id,
                text=text,
                given_at=db.now(),
            )
        )


def _engineer(system: int) -> Actor:
    held = people.who_stands_for(system)
    return people.actor(held.user_id) if held else factories.chief_engineer(system)


def _advance(proposal_id: uuid.UUID, actor: Actor, action: Action) -> None:
    with unit_of_work(actor):
        proposal_services.advance(proposals.get(proposal_id, seen_by=actor), action, actor)


def fresh(proposal_id: uuid.UUID, actor: Actor) -> Proposal:
    """The proposal as it is now."""
    session.expire_all()
    return proposals.get(proposal_id, seen_by=actor)


def sitting(clerk: Actor, *on_agenda: Proposal, title: str = "Phiên họp thử", held_on: date | None = None) -> Session:
    """A planned sitting with these proposals on its agenda."""
    draft = services.SittingDraft(title=title, held_on=held_on or db.today(), held_at="08:30", place="Phòng họp số 2")
    with unit_of_work(clerk):
        made = services.call(draft, clerk)
        agenda_services.add(made, on_agenda, clerk)
    return made


def opened(clerk: Actor, present: Sequence[Actor], *on_agenda: Proposal) -> Session:
    """An open sitting with these members there."""
    made = sitting(clerk, *on_agenda)
    with unit_of_work(clerk):
        services.note_presence(made, [one.id for one in present], clerk)
        services.open_(made, clerk)
    return made


def items(held: Session, actor: Actor) -> list[AgendaItem]:
    """The agenda as the person sees it, fresh from the database."""
    session.expire_all()
    return list(agenda.items(sittings.get(held.id, seen_by=actor), seen_by=actor))


def vote(item_id: uuid.UUID, who: Actor, choice: VoteChoice = VoteChoice.AGREE, *, opinion: str = "") -> None:
    """One member votes for herself."""
    with unit_of_work(who):
        held = agenda.item(item_id, seen_by=who, lock=True)
        agenda_services.vote(held, people.person(who.id), who, choice=choice, opinion=opinion)


def draft(outcome: Outcome, supervisor: Actor | None = None, **more: object) -> rulings.DecisionDraft:
    """A complete decision of this outcome."""
    facts: dict[str, object] = {"text": "Đồng ý với nội dung trình."}
    if outcome in (Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS):
        facts |= {"supervisor_id": supervisor and supervisor.id, "lead_unit": "Bộ Y tế", "due": date(2027, 3, 31)}
    if outcome is Outcome.APPROVE_WITH_CONDITIONS:
        facts["conditions"] = ({"measure": "Số xã kết nối", "value": "120", "due": "2027-12-31", "who": "Bộ Y tế"},)
    if outcome is Outcome.RETURN:
        facts |= {
            "parts": {"kpis": ("Chưa có chỉ số kết quả", "Phụ lục I")},
            "return_due": db.today() + timedelta(days=15),
        }
    if outcome is Outcome.FORWARD:
        facts["forwarded_to"] = "Thủ tướng Chính phủ"
    return rulings.DecisionDraft(outcome=outcome, **(facts | more))


def decide(item_id: uuid.UUID, clerk: Actor, made: rulings.DecisionDraft) -> None:
    """The secretariat enters a decision."""
    with unit_of_work(clerk):
        rulings.decide(agenda.item(item_id, seen_by=clerk, lock=True), made, clerk)


def published(held: Session, clerk: Actor, *, minutes: str = "Biên bản.") -> None:
    """Close the sitting, keep minutes, publish."""
    with unit_of_work(clerk):
        row = sittings.get(held.id, seen_by=clerk, lock=True)
        services.close(row, clerk)
    with unit_of_work(clerk):
        row = sittings.get(held.id, seen_by=clerk, lock=True)
        services.keep_minutes(row, minutes, clerk, seen_version=row.row_version)
    with unit_of_work(clerk):
        rulings.publish(sittings.get(held.id, seen_by=clerk, lock=True), clerk)
