"""Reads of kept text; every one of them asks for its owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from accounts.actor import Actor
from core.db import session
from keeping.models import KeptText

SHOWN = 20
"""How many pages of one form are told of at most, the newest first."""


def of_form(form: str, *, owner: Actor) -> Sequence[KeptText]:
    """What this person has typed into the form and not saved, the newest first."""
    return session.scalars(
        sa.select(KeptText)
        .where(KeptText.owner_id == owner.id, KeptText.form == form, sa.not_(KeptText.settled))
        .order_by(KeptText.kept_at.desc())
        .limit(SHOWN)
    ).all()


def pages(form: str, *, owner: Actor) -> list[tuple[str, bool]]:
    """The pages of the form that this person typed into, and of each whether it has been saved since."""
    rows = session.execute(
        sa.select(KeptText.page, KeptText.settled)
        .where(KeptText.owner_id == owner.id, KeptText.form == form)
        .order_by(KeptText.kept_at.desc())
        .limit(SHOWN * 2)
    )
    return [(page, settled) for page, settled in rows]


def page(form: str, key: str, *, owner: Actor) -> KeptText | None:
    """What is kept of one page, saved or not."""
    return session.scalar(
        sa.select(KeptText).where(KeptText.owner_id == owner.id, KeptText.form == form, KeptText.page == key)
    )


def under(address: str, *, owner: Actor) -> dict[str, datetime]:
    """The forms below an address with unsaved text of this person, and when it was kept last."""
    rows = session.execute(
        sa.select(KeptText.form, sa.func.max(KeptText.kept_at))
        .where(
            KeptText.owner_id == owner.id,
            KeptText.form.startswith(address, autoescape=True),
            sa.not_(KeptText.settled),
        )
        .group_by(KeptText.form)
    )
    return {row[0]: row[1] for row in rows}


def past_the_limit(most: int, *, owner: Actor) -> Sequence[UUID]:
    """Ids of this person's oldest texts beyond the number that is kept."""
    return session.scalars(
        sa.select(KeptText.id)
        .where(KeptText.owner_id == owner.id, sa.not_(KeptText.settled))
        .order_by(KeptText.kept_at.desc())
        .offset(most)
    ).all()
