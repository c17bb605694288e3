"""The press: a packet's JSON becomes the bytes of its PDF. Only the worker renders; WeasyPrint is imported inside.

`render` works in the calling process, `render_limited` in a child of its own with bounds on memory, processor and time.
The fetcher serves the sheet's fonts from memory and nothing else: no base URL, no network, no file named by data.
The same JSON gives the same bytes.
"""

from __future__ import annotations

import gc
import hashlib
import json
import logging
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.config import child_environment
from packets.contents import content_sha256
from packets.pages import HOME, Pages, pages

Progress = Callable[[int, int], None]
"""Called with (done, total) dossiers: first (0, total), then an estimate by pages, (total, total) with the bytes."""

FONTS = HOME / "static" / "paper" / "fonts"
SCHEME = "paper:"

MEMORY_MB = 3072
"""Address space of the child; 20 proposals of 12 pages need about 850 MB of memory."""
SECONDS = 600


class RenderError(Exception):
    """The packet could not be laid out; the message is a sentence for the log and the job's row."""


class PaperUnavailable(RenderError):
    """The machine lacks the libraries that lay out pages; everything else works."""


UNAVAILABLE = (
    "Chưa lập được tệp PDF: máy chủ thiếu thư viện dàn trang Pango "
    "(gói libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0). Các việc khác vẫn làm được."
)


def render(packet_json: dict[str, object], *, on_progress: Progress | None = None) -> bytes:
    """The PDF of this packet. RenderError when the JSON is no packet, PaperUnavailable without the Pango libraries."""
    try:
        made = pages(packet_json)
    except (ValueError, TypeError) as wrong:
        raise RenderError(f"not a packet: {wrong}") from wrong
    return press(made, identifier=content_sha256(packet_json)[:32], on_progress=on_progress)


def press(made: Pages, *, identifier: str, on_progress: Progress | None = None) -> bytes:
    """Lays out finished pages; the identifier is what the PDF calls itself, so that no clock is read."""
    try:
        import weasyprint  # noqa: PLC0415 - only the worker pays for it
    except OSError as missing:
        raise PaperUnavailable(UNAVAILABLE) from missing
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    assets = _assets()

    class Fence(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if url not in assets:
                raise ValueError("not an asset of the paper")
            return URLFetcherResponse(url, assets[url], {"Content-Type": "font/ttf"})

    fence = Fence()
    fonts = FontConfiguration()
    with _undisturbed(), _told(made, on_progress):
        sheet = weasyprint.CSS(string=made.css, url_fetcher=fence, font_config=fonts)
        document = weasyprint.HTML(string=made.html, url_fetcher=fence).render(
            stylesheets=[sheet], font_config=fonts, pdf_tags=True
        )
        pdf = document.write_pdf(pdf_identifier=identifier.encode("ascii"), pdf_tags=True)
    assert isinstance(pdf, bytes)
    if on_progress:
        on_progress(len(made.weights), len(made.weights))
    return pdf


def _assets() -> dict[str, bytes]:
    return {f"{SCHEME}{file.name}": file.read_bytes() for file in sorted(FONTS.glob("*.ttf"))}


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No garbage collection while boxes are made by the hundred thousand: 1.14 times as fast."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _PageCounter(logging.Handler):
    """Hears each page being laid out and tells which dossier that is, judging by the dossiers' lengths."""

    CHARACTERS_A_PAGE = 6200

    def __init__(self, made: Pages, on_progress: Progress) -> None:
        super().__init__(logging.INFO)
        self.tell = on_progress
        self.total = len(made.weights)
        self.ends = [sum(made.weights[: index + 1]) / self.CHARACTERS_A_PAGE + 3 for index in range(self.total)]
        self.done = 0

    def emit(self, record: logging.LogRecord) -> None:
        if "Page %d" not in str(record.msg) or not isinstance(record.args, tuple) or not record.args:
            return
        page = record.args[0]
        reached = sum(1 for end in self.ends if isinstance(page, int) and page >= end)
        if self.done < reached < self.total:
            self.done = reached
            self.tell(self.done, self.total)


@contextmanager
def _told(made: Pages, on_progress: Progress | None) -> Iterator[None]:
    if on_progress is None:
        yield
        return
    on_progress(0, len(made.weights))
    logger = logging.getLogger("weasyprint.progress")
    counter = _PageCounter(made, on_progress)
    level, propagate = logger.level, logger.propagate
    logger.addHandler(counter)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(counter)
        logger.setLevel(level)
        logger.propagate = propagate


def render_limited(
    packet_json: dict[str, object],
    *,
    on_progress: Progress | None = None,
    memory_mb: int = MEMORY_MB,
    seconds: int = SECONDS,
) -> bytes:
    """Like `render`, in a child with bounds on memory and time; RenderError when it broke or was ended."""
    with tempfile.TemporaryDirectory(prefix="packet-") as folder:
        paper = Path(folder) / "packet.json"
        target = Path(folder) / "packet.pdf"
        paper.write_bytes(json.dumps(packet_json, ensure_ascii=False).encode("utf-8"))
        child = subprocess.Popen(
            [sys.executable, "-m", "packets.render", str(paper), str(target), str(memory_mb), str(seconds)],
            cwd=HOME,
            env=_bare_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        return _await(child, target, on_progress, seconds)


def _bare_environment(folder: str) -> dict[str, str]:
    """No secret of ours reaches the child; a fixed hash seed keeps its bytes the same."""
    return {
        **child_environment(),
        "PYTHONHASHSEED": "0",
        "TMPDIR": folder,
        "HOME": folder,
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _await(child: subprocess.Popen[str], target: Path, on_progress: Progress | None, seconds: int) -> bytes:
    timer = threading.Timer(seconds, child.kill)
    timer.start()
    said: dict[str, object] = {}
    assert child.stdout is not None
    try:
        for line in child.stdout:
            said = json.loads(line)
            done, total = said.get("done"), said.get("total")
            if on_progress and isinstance(done, int) and isinstance(total, int):
                on_progress(done, total)
        code = child.wait()
    finally:
        timer.cancel()
        if child.poll() is None:
            child.kill()
            child.wait()
        child.stdout.close()
    if code == 0 and target.exists():
        pdf = target.read_bytes()
        if hashlib.sha256(pdf).hexdigest() == said.get("sha256"):
            return pdf
    if said.get("error") == "unavailable":
        raise PaperUnavailable(UNAVAILABLE)
    if said.get("error"):
        raise RenderError(str(said["error"]))
    raise RenderError(f"the press stopped (code {code}): more than its memory or its {seconds} seconds")


def _child(paper: str, target: str, memory_mb: str, seconds: str) -> int:
    _limit(int(memory_mb), int(seconds))
    voice = sys.stdout
    sys.stdout = sys.stderr  # libraries that print (WeasyPrint without Pango does) must not garble what we say

    def say(**words: object) -> None:
        voice.write(json.dumps(words) + "\n")
        voice.flush()

    try:
        packet_json = json.loads(Path(paper).read_bytes())
        pdf = render(packet_json, on_progress=lambda done, total: say(done=done, total=total))
        Path(target).write_bytes(pdf)
    except PaperUnavailable:
        say(error="unavailable")
        return 3
    except MemoryError:
        say(error="the packet needs more memory than allowed")
        return 4
    except Exception as wrong:
        say(error=f"{type(wrong).__name__}: {wrong}"[:500])
        return 5
    say(sha256=hashlib.sha256(pdf).hexdigest())
    return 0


def _limit(memory_mb: int, seconds: int) -> None:
    size = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(_child(*sys.argv[1:5]))
