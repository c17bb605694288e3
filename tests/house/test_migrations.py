"""The migrations make exactly the tables of the models, on both databases, and can be undone."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from core import config
from core.db import Base
from wsgi import create_app


@pytest.fixture
def empty(request, tmp_path, database_url):
    """The product on a database of its own that holds nothing."""
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    admin = None
    if request.config.getoption("--db") == "postgresql":
        server = sa.make_url(database_url)
        admin = sa.create_engine(server.set(database="postgres"), isolation_level="AUTOCOMMIT")
        name = f"dotpha_migrate_{uuid.uuid4().hex[:8]}"
        with admin.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        url = server.set(database=name).render_as_string(hide_password=False)
    made = create_app(
        config.load_settings(
            {"VAR_DIR": str(tmp_path), "DATABASE_URL": url, "SECRET_KEY": "s" * 32, "AUDIT_KEY": "a" * 32}
        )
    )
    yield made
    made.extensions["engine"].dispose()
    if admin is not None:
        with admin.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
        admin.dispose()


def run(app, *args):
    outcome = app.test_cli_runner().invoke(args=args)
    assert outcome.exit_code == 0, outcome.output + repr(outcome.exception)
    return outcome.output


def tables(app):
    """Names of tables, columns, and CHECK, unique, index and foreign-key names, as the database tells them."""
    seen = sa.inspect(app.extensions["engine"])
    return {
        table: {
            "columns": {(column["name"], column["nullable"]) for column in seen.get_columns(table)},
            "checks": {check["name"] for check in seen.get_check_constraints(table)},
            "unique": {unique["name"] for unique in seen.get_unique_constraints(table)},
            "indexes": {index["name"] for index in seen.get_indexes(table) if not index.get("duplicates_constraint")},
            "keys": {
                (tuple(key["constrained_columns"]), key["referred_table"]) for key in seen.get_foreign_keys(table)
            },
        }
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def test_the_newest_migration_makes_the_tables_of_the_models(empty, tmp_path):
    run(empty, "db", "upgrade")
    migrated = tables(empty)
    engine = empty.extensions["engine"]
    with empty.app_context():
        if engine.dialect.name == "postgresql":
            with engine.begin() as connection:
                connection.exec_driver_sql("DROP SCHEMA public CASCADE")
                connection.exec_driver_sql("CREATE SCHEMA public")
        else:
            with engine.begin() as connection:
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            Base.metadata.drop_all(engine)
        Base.metadata.create_all(engine)
    assert migrated == tables(empty)


def test_every_migration_can_be_undone(empty):
    run(empty, "db", "upgrade")
    run(empty, "db", "downgrade", "base")
    assert tables(empty) == {}


def test_migrating_twice_changes_nothing(empty):
    run(empty, "db", "upgrade")
    before = tables(empty)
    run(empty, "db", "upgrade")
    assert tables(empty) == before
