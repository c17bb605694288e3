"""Takes demo proposals along their course: each step by the person whose step it is, on the day it is said to be."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from accounts import queries as people
from accounts.actor import Actor
from core import db
from core.db import session, unit_of_work
from demo.conversion import convert, load_samples
from proposals import queries as proposals
from proposals import services as proposing
from proposals.models import Proposal
from proposals.template import PARTS, Content
from review.models import Stance
from review.queries import assignment as assignments
from review.services import assignment as assigning
from review.services import intake
from review.services import recommendation as recommending
from review.services import scorecard as scoring
from review.services.recommendation import Condition, RecommendationText
from scoring import queries as cards
from scoring.services import MarkDraft

JUDGEMENTS: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "judgements.json").read_text("utf-8"))


@dataclass
class World:
    """The example world while it is made: its clock's zero, the actors by short name, the proposals by sample id."""

    present: datetime
    actors: dict[str, Actor]
    proposals: dict[str, uuid.UUID] = field(default_factory=dict)

    def content(self, sample: str) -> Content:
        """A sample's content document."""
        return next(convert(row) for row in load_samples() if row["id"] == sample)

    @contextmanager
    def day(self, days_ago: float, who: str) -> Iterator[Actor]:
        """One deed: the clock stands `days_ago` before the present, and all of it is committed in one person's name."""
        actor = self.actors[who]
        with db.at(self.present - timedelta(days=days_ago)), unit_of_work(actor):
            yield actor
        session.expunge_all()

    def proposal(self, sample: str, seen_by: str = "thuky") -> Proposal:
        """A demo proposal as somebody sees it."""
        return proposals.get(self.proposals[sample], seen_by=self.actors[seen_by])


def write(world: World, sample: str, who: str, *, days_ago: float, parts: int | None = None) -> None:
    """A draft filled in from a sample; only the first `parts` parts where a number is given."""
    filled = world.content(sample)
    with world.day(days_ago, who) as actor:
        proposal = proposing.start(actor)
        held = proposals.draft_parts(proposal)
        for part in PARTS[:parts]:
            proposing.save_part(proposal, held[part.code], filled[part.code], actor)
        world.proposals[sample] = proposal.id


def submit(world: World, sample: str, who: str, *, days_ago: float) -> None:
    """The draft is handed in and compared with everything before it."""
    with world.day(days_ago, who) as actor:
        version = proposing.submit(world.proposal(sample, who), actor, no_state_secret=True)
        version_id = version.id
    with world.day(days_ago - 0.01, "thuky"):
        intake.compare_now(version_id)


def accept(world: World, sample: str, *, days_ago: float, who: str = "thuky") -> None:
    """The secretariat finds everything complete and rules on what looks alike."""
    with world.day(days_ago, who) as actor:
        intake.accept_as_complete(world.proposal(sample, who), actor)


def assess(
    world: World, sample: str, reviewers: dict[str, tuple[int, ...] | None], *, days_ago: float, due_in: int = 20
) -> None:
    """Reviewers are asked; each maps to six marks (sealed), () for "declared and not finished", None for "asked"."""
    with world.day(days_ago, "thuky") as actor:
        due = db.today() + timedelta(days=due_in)
        ids = [world.actors[name].id for name in reviewers]
        note = "Đề nghị xem kỹ tính khả thi của lộ trình và cơ sở của số liệu nền."
        assigning.assign(world.proposal(sample), ids, actor, due=due, note=note)
    for position, (name, marks) in enumerate(reviewers.items()):
        if marks is not None:
            _declare(world, sample, name, days_ago=days_ago - 1 - position)
        if marks:
            _score(world, sample, name, marks, days_ago=days_ago - 3 - 2 * position, voice=position)


def _declare(world: World, sample: str, name: str, *, days_ago: float) -> None:
    with world.day(days_ago, name) as actor:
        proposal = world.proposal(sample, "thuky")
        own = next(row for row in assignments.assignments(proposal.current_version_id) if row.reviewer_id == actor.id)
        assigning.declare_none(own, proposal, actor)


def _score(
    world: World, sample: str, name: str, marks: tuple[int, ...], *, days_ago: float, voice: int, seal: bool = True
) -> None:
    reasons = JUDGEMENTS["reasons"]
    with world.day(days_ago, name) as actor:
        proposal = world.proposal(sample, name)
        own = next(row for row in assignments.assignments(proposal.current_version_id) if row.reviewer_id == actor.id)
        given = {
            criterion.code: MarkDraft(value=value, reason=reasons[criterion.code][(voice + position) % 3])
            for position, (criterion, value) in enumerate(zip(cards.set_in_force().criteria, marks, strict=False))
        }
        card = scoring.save(own, proposal, actor, marks=given, summary="", seen_version=0)
        session.flush()
        if seal and len(marks) == len(cards.set_in_force().criteria):
            scoring.seal(own, proposal, card, actor)


def close(world: World, sample: str, *, days_ago: float) -> None:
    """The secretariat ends the assessment."""
    with world.day(days_ago, "thuky") as actor:
        assigning.close(world.proposal(sample), actor, reason="")


def recommend(world: World, sample: str, who: str, *, days_ago: float) -> None:
    """The chief engineer (or deputy) says what is to be said."""
    held = JUDGEMENTS["recommendations"][sample]
    with world.day(days_ago, who) as actor:
        conditions = [
            Condition(measure=row["measure"], value=row["value"], due=_in_days(row["days"]), who=row["who"])
            for row in held["conditions"]
        ]
        text = RecommendationText(stance=Stance(held["stance"]), text=held["text"], conditions=conditions)
        recommending.give(world.proposal(sample, who), actor, text)


def _in_days(days: int) -> Any:
    return db.today() + timedelta(days=days)


def reread(world: World) -> None:
    """Read every actor again (appointments and roles as they are now)."""
    world.actors = {name: people.actor(actor.id) for name, actor in world.actors.items()}
