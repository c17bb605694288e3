"""Which status follows which, by whose deed; the one table of a proposal's course (plan III.5, V.1.c; pure)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from accounts.actor import Role


class Status(StrEnum):
    """Where a proposal is."""

    DRAFT = "draft"
    INTAKE = "intake"
    RETURNED = "returned"
    ASSESSMENT = "assessment"
    ENGINEERING = "engineering"
    COMMITTEE = "committee"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    MERGED = "merged"
    SECRET = "secret"


class Action(StrEnum):
    """What moves a proposal."""

    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    ACCEPT = "accept"
    RETURN = "return"
    REFUSE = "refuse"
    CLOSE_ASSESSMENT = "close_assessment"
    RECOMMEND = "recommend"
    DECIDE = "decide"
    SEND_BACK = "send_back"
    DEFER = "defer"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    MOVE_TO_SECRET = "move_to_secret"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row of the table: this deed leads from one of these statuses to that one and is done by holders of a role."""

    action: Action
    sources: frozenset[Status]
    target: Status
    roles: frozenset[Role]


S, A = Status, Action
UNDER_WAY = frozenset({S.INTAKE, S.RETURNED, S.ASSESSMENT, S.ENGINEERING, S.COMMITTEE})
"""Submitted and not ended."""
ENDED = frozenset({S.DECIDED, S.WITHDRAWN, S.REFUSED, S.MERGED, S.SECRET})

_PROPOSER = frozenset({Role.PROPOSER})
_SECRETARIAT = frozenset({Role.SECRETARIAT})
_COMMITTEE = frozenset({Role.SECRETARIAT, Role.COMMITTEE_CHAIR})


def _step(action: Action, sources: frozenset[Status] | set[Status], target: Status, roles: frozenset[Role]) -> Step:
    return Step(action=action, sources=frozenset(sources), target=target, roles=roles)


STEPS: tuple[Step, ...] = (
    _step(A.SUBMIT, {S.DRAFT}, S.INTAKE, _PROPOSER),
    _step(A.RESUBMIT, {S.RETURNED}, S.INTAKE, _PROPOSER),
    _step(A.ACCEPT, {S.INTAKE}, S.ASSESSMENT, _SECRETARIAT),
    _step(A.RETURN, {S.INTAKE, S.ASSESSMENT, S.ENGINEERING}, S.RETURNED, _SECRETARIAT),
    _step(A.REFUSE, {S.INTAKE}, S.REFUSED, _SECRETARIAT),
    _step(A.CLOSE_ASSESSMENT, {S.ASSESSMENT}, S.ENGINEERING, _SECRETARIAT),
    _step(A.RECOMMEND, {S.ENGINEERING}, S.COMMITTEE, frozenset({Role.CHIEF_ENGINEER, Role.SECRETARIAT})),
    _step(A.DECIDE, {S.COMMITTEE}, S.DECIDED, _COMMITTEE),
    _step(A.SEND_BACK, {S.COMMITTEE}, S.RETURNED, _COMMITTEE),
    _step(A.DEFER, {S.COMMITTEE}, S.COMMITTEE, _COMMITTEE),
    _step(A.WITHDRAW, UNDER_WAY, S.WITHDRAWN, _PROPOSER),
    _step(A.MERGE, {S.INTAKE, S.ASSESSMENT, S.ENGINEERING}, S.MERGED, _SECRETARIAT),
    _step(A.MOVE_TO_SECRET, UNDER_WAY | {S.DRAFT}, S.SECRET, _SECRETARIAT),
)

STEP_OF: dict[Action, Step] = {step.action: step for step in STEPS}


def follows(status: Status, action: Action) -> Status | None:
    """The status after `action`, or None when the action is not possible from `status`."""
    step = STEP_OF[action]
    return step.target if status in step.sources else None
