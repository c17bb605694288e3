"""The product as people meet it: web server and worker as processes, on a free port and in a folder of their own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import IO, cast
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIETLY = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
]
PREPARE = """
import sys
from wsgi import app
for words in (["db", "upgrade"], ["catalog", "load"]):
    outcome = app.test_cli_runner().invoke(args=words)
    if outcome.exit_code:
        sys.exit(outcome.output + repr(outcome.exception))
with app.app_context():
    from demo import loading
    loading.load() if sys.argv[1] == "whole" else loading.load_people()
"""


@dataclass
class Site:
    """A running product: its address, its folder, and the operator's commands."""

    url: str
    var_dir: Path
    settings: dict[str, str]
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _logs: list[IO[bytes]] = field(default_factory=list)

    def flask(self, *words: str) -> str:
        """What an operator's command prints; AssertionError when it fails."""
        done = self._run(sys.executable, "-m", "flask", "--app", "wsgi", *words)
        assert done.returncode == 0, f"flask {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def prepare(self, world: str) -> None:
        """Tables, catalogue, and "people" or the "whole" example world."""
        done = self._run(sys.executable, "-c", PREPARE, world)
        assert done.returncode == 0, f"the site could not be prepared: {done.stdout[-2000:]}{done.stderr[-4000:]}"

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | self.settings
        return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    def start(self) -> None:
        """Web server and worker; returns when pages are answered."""
        port = self.url.rpartition(":")[2]
        gunicorn = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "wsgi:app"]
        self._spawn("web", gunicorn)
        self._await_ready()
        self._spawn("worker", [sys.executable, "-m", "flask", "--app", "wsgi", "worker"])

    def _spawn(self, name: str, words: Sequence[str]) -> None:
        log = (self.var_dir / f"{name}.log").open("wb")
        self._logs.append(log)
        self._processes.append(
            subprocess.Popen(
                words, cwd=ROOT, env=os.environ | self.settings, stdout=log, stderr=log, start_new_session=True
            )
        )

    def _await_ready(self) -> None:
        for _ in range(300):
            assert self._processes[0].poll() is None, f"the web server ended: {self.log('web')}"
            try:
                with urlopen(f"{self.url}/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"the web server did not become ready: {self.log('web')}")

    def stop(self) -> None:
        """End what was started, by process group: asked first, then made to."""
        for process in self._processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self._processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        for log in self._logs:
            log.close()

    def log(self, name: str) -> str:
        """The last lines of a process."""
        path = self.var_dir / f"{name}.log"
        return path.read_text(errors="replace")[-4000:] if path.exists() else ""

    def letters(self, address: str) -> list[EmailMessage]:
        """The letters in the mail folder to one address, oldest first."""
        found = sorted((self.var_dir / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        read = [message_from_bytes(path.read_bytes(), policy=modern) for path in found]
        return [letter for letter in read if letter["To"] == address]

    def letter(self, address: str, about: str) -> str:
        """The text of the newest letter to an address whose subject contains `about`; waits for its delivery."""
        for _ in range(300):
            for letter in reversed(self.letters(address)):
                if about in str(letter["Subject"]):
                    return cast(str, letter.get_content())
            time.sleep(0.1)
        had = [str(letter["Subject"]) for letter in self.letters(address)]
        raise AssertionError(f"no letter about {about!r} to {address} (only {had}); worker: {self.log('worker')}")

    def link_in(self, text: str) -> str:
        """The first address of this site in a letter."""
        found = re.search(re.escape(self.url) + r"/\S+", text)
        assert found, f"no link in: {text}"
        return found[0]

    def demo_accounts(self) -> list[dict[str, str]]:
        """What `demo accounts --json` tells."""
        return cast(list[dict[str, str]], json.loads(self.flask("demo", "accounts", "--json")))


def free_port() -> int:
    """A port nobody uses at this moment."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextmanager
def serving(var_dir: Path, *, world: str = "people", database_url: str = "") -> Iterator[Site]:
    """A product of its own with the demo people (or the "whole" example world), ended with everything it started."""
    url = f"http://127.0.0.1:{free_port()}"
    settings = {
        "VAR_DIR": str(var_dir),
        "PUBLIC_URL": url,
        "SIGN_IN_PER_MINUTE": "10000",
        "DATABASE_URL": database_url,
        "QUEUE_URL": "",
        "FILES_URL": "",
        "MAIL_URL": "",
        "PRODUCTION": "",
        "PYTHONWARNINGS": "ignore",
    }
    site = Site(url=url, var_dir=var_dir, settings=settings)
    site.prepare(world)
    try:
        site.start()
        yield site
    finally:
        site.stop()


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's browser, calling nobody."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
    try:
        yield browser
    finally:
        browser.close()
