"""What is held of every version so that likeness is found without reading it again: readings, fingerprints, counts.

The row of the registry is locked while anything of it changes, so that fingerprints come in one order and no pair is
missed: of two proposals checked at once, the second finds the first.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core import db
from core.db import session
from duplicates import evidence
from duplicates.fingerprints import Fingerprint as Numbers
from duplicates.fingerprints import fingerprint
from duplicates.index import Index
from duplicates.kept import packed, unpacked
from duplicates.matching import METHOD_VERSION
from duplicates.memory import Memory
from duplicates.models import Fingerprint, KeptReading, Registry
from duplicates.queries import prints
from duplicates.readings import Reading, Text, read_text

SNAPSHOT_EVERY = 200
"""After how many changes the counts are written down, so that a new process counts few texts again."""

_AT_ONCE = 100
"""Readings fetched in one go."""

_memories: WeakKeyDictionary[Any, Memory] = WeakKeyDictionary()


def text_of(proposal_id: uuid.UUID, content: dict[str, Any]) -> Text:
    """A content document as text to be compared, under its proposal's id."""
    sections = evidence.sections(content)
    return Text(str(proposal_id), sections.pop("title"), sections)


def new_epoch() -> int:
    """A number that no earlier state of the index had."""
    return secrets.randbelow(2**31 - 1) + 1


def locked() -> Registry:
    """The row of the registry, locked until the transaction ends; made when there is none yet."""
    row = prints.registry(lock=True)
    if row is not None:
        return row
    try:
        with session.begin_nested():
            session.add(Registry(id=1, changes=0, counted=0, epoch=new_epoch(), rebuilding=None, body=b""))
    except IntegrityError:
        session.expire_all()  # another process was quicker by a moment
    made = prints.registry(lock=True)
    assert made is not None
    return made


def remembered(row: Registry, known: Mapping[uuid.UUID, Reading] = MappingProxyType({})) -> Memory:
    """This process's memory, brought up to where the locked row stands; `known` readings need not be read again."""
    memory = _memories.get(db.engine())
    if memory is None or memory.epoch != row.epoch or memory.tip != prints.change(memory.reached):
        _memories.pop(db.engine(), None)
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
    changes.sort(key=lambda change: change[0])
    for start in range(0, len(changes), _AT_ONCE):
        some = changes[start : start + _AT_ONCE]
        readings = dict(known) | readings_of([one.version_id for _, one, _ in some if one.version_id not in known])
        for _, one, gone in some:
            memory.count(readings[one.version_id], gone=gone)
            if index is not None and gone:
                index.remove(str(one.proposal_id))
            elif index is not None and one.body:
                index.add(Numbers.from_bytes(str(one.proposal_id), one.body))


# --- readings ---------------------------------------------------------------------------------------------------------


def readings_of(version_ids: list[uuid.UUID]) -> dict[uuid.UUID, Reading]:
    """The readings of some versions, as kept or from their texts."""
    held = {key: one for key, body in prints.readings(version_ids).items() if (one := as_kept(key, body))}
    missing = [key for key in version_ids if key not in held]
    if missing:
        held |= {key: read_text(text_of(key, content)) for key, (_, content) in prints.contents(missing).items()}
    return held


def as_kept(version_id: uuid.UUID, body: bytes | None) -> Reading | None:
    """What is kept of a version as a reading; None when it has to be read from its text."""
    if body is None:
        return None
    try:
        return unpacked(str(version_id), body)
    except ValueError:  # kept by another release
        return None


def keep(readings: Mapping[uuid.UUID, Reading], made: int = 0) -> None:
    """Write readings down, one for each version, in place of an earlier one."""
    if readings:
        session.execute(sa.delete(KeptReading).where(KeptReading.version_id.in_(list(readings))))
        rows = [{"version_id": key, "made": made, "body": packed(reading)} for key, reading in readings.items()]
        session.execute(sa.insert(KeptReading), rows)


# --- fingerprints -----------------------------------------------------------------------------------------------------


def hold(row: Registry, made: Mapping[uuid.UUID, Numbers]) -> None:
    """Let proposals be found by these versions from now on, and by none before them; the numbers carry the
    proposals' ids.
    """
    if not made:
        return
    owners = [uuid.UUID(numbers.id) for numbers in made.values()]
    for held in prints.held_of(owners):
        row.changes += 1
        held.dropped = row.changes
    session.flush()  # only one row of a proposal may be held
    known = {one.version_id: one for one in prints.fingerprints(list(made))}
    rows = []
    for version_id, numbers in made.items():
        row.changes += 1
        values = {"added": row.changes, "dropped": None, "method": METHOD_VERSION, "body": numbers.to_bytes()}
        if version_id in known:
            for name, value in values.items():
                setattr(known[version_id], name, value)
        else:
            rows.append({"version_id": version_id, "proposal_id": uuid.UUID(numbers.id), **values})
    session.flush()
    if rows:
        session.execute(sa.insert(Fingerprint), rows)


def made_of(row: Registry, version_id: uuid.UUID, reading: Reading) -> Numbers:
    """The version's fingerprint as held; made, and its reading kept, when it has none of this method."""
    held = prints.fingerprint(version_id)
    if held is not None and held.dropped is None and held.method == METHOD_VERSION:
        return Numbers.from_bytes(reading.id, held.body)
    memory = remembered(row)
    with memory.lock:
        numbers = fingerprint(reading, memory.registry)
    keep({version_id: reading})
    hold(row, {version_id: numbers})
    return numbers


def held_numbers(version_id: uuid.UUID) -> Numbers:
    """The fingerprint of a version that is held."""
    held = prints.fingerprint(version_id)
    assert held is not None
    return Numbers.from_bytes(str(held.proposal_id), held.body)


def drop(row: Registry, version_ids: Iterable[uuid.UUID]) -> None:
    """Let these versions be found no more."""
    for one in prints.fingerprints(list(version_ids)):
        if one.dropped is None:
            row.changes += 1
            one.dropped = row.changes
