"""Compares a version with every other proposal and keeps the findings; the worker's and the operator's, never a page's.

A check is idempotent: run twice or at once it leaves the same rows. The row of the registry is locked for the length
of a check. Candidates are weighed from what is kept of them in numbers; only what becomes a finding is read.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalog import queries as catalog
from catalog.models import Initiative
from core import db
from core.db import session
from duplicates import evidence
from duplicates.fingerprints import Fingerprint as Numbers
from duplicates.matching import METHOD_VERSION, Comparison, Judgement, compare, explained, judge, may_tell, side_of
from duplicates.memory import Listed, Memory
from duplicates.models import Check, Finding, Level
from duplicates.queries import prints
from duplicates.readings import Reading, Text, read_text
from duplicates.services import keeping
from duplicates.services.keeping import text_of
from duplicates.weighing import Weighted
from proposals.models import ProposalVersion

CANDIDATES, PATIENCE = 20, 5
"""How many candidates the fingerprints give, and after how many in a row that say nothing no further one is looked
at.
"""
HINTS, HINT_LIKENESS, HINT_NEAR = 3, 0.08, 0.8
"""At most so many initiatives are hinted at: from this likeness on, and those nearly as like as the most like one."""


def check(version_id: uuid.UUID) -> Check | None:
    """Compare a version with every other proposal's newest one and keep what was found.

    None when there is nothing to compare: the version was replaced meanwhile, or has left for the secret channel.
    """
    taken = _taken_in(version_id)
    if taken is None:
        return None
    version, text, reading, numbers, memory = taken
    with memory.lock:
        mine = memory.weighed(reading)
        found = list(_explained(version, text, mine, _alike(version, mine, numbers, memory)))
        compared = len(memory) - 1
        hints = _hints(mine, memory)
        kept = _keep(version, found)
        for stale in prints.unruled_of(version.id, but=kept):
            if _still_held(stale, version):
                _compare_again(stale, memory)
    return _checked(version, compared, hints)


def take_in(version_id: uuid.UUID) -> bool:
    """Let a version be found from now on in place of the proposal's earlier one, without comparing it."""
    return _taken_in(version_id) is not None


def _taken_in(version_id: uuid.UUID) -> tuple[ProposalVersion, Text, Reading, Numbers, Memory] | None:
    row = keeping.locked()
    version = prints.to_compare(version_id)
    if version is None:
        return None
    text = text_of(version.proposal_id, version.content)
    reading = read_text(text)
    numbers = keeping.made_of(row, version.id, reading)
    # The memory knows the text itself by now, so that a later check judges alike.
    return version, text, reading, numbers, keeping.remembered(row, {version.id: reading})


# --- finding ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Alike:
    """Another version that resembles the one being checked; judged with the later of the two first."""

    version_id: uuid.UUID
    proposal_id: uuid.UUID
    weighted: Weighted
    later: bool
    judgement: Judgement


def _alike(version: ProposalVersion, mine: Weighted, numbers: Numbers, memory: Memory) -> list[_Alike]:
    near = [uuid.UUID(name) for name in memory.near(numbers, CANDIDATES)]
    rows = prints.near(near)
    found: list[_Alike] = []
    missed = 0
    for proposal_id in near:
        row = rows[proposal_id]
        reading = keeping.as_kept(row.version_id, row.body)
        reading = reading or keeping.readings_of([row.version_id])[row.version_id]
        other = memory.weighed(reading)
        later = _order(row.submitted_at, row.version_id) > _order(version.submitted_at, version.id)
        if may_tell(mine, other):
            judgement = judge(other, mine) if later else judge(mine, other)
            if judgement.tells:
                found.append(
                    _Alike(
                        version_id=row.version_id,
                        proposal_id=proposal_id,
                        weighted=other,
                        later=later,
                        judgement=judgement,
                    )
                )
                missed = 0
                continue
        missed += 1
        if missed == PATIENCE:
            break
    return found


def _order(submitted_at: datetime, version_id: uuid.UUID) -> tuple[datetime, uuid.UUID]:
    return submitted_at, version_id


def _explained(
    version: ProposalVersion, text: Text, mine: Weighted, found: list[_Alike]
) -> Iterable[tuple[_Alike, Comparison]]:
    """What was found with all that a person needs to rule, read from the texts."""
    if not found:
        return
    texts = prints.contents([one.version_id for one in found])
    own = side_of(text, mine)
    for one in found:
        other = side_of(text_of(one.proposal_id, texts[one.version_id][1]), one.weighted)
        yield one, explained(*((other, own) if one.later else (own, other)), one.judgement)


# --- what was found ---------------------------------------------------------------------------------------------------


def _keep(version: ProposalVersion, found: list[tuple[_Alike, Comparison]]) -> set[uuid.UUID]:
    """Write the pairs down, the later version first; returns the rows' ids."""
    held = prints.pairs_of(version.id) if found else {}
    kept = set()
    for one, comparison in found:
        row = held.get(one.version_id)
        if row is None:
            own, other = (version.id, version.proposal_id), (one.version_id, one.proposal_id)
            first, second = (other, own) if one.later else (own, other)
            row = Finding(
                id=uuid.uuid4(),
                version_id=first[0],
                other_version_id=second[0],
                proposal_id=first[1],
                other_proposal_id=second[1],
            )
            session.add(row)
        _write(row, comparison)
        kept.add(row.id)
    session.flush()
    return kept


def _write(row: Finding, found: Comparison) -> None:
    row.level = Level(found.level.value)
    row.score = evidence.percent(found.score)
    row.evidence = evidence.kept(found)
    row.method = found.method
    row.found_at = db.now()


def _compare_again(row: Finding, memory: Memory) -> None:
    """A pair found earlier that is not among the best now: judged by itself, it may no longer say anything."""
    texts = prints.contents([row.version_id, row.other_version_id])
    first = text_of(*texts[row.version_id])
    second = text_of(*texts[row.other_version_id])
    _write(row, compare(first, second, memory.registry))
    session.flush()


def _still_held(finding: Finding, version: ProposalVersion) -> bool:
    """Whether the other side of a finding was among what has just been compared; older pairs are history."""
    other, proposal = finding.other_version_id, finding.other_proposal_id
    if other == version.id:
        other, proposal = finding.version_id, finding.proposal_id
    held = prints.held(proposal)
    return held is not None and held.version_id == other


def _hints(mine: Weighted, memory: Memory) -> list[dict[str, int]]:
    """The plan's initiatives that the text resembles in either wording: a help for mapping, never a warning."""
    release = prints.catalogue()
    if memory.listed is None or memory.listed.release != release:
        memory.listed = Listed([_initiative(row) for row in catalog.initiatives()], memory, release=release)
    likeness = memory.listed.likeness(mine)
    best = sorted(range(len(likeness)), key=lambda place: (-likeness[place], place))[:HINTS]
    return [
        {"initiative": int(memory.listed.texts[place].id), "score": evidence.percent(float(likeness[place]))}
        for place in best
        if likeness[place] >= max(HINT_LIKENESS, HINT_NEAR * likeness[best[0]])
    ]


def _initiative(row: Initiative) -> Text:
    sections = {"section": row.section_text, "appendix": f"{row.appendix_title}\n{row.appendix_text}"}
    return Text(str(row.number), row.short_title_vi, sections)


def _checked(version: ProposalVersion, compared: int, hints: list[dict[str, int]]) -> Check:
    row = prints.check_of(version.id)
    if row is None:
        row = Check(id=uuid.uuid4(), version_id=version.id)
        session.add(row)
    row.method = METHOD_VERSION
    row.checked_at = db.now()
    row.compared = compared
    row.initiative_hints = hints
    session.flush()
    return row
