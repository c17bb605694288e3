"""What the plan leaves open and the unit sets itself: time limits, numbers, quorum, layout, with defaults (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools extract
    """Mark a Vietnamese sentence for translation at the place where it is shown."""
    return message


@dataclass(frozen=True, kw_only=True)
class RuleSpec:
    """One rule: a whole number within bounds, or one of `choices`. `unit` is shown behind the number."""

    code: str
    label: str
    default: str
    unit: str = ""
    low: int = 0
    high: int = 0
    choices: tuple[tuple[str, str], ...] = ()


RULES: tuple[RuleSpec, ...] = (
    RuleSpec(code="intake_days", label=N_("Thời hạn tiếp nhận"), default="10", unit=N_("ngày"), low=1, high=365),
    RuleSpec(code="return_days", label=N_("Thời hạn bổ sung"), default="15", unit=N_("ngày"), low=1, high=365),
    RuleSpec(code="review_days", label=N_("Thời hạn thẩm định"), default="20", unit=N_("ngày"), low=1, high=365),
    RuleSpec(
        code="recommendation_days",
        label=N_("Thời hạn Tổng công trình sư cho ý kiến"),
        default="10",
        unit=N_("ngày"),
        low=1,
        high=365,
    ),
    RuleSpec(code="reviewers_least", label=N_("Số người thẩm định ít nhất"), default="2", low=1, high=9),
    RuleSpec(code="reviewers_most", label=N_("Số người thẩm định nhiều nhất"), default="3", low=1, high=15),
    RuleSpec(
        code="quorum_percent",
        label=N_("Tỉ lệ thành viên có mặt để họp"),
        default="67",
        unit="%",
        low=1,
        high=100,
    ),
    RuleSpec(
        code="majority_percent",
        label=N_("Tỉ lệ đồng ý để thông qua, tính trên thành viên có mặt"),
        default="51",
        unit="%",
        low=1,
        high=100,
    ),
    RuleSpec(
        code="paper_layout",
        label=N_("Thể thức văn bản"),
        default="party",
        choices=(("party", N_("Văn bản của Đảng")), ("state", N_("Văn bản hành chính nhà nước (Nghị định 30/2020)"))),
    ),
)

RULE_BY_CODE: dict[str, RuleSpec] = {rule.code: rule for rule in RULES}


class RuleFault(Enum):
    """Why a typed value cannot be a rule's value."""

    NOT_A_NUMBER = "not_a_number"
    OUT_OF_BOUNDS = "out_of_bounds"
    NOT_A_CHOICE = "not_a_choice"


def fault(spec: RuleSpec, value: str) -> RuleFault | None:
    """What is wrong with a value for a rule, None when nothing is."""
    if spec.choices:
        return None if value in {code for code, _ in spec.choices} else RuleFault.NOT_A_CHOICE
    if not (value.isascii() and value.isdigit()) or len(value) > 6:
        return RuleFault.NOT_A_NUMBER
    return None if spec.low <= int(value) <= spec.high else RuleFault.OUT_OF_BOUNDS


def orderly(least: int, most: int) -> bool:
    """Whether a lower bound and its upper bound (numbers of reviewers) can both hold."""
    return least <= most
