"""Letters: an invitation or a reset leads to a password once, in the reader's language, and tells strangers nothing."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from accounts import queries, services
from accounts.actor import Role
from accounts.models import SignIn
from core.audit import AuditEntry
from core.db import session, unit_of_work
from core.jobs import Job
from core.mail import Mail
from tests import factories as make
from tests.pages import StrictClient

NEW = "một câu dài dễ nhớ 2026"


@pytest.fixture
def lan(app: Flask) -> str:
    with app.app_context(), unit_of_work():
        user = services.add_person(
            email="lan@thu.example", name="Nguyễn Thị Lan", roles=[Role.REVIEWER], organisation=None, password="x" * 20
        )
        return user.email


def link_in(app: Flask) -> str:
    """The path of the link in the newest letter."""
    with app.app_context():
        letter = session.scalars(sa.select(Mail).order_by(Mail.made_at.desc(), Mail.id)).first()
        assert letter is not None
        found = re.search(r"http://localhost:8000(/reset-password/\S+)", letter.text)
        assert found is not None, letter.text
        return found[1]


def ask(client: StrictClient, email: str):
    return client.fill("/reset-password", email=email)


def test_a_forgotten_password_is_set_anew_from_the_letter(app: Flask, client: StrictClient, lan: str):
    ask(client, lan)
    with app.app_context():
        letter = session.scalars(sa.select(Mail)).one()
        assert (letter.address, letter.subject, letter.template, letter.language) == (
            lan,
            "Đặt lại mật khẩu Đột Phá",
            "accounts/reset_instructions",
            "vi",
        )
        assert "72 giờ" in letter.text
    answer = client.fill(link_in(app), password=NEW, password_confirm=NEW)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
    assert client.fill("/sign-in", email=lan, password=NEW).status_code == 302
    with app.app_context():
        assert [row.template for row in session.scalars(sa.select(Mail).order_by(Mail.made_at))] == [
            "accounts/reset_instructions",
            "accounts/reset_notice",
        ]
        assert session.scalars(sa.select(AuditEntry.deed).order_by(AuditEntry.id)).all()[-3:] == [
            "person.reset_asked",
            "person.password_reset",
            "person.sign_in",
        ]


def test_a_link_works_once(app: Flask, client: StrictClient, lan: str):
    ask(client, lan)
    link = link_in(app)
    page = client.get(link)
    client.fill(link, password=NEW, password_confirm=NEW)
    again = client.post(link, data={"password": "kẻ gian đặt lại 99", "password_confirm": "kẻ gian đặt lại 99"})
    assert page.status_code == 200
    assert again.status_code == 400  # no key of a form
    assert client.get(link).headers["Location"] == "/reset-password"
    assert "không đúng hoặc đã dùng" in client.get("/reset-password").get_data(as_text=True)
    assert client.fill("/sign-in", email=lan, password=NEW).status_code == 302


def test_a_link_replayed_with_a_good_form_key_changes_nothing(app: Flask, client: StrictClient, lan: str):
    from tests.pages import form_of

    ask(client, lan)
    link = link_in(app)
    _, values = form_of(client.get(link).get_data(as_text=True))
    client.post(link, data=values | {"password": NEW, "password_confirm": NEW})
    bad = values | {"password": "kẻ gian đặt lại 99", "password_confirm": "kẻ gian đặt lại 99"}
    assert client.post(link, data=bad).headers["Location"] == "/reset-password"
    assert client.fill("/sign-in", email=lan, password=NEW).status_code == 302


def test_a_link_is_good_for_three_days(app: Flask, client: StrictClient, lan: str):
    ask(client, lan)
    link = link_in(app)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=71)):
        assert client.get(link).status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=73)):
        assert client.get(link).status_code == 302
        page = client.get("/reset-password").get_data(as_text=True)
        assert "đã hết hạn sau 72 giờ" in page


def test_known_and_unknown_addresses_are_answered_alike(app: Flask, client: StrictClient, lan: str):
    with app.app_context(), unit_of_work():
        services.add_person(
            email="khoa@thu.example", name="B", roles=[Role.AUDITOR], organisation=None, password="x" * 20
        ).active = False
    pages = []
    for address in (lan, "khong-co@thu.example", "khoa@thu.example"):
        answer = ask(client, address)
        page = answer.get_data(as_text=True)
        assert f"Nếu địa chỉ {address} có tài khoản" in page
        pages.append((answer.status_code, re.sub(r'value="[^"]*"', "", page).replace(address, "")))
    assert len(set(pages)) == 1
    with app.app_context():
        assert [row.address for row in session.scalars(sa.select(Mail))] == [lan]
        asked = session.scalars(sa.select(AuditEntry).where(AuditEntry.deed == "person.reset_asked")).all()
        assert [(row.subject, row.actor_id) for row in asked] == [(None, None)] * 3


def test_a_malformed_address_is_told_so(client: StrictClient):
    answer = ask(client, "không phải địa chỉ")
    assert answer.status_code == 422
    assert "Địa chỉ thư điện tử không đúng" in answer.get_data(as_text=True)


def test_the_link_leads_to_our_address_whatever_host_was_named(app: Flask, client: StrictClient, lan: str):
    from tests.pages import form_of

    _, values = form_of(client.get("/reset-password", headers={"Host": "evil.example"}).get_data(as_text=True))
    client.post("/reset-password", data=values | {"email": lan}, headers={"Host": "evil.example"})
    with app.app_context():
        for letter in session.scalars(sa.select(Mail)):
            assert "evil" not in letter.text


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("ngắn quá", "ngắn quá", "Mật khẩu phải có ít nhất 12 ký tự."),
        ("ệệệệệệ", "ệệệệệệ", "Mật khẩu phải có ít nhất 12 ký tự."),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "Mật khẩu phải có ít nhất 5 ký tự khác nhau."),
        ("lan@thu.example", "lan@thu.example", "Mật khẩu không được là địa chỉ thư điện tử của bạn."),
        (NEW, NEW + "x", "Hai lần nhập mật khẩu không giống nhau."),
        ("dài " * 60, "dài " * 60, "Mật khẩu dài quá 200 ký tự."),
        ("", "", "Hãy nhập mật khẩu."),
    ],
)
def test_a_poor_password_is_refused_at_the_box(
    app: Flask, client: StrictClient, lan: str, password: str, again: str, sentence: str
):
    ask(client, lan)
    answer = client.fill(link_in(app), password=password, password_confirm=again)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_a_new_password_ends_every_open_session(app: Flask, client: StrictClient, lan: str):
    other: Any = app.test_client()
    other.fill("/sign-in", email=lan, password="x" * 20)
    assert other.get("/me").status_code == 200
    ask(client, lan)
    client.fill(link_in(app), password=NEW, password_confirm=NEW)
    assert other.get("/me").status_code == 302
    with app.app_context():
        assert all(row.ended_at is not None for row in session.scalars(sa.select(SignIn)))


def test_an_invited_person_sets_a_password_and_enters(app: Flask, client: StrictClient, sign_in):
    with app.app_context():
        keeper = make.person(Role.ADMINISTRATOR)
        unit = make.organisation("Sở Khoa học và Công nghệ tỉnh Thử")
        unit_id = str(unit.id)
    desk = sign_in(keeper)
    answer = desk.fill(
        "/people/invite",
        name="Đỗ  Thuỳ Dương",
        email="Duong@Thu.example",
        position="Trưởng phòng",
        phone="024 3825 1234",
        organisation=unit_id,
        roles=["proposer", "reviewer"],
        language="en",
    )
    assert answer.status_code == 302
    with app.app_context():
        user = queries.person_by_email("duong@thu.example")
        assert user is not None
        assert (user.name, user.password, user.organisation_id is not None) == ("Đỗ Thuỳ Dương", None, True)
        assert {row.name for row in user.roles} == {Role.PROPOSER, Role.REVIEWER}
        letter = session.scalars(sa.select(Mail)).one()
        assert (letter.address, letter.language, letter.subject) == (
            "duong@thu.example",
            "en",
            "Invitation to Đột Phá",
        )
        assert "72 hours" in letter.text
        assert session.scalars(sa.select(Job.name)).all() == ["mail.deliver"]
    with app.app_context(), unit_of_work():
        user = queries.person_by_email("duong@thu.example")
        assert user is not None
        services.set_roles(user, [Role.PROPOSER], keeper)  # the link under way stays good
    client.fill(link_in(app), password=NEW, password_confirm=NEW)
    assert client.fill("/sign-in", email="duong@thu.example", password=NEW).status_code == 302


def test_the_invitation_is_sent_again_until_it_is_answered(app: Flask, client: StrictClient, sign_in):
    with app.app_context():
        keeper = make.person(Role.ADMINISTRATOR)
        with unit_of_work():
            user = services.add_person(email="moi@thu.example", name="A", roles=[Role.AUDITOR], organisation=None)
            services.invite(user)
        path = f"/people/{user.id}"
    desk = sign_in(keeper)
    assert desk.fill(path, action=f"{path}/invitation").status_code == 302
    with app.app_context():
        assert session.scalar(sa.select(sa.func.count()).select_from(Mail)) == 2
    client.fill(link_in(app), password=NEW, password_confirm=NEW)
    page = desk.get(path).get_data(as_text=True)
    assert f"{path}/invitation" not in page


def test_a_disabled_persons_link_opens_nothing(app: Flask, client: StrictClient, lan: str):
    ask(client, lan)
    link = link_in(app)
    with app.app_context():
        keeper = make.person(Role.ADMINISTRATOR)
        with unit_of_work():
            user = queries.person_by_email(lan)
            assert user is not None
            services.disable(user, keeper)
    assert client.get(link).status_code == 302


def test_users_invite_opens_an_account_from_the_command_line(app: Flask):
    runner = app.test_cli_runner()
    done = runner.invoke(
        args=["users", "invite", "quan.tri@thu.example", "--name", "Hoàng Bảo Quỳnh", "--role", "administrator"]
    )
    assert (done.exit_code, done.output) == (
        0,
        "quan.tri@thu.example is invited as administrator; the letter goes out with the worker.\n",
    )
    for wrong, sentence in (
        (["users", "invite", "sai", "--name", "A", "--role", "auditor"], "not an e-mail address"),
        (
            ["users", "invite", "a@thu.example", "--name", "A", "--role", "proposer"],
            "A proposer must belong to an organisation.",
        ),
        (
            ["users", "invite", "a@thu.example", "--name", "A", "--role", "auditor", "--organisation", "Không có"],
            "There is no organisation named Không có",
        ),
        (["users", "invite", "quan.tri@thu.example", "--name", "A", "--role", "auditor"], "already has an account"),
    ):
        refused = runner.invoke(args=wrong)
        assert refused.exit_code == 1
        assert sentence in refused.output
