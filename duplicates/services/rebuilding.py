"""Makes the index anew in small transactions: what is in force stays in force until the last of them.

Texts are read and fingerprints made outside any transaction that writes, so that nobody waits long for the lock.
Readings carry the number of the rebuilding: one that was killed goes on after the last batch that it wrote.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from core.db import session
from duplicates.fingerprints import Fingerprint as Numbers
from duplicates.fingerprints import fingerprint
from duplicates.matching import METHOD_VERSION
from duplicates.queries import prints
from duplicates.readings import Reading, read_text
from duplicates.registry import Registry as Counts
from duplicates.services import keeping

BATCH = 50
"""Versions written in one transaction."""

Readings = dict[uuid.UUID, Reading]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """All texts counted, and which they are."""

    registry: Counts
    versions: set[uuid.UUID] = field(default_factory=set)


def run(unit_of_work: Callable[[], AbstractContextManager[object]]) -> int:
    """Make the whole index anew, each batch in a unit of work of its own; returns how many texts it holds."""
    with unit_of_work():
        epoch = begin()
    for some in unread(epoch):
        with unit_of_work():
            keep(epoch, some)
    counted = count()
    for few in fingerprints(counted):
        with unit_of_work():
            hold(few)
    with unit_of_work():
        return end(epoch, counted)


def begin() -> int:
    """Note that a rebuilding is under way; returns its number, that of an interrupted one if there is one."""
    row = keeping.locked()
    if row.rebuilding is None:
        row.rebuilding = keeping.new_epoch()
        session.flush()
    return row.rebuilding


def unread(epoch: int) -> Iterator[Readings]:
    """The versions that this rebuilding has not read yet, read in batches; ends when there are none."""
    while ids := prints.unread(epoch):
        for start in range(0, len(ids), BATCH):
            texts = prints.contents(ids[start : start + BATCH])
            yield {key: read_text(keeping.text_of(key, content)) for key, (_, content) in texts.items()}


def keep(epoch: int, readings: Readings) -> None:
    """Write a batch of readings down, but of what has left for the secret channel meanwhile."""
    keeping.locked()
    keeping.keep({key: readings[key] for key in prints.still_to_compare(list(readings))}, epoch)


def count() -> Counted:
    """Count every text that belongs into the index; reads only."""
    found = Counted(registry=Counts())
    ids = list(prints.all_to_compare())
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        readings = keeping.readings_of(some)
        for version_id in some:
            found.registry.add(readings[version_id])
        found.versions.update(some)
    return found


def fingerprints(counted: Counted) -> Iterator[dict[uuid.UUID, Numbers]]:
    """The fingerprints of what was counted, made in batches by those counts."""
    ids = sorted(counted.versions)
    for start in range(0, len(ids), BATCH):
        readings = keeping.readings_of(ids[start : start + BATCH])
        yield {key: fingerprint(reading, counted.registry) for key, reading in readings.items()}


def hold(made: dict[uuid.UUID, Numbers]) -> None:
    """Write a batch of fingerprints down: in place where the version is held already, so that nothing comes or goes."""
    row = keeping.locked()
    held = {one.version_id: one for one in prints.fingerprints(list(made)) if one.dropped is None}
    owners = prints.still_to_compare([key for key in made if key not in held])
    for version_id, one in held.items():
        one.method, one.body = METHOD_VERSION, made[version_id].to_bytes()
    session.flush()
    keeping.hold(row, {key: replace(made[key], id=str(owner)) for key, owner in owners.items()})


def end(epoch: int, counted: Counted) -> int:
    """Put the new counts in force and have every process read afresh; findings and rulings stay. Returns how many."""
    row = keeping.locked()
    wanted = set(prints.all_to_compare())
    keeping.drop(row, prints.held_versions() - wanted)
    session.flush()
    held = prints.held_versions()
    for version_id in sorted(held - counted.versions):
        counted.registry.add(keeping.readings_of([version_id])[version_id])
    for version_id in sorted(counted.versions - held):
        counted.registry.remove(keeping.readings_of([version_id])[version_id])
    row.epoch, row.rebuilding = epoch, None
    row.body, row.counted = counted.registry.dump(), row.changes
    session.flush()
    return len(held)
