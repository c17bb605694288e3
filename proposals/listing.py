"""Filters of the list of proposals: a closed set of groups, read from the address and never trusted (pure)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from core.words import N_
from proposals.workflow import UNDER_WAY, Status

GROUPS: dict[str, tuple[str, frozenset[Status]]] = {
    "todo": (N_("Chờ đơn vị xử lý"), frozenset({Status.DRAFT, Status.RETURNED})),
    "underway": (N_("Đang được xem xét"), UNDER_WAY - {Status.RETURNED}),
    "decided": (N_("Đã có quyết định"), frozenset({Status.DECIDED})),
    "ended": (N_("Đã kết thúc, không quyết định"), frozenset({Status.WITHDRAWN, Status.REFUSED, Status.MERGED})),
}
"""Groups of statuses that the tiles above the list count and open."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a page of the list starts: just after the row with this moment and id."""

    since: datetime
    id: uuid.UUID

    def __str__(self) -> str:
        return f"{self.since.astimezone(UTC).timestamp():.6f}~{self.id}"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the reader narrowed the list to."""

    typed: str = ""
    status: str = ""
    """A key of GROUPS, a status, or "" for all."""
    system: int | None = None
    after: Place | None = None

    @property
    def statuses(self) -> frozenset[Status] | None:
        """The statuses asked for; None for all."""
        if self.status in GROUPS:
            return GROUPS[self.status][1]
        return frozenset({Status(self.status)}) if self.status else None

    @property
    def active(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.typed or self.status or self.system)

    def address(self) -> dict[str, str]:
        """The filters in force as they stand in an address, without the page."""
        held = {"q": self.typed, "status": self.status, "system": str(self.system or "")}
        return {name: value for name, value in held.items() if value}


def read_filters(given: Mapping[str, str]) -> Filters:
    """Filters from an address; whatever is not in the closed sets counts as not given."""
    status = given.get("status", "")
    system = given.get("system", "")
    return Filters(
        typed=" ".join(given.get("q", "").split())[:200],
        status=status if status in GROUPS or status in set(Status) else "",
        system=int(system) if system in {"1", "2", "3", "4", "5", "6"} else None,
        after=_place(given.get("after", "")),
    )


def _place(text: str) -> Place | None:
    moment, _, row = text[:80].partition("~")
    try:
        return Place(since=datetime.fromtimestamp(float(moment), UTC), id=uuid.UUID(row))
    except (ValueError, OverflowError, OSError):
        return None
