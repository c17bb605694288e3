"""One open sitting with two proposals, a clerk, a chair and three members, built before any page is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from flask import Flask

from accounts.actor import Actor, Role
from committee.models import AgendaItem, Decision, Session, Vote
from core.db import session
from proposals.models import Proposal
from tests import factories
from tests.committee import world


@dataclass
class Room:
    """What the tests of this room start from; rows are read anew inside an app context."""

    clerk: Actor
    chair: Actor
    members: list[Actor]
    proposer: Actor
    proposals: list[UUID] = field(default_factory=list)
    sitting: UUID | None = None
    items: list[UUID] = field(default_factory=list)

    def row(self, kind: type, key: UUID | None):
        session.expire_all()
        return session.get_one(kind, key)

    def proposal(self, number: int = 0) -> Proposal:
        return self.row(Proposal, self.proposals[number])

    def held(self) -> Session:
        return self.row(Session, self.sitting)

    def item(self, number: int = 0) -> AgendaItem:
        return self.row(AgendaItem, self.items[number])

    def decisions(self) -> list[Decision]:
        session.expire_all()
        return list(session.query(Decision))

    def votes(self) -> list[Vote]:
        session.expire_all()
        return list(session.query(Vote))


@pytest.fixture
def people(app: Flask) -> Room:
    """The people alone."""
    with app.app_context():
        return Room(
            clerk=world.desk(name="Trần Thị Thu Hà"),
            chair=world.member(chair=True, name="Nguyễn Văn Bình"),
            members=[world.member(name=name) for name in ("Lê Thị Châu", "Phạm Quốc Đạt", "Vũ Ngọc Lan")],
            proposer=factories.person(Role.PROPOSER, name="Đỗ Văn Sơn"),
        )


@pytest.fixture
def waiting(app: Flask, people: Room) -> Room:
    """Two proposals that wait for a sitting."""
    with app.app_context():
        people.proposals = [
            world.before_committee(people.clerk, proposer=people.proposer).id,
            world.before_committee(people.clerk, sample="P06").id,
        ]
    return people


@pytest.fixture
def room(app: Flask, waiting: Room) -> Room:
    """Both on the agenda of an open sitting: the chair and two of three members are there."""
    with app.app_context():
        made = world.opened(
            waiting.clerk, [waiting.chair, *waiting.members[:2]], waiting.proposal(0), waiting.proposal(1)
        )
        waiting.sitting = made.id
        waiting.items = [item.id for item in world.items(made, waiting.clerk)]
    return waiting


@pytest.fixture
def agreed(app: Flask, room: Room) -> Room:
    """Everybody present agrees on the first item."""
    with app.app_context():
        for who in (room.chair, *room.members[:2]):
            world.vote(room.items[0], who)
    return room


@pytest.fixture
def within(app: Flask) -> Callable[[Callable[[], object]], object]:
    """Do something in an app context of its own."""

    def run(deed: Callable[[], object]) -> object:
        with app.app_context():
            return deed()

    return run
