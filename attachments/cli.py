"""Operators' commands about files."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from attachments import queries
from core import files
from core.files import FileGone

group = AppGroup("attachments", help="Files of proposals.")


@group.command("verify")
def verify() -> None:
    """Read every file that a row names and compare its checksum; exit code 1 when one is missing or changed."""
    lost = held = 0
    for file_id, key, sha256 in queries.everything_kept():
        try:
            files.fetch(key or "", sha256=sha256).close()
            held += 1
        except FileGone:
            lost += 1
            click.echo(f"{file_id} {key}: missing or changed", err=True)
    click.echo(f"{held} files hold, {lost} do not.")
    sys.exit(1 if lost else 0)
