"""One product per run on SQLite or PostgreSQL, emptied before each test; a client that refuses careless pages."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, has_app_context
from flask.testing import FlaskClient

from accounts.actor import Actor
from core import config
from core.db import Base
from tests.pages import StrictClient
from wsgi import create_app

KEPT = {
    "role",
    "catalog_release",
    "strategic_system",
    "initiative",
    "plan_criterion",
    "template_field",
    "target",
    "criteria_set",
    "criterion",
    "organisation",
}
"""Filled once per run by `catalog load`; every other table is emptied before each test."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", default="sqlite", choices=["sqlite", "postgresql"], help="the database under test")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that asks for no database says nothing about PostgreSQL: it runs in the SQLite round alone."""
    if config.getoption("--db") == "sqlite":
        return
    pure = {item for item in items if "database_url" not in getattr(item, "fixturenames", ())}
    items[:] = [item for item in items if item not in pure]
    config.hook.pytest_deselected(items=list(pure))


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of this worker's own."""
    if request.config.getoption("--db") == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.sqlite3'}"
        return
    server = sa.make_url(
        os.environ.get("TEST_DATABASE_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
    ).set(drivername="postgresql+psycopg")
    name = f"dotpha_test_{uuid.uuid4().hex[:10]}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    admin.dispose()


@pytest.fixture(scope="session")
def product(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The product with its tables and catalogue, put together once per run."""
    var_dir = tmp_path_factory.mktemp("var")
    settings = config.load_settings(
        {
            "VAR_DIR": str(var_dir),
            "DATABASE_URL": database_url,
            "SECRET_KEY": "s" * 32,
            "AUDIT_KEY": "a" * 32,
            "SIGN_IN_PER_MINUTE": "10000",
        }
    )
    made = create_app(settings)
    made.testing = True
    made.test_client_class = StrictClient
    with made.app_context():
        Base.metadata.create_all(made.extensions["engine"])
    outcome = made.test_cli_runner().invoke(args=["catalog", "load"])
    assert outcome.exit_code == 0 or "No such command" in outcome.output, outcome.output
    yield made
    made.extensions["engine"].dispose()


@pytest.fixture
def app(product: Flask) -> Flask:
    """The product with every table but the catalogue's empty."""
    engine: sa.Engine = product.extensions["engine"]
    with product.app_context():
        from flask import g

        g.writes = True
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql("SET session_replication_role = replica")
            else:
                connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for table in reversed(Base.metadata.sorted_tables):
                if table.name not in KEPT:
                    connection.execute(table.delete())
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql("SET session_replication_role = origin")
    var_dir = Path(product.config["VAR_DIR"])
    for leftover in ("mail", "files", "audit.anchor", "queue.sqlite3"):
        path = var_dir / leftover
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    product.extensions.pop("files", None)
    return product


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """An app context for tests that call queries and services directly."""
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without an account."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Actor], FlaskClient]:
    """A signed-in browser for a person: `sign_in(people.reviewer())`."""

    def browser(actor: Actor) -> FlaskClient:
        from accounts.models import User

        made = app.test_client()
        with nullcontext() if has_app_context() else app.app_context():
            from accounts import services
            from core.db import session, unit_of_work

            with unit_of_work():
                user = session.get(User, actor.id)
                assert user is not None
                key, opened = user.fs_uniquifier, services.open_session(user, device="").id
        with made.session_transaction() as held:
            held["_user_id"] = key
            held["_fresh"] = True
            held["sid"] = str(opened)
        return made

    return browser


@pytest.fixture
def counted(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """The statements sent to the database inside the block: `with counted() as statements:`."""

    @contextmanager
    def listening() -> Iterator[list[str]]:
        statements: list[str] = []
        engine = app.extensions["engine"]

        def note(*args: object) -> None:
            statements.append(str(args[2]))

        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)

    return listening
