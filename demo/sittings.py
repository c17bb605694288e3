"""The demo committee's two sittings: one held and published, one that is about to be held."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accounts import queries as people
from committee.models import Outcome, VoteChoice
from committee.queries import agenda
from committee.queries import sittings as reading
from committee.services import agenda as planning
from committee.services import rulings, sittings
from committee.services.rulings import DecisionDraft
from committee.services.sittings import SittingDraft
from core import db
from demo.course import JUDGEMENTS, World

PLACE = "Phòng họp số 2, Trụ sở Cơ quan Thường trực"
MEMBERS = ("chutri", "uyvien1", "uyvien2", "uyvien3")
MINUTES = (
    "Phiên họp bắt đầu lúc 08 giờ 30 phút. Có mặt 4/4 thành viên.\n"
    "Cơ quan Thường trực báo cáo kết quả tiếp nhận và thẩm định; Tổng công trình sư trình bày ý kiến.\n"
    "Các thành viên thảo luận và biểu quyết từng đề xuất. Phiên họp kết thúc lúc 11 giờ 15 phút."
)


def held(world: World, samples: list[str], *, days_ago: float) -> None:
    """A sitting that decided these proposals and published its conclusions two days later."""
    with world.day(days_ago + 3, "thuky") as actor:
        draft = SittingDraft(
            title="Phiên họp Thường trực Ban Chỉ đạo tháng này",
            held_on=db.today() + timedelta(days=3),
            held_at="08:30",
            place=PLACE,
        )
        sitting = sittings.call(draft, actor)
        planning.add(sitting, [world.proposal(sample) for sample in samples], actor)
        code = sitting.code
    with world.day(days_ago, "thuky") as actor:
        sitting = reading.get_by_code(code, seen_by=actor)
        sittings.open_(sitting, actor)
    with world.day(days_ago, "thuky") as actor:
        sitting = reading.get_by_code(code, seen_by=actor)
        sittings.note_presence(sitting, {world.actors[name].id for name in MEMBERS}, actor)
    for position, sample in enumerate(samples):
        _decide(world, code, sample, days_ago=days_ago - 0.02 - position / 100)
    with world.day(days_ago - 0.1, "thuky") as actor:
        sitting = reading.get_by_code(code, seen_by=actor)
        sittings.close(sitting, actor)
        sittings.keep_minutes(sitting, MINUTES, actor, seen_version=sitting.row_version)
    with world.day(days_ago - 2, "thuky") as actor:
        rulings.publish(reading.get_by_code(code, seen_by=actor), actor)


def _decide(world: World, code: str, sample: str, *, days_ago: float) -> None:
    held: dict[str, Any] = JUDGEMENTS["decisions"][sample]
    with world.day(days_ago, "thuky") as actor:
        item = _item(world, code, sample, actor)
        against = held["outcome"] == "defer"
        for number, name in enumerate(MEMBERS):
            choice = VoteChoice.OTHER if against and number == 1 else VoteChoice.AGREE
            opinion = "Đề nghị làm rõ phạm vi trước khi biểu quyết." if choice is VoteChoice.OTHER else ""
            planning.vote(item, people.person(world.actors[name].id), actor, choice=choice, opinion=opinion)
    with world.day(days_ago, "thuky") as actor:
        item = _item(world, code, sample, actor)
        approved = held["outcome"].startswith("approve")
        conditions = tuple(
            {
                "measure": row["measure"],
                "value": row["value"],
                "due": (db.today() + timedelta(days=row["days"])).isoformat(),
                "who": row["who"],
            }
            for row in held["conditions"]
        )
        draft = DecisionDraft(
            outcome=Outcome(held["outcome"]),
            text=held["text"],
            conditions=conditions,
            supervisor_id=world.actors["uyvien1"].id if approved else None,
            lead_unit=item.proposal.unit_name if approved else "",
            due=db.today() + timedelta(days=held["days"]) if approved else None,
        )
        rulings.decide(item, draft, actor)


def _item(world: World, code: str, sample: str, actor: Any) -> Any:
    sitting = reading.get_by_code(code, seen_by=actor)
    item_id = next(row.id for row in agenda.every_item(sitting) if row.proposal_id == world.proposals[sample])
    return agenda.item(item_id, seen_by=actor, lock=True)


def planned(world: World, samples: list[str], *, in_days: int) -> None:
    """The next sitting with its agenda, not yet opened."""
    with world.day(1, "thuky") as actor:
        draft = SittingDraft(
            title="Phiên họp Thường trực Ban Chỉ đạo kỳ tới",
            held_on=db.today() + timedelta(days=in_days),
            held_at="08:30",
            place=PLACE,
        )
        sitting = sittings.call(draft, actor)
        planning.add(sitting, [world.proposal(sample) for sample in samples], actor)
