"""The audit trail: one line per unit of work, chained by HMAC, its head anchored in a file outside the database.

A plain hash chain does not notice when its tail is cut off or when the whole is rewritten; the key (outside the
database) answers the second, the anchor file the first.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app, g, has_request_context
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import db
from core.db import Base, Code, Json, Moment, Serial

GENESIS = "0" * 64


class AuditEntry(Base):
    """One unit of work: who, when, what changed, and the link to the line before."""

    __tablename__ = "audit_entry"

    id: Mapped[Serial]
    at: Mapped[Moment]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(sa.Uuid, index=True)
    deed: Mapped[Code]
    subject: Mapped[uuid.UUID | None] = mapped_column(sa.Uuid, index=True)
    request_id: Mapped[str] = mapped_column(sa.String(40), default="")
    changes: Mapped[list[Any]] = mapped_column(Json)
    previous: Mapped[str] = mapped_column(sa.String(64))
    link: Mapped[str] = mapped_column(sa.String(64), unique=True)


class AuditHead(Base):
    """The newest link, in a single row whose lock puts the lines of concurrent writers in order."""

    __tablename__ = "audit_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(sa.BigInteger)
    link: Mapped[str] = mapped_column(sa.String(64))


def note(deed: str, subject: uuid.UUID | None = None, **facts: object) -> None:
    """Name what this unit of work does ("person.disable") and to what; `facts` are kept beside the changes of rows."""
    info = db.current_session().info
    info.setdefault("deeds", []).append((deed, subject, {key: plain(value) for key, value in facts.items()}))


def plain(value: object) -> Any:
    """A JSON value for any column value."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | Decimal):
        return str(value)
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return value


@event.listens_for(Base, "attribute_instrument", propagate=True)
def _remember_before(table: type[Base], _key: str, attribute: Any) -> None:
    """Have audited columns read their old value before it is overwritten, even where the row was not loaded afresh."""
    if table.__audited__ and getattr(attribute.impl, "accepts_scalar_loader", False):
        attribute.impl.active_history = True


@event.listens_for(Session, "before_flush")
def _collect(session: Session, _context: Any, _instances: Any) -> None:
    changes: list[dict[str, Any]] = session.info.setdefault("changes", [])
    for row in session.new:
        if getattr(row, "__audited__", False):
            session.info.setdefault("fresh", []).append(row)
    for row in session.dirty:
        if getattr(row, "__audited__", False) and session.is_modified(row):
            changes.append({"row": _name(row), "changed": _changed(row)})
    for row in session.deleted:
        if getattr(row, "__audited__", False):
            changes.append({"row": _name(row), "removed": _values(row)})


def _name(row: Any) -> str:
    identity = sa.inspect(row).identity
    return f"{row.__tablename__}:{':'.join(str(part) for part in identity)}" if identity else row.__tablename__


def _columns(row: Any) -> Iterator[str]:
    for attribute in sa.inspect(row).mapper.column_attrs:
        if attribute.key not in row.__audit_skip__ and attribute.key != "row_version":
            yield attribute.key


def _values(row: Any) -> dict[str, Any]:
    return {key: plain(getattr(row, key)) for key in _columns(row)}


def _changed(row: Any) -> dict[str, Any]:
    state = sa.inspect(row)
    found = {}
    for key in _columns(row):
        history = state.attrs[key].history
        if history.has_changes():
            before = plain(history.deleted[0]) if history.deleted else None
            found[key] = [before, plain(getattr(row, key))]
    return found


def seal(session: Session) -> None:
    """Write this unit of work's audit line; nothing changed and nothing noted means no line."""
    info = session.info
    changes = [{"row": _name(row), "added": _values(row)} for row in info.pop("fresh", [])] + info.pop("changes", [])
    deeds = info.pop("deeds", [])
    if not changes and not deeds:
        return
    if deeds and any(facts for _, _, facts in deeds):
        changes += [{"deed": deed, "facts": facts} for deed, _, facts in deeds if facts]
    head = _head(session)
    entry = AuditEntry(
        at=db.now(),
        actor_id=info.get("actor_id"),
        deed=deeds[0][0] if deeds else "change",
        subject=deeds[0][1] if deeds else None,
        request_id=g.get("request_id", "") if has_request_context() else "",
        changes=json.loads(json.dumps(changes, ensure_ascii=False, default=plain)),
        previous=head.link,
    )
    entry.link = _link(entry, _key())
    session.add(entry)
    session.flush()
    head.entry_id, head.link = entry.id, entry.link
    session.flush()
    info["anchor"] = (entry.id, entry.link)


def _head(session: Session) -> AuditHead:
    """The head as it stands now, kept from other writers; made where this is the first line of all."""
    newest = sa.select(AuditHead).with_for_update().execution_options(populate_existing=True)
    head = session.execute(newest).scalar_one_or_none()
    if head is None:
        insert = postgresql.insert if db.engine().dialect.name == "postgresql" else sqlite.insert
        session.execute(insert(AuditHead).values(id=1, entry_id=0, link=GENESIS).on_conflict_do_nothing())
        head = session.execute(newest).scalar_one()
    return head


def _link(entry: AuditEntry, key: bytes) -> str:
    text = json.dumps(
        [
            entry.at.isoformat(timespec="microseconds"),
            str(entry.actor_id),
            entry.deed,
            str(entry.subject),
            entry.request_id,
            entry.changes,
            entry.previous,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _key() -> bytes:
    key: str = current_app.config["AUDIT_KEY"]
    return key.encode()


def _anchor_path() -> Path:
    return Path(current_app.config["VAR_DIR"]) / "audit.anchor"


def anchor(session: Session) -> None:
    """After the commit: append the new head to the anchor file, so that a cut tail is noticed."""
    held = session.info.pop("anchor", None)
    if held is None:
        return
    descriptor = os.open(_anchor_path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, f"{held[0]} {held[1]}\n".encode())
    finally:
        os.close(descriptor)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What `verify` found: how many lines hold, the first fault in words ("" when there is none), and the head.

    `head` ("12:9f…") noted outside the machine proves later, by `noted`, that nothing up to it was cut or rewritten.
    """

    entries: int
    fault: str = ""
    head: str = field(default="", compare=False)


def verify(session: Session, *, noted: str = "") -> Verdict:
    """Walk the whole chain, then hold it against the head row, the anchor file and a head noted earlier.

    Head row and file are read first, so that lines which others write meanwhile are found new, not missing. Whoever
    owns the machine can cut table, head row and file alike; only `noted` shows that.
    """
    session.rollback()
    anchored = _anchored()
    head = session.execute(sa.select(AuditHead.entry_id, AuditHead.link)).one_or_none()
    links, fault = _walk(session)
    if not fault and ((links.get(head.entry_id) != head.link and bool(links)) if head is not None else bool(links)):
        fault = "the head does not match the last line: the tail was cut"
    fault = fault or _anchor_fault(links, anchored) or _noted_fault(links, noted)
    if not fault and not links and _records(session):
        fault = "there is no line, though the database holds records: the trail was removed"
    newest = max(links, default=0)
    return Verdict(entries=len(links), fault=fault, head=f"{newest}:{links[newest]}" if links and not fault else "")


def _walk(session: Session) -> tuple[dict[int, str], str]:
    """The links of the lines that hold, by number, and what is wrong with the next one."""
    links: dict[int, str] = {}
    previous, key = GENESIS, _key()
    lines = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1))
    while True:
        try:
            entry = next(lines, None)
        except (
            ValueError,
            TypeError,
            AttributeError,
            LookupError,
        ):
            return links, f"the line after {max(links, default=0)} cannot be read: it was changed"
        if entry is None:
            return links, ""
        if entry.previous != previous:
            return links, f"line {entry.id} does not follow the line before it"
        if not hmac.compare_digest(_link(entry, key), entry.link):
            return links, f"line {entry.id} was changed after it was written"
        previous = links[entry.id] = entry.link


def _records(session: Session) -> bool:
    """Whether any audited table holds a row."""
    audited = (mapper.local_table for mapper in Base.registry.mappers if getattr(mapper.class_, "__audited__", False))
    return any(session.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() for table in audited)


def _noted_fault(links: dict[int, str], noted: str) -> str:
    number, _, link = noted.partition(":")
    if not noted or (number.isdecimal() and links.get(int(number)) == link):
        return ""
    return f"the head noted earlier, {noted[:80]!r}, is not in the trail: it was cut or rewritten"


def _anchored() -> list[str] | None:
    path = _anchor_path()
    return path.read_text(errors="replace").splitlines() if path.exists() else None


def _anchor_fault(links: dict[int, str], anchored: list[str] | None) -> str:
    if anchored is None:
        return "" if not links else "the anchor file is missing"
    for line in anchored:
        number, _, link = line.partition(" ")
        if not number.isdecimal() or len(link) != len(GENESIS):
            return f"the anchor file holds a line that was not written by this program: {line[:40]!r}"
        if links.get(int(number)) != link:
            return f"line {number} is in the anchor file and not in the database: the tail was cut or rewritten"
    return ""


db.before_commit.append(seal)
db.after_commit.append(anchor)
