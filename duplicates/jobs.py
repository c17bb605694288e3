"""Comparing a version with all others, a moment after it was submitted."""

from __future__ import annotations

import uuid

from core import jobs
from core.db import unit_of_work


@jobs.job("duplicates.check")
def check(_run: jobs.Run, version: str) -> None:
    """Compare one version; running twice or at once leaves the same findings."""
    from duplicates.services import comparing  # noqa: PLC0415 - what compares is heavy; web workers do without

    with unit_of_work():
        comparing.check(uuid.UUID(version))
