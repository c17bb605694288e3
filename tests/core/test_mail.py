"""Mail: a row in the transaction that causes it, delivered once by the worker, to a folder or an SMTP server."""

import email
import email.policy
import socket
import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import db, jobs, mail
from core.db import session, unit_of_work
from core.jobs import Job, JobState
from core.mail import Mail


def post(app: Flask, **more: Any) -> None:
    with app.app_context(), unit_of_work():
        mail.post(
            **{
                "address": "nguoi.nhan@thu.example",
                "language": "vi",
                "template": "test",
                "subject": "Đề xuất của đơn vị\r\nBcc: ke.gian@evil.example",
                "text": "Kính gửi ông Ẩn,\n\n.\nMột dòng chỉ có dấu chấm ở trên.\n",
            }
            | more
        )


def deliver(app: Flask) -> Job:
    with app.app_context():
        jobs.sweep()
        return session.scalars(sa.select(Job).order_by(Job.made_at.desc())).first()  # type: ignore[return-value]


def sent(app: Flask) -> list[bool]:
    with app.app_context():
        return [row.sent_at is not None for row in session.scalars(sa.select(Mail))]


@pytest.fixture
def to(app: Flask) -> Iterator[Any]:
    """Point MAIL_URL elsewhere for a test."""
    kept = app.config["MAIL_URL"]

    def point(url: str) -> None:
        app.config["MAIL_URL"] = url

    yield point
    app.config["MAIL_URL"] = kept


class Server(socketserver.ThreadingTCPServer):
    """As little of an SMTP server as a test needs; keeps what it was given, or answers as told."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, *, rcpt: bytes = b"250 ok", data: bytes = b"250 kept") -> None:
        self.rcpt, self.answer = rcpt, data
        self.taken: list[tuple[str, list[str], EmailMessage]] = []
        super().__init__(("127.0.0.1", 0), Talk)

    @property
    def url(self) -> str:
        """Where it listens, as a MAIL_URL without TLS."""
        return f"smtp://127.0.0.1:{self.server_address[1]}?tls=no"


class Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        sender, recipients = "", []
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word in (b"EHLO", b"HELO"):
                self.wfile.write(b"250-test\r\n250 8BITMIME\r\n")
            elif word == b"MAIL":
                sender = line.decode().split("<")[1].split(">")[0]
                self.wfile.write(b"250 ok\r\n")
            elif word == b"RCPT":
                recipients.append(line.decode().split("<")[1].split(">")[0])
                self.wfile.write(self.server.rcpt + b"\r\n")
            elif word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                body = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    body += part[1:] if part.startswith(b"..") else part
                if self.server.answer.startswith(b"2"):
                    message = email.message_from_bytes(body, policy=email.policy.default)
                    assert isinstance(message, EmailMessage)
                    self.server.taken.append((sender, recipients, message))
                self.wfile.write(self.server.answer + b"\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


@pytest.fixture
def serve() -> Iterator[Any]:
    running: list[Server] = []

    def start(**how: bytes) -> Server:
        server = Server(**how)
        running.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def test_a_letter_lies_in_the_folder_readable_by_its_owner_alone(app: Flask):
    post(app)
    assert sent(app) == [False]
    assert deliver(app).state is JobState.DONE
    assert sent(app) == [True]
    (path,) = (Path(app.config["VAR_DIR"]) / "mail").iterdir()
    assert oct(path.stat().st_mode)[-3:] == "600"
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["To"] == "nguoi.nhan@thu.example"
    assert message["Subject"] == "Đề xuất của đơn vị Bcc: ke.gian@evil.example"
    assert message["Bcc"] is None
    assert (message["Content-Language"], message["Auto-Submitted"]) == ("vi", "auto-generated")
    assert message.get_content_type() == "text/plain"
    assert isinstance(message, EmailMessage)
    assert message.get_content() == "Kính gửi ông Ẩn,\n\n.\nMột dòng chỉ có dấu chấm ở trên.\n"


def test_a_real_server_gets_the_same_letter_once(app: Flask, to, serve):
    server = serve()
    to(server.url)
    post(app)
    deliver(app)
    deliver(app)
    ((sender, recipients, message),) = server.taken
    assert (sender, recipients) == ("khong-tra-loi@localhost", ["nguoi.nhan@thu.example"])
    text = "Kính gửi ông Ẩn,\n\n.\nMột dòng chỉ có dấu chấm ở trên.\n"
    assert message.get_content().replace("\r\n", "\n") == text
    assert "Đột Phá" in str(message["From"])


def test_a_job_run_twice_sends_once(app: Flask, to, serve):
    server = serve()
    to(server.url)
    post(app)
    row = deliver(app)
    with app.app_context():
        mail.deliver(jobs.Run(row.id), **row.arguments)
    assert len(server.taken) == 1


def test_an_absent_server_keeps_the_letter_for_later(app: Flask, to, serve):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        to(f"smtp://127.0.0.1:{probe.getsockname()[1]}?tls=no")
    post(app)
    row = deliver(app)
    assert (row.state, row.problem) == (JobState.QUEUED, "mail_server_down")
    assert sent(app) == [False]
    server = serve()
    to(server.url)
    with app.app_context(), unit_of_work():
        session.execute(sa.update(Job).values(run_after=db.now()))
    assert deliver(app).state is JobState.DONE
    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("answers", "state", "problem"),
    [
        ({"rcpt": b"550 no such person"}, JobState.FAILED, "mail_refused"),
        ({"rcpt": b"450 try later"}, JobState.QUEUED, "mail_server_down"),
        ({"data": b"554 not that letter"}, JobState.FAILED, "mail_refused"),
        ({"data": b"451 disk full"}, JobState.QUEUED, "mail_server_down"),
    ],
)
def test_a_refusal_for_good_ends_and_one_for_now_waits(app: Flask, to, serve, answers, state, problem):
    to(serve(**answers).url)
    post(app)
    row = deliver(app)
    assert (row.state, row.problem) == (state, problem)
    assert sent(app) == [False]


def test_a_server_without_tls_is_not_spoken_to_unless_told(app: Flask, to, serve):
    server = serve()
    to(server.url.removesuffix("?tls=no"))
    post(app)
    assert deliver(app).state is JobState.QUEUED
    assert server.taken == []


def test_others_write_while_a_slow_server_is_spoken_to(app: Flask, to):
    silent = socket.create_server(("127.0.0.1", 0))
    to(f"smtp://127.0.0.1:{silent.getsockname()[1]}?tls=no")
    post(app)
    worker = threading.Thread(target=deliver, args=(app,))
    worker.start()
    connection, _ = silent.accept()
    try:
        with app.app_context(), unit_of_work():
            jobs.enqueue("mail.deliver", mail="00000000-0000-0000-0000-000000000000")
        assert worker.is_alive()
    finally:
        connection.close()
        silent.close()
        worker.join(30)
    assert not worker.is_alive()


def test_a_letter_from_a_template_speaks_the_recipients_language(app: Flask):
    for language, subject in (("vi", "Mật khẩu Đột Phá đã được đổi"), ("en", "Your Đột Phá password has been changed")):
        with app.app_context(), unit_of_work():
            letter = mail.write(
                "accounts/change_notice",
                address="a@thu.example",
                language=language,
                name="<Ẩn & Ý>",
                link=mail.link("security.forgot_password"),
            )
        assert letter.subject == subject
        assert "<Ẩn & Ý>" in letter.text
        assert "http://localhost:8000/reset-password" in letter.text
