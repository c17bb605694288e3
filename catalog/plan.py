"""The plan's catalogue as data: reads and checks the three files of `catalog/data` (pure).

Source: Plan 01-KH/BCĐTW with its appendices, Resolution 57-NQ/TW and the notices named in the file. Names, titles and
figures are kept exactly as the file has them; help texts are our own.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from core import words

DATA = Path(__file__).parent / "data"
FILES = ("catalog.json", "organisations.json", "help.json")
SYSTEMS = 6

Row = TypeVar("Row")


class PlanError(Exception):
    """A catalogue file cannot be used; the message names the file, the place in it and the fault."""


@dataclass(frozen=True, kw_only=True)
class System:
    """One strategic system."""

    number: int
    code: str
    name_vi: str
    name_en: str
    content_vi: str
    content_en: str
    clause: str
    folded: str


@dataclass(frozen=True, kw_only=True)
class InitiativeText:
    """One initiative in both wordings; `appendix_parts` are the headed paragraphs of the second."""

    number: int
    code: str
    system: int
    short_title_vi: str
    title_en: str
    section_text: str
    section_clause: str
    appendix_title: str
    appendix_text: str
    appendix_parts: list[dict[str, str]]
    appendix_clause: str
    folded: str


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One of the six criteria with our explanation; the plan gives neither weight nor scale."""

    code: str
    position: int
    name_vi: str
    name_en: str
    help_vi: str
    help_en: str
    clause: str
    folded: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of the template with our help."""

    code: str
    position: int
    parent: str
    label_vi: str
    label_en: str
    help_vi: str
    help_en: str
    required: bool
    clause: str
    folded: str


@dataclass(frozen=True, kw_only=True)
class TargetText:
    """One target or qualitative goal of one source document; `year` is None where the document gives none."""

    code: str
    position: int
    qualitative: bool
    year: int | None
    group_vi: str
    text_vi: str
    label_en: str
    value: str
    unit_vi: str
    source: str
    clause: str
    folded: str


@dataclass(frozen=True, kw_only=True)
class Body:
    """One organisation named in the plan or in the lists of administrative units; `other_names` helps to find it."""

    name_vi: str
    name_en: str
    abbreviation: str
    type: str
    other_names: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The whole catalogue and the sum of the files it came from."""

    sha256: str
    document: dict[str, Any]
    systems: tuple[System, ...]
    initiatives: tuple[InitiativeText, ...]
    criteria: tuple[Criterion, ...]
    fields: tuple[Field, ...]
    targets: tuple[TargetText, ...]
    organisations: tuple[Body, ...]


CITED = (
    ("Kế hoạch", "Plan"),
    ("Phụ lục", "Appendix"),
    ("PL ", "App. "),
    ("Phần", "Part"),
    ("Mục", "Section"),
    ("Nhóm", "Group"),
    ("Sáng kiến", "Initiative"),
    (" và ", " and "),
    ("thứ tư", "fourth indent"),
)
"""The words that citations of the plan are made of."""


def cited(clause: str, locale: str) -> str:
    """A citation of the plan in the reader's language; numbers and letters of the clause stay as they are."""
    if locale != "en":
        return clause
    for vietnamese, english in CITED:
        clause = clause.replace(vietnamese, english)
    return clause


def read(folder: Path = DATA) -> Plan:
    """The catalogue in a folder; raises PlanError at the first fault."""
    total = hashlib.sha256()
    held: dict[str, Any] = {}
    for name in FILES:
        held[name] = _load(folder / name, total)
    catalogue, advice = held["catalog.json"], held["help.json"]
    plan = Plan(
        sha256=total.hexdigest(),
        document={name.removesuffix(".json"): content for name, content in held.items()},
        systems=_each(catalogue, "systems", _system),
        initiatives=_each(catalogue, "initiatives", _initiative),
        criteria=_each(catalogue, "criteria", lambda row: _criterion(row, advice["criteria"])),
        fields=_each(catalogue, "template_fields", lambda row: _field(row, advice["template_fields"])),
        targets=_targets(catalogue, advice.get("targets", {})),
        organisations=_each(held["organisations.json"], "organisations", _body),
    )
    _check(plan, catalogue)
    return plan


def _load(path: Path, total: Any) -> Any:
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
        content = json.loads(text)
    except (OSError, ValueError) as error:
        raise PlanError(f"{path.name} cannot be read: {error}") from error
    if not unicodedata.is_normalized("NFC", text):
        raise PlanError(f"{path.name} is not in NFC")
    total.update(path.name.encode() + b"\0" + data + b"\0")
    return content


def _each(document: Any, key: str, make: Callable[[Any], Row]) -> tuple[Row, ...]:
    found = []
    for place, row in enumerate(document.get(key) or []):
        try:
            found.append(make(row))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise PlanError(f"{key}[{place}] is not as expected: {type(error).__name__} {error}") from error
    if not found:
        raise PlanError(f"{key} is empty")
    return tuple(found)


def _system(row: Any) -> System:
    return System(
        number=int(row["number"]),
        code=row["code"],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        content_vi=row["content_vi"],
        content_en=row["content_en"],
        clause=row["clause"],
        folded=words.fold(f"{row['code']} {row['name_vi']} {row['name_en']} {row['content_vi']} {row['content_en']}"),
    )


def _initiative(row: Any) -> InitiativeText:
    section, appendix = row["section_ii"], row["appendix_i"]
    named = (("Mục tiêu", appendix["muc_tieu"]), ("Nội dung", appendix["noi_dung"]), ("", appendix["mo_ta"]))
    parts = [{"label": label, "text": text} for label, text in named if text]
    parts += [{"label": other["nhan"], "text": other["noi_dung"]} for other in appendix["khac"] or []]
    whole = "\n".join(part["text"] for part in parts)
    return InitiativeText(
        number=int(row["number"]),
        code=row["code"],
        system=int(row["system"]),
        short_title_vi=row["short_title_vi"],
        title_en=row["title_en"],
        section_text=section["text"],
        section_clause=section["clause"],
        appendix_title=appendix["title"],
        appendix_text=whole,
        appendix_parts=parts,
        appendix_clause=appendix["clause"],
        folded=words.fold(
            " ".join((row["code"], row["short_title_vi"], row["title_en"], section["text"], appendix["title"], whole))
        ),
    )


def _criterion(row: Any, advice: Any) -> Criterion:
    said = advice[row["code"]]
    return Criterion(
        code=row["code"],
        position=int(row["order"]),
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        help_vi=said["vi"],
        help_en=said["en"],
        clause=said["clause"],
        folded=words.fold(f"{row['name_vi']} {row['name_en']} {said['vi']} {said['en']}"),
    )


def _field(row: Any, advice: Any) -> Field:
    said = advice[row["code"]]
    return Field(
        code=row["code"],
        position=int(row["order"]),
        parent=row["parent"] or "",
        label_vi=row["label_vi"],
        label_en=row["label_en"],
        help_vi=said["vi"],
        help_en=said["en"],
        required=bool(row["required_by_template"]),
        clause=said["clause"],
        folded=words.fold(f"{row['label_vi']} {row['label_en']} {said['vi']} {said['en']}"),
    )


def _targets(catalogue: Any, english: dict[str, str]) -> tuple[TargetText, ...]:
    """The plan's targets; those without a figure get the English of our own advice."""
    measured = _each(catalogue, "targets", lambda row: _target(row, qualitative=False))
    goals = _each(
        catalogue,
        "targets_qualitative",
        lambda row: _target({**row, "label_en": row.get("label_en") or english.get(row["code"])}, qualitative=True),
    )
    return tuple(replace(row, position=place) for place, row in enumerate((*measured, *goals), start=1))


def _target(row: Any, *, qualitative: bool) -> TargetText:
    return TargetText(
        code=row["code"],
        position=0,
        qualitative=qualitative,
        year=None if row["year"] is None else int(row["year"]),
        group_vi=row.get("group") or "",
        text_vi=row["text_vi"],
        label_en=row.get("label_en") or "",
        value=row.get("value") or "",
        unit_vi=row.get("unit_vi") or "",
        source=row["source"],
        clause=row["clause"],
        folded=words.fold(
            f"{row['code']} {row['text_vi']} {row.get('label_en') or ''} {row['source']} {row['clause']}"
        ),
    )


def _body(row: Any) -> Body:
    return Body(
        name_vi=row["name_vi"],
        name_en=row["name_en"] or "",
        abbreviation=row["abbr"] or "",
        type=row["type"],
        other_names=row.get("merged_from_vi") or "",
    )


def _check(plan: Plan, catalogue: Any) -> None:
    """What must hold between the rows: codes once, all six systems, each initiative in the list of its system."""
    _once("systems", [row.number for row in plan.systems])
    _once("initiatives", [row.number for row in plan.initiatives])
    _once("criteria", [row.code for row in plan.criteria])
    _once("template_fields", [row.code for row in plan.fields])
    _once("targets", [row.code for row in plan.targets])
    _once("organisations", [row.name_vi for row in plan.organisations])
    if sorted(row.number for row in plan.systems) != list(range(1, SYSTEMS + 1)):
        raise PlanError(f"systems must be numbered 1 to {SYSTEMS}")
    for row in catalogue["systems"]:
        listed = sorted(one.number for one in plan.initiatives if one.system == row["number"])
        if sorted(row["initiatives"]) != listed:
            raise PlanError(
                f"system {row['number']} lists initiatives {row['initiatives']}, the initiatives say {listed}"
            )
    codes = {row.code for row in plan.fields}
    for field in plan.fields:
        if field.parent and field.parent not in codes:
            raise PlanError(f"template field {field.code} belongs to {field.parent}, which is not there")


def _once(name: str, keys: Iterable[object]) -> None:
    seen: set[object] = set()
    for key in keys:
        if key in seen:
            raise PlanError(f"{name} holds {key} twice")
        seen.add(key)
