"""The database: base class, column words, one session per request, and the one place that commits."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask, current_app, g, has_app_context, has_request_context, request
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column
from werkzeug.local import LocalProxy

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A moment, stored as naive UTC and always read back aware, alike on SQLite and PostgreSQL."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse naive moments: nobody knows which clock they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Read the stored moment as UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


Json = sa.JSON().with_variant(JSONB(), "postgresql")

Id = Annotated[uuid.UUID, mapped_column(sa.Uuid, primary_key=True, default=uuid.uuid4)]
Serial = Annotated[
    int,
    mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
Line = Annotated[str, mapped_column(sa.String(300))]
Code = Annotated[str, mapped_column(sa.String(60))]
Prose = Annotated[str, mapped_column(sa.Text)]
Money = Annotated[int, mapped_column(sa.BigInteger)]
Document = Annotated[dict[str, Any], mapped_column(Json)]


class Base(DeclarativeBase):
    """Base of every table. Set `__audited__` to have each change recorded; `__audit_skip__` names columns left out."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json}
    __audited__: ClassVar[bool] = False
    __audit_skip__: ClassVar[frozenset[str]] = frozenset()


class Versioned:
    """Mixin: a row that people edit; a save from a stale page raises StaleDataError, shown as 409."""

    row_version: Mapped[int] = mapped_column(sa.Integer, default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Tell the mapper which column counts the saves."""
        return {"version_id_col": cls.row_version}


def choice_column(enum: type[Any], *, length: int = 40) -> sa.Enum:
    """A closed list as a string column with a CHECK; the values are the enum's values, not its names."""
    return sa.Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=length,
        values_callable=lambda kind: [member.value for member in kind],
        name=enum.__name__.lower(),
    )


def now() -> datetime:
    """The present moment in UTC, the same throughout one request."""
    held: datetime | None = g.get("now") if has_app_context() else None
    if held is not None:
        return held
    moment = datetime.now(UTC)
    if has_request_context():
        g.now = moment
    return moment


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Do what follows as if it were this moment (the example world's past)."""
    before = g.get("now")
    g.now = moment
    try:
        yield
    finally:
        g.now = before


VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def today() -> date:
    """The present day in Vietnam; a deadline is met through the last second of its day there."""
    return now().astimezone(VIETNAM).date()


def make_engine(url: str) -> sa.Engine:
    """An engine with the durability the house promises: WAL and synchronous=FULL on SQLite, checks on PostgreSQL."""
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=8)
    engine = sa.create_engine(url, connect_args={"timeout": 10, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the begin hook below speaks BEGIN itself
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # A transaction that turns into a writer half-way loses updates or fails busy; writers say so at once.
        held = cast(sqlite3.Connection, connection.connection.driver_connection)
        held.execute("BEGIN IMMEDIATE" if _writes() else "BEGIN")

    return engine


def _writes() -> bool:
    if not has_app_context():
        return True  # migrations and other tools: nobody else is being served
    if "writes" in g:
        return bool(g.writes)
    return has_request_context() and request.method not in ("GET", "HEAD", "OPTIONS")


def init_app(app: Flask, url: str) -> None:
    """Give the app its engine, and close the session when each app context ends."""
    app.extensions["engine"] = make_engine(url)

    @app.teardown_appcontext
    def _close(_error: BaseException | None) -> None:
        opened: Session | None = g.pop("session", None)
        if opened is not None:
            opened.close()


def engine() -> sa.Engine:
    """The current app's engine."""
    return cast(sa.Engine, current_app.extensions["engine"])


def current_session() -> Session:
    """The session of the current app context, opened at first use."""
    if "session" not in g:
        g.session = Session(engine(), expire_on_commit=False, autoflush=True)
    return cast(Session, g.session)


session: Session = LocalProxy(current_session)  # type: ignore[assignment]

TODAY = sa.bindparam("today", type_=sa.Date)
"""The day that a statement kept for many requests asks about; `rows` binds it."""


def rows(statement: sa.Executable, values: dict[str, Any]) -> Sequence[sa.Row[Any]]:
    """The rows of a statement of columns that was built once and is kept; `values` are what differs between requests.

    Reads within the session's transaction, past its objects: what a service has not flushed is not there.
    """
    return current_session().connection().execute(statement, {"today": today()} | values).all()


BeforeCommit = Callable[[Session], None]
AfterCommit = Callable[[Session], None]
before_commit: list[BeforeCommit] = []
"""Called inside every unit of work just before it commits, in this order (audit)."""
after_commit: list[AfterCommit] = []
"""Called after every successful commit (handing queued work to the worker)."""


def commit() -> None:
    """Finish the transaction: audit, commit, hand over. Only `unit_of_work` and the sign-in store call this."""
    current = current_session()
    try:
        current.flush()
        for hook in before_commit:
            hook(current)
        current.commit()
    except BaseException:
        current.rollback()
        current.info.clear()
        raise
    for hook in after_commit:
        hook(current)
    current.info.clear()


@contextmanager
def unit_of_work(actor: object = None) -> Iterator[Session]:
    """All or nothing: what is done inside is committed together at the end, in the name of `actor` (None: nobody)."""
    current = current_session()
    g.writes = True
    if current.in_transaction() and not has_request_context():
        current.rollback()  # a read transaction of a command must not turn into a writer
    if actor is not None:
        current.info["actor_id"] = getattr(actor, "id", None)
    try:
        yield current
        commit()
    except BaseException:
        current.rollback()
        current.info.clear()
        raise
    finally:
        if not has_request_context():
            g.pop("writes", None)  # what a command reads afterwards holds no lock


@contextmanager
def writing() -> Iterator[None]:
    """Declare before the first read that this app context is going to write (commands, jobs)."""
    g.writes = True
    yield
