"""Everything a packet's pages say, read from the rooms below into `packets.contents`, in the packet's language."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from catalog import queries as catalog
from committee.models import AgendaItem, SessionState
from committee.models import Decision as DecisionRow
from committee.models import Session as Sitting
from committee.queries import briefs, sittings
from core.db import VIETNAM
from core.i18n import N_, gettext, speaking
from packets.contents import (
    Condition,
    CriteriaSet,
    Criterion,
    Decision,
    Dossier,
    Event,
    Layout,
    Member,
    Names,
    Opinion,
    Packet,
    Recommendation,
    Score,
    Scorecard,
    Session,
    Spread,
    Stance,
    Total,
    Votes,
)
from packets.letters import letter
from packets.models import PacketRow
from packets.queries import likeness, rows
from proposals import queries as proposals
from proposals.deeds import deed
from review.models import Stance as StanceCode
from scoring import arithmetic
from scoring import queries as scoring
from scoring.models import Scorecard as Card

CENT = Decimal("0.01")
STANCES = {
    StanceCode.SUPPORT: Stance.SUPPORT,
    StanceCode.SUPPORT_WITH_CONDITIONS: Stance.CONDITIONS,
    StanceCode.RESCOPE: Stance.RESCOPE,
    StanceCode.DECLINE: Stance.DECLINE,
}
COURSE = (
    *("submit", "resubmit", "accept", "return", "close_assessment", "recommend"),
    *("send_back", "defer", "decide"),
)
"""The steps of the course that the paper tells; the rest of the timeline stays on the screen."""


def gathered(row: PacketRow) -> Packet:
    """The packet as its pages will say it, complete: nothing is looked up after this."""
    with speaking(row.language):
        return _packet(row)


def _packet(row: PacketRow) -> Packet:
    sitting = rows.sitting(row)
    items = [item for item in rows.agenda(sitting) if item.proposal_id in set(rows.ids(row))]
    chosen = row.choices
    return Packet(
        code=f"HST-{sitting.code.removeprefix('PH-')}",
        version=row.number,
        layout=Layout(row.layout),
        language=row.language,
        draft=True,
        made_at=row.made_at.astimezone(UTC),
        session=_session(sitting, row),
        letter=letter(
            Layout(row.layout),
            number=str(chosen.get("letter_number", "")),
            dated=date.fromisoformat(chosen["letter_date"]) if chosen.get("letter_date") else None,
            position=str(chosen.get("signer_position", "")),
            name=str(chosen.get("signer_name", "")),
        ),
        criteria=_criteria(items, row.language),
        dossiers=tuple(_dossier(item, named=bool(chosen.get("named_reviewers"))) for item in items),
        names=_names(row.language),
    )


def _session(sitting: Sitting, row: PacketRow) -> Session:
    hour, _, minute = sitting.held_at.partition(":")
    seats = sittings.seats(sitting)
    planned = sitting.state is SessionState.PLANNED
    chair, member = gettext(N_("Chủ trì")), gettext(N_("Thành viên"))
    percent = gettext(
        N_("Ít nhất %(quorum)s%% thành viên có mặt; thông qua khi ít nhất %(majority)s%% người dự mục đồng ý."),
        quorum=sitting.quorum_percent,
        majority=sitting.majority_percent,
    )
    return Session(
        code=sitting.code,
        title=sitting.title,
        starts_at=datetime.combine(sitting.held_on, datetime.min.time(), VIETNAM)
        .replace(hour=int(hour), minute=int(minute))
        .astimezone(UTC),
        place=sitting.place,
        chair=", ".join(seat.member.name for seat in seats if seat.chair),
        secretary=rows.person(row.made_by_id),
        members=tuple(
            Member(
                name=seat.member.name,
                role=seat.member.position or (chair if seat.chair else member),
                present=None if planned else seat.present,
            )
            for seat in seats
        ),
        quorum=percent,
    )


def _criteria(items: Sequence[AgendaItem], language: str) -> CriteriaSet:
    """The newest criteria set that judged these proposals; the one in force where none is scored."""
    used = [scoring.set_of_version(item.version_id) for item in items]
    newest = max(used, key=lambda held: held.version) if used else scoring.set_in_force()
    return CriteriaSet(
        label=gettext(N_("phiên bản %(version)s"), version=newest.version),
        note=newest.note,
        criteria=tuple(
            Criterion(
                code=row.code,
                name=row.name_en if language == "en" else row.name_vi,
                weight=row.weight.normalize(),
                most=Decimal(newest.highest),
            )
            for row in newest.criteria
        ),
    )


def _names(language: str) -> Names:
    english = language == "en"
    return Names(
        systems={str(row.number): row.name_en if english else row.name_vi for row in catalog.systems()},
        initiatives={str(row.number): row.title_en if english else row.short_title_vi for row in catalog.initiatives()},
        targets={row.code: row.label_en if english else row.text_vi for row in catalog.targets()},
    )


def _dossier(item: AgendaItem, *, named: bool) -> Dossier:
    version = item.version
    cards = scoring.sealed_cards(version.id)
    checked = likeness.check(version.id)
    return Dossier(
        code=item.proposal.number or "",
        version=version.number,
        submitted_on=_day(version.submitted_at),
        content=version.content,
        main_system=item.proposal.main_system,
        related_systems=tuple(item.proposal.related_systems),
        scorecards=tuple(_card(card, place, named=named) for place, card in enumerate(cards, start=1)),
        spreads=_spreads(cards),
        total=_total(cards),
        findings=likeness.findings(version.id),
        findings_checked_on=_day(checked.checked_at) if checked else None,
        hints=likeness.hints(checked),
        recommendation=_recommendation(version.id),
        opinions=tuple(
            Opinion(system=row.system, by=name, text=row.text, on=_day(row.given_at) if row.given_at else None)
            for row, name in briefs.opinions(version.id)
        ),
        decision=_decision(item.decision, item) if item.decision else None,
        course=tuple(
            Event(
                on=_day(event.at),
                label=gettext(deed(event.deed).words, version=event.version_number or ""),
                by=gettext(deed(event.deed).office),
            )
            for event in proposals.timeline(item.proposal, inside=True)
            if event.deed in COURSE
        ),
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()


def _card(card: Card, place: int, *, named: bool) -> Scorecard:
    """One sealed card; unless the maker chose otherwise the reviewer is a number."""
    marks = {mark.criterion_id: mark for mark in card.marks}
    scores = []
    for criterion in card.set.criteria:
        mark = marks.get(criterion.id)
        value = None if mark is None or mark.value is None else Decimal(mark.value)
        scores.append(Score(criterion=criterion.code, value=value, reason=mark.reason if mark else ""))
    numbered = gettext(N_("Người thẩm định %(number)s"), number=place)
    return Scorecard(
        reviewer=rows.person(card.reviewer_id) if named else numbered,
        scores=tuple(scores),
        remark=card.summary,
        sealed_on=_day(card.sealed_at) if card.sealed_at else None,
    )


def _spreads(cards: Sequence[Card]) -> tuple[Spread, ...]:
    values: dict[str, list[int | None]] = {}
    for card in cards:
        marks = {mark.criterion_id: mark.value for mark in card.marks}
        for criterion in card.set.criteria:
            values.setdefault(criterion.code, []).append(marks.get(criterion.id))
    made = []
    for code, given in values.items():
        held = arithmetic.spread(given)
        made.append(
            Spread(
                criterion=code,
                lowest=held.lowest if held else None,
                mean=held.mean.quantize(CENT) if held else None,
                highest=held.highest if held else None,
                count=held.count if held else 0,
            )
        )
    return tuple(made)


def _total(cards: Sequence[Card]) -> Total | None:
    held = arithmetic.spread(card.total for card in cards)
    if held is None:
        return None
    return Total(
        lowest=held.lowest.quantize(CENT),
        mean=held.mean.quantize(CENT),
        highest=held.highest.quantize(CENT),
        most=Decimal(max(card.set.highest for card in cards)),
        count=held.count,
    )


def _conditions(held: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(
        Condition(
            measure=str(row.get("measure", "")),
            value=str(row.get("value", "")),
            due=date.fromisoformat(row["due"]) if row.get("due") else None,
            who=str(row.get("who", "")),
        )
        for row in held
    )


def _recommendation(version_id: uuid.UUID) -> Recommendation | None:
    row = briefs.recommendation(version_id)
    if row is None:
        return None
    return Recommendation(
        stance=STANCES[row.stance],
        text=row.text,
        conditions=_conditions(row.conditions),
        by=row.author.name,
        on=_day(row.made_at),
        acting_deputy=row.acting,
    )


def _decision(row: DecisionRow, item: AgendaItem) -> Decision:
    present = sum(seat.present for seat in sittings.seats(rows.sitting_of(item)))
    left = [rows.person(one.member_id) for one in item.withdrawals]
    return Decision(
        outcome=row.outcome,
        text=row.text,
        conditions=_conditions(row.conditions),
        supervising_member=rows.person(row.supervisor_id),
        lead_unit=row.lead_unit,
        due=row.due,
        votes=Votes(agree=row.agree, disagree=row.disagree, other=row.other, present=present, withdrawn=tuple(left)),
        reason_against=row.against_reason,
        on=_day(row.decided_at),
    )
