"""Who acts: the facts about a person that decisions rest on, free of database and web."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may be; one person may hold several."""

    PROPOSER = "proposer"
    SECRETARIAT = "secretariat"
    REVIEWER = "reviewer"
    ADVISER = "adviser"
    CHIEF_ENGINEER = "chief_engineer"
    COMMITTEE_MEMBER = "committee_member"
    COMMITTEE_CHAIR = "committee_chair"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True, kw_only=True)
class Duties:
    """What people must have in common for one and the same question to serve them all; only its values differ."""

    roles: frozenset[Role]
    systems: frozenset[int]
    acting_systems: frozenset[int]
    deputy_systems: frozenset[int]
    has_organisation: bool


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A signed-in person as policies and services see them. `systems` are the strategic systems they stand for now."""

    id: uuid.UUID
    name: str
    email: str
    language: str
    organisation_id: uuid.UUID | None
    organisation_name: str
    roles: frozenset[Role]
    systems: frozenset[int] = frozenset()
    acting_systems: frozenset[int] = frozenset()
    """Systems for which the person acts as the secretariat's named deputy because nobody is appointed."""
    deputy_systems: frozenset[int] = frozenset()
    """Systems whose named deputy the person is, whether or not a chief engineer is appointed."""

    def holds(self, *roles: Role) -> bool:
        """Whether the person holds at least one of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def duties(self) -> Duties:
        """What the person is there for, whoever they are."""
        return Duties(
            roles=self.roles,
            systems=self.systems,
            acting_systems=self.acting_systems,
            deputy_systems=self.deputy_systems,
            has_organisation=self.organisation_id is not None,
        )

    @property
    def on_committee(self) -> bool:
        """Whether the person sits on the committee, as member or chair."""
        return self.holds(Role.COMMITTEE_MEMBER, Role.COMMITTEE_CHAIR)
