"""Reads of the catalogue and of the rules in force."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from accounts.models import User
from catalog.models import CatalogRelease, Initiative, PlanCriterion, Rule, StrategicSystem, Target, TemplateField
from catalog.rules import RULE_BY_CODE
from core import db
from core.db import session
from core.errors import NotFound
from core.searching import holding, rank

Row = TypeVar("Row")


def rule(code: str, *, on: date | None = None) -> str:
    """The value of a rule in force on a day (today by default); its default where the unit has set none."""
    found = session.scalar(
        sa.select(Rule.value)
        .where(Rule.code == code, Rule.since <= (on or db.today()))
        .order_by(Rule.since.desc())
        .limit(1)
    )
    return found if found is not None else RULE_BY_CODE[code].default


def rule_number(code: str, *, on: date | None = None) -> int:
    """The same for rules that are whole numbers."""
    return int(rule(code, on=on))


def rule_on(code: str, day: date) -> Rule | None:
    """The value that was set to begin on exactly this day."""
    return session.scalar(sa.select(Rule).where(Rule.code == code, Rule.since == day))


def rules_set() -> dict[str, list[tuple[Rule, str]]]:
    """Every value the unit has set with the name of who set it, newest first, by rule."""
    rows = session.execute(
        sa.select(Rule, User.name).join(User, User.id == Rule.made_by_id, isouter=True).order_by(Rule.since.desc())
    )
    found: dict[str, list[tuple[Rule, str]]] = {}
    for row, name in rows:
        found.setdefault(row.code, []).append((row, name or ""))
    return found


def system(number: int) -> StrategicSystem:
    """One strategic system; NotFound otherwise."""
    row = session.get(StrategicSystem, number)
    if row is None:
        raise NotFound
    return row


def initiative(number: int) -> Initiative:
    """One of the 30 initiatives by its number; NotFound otherwise."""
    row = session.get(Initiative, number)
    if row is None:
        raise NotFound
    return row


def target(code: str) -> Target:
    """One target by its code, those taken off the list too; NotFound otherwise."""
    row = session.get(Target, code)
    if row is None:
        raise NotFound
    return row


def systems(typed: str = "") -> Sequence[StrategicSystem]:
    """The six strategic systems in order, narrowed by words."""
    return session.scalars(
        sa.select(StrategicSystem)
        .where(StrategicSystem.current, *holding(StrategicSystem.folded, typed))
        .order_by(StrategicSystem.number)
    ).all()


def initiatives(typed: str = "", *, system: int | None = None) -> Sequence[Initiative]:
    """Initiatives in order, narrowed by words found in either wording and by system; hits in the title come first."""
    statement = sa.select(Initiative).where(Initiative.current, *holding(Initiative.folded, typed))
    if system is not None:
        statement = statement.where(Initiative.system == system)
    rows = session.scalars(statement.order_by(Initiative.number)).all()
    return _titles_first(rows, typed, lambda row: f"{row.code} {row.short_title_vi} {row.title_en}")


def targets(typed: str = "") -> Sequence[Target]:
    """Targets and qualitative goals in the order of their documents; the best hits of typed words come first."""
    statement = sa.select(Target).where(Target.current, *holding(Target.folded, typed))
    rows = session.scalars(statement.order_by(Target.position)).all()
    return _titles_first(rows, typed, lambda row: f"{row.code} {row.text_vi} {row.label_en}")


def template_fields(typed: str = "") -> Sequence[TemplateField]:
    """The 17 fields of the template in order, narrowed by words."""
    return session.scalars(
        sa.select(TemplateField)
        .where(TemplateField.current, *holding(TemplateField.folded, typed))
        .order_by(TemplateField.position)
    ).all()


def criteria(typed: str = "") -> Sequence[PlanCriterion]:
    """The six criteria of the plan in order; a later criteria set may add to them."""
    statement = (
        sa.select(PlanCriterion)
        .where(PlanCriterion.current, *holding(PlanCriterion.folded, typed))
        .order_by(PlanCriterion.position)
    )
    return session.scalars(statement).all()


def release() -> CatalogRelease | None:
    """The release in force, None before the first loading."""
    return session.scalar(sa.select(CatalogRelease).order_by(CatalogRelease.version.desc()).limit(1))


def all_rows(table: Any, key: str) -> dict[Any, Any]:
    """Every row of a catalogue table by its key, those taken off the list too."""
    return {getattr(row, key): row for row in session.scalars(sa.select(table))}


def _titles_first(rows: Sequence[Row], typed: str, title: Callable[[Row], str]) -> Sequence[Row]:
    """The rows in their order, those first whose title answers what was typed."""
    return sorted(rows, key=lambda row: rank(typed, title(row))) if typed.strip() else rows
