"""A database of its own for `duplicates bench`: made beside the unit's, filled with generated proposals, removed."""

from __future__ import annotations

import multiprocessing
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, g

import wsgi
from accounts.models import Organisation, OrganisationType, User
from bench.generated_texts import Writer
from core import db
from core.db import Base, session, unit_of_work
from duplicates.models import Fingerprint, KeptReading, Registry
from duplicates.queries import prints
from duplicates.readings import Text
from proposals.models import Proposal, ProposalVersion

BATCH = 500
_START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """Where a measurement's database and files are."""

    url: str
    folder: str


@contextmanager
def place(server: str) -> Iterator[Place]:
    """An empty database: on the same PostgreSQL as the unit's, else an SQLite file; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="dotpha-bench-") as folder:
        if server.startswith("sqlite"):
            yield Place(f"sqlite:///{Path(folder) / 'bench.sqlite3'}", folder)
            return
        name = f"dotpha_bench_{uuid.uuid4().hex[:10]}"
        admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        try:
            yield Place(sa.make_url(server).set(database=name).render_as_string(hide_password=False), folder)
        finally:
            with admin.connect() as connection:
                connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
            admin.dispose()


def app_on(where: Place) -> Flask:
    """An app that knows nothing but this database."""
    app = Flask(__name__)
    app.config.update(AUDIT_KEY="a" * 32, SECRET_KEY="s" * 32, VAR_DIR=where.folder)
    db.init_app(app, where.url)
    return app


def version_of(number: int) -> uuid.UUID:
    """The id of the version that holds this text."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"version-{number}")


def proposal_of(number: int) -> uuid.UUID:
    """The id of its proposal."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"proposal-{number}")


def begin() -> None:
    """Tables, and the one person who hands everything in."""
    for room in wsgi.ROOMS:
        import_module(f"{room}.models" if find_spec(f"{room}.models") else room)
    Base.metadata.create_all(db.engine())
    g.writes = True
    with db.engine().begin() as connection:
        head = Base.metadata.tables["audit_head"]
        connection.execute(head.insert().values(id=1, entry_id=0, link="0" * 64))
        body = {"id": _id("body"), "name_vi": "Đơn vị đo", "type": OrganisationType.MINISTRY, "made_at": _START}
        connection.execute(sa.insert(Organisation), [body | {"row_version": 1}])
        person = {"id": _id("person"), "email": "unit@bench.example", "fs_uniquifier": "bench", "name": "Người Gửi"}
        connection.execute(sa.insert(User), [person | {"organisation_id": _id("body"), "made_at": _START}])
    _catalogue()


def _catalogue() -> None:
    """The plan's initiatives, which every check looks at."""
    from catalog import plan, services

    with unit_of_work():
        services.load(plan.read(plan.DATA))


def _id(name: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, name)


def hand_in(texts: Iterable[tuple[int, Text]]) -> None:
    """Submitted proposals with these texts, not compared with anything yet."""
    g.writes = True
    batch: list[tuple[int, Text]] = []
    for one in texts:
        batch.append(one)
        if len(batch) == BATCH:
            _insert(batch)
            batch = []
    if batch:
        _insert(batch)


def hand_in_many(size: int) -> None:
    """Submitted proposals with the texts 0 … size - 1, written by as many processes as the machine has processors."""
    starts = range(0, size, BATCH)
    with multiprocessing.get_context("spawn").Pool() as pool:
        for texts in pool.imap(_written, ((start, min(start + BATCH, size)) for start in starts)):
            hand_in(texts)


_writer = Writer()


def _written(numbers: tuple[int, int]) -> list[tuple[int, Text]]:
    return [(number, _writer.text(number)) for number in range(*numbers)]


def texts(numbers: range) -> list[Text]:
    """The texts with these numbers, as they were handed in."""
    held = prints.contents([version_of(number) for number in numbers])
    found = []
    for number in numbers:
        content = held[version_of(number)][1]
        sections = {
            "necessity": content["necessity"]["context"],
            "objectives": content["objectives"]["general"],
            "scope": content["scope"]["components"][0]["content"],
            "outputs": content["outputs"]["items"][0]["description"],
        }
        found.append(Text(f"{number}", content["title"]["title"], sections))
    return found


def _insert(batch: list[tuple[int, Text]]) -> None:
    proposals = [
        {
            "id": proposal_of(number), "status": "draft", "status_since": _START, "organisation_id": _id("body"),
            "owner_id": _id("person"), "title": text.title[:300], "made_at": _START, "related_systems": [],
            "row_version": 1,
        }
        for number, text in batch
    ]  # fmt: skip
    versions = [
        {
            "id": version_of(number), "proposal_id": proposal_of(number), "number": 1, "content": _content(text),
            "sha256": "0" * 64, "submitted_at": _START + timedelta(seconds=number), "submitted_by_id": _id("person"),
            "no_state_secret": True,
        }
        for number, text in batch
    ]  # fmt: skip
    table = sa.Table(Proposal.__tablename__, Base.metadata)
    submitted = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("row"))
        .values(current_version_id=sa.bindparam("version"), number=sa.bindparam("code"), status="intake")
    )
    with db.engine().begin() as connection:
        connection.execute(sa.insert(Proposal), proposals)
        connection.execute(sa.insert(ProposalVersion), versions)
        connection.execute(
            submitted,
            [
                {"row": proposal_of(number), "version": version_of(number), "code": f"SK-2026-{number:07d}"}
                for number, _ in batch
            ],
        )


def _content(text: Text) -> dict[str, Any]:
    return {
        "title": {"title": text.title},
        "necessity": {"context": text.sections["necessity"]},
        "objectives": {"general": text.sections["objectives"]},
        "scope": {"components": [{"id": "r1", "content": text.sections["scope"]}]},
        "outputs": {"items": [{"id": "r1", "description": text.sections["outputs"]}]},
    }


def bytes_of_index() -> int:
    """Bytes on disk of everything that is held for likeness, findings excepted."""
    if db.engine().dialect.name == "postgresql":
        tables = ", ".join(f"('{one.__tablename__}')" for one in (Fingerprint, KeptReading, Registry))
        asked = f"SELECT sum(pg_total_relation_size(name::regclass)) FROM (VALUES {tables}) AS held(name)"
        return int(session.execute(sa.text(asked)).scalar_one())
    page = session.execute(sa.text("PRAGMA page_size")).scalar_one()
    return int(page * session.execute(sa.text("PRAGMA page_count")).scalar_one())
