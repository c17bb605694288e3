"""Operator's commands of the example world: load it, and tell who its people are."""

from __future__ import annotations

import json
import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from demo import loading
from demo.people import PASSWORD, PEOPLE, SHOWN


@click.group("demo")
def group() -> None:
    """The example world: invented people, the twelve sample proposals at every stage."""


@group.command("load")
@click.option("--people", "only_people", is_flag=True, help="Only the people, no proposals.")
@with_appcontext
def load(only_people: bool) -> None:
    """Make the example world once; a second time changes nothing. Refused in production."""
    if current_app.config["PRODUCTION"]:
        click.echo("The example world has known passwords: it is refused where PRODUCTION=1.", err=True)
        sys.exit(1)
    if loading.present():
        click.echo("The example world is there already; nothing changed.")
        return
    if only_people:
        loading.load_people()
    else:
        loading.load()
    click.echo(f"The example world is loaded: {len(PEOPLE)} people.")


@group.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="Everybody, as JSON.")
@with_appcontext
def accounts(as_json: bool) -> None:
    """Who can sign in: one account per role, or with --json all of them (role, username, password)."""
    if as_json:
        rows = [
            {
                "role": role.value,
                "username": person.username,
                "password": PASSWORD,
                "name": person.name,
                "organisation": person.organisation,
                "language": person.language,
            }
            for person in PEOPLE
            for role in person.roles
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for role, username in SHOWN.items():
        click.echo(f"{role.value:18} {username:34} {PASSWORD}")
