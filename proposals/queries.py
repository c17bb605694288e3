"""Reads of proposals; `visible_to` is the one WHERE clause that says who sees what."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from accounts.actor import Actor, Role
from accounts.models import Organisation, User
from catalog.models import Initiative, StrategicSystem, Target
from catalog.plan import cited
from core.db import session
from core.errors import NotFound
from core.searching import holding, typed_words
from proposals.listing import Filters, Place
from proposals.models import (
    Audience,
    DraftPart,
    Event,
    Proposal,
    ProposalVersion,
    ReturnRequest,
    Sight,
    SightKind,
)
from proposals.reading import Names, TargetName
from proposals.workflow import Action, Status


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Which proposals exist for this person. A bar (conflict of interest) beats every role and every grant.

    An organisation sees its own, drafts included. The secretariat and the auditor see every submitted one, a chief
    engineer those of their systems from assessment on, the committee those that reached it; anyone else needs a grant.
    """
    # Two comparisons, not a list: a list's length is looked at anew each time the statement runs.
    submitted = sa.and_(Proposal.status != Status.DRAFT, Proposal.status != Status.SECRET)
    ways: list[sa.ColumnElement[bool]] = []
    if actor.organisation_id is not None and actor.holds(Role.PROPOSER):
        ways.append(Proposal.organisation_id == actor.organisation_id)
    if actor.holds(Role.SECRETARIAT, Role.AUDITOR):
        ways.append(submitted)
    if actor.systems:
        ways.append(
            sa.and_(
                Proposal.main_system.in_(actor.systems),
                Proposal.status.in_([Status.ASSESSMENT, Status.ENGINEERING, Status.COMMITTEE, Status.DECIDED]),
            )
        )
    if actor.on_committee:
        ways.append(Proposal.status.in_([Status.COMMITTEE, Status.DECIDED]))
    if not actor.holds(Role.SECRETARIAT, Role.AUDITOR):  # to whom a grant opens nothing more
        ways.append(sa.and_(submitted, _sight(actor, SightKind.GRANT)))
    return sa.and_(sa.or_(*ways), sa.not_(_sight(actor, SightKind.BAR)))


def _sight(actor: Actor, kind: SightKind) -> sa.ColumnElement[bool]:
    # IN, not EXISTS: the person's few rows are read once, not looked up again for every proposal of a list.
    return Proposal.id.in_(sa.select(Sight.proposal_id).where(Sight.user_id == actor.id, Sight.kind == kind))


def get(proposal_id: uuid.UUID, *, seen_by: Actor) -> Proposal:
    """One proposal with organisation, owner and newest version; NotFound when it does not exist for this person."""
    row = session.scalar(
        sa.select(Proposal)
        .options(joinedload(Proposal.organisation), joinedload(Proposal.owner), joinedload(Proposal.current_version))
        .where(Proposal.id == proposal_id, visible_to(seen_by))
    )
    if row is None:
        raise NotFound
    return row


def draft_part(proposal: Proposal, code: str, *, lock: bool = False) -> DraftPart:
    """One working part with who saved it last; `lock` keeps other writers waiting until this request has ended."""
    statement = (
        sa.select(DraftPart)
        .options(joinedload(DraftPart.saved_by))
        .where(DraftPart.proposal_id == proposal.id, DraftPart.part == code)
    )
    if lock:
        statement = statement.with_for_update(of=DraftPart).execution_options(populate_existing=True)
    row = session.scalar(statement)
    if row is None:
        raise NotFound
    return row


def draft_parts(proposal: Proposal) -> dict[str, DraftPart]:
    """The working parts by part code."""
    rows = session.scalars(sa.select(DraftPart).where(DraftPart.proposal_id == proposal.id))
    return {row.part: row for row in rows}


def draft_content(proposal: Proposal) -> dict[str, dict[str, object]]:
    """The whole working text as a content document."""
    return {part: row.content for part, row in draft_parts(proposal).items()}


def versions(proposal: Proposal) -> Sequence[ProposalVersion]:
    """Frozen versions with their submitters, newest first."""
    return session.scalars(
        sa.select(ProposalVersion)
        .options(joinedload(ProposalVersion.submitted_by))
        .where(ProposalVersion.proposal_id == proposal.id)
        .order_by(ProposalVersion.number.desc())
    ).all()


def version(proposal: Proposal, number: int) -> ProposalVersion:
    """One frozen version; NotFound otherwise."""
    row = session.scalar(
        sa.select(ProposalVersion)
        .options(joinedload(ProposalVersion.submitted_by))
        .where(ProposalVersion.proposal_id == proposal.id, ProposalVersion.number == number)
    )
    if row is None:
        raise NotFound
    return row


def timeline(proposal: Proposal, *, inside: bool) -> Sequence[Event]:
    """The course so far, oldest first; without `inside` only what proposers may read."""
    statement = sa.select(Event).options(joinedload(Event.actor)).where(Event.proposal_id == proposal.id)
    if not inside:
        statement = statement.where(Event.audience == Audience.EVERYBODY)
    return session.scalars(statement.order_by(Event.id)).all()


def reached(proposal: Proposal) -> dict[Status, datetime]:
    """When the proposal last came to each status."""
    statement = (
        sa.select(Event.status_after, sa.func.max(Event.at))
        .where(Event.proposal_id == proposal.id, Event.status_before != Event.status_after)
        .group_by(Event.status_after)
    )
    return {Status(status): moment for status, moment in session.execute(statement) if status}


def open_return(proposal: Proposal) -> ReturnRequest | None:
    """The unanswered request for completion with its lines, if there is one."""
    return session.scalar(
        sa.select(ReturnRequest)
        .options(selectinload(ReturnRequest.lines))
        .where(ReturnRequest.proposal_id == proposal.id, ReturnRequest.answered_at.is_(None))
        .order_by(ReturnRequest.made_at.desc())
    )


def return_requests(proposal: Proposal) -> Sequence[ReturnRequest]:
    """Every request for completion with its lines, newest first."""
    return session.scalars(
        sa.select(ReturnRequest)
        .options(selectinload(ReturnRequest.lines))
        .where(ReturnRequest.proposal_id == proposal.id)
        .order_by(ReturnRequest.made_at.desc())
    ).all()


def matching(typed: str) -> sa.ColumnElement[bool]:
    """Proposals whose code, title or unit hold every typed word, whatever accents and tone placement were used."""
    return sa.and_(sa.true(), *holding(Proposal.search_text, typed))


def sights(proposal: Proposal, user_id: uuid.UUID) -> Sequence[Sight]:
    """The exceptional sight rows of one person on one proposal."""
    return session.scalars(sa.select(Sight).where(Sight.proposal_id == proposal.id, Sight.user_id == user_id)).all()


def names(locale: str) -> Names:
    """What the catalogue's codes mean in a language, for `proposals.reading`."""
    vietnamese = locale == "vi"
    system = StrategicSystem.name_vi if vietnamese else StrategicSystem.name_en
    initiative = Initiative.short_title_vi if vietnamese else Initiative.title_en
    target = Target.text_vi if vietnamese else sa.func.coalesce(sa.func.nullif(Target.label_en, ""), Target.text_vi)
    return Names(
        systems={
            row[0]: row[1]
            for row in session.execute(sa.select(StrategicSystem.number, system).order_by(StrategicSystem.number))
        },
        initiatives={
            row[0]: row[1]
            for row in session.execute(sa.select(Initiative.number, initiative).order_by(Initiative.number))
        },
        targets={
            row[0]: TargetName(code=row[0], text=row[1], source=cited(row[2], locale))
            for row in session.execute(sa.select(Target.code, target, Target.source).order_by(Target.position))
        },
    )


PAGE = 50
"""Rows of one page of a list."""

_ROW = (
    Proposal.id,
    Proposal.number,
    Proposal.status,
    Proposal.status_since,
    Proposal.step_due,
    Proposal.title,
    Proposal.unit_name,
    Proposal.main_system,
    Proposal.money_total,
    Proposal.organisation_id,
    sa.case((Proposal.published, Proposal.outcome), else_="").label("outcome"),
)


def listed(filters: Filters, *, seen_by: Actor) -> tuple[list[sa.Row[Any]], Place | None]:
    """One page of the proposals this person sees, newest change first, and where the next page starts."""
    statement = sa.select(*_ROW).where(visible_to(seen_by), *_narrowed(filters))
    if filters.after is not None:
        mark = filters.after
        statement = statement.where(
            sa.or_(
                Proposal.status_since < mark.since,
                sa.and_(Proposal.status_since == mark.since, Proposal.id < mark.id),
            )
        )
    newest = statement.order_by(Proposal.status_since.desc(), Proposal.id.desc()).limit(PAGE + 1)
    rows = list(session.execute(newest))
    if len(rows) <= PAGE:
        return rows, None
    last = rows[PAGE - 1]
    return rows[:PAGE], Place(since=last.status_since, id=last.id)


def _narrowed(filters: Filters) -> list[sa.ColumnElement[bool]]:
    narrowed = [matching(filters.typed)]
    if filters.statuses is not None:
        narrowed.append(Proposal.status.in_(filters.statuses))
    if filters.system is not None:
        narrowed.append(Proposal.main_system == filters.system)
    return narrowed


def counts(*, seen_by: Actor) -> dict[Status, int]:
    """How many proposals this person sees in each status."""
    statement = sa.select(Proposal.status, sa.func.count()).where(visible_to(seen_by)).group_by(Proposal.status)
    return {row[0]: row[1] for row in session.execute(statement)}


def owned_by(user: User) -> Sequence[Proposal]:
    """For a hand-over: what a person answers for in their unit, whoever asks; its titles are not for the asker."""
    return session.scalars(
        sa.select(Proposal)
        .where(Proposal.owner_id == user.id, Proposal.organisation_id == user.organisation_id)
        .order_by(Proposal.made_at)
    ).all()


def exported(filters: Filters, *, seen_by: Actor) -> list[sa.Row[Any]]:
    """Every row of the list narrowed like this, newest change first, with the owner's name, for a spreadsheet."""
    statement = (
        sa.select(*_ROW, User.name.label("owner"), Organisation.name_vi, Organisation.name_en)
        .join(User, User.id == Proposal.owner_id)
        .join(Organisation, Organisation.id == Proposal.organisation_id)
        .where(visible_to(seen_by), *_narrowed(filters))
        .order_by(Proposal.status_since.desc(), Proposal.id.desc())
    )
    return list(session.execute(statement))


def waiting(actor: Actor) -> sa.Select[Any]:
    """How many proposals wait for the person's organisation: drafts and those returned to it."""
    return (
        sa.select(sa.func.count())
        .select_from(Proposal)
        .where(
            Proposal.organisation_id == actor.organisation_id,
            Proposal.status.in_([Status.DRAFT, Status.RETURNED]),
            visible_to(actor),
        )
    )


def search(typed: str, *, seen_by: Actor, limit: int = 30) -> list[sa.Row[Any]]:
    """Proposals this person sees whose code, title or unit hold every typed word, whatever the accents; best first.

    Rows hold id, number, status, title, unit_name and more. Sight is applied before anything is compared.
    """
    folded = " ".join(typed_words(typed))
    if not folded:
        return []
    best = sa.case(
        (words_of_code(folded), 0),
        (Proposal.folded_title.startswith(folded, autoescape=True), 1),
        (sa.and_(*holding(Proposal.folded_title, typed)), 2),
        else_=3,
    )
    return list(
        session.execute(
            sa.select(*_ROW)
            .where(visible_to(seen_by), matching(typed))
            .order_by(best, Proposal.status_since.desc(), Proposal.id)
            .limit(limit)
        )
    )


def words_of_code(folded: str) -> sa.ColumnElement[bool]:
    """Proposals whose code reads like the folded words ("sk 2026 0001")."""
    return sa.func.lower(sa.func.replace(Proposal.number, "-", " ")) == folded


_RECEIVED = sa.or_(
    Proposal.status.in_([Status.ASSESSMENT, Status.ENGINEERING, Status.COMMITTEE, Status.DECIDED]),
    sa.and_(
        Proposal.status.in_([Status.INTAKE, Status.RETURNED]),
        sa.select(sa.literal(1))
        .where(Event.proposal_id == Proposal.id, Event.deed == Action.ACCEPT.value)
        .correlate(Proposal)
        .exists(),
    ),
)
"""Once the intake desk has accepted it. Before that nobody has looked whether even its title may be public."""

_PUBLIC_STAGE = sa.case(
    (sa.and_(Proposal.status == Status.DECIDED, sa.not_(Proposal.published)), Status.COMMITTEE.value),
    (Proposal.status.in_([Status.INTAKE, Status.RETURNED]), Status.ASSESSMENT.value),
    else_=sa.cast(Proposal.status, sa.String),
)
"""A decision not yet published is still before the committee; a dossier being completed is still under assessment."""


@dataclass(frozen=True, kw_only=True)
class PublicPage:
    """One page of what anybody may know: rows of (number, title, stage, outcome), and the `after` of the next page."""

    rows: Sequence[sa.Row[Any]]
    after: str


def public_list(typed: str = "", *, after: str = "", limit: int = PAGE) -> PublicPage:
    """Received and decided proposals for everybody, newest code first.

    Drafts, proposals not yet accepted, refused, withdrawn, merged or moved to the secret channel are never in it; a
    decision and its outcome show once they are published.
    """
    statement = sa.select(
        Proposal.number,
        Proposal.title,
        _PUBLIC_STAGE.label("stage"),
        sa.case((Proposal.published, Proposal.outcome), else_="").label("outcome"),
    ).where(_RECEIVED)
    for word in typed_words(typed):
        in_code = sa.func.lower(Proposal.number).contains(word, autoescape=True)
        statement = statement.where(sa.or_(*holding(Proposal.folded_title, word), in_code))
    if after:
        statement = statement.where(Proposal.number < after)
    rows = list(session.execute(statement.order_by(Proposal.number.desc()).limit(limit + 1)))
    return PublicPage(rows=rows[:limit], after=str(rows[limit - 1].number) if len(rows) > limit else "")


def newest_versions(code: str | None = None) -> list[sa.Row[Any]]:
    """For operators: the newest frozen version of one submitted proposal or of all; never of one gone secret."""
    statement = (
        sa.select(
            Proposal.number.label("code"),
            Proposal.status,
            Organisation.name_vi.label("organisation"),
            ProposalVersion.number.label("version"),
            ProposalVersion.submitted_at,
            ProposalVersion.sha256,
            ProposalVersion.content,
        )
        .join(ProposalVersion, ProposalVersion.id == Proposal.current_version_id)
        .join(Organisation, Organisation.id == Proposal.organisation_id)
        .where(Proposal.status != Status.SECRET)
    )
    if code is not None:
        statement = statement.where(Proposal.number == code.strip().upper())
    return list(session.execute(statement.order_by(Proposal.number)))
