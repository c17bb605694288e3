"""Writes of the agenda: put on, order, take off; members who leave for an item; votes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from accounts.actor import Actor
from accounts.models import User
from committee import policies
from committee.models import AgendaItem, ItemWithdrawal, Session, Vote, VoteChoice
from committee.queries import agenda, sittings
from core import audit, db
from core.db import session
from core.errors import Conflict, Forbidden, Invalid
from core.i18n import N_, gettext
from proposals import services as proposals
from proposals.models import Audience, Proposal
from proposals.workflow import Status

SHUT = N_("Phiên họp đã bế mạc nên chương trình không đổi được nữa.")
DECIDED = N_("Mục này đã có kết luận nên không thay đổi được nữa. Hãy tải lại trang để xem kết luận.")
NOT_HERE = N_(
    "Không ghi được phiếu: phiên họp không đang diễn ra, "
    "hoặc thành viên vắng mặt, đã rút khỏi mục hay thuộc đơn vị đề xuất."
)


def add(sitting: Session, chosen: Sequence[Proposal], actor: Actor) -> list[AgendaItem]:
    """Put proposals at the end of the agenda, in the current version. Raises Conflict when one is placed already."""
    if not policies.may_arrange(actor, sitting):
        raise Forbidden(SHUT)
    held = agenda.every_item(sitting)
    position = max((item.position for item in held), default=0)
    made = []
    for proposal in chosen:
        agenda.lock_proposal(proposal)
        _refuse_placed(proposal, held)
        position += 1
        item = AgendaItem(
            id=uuid.uuid4(),
            session_id=sitting.id,
            proposal_id=proposal.id,
            version_id=proposal.current_version_id,
            position=position,
            added_at=db.now(),
        )
        session.add(item)
        session.flush()
        made.append(item)
        proposals.record(proposal, "agenda.added", actor, facts={"session": sitting.code}, audience=Audience.INSIDE)
        audit.note("agenda.add", proposal.id, session=sitting.code)
    return made


def _refuse_placed(proposal: Proposal, held: Sequence[AgendaItem]) -> None:
    if proposal.status is not Status.COMMITTEE or proposal.current_version_id is None:
        raise Conflict(proposals.MOVED_ON)
    placed = agenda.live_item(proposal.id)
    if placed is not None:
        raise Conflict(
            gettext(
                N_("%(number)s đã có trong chương trình của phiên họp %(session)s."),
                number=proposal.number,
                session=placed.session.code,
            )
        )
    if any(item.proposal_id == proposal.id for item in held):
        sentence = N_("%(number)s đã được xem xét tại chính phiên họp này; hãy đưa vào phiên họp khác.")
        raise Conflict(gettext(sentence, number=proposal.number))


def move(item: AgendaItem, step: int, actor: Actor) -> None:
    """Move an item one place up (-1) or down (+1); at the ends nothing happens."""
    if not policies.may_arrange(actor, item.session):
        raise Forbidden(SHUT)
    order = list(agenda.every_item(item.session))
    at = next(index for index, other in enumerate(order) if other.id == item.id)
    to = at + step
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    _number(order)
    audit.note("agenda.order", item.proposal_id)


def remove(item: AgendaItem, actor: Actor) -> None:
    """Take an undecided item without votes off the agenda; its proposal waits for a sitting again."""
    if not policies.may_arrange(actor, item.session):
        raise Forbidden(SHUT)
    if item.decision is not None:
        raise Conflict(DECIDED)
    if item.votes or item.withdrawals:
        raise Invalid(
            N_("Mục đã có phiếu biểu quyết hoặc có người rút khỏi mục; hãy kết luận hoãn thay vì bỏ khỏi chương trình.")
        )
    proposals.record(
        item.proposal, "agenda.removed", actor, facts={"session": item.session.code}, audience=Audience.INSIDE
    )
    audit.note("agenda.remove", item.proposal_id, session=item.session.code)
    rest = [other for other in agenda.every_item(item.session) if other.id != item.id]
    session.delete(item)
    session.flush()
    _number(rest)


def _number(order: Sequence[AgendaItem]) -> None:
    for position, item in enumerate(order, start=1):
        if item.position != position:
            item.position = position
    session.flush()


def withdraw(item: AgendaItem, member: User, actor: Actor, *, ground: str) -> None:
    """A member leaves for this item: no vote and, from now on, no sight of its papers. An earlier vote goes."""
    if item.decision is not None:
        raise Conflict(DECIDED)
    if member.id not in {seat.member.id for seat in sittings.seats(item.session)}:
        raise Invalid(N_("Có người không phải thành viên của phiên họp này."))
    if not policies.may_withdraw_for(actor, item, member.id):
        raise Conflict(N_("Thành viên này đã rút khỏi mục, hoặc phiên họp không còn nhận."))
    session.add(ItemWithdrawal(id=uuid.uuid4(), item_id=item.id, member_id=member.id, ground=ground, made_at=db.now()))
    for vote in item.votes:
        if vote.member_id == member.id:
            session.delete(vote)
    proposals.bar_sight(item.proposal, member.id, reason="committee.withdrawal")
    audit.note("agenda.withdraw", item.proposal_id, member=member.id)


def vote(item: AgendaItem, member: User, actor: Actor, *, choice: VoteChoice, opinion: str) -> None:
    """Enter a member's vote or change it; whoever entered it is kept with it."""
    if item.decision is not None:
        raise Conflict(DECIDED)
    present = {seat.member.id for seat in sittings.seats(item.session) if seat.present}
    if not policies.may_vote_for(actor, item, member.id, member.organisation_id, present):
        raise Forbidden(NOT_HERE)
    if choice is VoteChoice.OTHER and not opinion:
        raise Invalid(N_("Ý kiến khác thì phải ghi nội dung."), fields={"opinion": ""})
    held = next((row for row in item.votes if row.member_id == member.id), None)
    if held is None:
        held = Vote(id=uuid.uuid4(), item_id=item.id, member_id=member.id)
        session.add(held)
    held.choice = choice
    held.opinion = opinion
    held.cast_at = db.now()
    held.entered_by_id = actor.id
    session.flush()
    audit.note("agenda.vote", item.proposal_id, member=member.id)
