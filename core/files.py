"""Files: a folder or S3 through obstore; random immutable names, on the disk before the row that names them."""

from __future__ import annotations

import hashlib
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
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


def put(data: bytes, *, suffix: str) -> Stored:
    """Keep `data` under a new random name; it is on the disk (or in S3) when this returns."""
    name = uuid.uuid4().hex
    key = f"{name[:2]}/{name}{suffix}"
    import obstore  # noqa: PLC0415 - only requests that touch files pay for it

    obstore.put(_store(), key, data)
    folder = _folder()
    if folder is not None:
        _settle(folder / key)
    return Stored(key=key, sha256=hashlib.sha256(data).hexdigest(), size=len(data))


def get(key: str, *, sha256: str) -> bytes:
    """The file's bytes, checked against the sum kept in the row. Raises FileGone."""
    import obstore  # noqa: PLC0415

    try:
        data = bytes(obstore.get(_store(), key).bytes())
    except FileNotFoundError as error:
        raise FileGone(key) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FileGone(f"{key}: its content changed")
    return data


def _settle(path: Path) -> None:
    path.chmod(0o600)
    for target in (path, path.parent):
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
    from obstore.store import LocalStore, S3Store  # noqa: PLC0415

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
