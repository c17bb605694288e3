"""What the intake desk checks, and on which grounds it may refuse (pure)."""

from __future__ import annotations

from core.i18n import N_
from proposals.template import PARTS

DECLARATION, SYSTEM = "declaration", "system"
ITEMS: tuple[str, ...] = (*(part.code for part in PARTS), DECLARATION, SYSTEM)
"""The fourteen parts of the template, the declaration that nothing is secret, the confirmed strategic system."""

LABELS: dict[str, str] = {
    **{part.code: part.label for part in PARTS},
    DECLARATION: N_("Cam kết không chứa bí mật nhà nước"),
    SYSTEM: N_("Hệ thống chiến lược chính"),
}

DUPLICATE = "duplicate"
GROUNDS: dict[str, str] = {
    "out_of_scope": N_("Không thuộc phạm vi của Kế hoạch 01-KH/BCĐTW và Nghị quyết số 57-NQ/TW"),
    "not_a_proposal": N_("Không phải đề xuất sáng kiến: kiến nghị, phản ánh hoặc giới thiệu sản phẩm"),
    "running": N_("Nhiệm vụ đang thực hiện, không bổ sung hợp phần mới (Kế hoạch, mục III.2)"),
    DUPLICATE: N_("Trùng với đề xuất đã tiếp nhận hoặc đã có quyết định"),
    "wrong_channel": N_("Nội dung phải gửi theo chế độ mật hoặc theo một thủ tục khác"),
}
"""Our own wording: the plan says that proposals are received and checked (V.1.c), not on which grounds refused."""
