"""The operator's commands about likeness: compare one proposal now, make the index anew."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from core.db import unit_of_work
from duplicates import evidence
from duplicates.cli_bench import bench
from duplicates.cli_evaluate import evaluate
from duplicates.models import Level
from duplicates.queries import findings

LEVELS = {Level.LIKELY_DUPLICATE: "likely duplicate", Level.OVERLAPPING: "overlapping"}


@click.group("duplicates")
def group() -> None:
    """Proposals that resemble each other."""


group.add_command(evaluate)
group.add_command(bench)


@group.command("check")
@click.argument("code")
@with_appcontext
def check(code: str) -> None:
    """Compare the newest version of proposal CODE with all others now, and print what resembles it."""
    from duplicates.services import comparing  # noqa: PLC0415 - what compares is heavy; other commands do without

    version_id = findings.newest_version(code)
    if version_id is None:
        click.echo(f"There is no submitted proposal {code}.", err=True)
        sys.exit(1)
    with unit_of_work():
        done = comparing.check(version_id)
    if done is None:
        click.echo(f"{code} is not compared: it is in the secret channel.", err=True)
        sys.exit(1)
    rows = findings.told(version_id)
    click.echo(f"{code}: compared with {done.compared} proposals, method {done.method}, {len(rows)} findings")
    for row in rows:
        level, score, held, other, later, ruled = tuple(row)
        parts = ", ".join(evidence.shared_parts(held, later=later)[:4])
        state = "ruled" if ruled else "not ruled"
        click.echo(f"  {other}  {LEVELS[level]}  {score} %  {parts}  ({state})")
    for hint in done.initiative_hints:
        click.echo(f"  initiative {hint['initiative']}  {hint['score']} %  (mapping hint)")
    click.echo("A machine suggestion, not a conclusion.")


@group.command("rebuild")
@with_appcontext
def rebuild() -> None:
    """Count all texts afresh and make the index anew: after an upgrade of the method, or when in doubt.

    Others go on working meanwhile. An interrupted rebuilding is taken up again where it stopped.
    """
    from duplicates.services import rebuilding  # noqa: PLC0415 - what compares is heavy; other commands do without

    held = rebuilding.run(unit_of_work)
    click.echo(f"{held} proposals in the index.")
