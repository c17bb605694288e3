"""Writes of assignments: ask reviewers, release, move the day, remind, declare, close the assessment."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from accounts import queries as people
from accounts.actor import Actor, Role
from accounts.models import User
from catalog import queries as catalog
from core import audit, db, jobs
from core.db import session
from core.errors import Conflict, Forbidden, Invalid
from core.i18n import N_
from proposals import queries as proposals
from proposals import services as course
from proposals.models import Audience, Proposal, SightKind
from proposals.workflow import Action, Status
from review import conflicts, notices
from review.conflicts import Candidate, Facts, Hint
from review.models import ACTIVE, UNSEALED, Assessment, Assignment, AssignmentState
from review.policies import assignment as policies
from review.queries import assignment as queries
from review.queries import recommendation as engineers
from scoring import services as scoring

REVIEWER_ROLES = (Role.REVIEWER, Role.ADVISER)
REMIND_DAYS = 3
"""How many days before the deadline a reviewer is reminded."""
REMIND_AT = time(7, 0, tzinfo=db.VIETNAM)
MOVED_ON = N_("Đề xuất không còn ở bước thẩm định. Hãy tải lại trang để xem tình trạng mới nhất.")
OWN_UNIT = N_("Bạn thuộc đơn vị đề xuất nên không thể thẩm định. Hãy khai có xung đột lợi ích.")
REVIEWER_SIGHT = "reviewer"

UNASSIGNED, SCORING, COMPLETE = "", "scoring", "complete"
"""How far an assessment has come, as repeated in `Proposal.standing`: nobody asked, cards awaited, nobody awaited."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """A person who could be asked: how much they have to do, what speaks against it, and whether they can be asked."""

    user: User
    load: int
    first_due: date | None
    hints: Sequence[Hint]
    state: AssignmentState | None
    barred: bool

    @property
    def open(self) -> bool:
        """Whether the person can be asked now."""
        return not self.barred and self.state in (None, AssignmentState.RELEASED)


def facts(proposal: Proposal) -> Facts:
    """Who is behind the newest version of a proposal, as the text says."""
    content = proposal.current_version.content if proposal.current_version else {}
    return conflicts.facts_of(
        content,
        organisation_id=proposal.organisation_id,
        organisation_name=proposal.organisation.name_vi,
        owner=proposal.owner.name,
    )


def options(proposal: Proposal) -> list[Option]:
    """Everybody who could assess the newest version: those who can be asked first, then by load and name."""
    about = facts(proposal)
    loads = queries.loads()
    states = {row.reviewer_id: row.state for row in queries.assignments(proposal.current_version_id)}
    shut = queries.barred_from(proposal)
    found = []
    for user in people.people(*REVIEWER_ROLES):
        load, first_due = loads.get(user.id, (0, None))
        doubts = conflicts.hints(_candidate(user), about)
        found.append(
            Option(
                user=user,
                load=load,
                first_due=first_due,
                hints=doubts,
                state=states.get(user.id),
                barred=conflicts.bars(doubts) or user.id in shut,
            )
        )
    return sorted(found, key=lambda row: (not row.open, row.load))


def _candidate(user: User) -> Candidate:
    held = user.organisation
    return Candidate(
        name=user.name,
        organisation_id=user.organisation_id,
        organisation_names=(held.name_vi, held.abbreviation) if held else (),
    )


def default_due() -> date:
    """The day by which reviewers are asked to finish, by the rule in force today."""
    return db.today() + timedelta(days=catalog.rule_number("review_days"))


def open_assessment(proposal: Proposal) -> Assessment:
    """The newest version's assessment, begun when there is none yet."""
    if proposal.status is not Status.ASSESSMENT or proposal.current_version_id is None:
        raise Conflict(MOVED_ON)
    held = queries.assessment(proposal.current_version_id, lock=True)
    if held is None:
        held = Assessment(
            version_id=proposal.current_version_id,
            proposal_id=proposal.id,
            due=proposal.step_due or default_due(),
            opened_at=db.now(),
            reviewers=0,
            sealed=0,
            note="",
        )
        session.add(held)
        session.flush()
        scoring.start_tally(proposal, proposal.current_version_id)
    return held


def assign(
    proposal: Proposal, reviewer_ids: Collection[uuid.UUID], actor: Actor, *, due: date, note: str
) -> list[Assignment]:
    """Ask these people to assess the newest version by a day; each gets a letter, and nobody sees the text yet.

    Raises Invalid when the day has passed, when somebody is of the proposing organisation, or when the number of
    reviewers leaves the bounds that the unit has set while enough people could be asked.
    """
    _need(policies.may_assign(actor, proposal), proposal)
    _refuse(wrong_with(proposal, reviewer_ids, due=due))
    held = open_assessment(proposal)
    choice = {option.user.id: option for option in options(proposal)}
    chosen = [choice[key] for key in dict.fromkeys(reviewer_ids)]
    held.note = note
    held.due = max(due, held.due) if held.reviewers else due
    made = [_ask(option.user, proposal, held, actor, due) for option in chosen]
    session.flush()
    retell(proposal)
    course.record(proposal, "reviewer.assigned", actor, facts={"count": len(made)}, audience=Audience.INSIDE)
    audit.note("reviewer.assign", proposal.id, reviewers=[str(row.reviewer_id) for row in made], due=due)
    start_reminding()
    return made


def _need(allowed: bool, proposal: Proposal) -> None:
    if not allowed and proposal.status is not Status.ASSESSMENT:
        raise Conflict(MOVED_ON)
    if not allowed:
        raise Forbidden


def _refuse(wrong: Mapping[str, str]) -> None:
    for sentence in wrong.values():
        raise Invalid(sentence, fields=dict(wrong))


def wrong_with(proposal: Proposal, reviewer_ids: Collection[uuid.UUID], *, due: date) -> dict[str, str]:
    """What speaks against asking these people by this day: a sentence for each box at fault, none when all is well."""
    if not reviewer_ids:
        return {"reviewers": N_("Hãy chọn ít nhất một người thẩm định.")}
    if due < db.today():
        return {"due": N_("Hạn thẩm định không thể ở quá khứ.")}
    choice = {option.user.id: option for option in options(proposal)}
    if not all(key in choice and choice[key].open for key in reviewer_ids):
        sentence = N_("Có người không thể được mời: cùng đơn vị đề xuất, đã khai xung đột lợi ích hoặc đã được mời.")
        return {"reviewers": sentence}
    held = queries.assessment(proposal.current_version_id)
    asked = len(set(reviewer_ids))
    after = asked + (held.reviewers if held else 0)
    if after > catalog.rule_number("reviewers_most"):
        return {"reviewers": N_("Vượt quá số người thẩm định nhiều nhất theo quy định của đơn vị.")}
    available = sum(option.open for option in choice.values())
    if after < catalog.rule_number("reviewers_least") and available > asked:
        return {"reviewers": N_("Chưa đủ số người thẩm định ít nhất theo quy định của đơn vị.")}
    return {}


def _ask(user: User, proposal: Proposal, held: Assessment, actor: Actor, due: date) -> Assignment:
    known = {row.reviewer_id: row for row in queries.assignments(held.version_id)}
    row = known.get(user.id)
    if row is None:
        row = Assignment(
            id=uuid.uuid4(), proposal_id=proposal.id, version_id=held.version_id, reviewer_id=user.id, reviewer=user
        )
        session.add(row)
    row.state = AssignmentState.ASSIGNED
    row.due = due
    row.assigned_at = db.now()
    row.assigned_by_id = actor.id
    row.declared_at = row.reminded_at = row.late_told_at = None
    session.flush()
    notices.assigned(row, user, proposal)
    return row


def retell(proposal: Proposal) -> Assessment:
    """Bring the counts of the assessment, and what lists repeat of them, up to date."""
    held = open_assessment(proposal)
    active = [row for row in queries.assignments(held.version_id) if row.state in ACTIVE]
    awaited = [row.due for row in active if row.state in UNSEALED]
    held.reviewers, held.sealed = len(active), len(active) - len(awaited)
    standing = SCORING if awaited else COMPLETE if active else UNASSIGNED
    course.set_standing(proposal, standing, due=min(awaited, default=held.due))
    session.flush()
    return held


def release(assignment: Assignment, proposal: Proposal, actor: Actor) -> None:
    """Take a reviewer off who has not sealed; what they typed stays, the dossier is shut to them again."""
    _need(policies.may_assign(actor, proposal), proposal)
    if not policies.may_release(assignment):
        raise Conflict(N_("Người này đã khóa phiếu hoặc không còn được phân công."))
    assignment.state = AssignmentState.RELEASED
    _end_sight(proposal, assignment.reviewer_id)
    session.flush()
    retell(proposal)
    course.record(proposal, "reviewer.removed", actor, audience=Audience.INSIDE)
    audit.note("reviewer.release", proposal.id, reviewer=assignment.reviewer_id)
    notices.released(assignment.reviewer, proposal)


def _end_sight(proposal: Proposal, user_id: uuid.UUID) -> None:
    rows = proposals.sights(proposal, user_id)
    if any(row.kind is SightKind.GRANT and row.reason == REVIEWER_SIGHT for row in rows):
        course.end_grant(proposal, user_id)


def extend(assignment: Assignment, proposal: Proposal, actor: Actor, *, due: date) -> None:
    """Give a reviewer another day; later reminders start afresh."""
    _need(policies.may_assign(actor, proposal), proposal)
    if not policies.may_release(assignment):
        raise Conflict(N_("Người này đã khóa phiếu hoặc không còn được phân công."))
    sentence = wrong_day(assignment, due)
    if sentence:
        raise Invalid(sentence, fields={"due": sentence})
    before, assignment.due = assignment.due, due
    assignment.reminded_at = assignment.late_told_at = None
    session.flush()
    held = retell(proposal)
    held.due = max(held.due, due)
    audit.note("reviewer.extend", proposal.id, reviewer=assignment.reviewer_id, before=before, after=due)
    notices.extended(assignment, proposal)


def wrong_day(assignment: Assignment, due: date) -> str:
    """What speaks against this day, "" when nothing does."""
    if due < db.today():
        return N_("Hạn thẩm định không thể ở quá khứ.")
    return N_("Hạn mới trùng với hạn đang có.") if due == assignment.due else ""


def remind(assignment: Assignment, proposal: Proposal, actor: Actor) -> None:
    """Send a reviewer a reminder now, at most one a day."""
    _need(policies.may_assign(actor, proposal), proposal)
    if not policies.may_release(assignment):
        raise Conflict(N_("Người này đã khóa phiếu hoặc không còn được phân công."))
    if assignment.reminded_at and assignment.reminded_at.astimezone(db.VIETNAM).date() == db.today():
        raise Conflict(N_("Hôm nay đã nhắc người này rồi."))
    assignment.reminded_at = db.now()
    audit.note("reviewer.remind", proposal.id, reviewer=assignment.reviewer_id)
    notices.reminded(assignment, proposal)


def candidate_of(actor: Actor) -> Candidate:
    """The acting person as somebody who might judge."""
    return _candidate(people.person(actor.id))


def must_recuse(actor: Actor, proposal: Proposal) -> bool:
    """Whether the facts leave the person no choice but to declare a conflict."""
    return conflicts.bars(conflicts.hints(candidate_of(actor), facts(proposal)))


def declare_none(assignment: Assignment, proposal: Proposal, actor: Actor) -> None:
    """The reviewer declares no conflict: the dossier opens to them."""
    _need_undeclared(assignment, actor)
    if must_recuse(actor, proposal):
        raise Forbidden(OWN_UNIT)
    assignment.state = AssignmentState.OPEN
    assignment.declared_at = db.now()
    course.grant_sight(proposal, actor.id, reason=REVIEWER_SIGHT)
    audit.note("reviewer.declare_none", proposal.id)


def declare_conflict(assignment: Assignment, proposal: Proposal, actor: Actor, *, ground: str) -> None:
    """The reviewer declares a conflict: the proposal is shut to them whatever their roles, the secretariat is told."""
    _need_undeclared(assignment, actor)
    assignment.state = AssignmentState.RECUSED
    assignment.declared_at = db.now()
    assignment.conflict_ground = ground
    course.bar_sight(proposal, actor.id, reason="conflict")
    session.flush()
    retell(proposal)
    # Without a name: whoever reads the timeline must not learn from it who assesses.
    course.record(proposal, "reviewer.recused", None, audience=Audience.INSIDE)
    audit.note("reviewer.recuse", proposal.id)
    notices.recused(assignment, proposal)


def _need_undeclared(assignment: Assignment, actor: Actor) -> None:
    if assignment.reviewer_id != actor.id:
        raise Forbidden
    if assignment.state is not AssignmentState.ASSIGNED:
        raise Conflict(N_("Bạn đã khai về xung đột lợi ích cho hồ sơ này."))


def close(proposal: Proposal, actor: Actor, *, reason: str) -> None:
    """End the assessment: the chief engineer's turn, or the named deputy's.

    Needs one sealed card, and a reason below the number of the rule. Reviewers who have not sealed are released. When
    nobody stands for the system, the secretariat is told to name somebody.
    """
    _need(policies.may_close(actor, proposal), proposal)
    held = retell(proposal)
    sentence = wrong_to_close(proposal, reason=reason)
    if sentence:
        raise Invalid(sentence, fields={"reason": sentence})
    few = held.sealed < catalog.rule_number("reviewers_least")
    for row in queries.assignments(held.version_id):
        if row.state in UNSEALED:
            row.state = AssignmentState.RELEASED
            _end_sight(proposal, row.reviewer_id)
            notices.released(row.reviewer, proposal)
    session.flush()
    retell(proposal)
    held.closed_at, held.closed_by_id, held.closed_reason = db.now(), actor.id, reason.strip() if few else ""
    due = db.today() + timedelta(days=catalog.rule_number("recommendation_days"))
    course.advance(proposal, Action.CLOSE_ASSESSMENT, actor, due=due)
    if few:
        course.record(proposal, "assessment.closed_early", actor, note=reason.strip(), audience=Audience.INSIDE)
    tell_who_recommends(proposal)


def wrong_to_close(proposal: Proposal, *, reason: str) -> str:
    """What speaks against closing the assessment now, "" when nothing does."""
    held = queries.assessment(proposal.current_version_id)
    sealed = held.sealed if held else 0
    if sealed < 1:
        return N_("Phải có ít nhất một phiếu đã khóa (Kế hoạch, V.1.c: ít nhất một cơ quan chức năng thẩm định).")
    if sealed < catalog.rule_number("reviewers_least") and not reason.strip():
        return N_("Số phiếu ít hơn quy định của đơn vị; hãy nêu lý do kết thúc thẩm định.")
    return ""


def tell_who_recommends(proposal: Proposal) -> None:
    """Write to whoever has to recommend, or to those who can name somebody."""
    stands = engineers.who_recommends(proposal)
    if stands is None:
        notices.nobody_stands(proposal)
    else:
        notices.to_recommend(stands.user, proposal, acting=stands.acting)


# --- the daily reminder ---------------------------------------------------------------------------------------------


def start_reminding() -> None:
    """Have the worker look tomorrow at seven for days that are near or past; one waiting job is enough."""
    morning = datetime.combine(db.today() + timedelta(days=1), REMIND_AT)
    jobs.enqueue("review.remind", key="review.remind", run_after=morning)


def remind_due(assignment_id: uuid.UUID) -> bool:
    """Tell about one assignment whose day is near (once) or past (once); returns whether a letter was written."""
    row = queries.locked(assignment_id)
    if row is None or row.state not in UNSEALED or not queries.under_assessment(row):
        return False
    proposal = session.get_one(Proposal, row.proposal_id)
    today = db.today()
    if row.due < today and row.late_told_at is None:
        row.late_told_at = db.now()
        notices.late(row, proposal)
        return True
    if today <= row.due <= today + timedelta(days=REMIND_DAYS) and row.reminded_at is None:
        row.reminded_at = db.now()
        notices.reminded(row, proposal)
        return True
    return False
