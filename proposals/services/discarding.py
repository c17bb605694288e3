"""Discards a draft that was never submitted: its rows go with all that hangs on it; the audit trail tells of it."""

from __future__ import annotations

import sqlalchemy as sa

from accounts.actor import Actor
from core import audit, jobs
from core.db import Base, session
from core.errors import Conflict, Forbidden
from keeping import services as keeping
from proposals import policies
from proposals.models import Proposal
from proposals.services.course import MOVED_ON
from proposals.workflow import Status


def discard(proposal: Proposal, actor: Actor) -> None:
    """Delete the draft for good. Conflict once it has been submitted, Forbidden for everybody but its owner."""
    if proposal.status is not Status.DRAFT or proposal.number is not None:
        raise Conflict(MOVED_ON)
    if not policies.may_discard(actor, proposal):
        raise Forbidden
    mine = proposal.id
    for statement in _what_hangs_on(proposal):
        session.execute(statement)
    session.expire(proposal, ["parts"])
    session.delete(proposal)
    session.flush()
    keeping.forget_about(mine)
    jobs.enqueue("attachments.erase", key=f"attachments.erase:{mine}", proposal=mine)
    audit.note("proposal.discard", mine)


def _what_hangs_on(proposal: Proposal) -> list[sa.Delete]:
    """Deletes for every row that leads to this proposal, whichever room it is of, the farthest first.

    Read off the tables, so that no room above can be forgotten. Nothing of a draft was ever judged, so nothing that
    leads to it is anybody's but its proposers'.
    """
    doomed: dict[sa.Table, sa.ColumnElement[bool]] = {}
    for table in Base.metadata.sorted_tables:
        ways: list[sa.ColumnElement[bool]] = []
        for key in table.foreign_keys:
            whole = key.column.table
            if table is not Proposal.__table__ and whole is Proposal.__table__:
                ways.append(key.parent == proposal.id)
            elif whole in doomed:
                ways.append(sa.exists().where(key.column == key.parent, doomed[whole]))
        if ways:
            doomed[table] = sa.or_(*ways)
    return [sa.delete(table).where(leads) for table, leads in reversed(doomed.items())]
