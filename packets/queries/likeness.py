"""Reads of likeness for the paper: what the machine found on a version, and what people ruled on each pair."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from accounts.models import User
from core.db import VIETNAM, session
from core.i18n import N_, gettext
from duplicates.evidence import REASONS, shared_parts
from duplicates.models import Check, Level, RulingKind
from duplicates.models import Finding as FindingRow
from duplicates.models import Ruling as RulingRow
from packets.contents import Finding, Hint, Likeness, Ruling
from proposals.models import Proposal
from proposals.template import PART_BY_CODE

LEVELS = {
    Level.LIKELY_DUPLICATE: Likeness.LIKELY,
    Level.OVERLAPPING: Likeness.OVERLAPPING,
    Level.NONE: Likeness.NONE,
}
VERDICTS = {
    RulingKind.DUPLICATE: N_("Trùng nhau"),
    RulingKind.BUILDS_ON: N_("Kế thừa, phát triển tiếp"),
    RulingKind.COMPLEMENTS: N_("Bổ trợ cho nhau"),
    RulingKind.DISTINCT: N_("Khác nhau"),
}


def check(version_id: uuid.UUID) -> Check | None:
    """The comparison of the version; None while it has not been made."""
    return session.scalar(sa.select(Check).where(Check.version_id == version_id))


def hints(check: Check | None) -> tuple[Hint, ...]:
    """The plan's initiatives that the machine finds the text near to, the nearest first."""
    held = check.initiative_hints if check else []
    return tuple(Hint(initiative=hint["initiative"], percent=Decimal(hint["score"])) for hint in held)


def findings(version_id: uuid.UUID) -> tuple[Finding, ...]:
    """Texts found like this version, the most alike first, each once."""
    found: dict[str, tuple[int, Finding]] = {}
    sides = (
        (FindingRow.version_id, FindingRow.other_proposal_id, False),
        (FindingRow.other_version_id, FindingRow.proposal_id, True),
    )
    for mine, theirs, turned in sides:
        rows = session.execute(
            sa.select(FindingRow, Proposal.number, Proposal.title)
            .join(Proposal, Proposal.id == theirs)
            .where(mine == version_id, FindingRow.level != Level.NONE)
        ).all()
        for row, number, title in rows:
            if number and (number not in found or found[number][0] < row.score):
                found[number] = (row.score, _finding(row, number, title, turned=turned))
    return tuple(held for _, held in sorted(found.values(), key=lambda pair: -pair[0]))


def _finding(row: FindingRow, number: str, title: str, *, turned: bool) -> Finding:
    evidence = row.evidence
    return Finding(
        code=number,
        title=title,
        level=LEVELS[row.level],
        percent=Decimal(row.score),
        parts=_parts(evidence, turned=turned),
        evidence=_sentence(evidence),
        ruling=_ruling(row.id),
    )


def _parts(evidence: Mapping[str, Any], *, turned: bool) -> tuple[str, ...]:
    """The template parts of this side that share text, the most alike first."""
    return tuple(code for code in shared_parts(evidence, later=not turned) if code in PART_BY_CODE)


def _sentence(evidence: Mapping[str, Any]) -> str:
    """The machine's reasons in words."""
    told = [gettext(REASONS[str(code)]) for code in evidence.get("reasons") or [] if str(code) in REASONS]
    sentence = "; ".join(told)
    return f"{sentence[:1].upper()}{sentence[1:]}." if sentence else ""


def _ruling(finding_id: uuid.UUID) -> Ruling | None:
    row = session.execute(
        sa.select(RulingRow, User.name)
        .join(User, User.id == RulingRow.ruled_by_id)
        .where(RulingRow.finding_id == finding_id, RulingRow.superseded_at.is_(None))
        .order_by(RulingRow.ruled_at.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return Ruling(
        verdict=gettext(VERDICTS[row[0].kind]),
        reason=row[0].reason,
        by=row[1],
        on=row[0].ruled_at.astimezone(VIETNAM).date(),
    )
