"""Mail as rows: written in the transaction that causes it, delivered by the worker, one recipient each, plain text."""

from __future__ import annotations

import os
import smtplib
import ssl
import uuid
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from core import db, i18n, jobs
from core.db import Base, Code, Id, Line, Moment, Prose


class Mail(Base):
    """One letter to one person. `template` says why it was sent; `sent_at` is empty until the server took it."""

    __tablename__ = "mail"

    id: Mapped[Id]
    made_at: Mapped[Moment]
    recipient_id: Mapped[uuid.UUID | None] = mapped_column(sa.Uuid, index=True)
    address: Mapped[Line]
    language: Mapped[str] = mapped_column(sa.String(5))
    template: Mapped[Code]
    subject: Mapped[Line]
    text: Mapped[Prose]
    sent_at: Mapped[datetime | None]


def post(
    *, address: str, language: str, template: str, subject: str, text: str, recipient_id: uuid.UUID | None = None
) -> Mail:
    """Put a letter into the current transaction; the worker delivers it after the commit."""
    letter = Mail(
        id=uuid.uuid4(),
        made_at=db.now(),
        recipient_id=recipient_id,
        address=address,
        language=language,
        template=template,
        subject=" ".join(subject.split())[:300],
        text=text,
    )
    db.current_session().add(letter)
    jobs.enqueue("mail.deliver", mail=letter.id)
    return letter


def write(
    template: str, *, address: str, language: str, recipient_id: uuid.UUID | None = None, **facts: object
) -> Mail:
    """Put the letter `templates/mail/<template>.txt` into the current transaction, in the recipient's language.

    The first line of the template is the subject; `template` is "<room>/<what>".
    """
    with i18n.speaking(language):
        written = current_app.jinja_env.get_template(f"mail/{template}.txt").render(**facts)
    subject, _, text = written.strip().partition("\n")
    return post(
        address=address,
        language=language,
        template=template,
        subject=subject,
        text=text.strip() + "\n",
        recipient_id=recipient_id,
    )


def link(endpoint: str, **values: object) -> str:
    """The full address of a page under PUBLIC_URL, whatever host the present request named."""
    url = urlsplit(current_app.config["PUBLIC_URL"])
    map_ = current_app.url_map.bind(url.netloc, script_name=url.path or "/", url_scheme=url.scheme)
    return map_.build(endpoint, values, force_external=True)


@jobs.job("mail.deliver")
def deliver(_run: jobs.Run, mail: str) -> None:
    """Hand one letter to the server or the folder; running twice sends at most once unless the first crashed between.

    No transaction is open while the server is spoken to: a slow one must not hold up everybody else's writing.
    """
    session = db.current_session()
    letter = session.get(Mail, uuid.UUID(mail))
    if letter is None or letter.sent_at is not None:
        return
    message = _message(letter)
    session.rollback()
    try:
        _send(message, uuid.UUID(mail))
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        if _for_good(error):
            raise jobs.GiveUp("mail_refused") from error
        raise jobs.TryLater("mail_server_down") from error
    except (OSError, smtplib.SMTPException) as error:
        raise jobs.TryLater("mail_server_down") from error
    with db.unit_of_work():
        session.execute(sa.update(Mail).where(Mail.id == uuid.UUID(mail)).values(sent_at=db.now()))


def _for_good(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> bool:
    """Whether the server says that it will never take this letter (5xx), rather than not now (4xx)."""
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return all(code >= 500 for code, _ in error.recipients.values())


def _message(letter: Mail) -> EmailMessage:
    message = EmailMessage()
    name, sender = parseaddr(current_app.config["MAIL_SENDER"])
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = letter.address
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.made_at)
    message["Message-ID"] = f"<{letter.id}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)  # clears every header that begins with Content-
    message["Content-Language"] = letter.language
    return message


def _send(message: EmailMessage, mail_id: uuid.UUID) -> None:
    url = urlsplit(current_app.config["MAIL_URL"])
    if url.scheme == "file":
        _write(Path(unquote(url.path)), message, mail_id)
        return
    port = url.port or (465 if url.scheme == "smtps" else 587)
    host = url.hostname or "localhost"
    context = ssl.create_default_context()
    server = (
        smtplib.SMTP_SSL(host, port, timeout=30, context=context)
        if url.scheme == "smtps"
        else smtplib.SMTP(host, port, timeout=30)
    )
    with server:
        if url.scheme == "smtp" and parse_qs(url.query).get("tls", ["yes"])[0] != "no":
            server.starttls(context=context)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)


def _write(folder: Path, message: EmailMessage, mail_id: uuid.UUID) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / f"{mail_id}.eml", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(message.as_bytes())
