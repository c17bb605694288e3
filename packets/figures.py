"""What the pages read out of a proposal's content: money, phases, risks, spread of scores (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from packets.charts import Bar, Milestone, Risk, Span
from packets.contents import CriteriaSet, Dossier
from packets.wording import Say
from proposals.template import PART_BY_CODE, Box, Content, JsonRow
from scoring.radar import Spoke

SOURCES = ("state_budget", "socialised", "other")


def value(content: Content, part: str, box: str) -> object:
    """What the box holds, None when the part or the box is not there."""
    return content.get(part, {}).get(box)


def words(content: Content, part: str, box: str) -> str:
    """The text of a box, "" when there is none."""
    held = value(content, part, box)
    return held if isinstance(held, str) else ""


def rows(content: Content, part: str, box: str) -> list[JsonRow]:
    """The rows of a table of the proposal."""
    return child_rows(content.get(part, {}), box)


def child_rows(row: JsonRow, box: str) -> list[JsonRow]:
    """The rows inside a part or a row."""
    held = row.get(box)
    return [child for child in held if isinstance(child, dict)] if isinstance(held, list) else []


def choice_label(part: str, path: tuple[str, ...], code: object, say: Say) -> str:
    """The words of a choice; the bare code where the template no longer knows it."""
    boxes = PART_BY_CODE[part].boxes
    for name in path[:-1]:
        boxes = next(box.boxes for box in boxes if box.code == name and not isinstance(box, Box))
    for box in boxes:
        if isinstance(box, Box) and box.code == path[-1]:
            for choice in box.choices:
                if choice.code == code:
                    return say(choice.label)
    return str(code or "")


def _text(row: JsonRow, code: str) -> str:
    held = row.get(code)
    return held if isinstance(held, str) else ""


def _whole(row: JsonRow, code: str) -> int | None:
    held = row.get(code)
    return held if isinstance(held, int) and not isinstance(held, bool) else None


def _day(row: JsonRow, code: str) -> date | None:
    try:
        return date.fromisoformat(_text(row, code))
    except ValueError:
        return None


@dataclass(frozen=True, kw_only=True)
class MoneyRow:
    """One phase's money by source, in đồng; None where the box was left empty."""

    label: str
    amounts: tuple[int | None, ...]

    @property
    def total(self) -> int:
        """What is written down, empty boxes counting as nothing."""
        return sum(amount or 0 for amount in self.amounts)


@dataclass(frozen=True, kw_only=True)
class Money:
    """The phase × source matrix with its totals, computed here and nowhere else on paper."""

    rows: tuple[MoneyRow, ...]

    @property
    def by_source(self) -> tuple[int, ...]:
        """The columns' totals."""
        return tuple(sum(row.amounts[index] or 0 for row in self.rows) for index in range(len(SOURCES)))

    @property
    def total(self) -> int:
        """The whole sum."""
        return sum(self.by_source)


def money(content: Content) -> Money:
    """The finance table, each row under its phase's name."""
    names = {str(row.get("id", "")): _text(row, "name") for row in rows(content, "roadmap", "phases")}
    return Money(
        rows=tuple(
            MoneyRow(
                label=names.get(_text(row, "phase")) or _text(row, "phase") or "–",
                amounts=tuple(_whole(row, source) for source in SOURCES),
            )
            for row in rows(content, "resources", "finance")
        )
    )


def bars(content: Content) -> tuple[Bar, ...]:
    """The finance table as the money chart takes it."""
    return tuple(Bar(label=row.label, parts=tuple(part or 0 for part in row.amounts)) for row in money(content).rows)


def spans(content: Content) -> tuple[Span, ...]:
    """The phases as the Gantt chart takes them; a phase without dates keeps its row."""
    return tuple(
        Span(
            label=_text(row, "name") or str(row.get("id", "")),
            start=_day(row, "start"),
            end=_day(row, "end"),
            milestones=tuple(
                Milestone(name=_text(child, "name"), due=due)
                for child in child_rows(row, "milestones")
                if (due := _day(child, "due")) is not None
            ),
        )
        for row in rows(content, "roadmap", "phases")
    )


def risks(content: Content) -> tuple[Risk, ...]:
    """The risks, numbered R1, R2, … in the order of the proposal."""
    return tuple(
        Risk(
            code=f"R{index}",
            description=_text(row, "description"),
            probability=_whole(row, "probability"),
            impact=_whole(row, "impact"),
        )
        for index, row in enumerate(rows(content, "risks", "items"), start=1)
    )


def worst_risks(content: Content, most: int) -> list[Risk]:
    """The gravest risks first, at most so many; unrated ones last."""
    return sorted(risks(content), key=lambda risk: -(risk.weight or 0))[:most]


def spokes(dossier: Dossier, criteria: CriteriaSet) -> tuple[Spoke, ...]:
    """The spread of each criterion as the radar takes it; a criterion nobody scored has none."""
    spreads = {spread.criterion: spread for spread in dossier.spreads}
    return tuple(
        Spoke(
            label=criterion.name,
            most=criterion.most,
            lowest=spread.lowest if (spread := spreads.get(criterion.code)) else None,
            mean=spread.mean if spread else None,
            highest=spread.highest if spread else None,
        )
        for criterion in criteria.criteria
    )


def lifetime(content: Content) -> tuple[date | None, date | None]:
    """First start and last end of the phases."""
    held = spans(content)
    starts = [span.start for span in held if span.start]
    ends = [span.end for span in held if span.end]
    return (min(starts) if starts else None, max(ends) if ends else None)


def main_system(dossier: Dossier) -> int | None:
    """The strategic system that was confirmed; the proposer's own where nobody has confirmed one."""
    return next(systems(dossier), None)


def systems(dossier: Dossier) -> Iterator[int]:
    """The confirmed systems, the main one first; the proposer's own where nobody has confirmed any."""
    if dossier.main_system is None:
        yield from written_systems(dossier.content)
    else:
        yield dossier.main_system
        yield from dossier.related_systems


def written_systems(content: Content) -> Iterator[int]:
    """The systems that the proposer named, the main one first, the related ones by number."""
    main = value(content, "title", "main_system")
    if isinstance(main, int):
        yield main
    related = value(content, "title", "related_systems")
    if isinstance(related, list):
        yield from sorted(number for number in related if isinstance(number, int) and number != main)
