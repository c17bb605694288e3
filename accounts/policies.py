"""May she? Predicates about accounts, asked by services and by the buttons of pages."""

from __future__ import annotations

from accounts.actor import Actor, Role
from accounts.models import User


def may_disable(actor: Actor, user: User) -> bool:
    """Whether the administrator may shut this account: nobody shuts their own."""
    return actor.holds(Role.ADMINISTRATOR) and user.active and user.id != actor.id


def may_enable(actor: Actor, user: User) -> bool:
    """Whether the administrator may open this account again."""
    return actor.holds(Role.ADMINISTRATOR) and not user.active


def may_invite(actor: Actor, user: User) -> bool:
    """Whether the administrator may send the invitation again: to people who have set no password yet."""
    return actor.holds(Role.ADMINISTRATOR) and user.active and user.password is None


def in_order(user: User) -> list[Role]:
    """A person's roles in the order of the list."""
    held = {row.name for row in user.roles}
    return [role for role in Role if role in held]
