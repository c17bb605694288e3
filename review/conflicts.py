"""What speaks against a person judging a proposal: own organisation, coordinating unit, a name in the text (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from core import words
from proposals.template import PARTS, texts


class Hint(StrEnum):
    """One ground for doubt; `BARRING` ones leave no choice."""

    SAME_ORGANISATION = "same_organisation"
    COORDINATES = "coordinates"
    UNIT_NAMED = "unit_named"
    PERSON_NAMED = "person_named"


BARRING = frozenset({Hint.SAME_ORGANISATION})


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What is known of a person who might judge."""

    name: str
    organisation_id: UUID | None = None
    organisation_names: tuple[str, ...] = ()
    """Full name and abbreviation."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a proposal says about who is behind it. Unit names are folded, `text` is the whole text, folded."""

    organisation_id: UUID
    lead_units: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    text: str = ""
    people: tuple[str, ...] = ()
    units: tuple[str, ...] = field(default=())
    """Coordinating units as they were typed."""


def facts_of(content: Mapping[str, Any], *, organisation_id: UUID, organisation_name: str, owner: str = "") -> Facts:
    """The facts of one version's content document."""
    lead = dict(content.get("lead_unit") or {})
    coordination = dict(content.get("coordination") or {})
    rows = [row for row in coordination.get("units") or [] if isinstance(row, dict)]
    units = tuple(str(row.get("name") or "") for row in rows if row.get("name"))
    people = dict.fromkeys(name for name in (str(lead.get("contact_name") or ""), owner) if name)
    whole = " ".join(
        text for part in PARTS for _, text in texts(part, dict(content.get(part.code) or {})) if part.code != "title"
    )
    return Facts(
        organisation_id=organisation_id,
        lead_units=tuple(filter(None, (words.fold(organisation_name), words.fold(str(lead.get("name") or ""))))),
        coordinating=tuple(words.fold(unit) for unit in units),
        text=f" {words.fold(whole)} ",
        people=tuple(people),
        units=units,
    )


def hints(candidate: Candidate, facts: Facts) -> tuple[Hint, ...]:
    """Every ground for doubt, gravest first."""
    names = [folded for name in candidate.organisation_names if (folded := words.fold(name))]
    same = candidate.organisation_id == facts.organisation_id or any(name in facts.lead_units for name in names)
    coordinates = any(_holds(unit, name) for unit in facts.coordinating for name in names)
    found = []
    if same:
        found.append(Hint.SAME_ORGANISATION)
    if coordinates:
        found.append(Hint.COORDINATES)
    elif not same and any(len(name.split()) > 1 and _holds(facts.text, name) for name in names):
        found.append(Hint.UNIT_NAMED)
    person = words.fold(candidate.name)
    if len(person.split()) > 1 and (_holds(facts.text, person) or person in map(words.fold, facts.people)):
        found.append(Hint.PERSON_NAMED)
    return tuple(found)


def bars(found: Iterable[Hint]) -> bool:
    """Whether one of the grounds leaves no choice."""
    return not BARRING.isdisjoint(found)


def _holds(text: str, name: str) -> bool:
    return f" {name} " in f" {text} "
