"""In the whole example world, for everybody: a dossier shows a tab exactly when the tab's page opens."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from accounts import queries as people
from accounts import services as accounts
from accounts.actor import Actor, Role
from accounts.models import AppointmentKind
from core import db
from core.db import session, unit_of_work
from demo.people import PEOPLE, SHOWN
from proposals.models import Proposal


@pytest.fixture
def world(app):
    ran = app.test_cli_runner().invoke(args=["demo", "load"])
    assert ran.exit_code == 0, ran.output
    return app


def everybody() -> dict[str, Actor]:
    """One account per role, every chief engineer, and people of a proposing province who hold a second role."""
    known = set(SHOWN.values()) | {row.username for row in PEOPLE if row.chief_of or row.deputy_of}
    found = {name: people.actor(people.person_by_email(name).id) for name in sorted(known)}
    province = people.organisation_named("Tỉnh Khánh Hòa")
    for role in Role:
        with unit_of_work():
            made = accounts.add_person(
                email=f"{role.value}@khanhhoa.example",
                name=f"Người tỉnh {role.value}",
                roles={role, Role.PROPOSER},
                organisation=province,
            )
            if role is Role.SECRETARIAT:
                accounts.appoint(people.person(made.id), system=3, kind=AppointmentKind.DEPUTY, since=db.today())
        found[f"Khánh Hòa, {role.value}"] = people.actor(made.id)
    return found


@pytest.fixture
def tabs_of_pages(monkeypatch):
    """What each page hands to its tabs; drawing thousands of pages would say nothing more."""
    shown: list[frozenset[str]] = []

    def note(_app, _template, context):
        shown.append(frozenset(tab["url"] for tab in context.get("tabs", ())))
        return "<!doctype html><title>Trang</title>"

    monkeypatch.setattr("flask.templating._render", note)
    return shown


def test_a_tab_is_shown_exactly_when_its_page_opens(world, sign_in, tabs_of_pages):
    with world.app_context():
        actors = everybody()
        keys = list(session.scalars(sa.select(Proposal.id)))
    with world.test_request_context():
        pages = {
            key: {world.url_for(tab.endpoint, proposal_id=key, _external=False) for tab in world.extensions["tabs"]}
            for key in keys
        }
    wrong, seen = set(), 0
    for name, actor in actors.items():
        browser = sign_in(actor)
        for key in keys:
            tabs_of_pages.clear()
            opens = {page for page in pages[key] if browser.get(page).status_code == 200}
            seen += sum(bool(shown) for shown in tabs_of_pages)
            for shown in tabs_of_pages if opens else ():
                if shown and shown != opens:  # error pages have none
                    wrong.add((name, *sorted(shown ^ opens)))
    assert wrong == set()
    assert seen > 500
