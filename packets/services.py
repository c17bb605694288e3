"""Writes of packets: order, freeze the content, keep the file, confirm, erase; a confirmed packet never changes."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from accounts.actor import Actor
from committee.models import Session as Sitting
from core import audit, db, files, jobs
from core.db import session
from core.errors import Conflict, Forbidden, Invalid
from core.files import FileGone, Stored
from core.i18n import N_
from packets import policies
from packets.contents import Layout, content_sha256
from packets.models import PacketRow, PacketState
from packets.queries import gathering, rows
from packets.queries.rows import Shut

SHUT_SENTENCES: dict[Shut, str] = {
    Shut.WITHDRAWN: N_(
        "Hồ sơ trình có đề xuất mà bạn không được xem vì xung đột lợi ích nên bạn không mở được tệp này."
    ),
    Shut.OWN_UNIT: N_("Hồ sơ trình có phiếu đánh giá đề xuất của chính đơn vị bạn nên bạn không mở được tệp này."),
    Shut.SECRET: N_("Một đề xuất trong hồ sơ đã chuyển sang kênh mật nên tệp không còn được phát; hãy lập hồ sơ mới."),
    Shut.ERASED: N_("Nội dung và tệp của hồ sơ này đã xóa vì có đề xuất chuyển sang kênh mật; hãy lập hồ sơ mới."),
}
PROBLEMS: dict[str, str] = {
    "paper_unavailable": N_(
        "Máy chủ thiếu thư viện dàn trang (Pango) nên chưa lập được tệp PDF. Các việc khác vẫn làm được; "
        "sau khi quản trị cài gói libpango, hãy bấm lập lại."
    ),
    "render_failed": N_("Không dàn được trang. Hãy bấm lập lại; nếu vẫn lỗi, báo quản trị."),
}


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is chosen when a packet is ordered."""

    layout: Layout
    language: str = "vi"
    named_reviewers: bool = False
    letter_number: str = ""
    letter_date: date | None = None
    signer_position: str = ""
    signer_name: str = ""


def order(sitting: Sitting, chosen: Order, actor: Actor | None) -> PacketRow:
    """Begin a sitting's next packet and hand the work to the worker. Without an actor the operator's command orders."""
    proposal_ids = rows.ids_on_agenda(sitting)
    if actor is not None:
        if not policies.may_order(actor):
            raise Forbidden
        refuse_shut(proposal_ids, actor)
    if not proposal_ids:
        raise Invalid(N_("Chương trình chưa có đề xuất nào để lập hồ sơ trình."))
    row = PacketRow(
        id=uuid.uuid4(),
        session_id=sitting.id,
        number=rows.next_number(sitting),
        state=PacketState.MAKING,
        layout=chosen.layout.value,
        language=chosen.language,
        choices={
            "named_reviewers": chosen.named_reviewers,
            "letter_number": chosen.letter_number,
            "letter_date": chosen.letter_date.isoformat() if chosen.letter_date else "",
            "signer_position": chosen.signer_position,
            "signer_name": chosen.signer_name,
        },
        proposal_ids=[str(value) for value in proposal_ids],
        made_at=db.now(),
        made_by_id=actor.id if actor else None,
    )
    session.add(row)
    session.flush()
    audit.note("packet.order", row.id, session=sitting.code, number=row.number)
    return row


def hand_over(row: PacketRow) -> None:
    """Queue the making; pressing again while it waits queues nothing more."""
    row.job_id = jobs.enqueue("packets.make", key=f"packet:{row.id}", packet=row.id).id


def refuse_shut(proposal_ids: Collection[uuid.UUID], actor: Actor) -> None:
    """Raise Forbidden, with the reason in words, for somebody who may not see one of these proposals."""
    shut = rows.shut(proposal_ids, actor)
    if shut is not None:
        raise Forbidden(SHUT_SENTENCES[shut])


def _refuse_shut_packet(row: PacketRow, actor: Actor) -> None:
    shut = rows.shut_packet(row, actor)
    if shut is not None:
        raise Forbidden(SHUT_SENTENCES[shut])


def retry(row: PacketRow, actor: Actor, *, stalled: bool) -> None:
    """Start a failed making again, where it stopped: as a draft, or as the confirmation it was."""
    if not policies.may_retry(actor, row, stalled=stalled):
        raise Conflict(N_("Hồ sơ này đang được lập hoặc đã lập xong. Hãy tải lại trang."))
    row.state = PacketState.MAKING if row.confirmed_by_id is None else PacketState.CONFIRMING
    row.problem = ""
    hand_over(row)
    audit.note("packet.retry", row.id)


def confirm(row: PacketRow, actor: Actor) -> None:
    """Take the draft mark off: exactly the frozen content goes to paper once more, and then never changes."""
    _refuse_shut_packet(row, actor)
    if not policies.may_confirm(actor, row, None):
        raise Conflict(N_("Hồ sơ này không còn là dự thảo chờ xác nhận. Hãy tải lại trang."))
    row.state = PacketState.CONFIRMING
    row.confirmed_by_id = actor.id
    row.problem = ""
    hand_over(row)
    audit.note("packet.confirm", row.id, content=row.content_sha256)


def freeze(row: PacketRow) -> dict[str, object]:
    """The content to put on paper now. It is gathered once; a confirmation changes the draft mark and nothing else."""
    if row.content is None:
        made = gathering.gathered(row)
        row.content, row.named = made.to_json(), sorted(made.names_besides())
        row.content_sha256 = content_sha256(row.content)
        session.flush()
    return dict(row.content) | {"draft": row.state is not PacketState.CONFIRMING}


def keep(row: PacketRow, sheet: dict[str, object], stored: Stored, pages: int) -> bool:
    """Record the file made of this content. False when another run was first or the packet was erased meanwhile."""
    if row.state not in (PacketState.MAKING, PacketState.CONFIRMING):
        return False
    if sheet["draft"] is not (row.state is PacketState.MAKING):
        return False
    if rows.tells_of_a_secret(row):  # it left while the pages were laid out
        erase(row)
        return False
    if row.state is PacketState.CONFIRMING:
        row.state, row.confirmed_at = PacketState.CONFIRMED, db.now()
    else:
        row.state = PacketState.DRAFT
    row.content, row.content_sha256 = sheet, content_sha256(sheet)
    row.file_key, row.file_sha256, row.file_size = stored.key, stored.sha256, stored.size
    row.pages, row.problem = pages, ""
    audit.note("packet.made", row.id, state=row.state, file=stored.sha256, content=row.content_sha256)
    return True


def fail(row: PacketRow, problem: str) -> None:
    """Record why a making stopped; what was kept before stays as it is."""
    if row.state in (PacketState.MAKING, PacketState.CONFIRMING):
        row.state, row.problem = PacketState.FAILED, problem


def erase(row: PacketRow) -> None:
    """Empty a packet that tells of a proposal in the secret channel; number, dates, people and checksums stay.

    Its files are the caller's to remove, after the commit.
    """
    if row.state is PacketState.ERASED:
        return
    row.state, row.erased_at, row.problem = PacketState.ERASED, db.now(), ""
    row.content, row.file_key = None, ""
    session.flush()
    audit.note("packet.erased", row.id, number=row.number, content=row.content_sha256, file=row.file_sha256)


def read(row: PacketRow, actor: Actor) -> bytes:
    """The file's bytes, the same at every download. Raises Forbidden, saying why, for those who may not see it all."""
    _refuse_shut_packet(row, actor)
    if not policies.may_download(row, None):
        raise Conflict(N_("Tệp chưa lập xong. Hãy tải lại trang."))
    try:
        return files.get(row.file_key, sha256=row.file_sha256)
    except FileGone as error:
        raise Conflict(
            N_("Tệp trong kho không còn khớp với mã kiểm đã lưu nên không phát; hãy báo quản trị.")
        ) from error
