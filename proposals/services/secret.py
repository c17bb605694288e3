"""Takes a proposal out of the system: what it says is emptied everywhere it is kept, and only its number is left."""

from __future__ import annotations

import sqlalchemy as sa

from accounts.actor import Actor
from core import audit, jobs, words
from core.db import session
from keeping import services as keeping
from proposals import queries
from proposals.models import DraftPart, Event, Proposal, ProposalVersion, ReturnLine, ReturnRequest
from proposals.services.course import advance
from proposals.workflow import Action


def move_to_secret(proposal: Proposal, actor: Actor) -> None:
    """End the proposal here and empty its versions, its draft, what lists repeat of it, and the notes of its course.

    The checksums stay: whoever hands the text in by the secret channel can show that it is the same. Why the text is
    emptied and not hidden, and what this cannot reach, is told in docs/decisions/secret-channel.md.
    """
    advance(proposal, Action.MOVE_TO_SECRET, actor)
    session.flush()
    mine = proposal.id
    # Statements, not changes of rows: the audit trail would keep the old words.
    versions = sa.update(ProposalVersion).where(ProposalVersion.proposal_id == mine).values(content={})
    parts = sa.update(DraftPart).where(DraftPart.proposal_id == mine).values(content={}, open=False)
    events = sa.update(Event).where(Event.proposal_id == mine).values(note="")
    asked = [row.id for row in queries.return_requests(proposal)]
    lines = sa.update(ReturnLine).where(ReturnLine.request_id.in_(asked)).values(reason="", basis="")
    requests = sa.update(ReturnRequest).where(ReturnRequest.proposal_id == mine).values(reason="")
    head = (
        sa.update(Proposal)
        .where(Proposal.id == mine)
        .values(
            title="",
            folded_title="",
            unit_name="",
            kind=None,
            initiative=None,
            main_system=None,
            related_systems=[],
            money_total=0,
            search_text=words.fold(proposal.number or ""),
        )
    )
    for statement in (versions, parts, events, lines, requests, head):
        session.execute(statement)
    keeping.forget_about(mine)
    jobs.enqueue("packets.forget", key=f"packets.forget:{mine}", proposal=mine)
    audit.note("proposal.emptied", mine)
