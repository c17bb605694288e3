"""Puts what waits for a person into words and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from flask import url_for

from core import words
from core.i18n import N_, gettext
from home.queries import Waiting


@dataclass(frozen=True, kw_only=True)
class Need:
    """The words of one kind: the verb, the button, who waits for it, where one leads, and where the whole list is."""

    verb: str
    button: str
    endpoint: str
    argument: str
    waits: str
    all_endpoint: str
    all_filter: tuple[tuple[str, str], ...] = ()


PROPOSER, DESK = N_("Đơn vị đề xuất chờ"), N_("Cơ quan Thường trực chờ")
COMMITTEE_WAITS = N_("Ban Chỉ đạo chờ")

NEEDS: dict[str, Need] = {
    "complete": Need(
        verb=N_("Bổ sung"),
        button=N_("Bổ sung"),
        endpoint="proposals.tasks",
        argument="proposal_id",
        waits=DESK,
        all_endpoint="proposals.index",
        all_filter=(("status", "returned"),),
    ),
    "draft": Need(
        verb=N_("Soạn tiếp"),
        button=N_("Soạn tiếp"),
        endpoint="proposals.tasks",
        argument="proposal_id",
        waits="",
        all_endpoint="proposals.index",
        all_filter=(("status", "draft"),),
    ),
    "declare": Need(
        verb=N_("Khai báo xung đột lợi ích"),
        button=N_("Khai báo"),
        endpoint="review.declaration",
        argument="assignment_id",
        waits=DESK,
        all_endpoint="review.queue",
    ),
    "score": Need(
        verb=N_("Chấm"),
        button=N_("Chấm"),
        endpoint="review.score",
        argument="assignment_id",
        waits=DESK,
        all_endpoint="review.queue",
    ),
    "recommend": Need(
        verb=N_("Cho ý kiến"),
        button=N_("Mở"),
        endpoint="review.recommendation",
        argument="proposal_id",
        waits=COMMITTEE_WAITS,
        all_endpoint="review.engineer_queue",
    ),
    "opinion": Need(
        verb=N_("Trả lời hỏi ý kiến"),
        button=N_("Mở"),
        endpoint="review.opinion",
        argument="proposal_id",
        waits=DESK,
        all_endpoint="review.engineer_queue",
    ),
    "check": Need(
        verb=N_("Kiểm tra"),
        button=N_("Kiểm tra"),
        endpoint="review.intake",
        argument="proposal_id",
        waits=PROPOSER,
        all_endpoint="review.intake_queue",
    ),
    "rule": Need(
        verb=N_("Kết luận cặp giống nhau"),
        button=N_("So sánh"),
        endpoint="duplicates.pair",
        argument="finding_id",
        waits=PROPOSER,
        all_endpoint="duplicates.index",
    ),
    "chase": Need(
        verb=N_("Đôn đốc thẩm định"),
        button=N_("Mở"),
        endpoint="review.assignment",
        argument="proposal_id",
        waits=PROPOSER,
        all_endpoint="review.queue",
        all_filter=(("tab", "late"),),
    ),
    "assign": Need(
        verb=N_("Phân công thẩm định"),
        button=N_("Phân công"),
        endpoint="review.assignment",
        argument="proposal_id",
        waits=PROPOSER,
        all_endpoint="review.queue",
    ),
    "close": Need(
        verb=N_("Kết thúc thẩm định"),
        button=N_("Mở"),
        endpoint="review.assignment",
        argument="proposal_id",
        waits=PROPOSER,
        all_endpoint="review.queue",
    ),
    "appoint": Need(
        verb=N_("Cử người thay Tổng công trình sư"),
        button=N_("Mở"),
        endpoint="catalog.appointments",
        argument="",
        waits=PROPOSER,
        all_endpoint="review.engineer_queue",
    ),
    "agenda": Need(
        verb=N_("Đưa vào phiên họp"),
        button=N_("Mở"),
        endpoint="proposals.show",
        argument="proposal_id",
        waits=PROPOSER,
        all_endpoint="committee.index",
    ),
    "publish": Need(
        verb=N_("Công bố kết quả phiên họp"),
        button=N_("Mở"),
        endpoint="committee.show",
        argument="session_id",
        waits=PROPOSER,
        all_endpoint="committee.index",
    ),
    "confirm": Need(
        verb=N_("Xác nhận hồ sơ trình"),
        button=N_("Mở"),
        endpoint="packets.show",
        argument="packet_id",
        waits=COMMITTEE_WAITS,
        all_endpoint="packets.index",
    ),
    "vote": Need(
        verb=N_("Biểu quyết"),
        button=N_("Biểu quyết"),
        endpoint="committee.item",
        argument="item_id",
        waits=COMMITTEE_WAITS,
        all_endpoint="committee.index",
    ),
}


def rows(waiting: list[Waiting], today: date) -> list[dict[str, Any]]:
    """Items for components/needs.html, in the order given."""
    return [_row(row, NEEDS[row.kind], today) for row in waiting]


def _row(row: Waiting, need: Need, today: date) -> dict[str, Any]:
    since = gettext(N_("từ %(day)s"), day=words.format_date(row.since.date())) if row.since else ""
    return {
        "verb": gettext(need.verb),
        "text": row.title or gettext(N_("Đề xuất chưa có tên")),
        "url": _url(row, need),
        "code": row.code,
        "since": since,
        "waits": gettext(need.waits) if need.waits else "",
        "due_days": (row.due - today).days if row.due else None,
        "due_date": words.format_date(row.due) if row.due else "",
        "button": gettext(need.button),
    }


def _url(row: Waiting, need: Need) -> str:
    values: dict[str, Any] = {need.argument: row.id} if need.argument else {}
    if row.system is not None:
        values["system"] = row.system
    return url_for(need.endpoint, **values)


def more(waiting: list[Waiting]) -> list[dict[str, Any]]:
    """Kinds of which more waits than is shown: words, the whole number, and the list that holds them."""
    found = []
    for kind, held in groupby(sorted(waiting, key=lambda row: row.kind), key=lambda row: row.kind):
        shown = list(held)
        count = shown[0].count
        if count > len(shown):
            need = NEEDS[kind]
            found.append(
                {
                    "label": gettext(need.verb),
                    "count": count,
                    "url": url_for(need.all_endpoint, _external=False, **dict(need.all_filter)),
                }
            )
    return found
