"""Comparing submitted versions: what is found, kept, found again, forgotten, and by whom it may be ruled on."""

from __future__ import annotations

import threading
import uuid

import pytest
import sqlalchemy as sa

from accounts.actor import Role
from accounts.models import Organisation
from core import jobs
from core.db import session, unit_of_work
from core.errors import Conflict, Forbidden, NotFound
from duplicates.models import Check, Finding, Fingerprint, KeptReading, Level, Registry, Ruling, RulingKind
from duplicates.queries import findings
from duplicates.services import comparing, keeping, rebuilding, ruling
from proposals import queries as proposals
from proposals import services as course
from proposals.models import Event, Proposal
from proposals.workflow import Action
from tests import factories

pytestmark = pytest.mark.usefixtures("context")


def compared(proposal):
    with unit_of_work():
        return comparing.check(proposal.current_version_id)


def received(*samples):
    """Submitted samples of organisations of their own, each compared in its turn."""
    made = []
    for sample in samples:
        made.append(factories.submitted(factories.person(Role.PROPOSER), sample=sample))
        compared(made[-1])
    return made


def pairs():
    numbers = dict(session.execute(sa.select(Proposal.id, Proposal.number)).all())
    rows = session.scalars(sa.select(Finding).order_by(Finding.found_at)).all()
    return [(numbers[row.proposal_id], numbers[row.other_proposal_id], row.level.value) for row in rows]


def states():
    """Everything a comparison leaves, without moments and ids of rows."""
    return (
        sorted(
            (str(row.version_id), str(row.other_version_id), row.level.value, row.score, str(row.evidence))
            for row in session.scalars(sa.select(Finding))
        ),
        sorted(
            (str(row.version_id), row.compared, str(row.initiative_hints)) for row in session.scalars(sa.select(Check))
        ),
        sorted((str(row.version_id), row.added, row.dropped) for row in session.scalars(sa.select(Fingerprint))),
    )


def test_of_the_samples_only_the_two_telemedicine_proposals_resemble_each_other():
    made = received(*(f"P{number:02d}" for number in range(1, 13)))
    assert pairs() == [(made[5].number, made[4].number, "overlapping")]
    assert [row.compared for row in session.scalars(sa.select(Check).order_by(Check.checked_at))] == list(range(12))


def test_submitting_queues_the_comparison_and_the_worker_makes_it():
    first, second = (factories.submitted(factories.person(Role.PROPOSER), sample=name) for name in ("P05", "P06"))
    assert findings.check_of(second) is None
    assert findings.under_way(second.current_version_id)
    session.rollback()
    jobs.sweep()
    session.expire_all()
    assert pairs() == [(second.number, first.number, "overlapping")]
    assert not findings.under_way(second.current_version_id)


def test_checking_again_from_either_side_leaves_the_same_rows():
    first, second = received("P05", "P06")
    before = states()
    for proposal in (first, second, first):
        compared(proposal)
    session.expire_all()
    again = states()
    assert again[0] == before[0]
    assert again[2] == before[2]
    assert [row[1] for row in again[1]] == [1, 1]


def test_a_process_that_starts_anew_finds_the_same():
    received("P05", "P06", "P01")
    keeping._memories.clear()
    last = factories.submitted(factories.person(Role.PROPOSER), sample="P06")
    compared(last)
    assert {row[2] for row in pairs() if row[0] == last.number} == {"likely_duplicate", "overlapping"}


def test_the_counts_that_are_written_down_are_those_of_a_fresh_count(monkeypatch):
    monkeypatch.setattr(keeping, "SNAPSHOT_EVERY", 2)
    received("P01", "P02", "P03", "P04")
    row = session.get_one(Registry, 1)
    assert row.counted >= 2
    keeping._memories.clear()
    with unit_of_work():
        remembered = keeping.remembered(keeping.locked())
        fresh = rebuilding.count().registry
    assert remembered.registry.dump() == fresh.dump()
    assert len(remembered) == 4


def test_two_checks_at_once_leave_each_pair_once(app):
    first, second = (factories.submitted(factories.person(Role.PROPOSER), sample=name) for name in ("P05", "P06"))
    ids = [first.current_version_id, second.current_version_id] * 2
    session.rollback()
    failed = []

    def run(version_id):
        with app.app_context():
            try:
                with unit_of_work():
                    comparing.check(version_id)
            except Exception as error:
                failed.append(error)

    threads = [threading.Thread(target=run, args=(version_id,)) for version_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.expire_all()
    assert failed == []
    assert pairs() == [(second.number, first.number, "overlapping")]


def test_a_new_version_is_compared_instead_of_the_old_one_and_never_with_it():
    owner, desk = factories.person(Role.PROPOSER), factories.person(Role.SECRETARIAT)
    own = factories.submitted(owner, sample="P05")
    compared(own)
    other = received("P06")[0]
    old = own.current_version_id
    again = resubmitted(own, owner, desk)
    compared(again)
    session.expire_all()
    rows = session.scalars(sa.select(Finding)).all()
    assert {(row.version_id, row.other_version_id) for row in rows} == {
        (other.current_version_id, old),
        (again.current_version_id, other.current_version_id),
    }
    held = session.scalars(sa.select(Fingerprint.version_id).where(Fingerprint.dropped.is_(None))).all()
    assert set(held) == {again.current_version_id, other.current_version_id}
    assert [line.finding.version_id for line in findings.of_proposal(other, seen_by=desk)] == [again.current_version_id]


def resubmitted(proposal, owner, desk):
    with unit_of_work(desk):
        course.return_for_completion(
            proposal,
            desk,
            reason="Bổ sung",
            due=proposal.step_due,
            lines={"necessity": ("Thiếu số liệu", "")},
            action=Action.RETURN,
        )
    with unit_of_work(owner):
        course.submit(proposal, owner, no_state_secret=True)
    session.expire_all()
    return proposals.get(proposal.id, seen_by=owner)


def test_a_version_replaced_before_its_turn_is_passed_over():
    owner, desk = factories.person(Role.PROPOSER), factories.person(Role.SECRETARIAT)
    own = factories.submitted(owner, sample="P05")
    old = own.current_version_id
    resubmitted(own, owner, desk)
    with unit_of_work():
        assert comparing.check(old) is None
    assert session.scalars(sa.select(Check)).all() == []


def test_a_proposal_that_details_an_initiative_is_hinted_at_it_and_not_warned():
    (proposal,) = received("P05")
    hints = findings.check_of(proposal).initiative_hints
    assert hints[0]["initiative"] == 10
    assert pairs() == []


def test_a_check_that_is_rolled_back_leaves_no_trace_in_memory():
    first, second, third = (
        factories.submitted(factories.person(Role.PROPOSER), sample=name) for name in ("P05", "P01", "P06")
    )
    compared(first)
    with pytest.raises(ZeroDivisionError), unit_of_work():
        comparing.check(second.current_version_id)
        raise ZeroDivisionError
    compared(third)
    session.expire_all()
    assert findings.check_of(third).compared == 1
    assert pairs() == [(third.number, first.number, "overlapping")]
    compared(second)
    assert findings.check_of(second).compared == 2


def rebuilt(app):
    session.rollback()
    return app.test_cli_runner().invoke(args=["duplicates", "rebuild"]).output


def test_rebuilding_keeps_findings_and_finds_the_same(app):
    first, second = received("P05", "P06")
    before = states()[0]
    assert rebuilt(app) == "2 proposals in the index.\n"
    compared(second)
    session.expire_all()
    assert [row[:3] for row in states()[0]] == [row[:3] for row in before]
    third = factories.submitted(factories.person(Role.PROPOSER), sample="P05")
    compared(third)
    assert (third.number, first.number, "likely_duplicate") in pairs()


def test_a_rebuilding_that_was_killed_goes_on_where_it_stopped_and_leaves_what_is_in_force(app, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH", 1)
    _, second = received("P05", "P06")
    before = states()
    epoch = session.get_one(Registry, 1).epoch
    with unit_of_work():
        coming = rebuilding.begin()
    batches = rebuilding.unread(coming)
    with unit_of_work():
        rebuilding.keep(coming, next(batches))  # here the process dies
    batches.close()
    keeping._memories.clear()
    assert session.get_one(Registry, 1).epoch == epoch
    compared(second)
    assert [row[:4] for row in states()[0]] == [row[:4] for row in before[0]]
    with unit_of_work():
        assert rebuilding.begin() == coming
    assert list(next(rebuilding.unread(coming))) == [second.current_version_id]
    assert rebuilt(app) == "2 proposals in the index.\n"
    session.expire_all()
    row = session.get_one(Registry, 1)
    assert (row.epoch, row.rebuilding, row.counted) == (coming, None, row.changes)
    assert states()[2] == before[2]


def test_what_comes_and_goes_while_the_index_is_made_anew_is_in_it_and_out_of_it(app):
    first, second = received("P05", "P06")
    desk = factories.person(Role.SECRETARIAT)
    with unit_of_work():
        epoch = rebuilding.begin()
    read = next(rebuilding.unread(epoch))
    with unit_of_work(desk):
        ruling.forget(first)
        course.move_to_secret(first, desk)
    with unit_of_work():
        rebuilding.keep(epoch, read)
    assert [row.version_id for row in session.scalars(sa.select(KeptReading))] == [second.current_version_id]
    counted = rebuilding.count()
    third = received("P01")[0]
    for some in rebuilding.fingerprints(counted):
        with unit_of_work():
            rebuilding.hold(some)
    with unit_of_work():
        assert rebuilding.end(epoch, counted) == 2
    keeping._memories.clear()
    with unit_of_work():
        memory = keeping.remembered(keeping.locked())
        assert memory.registry.dump() == rebuilding.count().registry.dump()
    assert [str(one.id) in memory.index for one in (first, second, third)] == [False, True, True]


def test_what_left_for_the_secret_channel_is_forgotten_and_never_found_again():
    first, second = received("P05", "P06")
    with unit_of_work():
        ruling.forget(first)
    session.expire_all()
    assert [(row.level, row.score, row.evidence) for row in session.scalars(sa.select(Finding))] == [
        (Level.NONE, 0, {})
    ]
    assert session.get_one(Fingerprint, first.current_version_id).body == b""
    assert session.get(KeptReading, first.current_version_id) is None
    compared(second)
    assert findings.check_of(second).compared == 0


# --- rulings ----------------------------------------------------------------------------------------------------------


def the_pair(desk):
    return findings.pair(session.scalars(sa.select(Finding.id)).one(), seen_by=desk)


def test_a_ruling_is_kept_and_the_pair_waits_no_more():
    first, second = received("P05", "P06")
    desk = factories.person(Role.SECRETARIAT)
    assert (findings.counts(desk), findings.unruled(first)) == ({"open": 1, "ruled": 0}, 1)
    with unit_of_work(desk):
        ruling.rule(the_pair(desk), desk, kind=RulingKind.COMPLEMENTS, reason="Hai địa bàn khác nhau.", seen=None)
    assert (findings.counts(desk), findings.unruled(first)) == ({"open": 0, "ruled": 1}, 0)
    compared(first)
    compared(second)
    session.expire_all()
    assert (findings.counts(desk), findings.unruled(second)) == ({"open": 0, "ruled": 1}, 0)
    events = session.scalars(sa.select(Event).where(Event.deed == "duplicates.ruled")).all()
    assert {(event.proposal_id, event.audience.value, event.note, str(event.facts)) for event in events} == {
        (first.id, "inside", "", "{}"),
        (second.id, "inside", "", "{}"),
    }


def test_of_two_rulings_at_once_the_second_is_told():
    received("P05", "P06")
    one, other = factories.person(Role.SECRETARIAT), factories.person(Role.SECRETARIAT)
    with unit_of_work(one):
        kept = ruling.rule(the_pair(one), one, kind=RulingKind.DISTINCT, reason="Khác nhau.", seen=None)
    with pytest.raises(Conflict), unit_of_work(other):
        ruling.rule(the_pair(other), other, kind=RulingKind.DUPLICATE, reason="Trùng.", seen=None)
    with unit_of_work(other):
        ruling.rule(the_pair(other), other, kind=RulingKind.DUPLICATE, reason="Trùng.", seen=kept.id)
    session.expire_all()
    rows = session.scalars(sa.select(Ruling).order_by(Ruling.ruled_at)).all()
    assert [(row.kind.value, row.superseded_at is None) for row in rows] == [("distinct", False), ("duplicate", True)]


def test_a_new_version_brings_the_pair_back_and_the_old_ruling_becomes_history():
    owner, desk = factories.person(Role.PROPOSER), factories.person(Role.SECRETARIAT)
    own = factories.submitted(owner, sample="P05")
    compared(own)
    received("P06")
    with unit_of_work(desk):
        ruling.rule(the_pair(desk), desk, kind=RulingKind.DISTINCT, reason="Khác nhau.", seen=None)
    again = resubmitted(own, owner, desk)
    compared(again)
    session.expire_all()
    assert findings.counts(desk) == {"open": 1, "ruled": 0}
    assert [(line.current, line.ruling and line.ruling.kind) for line in findings.of_proposal(again, seen_by=desk)] == [
        (True, None),
        (False, RulingKind.DISTINCT),
    ]


def test_nobody_rules_on_their_own_organisations_proposal():
    received("P05", "P06")
    organisation_id = session.scalars(sa.select(Proposal.organisation_id)).first()
    insider = factories.person(Role.SECRETARIAT, of=session.get_one(Organisation, organisation_id))
    stranger = factories.person(Role.SECRETARIAT)
    with pytest.raises(NotFound):
        the_pair(insider)
    with pytest.raises(Forbidden), unit_of_work(insider):
        ruling.rule(the_pair(stranger), insider, kind=RulingKind.DISTINCT, reason="Khác.", seen=None)
    assert findings.counts(insider) == {"open": 0, "ruled": 0}


def test_a_conflict_of_interest_on_one_side_shuts_the_pair():
    first, second = received("P05", "P06")
    desk = factories.person(Role.SECRETARIAT)
    with unit_of_work():
        course.bar_sight(second, desk.id, reason="conflict")
    with pytest.raises(NotFound):
        the_pair(desk)
    assert findings.of_proposal(first, seen_by=desk) == []
    assert findings.counts(desk) == {"open": 0, "ruled": 0}


# --- commands ---------------------------------------------------------------------------------------------------------


def test_the_command_compares_now_and_prints_what_it_found(app):
    first, second = (factories.submitted(factories.person(Role.PROPOSER), sample=name) for name in ("P05", "P06"))
    session.rollback()
    runner = app.test_cli_runner()
    runner.invoke(args=["duplicates", "check", first.number])
    outcome = runner.invoke(args=["duplicates", "check", second.number.lower()])
    assert outcome.exit_code == 0, outcome.output
    assert f"{first.number}  overlapping" in outcome.output
    assert "initiative 10" in outcome.output
    unknown = runner.invoke(args=["duplicates", "check", f"SK-2026-{uuid.uuid4().hex[:4]}"])
    assert unknown.exit_code == 1
    assert runner.invoke(args=["duplicates", "rebuild"]).output == "2 proposals in the index.\n"


def test_a_check_reads_only_the_texts_of_what_it_finds():
    received("P01", "P02", "P03", "P05")
    last = factories.submitted(factories.person(Role.PROPOSER), sample="P06")
    asked = []
    real = comparing.prints.contents

    def noted(ids):
        asked.extend(ids)
        return real(ids)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing.prints, "contents", noted)
        compared(last)
    assert len(asked) == 1
