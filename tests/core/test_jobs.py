"""Jobs: the table is the truth; twice, at once, after a crash and without a broker, each is carried out once."""

import threading
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from core import db, jobs
from core.db import session, unit_of_work
from core.jobs import GiveUp, Job, JobState, TryLater

DONE: list[str] = []
BEHAVE: dict[str, object] = {}


@jobs.job("test.note")
def note(run: jobs.Run, thing: str) -> None:
    """Write down that it ran; do what the test asked for first."""
    deed = BEHAVE.get("deed")
    if callable(deed):
        deed()
    DONE.append(thing)
    run.progress(1, 1)


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    DONE.clear()
    BEHAVE.clear()
    yield
    BEHAVE.clear()


def enqueue(app: Flask, **more) -> uuid.UUID:
    with app.app_context(), unit_of_work():
        return jobs.enqueue("test.note", thing="x", **more).id


def read(app: Flask, job_id: uuid.UUID) -> Job:
    with app.app_context():
        row = session.get(Job, job_id)
        assert row is not None
        return row


def change(app: Flask, job_id: uuid.UUID, **values) -> None:
    with app.app_context():
        from flask import g

        g.writes = True
        with db.engine().begin() as connection:
            connection.execute(sa.update(Job).where(Job.id == job_id).values(**values))


def run(app: Flask, job_id: uuid.UUID) -> bool:
    with app.app_context():
        return jobs.run(job_id)


def sweep(app: Flask) -> int:
    with app.app_context():
        return jobs.sweep()


def test_a_job_runs_once_however_often_it_is_handed_over(app: Flask):
    job_id = enqueue(app)
    assert [run(app, job_id), run(app, job_id), sweep(app)] == [True, False, 0]
    row = read(app, job_id)
    assert (row.state, row.attempts, row.done, row.total, row.problem) == (JobState.DONE, 1, 1, 1, "")
    assert DONE == ["x"]


def test_two_workers_at_once_run_it_once(app: Flask):
    job_id = enqueue(app)
    BEHAVE["deed"] = lambda: time.sleep(0.3)
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda: answers.append(run(app, job_id))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, False, False, False, True]
    assert DONE == ["x"]


def test_a_rolled_back_unit_of_work_leaves_no_job(app: Flask):
    with app.app_context():
        with pytest.raises(ZeroDivisionError), unit_of_work():
            jobs.enqueue("test.note", thing="x")
            raise ZeroDivisionError
        assert session.scalar(sa.select(sa.func.count()).select_from(Job)) == 0
    assert sweep(app) == 0


def test_a_crashed_worker_is_noticed_by_its_silence(app: Flask):
    job_id = enqueue(app)
    with app.app_context():
        old = db.now() - jobs.STALE - timedelta(seconds=1)
    change(app, job_id, state=JobState.RUNNING, attempts=1, started_at=old, heartbeat=old)
    assert sweep(app) == 1
    row = read(app, job_id)
    assert (row.state, row.attempts, row.lost) == (JobState.DONE, 2, 1)


def test_a_running_job_with_a_young_heartbeat_is_left_alone(app: Flask):
    job_id = enqueue(app)
    with app.app_context():
        young = db.now() - timedelta(seconds=5)
    change(app, job_id, state=JobState.RUNNING, attempts=1, started_at=young, heartbeat=young)
    assert sweep(app) == 0
    assert DONE == []


def test_a_job_that_takes_its_worker_down_each_time_is_not_given_another(app: Flask):
    job_id = enqueue(app)
    with app.app_context():
        old = db.now() - jobs.STALE - timedelta(seconds=1)
    change(app, job_id, state=JobState.RUNNING, attempts=5, lost=4, started_at=old, heartbeat=old)
    assert sweep(app) == 0
    row = read(app, job_id)
    assert (row.state, row.problem) == (JobState.FAILED, "worker_lost")


def test_a_fault_is_tried_again_with_pauses_and_ends_after_five(app: Flask):
    job_id = enqueue(app)

    def fail() -> None:
        raise ValueError("nội dung bí mật")

    BEHAVE["deed"] = fail
    for attempt in range(1, 6):
        assert sweep(app) == 1
        assert sweep(app) == 0  # the pause
        row = read(app, job_id)
        assert row.attempts == attempt
        assert row.problem == "ValueError"
        with app.app_context():
            change(app, job_id, run_after=db.now())
    assert read(app, job_id).state is JobState.FAILED
    assert sweep(app) == 0


def test_a_hopeless_job_fails_at_once(app: Flask):
    job_id = enqueue(app)

    def give_up() -> None:
        raise GiveUp("mail_refused")

    BEHAVE["deed"] = give_up
    sweep(app)
    row = read(app, job_id)
    assert (row.state, row.problem) == (JobState.FAILED, "mail_refused")


def test_surroundings_that_are_down_are_waited_for_far_longer(app: Flask):
    job_id = enqueue(app)

    def later() -> None:
        raise TryLater("mail_server_down")

    BEHAVE["deed"] = later
    change(app, job_id, attempts=50)
    sweep(app)
    row = read(app, job_id)
    assert (row.state, row.problem) == (JobState.QUEUED, "mail_server_down")
    with app.app_context():
        assert row.run_after - db.now() <= jobs.LONGEST_PAUSE


def test_an_unknown_job_fails_with_a_code(app: Flask):
    with app.app_context(), unit_of_work():
        job_id = jobs.enqueue("no.such.job", thing="x").id
    sweep(app)
    assert read(app, job_id).problem == "unknown_job"


def test_a_half_done_unit_of_a_failing_job_is_rolled_back(app: Flask):
    job_id = enqueue(app)

    def half() -> None:
        with unit_of_work():
            jobs.enqueue("test.note", thing="never")
            raise ValueError

    BEHAVE["deed"] = half
    sweep(app)
    with app.app_context():
        assert list(session.scalars(sa.select(Job.id))) == [job_id]


def test_a_waiting_job_with_the_same_key_is_not_doubled(app: Flask):
    assert enqueue(app, key="check:1") == enqueue(app, key="check:1")
    assert enqueue(app, key="check:2") != enqueue(app, key="check:1")
    sweep(app)
    enqueue(app, key="check:1")
    assert len(DONE) == 2


def test_the_same_key_from_many_at_once_is_one_job_and_nobody_is_refused(app: Flask):
    failures: list[str] = []
    start = threading.Barrier(6)

    def ask() -> None:
        start.wait()
        try:
            enqueue(app, key="check:1")
        except Exception as error:
            failures.append(repr(error))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with app.app_context():
        assert session.scalar(sa.select(sa.func.count()).select_from(Job)) == 1


def test_a_later_job_waits_for_its_time(app: Flask):
    with app.app_context():
        job_id = enqueue(app, run_after=db.now() + timedelta(minutes=5))
    assert run(app, job_id) is False
    assert sweep(app) == 0


def test_one_failing_tidying_does_not_stop_the_next(app: Flask):
    before = list(jobs.hourly)
    jobs.hourly[:] = [lambda: DONE.append(str(1 / 0)), lambda: DONE.append("tidied")]
    try:
        jobs.tidy(app)
    finally:
        jobs.hourly[:] = before
    assert DONE == ["tidied"]


# --- with a queue and a worker --------------------------------------------------------------------


def queue_urls(app: Flask, tmp_path: Path) -> dict[str, str]:
    urls = {"sqlite": f"sqlite:///{tmp_path / 'queue.sqlite3'}", "redis": "redis://127.0.0.1:6379/9"}
    url: sa.URL = app.extensions["engine"].url
    if url.drivername.startswith("postgresql"):
        urls["postgresql"] = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return urls


def working(app: Flask) -> tuple[threading.Event, threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=jobs.work, args=(app,), kwargs={"stop": stop, "pause": 0.2})
    thread.start()
    return stop, thread


def until(condition, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("kind", ["sqlite", "redis", "postgresql"])
def test_a_worker_carries_out_what_is_handed_over(app: Flask, tmp_path: Path, kind: str):
    url = queue_urls(app, tmp_path).get(kind)
    if url is None:
        pytest.skip("the PostgreSQL queue is tried with --db postgresql")
    if kind == "redis":
        redis = pytest.importorskip("redis")
        try:
            redis.from_url(url).flushdb()
        except redis.exceptions.ConnectionError:
            pytest.skip("no Redis on this machine")
    kept = app.extensions["queue_url"], app.extensions["wake"]
    jobs.init_app(app, url)
    stop, thread = working(app)
    try:
        ids = [enqueue(app) for _ in range(5)]
        assert until(lambda: len(DONE) >= 5)
        assert until(lambda: all(read(app, job_id).state is JobState.DONE for job_id in ids))
    finally:
        stop.set()
        thread.join(20)
        app.extensions["queue_url"], app.extensions["wake"] = kept
    assert not thread.is_alive()
    assert DONE == ["x"] * 5


def test_a_wiped_or_absent_broker_delays_work_and_loses_none(app: Flask):
    kept = app.extensions["queue_url"], app.extensions["wake"]
    jobs.init_app(app, "redis://127.0.0.1:1/0")  # nobody listens there
    try:
        job_id = enqueue(app)  # the request that causes the work is not disturbed
        assert read(app, job_id).state is JobState.QUEUED
        stop, thread = working(app)
        assert until(lambda: read(app, job_id).state is JobState.DONE)
        stop.set()
        thread.join(20)
        assert not thread.is_alive()
    finally:
        app.extensions["queue_url"], app.extensions["wake"] = kept
