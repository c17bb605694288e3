"""What was understood of a Word file, kept as JSON between the upload and the moment it is taken over (pure)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something stands: part, box or table, row (from 1) and column, as far as they are known."""

    part: str = ""
    box: str = ""
    row: int = 0
    column: str = ""
    head: str = ""
    """The column's own head, or the nearest heading, when the template does not know it."""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A value that could not be read, or was read in another form; `taken` tells which."""

    place: Place
    text: str
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)
    taken: bool = False


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Text that belongs to no box."""

    place: Place
    text: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a file says: by part the boxes it fills (rows hold only the columns it has), remarks, and the rest.

    In money rows `phase` is the phase's name as written.
    """

    parts: dict[str, dict[str, Any]]
    remarks: tuple[Remark, ...] = ()
    rest: tuple[Passage, ...] = ()
    pictures: int = 0

    def to_json(self) -> dict[str, Any]:
        """As it is kept in a row."""
        return asdict(self)


def from_json(held: dict[str, Any]) -> Found:
    """What `Found.to_json` wrote."""
    return Found(
        parts=held["parts"],
        remarks=tuple(Remark(**{**remark, "place": Place(**remark["place"])}) for remark in held["remarks"]),
        rest=tuple(Passage(place=Place(**passage["place"]), text=passage["text"]) for passage in held["rest"]),
        pictures=held["pictures"],
    )
