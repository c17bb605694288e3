"""Labelled pairs that nothing was tuned on: written after the thresholds were set and before anything was said of them.

    python -m tests.duplicates.unseen.pairs FOLDER      writes FOLDER/{texts,pairs}.jsonl for `duplicates evaluate`

Nine subjects written by hand as in `duplicates/data/pairs/written`, with copies by rule; every other subject carries
an administrative paragraph that no other set has. What they gave at their first look: docs/decisions/matching.md.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from bench.labelled_pairs import COPIES, RELATIONS, Written, family, merged, read_written, with_section

FOLDER = Path(__file__).parent


def made() -> tuple[list[Written], list[dict[str, str]]]:
    """All texts and pairs; the same at every call."""
    chance = random.Random(2026)
    paragraphs = (FOLDER / "paragraphs.txt").read_text(encoding="utf-8").splitlines()
    written = {name: text for name, text in read_written(FOLDER).items() if name}
    families = list(dict.fromkeys(family(name) for name in written))
    texts: dict[str, Written] = {}
    for name, text in written.items():
        place = families.index(family(name))
        texts[name] = dict(text)
        if place % 2:
            texts[name]["necessity"] += "\n" + paragraphs[place // 2 % len(paragraphs)]
    pairs: list[dict[str, str]] = []

    def pair(one: str, other: str, label: str, kind: str) -> None:
        shared = "_same_paragraph" if families.index(family(one)) % 2 else ""
        pairs.append({"a": one, "b": other, "label": label, "kind": kind + shared})

    for name in families:
        for ending, (label, kind) in RELATIONS.items():
            if f"{name}-{ending}" in texts:
                pair(name, f"{name}-{ending}", label, kind)
        for ending in ("congnghe", "sangkien"):
            if f"{name}-{ending}" in texts:
                pair(f"{name}-vietlai", f"{name}-{ending}", *RELATIONS[ending])
    singles = [name for name in texts if name.endswith(("-congnghe", "-sangkien"))]
    for place, kind in enumerate(COPIES):
        copied = singles[place % len(singles)]
        changed = {**COPIES[kind](texts[copied], chance), "id": f"{copied}-{kind}"}
        texts[changed["id"]] = changed
        if kind == "abbreviations_expanded":
            pair(changed["id"], copied, "duplicate", kind)
        else:
            pair(copied, changed["id"], "duplicate", kind)
    for place, section in enumerate(("necessity", "scope", "outputs")):
        copied, host = singles[place], families[(place + 3) % len(families)]
        name = f"{host}+{copied}-{section}"
        texts[name] = with_section(texts[host], written[copied], section, name)
        pair(copied, name, "duplicate", "section_copied")
    for place in (3, 5):
        one, other = singles[place], singles[place + 1]
        texts[f"{one}+{other}"] = merged(texts[one], texts[other], f"{one}+{other}")
        pair(one, f"{one}+{other}", "duplicate", "two_merged")
        pair(other, f"{one}+{other}", "duplicate", "two_merged")
    for place, name in enumerate(families):
        pair(name, families[(place + 1) % len(families)], "distinct", "unrelated")
        pair(f"{name}-tinhkhac", f"{families[(place + 2) % len(families)]}-tinhkhac", "distinct", "unrelated")
    return list(texts.values()), pairs


def main() -> None:
    """Write the two files."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in zip(("texts", "pairs"), made(), strict=True):
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
