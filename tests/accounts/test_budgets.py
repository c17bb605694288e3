"""Lists cost the same number of queries whatever the number of their rows; no sentence of a library reaches a page."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_security.core import _default_messages

from accounts.actor import Actor, Role
from tests import factories as make


def queries_of(app: Flask, browser: Any, path: str) -> int:
    engine: sa.Engine = app.extensions["engine"]
    count = [0]

    def tick(*_: Any) -> None:
        count[0] += 1

    sa.event.listen(engine, "before_cursor_execute", tick)
    try:
        assert browser.get(path).status_code == 200
    finally:
        sa.event.remove(engine, "before_cursor_execute", tick)
    return count[0]


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/people", 9),
        ("/people?role=reviewer&q=thu", 9),
        ("/organisations", 6),
        ("/trail", 7),
        ("/me", 8),
        ("/catalog", 8),
        ("/catalog/initiatives", 6),
        ("/catalog/targets", 5),
        ("/catalog/rules", 5),
        ("/catalog/search?q=so", 10),
        ("/catalog/appointments", 9),
    ],
)
def test_a_list_costs_the_same_whatever_its_length(app: Flask, sign_in, path: str, most: int):
    with app.app_context():
        keeper: Actor = make.person(Role.ADMINISTRATOR)
        make.person(Role.REVIEWER)
        make.chief_engineer(1)
    browser = sign_in(keeper)
    short = queries_of(app, browser, path)
    with app.app_context():
        for system in range(2, 7):
            make.person(Role.REVIEWER, of=make.organisation())
            make.chief_engineer(system)
    assert queries_of(app, browser, path) == short
    assert short <= most + 1  # one BEGIN


def test_every_sentence_of_the_library_is_ours(app: Flask):
    for code, (theirs, _) in _default_messages.items():
        ours = app.config[f"SECURITY_MSG_{code}"][0]
        assert ours != theirs, code
        assert not re.fullmatch(r"[ -~]+", ours), f"{code}: {ours}"


@pytest.mark.parametrize("path", ["/sign-in", "/reset-password", "/change-password"])
def test_pages_of_the_gate_speak_one_language(app: Flask, sign_in, path: str):
    with app.app_context():
        browser = app.test_client() if path != "/change-password" else sign_in(make.person(Role.AUDITOR))
    page = re.sub(r"<[^>]+>|\s+", " ", browser.get(path).get_data(as_text=True))
    for foreign in ("Password", "Email", "Login", "Remember", "Submit", "Recover", "Sign in"):
        assert foreign not in page
    browser.set_cookie("language", "en")
    english = re.sub(r"<[^>]+>|\s+", " ", browser.get(path).get_data(as_text=True))
    for foreign in ("Mật khẩu", "Địa chỉ", "Đăng nhập"):
        assert foreign not in english
