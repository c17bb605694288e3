"""Operator's commands: proposals in from a JSON file, out to one, and the schema both follow.

Commands speak English. What is wrong in a file's content is said in the sentences of the form (Vietnamese, the source
language): the operator hands the list to the unit that wrote the file, and that is what its people read on the page.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from accounts import queries as people
from accounts.actor import Actor, Role
from core.commands import Output
from core.db import unit_of_work, writing
from core.i18n import choose, gettext
from proposals import coaching, completeness, documents, queries, schema, services
from proposals.documents import FAULTS, Fault
from proposals.template import Content

group = AppGroup("proposals", help="Proposals in and out as JSON (docs/import.md).")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", required=True, help="The proposing organisation, by its exact Vietnamese name.")
@click.option("--owner", required=True, help="The mail address of a proposer of that organisation.")
@click.option("--dry-run", is_flag=True, help="Check everything, change nothing.")
@click.option("--submit", is_flag=True, help="Submit too; declares in the owner's name that no state secret is held.")
def import_(file: Path, organisation: str, owner: str, dry_run: bool, submit: bool) -> None:
    """Take in every proposal of FILE as drafts of an organisation, all or none; each bad field is named by its path."""
    with writing():
        contents, faults = _read(file)
        actor, refused = _owner(organisation, owner)
        if submit and not faults:
            faults = _lacks(contents)
        _stop_at(faults, refused)
        if dry_run:
            click.echo(f"The file is good: {len(contents)} proposals. A dry run: nothing has changed.")
            return
        assert actor is not None  # refused otherwise
        with unit_of_work(actor):
            made = [services.take_in(actor, content) for content in contents]
            if submit:
                for proposal in made:
                    services.submit(proposal, actor, no_state_secret=True)
        for proposal in made:
            click.echo(f"{proposal.number or proposal.id} {proposal.title}")


def _read(file: Path) -> tuple[list[Content], list[Fault]]:
    if file.stat().st_size > documents.LARGEST:
        return [], [Fault(path=file.name, sentence=documents.TOO_LARGE)]
    try:
        document = documents.read(file.read_bytes())
    except documents.Unreadable as error:
        return [], [Fault(path=file.name, sentence=str(error))]
    return documents.check(document, targets=frozenset(queries.names("vi").targets))


def _owner(organisation: str, owner: str) -> tuple[Actor | None, str]:
    """The person in whose name proposals come in, or why not."""
    unit = people.organisation_named(organisation)
    user = people.person_by_email(owner)
    if unit is None:
        return None, f"There is no organisation named {organisation}."
    if user is None or not user.active:
        return None, f"There is no active account with the address {owner}."
    actor = people.actor(user.id)
    if actor.organisation_id != unit.id or not actor.holds(Role.PROPOSER):
        return None, f"{owner} is not a proposer of {organisation}."
    return actor, ""


def _lacks(contents: list[Content]) -> list[Fault]:
    """What keeps each proposal from being submitted, by path."""
    return [
        Fault(
            path=f"proposals[{index}].{lack.part}.{_dotted(lack.path)}",
            sentence=lack.sentence,
            values=dict(coaching.said(lack, gettext, choose())),
        )
        for index, content in enumerate(contents)
        for lack in completeness.blocking(content)
    ]


def _dotted(path: str) -> str:
    """ "specific-0-deadline" as "specific[0].deadline"."""
    steps = path.split("-")
    return "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in steps).lstrip(".")


def _stop_at(faults: list[Fault], refused: str) -> None:
    """Print every fault and end with 1 if there is any."""
    if refused:
        click.echo(refused, err=True)
    for fault in faults[:FAULTS]:
        click.echo(f"{fault.path}: {gettext(fault.sentence, **fault.values)}", err=True)
    if len(faults) > FAULTS:
        click.echo(f"… and {len(faults) - FAULTS} more faults.", err=True)
    if faults or refused:
        click.echo("No proposal was imported.", err=True)
        sys.exit(1)


@group.command("export")
@click.argument("code", required=False)
@click.option("--all", "everything", is_flag=True, help="Every submitted proposal, its newest version.")
@click.option("-o", "--output", type=Output(), help="Write here instead of the screen.")
def export(code: str | None, everything: bool, output: Path | None) -> None:
    """Write the newest version of one proposal (by its CODE) or of all as JSON that `import` takes again."""
    if (code is None) == (not everything):
        raise click.UsageError("Give a CODE or --all.")
    rows = queries.newest_versions(code)
    if code is not None and not rows:
        click.echo(f"There is no submitted proposal {code}.", err=True)
        sys.exit(1)
    text = json.dumps(
        {"format": documents.FORMAT, "proposals": [_document(row) for row in rows]}, ensure_ascii=False, indent=1
    )
    if output is None:
        click.echo(text)
        return
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")


def _document(row: Any) -> dict[str, Any]:
    about = {
        "code": row.code,
        "version": row.version,
        "status": row.status.value,
        "organisation": row.organisation,
        "submitted_at": row.submitted_at.isoformat(),
        "sha256": row.sha256,
    }
    return {"about": about, **row.content}


@group.command("schema")
def schema_() -> None:
    """Print the JSON Schema of the file (kept in docs/proposal.schema.json)."""
    click.echo(schema.text(), nl=False)
