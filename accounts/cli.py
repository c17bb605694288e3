"""Operator's commands about people: invite somebody (the first administrator, for one)."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from accounts import queries, services
from accounts.actor import Role
from accounts.forms import address_fault
from core.db import unit_of_work
from core.errors import Refusal
from core.i18n import gettext, speaking


@click.group("users")
def group() -> None:
    """People with an account."""


@group.command("invite")
@click.argument("email")
@click.option("--name", required=True, help="Family name first, as it is written in Vietnamese.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="May be given several times.",
)
@click.option("--organisation", help="The organisation's exact Vietnamese name; proposers need one.")
@click.option("--position", default="", help="Their position, as it is written in Vietnamese.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@with_appcontext
def invite(
    email: str, name: str, roles: tuple[str, ...], organisation: str | None, position: str, language: str
) -> None:
    """Open an account for EMAIL and send the letter with the link to set a password."""
    if address_fault(email):
        raise click.ClickException(f"{email} is not an e-mail address.")
    unit = queries.organisation_named(organisation) if organisation else None
    if organisation and unit is None:
        raise click.ClickException(f"There is no organisation named {organisation}; see the page of organisations.")
    try:
        with unit_of_work():
            user = services.add_person(
                email=email,
                name=name,
                roles=[Role(role) for role in roles],
                organisation=unit,
                position=position,
                language=language,
            )
            services.invite(user)
    except Refusal as refusal:
        with speaking("en"):
            raise click.ClickException(gettext(str(refusal.sentence))) from refusal
    click.echo(f"{user.email} is invited as {', '.join(sorted(roles))}; the letter goes out with the worker.")
