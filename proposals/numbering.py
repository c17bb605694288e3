"""Codes of submitted proposals: SK-2026-0001, counted per year without gaps or doubles."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from core.db import VIETNAM, session
from proposals.models import NumberSeries


def next_number(moment: datetime) -> str:
    """The next code of the year in Vietnam; the locked row makes concurrent submitters wait for each other."""
    series = f"SK-{moment.astimezone(VIETNAM).year}"
    row = session.get(NumberSeries, series, with_for_update=True)
    if row is None:
        row = _begin(series)
    row.last += 1
    session.flush()
    return f"{series}-{row.last:04d}"


def _begin(series: str) -> NumberSeries:
    """The year's first row; where another submitter made it a moment earlier, theirs."""
    try:
        with session.begin_nested():
            session.add(NumberSeries(series=series, last=0))
    except IntegrityError:
        pass
    return session.get_one(NumberSeries, series, with_for_update=True, populate_existing=True)
