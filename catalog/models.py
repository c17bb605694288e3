"""Tables of the plan's catalogue, each loading of it, and the rules the unit sets itself, with their history."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Code, Id, Json, Line, Moment, Prose


class CatalogRelease(Base):
    """One loading of the catalogue files; the newest is in force."""

    __tablename__ = "catalog_release"
    __audited__ = True
    __audit_skip__ = frozenset({"document"})

    id: Mapped[Id]
    version: Mapped[int] = mapped_column(unique=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    loaded_at: Mapped[Moment]
    document: Mapped[dict[str, Any]] = mapped_column(Json)


class Listed:
    """Mixin: a row of the catalogue. A later file may leave it out; it is then no longer offered, and never removed."""

    current: Mapped[bool] = mapped_column(default=True)


class StrategicSystem(Base, Listed):
    """One of the six strategic systems (plan II)."""

    __tablename__ = "strategic_system"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(sa.String(10), unique=True)
    name_vi: Mapped[Line]
    name_en: Mapped[Line]
    content_vi: Mapped[Prose]
    content_en: Mapped[Prose]
    clause: Mapped[Line]
    folded: Mapped[Prose]


class Initiative(Base, Listed):
    """One of the 30 initiatives, in both wordings of the plan (section II and Appendix I, part III)."""

    __tablename__ = "initiative"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(sa.String(10), unique=True)
    system: Mapped[int] = mapped_column(index=True)
    short_title_vi: Mapped[Prose]
    title_en: Mapped[Prose]
    section_text: Mapped[Prose]
    section_clause: Mapped[Line]
    appendix_title: Mapped[Prose]
    appendix_text: Mapped[Prose]
    appendix_parts: Mapped[list[Any]] = mapped_column(Json)
    """[{"label": "Mục tiêu", "text": "…"}, …]: the paragraphs of `appendix_text` with their headings, "" for none."""
    appendix_clause: Mapped[Line]
    folded: Mapped[Prose]


class PlanCriterion(Base, Listed):
    """One of the six criteria as the plan names them, with our explanation; weights and scale are `scoring`'s."""

    __tablename__ = "plan_criterion"

    code: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    position: Mapped[int]
    name_vi: Mapped[Line]
    name_en: Mapped[Line]
    help_vi: Mapped[Prose]
    help_en: Mapped[Prose]
    clause: Mapped[Line]
    folded: Mapped[Prose]


class TemplateField(Base, Listed):
    """One of the 17 fields of the template (Appendix I, part II) with our help text in both languages."""

    __tablename__ = "template_field"

    code: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    position: Mapped[int]
    parent: Mapped[str] = mapped_column(sa.String(60), default="")
    label_vi: Mapped[Line]
    label_en: Mapped[Line]
    help_vi: Mapped[Prose]
    help_en: Mapped[Prose]
    required: Mapped[bool]
    clause: Mapped[Line]
    folded: Mapped[Prose]


class Target(Base, Listed):
    """A target or a qualitative goal, coded by its source document; like ones of different sources are never merged."""

    __tablename__ = "target"

    code: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    position: Mapped[int]
    qualitative: Mapped[bool]
    year: Mapped[int | None]
    group_vi: Mapped[Line] = mapped_column(default="")
    text_vi: Mapped[Prose]
    label_en: Mapped[Prose]
    value: Mapped[Line]
    unit_vi: Mapped[Line]
    source: Mapped[Line]
    clause: Mapped[Line]
    folded: Mapped[Prose]


class Rule(Base):
    """A value the unit has set for one of `catalog.rules.RULES`, in force from a day on; older ones stay as history."""

    __tablename__ = "rule"
    __audited__ = True
    __table_args__ = (sa.UniqueConstraint("code", "since"),)

    id: Mapped[Id]
    code: Mapped[Code]
    value: Mapped[str] = mapped_column(sa.String(200))
    since: Mapped[date]
    reason: Mapped[Prose] = mapped_column(default="")
    made_at: Mapped[Moment]
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("account.id"))
