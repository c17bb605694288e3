"""Measures one duplicate check against many synthetic proposals, next to exhaustive rapidfuzz in the same run.

    python -m bench.duplicates_check [--texts 5000] [--queries 60] [--exhaustive 3] [--json]

Synthetic proposals of about 8 kB in four sections are put together from fragments of two to six words of the
labelled texts, each with pairs of words of its own and, every third, one administrative paragraph. The queries are
lightly edited copies of some of them and texts into which one section of another was copied; `found` is the share
whose origin is the first finding.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections.abc import Iterator

from rapidfuzz import fuzz

from bench.labelled_pairs import read_written
from core.words import fold
from duplicates.fingerprints import Fingerprint, fingerprint
from duplicates.index import Index
from duplicates.matching import METHOD_VERSION, check
from duplicates.readings import Text, read_text
from duplicates.registry import Registry

SECTIONS = {"necessity": 2200, "objective": 1200, "scope": 3400, "outputs": 1200}
"""Section → characters."""

PARAGRAPH = (
    "Thực hiện Nghị quyết số 57-NQ/TW của Bộ Chính trị, căn cứ chức năng, nhiệm vụ được giao, đơn vị đã phối hợp chặt "
    "chẽ với các bộ, ngành, địa phương rà soát, đánh giá thực trạng và xây dựng đề xuất này nhằm tháo gỡ khó khăn, "
    "vướng mắc, góp phần nâng cao hiệu lực, hiệu quả quản lý nhà nước, phục vụ người dân và doanh nghiệp."
)


class Writer:
    """Writes synthetic proposals; the same seed gives the same texts."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        words = [word for text in read_written().values() for body in text.values() for word in body.split()]
        self.words = words
        self.vocabulary = sorted(set(words))

    def fragment(self) -> str:
        """Two to six neighbouring words of a labelled text."""
        start, length = self.chance.randrange(len(self.words) - 6), self.chance.randint(2, 6)
        return " ".join(self.words[start : start + length]).strip(".,;:")

    def sentence(self, topic: list[str]) -> str:
        """A sentence of fragments, now and then about the topic."""
        parts = [self.fragment() for _ in range(self.chance.randint(3, 6))]
        if self.chance.random() < 0.5:
            parts.insert(self.chance.randrange(len(parts)), self.chance.choice(topic))
        return " ".join(parts).capitalize() + "."

    def section(self, length: int, topic: list[str]) -> str:
        """Sentences up to about `length` characters."""
        sentences: list[str] = []
        while sum(map(len, sentences)) < length:
            sentences.append(self.sentence(topic))
        return " ".join(sentences)

    def text(self, number: int) -> Text:
        """One proposal with its own topic words."""
        topic = [" ".join(self.chance.sample(self.vocabulary, 2)) for _ in range(12)]
        sections = {code: self.section(length, topic) for code, length in SECTIONS.items()}
        if number % 3 == 0:
            sections["necessity"] = PARAGRAPH + "\n" + sections["necessity"]
        return Text(f"T{number:06d}", f"{self.fragment()} {self.chance.choice(topic)} {self.fragment()}", sections)

    def edited(self, text: Text, name: str) -> Text:
        """The text with one word in twenty-five replaced and another title."""
        sections = {code: " ".join(self._worn(body.split())) for code, body in text.sections.items()}
        return Text(name, f"{self.fragment()} {text.title.split(' ', 3)[-1]}", sections)

    def _worn(self, words: list[str]) -> Iterator[str]:
        for word in words:
            yield self.chance.choice(self.vocabulary) if self.chance.random() < 0.04 else word

    def with_copy(self, text: Text, name: str, number: int) -> Text:
        """Another proposal whose outputs are those of `text`."""
        other = self.text(number)
        return Text(name, other.title, {**other.sections, "outputs": text.sections["outputs"]})


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of them lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def exhaustive(query: dict[str, str], folded: list[dict[str, str]]) -> float:
    """Seconds for section against section `ratio` with every text."""
    begin = time.perf_counter()
    for other in folded:
        for code, body in query.items():
            fuzz.ratio(body, other[code])
    return time.perf_counter() - begin


def measure(texts: int, queries: int, exhaustive_queries: int) -> dict[str, float | int | str]:
    """Builds, checks and compares; all figures of one run."""
    writer = Writer(57)
    held = {text.id: text for text in (writer.text(number) for number in range(texts))}
    registry = Registry()
    begin = time.perf_counter()
    prints: list[Fingerprint] = []
    for text in held.values():
        reading = read_text(text)
        registry.add(reading)
        prints.append(fingerprint(reading, registry))
    index = Index.of(prints)
    built = time.perf_counter() - begin
    asked: list[tuple[Text, str]] = []
    for number in range(queries):
        origin = held[writer.chance.choice(list(held))]
        copy = (
            writer.edited(origin, f"Q{number}")
            if number % 2
            else writer.with_copy(origin, f"Q{number}", texts + number)
        )
        asked.append((copy, origin.id))
    check(asked[0][0], index, registry, held.__getitem__)
    took: list[float] = []
    found = 0
    worked = time.process_time()
    for query, origin_id in asked:
        begin = time.perf_counter()
        told = check(query, index, registry, held.__getitem__)
        took.append((time.perf_counter() - begin) * 1000)
        found += bool(told) and told[0].b == origin_id
    worked = (time.process_time() - worked) * 1000 / queries
    begin = time.perf_counter()
    for number in range(50):
        reading = read_text(writer.text(2 * texts + number))
        registry.add(reading)
        index.add(fingerprint(reading, registry))
    inserted = (time.perf_counter() - begin) * 1000 / 50
    folded = [{code: fold(body) for code, body in text.sections.items()} for text in held.values()]
    slow = [
        exhaustive({code: fold(body) for code, body in query.sections.items()}, folded) * 1000
        for query, _ in asked[:exhaustive_queries]
    ]
    p50 = percentile(took, 0.5)
    return {
        "method": METHOD_VERSION,
        "texts": texts,
        "characters": round(sum(len(body) for one in held.values() for body in one.sections.values()) / texts),
        "build_s": round(built, 1),
        "index_mb": round(index.nbytes / 1e6, 1),
        "fingerprint_bytes": round(sum(len(one.to_bytes()) for one in prints) / texts),
        "check_p50_ms": round(p50, 1),
        "check_p95_ms": round(percentile(took, 0.95), 1),
        "check_mean_cpu_ms": round(worked, 1),
        "found": round(found / queries, 3),
        "insert_and_write_ms": round(inserted, 1),
        "exhaustive_ms": round(sum(slow) / len(slow)),
        "exhaustive_ratio": round(sum(slow) / len(slow) / p50, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    """Read the options and print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--texts", type=int, default=5000)
    options.add_argument("--queries", type=int, default=60)
    options.add_argument("--exhaustive", type=int, default=3)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    figures = measure(given.texts, given.queries, given.exhaustive)
    if given.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:>20}  {value}")


if __name__ == "__main__":
    main()
