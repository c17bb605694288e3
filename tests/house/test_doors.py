"""Doors: every rule of the map is labelled, and asked by every role and by nobody."""

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from accounts.actor import Actor, Role
from accounts.gate import DoorMissing, check_doors, door_of
from tests import factories as make

UNKNOWN = {
    "UUIDConverter": uuid.UUID(int=7),
    "IntegerConverter": 999_999,
    "BoundedInteger": 999_999,
    "UnicodeConverter": "khong-co",
    "PathConverter": "khong-co",
}
PASSED = {200, 302, 400, 404, 409, 413, 415, 422, 429}
"""What a door that let somebody in may lead to when everything asked for is unknown and every form is empty."""


def rules(app: Flask) -> list[tuple[Rule, str]]:
    """Every rule with each of its methods."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in ("static", "security.static")
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"})
    ]


def address(app: Flask, rule: Rule) -> str:
    """The rule's address with every part unknown."""
    values = {name: UNKNOWN[type(converter).__name__] for name, converter in rule._converters.items()}
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, values, method=None))


def test_every_rule_has_a_label(app: Flask):
    check_doors(app)


def test_a_view_without_a_label_is_found(app: Flask):
    bare = Flask("bare")
    bare.add_url_rule("/open", "open", lambda: "x")
    with pytest.raises(DoorMissing):
        door_of(bare, "open")


@pytest.fixture
def unguarded(app: Flask) -> Iterator[Flask]:
    """Forms without their keys get through, so that the doors alone are asked."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.config["WTF_CSRF_ENABLED"] = True


def test_nobody_passes_only_public_doors(unguarded: Flask):
    faults = []
    for rule, method in rules(unguarded):
        response = unguarded.test_client().open(address(unguarded, rule), method=method)
        if door_of(unguarded, rule.endpoint) == "public":
            right = response.status_code in PASSED
        else:
            right = response.status_code == 302 and response.headers["Location"].startswith("/sign-in")
        if not right:
            faults.append(f"{method} {rule.rule}: {response.status_code}")
    assert faults == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_passes_its_own_doors_and_no_other(unguarded: Flask, sign_in, role: Role):
    with unguarded.app_context():
        actor: Actor = make.person(role)
    client = sign_in(actor)
    faults = []
    for rule, method in rules(unguarded):
        if rule.endpoint == "security.logout":
            continue
        door = door_of(unguarded, rule.endpoint)
        response = client.open(address(unguarded, rule), method=method)
        if isinstance(door, frozenset) and role not in door:
            right = response.status_code == 403
        else:
            right = response.status_code in PASSED | {403}
            right = right and not response.headers.get("Location", "").startswith("/sign-in")
        if not right:
            faults.append(f"{method} {rule.rule}: {response.status_code}")
    assert faults == []


def test_unknown_ids_are_not_found_even_for_one_who_holds_every_role(unguarded: Flask, sign_in):
    with unguarded.app_context():
        client = sign_in(make.person(*Role))
    faults = []
    for rule, method in rules(unguarded):
        if "UUIDConverter" in {type(converter).__name__ for converter in rule._converters.values()}:
            response = client.open(address(unguarded, rule), method=method)
            if response.status_code != 404:
                faults.append(f"{method} {rule.rule}: {response.status_code}")
    assert faults == []
