"""The virus scanner: clamd's INSTREAM over TCP or a Unix socket; what it says, or that it did not answer."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote, urlsplit

from flask import current_app

PIECE = 128 * 1024
CONNECT_SECONDS = 5
ANSWER_SECONDS = 120
LONGEST_ANSWER = 4096


class ScannerDown(Exception):
    """No scanner answered, or its answer makes no sense: nothing is known about the file."""


class TooLarge(Exception):
    """The scanner's own limit (StreamMaxLength) is smaller than the file: it will never look at it."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the scanner found: the name of the malware, "" for nothing."""

    finding: str = ""


def installed() -> bool:
    """Whether a scanner is configured."""
    return bool(current_app.config["CLAMD_URL"])


def scan(stream: IO[bytes]) -> Verdict:
    """Have the scanner read the stream from where it stands. Raises ScannerDown or TooLarge."""
    try:
        with _connection(current_app.config["CLAMD_URL"]) as connection:
            _send(connection, stream)
            return _understood(_answer(connection))
    except OSError as error:
        raise ScannerDown(type(error).__name__) from error


def _connection(address: str) -> socket.socket:
    url = urlsplit(address)
    if url.scheme == "unix":
        made = socket.socket(socket.AF_UNIX)
        made.settimeout(CONNECT_SECONDS)
        try:
            made.connect(unquote(url.path))
        except OSError:
            made.close()
            raise
    else:
        made = socket.create_connection((url.hostname or "", url.port or 0), timeout=CONNECT_SECONDS)
    made.settimeout(ANSWER_SECONDS)
    return made


def _send(connection: socket.socket, stream: IO[bytes]) -> None:
    try:
        connection.sendall(b"zINSTREAM\0")
        while piece := stream.read(PIECE):
            connection.sendall(struct.pack("!I", len(piece)) + piece)
        connection.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return  # it has heard enough: the answer says why


def _answer(connection: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        piece = connection.recv(1024)
        if not piece:
            break
        said += piece
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _understood(said: str) -> Verdict:
    """Read "stream: OK", "stream: NAME FOUND" or "INSTREAM size limit exceeded. ERROR"."""
    if "size limit exceeded" in said:
        raise TooLarge(said)
    words = said.removeprefix("stream:").strip()
    if words == "OK":
        return Verdict()
    if words.endswith(" FOUND"):
        return Verdict(finding=words.removesuffix(" FOUND").strip()[:120] or "FOUND")
    raise ScannerDown(said[:80] or "no answer")
