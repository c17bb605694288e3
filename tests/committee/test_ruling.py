"""The arithmetic of a sitting, every case of it."""

from __future__ import annotations

import pytest

from committee.ruling import Facts, Majority, Outcome, Quorum, departs, faults, least_of


@pytest.mark.parametrize(
    ("count", "percent", "least"),
    [
        (3, 67, 2),
        (3, 51, 2),
        (2, 51, 2),
        (4, 51, 3),
        (5, 67, 4),
        (9, 67, 6),
        (9, 50, 5),
        (100, 51, 51),
        (7, 100, 7),
        (0, 67, 0),
    ],
)
def test_a_share_is_rounded_to_a_whole_percent_before_it_is_compared(count, percent, least):
    assert least_of(count, percent) == least


def test_unanimity_means_everybody_however_many_there_are():
    assert [count for count in range(1, 400) if least_of(count, 100) != count] == []


def test_more_than_half_is_never_reached_by_half():
    assert [
        n for n in range(2, 200, 2) if Majority(agree=n // 2, disagree=0, other=0, present=n, percent=51).reached
    ] == []


def test_nobody_is_no_quorum_and_no_majority():
    assert not Quorum(members=0, present=0, percent=67).met
    assert not Majority(agree=0, disagree=0, other=0, present=0, percent=51).reached


def test_those_who_did_not_vote_count_as_present():
    figures = Majority(agree=2, disagree=1, other=0, present=5, percent=51)
    assert (figures.cast, figures.missing, figures.needed, figures.reached) == (3, 2, 3, False)


AGAINST = {
    "support": {Outcome.DECLINE, Outcome.RETURN, Outcome.FORWARD},
    "support_with_conditions": {Outcome.DECLINE, Outcome.RETURN, Outcome.FORWARD},
    "rescope": {Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS},
    "decline": {Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS},
    None: set(),
}


@pytest.mark.parametrize("stance", AGAINST)
def test_which_decisions_go_against_the_recommendation(stance):
    assert {outcome for outcome in Outcome if departs(stance, outcome)} == AGAINST[stance]


def facts(outcome: Outcome, **more: object) -> Facts:
    given: dict[str, object] = dict(
        conditions=0,
        assigned_member=False,
        lead_unit=False,
        due=False,
        forwarded_to=False,
        against_reason=False,
        returned_parts=0,
        return_due=False,
    )
    return Facts(outcome=outcome, **(given | more))


FULL = Quorum(members=3, present=3, percent=67)
CARRIED = Majority(agree=3, disagree=0, other=0, present=3, percent=51)


def boxes(
    outcome: Outcome, *, stance: str | None = None, quorum: Quorum = FULL, majority: Majority = CARRIED, **more: object
):
    return [fault.box for fault in faults(facts(outcome, **more), quorum=quorum, majority=majority, stance=stance)]


def test_what_each_outcome_must_carry():
    assert boxes(Outcome.APPROVE) == ["supervisor", "lead_unit", "due"]
    assert boxes(Outcome.APPROVE_WITH_CONDITIONS) == ["supervisor", "lead_unit", "due", "conditions"]
    assert boxes(Outcome.RETURN) == ["parts", "return_due"]
    assert boxes(Outcome.FORWARD) == ["forwarded_to"]
    assert boxes(Outcome.DECLINE) == boxes(Outcome.DEFER) == []


def test_a_complete_approval_passes():
    assert boxes(Outcome.APPROVE, assigned_member=True, lead_unit=True, due=True) == []


def test_without_quorum_nothing_is_decided():
    short = Quorum(members=3, present=1, percent=67)
    assert {outcome: boxes(outcome, quorum=short)[0] for outcome in Outcome} == dict.fromkeys(Outcome, "")


def test_only_approvals_need_the_majority():
    split = Majority(agree=1, disagree=2, other=0, present=3, percent=51)
    assert [outcome for outcome in Outcome if "outcome" in boxes(outcome, majority=split)] == [
        Outcome.APPROVE,
        Outcome.APPROVE_WITH_CONDITIONS,
    ]


def test_a_departure_needs_its_reason_and_no_more_than_that():
    assert boxes(Outcome.DECLINE, stance="support") == ["against_reason"]
    assert boxes(Outcome.DECLINE, stance="support", against_reason=True) == []
