"""The reviewer queue with 500 and 5,000 proposals against hello world and a minimal Flask page on the same rows.

    python -m bench.reviewer_queue [--seconds 5] [--rounds 3] [--connections 8] [--database postgresql://…/postgres]

Four servers run side by side, each as in production (gunicorn.conf.py: two processes of four threads): the product on
both registries, and the two reference pages. They are loaded in turn by wrk (Debian package), round after round, so
that what else the machine does strikes all alike; the median round counts. Printed: requests a second, p95, CPU time of
the server a request, queries and bytes of the page, and the ratios, which are what counts on a shared machine.

The product's page is that of a person who signed in through the sign-in page: a reviewer's own queue (60 scorecards in
either registry), and the secretariat's queue of everything. With --database, each registry gets a database of its own
on that PostgreSQL server, dropped at the end; otherwise both are SQLite.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

ROOT = Path(__file__).parent.parent
SIZES = (500, 5000)
WHO = {"reviewer0": "a reviewer's own", "desk": "the secretariat's"}

MINIMAL = '''
import os
from flask import Flask
app = Flask(__name__)
HEAD = "<!doctype html><title>queue</title><table>"
ROW = "<tr><td>{{ r[0] }}<td>{{ r[1] }}<td>{{ r[2] }}<td>{{ r[3] }}</tr>"
PAGE = HEAD + "{% for r in rows %}" + ROW + "{% endfor %}</table>"
SQL = """SELECT p.number, p.title, p.unit_name, a.due FROM assignment a JOIN proposal p ON p.id = a.proposal_id
         WHERE a.state = 'open' ORDER BY a.due, a.id LIMIT 25"""
TEMPLATE = app.jinja_env.from_string(PAGE)
def connected(url=os.environ["DATABASE_URL"]):
    if url.startswith("sqlite"):
        import sqlite3
        return sqlite3.connect(url.removeprefix("sqlite:///"), check_same_thread=False)
    import psycopg
    return psycopg.connect(url, autocommit=True)
link = None
@app.get("/healthz")
@app.get("/hello")
def hello(): return "Hello, World!"
@app.get("/minimal")
def minimal():
    global link
    link = link or connected()
    return TEMPLATE.render(rows=link.execute(SQL).fetchall())
'''


@dataclass
class Server:
    """A running gunicorn: its address and the process that owns its workers."""

    base: str
    pid: int

    def worked(self) -> float:
        """Seconds of CPU that its present workers have used (Linux)."""
        ticks = 0
        for worker in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split():
            told = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
            ticks += int(told[11]) + int(told[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@dataclass
class Page:
    """One page under load, and what each round measured."""

    server: Server
    path: str
    cookie: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    rounds: list[dict[str, float]] = field(default_factory=list)

    def median(self, name: str) -> float:
        """The median of one figure."""
        return statistics.median(measured[name] for measured in self.rounds)


@contextmanager
def database(server: str, folder: Path, size: int) -> Iterator[dict[str, str]]:
    """The settings of an empty place for one registry; gone with the block."""
    var_dir = folder / str(size)
    if not server:
        yield {"VAR_DIR": str(var_dir), "DATABASE_URL": f"sqlite:///{var_dir / 'dotpha.sqlite3'}"}
        return
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    name = f"bench_queue_{size}_{os.getpid()}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    made = url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    try:
        yield {"VAR_DIR": str(var_dir), "DATABASE_URL": made}
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
        engine.dispose()


def filled(place: dict[str, str], size: int) -> dict[str, Any]:
    """Fill a registry; what its page costs, and the cookies of its two people."""
    command = [sys.executable, "-m", "bench.reviewer_queue_world", str(size)]
    made = subprocess.run(command, cwd=ROOT, env=os.environ | place, capture_output=True, text=True, check=False)
    if made.returncode:
        sys.exit(made.stderr[-3000:])
    facts: dict[str, Any] = json.loads(made.stdout.splitlines()[-1])
    return facts


@contextmanager
def served(target: str, place: dict[str, str], folder: Path) -> Iterator[Server]:
    """A gunicorn on a free port; ends with the block."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = int(held.getsockname()[1])
    env = os.environ | place | {"PYTHONPATH": f"{folder}:{ROOT}"}
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "-b", f"127.0.0.1:{port}", target]
    # Workers are not renewed within a measurement.
    command += ["--max-requests", "0"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(f"{base}/healthz")
        yield Server(base, process.pid)
    finally:
        process.terminate()
        process.wait(60)


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=10).read()
            return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"{url} does not answer")


SAYING = """
done = function(s, l, r)
  io.write(string.format("RESULT %f %f %d %d\\n", s.requests / s.duration * 1e6, l:percentile(95) / 1e3,
    s.requests, s.errors.status + s.errors.read + s.errors.connect + s.errors.timeout))
end
"""


def load(page: Page, script: Path, seconds: int, connections: int) -> dict[str, float]:
    """What one round shows: requests a second, p95 and the server's CPU time a request, both in ms."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script)]
    if page.cookie:
        command += ["-H", f"Cookie: {page.cookie}"]
    before = page.server.worked()
    told = subprocess.run([*command, page.server.base + page.path], capture_output=True, text=True, check=True).stdout
    after = page.server.worked()
    found = re.search(r"RESULT ([\d.]+) ([\d.]+) (\d+) (\d+)", told)
    assert found is not None, told
    assert int(found[4]) == 0, f"{page.path}: {found[4]} answers were errors"
    return {"rps": float(found[1]), "p95_ms": float(found[2]), "cpu_ms": (after - before) / max(1, int(found[3])) * 1e3}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--database", default="", help="a PostgreSQL server, as a URL of a database one may connect to")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("The load comes from wrk, which is missing here: apt-get install wrk")
    pages: dict[str, Page] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "bench_minimal.py").write_text(MINIMAL)
        script = folder / "saying.lua"
        script.write_text(SAYING)
        for size in SIZES:
            place = stack.enter_context(database(options.database, folder, size))
            facts = filled(place, size)
            server = stack.enter_context(served("wsgi:app", place, folder))
            for who in WHO:
                told = facts[who]
                pages[f"{who} {size}"] = Page(server, facts["url"], told.pop("cookie"), told)
        bare = stack.enter_context(served("bench_minimal:app", place, folder))
        pages |= {name: Page(bare, f"/{name}") for name in ("minimal", "hello")}
        for page in pages.values():
            load(page, script, 2, options.connections)
        for _ in range(options.rounds):
            for page in pages.values():
                page.rounds.append(load(page, script, options.seconds, options.connections))
    print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {'PostgreSQL' if options.database else 'SQLite'}"
    )
    _say(pages)


def _say(pages: dict[str, Page]) -> None:
    print(f"{'page':16}{'requests/s':>12}{'p95 ms':>10}{'CPU ms':>9}{'queries':>9}{'bytes':>8}")
    for name, page in pages.items():
        told = "".join(f"{page.facts.get(fact, ''):>{wide}}" for fact, wide in (("queries", 9), ("bytes", 8)))
        print(f"{name:16}{page.median('rps'):12.0f}{page.median('p95_ms'):10.1f}{page.median('cpu_ms'):9.2f}{told}")
    for who, words in WHO.items():
        small, large = pages[f"{who} 500"], pages[f"{who} 5000"]
        print(
            f"{words} queue: 5,000 against 500 proposals {small.median('rps') / large.median('rps'):.2f}x dearer",
            end="",
        )
        for name in ("minimal", "hello"):
            print(f", 1/{pages[name].median('rps') / large.median('rps'):.1f} of {name}", end="")
        print()


if __name__ == "__main__":
    main()
