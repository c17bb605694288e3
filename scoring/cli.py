"""Operator's command of judgement: enter the first criteria set."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from core.db import unit_of_work
from scoring import services


@click.group("scoring")
def group() -> None:
    """Criteria sets."""


@group.command("load")
@with_appcontext
def load() -> None:
    """Enter the first criteria set when there is none (`catalog load` does it too)."""
    with unit_of_work():
        made = services.load_first_set()
    click.echo("First criteria set entered." if made else "Nothing changed.")
