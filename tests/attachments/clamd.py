"""A tiny server that speaks clamd's INSTREAM on a real socket; it finds the test pattern and nothing else.

It stands in for ClamAV, which is too heavy for a test: what it proves is our side of the conversation.
"""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.attachments.samples import EICAR


class Scanner(socketserver.BaseServer):
    """What it has heard, how much it takes, and what it says instead of listening."""

    heard: list[bytes]
    most: int
    says: bytes | None


class Conversation(socketserver.StreamRequestHandler):
    """One file."""

    def handle(self) -> None:
        """Read the pieces, then answer as clamd does."""
        server = self.server
        assert isinstance(server, Scanner)
        said = server.says
        if said is not None:
            self.wfile.write(said)
            return
        assert self.rfile.read(10) == b"zINSTREAM\0"
        heard = bytearray()
        while (length := struct.unpack("!I", self.rfile.read(4))[0]) > 0:
            heard += self.rfile.read(length)
            if len(heard) > server.most:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        server.heard.append(bytes(heard))
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in heard else b"stream: OK\0")


class Tcp(Scanner, socketserver.ThreadingTCPServer):
    """On a port."""

    allow_reuse_address = True
    daemon_threads = True


class Unix(Scanner, socketserver.ThreadingUnixStreamServer):
    """On a socket in a folder."""

    daemon_threads = True


@contextmanager
def listening(
    folder: Path | None = None, *, most: int = 25 << 20, says: bytes | None = None
) -> Iterator[tuple[str, list[bytes]]]:
    """The scanner's address and what it has heard: over TCP, or with a folder over a Unix socket."""
    server: Tcp | Unix
    if folder:
        server, address = Unix(str(folder / "clamd.ctl"), Conversation), f"unix://{folder}/clamd.ctl"
    else:
        server = Tcp(("127.0.0.1", 0), Conversation)
        address = f"tcp://127.0.0.1:{server.socket.getsockname()[1]}"
    server.most, server.says, server.heard = most, says, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield address, server.heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
