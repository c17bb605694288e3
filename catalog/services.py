"""Writes of the catalogue: load the plan's files, set a rule from a day on."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from accounts import services as accounts
from accounts.actor import Actor
from accounts.models import OrganisationType
from catalog import plan as files
from catalog import queries
from catalog.models import CatalogRelease, Initiative, PlanCriterion, Rule, StrategicSystem, Target, TemplateField
from catalog.rules import RuleSpec, fault, orderly
from core import audit, db
from core.db import session
from core.errors import Conflict, Invalid
from core.i18n import N_

after_load: list[Callable[[], None]] = []
"""What upper rooms do in the same transaction after every loading (the first criteria set); safe to run again."""


SAME_DAY = N_("Quy định này đã được đặt giá trị bắt đầu từ đúng ngày đó; hãy chọn ngày khác.")


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a loading did: the release in force, and whether this loading made it."""

    version: int
    changed: bool


def load(plan: files.Plan) -> Loaded:
    """Bring the tables to the files: rows are added, changed or taken off the list, never removed."""
    newest = queries.release()
    changed = newest is None or newest.sha256 != plan.sha256
    version = newest.version if newest else 0
    if changed:
        version += 1
        release = CatalogRelease(
            id=uuid.uuid4(), version=version, sha256=plan.sha256, loaded_at=db.now(), document=plan.document
        )
        session.add(release)
        _bring(StrategicSystem, "number", plan.systems)
        _bring(Initiative, "number", plan.initiatives)
        _bring(PlanCriterion, "code", plan.criteria)
        _bring(TemplateField, "code", plan.fields)
        _bring(Target, "code", plan.targets)
        audit.note("catalog.load", release.id, version=version, sha256=plan.sha256)
    accounts.ensure_roles()
    for body in plan.organisations:
        accounts.list_organisation(
            name_vi=body.name_vi,
            name_en=body.name_en,
            abbreviation=body.abbreviation,
            type=OrganisationType(body.type),
            other_names=body.other_names,
        )
    session.flush()
    for hook in after_load:
        hook()
    return Loaded(version=version, changed=changed)


def set_rule(spec: RuleSpec, *, value: str, since: date, reason: str, actor: Actor) -> Rule:
    """Give a rule a value from a day on; what was in force before stays as history. Raises Conflict, Invalid."""
    if fault(spec, value) is not None or since < db.today():
        raise Invalid
    if queries.rule_on(spec.code, since) is not None:
        raise Conflict(SAME_DAY)
    held = {code: queries.rule_number(code, on=since) for code in ("reviewers_least", "reviewers_most")}
    if spec.code in held:
        held[spec.code] = int(value)
        if not orderly(held["reviewers_least"], held["reviewers_most"]):
            raise Invalid(N_("Số người thẩm định ít nhất không được lớn hơn số nhiều nhất."))
    row = Rule(
        id=uuid.uuid4(),
        code=spec.code,
        value=value,
        since=since,
        reason=reason,
        made_at=db.now(),
        made_by_id=actor.id,
    )
    session.add(row)
    audit.note("catalog.rule", row.id, rule=spec.code, value=value, since=since)
    return row


def _bring(table: Any, key: str, rows: Iterable[Any]) -> None:
    held = queries.all_rows(table, key)
    for row in rows:
        values = asdict(row) | {"current": True}
        found = held.pop(values[key], None)
        if found is None:
            session.add(table(**values))
            continue
        for name, value in values.items():
            if getattr(found, name) != value:
                setattr(found, name, value)
    for left_out in held.values():
        left_out.current = False
