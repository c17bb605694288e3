"""The second click: a form that creates or moves something carries a key that can be spent once."""

from __future__ import annotations

import uuid
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core import db, jobs
from core.db import Base, Moment
from core.errors import Conflict
from core.i18n import N_


class SpentKey(Base):
    """A key that has been used; old ones are swept away by the worker."""

    __tablename__ = "spent_key"

    key: Mapped[uuid.UUID] = mapped_column(sa.Uuid, primary_key=True)
    spent_at: Mapped[Moment]


def spend(key: str | None) -> None:
    """Use up the form's key in this transaction. Raises Conflict when it was used before, so nothing happens twice."""
    try:
        value = uuid.UUID(key or "")
    except ValueError as error:
        raise Conflict(N_("Biểu mẫu đã cũ. Hãy mở lại trang rồi gửi lại.")) from error
    session = db.current_session()
    if session.get(SpentKey, value) is not None:
        raise Conflict(N_("Thao tác này đã được thực hiện; bấm lần thứ hai không làm thay đổi gì thêm."))
    session.add(SpentKey(key=value, spent_at=db.now()))
    session.flush()


KEPT = timedelta(days=7)
"""How long a spent key is remembered: longer than any session whose page could still send it."""


def forget_old() -> None:
    """Forget keys that no open page can still hold."""
    with db.unit_of_work() as session:
        session.execute(sa.delete(SpentKey).where(SpentKey.spent_at < db.now() - KEPT))


jobs.hourly.append(forget_old)
