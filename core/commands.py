"""Operator's commands of the ground floor: migrations, the worker, verifying the audit trail."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_alembic import Alembic
from flask_alembic.cli import cli as alembic_group

from core import audit, db, jobs
from core.db import Base


class HouseAlembic(Alembic):
    """Migrations; on SQLite foreign keys are off while tables are rebuilt and checked afterwards."""

    def rev_id(self) -> str:
        """Migrations are numbered in the order they were written: 0001, 0002."""
        return f"{len(list(self.script_directory.walk_revisions())) + 1:04d}"

    def run_migrations(self, fn: Any, **kwargs: Any) -> None:
        """Run the migration with the care SQLite needs."""
        engine = db.engine()
        _must_answer(engine)
        if engine.dialect.name != "sqlite":
            super().run_migrations(fn, **kwargs)
            return
        with _keys_off(engine):
            super().run_migrations(fn, **kwargs)


def _must_answer(engine: sa.Engine) -> None:
    """End the command with one sentence when no database is there."""
    try:
        engine.connect().close()
    except sa.exc.OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        sys.exit(f"DATABASE_URL: the database does not answer: {reason}")


class _keys_off:  # noqa: N801 - reads as a phrase at its one use
    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def _switch(self, connection: object, _record: object, _proxy: object = None) -> None:
        connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[attr-defined]

    def __enter__(self) -> None:
        self.engine.dispose()
        sa.event.listen(self.engine, "checkout", self._switch)

    def __exit__(self, *_: object) -> None:
        sa.event.remove(self.engine, "checkout", self._switch)
        self.engine.dispose()
        with self.engine.connect() as connection:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"the migration left {len(broken)} rows that point nowhere")


class Output(click.Path):
    """A file to write; a folder that is not there or not ours is said before any work is done."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; fails with a sentence when it cannot be written."""
        path: Path = super().convert(value, param, ctx)  # type: ignore[assignment]  # as `path_type` asks
        if not os.access(path.parent, os.W_OK | os.X_OK):
            self.fail(f"the folder {str(path.parent)!r} is not there or cannot be written to", param, ctx)
        return path


def init_app(app: Flask) -> None:
    """Register `db`, `worker` and `audit`."""
    folder = Path(app.root_path) / "migrations"
    app.config["ALEMBIC"] = {"script_location": str(folder), "file_template": "%%(rev)s_%%(slug)s"}
    app.config["ALEMBIC_CONTEXT"] = {"render_as_batch": True, "compare_type": True, "compare_server_default": False}
    alembic = HouseAlembic(metadatas=Base.metadata, engines={"default": app.extensions["engine"]})
    alembic.init_app(app)
    if alembic_group.callback is not None:
        alembic_group.callback = with_appcontext(alembic_group.callback)
    app.cli.add_command(alembic_group, "db")
    app.cli.add_command(worker)
    app.cli.add_command(audit_group)


@click.command()
@with_appcontext
def worker() -> None:
    """Deliver mail, compare proposals, make packets: everything that may happen a minute later."""
    stop = threading.Event()
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: stop.set())
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    jobs.work(app, stop=stop)


@click.group("audit")
def audit_group() -> None:
    """The audit trail."""


@audit_group.command("verify")
@click.option("--noted", default="", metavar="HEAD", help="a head that an earlier run printed and you kept elsewhere")
@with_appcontext
def audit_verify(noted: str) -> None:
    """Walk the whole chain; the exit code is 1 when a line was changed, removed or cut off."""
    verdict = audit.verify(db.current_session(), noted=noted.strip())
    if verdict.fault:
        click.echo(f"{verdict.entries} lines hold, then: {verdict.fault}", err=True)
        sys.exit(1)
    click.echo(f"{verdict.entries} lines, all in order." + (f" Head {verdict.head}" if verdict.head else ""))
