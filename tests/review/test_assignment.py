"""Who is asked to assess, by when, and what speaks against it."""

from __future__ import annotations

import pytest

from accounts.actor import Role
from accounts.models import AppointmentKind
from core.db import session, unit_of_work
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.mail import Mail
from proposals.models import Event
from proposals.queries import get
from proposals.workflow import Status
from review.conflicts import Hint
from review.models import Assignment, AssignmentState
from review.queries import assignment as queries
from review.services import assignment as services
from tests import factories as make
from tests.review import desk


@pytest.fixture
def clerk(context):
    return make.person(Role.SECRETARIAT)


def letters(template):
    return [row.address for row in session.query(Mail).filter_by(template=f"review/{template}").order_by(Mail.address)]


def test_those_asked_are_told_and_cannot_read_yet(clerk):
    proposal = desk.accepted(clerk)
    reviewers = [make.person(Role.REVIEWER), make.person(Role.ADVISER)]
    rows = desk.assigned(clerk, proposal, *reviewers)
    assert [row.state for row in rows] == [AssignmentState.ASSIGNED] * 2
    assert letters("assigned") == sorted(person.email for person in reviewers)
    for person in reviewers:
        with pytest.raises(NotFound):
            get(proposal.id, seen_by=person)
    held = queries.assessment(proposal.current_version_id)
    assert held is not None
    assert (held.reviewers, held.sealed) == (2, 0)
    after = desk.seen(proposal, clerk)
    assert (after.standing, after.step_due) == ("scoring", desk.due(10))


def test_fewer_than_the_rule_or_more_are_refused(clerk):
    proposal = desk.accepted(clerk)
    people = [make.person(Role.REVIEWER) for _ in range(4)]
    for number in (1, 4):
        with pytest.raises(Invalid):
            desk.assigned(clerk, proposal, *people[:number])
    assert session.query(Assignment).count() == 0
    assert letters("assigned") == []


def test_where_only_one_person_could_be_asked_that_one_is_enough(clerk):
    proposal = desk.accepted(clerk)
    only = make.person(Role.REVIEWER)
    assert len(desk.assigned(clerk, proposal, only)) == 1


def test_the_proposing_organisation_cannot_judge_itself(clerk):
    unit = make.organisation("Đơn vị vừa đề xuất vừa chấm")
    proposal = desk.accepted(clerk, proposer=make.person(Role.PROPOSER, of=unit))
    partner = make.organisation("Bảo hiểm xã hội Việt Nam thử")
    own = make.person(Role.REVIEWER, of=unit)
    fair = make.person(Role.REVIEWER, of=partner)
    found = {option.user.id: option for option in services.options(desk.seen(proposal, clerk))}
    assert (found[own.id].hints, found[own.id].open) == ((Hint.SAME_ORGANISATION,), False)
    assert (found[fair.id].hints, found[fair.id].open) == ((), True)
    with pytest.raises(Invalid):
        desk.assigned(clerk, proposal, own, fair)


def test_a_coordinating_unit_is_flagged_but_can_be_asked(clerk):
    from accounts import queries as people

    proposal = desk.accepted(clerk)
    ministry = people.organisation_named("Bộ Y tế") or make.organisation("Bộ Y tế")
    doctor = make.person(Role.REVIEWER, of=ministry)
    option = next(option for option in services.options(desk.seen(proposal, clerk)) if option.user.id == doctor.id)
    assert (option.hints, option.open) == ((Hint.COORDINATES,), True)


def test_a_person_named_in_the_text_is_flagged(clerk):
    proposal = desk.accepted(clerk)
    namesake = make.person(Role.REVIEWER, name="Người liên hệ mẫu 05")
    option = next(option for option in services.options(desk.seen(proposal, clerk)) if option.user.id == namesake.id)
    assert option.hints == (Hint.PERSON_NAMED,)


def test_a_declared_conflict_shuts_the_proposal_and_tells_the_secretariat(clerk):
    proposal = desk.accepted(clerk)
    torn = make.person(Role.REVIEWER, Role.SECRETARIAT)
    first, _ = desk.assigned(clerk, proposal, torn, make.person(Role.REVIEWER))
    held = queries.own(first.id, seen_by=torn)
    with unit_of_work(torn):
        services.declare_conflict(held, queries.to_declare(held), torn, ground="Em ruột tham gia soạn thảo")
    with pytest.raises(NotFound):
        get(proposal.id, seen_by=torn)
    with pytest.raises(NotFound):
        queries.own(first.id, seen_by=torn)
    assert letters("recused") == [clerk.email]
    letter = session.query(Mail).filter_by(template="review/recused").one()
    assert "Em ruột" not in letter.subject + letter.text
    event = session.query(Event).filter_by(deed="reviewer.recused").one()
    assert (event.actor_id, event.audience.value, event.note) == (None, "inside", "")
    with pytest.raises(Invalid):
        desk.assigned(clerk, proposal, torn)


def test_no_conflict_opens_the_dossier_once(clerk):
    proposal = desk.accepted(clerk)
    reader = make.person(Role.REVIEWER)
    first, _ = desk.assigned(clerk, proposal, reader, make.person(Role.REVIEWER))
    held = desk.opened(first, reader)
    assert get(proposal.id, seen_by=reader).id == proposal.id
    with pytest.raises(Conflict), unit_of_work(reader):
        services.declare_none(held, proposal, reader)


def test_a_released_reviewer_loses_sight_and_can_be_asked_again(clerk):
    proposal = desk.accepted(clerk)
    reader, other = make.person(Role.REVIEWER), make.person(Role.REVIEWER)
    first, _ = desk.assigned(clerk, proposal, reader, other)
    desk.opened(first, reader)
    with unit_of_work(clerk):
        services.release(queries.of_proposal(first.id, proposal), desk.seen(proposal, clerk), clerk)
    with pytest.raises(NotFound):
        get(proposal.id, seen_by=reader)
    assert letters("released") == [reader.email]
    (again,) = desk.assigned(clerk, proposal, reader)
    assert (again.id, again.state) == (first.id, AssignmentState.ASSIGNED)


def test_another_day_starts_the_reminders_afresh_and_moves_the_deadline_shown(clerk):
    proposal = desk.accepted(clerk)
    reader, other = make.person(Role.REVIEWER), make.person(Role.REVIEWER)
    first, _ = desk.assigned(clerk, proposal, reader, other)
    with unit_of_work(clerk):
        services.extend(queries.of_proposal(first.id, proposal), desk.seen(proposal, clerk), clerk, due=desk.due(4))
    assert desk.seen(proposal, clerk).step_due == desk.due(4)
    with pytest.raises(Invalid), unit_of_work(clerk):
        services.extend(queries.of_proposal(first.id, proposal), desk.seen(proposal, clerk), clerk, due=desk.due(-1))
    assert letters("extended") == [reader.email]


def test_one_reminder_a_day(clerk):
    proposal = desk.accepted(clerk)
    reader, other = make.person(Role.REVIEWER), make.person(Role.REVIEWER)
    first, _ = desk.assigned(clerk, proposal, reader, other)
    with unit_of_work(clerk):
        services.remind(queries.of_proposal(first.id, proposal), proposal, clerk)
    with pytest.raises(Conflict), unit_of_work(clerk):
        services.remind(queries.of_proposal(first.id, proposal), proposal, clerk)
    assert letters("reminder") == [reader.email]


def test_the_daily_job_writes_each_letter_once_however_often_it_runs(clerk):
    from core.jobs import Run
    from review.jobs import remind

    proposal = desk.accepted(clerk)
    near, late, far = (make.person(Role.REVIEWER) for _ in range(3))
    rows = desk.assigned(clerk, proposal, near, late, far)
    with unit_of_work():
        rows[0].due, rows[1].due = desk.due(2), desk.due(-1)
    for _ in range(2):
        session.rollback()
        with unit_of_work():
            run = Run(id=rows[0].id)
        remind(run)
    assert letters("reminder") == [near.email]
    assert letters("late") == [late.email]
    assert letters("late_desk") == [clerk.email]


def test_the_assessment_closes_with_enough_cards_and_the_engineer_is_told(clerk):
    engineer = make.chief_engineer(3)
    proposal, _ = desk.closed(clerk)
    assert proposal.status is Status.ENGINEERING
    assert letters("to_recommend") == [engineer.email]
    assert proposal.step_due == desk.due(10)


def test_without_an_engineer_the_deputy_is_told(clerk):
    deputy = make.chief_engineer(3, kind=AppointmentKind.DEPUTY)
    desk.closed(clerk)
    assert letters("to_recommend") == [deputy.email]
    text = session.query(Mail).filter_by(template="review/to_recommend").one().text
    assert "giao quyền" in text


def test_without_either_the_secretariat_is_asked_to_name_somebody(clerk):
    keeper = make.person(Role.ADMINISTRATOR)
    proposal, _ = desk.closed(clerk)
    assert proposal.status is Status.ENGINEERING
    assert letters("nobody_stands") == sorted([clerk.email, keeper.email])


def test_closing_needs_a_card_and_a_reason_below_the_rule(clerk):
    make.chief_engineer(3)
    proposal = desk.accepted(clerk)
    reviewers = [make.person(Role.REVIEWER), make.person(Role.REVIEWER)]
    rows = desk.assigned(clerk, proposal, *reviewers)
    with pytest.raises(Invalid), unit_of_work(clerk):
        services.close(desk.seen(proposal, clerk), clerk, reason="gấp")
    desk.sealed(rows[0], reviewers[0])
    with pytest.raises(Invalid), unit_of_work(clerk):
        services.close(desk.seen(proposal, clerk), clerk, reason="  ")
    with unit_of_work(clerk):
        services.close(desk.seen(proposal, clerk), clerk, reason="Cần trình phiên họp tới")
    held = queries.assessment(proposal.current_version_id)
    assert held is not None
    assert (held.closed_reason, held.reviewers, held.sealed) == ("Cần trình phiên họp tới", 1, 1)
    with pytest.raises(NotFound):
        get(proposal.id, seen_by=reviewers[1])
    with pytest.raises(NotFound):
        queries.own(rows[1].id, seen_by=reviewers[1])


def test_a_clerk_of_the_proposing_organisation_neither_asks_nor_closes(clerk):
    unit = make.organisation()
    proposal = desk.accepted(clerk, proposer=make.person(Role.PROPOSER, of=unit))
    partial = make.person(Role.SECRETARIAT, of=unit)
    with pytest.raises(Forbidden), unit_of_work(partial):
        services.assign(desk.seen(proposal, partial), [make.person(Role.REVIEWER).id], partial, due=desk.due(), note="")
    with pytest.raises(Forbidden), unit_of_work(partial):
        services.close(desk.seen(proposal, partial), partial, reason="x")


def test_what_is_no_longer_assessed_cannot_be_assigned(clerk):
    proposal, _ = desk.closed(clerk)
    with pytest.raises(Conflict):
        desk.assigned(clerk, proposal, make.person(Role.REVIEWER))
