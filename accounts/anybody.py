"""Statements that are built once and asked by many: a stand-in for everybody with the same duties."""

from __future__ import annotations

import uuid
from typing import Any, cast

import sqlalchemy as sa

from accounts.actor import Actor, Duties

_SELF = sa.bindparam("actor", type_=sa.Uuid)
_OWN_UNIT = sa.bindparam("actor_unit", type_=sa.Uuid)


def anybody(duties: Duties) -> Actor:
    """A stand-in whose id and organisation are left open in the conditions built with it."""
    return Actor(
        id=cast(uuid.UUID, _SELF),
        name="",
        email="",
        language="",
        organisation_id=cast(uuid.UUID, _OWN_UNIT) if duties.has_organisation else None,
        organisation_name="",
        roles=duties.roles,
        systems=duties.systems,
        acting_systems=duties.acting_systems,
        deputy_systems=duties.deputy_systems,
    )


def themselves(actor: Actor) -> dict[str, Any]:
    """What a statement built with `anybody` left open, for the person who asks."""
    return {"actor": actor.id, "actor_unit": actor.organisation_id}
