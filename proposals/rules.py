"""What the coach looks at, as data: each rule's weight, why it is asked, and the clause it rests on (pure).

Only `BLOCKS` keeps a proposal from being submitted, and only what the template itself requires blocks. The findings are
made in `proposals.completeness` (template), `proposals.agreement` (figures) and `proposals.coaching` (the rest).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.words import N_


class Weight(StrEnum):
    """What a finding does: blocks submission, makes a part thin, or is only worth a thought."""

    BLOCKS = "blocks"
    THIN = "thin"
    HINT = "hint"


TEMPLATE = "Kế hoạch 01-KH/BCĐTW, Phụ lục I, Mục II"
CRITERIA = "Kế hoạch 01-KH/BCĐTW, Phụ lục I, Mục I"
INDICATORS = "Kế hoạch 01-KH/BCĐTW, Phụ lục I, Mục II; Phụ lục II"
STRATEGIC = "Kế hoạch 01-KH/BCĐTW, Phụ lục I, Mục II; Mục III.4"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing looked at: what it weighs, why it matters to whoever reads the proposal, and the clause."""

    code: str
    weight: Weight
    why: str
    clause: str = TEMPLATE


SHORT_PROSE = 120
"""Characters under which a context, a problem or a summary can hardly hold what the template asks for."""
FEW_ACTIVITIES = 2
HIGH_RISK = 12
"""Probability times impact from which a risk needs a response besides prevention."""

RULES: tuple[Rule, ...] = (
    Rule(
        code="template.required",
        weight=Weight.BLOCKS,
        why=N_("Mẫu Phụ lục I yêu cầu nội dung này; thiếu thì hồ sơ chưa đủ thành phần để tiếp nhận."),
    ),
    Rule(
        code="money.outside_phases",
        weight=Weight.BLOCKS,
        why=N_(
            "Mẫu yêu cầu đánh giá nguồn lực cho từng giai đoạn; tiền không gắn với giai đoạn thì không "
            "cộng và không theo dõi được."
        ),
    ),
    Rule(
        code="prose.short",
        weight=Weight.THIN,
        why=N_("Đoạn này là nơi người thẩm định hiểu vấn đề; vài dòng thường chưa đủ số liệu, nguồn và nguyên nhân."),
    ),
    Rule(
        code="general.no_figure",
        weight=Weight.THIN,
        why=N_(
            "Mục tiêu theo tiêu chí SMART cần đo được và có thời hạn: một con số hoặc một năm ngay trong "
            "mục tiêu tổng quát giúp người đọc biết khi nào coi là đạt."
        ),
    ),
    Rule(
        code="objective.baseline",
        weight=Weight.THIN,
        why=N_(
            "Không có số liệu nền thì không biết sáng kiến làm tăng, giảm được bao nhiêu. Chưa từng đo "
            "thì ghi cách sẽ đo ở ô “Đo lường được”."
        ),
    ),
    Rule(
        code="objective.still",
        weight=Weight.THIN,
        why=N_(
            "Giá trị đích bằng giá trị nền nghĩa là không có gì thay đổi; nếu mục tiêu là giữ mức cũ, "
            "hãy nói rõ vì sao."
        ),
    ),
    Rule(
        code="objective.unwatched",
        weight=Weight.HINT,
        why=N_(
            "Mỗi mục tiêu cần có chỉ số theo dõi; cùng tên và cùng đơn vị đo thì người đọc thấy ngay chỉ "
            "số nào của mục tiêu nào."
        ),
        clause=INDICATORS,
    ),
    Rule(
        code="deadline.outside",
        weight=Weight.THIN,
        why=N_("Thời hạn nằm ngoài lộ trình thì không giai đoạn nào có tiền và người cho việc đó."),
    ),
    Rule(
        code="novelty.same",
        weight=Weight.THIN,
        why=N_("Mẫu yêu cầu làm rõ khác biệt so với hiện tại; hai ô giống nhau thì chưa thấy điểm mới."),
    ),
    Rule(
        code="scope.activities",
        weight=Weight.HINT,
        why=N_("Mẫu yêu cầu mô tả các hoạt động cốt lõi; một dòng thường là tên hợp phần viết lại."),
    ),
    Rule(
        code="contribution.no_figure",
        weight=Weight.HINT,
        why=N_(
            "Nên viết sáng kiến làm chỉ tiêu nhích lên bao nhiêu, để cộng được đóng góp của nhiều sáng "
            "kiến vào một chỉ tiêu."
        ),
        clause=INDICATORS,
    ),
    Rule(
        code="phase.no_output",
        weight=Weight.THIN,
        why=N_(
            "Giai đoạn không có sản phẩm nào đến hạn thì khi kết thúc không có gì để nghiệm thu; mốc "
            "thời gian cũng là một cách nêu kết quả."
        ),
    ),
    Rule(
        code="phase.overlap",
        weight=Weight.HINT,
        why=N_("Các giai đoạn nên nối nhau; chồng lấn hoặc hở thì khó biết tiền và người thuộc giai đoạn nào."),
    ),
    Rule(
        code="milestone.outside",
        weight=Weight.THIN,
        why=N_("Mốc của một giai đoạn phải rơi vào thời gian của giai đoạn đó."),
    ),
    Rule(
        code="roadmap.marks",
        weight=Weight.HINT,
        why=N_("Với công nghệ chiến lược, kế hoạch cần nhìn thấy kết quả sau 1, 3, 5 và 10 năm."),
        clause=STRATEGIC,
    ),
    Rule(
        code="money.nothing",
        weight=Weight.THIN,
        why=N_(
            "Tổng kinh phí bằng 0: nếu thật sự không cần tiền, hãy nói rõ ở ghi chú việc làm dựa vào nguồn lực nào."
        ),
    ),
    Rule(
        code="money.one_source",
        weight=Weight.HINT,
        why=N_(
            "Khả năng huy động nguồn lực xã hội là một trong sáu tiêu chí đánh giá; không có nguồn ngoài "
            "ngân sách thì nên nêu lý do."
        ),
        clause=CRITERIA,
    ),
    Rule(
        code="kpi.all_inputs",
        weight=Weight.THIN,
        why=N_("Chỉ số đầu vào cho biết đã bỏ ra bao nhiêu, chưa cho biết sáng kiến đạt được gì."),
        clause=INDICATORS,
    ),
    Rule(
        code="kpi.baseline",
        weight=Weight.THIN,
        why=N_("Không có giá trị nền thì không đọc được chỉ tiêu từng năm là tiến hay lùi."),
        clause=INDICATORS,
    ),
    Rule(
        code="kpi.year_twice",
        weight=Weight.THIN,
        why=N_("Hai giá trị cho cùng một năm thì không biết lấy giá trị nào."),
        clause=INDICATORS,
    ),
    Rule(
        code="risk.response",
        weight=Weight.THIN,
        why=N_("Mẫu yêu cầu biện pháp phòng ngừa và ứng phó; rủi ro cao cần biết sẽ làm gì khi nó xảy ra."),
    ),
    Rule(
        code="agree.money",
        weight=Weight.THIN,
        why=N_(
            "Số tiền trong câu được so với bảng kinh phí theo giai đoạn và nguồn sau khi quy về cùng đơn "
            "vị; làm tròn và “khoảng” không tính là lệch. Sửa câu hoặc sửa bảng; nếu câu nói về khoản "
            "khác, hãy nói rõ khoản nào."
        ),
    ),
    Rule(
        code="agree.share",
        weight=Weight.THIN,
        why=N_("Tỉ lệ các nguồn do hệ thống tính từ bảng kinh phí; lệch dưới một điểm phần trăm không tính."),
    ),
    Rule(
        code="agree.measure",
        weight=Weight.THIN,
        why=N_(
            "Câu nhắc đến một chỉ số bằng tên và đơn vị đo của nó nhưng ghi giá trị khác với bảng. Hai "
            "con số cho một chỉ số thì người thẩm định không biết dựa vào số nào."
        ),
        clause=INDICATORS,
    ),
    Rule(
        code="agree.tables",
        weight=Weight.THIN,
        why=N_("Mục tiêu và chỉ số cùng tên, cùng đơn vị đo nhưng ghi hai giá trị khác nhau cho cùng một năm."),
        clause=INDICATORS,
    ),
    Rule(
        code="agree.deadline",
        weight=Weight.THIN,
        why=N_("Ngày, năm trong câu được so với lộ trình và với thời hạn của chính dòng hoặc sản phẩm được nhắc tên."),
    ),
    Rule(
        code="agree.count",
        weight=Weight.THIN,
        why=N_("Số lượng trong câu được đếm lại trên bảng: số giai đoạn, số hợp phần, số người, số nơi triển khai."),
    ),
)

BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}
