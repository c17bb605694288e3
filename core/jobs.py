"""Work that may happen a minute later: the `job` table is the truth, huey only wakes the worker, a sweep finds rest.

Jobs take ids only, are safe to run twice and at once, and lose nothing when the broker is wiped.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask, current_app, g
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import db
from core.db import Base, Code, Document, Id, Moment, choice_column

log = logging.getLogger(__name__)

STALE = timedelta(seconds=60)
"""A running job whose heartbeat is older than this has lost its worker."""
TRIES = 5
"""How often a job that fails, or loses its worker, is tried."""
PATIENCE = 200
"""How often a job is tried whose surroundings are down; with an hour between tries, more than a week."""
LONGEST_PAUSE = timedelta(hours=1)


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One piece of later work. `arguments` holds ids only; `problem` is a code for the page, never a traceback."""

    __tablename__ = "job"
    __table_args__ = (
        sa.CheckConstraint("done >= 0 AND total >= 0", name="progress"),
        sa.Index("ix_job_due", "state", "run_after"),
        sa.Index(
            "uq_job_waiting_key",
            "key",
            unique=True,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        ),
    )

    id: Mapped[Id]
    name: Mapped[Code]
    arguments: Mapped[Document]
    key: Mapped[str | None] = mapped_column(sa.String(200))
    state: Mapped[JobState] = mapped_column(choice_column(JobState), default=JobState.QUEUED)
    run_after: Mapped[Moment]
    made_at: Mapped[Moment]
    started_at: Mapped[datetime | None]
    heartbeat: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    lost: Mapped[int] = mapped_column(default=0)
    """How often a worker vanished while it was running this."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(sa.String(120), default="")


class GiveUp(Exception):
    """Raised by a job that can never succeed; its message is a short code kept in `Job.problem`."""


class TryLater(Exception):
    """Raised by a job whose surroundings are down (mail server, libraries); its message is a code; tried again."""


@dataclass
class Run:
    """What a running job is handed: its id and a way to say how far it is."""

    id: uuid.UUID
    last: float = field(default=0.0)

    def progress(self, done: int, total: int) -> None:
        """Record the progress and the heartbeat in a transaction of their own, at most twice a second."""
        if done < total and time.monotonic() - self.last < 0.5:
            return
        self.last = time.monotonic()
        with db.engine().begin() as connection:
            connection.execute(
                sa.update(Job).where(Job.id == self.id).values(done=done, total=total, heartbeat=db.now())
            )


Handler = Callable[..., None]
_handlers: dict[str, Handler] = {}

hourly: list[Callable[[], None]] = []
"""Tidying that the worker does when it starts and then once an hour (spent keys, old sessions)."""


def job(name: str) -> Callable[[Handler], Handler]:
    """Register the function that carries out jobs of this name; it is called with a `Run` and the job's arguments."""

    def register(handler: Handler) -> Handler:
        _handlers[name] = handler
        return handler

    return register


def enqueue(name: str, *, key: str | None = None, run_after: datetime | None = None, **ids: object) -> Job:
    """Add a job to the current transaction; a waiting job with the same `key` is returned instead of a second one."""
    session = db.current_session()
    values: dict[str, Any] = {
        "id": uuid.uuid4(),
        "name": name,
        "arguments": {name_: str(value) for name_, value in ids.items()},
        "key": key,
        "run_after": run_after or db.now(),
        "made_at": db.now(),
    }
    if key is None:
        made = Job(**values)
        session.add(made)
    else:
        made = _only(values)
    if made.id == values["id"]:
        session.info.setdefault("jobs", []).append(made.id)
    return made


def _only(values: dict[str, Any]) -> Job:
    """The waiting job of this key: the one somebody else has just added, or a new one; never an error, never two."""
    session = db.current_session()
    insert = postgresql.insert if db.engine().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Job).on_conflict_do_nothing(index_elements=["key"], index_where=sa.text("state = 'queued'"))
    for _ in range(5):
        session.execute(statement, values)
        waiting = session.scalar(sa.select(Job).where(Job.key == values["key"], Job.state == JobState.QUEUED))
        if waiting is not None:
            return waiting
    raise RuntimeError(f"no job of key {values['key']} could be added")


def _hand_over(session: Session) -> None:
    for job_id in session.info.pop("jobs", []):
        try:
            current_app.extensions["wake"](str(job_id))
        except Exception as error:  # a broker that is down delays work, it never loses it
            log.warning("the queue did not answer, the sweep will pick the work up: %s", type(error).__name__)


db.after_commit.append(_hand_over)


def make_huey(url: str) -> Huey:
    """The queue behind QUEUE_URL: SQLite file, Redis or PostgreSQL."""
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return SqliteHuey("dotpha", filename=url.removeprefix("sqlite:///"), results=False)
    if scheme.startswith("redis"):
        return RedisHuey("dotpha", url=url, results=False)
    return PostgresHuey("dotpha", dsn=url, results=False)


def init_app(app: Flask, queue_url: str) -> None:
    """Connect the app to its queue; nothing is opened until the first job is handed over."""
    app.extensions["queue_url"] = queue_url
    held: dict[str, Huey] = {}

    def wake(job_id: str) -> None:
        if "huey" not in held:
            held["huey"] = make_huey(queue_url)
            held["task"] = held["huey"].task(name="run_job")(lambda _id: None)
        held["task"](job_id)

    app.extensions["wake"] = wake


def run(job_id: uuid.UUID) -> bool:
    """Carry out one job if it is still waiting; returns whether this call ran it. Needs an app context."""
    claimed = _claim(job_id)
    if claimed is None:
        return False
    name, arguments = claimed
    handler = _handlers.get(name)
    problem = ""
    try:
        if handler is None:
            raise GiveUp("unknown_job")
        with _beating(job_id):
            handler(Run(job_id), **arguments)
    except GiveUp as error:
        problem = str(error) or "gave_up"
        _end(job_id, JobState.FAILED, problem)
    except TryLater as error:
        _again(job_id, str(error) or "try_later", most=PATIENCE)
    except Exception as error:  # the log has the detail, the row a code
        log.exception("job %s (%s) failed", job_id, name)
        _again(job_id, type(error).__name__)
    else:
        _end(job_id, JobState.DONE, problem)
    finally:
        db.current_session().rollback()
    return True


def _claim(job_id: uuid.UUID) -> tuple[str, dict[str, Any]] | None:
    with _short() as connection:
        claimed = connection.execute(
            sa.update(Job)
            .where(
                Job.id == job_id,
                Job.run_after <= db.now(),
                sa.or_(
                    Job.state == JobState.QUEUED,
                    sa.and_(Job.state == JobState.RUNNING, Job.heartbeat < db.now() - STALE),
                ),
            )
            .values(
                state=JobState.RUNNING,
                started_at=db.now(),
                heartbeat=db.now(),
                attempts=Job.attempts + 1,
                lost=sa.case((Job.state == JobState.RUNNING, Job.lost + 1), else_=Job.lost),
            )
        ).rowcount
        if not claimed:
            return None
        row = connection.execute(sa.select(Job.name, Job.arguments).where(Job.id == job_id)).one()
        return row.name, row.arguments


@contextmanager
def _short() -> Iterator[sa.Connection]:
    before = g.get("writes")
    g.writes = True
    try:
        with db.engine().begin() as connection:
            yield connection
    finally:
        g.writes = bool(before)


@contextmanager
def _beating(job_id: uuid.UUID) -> Iterator[None]:
    """Keep the heartbeat of a long job young from a second thread, so that the sweep leaves it alone."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(STALE.total_seconds() / 4):
            with app.app_context(), _short() as connection:
                connection.execute(sa.update(Job).where(Job.id == job_id).values(heartbeat=db.now()))

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _end(job_id: uuid.UUID, state: JobState, problem: str) -> None:
    with _short() as connection:
        connection.execute(
            sa.update(Job).where(Job.id == job_id).values(state=state, ended_at=db.now(), problem=problem[:120])
        )


def _again(job_id: uuid.UUID, problem: str, *, most: int = TRIES) -> None:
    with _short() as connection:
        attempts = connection.execute(sa.select(Job.attempts).where(Job.id == job_id)).scalar_one()
        if attempts >= most:
            connection.execute(
                sa.update(Job)
                .where(Job.id == job_id)
                .values(state=JobState.FAILED, ended_at=db.now(), problem=problem[:120])
            )
            return
        pause = min(timedelta(seconds=15 * 4 ** min(attempts - 1, 9)), LONGEST_PAUSE)
        connection.execute(
            sa.update(Job)
            .where(Job.id == job_id)
            .values(state=JobState.QUEUED, run_after=db.now() + pause, problem=problem[:120], key=None)
        )


def due(limit: int = 20) -> list[uuid.UUID]:
    """Jobs that should run now: waiting ones whose time has come, and running ones whose worker is gone."""
    with db.engine().connect() as connection:
        return list(
            connection.execute(
                sa.select(Job.id)
                .where(
                    sa.or_(
                        sa.and_(Job.state == JobState.QUEUED, Job.run_after <= db.now()),
                        sa.and_(Job.state == JobState.RUNNING, Job.heartbeat < db.now() - STALE),
                    )
                )
                .order_by(Job.run_after)
                .limit(limit)
            ).scalars()
        )


def sweep() -> int:
    """Run everything that is due; returns how many jobs this call carried out.

    A job that has taken its worker down with it too often is not given another.
    """
    with _short() as connection:
        connection.execute(
            sa.update(Job)
            .where(Job.state == JobState.RUNNING, Job.heartbeat < db.now() - STALE, Job.lost >= TRIES - 1)
            .values(state=JobState.FAILED, ended_at=db.now(), problem="worker_lost")
        )
    return sum(run(job_id) for job_id in due())


def work(app: Flask, *, stop: threading.Event, threads: int = 2, pause: float = 2.0) -> None:
    """The worker: huey threads for what is handed over, and a sweep every `pause` seconds for what was not."""
    huey = make_huey(app.extensions["queue_url"])

    @huey.task(name="run_job")
    def run_job(job_id: str) -> None:
        with app.app_context():
            run(uuid.UUID(job_id))

    consumer = huey.create_consumer(
        workers=threads, periodic=False, check_worker_health=True, initial_delay=0.05, max_delay=0.5
    )
    consumer._set_signal_handlers = lambda: None  # signals are the command's: huey's own would not end the sweep
    started = _start(consumer)
    tidied = 0.0
    while not stop.wait(pause):
        started = started or _start(consumer)
        try:
            with app.app_context():
                sweep()
            if not tidied or time.monotonic() - tidied > 3600:
                tidied = time.monotonic()
                tidy(app)
        except Exception:  # the database may be restarting; the next round tries again
            log.exception("the sweep failed")
    if started:
        consumer.stop(graceful=True)


def tidy(app: Flask) -> None:
    """Do what is done once an hour, each piece for itself."""
    for deed in hourly:
        try:
            with app.app_context():
                deed()
        except Exception:
            log.exception("tidying failed")


def _start(consumer: Any) -> bool:
    try:
        consumer.start()
    except Exception as error:  # the broker is down: the sweep alone carries on
        log.warning("the queue is not reachable (%s): work is picked up by the sweep alone", type(error).__name__)
        return False
    return True
