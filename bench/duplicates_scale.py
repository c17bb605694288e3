"""Measures duplicate detection on registries of any size, in a database of its own: what `duplicates bench` prints.

For each size: generated proposals are handed in, the index is built as `duplicates rebuild` builds it, a process that
starts afresh loads it and takes in and checks `queries` further proposals one by one, each in its own committed
transaction. A quarter of these are new, a quarter a light edit of one that is there, a quarter new but for one copied
section, a quarter typed without accents from one that has two relatives there. Exhaustive is section against section
`rapidfuzz.ratio` with every text, the mean over the sections, for a sample of the queries; what it measures for texts
that are no relatives gives the bar over which a relative would be among its first ten.

    build_s           reading, counting, fingerprints, writing, of all texts
    disk_mb           what the database grew by when the index was built
    memory_mb         how much the process that checks grew at its highest, from before it loaded the index
    query_p50/95_ms   one check: candidates, comparison, findings with passages written and committed
    insert_ms         taking one submission into the index: read, fingerprint, counts, written and committed (mean)
    recall@10         of the relatives that exhaustive has among its first ten, the share among the index's first ten
    exhaustive_ratio  exhaustive's time for a query, by query_p50_ms
"""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from bench import scale_world as world
from bench.generated_texts import FAMILY, SECTIONS, Writer
from core.words import fold
from duplicates.readings import Text

WARM = 5
"""Queries before the measured ones."""


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of them lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


class Question:
    """A proposal to be checked, and the numbers of its relatives among the texts."""

    def __init__(self, writer: Writer, number: int, size: int) -> None:
        self.number = number
        chance = random.Random(f"question-{number}")
        alone = chance.randrange(size // FAMILY) * FAMILY + chance.randrange(3, FAMILY)
        family = chance.randrange(size // FAMILY) * FAMILY
        self.kind = ("new", "edited", "copied", "unaccented")[number % 4]
        self.relatives: tuple[int, ...] = ()
        self.text = writer.single(number)
        if self.kind == "edited":
            self.text, self.relatives = writer.edited(writer.text(alone), f"{number}", share=0.04), (alone,)
        elif self.kind == "copied":
            self.text, self.relatives = writer.with_copy(writer.text(alone), number), (alone,)
        elif self.kind == "unaccented":
            self.text = writer.unaccented(writer.text(family))
            self.relatives = (family, family + 1, family + 2)


def measure(size: int, *, server: str, queries: int, exhaustive: int) -> dict[str, Any]:
    """All figures of one size."""
    with world.place(server) as where:
        app = world.app_on(where)
        writer = Writer()
        with app.app_context():
            world.begin()
            world.hand_in_many(size)
            before = world.bytes_of_index()
        built = _apart(_build, where)
        with app.app_context():
            on_disk = world.bytes_of_index() - before
            # A multiple of four, so that the kind of a question follows from its number.
            first = (size // 4 + 1) * 4
            asked = [Question(writer, number, size) for number in range(first, first + queries + WARM)]
            world.hand_in((one.number, one.text) for one in asked)
        app.extensions["engine"].dispose()
        checked = _apart(_check, where, [one.number for one in asked])
        sample = [one for one in asked[WARM:] if one.relatives][:exhaustive]
        with app.app_context():
            seconds, bar = _exhaustively(size, sample)
        app.extensions["engine"].dispose()
    near = [(one, _relatives(writer, one)) for one in asked[WARM:] if one.relatives]
    wanted = [(one, number) for one, held in near for number, ratio in held.items() if ratio > bar]
    hit = sum(number in checked["first"][one.number] for one, number in wanted)
    told = sum(number in checked["told"][one.number] for one, number in wanted)
    p50 = percentile(checked["checks"], 0.5)
    return {
        "size": size,
        "build_s": round(built["seconds"], 1),
        "disk_mb": round(on_disk / 1e6, 1),
        "memory_mb": round(checked["memory_mb"], 1),
        "query_p50_ms": round(p50, 1),
        "query_p95_ms": round(percentile(checked["checks"], 0.95), 1),
        "insert_ms": round(sum(checked["inserts"]) / len(checked["inserts"]), 1),
        "recall@10": round(hit / len(wanted), 4) if wanted else None,
        "exhaustive_ratio": round(1000 * seconds / p50, 1) if sample else None,
        "beside": {
            "queries": queries,
            "relatives": len(wanted),
            "relatives_found": round(told / len(wanted), 4) if wanted else None,
            "findings_of_others": checked["others"],
            "query_cpu_p50_ms": round(percentile(checked["cpu"], 0.5), 1),
            "query_cpu_p95_ms": round(percentile(checked["cpu"], 0.95), 1),
            "insert_cpu_ms": round(sum(checked["insert_cpu"]) / queries, 1),
            "query_p50_ms_by_kind": {
                kind: round(percentile(checked["checks"][place::4], 0.5), 1)
                for place, kind in enumerate(one.kind for one in asked[WARM : WARM + 4])
            },
            "load_s": round(checked["load_s"], 1),
            "loaded_mb": round(checked["loaded_mb"], 1),
            "build_peak_mb": round(built["memory_mb"], 1),
            "exhaustive_ms": round(1000 * seconds) if sample else None,
            "exhaustive_queries": len(sample),
            "bar": round(bar, 3),
        },
    }


# --- each in a process of its own -------------------------------------------------------------------------------------


def _apart(work: Any, *given: Any) -> dict[str, Any]:
    """What `work` gives in a process that starts afresh, so that memory is this work's alone."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found: dict[str, Any] = pool.apply(work, given)
    return found


def _memory(line: str = "VmRSS") -> float:
    """MB of this process: resident now, or ("VmHWM") at its highest since `_memory_from_now`."""
    with Path("/proc/self/status").open(encoding="ascii") as lines:
        return next(int(row.split()[1]) for row in lines if row.startswith(line)) / 1024


def _memory_from_now() -> float:
    """Forget the highest memory of the past; returns MB resident now."""
    with suppress(OSError):  # not every container allows it; the highest is then that since the start
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _memory()


def _build(where: world.Place) -> dict[str, Any]:
    from core.db import unit_of_work
    from duplicates.services import rebuilding

    with world.app_on(where).app_context():
        before = _memory_from_now()
        begin = time.perf_counter()
        rebuilding.run(unit_of_work)
        return {"seconds": time.perf_counter() - begin, "memory_mb": _memory("VmHWM") - before}


def _check(where: world.Place, numbers: list[int]) -> dict[str, Any]:
    from core.db import session, unit_of_work
    from duplicates.queries import prints
    from duplicates.services import comparing, keeping

    names = {str(world.proposal_of(number)): number for number in range(max(numbers) + 1)}
    checks: list[float] = []
    inserts: list[float] = []
    first: dict[int, list[int]] = {}
    told: dict[int, list[int]] = {}
    worked: list[float] = []
    taken: list[float] = []
    with world.app_on(where).app_context():
        before = _memory_from_now()
        begin = time.perf_counter()
        with unit_of_work():
            keeping.remembered(keeping.locked())
        load_s, loaded = time.perf_counter() - begin, _memory() - before
        for number in numbers:
            version_id = world.version_of(number)
            session.expunge_all()
            begin, cpu = time.perf_counter(), time.process_time()
            with unit_of_work():
                comparing.take_in(version_id)
            taken.append((time.process_time() - cpu) * 1000)
            middle, cpu = time.perf_counter(), time.process_time()
            with unit_of_work():
                comparing.check(version_id)
            worked.append((time.process_time() - cpu) * 1000)
            inserts.append((middle - begin) * 1000)
            checks.append((time.perf_counter() - middle) * 1000)
            memory = keeping.remembered(_row())
            numbers_of = keeping.held_numbers(version_id)
            first[number] = [names[one.id] for one in memory.index.nearest(numbers_of, 10)]
            found = prints.pairs_of(version_id).values()
            sides = {side for row in found for side in (row.proposal_id, row.other_proposal_id)}
            told[number] = [names[str(side)] for side in sides if side != world.proposal_of(number)]
            session.rollback()
        highest = _memory("VmHWM") - before
    return {
        "checks": checks[WARM:], "inserts": inserts[WARM:], "first": first, "told": told, "load_s": load_s,
        "loaded_mb": loaded, "memory_mb": highest, "cpu": worked[WARM:], "insert_cpu": taken[WARM:],
        "others": sum(len(told[number]) for number in numbers if number % 4 == 0),
    }  # fmt: skip


def _row() -> Any:
    from duplicates.queries import prints

    row = prints.registry()
    assert row is not None
    return row


# --- exhaustive -------------------------------------------------------------------------------------------------------


def _folded(text: Text) -> list[str]:
    return [fold(text.sections[code]) for code in SECTIONS]


def _ratio(one: list[str], other: list[str]) -> float:
    return sum(fuzz.ratio(a, b) for a, b in zip(one, other, strict=True)) / len(one)


def _relatives(writer: Writer, one: Question) -> dict[int, float]:
    mine = _folded(one.text)
    return {number: _ratio(mine, _folded(writer.text(number))) for number in one.relatives}


def _exhaustively(size: int, sample: list[Question]) -> tuple[float, float]:
    """Seconds a query takes against every text; the highest tenth-best mean ratio of texts that are no relatives."""
    asked = [(one, _folded(one.text)) for one in sample]
    best: list[list[float]] = [[] for _ in asked]
    spent = 0.0
    for start in range(0, size, 500):
        block = range(start, min(start + 500, size))
        texts = [_folded(text) for text in world.texts(block)]
        begin = time.perf_counter()
        found = [[_ratio(mine, other) for other in texts] for _, mine in asked]
        spent += time.perf_counter() - begin
        for place, (one, _) in enumerate(asked):
            strange = [ratio for number, ratio in zip(block, found[place], strict=True) if number not in one.relatives]
            best[place] = sorted(best[place] + strange, reverse=True)[:10]
    return spent / max(1, len(asked)), max((held[-1] for held in best if held), default=0.0)


# --- titles -----------------------------------------------------------------------------------------------------------


def measure_titles(size: int, *, queries: int) -> dict[str, Any]:
    """A title against so many titles: building, memory and time of a query, in one process without a database."""
    return _apart(_titles, size, queries)


def _titles(size: int, queries: int) -> dict[str, Any]:
    from duplicates.fingerprints import fingerprint
    from duplicates.index import Index
    from duplicates.readings import read_text
    from duplicates.registry import Registry

    writer = Writer()
    registry = Registry()
    chance = random.Random(7)
    assert writer.fragments
    before = _memory_from_now()
    begin = time.perf_counter()

    def prints() -> Iterator[Any]:
        for number in range(size):
            reading = read_text(Text(str(number), writer.title(number), {}))
            registry.add(reading)
            yield fingerprint(reading, registry)

    index = Index.of(prints())
    built = time.perf_counter() - begin
    took: list[float] = []
    hit = 0
    for _ in range(queries + WARM):
        number = chance.randrange(size)
        words = writer.title(number).split()
        words[chance.randrange(len(words))] = chance.choice(writer.syllables)
        begin = time.perf_counter()
        reading = read_text(Text("query", " ".join(words), {}))
        found = index.nearest(fingerprint(reading, registry), 10)
        took.append((time.perf_counter() - begin) * 1000)
        hit += any(one.id == str(number) for one in found)
    return {
        "titles": size,
        "build_s": round(built, 1),
        "memory_mb": round(_memory("VmHWM") - before, 1),
        "query_p50_ms": round(percentile(took[WARM:], 0.5), 1),
        "query_p95_ms": round(percentile(took[WARM:], 0.95), 1),
        "recall@10": round(hit / (queries + WARM), 4),
    }
