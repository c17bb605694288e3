"""The arithmetic of a sitting: quorum, majority, what a decision must carry, when it departs from advice (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.words import N_
from proposals.deeds import OUTCOMES


class VoteChoice(StrEnum):
    """How a member votes (the ballot form of party practice knows three answers)."""

    AGREE = "agree"
    DISAGREE = "disagree"
    OTHER = "other"


class Outcome(StrEnum):
    """What the committee decides."""

    APPROVE = "approve"
    APPROVE_WITH_CONDITIONS = "approve_with_conditions"
    RETURN = "return"
    DECLINE = "decline"
    DEFER = "defer"
    FORWARD = "forward"


OUTCOME_LABELS: dict[Outcome, str] = {outcome: OUTCOMES[outcome.value] for outcome in Outcome}
VOTE_LABELS: dict[VoteChoice, str] = {
    VoteChoice.AGREE: N_("Đồng ý"),
    VoteChoice.DISAGREE: N_("Không đồng ý"),
    VoteChoice.OTHER: N_("Ý kiến khác"),
}
APPROVALS = frozenset({Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS})
SPECIAL_SYSTEM = 6
"""Special critical projects: the full committee, then by outcome the Government or the Prime Minister (plan III.5)."""


def least_of(count: int, percent: int) -> int:
    """The smallest number of people whose share of `count`, rounded to a whole percent, is at least `percent`.

    Rules are whole percents: with 67 for two thirds, two of three are enough (docs/decisions/committee.md).
    """
    return count if percent >= 100 else -(-count * (2 * percent - 1) // 200)


@dataclass(frozen=True, kw_only=True)
class Quorum:
    """Whether enough members are there: `members` are those entitled to take part, `present` those who do."""

    members: int
    present: int
    percent: int

    @property
    def needed(self) -> int:
        """How many must be there; never fewer than one."""
        return max(1, least_of(self.members, self.percent))

    @property
    def met(self) -> bool:
        """Whether the committee can decide."""
        return self.present >= self.needed


@dataclass(frozen=True, kw_only=True)
class Majority:
    """Whether enough of those taking part agree."""

    agree: int
    disagree: int
    other: int
    present: int
    percent: int

    @property
    def cast(self) -> int:
        """How many have voted."""
        return self.agree + self.disagree + self.other

    @property
    def missing(self) -> int:
        """How many have not."""
        return max(0, self.present - self.cast)

    @property
    def needed(self) -> int:
        """How many must agree; never fewer than one."""
        return max(1, least_of(self.present, self.percent))

    @property
    def reached(self) -> bool:
        """Whether the votes carry an approval."""
        return self.agree >= self.needed


SUPPORTS = frozenset({"support", "support_with_conditions"})
OBJECTS = frozenset({"rescope", "decline"})
AGAINST_SUPPORT = frozenset({Outcome.DECLINE, Outcome.RETURN, Outcome.FORWARD})


def departs(stance: str | None, outcome: Outcome) -> bool:
    """Whether the decision goes against what the chief engineer recommended; then it needs its reason (plan III.5)."""
    if stance in SUPPORTS:
        return outcome in AGAINST_SUPPORT
    if stance in OBJECTS:
        return outcome in APPROVALS
    return False


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that keeps a decision from being taken: the box it belongs to ("" for the whole) and the sentence."""

    box: str
    sentence: str
    values: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a decision says, as far as it can be wrong."""

    outcome: Outcome
    conditions: int
    assigned_member: bool
    lead_unit: bool
    due: bool
    forwarded_to: bool
    against_reason: bool
    returned_parts: int
    return_due: bool


def faults(facts: Facts, *, quorum: Quorum, majority: Majority, stance: str | None) -> list[Fault]:
    """Everything that keeps this decision from being taken, the gravest first; an empty list lets it pass."""
    found: list[Fault] = []
    if not quorum.met:
        sentence = N_("Chưa đủ thành viên để quyết định: có mặt %(present)s trong %(members)s, cần ít nhất %(needed)s.")
        values = {"present": quorum.present, "members": quorum.members, "needed": quorum.needed}
        found.append(Fault(box="", sentence=sentence, values=values))
    if facts.outcome in APPROVALS and not majority.reached:
        sentence = N_(
            "Chưa đủ phiếu đồng ý để thông qua: "
            "%(agree)s phiếu trên %(present)s thành viên dự mục này, cần ít nhất %(needed)s."
        )
        values = {"agree": majority.agree, "present": majority.present, "needed": majority.needed}
        found.append(Fault(box="outcome", sentence=sentence, values=values))
    found += [Fault(box=box, sentence=sentence, values={}) for box, sentence in _lacking(facts, stance)]
    return found


def _lacking(facts: Facts, stance: str | None) -> list[tuple[str, str]]:
    lacking = []
    if facts.outcome in APPROVALS:
        lacking += [
            (box, sentence)
            for box, held, sentence in (
                ("supervisor", facts.assigned_member, N_("Thông qua thì phải phân công thành viên chỉ đạo, giám sát.")),
                ("lead_unit", facts.lead_unit, N_("Thông qua thì phải ghi đơn vị chủ trì.")),
                ("due", facts.due, N_("Thông qua thì phải ghi hạn thực hiện.")),
            )
            if not held
        ]
    if facts.outcome is Outcome.APPROVE_WITH_CONDITIONS and not facts.conditions:
        lacking.append(("conditions", N_("Thông qua có điều kiện thì phải có ít nhất một điều kiện đo được.")))
    if facts.outcome is Outcome.FORWARD and not facts.forwarded_to:
        lacking.append(("forwarded_to", N_("Hãy ghi cấp có thẩm quyền được trình.")))
    if facts.outcome is Outcome.RETURN:
        if not facts.returned_parts:
            lacking.append(("parts", N_("Trả lại thì phải chọn ít nhất một phần cần bổ sung và nêu lý do.")))
        if not facts.return_due:
            lacking.append(("return_due", N_("Trả lại thì phải có hạn bổ sung.")))
    if departs(stance, facts.outcome) and not facts.against_reason:
        lacking.append(
            (
                "against_reason",
                N_("Quyết định khác ý kiến của Tổng công trình sư nên phải ghi rõ lý do (Kế hoạch, mục III.5)."),
            )
        )
    return lacking
