"""Makes the example world once: people of every role, and the twelve samples at every stage of their course."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from accounts import queries as people
from accounts import services as accounts
from accounts.models import AppointmentKind, OrganisationType
from core import db
from core.db import unit_of_work
from demo import course, sittings
from demo.course import World
from demo.people import PASSWORD, PEOPLE, Person
from proposals import services as proposing
from proposals.workflow import Action


def present() -> bool:
    """Whether the example world is there already."""
    return people.person_by_email(PEOPLE[0].username) is not None


def load_people() -> World:
    """Only the people and their appointments, for a world that starts empty."""
    moment = datetime.now(UTC)
    actors = {}
    with db.at(moment - timedelta(days=60)):
        for person in PEOPLE:
            actors[person.username.partition("@")[0]] = people.actor(_enter(person))
    world = World(present=moment, actors=actors)
    course.reread(world)
    return world


def _enter(person: Person) -> uuid.UUID:
    with unit_of_work():
        body = people.organisation_named(person.organisation) or accounts.add_organisation(
            name_vi=person.organisation, type=OrganisationType.ASSOCIATION
        )
        user = accounts.add_person(
            email=person.username,
            name=person.name,
            roles=person.roles,
            organisation=body,
            position=person.position,
            language=person.language,
            password=PASSWORD,
        )
    for systems, kind in (
        (person.chief_of, AppointmentKind.CHIEF_ENGINEER),
        (person.deputy_of, AppointmentKind.DEPUTY),
    ):
        for system in systems:
            with unit_of_work():
                accounts.appoint(
                    people.person(user.id), system=system, kind=kind, since=db.today(), document="Quyết định mẫu"
                )
    return user.id


def load() -> None:
    """The whole example world; nothing when it is there already."""
    world = load_people()
    _decided(world)
    _before_the_committee(world)
    _under_way(world)
    _starting(world)


def _decided(world: World) -> None:
    for sample, who, engineer, days_ago, marks in (
        ("P01", "taichinh", "congtrinhsu1", 46, ((9, 8, 9, 8, 9, 6), (8, 8, 9, 7, 9, 7), (9, 7, 8, 8, 8, 6))),
        ("P03", "bachkhoa", "congtrinhsu2", 44, ((9, 9, 7, 6, 8, 7), (8, 9, 8, 5, 7, 8), (9, 8, 7, 7, 8, 7))),
        ("P04", "cantho", "congtrinhsu2", 42, ((7, 5, 7, 6, 6, 8), (6, 6, 8, 4, 7, 9), (8, 5, 6, 7, 5, 7))),
    ):
        _to_committee(world, sample, who, engineer, days_ago, marks)
    sittings.held(world, ["P01", "P03", "P04"], days_ago=9)


def _before_the_committee(world: World) -> None:
    for sample, who, engineer, days_ago, marks in (
        ("P02", "vantai", "congtrinhsu4", 39, ((8, 7, 8, 7, 7, 9), (7, 6, 8, 6, 7, 8), (8, 8, 9, 7, 6, 9))),
        ("P09", "gialai", "thuky2", 37, ((8, 7, 8, 8, 7, 9), (7, 8, 7, 7, 8, 8), (8, 7, 9, 6, 7, 9))),
    ):
        _to_committee(world, sample, who, engineer, days_ago, marks)
    sittings.planned(world, ["P02", "P09", "P04"], in_days=5)


Marks = tuple[tuple[int, ...], ...]
REVIEWERS = ("thamdinh1", "thamdinh3", "covan")


def _to_committee(world: World, sample: str, who: str, engineer: str, days_ago: float, marks: Marks) -> None:
    _to_engineer(world, sample, who, days_ago, marks)
    course.recommend(world, sample, engineer, days_ago=days_ago - 20)


def _to_engineer(world: World, sample: str, who: str, days_ago: float, marks: Marks) -> None:
    course.write(world, sample, who, days_ago=days_ago + 2)
    course.submit(world, sample, who, days_ago=days_ago)
    course.accept(world, sample, days_ago=days_ago - 2)
    course.assess(world, sample, dict(zip(REVIEWERS, marks, strict=True)), days_ago=days_ago - 3)
    course.close(world, sample, days_ago=days_ago - 14)


def _under_way(world: World) -> None:
    _to_engineer(world, "P12", "haiphong", 21, ((8, 8, 9, 6, 9, 5), (9, 7, 9, 7, 9, 6), (7, 8, 8, 5, 9, 5)))
    _to_engineer(world, "P10", "coyeu", 19, ((9, 7, 8, 8, 8, 4), (8, 8, 7, 8, 9, 5), (9, 7, 8, 7, 8, 4)))
    course.write(world, "P07", "dhqghcm", days_ago=28)
    course.submit(world, "P07", "dhqghcm", days_ago=26)
    course.accept(world, "P07", days_ago=25)
    sealed = (8, 9, 7, 6, 7, 8)
    course.assess(world, "P07", {"thamdinh3": sealed, "thamdinh1": ()}, days_ago=24, due_in=22)
    course.write(world, "P05", "khanhhoa", days_ago=12)
    course.submit(world, "P05", "khanhhoa", days_ago=11)
    course.accept(world, "P05", days_ago=9)
    course.assess(
        world, "P05", {"covan": (8, 7, 9, 6, 9, 5), "thamdinh1": (), "thamdinh3": None}, days_ago=8, due_in=20
    )


def _starting(world: World) -> None:
    course.write(world, "P06", "sonla", days_ago=5)
    course.submit(world, "P06", "sonla", days_ago=4)
    course.write(world, "P08", "caodang", days_ago=7)
    course.submit(world, "P08", "caodang", days_ago=6)
    with world.day(3, "thuky") as actor:
        proposing.return_for_completion(
            world.proposal("P08"),
            actor,
            reason="Hồ sơ cần bổ sung hai phần trước khi thẩm định.",
            due=db.today() + timedelta(days=15),
            lines={
                "kpis": ("Chỉ số cần nêu nguồn dữ liệu có thể kiểm chứng và số liệu nền.", "Phụ lục I, mục II"),
                "risks": ("Bổ sung rủi ro về bản quyền học liệu và đơn vị theo dõi.", "Phụ lục I, mục II"),
            },
            action=Action.RETURN,
        )
    course.write(world, "P11", "nongnghiep", days_ago=2, parts=6)
