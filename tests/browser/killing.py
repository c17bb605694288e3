"""A chromium that can be killed: a process of our own with a profile on disk, driven from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserType

from tests.browser.serving import CHROMIUM, QUIETLY, free_port


class Process:
    """One run of chromium on a profile; what dies with it is what a power cut would take."""

    def __init__(self, kind: BrowserType, profile: Path) -> None:
        port = free_port()
        words = [CHROMIUM, *QUIETLY, "--headless=new", f"--remote-debugging-port={port}", f"--user-data-dir={profile}"]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen([*words, "about:blank"], stdout=quiet, stderr=quiet, start_new_session=True)
        self.browser: Browser = kind.connect_over_cdp(self._door(port))

    def _door(self, port: int) -> str:
        for _ in range(300):
            assert self._process.poll() is None, "chromium ended"
            try:
                with urlopen(f"http://127.0.0.1:{port}/json/version", timeout=5):
                    return f"http://127.0.0.1:{port}"
            except OSError:
                time.sleep(0.1)
        raise AssertionError("chromium did not open its door")

    def kill(self) -> None:
        """SIGKILL to the browser and everything it started; nothing is written down on the way out."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@contextmanager
def chromium_of_its_own(kind: BrowserType, profile: Path) -> Iterator[Process]:
    """Start it, and leave nothing running."""
    process = Process(kind, profile)
    try:
        yield process
    finally:
        process.kill()
