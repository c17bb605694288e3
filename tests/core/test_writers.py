"""Many writers at once lose nothing, on SQLite and on PostgreSQL."""

import threading
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from accounts import queries, services
from accounts.actor import Role
from accounts.models import User
from core import db
from core.db import session, unit_of_work
from tests import factories as make


def at_once(app: Flask, deed: Callable[[int], None], *, threads: int = 8, turns: int = 5) -> list[str]:
    failures: list[str] = []
    start = threading.Barrier(threads)

    def work(number: int) -> None:
        start.wait()
        for turn in range(turns):
            try:
                with app.app_context():
                    deed(number * turns + turn)
            except Exception as error:
                failures.append(repr(error)[:200])

    running = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return failures


def test_every_row_of_many_writers_is_there(app: Flask):
    def add(number: int) -> None:
        with unit_of_work():
            services.add_person(
                email=f"n{number}@thu.example", name=f"Người {number}", roles=[Role.AUDITOR], organisation=None
            )

    with app.app_context(), unit_of_work():
        services.ensure_roles()
    assert at_once(app, add) == []
    with app.app_context():
        assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 40


def test_no_increment_is_lost(app: Flask):
    with app.app_context():
        person = make.person(Role.AUDITOR)

    def count(_number: int) -> None:
        with unit_of_work():
            user = queries.person_by_email(person.email, lock=True)
            assert user is not None
            services.count_sign_in(user, right=False, most=1000, rest_seconds=1)

    assert at_once(app, count) == []
    with app.app_context():
        assert queries.person(person.id).failures == 40


def test_one_address_is_given_once(app: Flask):
    def add(_number: int) -> None:
        with unit_of_work():
            services.add_person(email="mot@thu.example", name="Một", roles=[Role.AUDITOR], organisation=None)

    failures = at_once(app, add, turns=1)
    assert len(failures) == 7
    with app.app_context():
        assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 1


def test_readers_see_whole_units_only(app: Flask):
    """A unit writes two rows; nobody ever counts an odd number."""
    odd: list[int] = []

    def pair(number: int) -> None:
        if number % 2:
            with db.engine().connect() as connection:
                seen = connection.execute(sa.select(sa.func.count()).select_from(User)).scalar_one()
                if seen % 2:
                    odd.append(seen)
            return
        with unit_of_work():
            for side in "ab":
                services.add_person(
                    email=f"{side}{number}@thu.example", name="Đôi", roles=[Role.AUDITOR], organisation=None
                )
                session.flush()

    with app.app_context(), unit_of_work():
        services.ensure_roles()
    assert at_once(app, pair) == []
    assert odd == []


def test_sqlite_is_as_durable_as_promised(app: Flask):
    with app.app_context():
        engine = db.engine()
        if engine.dialect.name != "sqlite":
            return
        with engine.connect() as connection:
            settings = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
