"""A registry of any size for measurements: proposals, assignments and scorecards put in by bulk inserts."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import g

from accounts import services as accounts
from accounts.actor import Role
from accounts.models import User
from core import db, words
from core.db import Base, session, unit_of_work
from demo.conversion import convert, load_samples
from proposals.models import Proposal, ProposalVersion
from review.models import Assessment, Assignment
from review.services.assignment import COMPLETE, SCORING
from scoring import services as scoring
from scoring.models import CriteriaSet, Criterion, Mark, Scorecard, Tally

PASSWORD = "mật khẩu để đo tốc độ"
PLACES = ("Hà Giang", "Cà Mau", "Sơn La", "Khánh Hòa", "Gia Lai", "Huế", "Đà Nẵng", "Cần Thơ", "Hải Phòng", "An Giang")
BATCH = 1000
UNITS = 30
"""Organisations that propose."""
CARDS_EACH = 60
"""Scorecards of each reviewer: a registry ten times as large has ten times as many reviewers."""


def people(reviewers: int) -> list[uuid.UUID]:
    """A secretariat account "desk@…", reviewers "reviewer0@…" and proposers "unit0@…"; returns the reviewers' ids."""
    with unit_of_work():
        body = accounts.add_organisation(name_vi="Đơn vị thẩm định", type=accounts.OrganisationType.MINISTRY)
        accounts.add_person(
            email="desk@bench.example", name="Người Đo", roles=[Role.SECRETARIAT], organisation=body, password=PASSWORD
        )
        made = [
            accounts.add_person(
                email=f"reviewer{number}@bench.example",
                name=f"Người Thẩm định {number}",
                roles=[Role.REVIEWER],
                organisation=body,
                password=PASSWORD,
            )
            for number in range(reviewers)
        ]
        for number in range(UNITS):
            unit = accounts.add_organisation(name_vi=f"Đơn vị {number}", type=accounts.OrganisationType.INSTITUTE)
            accounts.add_person(
                email=f"unit{number}@bench.example",
                name=f"Người Gửi {number}",
                roles=[Role.PROPOSER],
                organisation=unit,
                password=PASSWORD,
            )
    return [user.id for user in made]


def fill(count: int, reviewers: list[uuid.UUID], *, seed: int = 7) -> None:
    """Add `count` proposals under assessment, each with three assignments and scorecards (half of them sealed)."""
    chance = random.Random(seed)
    owners = session.execute(sa.select(User.id, User.organisation_id).where(User.email.startswith("unit"))).all()
    chosen = session.scalars(sa.select(CriteriaSet).order_by(CriteriaSet.version.desc())).first()
    if chosen is None:
        with unit_of_work():
            scoring.load_first_set()
        chosen = session.scalars(sa.select(CriteriaSet)).one()
    criteria = session.scalars(sa.select(Criterion.id).where(Criterion.set_id == chosen.id)).all()
    samples = [dict(convert(sample)) for sample in load_samples()]
    set_id = chosen.id
    session.close()
    g.writes = True
    for start in range(0, count, BATCH):
        rows: dict[type[Base], list[dict[str, Any]]] = {}
        for number in range(start, min(start + BATCH, count)):
            for model, row in _proposal(number, chance, owners, set_id, criteria, reviewers, samples):
                rows.setdefault(model, []).append(row)
        _insert(rows)


def _insert(rows: dict[type[Base], list[dict[str, Any]]]) -> None:
    with db.engine().begin() as connection:
        pointers = [(row["id"], row.pop("current_version_id"), row.pop("number")) for row in rows[Proposal]]
        for model in (Proposal, ProposalVersion, Assessment, Assignment, Scorecard, Mark, Tally):
            connection.execute(sa.insert(model), rows[model])
        connection.execute(
            sa.update(Proposal.__table__)
            .where(Proposal.__table__.c.id == sa.bindparam("row"))
            .values(current_version_id=sa.bindparam("version"), number=sa.bindparam("code"), status="assessment"),
            [{"row": row, "version": version, "code": code} for row, version, code in pointers],
        )


def _proposal(
    number: int,
    chance: random.Random,
    owners: Any,
    set_id: uuid.UUID,
    criteria: Any,
    reviewers: list[uuid.UUID],
    samples: list[dict[str, Any]],
) -> Iterator[tuple[type[Base], dict[str, Any]]]:
    content, owner = chance.choice(samples), chance.choice(owners)
    title = f"{content['title']['title']} tại {chance.choice(PLACES)}, đợt {number}"
    code = f"SK-2026-{number + 1:05d}"
    moment = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=number)
    proposal, version = uuid.uuid4(), uuid.uuid4()
    yield (
        ProposalVersion,
        {
            "id": version,
            "proposal_id": proposal,
            "number": 1,
            "content": content,
            "sha256": "0" * 64,
            "submitted_at": moment,
            "submitted_by_id": owner[0],
            "no_state_secret": True,
        },
    )
    totals: list[Decimal] = []
    awaited: list[date] = []
    for reviewer in chance.sample(reviewers, 3):
        sealed = chance.random() < 0.5
        card, values = uuid.uuid4(), [chance.randint(3, 10) for _ in criteria]
        total = Decimal(sum(values)) / len(values)
        due = moment.date() + timedelta(days=chance.randint(150, 220))
        if sealed:
            totals.append(total)
        else:
            awaited.append(due)
        yield (
            Assignment,
            {
                "id": uuid.uuid4(),
                "proposal_id": proposal,
                "version_id": version,
                "reviewer_id": reviewer,
                "state": "sealed" if sealed else "open",
                "due": due,
                "assigned_at": moment,
                "assigned_by_id": owner[0],
                "declared_at": moment,
                "conflict_ground": "",
                "sealed_at": moment if sealed else None,
                "row_version": 1,
            },
        )
        yield (
            Scorecard,
            {
                "id": card,
                "proposal_id": proposal,
                "version_id": version,
                "reviewer_id": reviewer,
                "set_id": set_id,
                "state": "sealed" if sealed else "draft",
                "marked": len(values),
                "total": total,
                "summary": "",
                "saved_at": moment,
                "sealed_at": moment if sealed else None,
                "sha256": "0" * 64 if sealed else "",
                "saved_from": "",
                "row_version": 1,
            },
        )
        for criterion, value in zip(criteria, values, strict=True):
            yield (
                Mark,
                {
                    "id": uuid.uuid4(),
                    "card_id": card,
                    "criterion_id": criterion,
                    "value": value,
                    "reason": "Có căn cứ.",
                },
            )
    yield (
        Assessment,
        {
            "version_id": version,
            "proposal_id": proposal,
            "due": moment.date() + timedelta(days=200),
            "note": "",
            "reviewers": 3,
            "sealed": len(totals),
            "opened_at": moment,
            "closed_reason": "",
        },
    )
    yield (
        Tally,
        {
            "version_id": version,
            "proposal_id": proposal,
            "sealed": len(totals),
            "mean": sum(totals) / len(totals) if totals else None,
            "lowest": min(totals, default=None),
            "highest": max(totals, default=None),
        },
    )
    yield (
        Proposal,
        {
            "id": proposal,
            "number": code,
            "status": "draft",
            "status_since": moment,
            "organisation_id": owner[1],
            "owner_id": owner[0],
            "title": title,
            "folded_title": words.fold(title),
            "unit_name": content["lead_unit"]["name"],
            "kind": "new",
            "main_system": chance.randint(1, 6),
            "related_systems": [],
            "money_total": chance.randint(1, 900) * 10**9,
            "search_text": words.fold(f"{code} {title} {content['lead_unit']['name']}"),
            "current_version_id": version,
            "made_at": moment,
            "row_version": 1,
            "standing": SCORING if awaited else COMPLETE,
            "step_due": min(awaited, default=moment.date() + timedelta(days=200)),
            "published": False,
            "outcome": "",
        },
    )
