"""Writes of kept text: keep what was typed, let it go, and forget it once it is saved, erased or old."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from accounts.actor import Actor
from core import db
from core.db import session
from keeping import queries
from keeping.models import KeptText

DAYS = timedelta(days=30)
"""How long text waits for its writer."""
SETTLED_DAYS = timedelta(days=8)
"""How long it is remembered that a page was saved: longer than a browser keeps its own copy (7 days)."""
MOST_TEXTS = 40
"""How many unsaved texts one person can have; the oldest give way."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """The text of one opened page as its browser sent it."""

    page: str
    seen: str
    turn: int
    fields: list[list[str]]
    was: dict[str, list[str] | None]


def keep(form: str, about: Iterable[UUID], typed: Typed, actor: Actor) -> bool:
    """Keep the text in place of what the page sent before; False when the page has been saved already."""
    values: dict[str, Any] = {
        "about": " ".join(str(each) for each in about),
        "seen": typed.seen,
        "fields": typed.fields,
        "was": typed.was,
        "turn": typed.turn,
        "kept_at": db.now(),
    }
    changed = (
        _insert()
        .values(id=uuid4(), owner_id=actor.id, form=form, page=typed.page, settled=False, **values)
        .on_conflict_do_update(
            index_elements=["owner_id", "form", "page"],
            set_=values,
            where=sa.and_(sa.not_(KeptText.settled), KeptText.turn <= typed.turn),
        )
    )
    session.execute(changed)
    surplus = queries.past_the_limit(MOST_TEXTS, owner=actor)
    if surplus:
        session.execute(sa.delete(KeptText).where(KeptText.id.in_(surplus)))
    held = queries.page(form, typed.page, owner=actor)
    return held is not None and not held.settled


def let_go(form: str, page: str, actor: Actor) -> None:
    """Forget what the person typed into this page; it was looked at and is not wanted."""
    session.execute(
        sa.delete(KeptText).where(
            KeptText.owner_id == actor.id, KeptText.form == form, KeptText.page == page, sa.not_(KeptText.settled)
        )
    )


def settle(form: str, page: str, owner_id: UUID, *, leaves: bool) -> None:
    """The page has been saved: its text is forgotten, and (`leaves`) whatever of it arrives later is not kept."""
    if not leaves:
        session.execute(
            sa.delete(KeptText).where(KeptText.owner_id == owner_id, KeptText.form == form, KeptText.page == page)
        )
        return
    gone: dict[str, Any] = {"fields": [], "was": {}, "about": "", "settled": True, "kept_at": db.now()}
    session.execute(
        _insert()
        .values(id=uuid4(), owner_id=owner_id, form=form, page=page, seen="", turn=0, **gone)
        .on_conflict_do_update(index_elements=["owner_id", "form", "page"], set_=gone)
    )


def forget_about(subject: UUID) -> None:
    """Forget everybody's kept text about a thing that is erased."""
    session.execute(sa.delete(KeptText).where(KeptText.about.contains(str(subject), autoescape=True)))


def forget_old() -> None:
    """Forget text that nobody came back for, and pages that no browser remembers."""
    with db.unit_of_work():
        session.execute(
            sa.delete(KeptText).where(
                sa.or_(
                    KeptText.kept_at < db.now() - DAYS,
                    sa.and_(KeptText.settled, KeptText.kept_at < db.now() - SETTLED_DAYS),
                )
            )
        )


def _insert() -> Any:
    """An INSERT that may turn into an UPDATE, in the words of the database at hand."""
    return (postgresql if db.engine().dialect.name == "postgresql" else sqlite).insert(KeptText)
