"""The reviewer queue with 500 and 5,000 proposals against a minimal Flask page on the same rows and hello world.

    python -m bench.reviewer_queue [--seconds 10] [--connections 8]

Everything runs in one go on one machine: gunicorn with two workers of four threads for each page in turn, load by wrk
(Debian package). Printed: requests per second, p50 and p95, queries and bytes per page, and the ratios, which are what
counts on a shared machine.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
SIZES = (500, 5000)
REVIEWERS = 20

MINIMAL = '''
import sqlite3, sys, os
from flask import Flask
app = Flask(__name__)
HEAD = "<!doctype html><title>queue</title><table>"
ROW = "<tr><td>{{ r[0] }}<td>{{ r[1] }}<td>{{ r[2] }}<td>{{ r[3] }}</tr>"
PAGE = HEAD + "{% for r in rows %}" + ROW + "{% endfor %}</table>"
SQL = """SELECT p.number, p.title, p.unit_name, a.due FROM assignment a JOIN proposal p ON p.id = a.proposal_id
         WHERE a.state = 'open' ORDER BY a.due, a.id LIMIT 25"""
TEMPLATE = app.jinja_env.from_string(PAGE)
link = None
@app.get("/hello")
def hello(): return "Hello, World!"
@app.get("/minimal")
def minimal():
    global link
    link = link or sqlite3.connect(os.environ["BENCH_DATABASE"], check_same_thread=False)
    return TEMPLATE.render(rows=link.execute(SQL).fetchall())
'''


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@contextmanager
def served(target: str, var_dir: Path, folder: Path) -> Iterator[str]:
    """A gunicorn on a free port; ends with the block."""
    port = free_port()
    env = os.environ | {"VAR_DIR": str(var_dir), "BENCH_DATABASE": str(var_dir / "dotpha.sqlite3")}
    env |= {"PYTHONPATH": f"{folder}:{ROOT}", "SIGN_IN_PER_MINUTE": "1000"}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        str(ROOT / "gunicorn.conf.py"),
        "-b",
        f"127.0.0.1:{port}",
        target,
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(150):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(15)


def signed_in(base: str, email: str, password: str) -> str:
    """The Cookie header of a signed-in person."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = opener.open(f"{base}/sign-in").read().decode()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    form = {"email": email, "password": password, "csrf_token": found[1]}
    opener.open(f"{base}/sign-in", urllib.parse.urlencode(form).encode())
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def load(url: str, seconds: int, connections: int, cookie: str = "") -> dict[str, float]:
    """What wrk measures: requests a second, p50 and p95 in ms."""
    script = Path(tempfile.mkstemp(suffix=".lua")[1])
    script.write_text(
        'done = function(s, l, r) io.write(string.format("RESULT %f %f %f %d\\n", '
        "s.requests / s.duration * 1e6, l:percentile(50) / 1e3, l:percentile(95) / 1e3, s.errors.status)) end"
    )
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script)]
    if cookie:
        command += ["-H", f"Cookie: {cookie}"]
    printed = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    script.unlink()
    found = re.search(r"RESULT ([\d.]+) ([\d.]+) ([\d.]+) (\d+)", printed)
    assert found is not None, printed
    assert int(found[4]) == 0, f"{url}: {found[4]} answers were errors"
    return {"rps": float(found[1]), "p50_ms": float(found[2]), "p95_ms": float(found[3])}


def make_world(var_dir: Path, size: int) -> dict[str, object]:
    """A database with `size` proposals; answers with the queue's queries and bytes for a reviewer and for the desk."""
    made = subprocess.run(
        [sys.executable, "-m", "bench.reviewer_queue_world", str(size), str(REVIEWERS)],
        cwd=ROOT,
        env=os.environ | {"VAR_DIR": str(var_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        sys.exit(made.stderr[-3000:])
    answer: dict[str, object] = json.loads(made.stdout.splitlines()[-1])
    return answer


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=8)
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is needed: apt-get install wrk")
    from bench.world import PASSWORD

    results: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "bench_minimal.py").write_text(MINIMAL)
        for size in SIZES:
            var_dir = folder / str(size)
            results[f"page {size}"] = facts = make_world(var_dir, size)
            with served("wsgi:app", var_dir, folder) as base:
                for who in ("reviewer0", "desk"):
                    cookie = signed_in(base, f"{who}@bench.example", PASSWORD)
                    url = f"{base}{facts['url']}"
                    load(url, 2, options.connections, cookie)
                    results[f"queue {size} {who}"] = load(url, options.seconds, options.connections, cookie)
            with served("bench_minimal:app", var_dir, folder) as base:
                for page in ("minimal", "hello"):
                    load(f"{base}/{page}", 2, options.connections)
                    results[f"{page} {size}"] = load(f"{base}/{page}", options.seconds, options.connections)
    for name, value in results.items():
        print(f"{name:24} {json.dumps(value, ensure_ascii=False)}")
    for who in ("reviewer0", "desk"):
        small, large = results[f"queue 500 {who}"], results[f"queue 5000 {who}"]
        print(f"{who}: 5,000 against 500: {small['rps'] / large['rps']:.2f}x dearer")  # type: ignore[index]
        for page in ("minimal", "hello"):
            other = results[f"{page} 5000"]
            print(f"{who}: 1/{other['rps'] / large['rps']:.1f} of {page}")  # type: ignore[index]


if __name__ == "__main__":
    main()
