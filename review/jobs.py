"""What may happen a minute later at the desk: the daily reminder."""

from __future__ import annotations

from datetime import timedelta

from core import db, jobs
from core.db import unit_of_work
from review.queries import assignment as queries
from review.services import assignment as services


@jobs.job("review.remind")
def remind(run: jobs.Run) -> None:
    """Write to reviewers whose day is near, and about days that have passed; each letter once."""
    today = db.today()
    waiting = queries.to_remind(today, today + timedelta(days=services.REMIND_DAYS))
    for done, assignment_id in enumerate(waiting):
        with unit_of_work():
            services.remind_due(assignment_id)
        run.progress(done + 1, len(waiting))
    if queries.any_open():
        with unit_of_work():
            services.start_reminding()
