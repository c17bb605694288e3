"""Whether the figures of a proposal agree: what its sentences say against what its tables hold (pure).

A sentence is held against a cell only when it says what it speaks of: the whole sum, a source, a phase, a measure by
its name and unit, a number of places, a deadline. When it can be read in several ways and one of them agrees, nothing
is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proposals.agreement import counts, measures, money, times
from proposals.agreement.sentences import sentences
from proposals.completeness import Lack

MOST = 40
"""Disagreements named at once; a text that has more is first read again by its writer."""


def disagreements(content: Mapping[str, Any]) -> list[Lack]:
    """Everything in a content document that does not agree, each with its sentence's box and the table's box."""
    said = list(sentences(content))
    found = measures.measures(content)
    lacks = [
        *measures.table_disagreements(found),
        *money.disagreements(content, said),
        *measures.disagreements(found, said),
        *times.disagreements(content, said),
        *counts.disagreements(content, found, said),
    ]
    seen: set[tuple[str, str, str, str]] = set()
    kept = []
    for lack in lacks:
        key = (lack.part, lack.path, lack.sentence, str(lack.values.get("said")))
        if key not in seen:
            seen.add(key)
            kept.append(lack)
    return kept[:MOST]
