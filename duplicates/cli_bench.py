"""The command that measures detection at any scale on generated texts: `duplicates bench`."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import click
from flask.cli import with_appcontext

from core import db

COLUMNS = (
    "size", "build_s", "disk_mb", "memory_mb", "query_p50_ms", "query_p95_ms", "insert_ms", "recall@10",
    "exhaustive_ratio",
)  # fmt: skip


def _sizes(_context: click.Context, _option: click.Parameter, typed: str) -> list[int]:
    try:
        sizes = [int(one) for one in typed.split(",") if one.strip()]
    except ValueError:
        raise click.BadParameter("whole numbers separated by commas, such as 1000,10000") from None
    if any(size < LEAST for size in sizes):
        raise click.BadParameter(f"at least {LEAST} texts.")
    return sizes


LEAST = 100


@click.command("bench")
@click.option("--sizes", default="1000,10000,100000", show_default=True, callback=_sizes, help="Numbers of proposals.")
@click.option("--queries", default=200, show_default=True, type=click.IntRange(4), help="Checks measured at each size.")
@click.option(
    "--exhaustive", default=6, show_default=True, type=click.IntRange(1), help="Queries measured exhaustively too."
)
@click.option("--titles", default="", callback=_sizes, help="Numbers of titles to search by title alone: 1000000.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def bench(sizes: list[int], queries: int, exhaustive: int, titles: list[int], as_json: bool) -> None:
    """Build time, disk, memory, time of a check and of a submission, and recall against exhaustive rapidfuzz.

    Generated proposals of about 8 kB in a temporary database (SQLite, or beside the unit's on its PostgreSQL); the
    unit's own data is neither read nor changed. 100,000 proposals take about 3 GB and half an hour.
    """
    from bench import duplicates_scale  # noqa: PLC0415 - the measurements and their texts are no part of the product

    server = db.engine().url.render_as_string(hide_password=False)
    rows: list[dict[str, Any]] = []
    for size in sizes:
        rows.append(duplicates_scale.measure(size, server=server, queries=queries, exhaustive=exhaustive))
        if not as_json:
            _tell(rows[-1])
    by_title = [duplicates_scale.measure_titles(size, queries=queries) for size in titles]
    if as_json:
        found: dict[str, Any] = {"sizes": [{key: row[key] for key in COLUMNS} for row in rows]}
        click.echo(json.dumps(found | ({"titles": by_title} if by_title else {})))
        return
    for one in by_title:
        click.echo("  ".join(f"{key} {value}" for key, value in one.items()))
    for one, other in pairwise(rows):
        times = other["size"] / one["size"]
        slower = other["query_p50_ms"] / one["query_p50_ms"]
        click.echo(f"{times:g} times as many proposals: a check takes {slower:.2f} times as long")


def _tell(row: dict[str, Any]) -> None:
    click.echo("  ".join(f"{key} {row[key]}" for key in COLUMNS))
    click.echo("    " + "  ".join(f"{key} {value}" for key, value in row["beside"].items()))
