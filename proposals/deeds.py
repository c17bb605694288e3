"""The timeline in plain words: what a deed is called, whether its note may be read outside, and who did it (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from core.words import N_

DESK = N_("Cơ quan Thường trực")
ENGINEER = N_("Tổng công trình sư")
COMMITTEE = N_("Thường trực Ban Chỉ đạo")
REVIEWER = N_("Người thẩm định")
MACHINE = N_("Hệ thống")


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One kind of line. To a reader outside `office` stands for the person's name, and `open_note` shows the note."""

    words: str
    office: str = DESK
    open_note: bool = False
    tone: str = ""


DEEDS: dict[str, Deed] = {
    "started": Deed(words=N_("Bắt đầu soạn thảo"), office=""),
    "imported": Deed(words=N_("Nhập từ tệp"), office=MACHINE),
    "copied": Deed(words=N_("Soạn từ một đề xuất sẵn có của đơn vị"), office=""),
    "owner.changed": Deed(words=N_("Chuyển người phụ trách đề xuất"), office=""),
    "submit": Deed(words=N_("Gửi phiên bản %(version)s"), office="", tone="done"),
    "resubmit": Deed(words=N_("Gửi bổ sung, phiên bản %(version)s"), office="", tone="done"),
    "withdraw": Deed(words=N_("Rút đề xuất"), office="", open_note=True),
    "accept": Deed(words=N_("Tiếp nhận, chuyển thẩm định"), tone="done"),
    "return": Deed(words=N_("Trả lại để hoàn thiện"), open_note=True, tone="wait"),
    "refuse": Deed(words=N_("Không tiếp nhận"), open_note=True),
    "accepted.uncompared": Deed(words=N_("Tiếp nhận khi máy chưa đối chiếu trùng lặp xong")),
    "merge.received": Deed(words=N_("Nhận nội dung của một đề xuất khác nhập vào")),
    "merge": Deed(words=N_("Nhập vào đề xuất khác"), open_note=True),
    "move_to_secret": Deed(words=N_("Chuyển sang kênh mật; nội dung không còn trong hệ thống")),
    "system.confirmed": Deed(words=N_("Xác định hệ thống chiến lược chính")),
    "duplicates.ruled": Deed(words=N_("Kết luận về khả năng trùng lặp")),
    "reviewer.assigned": Deed(words=N_("Phân công người thẩm định")),
    "reviewer.recused": Deed(words=N_("Người thẩm định từ chối vì xung đột lợi ích"), office=REVIEWER),
    "reviewer.declared": Deed(words=N_("Người thẩm định cam kết không có xung đột lợi ích"), office=REVIEWER),
    "reviewer.removed": Deed(words=N_("Thôi phân công người thẩm định")),
    "scorecard.sealed": Deed(words=N_("Khóa một phiếu đánh giá"), office=REVIEWER, tone="done"),
    "close_assessment": Deed(words=N_("Kết thúc thẩm định, chuyển Tổng công trình sư"), tone="done"),
    "assessment.closed_early": Deed(words=N_("Lý do kết thúc thẩm định khi ít phiếu hơn quy định của đơn vị")),
    "engineer.recused": Deed(words=N_("Tổng công trình sư từ chối vì xung đột lợi ích"), office=ENGINEER),
    "opinion.asked": Deed(words=N_("Xin ý kiến Tổng công trình sư hệ thống liên quan"), office=ENGINEER),
    "opinion.given": Deed(words=N_("Tổng công trình sư hệ thống liên quan cho ý kiến"), office=ENGINEER),
    "recommend": Deed(words=N_("Tổng công trình sư cho ý kiến, trình Ban Chỉ đạo"), office=ENGINEER, tone="done"),
    "agenda.added": Deed(words=N_("Đưa vào chương trình phiên họp")),
    "agenda.removed": Deed(words=N_("Đưa ra khỏi chương trình phiên họp")),
    "decide": Deed(words=N_("Ban Chỉ đạo quyết định"), office=COMMITTEE, tone="done"),
    "decision.made": Deed(words=N_("Ghi kết luận của phiên họp"), office=COMMITTEE),
    "decision.published": Deed(words=N_("Công bố quyết định"), open_note=True, tone="done"),
    "send_back": Deed(words=N_("Ban Chỉ đạo yêu cầu hoàn thiện lại"), office=COMMITTEE, open_note=True, tone="wait"),
    "defer": Deed(words=N_("Ban Chỉ đạo để lại phiên họp sau"), office=COMMITTEE, tone="wait"),
    "packet.confirmed": Deed(words=N_("Xác nhận hồ sơ trình")),
}

OUTCOMES: dict[str, str] = {
    "approve": N_("Thông qua"),
    "approve_with_conditions": N_("Thông qua có điều kiện"),
    "return": N_("Trả lại hoàn thiện"),
    "decline": N_("Không thông qua"),
    "defer": N_("Hoãn xem xét"),
    "forward": N_("Trình cấp có thẩm quyền"),
}
"""The committee's outcome codes as a list says them (`Proposal.outcome`)."""

NEUTRAL = Deed(words=N_("Có cập nhật trong quá trình xử lý"))
"""For a deed that no room has named here: something happened, nothing is given away."""


def deed(code: str) -> Deed:
    """The deed's words; a neutral sentence for an unknown code."""
    return DEEDS.get(code, NEUTRAL)
