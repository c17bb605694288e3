"""The command that measures the method on anybody's labelled texts: `duplicates evaluate`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click


@click.command("evaluate")
@click.option(
    "--texts", "texts_path", required=True, type=click.Path(path_type=Path), help="Texts, a JSON object a line."
)
@click.option("--pairs", "pairs_path", required=True, type=click.Path(path_type=Path), help="Labelled pairs of them.")
@click.option("--corpus", type=click.Path(path_type=Path), help="Further texts among which to search.")
@click.option("--split", help="Only the pairs whose key “split” has this value.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def evaluate(texts_path: Path, pairs_path: Path, corpus: Path | None, split: str | None, as_json: bool) -> None:
    """Levels of labelled pairs by kind, and how often the right text is found first.

    Texts: {"id", "title", "necessity", "objective", "scope", "outputs"}, any subset of the sections.
    Pairs: {"a", "b", "label": duplicate|overlapping|distinct, "kind"}.
    """
    from duplicates import evaluation  # noqa: PLC0415 - what compares is heavy; other commands do without

    try:
        texts = evaluation.read_texts(texts_path)
        pairs = evaluation.read_pairs(pairs_path, texts)
        if split is not None:
            pairs = [pair for pair in pairs if pair.split == split]
        found = evaluation.evaluate(evaluation.Held(texts, corpus), pairs)
    except evaluation.BadInputError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else _table(found))


def _table(found: dict[str, Any]) -> str:
    """The same as lines to read."""
    by_kind = found["retrieval"]["by_kind"]
    rows: list[tuple[str, ...]] = [
        ("kind", "label", "n", "duplicate", "overlapping", "none", "recall@1", "recall@3", "recall@10")
    ]
    for kind, row in found["pairs"].items():
        shares = [_share(row[level], row["n"]) for level in ("duplicate", "overlapping", "none")]
        rows.append((kind, row["label"], str(row["n"]), *shares, *_recalls(by_kind.get(kind, {}))))
    rows.append(("all", "", str(found["retrieval"]["n"]), "", "", "", *_recalls(found["retrieval"])))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([f"method {found['method']}", *lines, "Machine suggestions, not conclusions."])


def _share(count: int, whole: int) -> str:
    return f"{count / whole:.0%}" if whole else "–"


def _recalls(row: dict[str, Any]) -> tuple[str, ...]:
    held = [row.get(f"recall@{depth}") for depth in (1, 3, 10)]
    return tuple("" if one is None else f"{one:.3f}" for one in held)
