"""The people of the example world: listed with role, user name and password, and each of them can sign in."""

from __future__ import annotations

import json

from accounts.actor import Role


def test_every_role_is_there_and_everybody_listed_signs_in(app):
    runner = app.test_cli_runner()
    assert runner.invoke(args=["demo", "load", "--people"]).exit_code == 0
    ran = runner.invoke(args=["demo", "accounts", "--json"])
    assert ran.exit_code == 0
    listed = json.loads(ran.output)
    assert {row["role"] for row in listed} == {role.value for role in Role}
    assert len({row["organisation"] for row in listed if row["role"] == "proposer"}) >= 2
    passwords = {row["username"]: row["password"] for row in listed}
    assert all(passwords) and all(passwords.values())
    for username, password in passwords.items():
        browser = app.test_client()
        answer = browser.fill("/sign-in", email=username, password=password)
        assert answer.status_code == 302, username
        assert browser.get("/").status_code == 200, username
