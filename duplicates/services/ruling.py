"""What people do about likeness: rule on a pair, ask for a new comparison, forget what left for the secret channel."""

from __future__ import annotations

import uuid

from accounts.actor import Actor
from core import audit, db, jobs
from core.db import session
from core.errors import Conflict, Forbidden, Invalid
from core.i18n import N_
from duplicates import policies
from duplicates.models import Level, Ruling, RulingKind
from duplicates.queries import findings, prints
from duplicates.queries.findings import Pair
from proposals import services as course
from proposals.models import Audience, Proposal

RULED_MEANWHILE = N_("Người khác vừa kết luận về cặp này. Hãy xem kết luận đó rồi quyết định có thay thế hay không.")
NO_REASON = N_("Hãy nêu lý do của kết luận.")


def rule(pair: Pair, actor: Actor, *, kind: RulingKind, reason: str, seen: uuid.UUID | None) -> Ruling:
    """Write a person's conclusion; `seen` is the ruling that the page showed as being in force.

    An earlier ruling is kept and marked as replaced. Raises Conflict when somebody ruled meanwhile.
    """
    if not policies.may_rule(actor, pair.left, pair.right):
        raise Forbidden
    if not reason.strip():
        raise Invalid(NO_REASON, fields={"reason": NO_REASON})
    before = findings.ruling_of(pair.finding)
    if (before.id if before else None) != seen:
        raise Conflict(RULED_MEANWHILE)
    if before is not None:
        before.superseded_at = db.now()
        session.flush()
    made = Ruling(
        id=uuid.uuid4(),
        finding_id=pair.finding.id,
        kind=kind,
        reason=reason.strip(),
        ruled_at=db.now(),
        ruled_by_id=actor.id,
    )
    session.add(made)
    session.flush()
    for proposal in (pair.left, pair.right):
        # Neither kind nor the other's code: who reads this proposal's course need not be one who may see the other.
        course.record(proposal, "duplicates.ruled", actor, audience=Audience.INSIDE)
    audit.note("duplicates.rule", pair.finding.id, kind=kind)
    return made


def ask_again(proposal: Proposal, actor: Actor) -> None:
    """Have the newest version compared again by the worker; asking twice queues it once."""
    if not policies.may_compare(actor, proposal):
        raise Forbidden
    version = proposal.current_version_id
    jobs.enqueue("duplicates.check", key=findings.key_of(version), version=version)
    audit.note("duplicates.compare", proposal.id)


def forget(proposal: Proposal) -> None:
    """Empty everything that was derived from a proposal's text and let nothing resemble it any more."""
    row = prints.registry(lock=True)
    for one in prints.fingerprints_of(proposal.id):
        if one.dropped is None and row is not None:
            row.changes += 1
            one.dropped = row.changes
        one.body = b""
    for kept in prints.readings_of(proposal.id):
        session.delete(kept)
    for finding in prints.findings_of_proposal(proposal.id):
        finding.level = Level.NONE
        finding.score = 0
        finding.evidence = {}
    for check in prints.checks_of(proposal.id):
        check.initiative_hints = []
    session.flush()
