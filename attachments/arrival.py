"""From an uploaded stream to a stored file, or to the reason why not; no transaction is open meanwhile."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import filetype
from flask import current_app

from attachments.naming import Fault, FileKind, clean_name, promised
from attachments.structure import FINE
from core import files
from core.config import child_environment
from core.files import Stored

log = logging.getLogger(__name__)

HOME = Path(__file__).resolve().parent.parent
WAIT_SECONDS = 60
"""Clock time for one examination; `structure` bounds the processor time."""
AT_ONCE = threading.BoundedSemaphore(2)
"""Examinations of one web process at the same time: each may take a lot of memory."""

OFFICE = frozenset({FileKind.WORD, FileKind.EXCEL})
MAGIC: dict[str, frozenset[FileKind]] = {
    "application/pdf": frozenset({FileKind.PDF}),
    "image/png": frozenset({FileKind.PNG}),
    "image/jpeg": frozenset({FileKind.JPEG}),
    # Which of the two a package is, is told by its parts, not by the order in which a program happened to pack them.
    "application/zip": OFFICE,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": OFFICE,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": OFFICE,
}
OLE_HEAD = bytes.fromhex("d0cf11e0a1b11ae1")
"""Files of Word and Excel before 2007, and today's with a password."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The settings: bytes of one file, files of one proposal, and bytes of all of its files, earlier ones included."""

    file: int
    files: int
    bytes: int


def limits() -> Limits:
    """The limits in force."""
    held = current_app.config
    return Limits(file=held["MAX_FILE_BYTES"], files=held["MAX_FILES"], bytes=held["MAX_FILES_BYTES"])


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One file of a form as it came in."""

    name: str
    stream: IO[bytes]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One file after its examination: stored, or with the reason why not."""

    name: str
    kind: FileKind | None = None
    stored: Stored | None = None
    fault: Fault | None = None


@dataclass
class Landing:
    """The files of one request; those that no row has come to name in the end are taken out of the store again."""

    offers: list[Offer] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)

    def keep(self, stored: Stored) -> None:
        """A row names this file now."""
        self.kept.add(stored.key)


@contextmanager
def landing(uploads: Iterable[Upload], *, owner: uuid.UUID) -> Iterator[Landing]:
    """Examine and store each file by itself; at the end, or when what follows fails, nothing is left without a row.

    A process that is killed here leaves a file without a row: the job "attachments.tidy" finds it.
    """
    made = Landing()
    try:
        for upload in uploads:
            made.offers.append(_receive(upload, owner))
        yield made
    except BaseException:
        made.kept.clear()
        raise
    finally:
        left = [offer.stored.key for offer in made.offers if offer.stored and offer.stored.key not in made.kept]
        try:
            files.remove(*left)
        except Exception:  # what was done is done: the job finds what is left over
            log.exception("files without a row could not be removed")


def _receive(upload: Upload, owner: uuid.UUID) -> Offer:
    name = clean_name(upload.name)
    kind = promised(name)
    if isinstance(kind, Fault):
        return Offer(name=name, fault=kind)
    fault = examined(upload.stream, kind)
    if fault is not None:
        return Offer(name=name, fault=fault)
    return Offer(name=name, kind=kind, stored=files.keep(upload.stream, owner=owner, suffix=f".{kind.value}"))


def examined(stream: IO[bytes], kind: FileKind) -> Fault | None:
    """Whether size, first bytes and structure are those of the kind; None when they are."""
    size = stream.seek(0, io.SEEK_END)
    if size == 0:
        return Fault.EMPTY
    if size > limits().file:
        return Fault.TOO_LARGE
    stream.seek(0)
    head = stream.read(8192)
    if head.startswith(OLE_HEAD) and kind in OFFICE:
        return Fault.OLE
    found = filetype.guess(head)
    if found is None or kind not in MAGIC.get(found.mime, frozenset()):
        return Fault.DISGUISED
    return _structure(stream, kind)


def _structure(stream: IO[bytes], kind: FileKind) -> Fault | None:
    """Ask the child, which has neither our settings nor our secrets."""
    with AT_ONCE, _on_disk(stream) as file:
        try:
            child = subprocess.run(
                [sys.executable, "-m", "attachments.structure", kind.value],
                cwd=HOME,
                env=child_environment() | {"PYTHONDONTWRITEBYTECODE": "1"},
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=WAIT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Fault.TOO_COMPLEX
    said = child.stdout.decode("ascii", "replace").strip()
    if child.returncode == 0 and said == FINE:
        return None
    if child.returncode == 0 and said in set(Fault):
        return Fault(said)
    return Fault.TOO_COMPLEX if child.returncode < 0 else Fault.BROKEN


@contextmanager
def _on_disk(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """The stream as a file that a child can read and seek in; small ones were in memory until now."""
    stream.seek(0)
    with tempfile.TemporaryFile() as file:
        while piece := stream.read(files.IN_MEMORY):
            file.write(piece)
        file.flush()
        file.seek(0)
        yield file
