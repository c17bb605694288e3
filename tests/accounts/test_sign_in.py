"""Sign-in: the right password opens one session that the server can end; everything else says the same sentence."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from accounts import queries, services
from accounts.actor import Role
from accounts.models import SignIn, User
from core.audit import AuditEntry
from core.config import load_settings
from core.db import session, unit_of_work
from core.mail import Mail
from tests import factories as make
from tests.pages import StrictClient
from wsgi import create_app

PASSWORD = "mật khẩu của người thử 57"
WRONG = "Địa chỉ thư điện tử hoặc mật khẩu không đúng, hoặc tài khoản đang tạm khóa sau nhiều lần nhập sai."


@pytest.fixture
def lan(app: Flask) -> str:
    """A reviewer with a password; her address."""
    with app.app_context(), unit_of_work():
        user = services.add_person(
            email="Lan.Nguyen@thu.example",
            name="Nguyễn Thị Phương Lan",
            roles=[Role.REVIEWER],
            organisation=None,
            password=PASSWORD,
        )
        return user.email


def enter(client: StrictClient, email: str, password: str = PASSWORD, **more: str):
    return client.fill("/sign-in", email=email, password=password, **more)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def test_the_right_password_opens_the_home_page(app: Flask, client: StrictClient, lan: str):
    response = enter(client, "LAN.nguyen@thu.example ")
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert "Nguyễn Thị Phương Lan" in client.get("/me").get_data(as_text=True)
    with app.app_context():
        held = session.scalars(sa.select(SignIn)).one()
        assert held.ended_at is None
        assert session.scalars(sa.select(AuditEntry.deed).order_by(AuditEntry.id)).all()[-1] == "person.sign_in"


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a_vietnamese_password_matches_however_the_keyboard_composes_it(client: StrictClient, lan: str, form: Any):
    assert enter(client, lan, unicodedata.normalize(form, PASSWORD)).status_code == 302


def test_every_failure_says_the_same_sentence(app: Flask, client: StrictClient, lan: str):
    with app.app_context(), unit_of_work():
        services.add_person(email="moi@thu.example", name="A", roles=[Role.AUDITOR], organisation=None)
        shut = services.add_person(
            email="khoa@thu.example", name="B", roles=[Role.AUDITOR], organisation=None, password=PASSWORD
        )
        shut.active = False
    pages = []
    for email, password in (
        (lan, "sai hoàn toàn mật khẩu"),
        ("khong-co@thu.example", PASSWORD),
        ("moi@thu.example", PASSWORD),
        ("khoa@thu.example", PASSWORD),
    ):
        response = enter(client, email, password)
        assert response.status_code == 422
        page = text_of(response)
        assert WRONG in page
        assert password not in page
        pages.append(re.sub(r'value="[^"]*"', "", page))
    assert len(set(pages)) == 1


def test_an_empty_form_names_the_boxes(client: StrictClient):
    page = text_of(enter(client, "", ""))
    assert "Hãy nhập địa chỉ thư điện tử." in page
    assert "Hãy nhập mật khẩu." in page
    assert WRONG not in page


def test_too_many_wrong_passwords_let_the_account_rest(app: Flask, client: StrictClient, lan: str):
    for _ in range(5):
        enter(client, lan, "sai hoàn toàn mật khẩu")
    response = enter(client, lan)
    assert response.status_code == 422
    assert WRONG in text_of(response)
    with app.app_context():
        user = queries.person_by_email(lan)
        assert user is not None
        assert services.resting(user)
        assert "person.locked" in session.scalars(sa.select(AuditEntry.deed)).all()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        assert enter(client, lan).status_code == 302


def test_a_right_password_clears_the_count(app: Flask, client: StrictClient, lan: str):
    for _ in range(4):
        enter(client, lan, "sai hoàn toàn mật khẩu")
    enter(client, lan)
    with app.app_context():
        user = queries.person_by_email(lan)
        assert user is not None
        assert (user.failures, user.locked_until) == (0, None)


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/catalog/initiatives/10", "/catalog/initiatives/10"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/%5Cevil.example"),  # a page of ours that is not there
        ("javascript:alert(1)", "/"),
        ("http:///evil.example", "/"),
    ],
)
def test_sign_in_leads_only_to_pages_of_our_own(client: StrictClient, lan: str, asked: str, reached: str):
    response = enter(client, lan, next=asked)
    assert (response.status_code, response.headers["Location"]) == (302, reached)


def test_a_link_to_elsewhere_locks_nobody_out(app: Flask, client: StrictClient, lan: str):
    page = client.get("/sign-in?next=//evil.example")
    assert page.status_code == 200
    for _ in range(app.config["LOCKOUT_AFTER"]):
        answer = enter(app.test_client(), lan, next="//evil.example")
        assert answer.headers["Location"] == "/"
    with app.app_context():
        assert queries.person_by_email(lan).failures == 0


def test_the_page_asked_for_opens_after_sign_in(client: StrictClient, lan: str):
    sent = client.get("/catalog/initiatives?q=hoà")
    assert (
        sent.headers["Location"] == "/sign-in?next=/catalog/initiatives?q%3Dho%C3%A0"
        or "next=" in sent.headers["Location"]
    )
    response = client.fill(sent.headers["Location"], email=lan, password=PASSWORD)
    assert response.headers["Location"].startswith("/catalog/initiatives?q=")


def test_signing_out_ends_the_session_on_the_server_too(app: Flask, client: StrictClient, lan: str):
    enter(client, lan)
    with client.session_transaction() as held:
        stolen = dict(held)
    page = client.get("/me").get_data(as_text=True)
    key = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert key is not None
    assert client.post("/sign-out", data={"csrf_token": key[1]}).status_code == 302
    assert client.get("/me").status_code == 302
    thief = app.test_client()
    with thief.session_transaction() as held:
        held.update(stolen)
    assert thief.get("/me").status_code == 302


def test_signing_out_needs_the_form(client: StrictClient, lan: str):
    enter(client, lan)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 400
    assert client.get("/me").status_code == 200


def test_a_session_ends_when_idle_and_when_old(client: StrictClient, lan: str):
    start = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        enter(client, lan)
        clock.shift(timedelta(minutes=29))
        assert client.get("/me").status_code == 200
        clock.shift(timedelta(minutes=31))
        lapsed = client.get("/me")
        assert lapsed.status_code == 302
        assert "Phiên làm việc đã hết hạn" in client.get(lapsed.headers["Location"]).get_data(as_text=True)
        enter(client, lan)
        for _ in range(12 * 60 // 20):
            clock.shift(timedelta(minutes=20))
            client.get("/me")
        clock.shift(timedelta(minutes=1))
        assert client.get("/me").status_code == 302
        enter(client, lan)
        assert client.get("/me").status_code == 200


def test_text_sent_after_the_session_ended_is_kept_until_one_has_signed_in_again(client: StrictClient, lan: str):
    start = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        enter(client, lan)
        page = client.get("/me").get_data(as_text=True)
        from tests.pages import form_of

        _, values = form_of(page, "/me")
        clock.shift(timedelta(minutes=31))
        typed = values | {"name": "Nguyễn Thị\nLan", "position": "Trưởng phòng <Tổng hợp>"}
        kept = client.post("/me", data=typed, headers={"Origin": "http://localhost"})
        assert kept.status_code == 401
        action, again = form_of(kept.get_data(as_text=True), "/me")
        assert again["position"] == "Trưởng phòng <Tổng hợp>"
        enter(client, lan)
        assert client.post(action, data=again).status_code == 302
        assert "Trưởng phòng &lt;Tổng hợp&gt;" in client.get("/me").get_data(as_text=True)


def test_a_strangers_form_is_not_kept(client: StrictClient):
    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        response = client.post("/me", data={"name": "x"}, headers=headers)
        assert response.status_code == 302
        assert response.headers["Location"] == "/sign-in"


def test_a_new_session_keeps_nothing_of_the_old_one(client: StrictClient, lan: str):
    with client.session_transaction() as held:
        held["planted"] = "by somebody else"
        held["opened"] = 1
    enter(client, lan)
    with client.session_transaction() as held:
        assert "planted" not in held
        assert held["opened"] > 1
    assert client.get("/me").status_code == 200


def test_json_is_refused_at_the_gate(client: StrictClient):
    for path in ("/sign-in", "/reset-password"):
        assert client.post(path, json=[1]).status_code in (400, 415, 302)


def test_each_address_is_asked_for_only_so_often(app: Flask, lan: str):
    from core import config
    from wsgi import create_app

    settings = config.load_settings(
        {
            "VAR_DIR": app.config["VAR_DIR"],
            "DATABASE_URL": app.extensions["engine"].url.render_as_string(hide_password=False),
            "SECRET_KEY": "s" * 32,
            "AUDIT_KEY": "a" * 32,
            "SIGN_IN_PER_MINUTE": "3",
        }
    )
    strict = create_app(settings)
    strict.test_client_class = app.test_client_class
    browser: Any = strict.test_client()
    answers = [enter(browser, "ai-do@thu.example", "một mật khẩu nào đó").status_code for _ in range(4)]
    assert answers == [422, 422, 422, 429]
    strict.extensions["engine"].dispose()


def test_with_the_queue_down_people_still_sign_in(app: Flask, tmp_path, lan: str):
    without = create_app(
        load_settings(
            {
                "VAR_DIR": str(tmp_path),
                "DATABASE_URL": app.extensions["engine"].url.render_as_string(hide_password=False),
                "QUEUE_URL": "redis://127.0.0.1:1/0",
                "SECRET_KEY": "s" * 32,
                "AUDIT_KEY": "a" * 32,
                "SIGN_IN_PER_MINUTE": "3",
            }
        )
    )
    without.test_client_class = StrictClient
    assert enter(without.test_client(), lan).headers["Location"] == "/"
    tries = [enter(without.test_client(), lan, "sai rồi nhé bạn ơi").status_code for _ in range(3)]
    assert tries == [422, 422, 429]


def test_the_page_says_how_to_get_an_account_in_both_languages(client: StrictClient):
    page = text_of(client.get("/sign-in"))
    assert "Chưa có tài khoản?" in page
    assert "register" not in page.lower()
    client.set_cookie("language", "en")
    english = text_of(client.get("/sign-in"))
    assert "No account yet?" in english
    assert "Đăng nhập" not in english.replace("Tiếng Việt", "")


def test_one_person_may_hold_several_roles(app: Flask, sign_in):
    with app.app_context():
        both = make.person(Role.REVIEWER, Role.ADMINISTRATOR)
        assert both.roles == {Role.REVIEWER, Role.ADMINISTRATOR}
    assert sign_in(both).get("/people").status_code == 200


def test_letters_count_nothing_of_wrong_tries(app: Flask, client: StrictClient, lan: str):
    enter(client, lan, "sai hoàn toàn mật khẩu")
    with app.app_context():
        assert session.scalars(sa.select(Mail)).all() == []
        assert session.scalars(sa.select(User.failures)).all() == [1]
