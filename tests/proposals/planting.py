"""Plants one sentence after another into the sample proposals and counts what the rules find and what they invent.

`planted.tsv`: set, sample, part, box, sentence, and the rule that must find it (none: nothing may be said). "tuned" was
looked at while the rules were written; "held_out" was written before they first ran; "wild" was written last, in the
long-winded manner of real drafts. The rules and the sentences come from one hand: the figures flatter.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from demo.conversion import convert, load_samples
from proposals.agreement import disagreements
from proposals.completeness import Lack

FILE = Path(__file__).with_name("planted.tsv")
OWN = ("statement", "measurable", "time_bound")
"""Boxes that the sentence replaces; to all others it is added."""


@dataclass(frozen=True)
class Outcome:
    """What came of one set: contradictions found, missed, remarks where nothing may be said, and rightful silence."""

    found: int
    missed: list[str]
    false: list[str]
    silent: int


@cache
def samples() -> dict[str, Any]:
    return {sample["id"]: convert(sample) for sample in load_samples()}


def plant(content: dict[str, Any], part: str, box: str, sentence: str) -> None:
    """Write the sentence into the box with this form name."""
    held: Any = content[part]
    *way, last = box.split("-")
    for step in way:
        held = held[int(step) if step.isdigit() else step]
    held[last] = sentence if last in OWN or not held[last] else f"{held[last]}\n{sentence}"


def measured(wanted: str) -> Outcome:
    """One set, sentence by sentence, each in a fresh copy of its sample."""
    found, silent, missed, false = 0, 0, [], []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        name, sample, part, box, sentence, rule = line.split("\t")
        if name != wanted:
            continue
        content = copy.deepcopy(samples()[sample])
        before = {_key(lack) for lack in disagreements(content)}
        plant(content, part, box, sentence)
        said = [lack for lack in disagreements(content) if _key(lack) not in before]
        strays = [f"{sample} {sentence} → {lack.sentence % lack.values}" for lack in said if lack.rule != rule]
        false += strays
        if not rule:
            silent += not strays
        elif any(lack.rule == rule for lack in said):
            found += 1
        else:
            missed.append(f"{sample} {sentence}")
    return Outcome(found, missed, false, silent)


def _key(lack: Lack) -> tuple[str, str, str, str]:
    return lack.part, lack.path, lack.sentence, str(sorted(map(str, lack.values.items())))
