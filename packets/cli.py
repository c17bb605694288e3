"""Operator's command: make a sitting's packet now and write it to a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from catalog import queries as catalog
from core import files
from core.commands import Output
from core.db import unit_of_work, writing
from packets import jobs, services
from packets.contents import Layout
from packets.queries import rows


@click.group("packets")
def group() -> None:
    """Decision packets."""


@group.command("make")
@click.argument("session_code", metavar="SESSION")
@click.option("-o", "--output", type=Output(), required=True, help="the PDF to write")
@click.option("--layout", type=click.Choice([layout.value for layout in Layout]), help="default: the rule in force")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option("--name-reviewers", is_flag=True, help="print reviewers' names instead of numbers")
@with_appcontext
def make(session_code: str, output: Path, layout: str | None, language: str, name_reviewers: bool) -> None:
    """Make the next packet of SESSION (a code such as PH-2026-01) as a draft and write it to a file."""
    with writing():
        sitting = rows.sitting_by_code(session_code)
    if sitting is None:
        click.echo(f"There is no session {session_code}.", err=True)
        sys.exit(1)
    chosen = services.Order(
        layout=Layout(layout or catalog.rule("paper_layout")), language=language, named_reviewers=name_reviewers
    )
    with unit_of_work():
        row = services.order(sitting, chosen, None)
    problem = jobs.carry_out(row.id, lambda done, total: click.echo(f"{done}/{total}", err=True))
    made = rows.fresh(row.id)
    if problem or made is None or not made.file_key:
        click.echo(f"The packet was not made: {problem or 'no file'}.", err=True)
        sys.exit(1)
    output.write_bytes(files.get(made.file_key, sha256=made.file_sha256))
    click.echo(f"{output}: packet {made.number} of {sitting.code}, {made.pages} pages, SHA-256 {made.file_sha256}")
