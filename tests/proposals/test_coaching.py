"""The coach names reasons with a rule, a why and a clause; only what the template requires blocks."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from proposals import coaching, completeness
from proposals.completeness import PartState
from proposals.rules import RULES, Weight
from proposals.template import PARTS, blank_content
from tests.proposals.planting import samples


def content(sample: str = "P01") -> dict[str, Any]:
    return copy.deepcopy(samples()[sample])


def reasons(changed: dict[str, Any], part: str) -> list[tuple[str, str]]:
    """What is said of one part: (rule, path)."""
    return [(lack.rule, lack.path) for lack in coaching.advice(changed)[part].reasons]


def test_an_untouched_part_is_empty_and_only_its_template_is_asked_for():
    told = coaching.advice(blank_content())
    assert {code: advice.state for code, advice in told.items()} == {
        part.code: PartState.GOOD if part.code == "requests" else PartState.EMPTY for part in PARTS
    }
    assert {lack.rule for advice in told.values() for lack in advice.reasons} == {"template.required"}


def test_a_whole_proposal_blocks_nothing_and_keeps_its_advice():
    told = coaching.advice(content())
    assert sum(advice.blocks for advice in told.values()) == 0
    assert told["risks"].state is PartState.GOOD
    assert told["objectives"].state is PartState.THIN


@pytest.mark.parametrize("sample", [f"P{number:02d}" for number in range(1, 13)])
def test_advice_never_blocks(sample):
    changed = content(sample)
    changed["resources"]["finance_note"] = "Tổng kinh phí là 1 tỉ đồng."
    assert completeness.blocking(changed) == []
    blocking = [lack for advice in coaching.advice(changed).values() for lack in advice.reasons if lack.blocks]
    assert blocking == []


def _change(part: str, table: str, **boxes: Any) -> dict[str, Any]:
    changed = content()
    changed[part][table][0].update(boxes)
    return changed


@pytest.mark.parametrize(
    ("changed", "part", "reason"),
    [
        (_change("objectives", "specific", target=None), "objectives", ("template.required", "specific-0-target")),
        (_change("objectives", "specific", unit=""), "objectives", ("template.required", "specific-0-unit")),
        (_change("objectives", "specific", deadline=None), "objectives", ("template.required", "specific-0-deadline")),
        (_change("objectives", "specific", baseline=None), "objectives", ("objective.baseline", "specific-0-baseline")),
        (_change("objectives", "specific", baseline="100"), "objectives", ("objective.still", "specific-0-target")),
        (
            _change("objectives", "specific", deadline="2031-01-01"),
            "objectives",
            ("deadline.outside", "specific-0-deadline"),
        ),
        (_change("kpis", "items", source=""), "kpis", ("template.required", "items-0-source")),
        (_change("kpis", "items", baseline=None), "kpis", ("kpi.baseline", "items-0-baseline")),
        (_change("risks", "items", owner=""), "risks", ("template.required", "items-0-owner")),
        (_change("risks", "items", response=""), "risks", ("risk.response", "items-0-response")),
        (_change("resources", "finance", phase="gone"), "resources", ("money.outside_phases", "finance-0-phase")),
        (_change("roadmap", "phases", end="2027-06-30"), "roadmap", ("phase.no_output", "phases-0-content")),
        (_change("roadmap", "phases", end="2027-06-30"), "roadmap", ("milestone.outside", "phases-0-milestones-1-due")),
        (_change("roadmap", "phases", end="2027-06-30"), "roadmap", ("phase.overlap", "phases-1-start")),
        (_change("novelty", "points", new="Như cũ", today="như cũ."), "novelty", ("novelty.same", "points-0-today")),
        (
            _change("scope", "components", activities="Một việc"),
            "scope",
            ("scope.activities", "components-0-activities"),
        ),
    ],
)
def test_each_thing_odd_is_named_with_its_box(changed, part, reason):
    assert reason in reasons(changed, part)
    assert reason not in reasons(content(), part)


def test_kpis_that_are_all_inputs_are_named_once():
    changed = content()
    for line in changed["kpis"]["items"]:
        line["type"] = "input"
    assert [rule for rule, _ in reasons(changed, "kpis")].count("kpi.all_inputs") == 1


def test_what_blocks_comes_first():
    changed = _change("objectives", "specific", baseline=None, unit="")
    weights = [coaching.rule(lack).weight for lack in coaching.advice(changed)["objectives"].reasons]
    assert weights == sorted(weights, key=[Weight.BLOCKS, Weight.THIN, Weight.HINT].index)
    assert weights[0] is Weight.BLOCKS


def test_every_rule_says_why_and_names_its_clause():
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert all(rule.why.endswith(".") and rule.clause.startswith("Kế hoạch 01-KH/BCĐTW") for rule in RULES)
    assert {rule.code for rule in RULES if rule.weight is Weight.BLOCKS} == {
        "template.required",
        "money.outside_phases",
    }
