"""Compares a version with every other proposal and keeps the findings; the worker's and the operator's, never a page's.

A check is idempotent: run twice or at once it leaves the same rows. The row of the registry is locked for the length
of a check, so that fingerprints come in one order and no pair is missed: of two proposals checked at once, the second
finds the first.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.exc import IntegrityError

from catalog import queries as catalog
from core import db
from core.db import session
from duplicates import evidence
from duplicates.fingerprints import Fingerprint as Numbers
from duplicates.fingerprints import fingerprint
from duplicates.index import Index
from duplicates.matching import METHOD_VERSION, Comparison, compare
from duplicates.memory import Memory
from duplicates.models import Check, Finding, Fingerprint, Level, Registry
from duplicates.queries import prints
from duplicates.readings import Reading, Text, read_text
from duplicates.registry import Registry as Counts
from duplicates.weighing import Weighted
from proposals.models import ProposalVersion

CANDIDATES, EXPLAINED = 20, 5
"""How many candidates the fingerprints give, and how many of them are compared in full even if none is alike."""
SNAPSHOT_EVERY = 200
"""After how many changes the counts are written down, so that a new process counts few texts again."""
HINTS, HINT_LIKENESS = 3, 0.06
"""At most so many initiatives are hinted at, from this share of like words on."""

_memories: WeakKeyDictionary[Any, Memory] = WeakKeyDictionary()


def check(version_id: uuid.UUID) -> Check | None:
    """Compare a version with every other proposal's newest one and keep what was found.

    None when there is nothing to compare: the version was replaced meanwhile, or has left for the secret channel.
    """
    row = _locked()
    version = prints.to_compare(version_id)
    if version is None:
        return None
    text = text_of(version.proposal_id, version.content)
    reading = read_text(text)
    numbers = _print(row, version, reading)
    memory = _remembered(row, {version.id: reading})  # which knows the text itself by now: a later check judges alike
    with memory.lock:
        mine = memory.weighed(reading)
        found = memory.check(text, mine, numbers, _fetch, limit=CANDIDATES, least=EXPLAINED)
        compared = len(memory) - 1
        hints = _hints(mine, memory)
        kept = {_keep(version, text, one, memory) for one in found}
        for stale in prints.unruled_of(version.id):
            if stale.id not in kept and _still_held(stale, version):
                _compare_again(stale, memory)
    return _checked(version, compared, hints)


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """All texts counted and their fingerprints made, ready to be written down."""

    registry: Counts
    fingerprints: dict[uuid.UUID, Numbers]


def prepare(progress: Callable[[int, int], None] = lambda done, total: None) -> Prepared:
    """Count every text afresh and make every fingerprint anew; reads only, so that others go on working meanwhile."""
    ids = prints.all_to_compare()
    registry = Counts()
    for done, version_id in enumerate(ids, start=1):
        registry.add(_reading(version_id))
        progress(done, 2 * len(ids))
    made = {}
    for done, version_id in enumerate(ids, start=1):
        made[version_id] = fingerprint(_reading(version_id), registry)
        progress(len(ids) + done, 2 * len(ids))
    return Prepared(registry=registry, fingerprints=made)


def rebuild(prepared: Prepared) -> int:
    """Put what was prepared in the place of what is held; findings and rulings stay. Returns how many texts."""
    row = _locked()
    for held in prints.all_rows():
        if held.dropped is None:
            row.changes += 1
            held.dropped = row.changes
    session.flush()
    ids = prints.all_to_compare()
    for version_id in ids:
        numbers = prepared.fingerprints.get(version_id)
        if numbers is None:  # it came while the others were prepared
            reading = _reading(version_id)
            prepared.registry.add(reading)
            numbers = fingerprint(reading, prepared.registry)
        _hold(row, session.get_one(ProposalVersion, version_id), numbers)
    row.epoch = _epoch()
    row.body = prepared.registry.dump()
    row.counted = row.changes
    session.flush()
    return len(ids)


def text_of(proposal_id: uuid.UUID, content: dict[str, Any]) -> Text:
    """A content document as text to be compared, under its proposal's id."""
    sections = evidence.sections(content)
    return Text(str(proposal_id), sections.pop("title"), sections)


# --- what is held -----------------------------------------------------------------------------------------------------


def _epoch() -> int:
    return secrets.randbelow(2**31)


def _locked() -> Registry:
    row = prints.registry(lock=True)
    if row is not None:
        return row
    try:
        with session.begin_nested():
            session.add(Registry(id=1, changes=0, counted=0, epoch=_epoch(), body=b""))
    except IntegrityError:
        session.expire_all()  # another process was quicker by a moment
    made = prints.registry(lock=True)
    assert made is not None
    return made


def _remembered(row: Registry, known: Mapping[uuid.UUID, Reading] = MappingProxyType({})) -> Memory:
    """This process's memory, brought up to where the locked row stands; `known` readings need not be read again."""
    memory = _memories.get(db.engine())
    if memory is None or memory.epoch != row.epoch or memory.tip != prints.change(memory.reached):
        memory = Memory(epoch=row.epoch, counts=row.body)
        _count(memory, row.counted)
        memory.fill(Numbers.from_bytes(str(key), body) for key, body in prints.all_held())
        memory.reached, memory.tip = row.changes, prints.change(row.changes)
        _memories[db.engine()] = memory
    with memory.lock:
        if memory.reached < row.changes:
            _count(memory, memory.reached, known=known, index=memory.index)
            memory.reached, memory.tip = row.changes, prints.change(row.changes)
        if row.changes - row.counted >= SNAPSHOT_EVERY:
            row.body, row.counted = memory.registry.dump(), row.changes
    return memory


def _count(
    memory: Memory,
    since: int,
    *,
    known: Mapping[uuid.UUID, Reading] = MappingProxyType({}),
    index: Index | None = None,
) -> None:
    """Count what came and went after a place in the series, in that order; with `index`, make it findable too."""
    changes: list[tuple[int, Fingerprint, bool]] = []
    for one in prints.changed(since):
        if one.added > since:
            changes.append((one.added, one, False))
        if one.dropped is not None and one.dropped > since:
            changes.append((one.dropped, one, True))
    for _, one, gone in sorted(changes, key=lambda change: change[0]):
        memory.count(known.get(one.version_id) or _reading(one.version_id), gone=gone)
        if index is not None and gone:
            index.remove(str(one.proposal_id))
        elif index is not None and one.body:
            index.add(Numbers.from_bytes(str(one.proposal_id), one.body))


def _reading(version_id: uuid.UUID) -> Reading:
    return read_text(text_of(version_id, prints.content(version_id)))


def _fetch(proposal_id: str) -> Text:
    held = prints.held(uuid.UUID(proposal_id))
    assert held is not None
    return text_of(held.proposal_id, prints.content(held.version_id))


def _print(row: Registry, version: ProposalVersion, reading: Reading) -> Numbers:
    """Let the version be found from now on, in place of the proposal's earlier one; returns its fingerprint."""
    held = prints.held(version.proposal_id)
    if held is not None and held.version_id == version.id and held.method == METHOD_VERSION:
        return Numbers.from_bytes(reading.id, held.body)
    numbers = fingerprint(reading, _remembered(row).registry)
    _hold(row, version, numbers)
    return numbers


def _hold(row: Registry, version: ProposalVersion, numbers: Numbers) -> None:
    held = prints.held(version.proposal_id)
    if held is not None:
        row.changes += 1
        held.dropped = row.changes
        session.flush()
    row.changes += 1
    mine = prints.fingerprint(version.id)
    if mine is None:
        mine = Fingerprint(version_id=version.id, proposal_id=version.proposal_id)
        session.add(mine)
    mine.added, mine.dropped = row.changes, None
    mine.method, mine.body = METHOD_VERSION, numbers.to_bytes()
    session.flush()


# --- what was found ---------------------------------------------------------------------------------------------------


def _keep(version: ProposalVersion, text: Text, found: Comparison, memory: Memory) -> uuid.UUID:
    """Write one pair down, the later version first; returns the row's id."""
    held = prints.held(uuid.UUID(found.b))
    assert held is not None
    other = session.get_one(ProposalVersion, held.version_id)
    first, second = version, other
    if (other.submitted_at, other.id) > (version.submitted_at, version.id):
        first, second = other, version
        found = compare(text_of(other.proposal_id, other.content), text, memory.registry)
    row = prints.pair(first.id, second.id)
    if row is None:
        row = Finding(
            id=uuid.uuid4(),
            version_id=first.id,
            other_version_id=second.id,
            proposal_id=first.proposal_id,
            other_proposal_id=second.proposal_id,
        )
        session.add(row)
    _write(row, found)
    return row.id


def _write(row: Finding, found: Comparison) -> None:
    row.level = Level(found.level.value)
    row.score = evidence.percent(found.score)
    row.evidence = evidence.kept(found)
    row.method = found.method
    row.found_at = db.now()
    session.flush()


def _compare_again(row: Finding, memory: Memory) -> None:
    """A pair found earlier that is not among the best now: judged by itself, it may no longer say anything."""
    first = text_of(row.proposal_id, prints.content(row.version_id))
    second = text_of(row.other_proposal_id, prints.content(row.other_version_id))
    _write(row, compare(first, second, memory.registry))


def _still_held(finding: Finding, version: ProposalVersion) -> bool:
    """Whether the other side of a finding was among what has just been compared; older pairs are history."""
    other, proposal = finding.other_version_id, finding.other_proposal_id
    if other == version.id:
        other, proposal = finding.version_id, finding.proposal_id
    held = prints.held(proposal)
    return held is not None and held.version_id == other


def _hints(mine: Weighted, memory: Memory) -> list[dict[str, int]]:
    """The plan's initiatives that the text resembles in either wording: a help for mapping, never a warning."""
    listed = [
        Text(
            str(row.number),
            row.short_title_vi,
            {"section": row.section_text, "appendix": f"{row.appendix_title}\n{row.appendix_text}"},
        )
        for row in catalog.initiatives()
    ]
    near = memory.nearest_listed(mine, listed, HINTS)
    return [
        {"initiative": int(one.id), "score": evidence.percent(likeness)}
        for one, likeness in near
        if likeness >= HINT_LIKENESS
    ]


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
