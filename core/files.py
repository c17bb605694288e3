"""Files: a folder or S3 through obstore; random immutable names, on the disk before the row that names them.

Every file lies in the folder of the row it belongs to, so that all of them can be removed with it, also one that a
worker wrote and did not live to record.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app


class FileGone(Exception):
    """The store has no such file, or what it has is not what was put there."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    """Where a file lies (`key`), its SHA-256 in hex, and its size in bytes."""

    key: str
    sha256: str
    size: int


def put(data: bytes, *, owner: uuid.UUID, suffix: str) -> Stored:
    """Keep `data` under a new random name in its owner's folder; it is on the disk (or in S3) when this returns."""
    key = f"{_place(owner)}/{uuid.uuid4().hex}{suffix}"
    import obstore  # noqa: PLC0415 - loaded when a file is first touched - only requests that touch files pay for it

    obstore.put(_store(), key, data)
    folder = _folder()
    if folder is not None:
        _settle(folder / key)
    return Stored(key=key, sha256=hashlib.sha256(data).hexdigest(), size=len(data))


def get(key: str, *, sha256: str) -> bytes:
    """The file's bytes, checked against the sum kept in the row. Raises FileGone."""
    import obstore  # noqa: PLC0415 - loaded when a file is first touched

    try:
        data = bytes(obstore.get(_store(), key).bytes())
    except FileNotFoundError as error:
        raise FileGone(key) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FileGone(f"{key}: its content changed")
    return data


IN_MEMORY = 1024 * 1024
"""Bytes of a file that are held in memory while it passes through; what is longer waits in a temporary file."""


def keep(stream: IO[bytes], *, owner: uuid.UUID, suffix: str) -> Stored:
    """As `put`, for what may be large: the stream is read from its beginning, piece by piece."""
    import obstore  # noqa: PLC0415 - loaded when a file is first touched

    key = f"{_place(owner)}/{uuid.uuid4().hex}{suffix}"
    digest = hashlib.sha256()
    stream.seek(0)
    while piece := stream.read(IN_MEMORY):
        digest.update(piece)
    size = stream.tell()
    stream.seek(0)
    obstore.put(_store(), key, stream)
    folder = _folder()
    if folder is not None:
        _settle(folder / key)
    return Stored(key=key, sha256=digest.hexdigest(), size=size)


def fetch(key: str, *, sha256: str) -> IO[bytes]:
    """The file, open at its beginning; checked whole before the first byte is given out. Raises FileGone."""
    import obstore  # noqa: PLC0415 - loaded when a file is first touched

    held = cast(IO[bytes], tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - the caller closes it
    digest = hashlib.sha256()
    try:
        for piece in obstore.get(_store(), key).stream():
            digest.update(piece)
            held.write(piece)
    except FileNotFoundError as error:
        held.close()
        raise FileGone(key) from error
    if digest.hexdigest() != sha256:
        held.close()
        raise FileGone(f"{key}: its content changed")
    held.seek(0)
    return held


def listed(owner: uuid.UUID) -> Iterator[tuple[str, datetime]]:
    """Every file of this owner with the moment at which it was put there, recorded or not."""
    import obstore  # noqa: PLC0415 - loaded when a file is first touched

    for page in obstore.list(_store(), prefix=_place(owner)):
        for held in page:
            yield str(held["path"]), held["last_modified"]


def remove(*keys: str) -> None:
    """Take files out of the store for good; one that is gone already is no error. Call it after the commit."""
    import obstore  # noqa: PLC0415 - loaded when a file is first touched

    for key in keys:
        with suppress(FileNotFoundError):
            obstore.delete(_store(), key)
        folder = _folder()
        if folder is not None:
            _sync((folder / key).parent)


def remove_all(owner: uuid.UUID) -> int:
    """Take every file of this owner out of the store, recorded or not; how many there were."""
    import obstore  # noqa: PLC0415 - loaded when a file is first touched

    keys = [str(held["path"]) for page in obstore.list(_store(), prefix=_place(owner)) for held in page]
    remove(*keys)
    return len(keys)


def _place(owner: uuid.UUID) -> str:
    """The folder of one owner, two levels deep so that none grows long."""
    return f"{owner.hex[:2]}/{owner.hex}"


def _settle(path: Path) -> None:
    path.chmod(0o600)
    for target in (path, path.parent, path.parent.parent, path.parent.parent.parent):  # folders may be new
        _sync(target)


def _sync(target: Path) -> None:
    if target.exists():
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _folder() -> Path | None:
    url = urlsplit(current_app.config["FILES_URL"])
    return Path(unquote(url.path)) if url.scheme == "file" else None


def _store() -> Any:
    held = current_app.extensions.get("files")
    if held is None:
        held = current_app.extensions["files"] = _open()
    return held


def _open() -> Any:
    """Open what FILES_URL names: file:///folder or s3://bucket/prefix?endpoint=…&region=… (keys from AWS_*)."""
    from obstore.store import LocalStore, S3Store  # noqa: PLC0415 - loaded when a file is first touched

    folder = _folder()
    if folder is not None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(str(folder))
    url = urlsplit(current_app.config["FILES_URL"])
    options = {name: values[0] for name, values in parse_qs(url.query).items()}
    config: dict[str, Any] = {"region": options.get("region", "us-east-1")}
    if "endpoint" in options:
        config["endpoint"] = options["endpoint"]
    client = cast(Any, {"allow_http": options.get("endpoint", "").startswith("http://")})
    return S3Store(url.netloc, prefix=url.path.strip("/") or None, config=cast(Any, config), client_options=client)
