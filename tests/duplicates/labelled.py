"""The labelled texts of duplicates/data/pairs, and the registry over them."""

import json
from functools import cache

from duplicates.folding import DATA
from duplicates.matching import Registry, Text, read_text


@cache
def texts() -> dict[str, Text]:
    held = {}
    for line in (DATA / "pairs" / "texts.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        sections = {code: body for code, body in row.items() if code not in ("id", "title")}
        held[row["id"]] = Text(row["id"], row["title"], sections)
    return held


@cache
def registry() -> Registry:
    counted = Registry()
    for text in texts().values():
        counted.add(read_text(text))
    return counted
