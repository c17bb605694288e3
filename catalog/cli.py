"""Operator's command of the catalogue: load the plan's files."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from catalog import plan, services
from core.db import unit_of_work


@click.group("catalog")
def group() -> None:
    """The plan's catalogue."""


@group.command("load")
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=plan.DATA,
    help="Another folder with the three files.",
)
@with_appcontext
def load(folder: Path) -> None:
    """Bring the tables to the catalogue files; loading the same files again changes nothing."""
    try:
        read = plan.read(folder)
    except plan.PlanError as error:
        raise click.ClickException(str(error)) from error
    with unit_of_work():
        outcome = services.load(read)
    counts = (
        f"{len(read.systems)} systems, {len(read.initiatives)} initiatives, {len(read.criteria)} criteria, "
        f"{len(read.fields)} template fields, {len(read.targets)} targets, {len(read.organisations)} organisations"
    )
    if outcome.changed:
        click.echo(f"Catalogue version {outcome.version} loaded: {counts}.")
    else:
        click.echo(f"Nothing changed: catalogue version {outcome.version} is in force ({counts}).")
