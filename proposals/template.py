"""Appendix I, part II, as data: the fourteen parts of a proposal, their boxes, and what each box may hold.

Everything that touches a proposal's content is derived from `PARTS`: the forms, the task list, the preview, the JSON
schema, import and export, the comparison of versions, the packet. A content document is plain JSON:

    {part_code: {box_code: value, rows_code: [{"id": "r1", box_code: value, rows_code: [...]}, ...]}}

Values by kind: text kinds are str (NFC, "" when empty); INTEGER, YEAR, SCALE, INITIATIVE and SYSTEM are int or None;
MONEY is an int number of đồng or None; DECIMAL is a canonical decimal string such as "3.2" or None (never a float);
DATE is an ISO string or None; YES_NO is bool or None; CHOICE and TARGET are a code or ""; SYSTEMS is a sorted list
of int. Every row carries an `id` that stays with it for life, so that versions can be compared row by row and money can
name the phase it belongs to.

Source: Plan 01-KH/BCĐTW, Appendix I, part II. Labels of the parts are the plan's; labels of boxes inside them are ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.words import N_


class Kind(StrEnum):
    """What a box holds; see the module's first lines for the JSON value of each."""

    LINE = "line"
    TEXT = "text"
    EMAIL = "email"
    PHONE = "phone"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    YEAR = "year"
    SCALE = "scale"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    SYSTEM = "system"
    SYSTEMS = "systems"
    INITIATIVE = "initiative"
    TARGET = "target"
    PHASE = "phase"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer of a closed list: its code in the data and its words on the page."""

    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Box:
    """One box of the form. `required` means: without it the template is not filled in."""

    code: str
    label: str
    kind: Kind = Kind.LINE
    required: bool = False
    hint: str = ""
    most: int = 300
    """Characters for text kinds, value for numbers."""
    least: int = 0
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A table of like rows inside a part or a row; `least` rows make it complete, more than `most` are refused."""

    code: str
    label: str
    one: str
    """What a single row is called: "mục tiêu cụ thể"."""
    boxes: tuple[Box | Rows, ...]
    least: int = 0
    most: int = 60
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One of the fourteen parts, in the order of the plan. `field` is the catalogue's code of the template field."""

    code: str
    field: str
    label: str
    boxes: tuple[Box | Rows, ...]

    def box(self, code: str) -> Box | Rows:
        """The box or table with this code; KeyError when the part has none."""
        return next_named(self.boxes, code)


def next_named(boxes: tuple[Box | Rows, ...], code: str) -> Box | Rows:
    """The box or table named `code` among `boxes`; KeyError when there is none."""
    for box in boxes:
        if box.code == code:
            return box
    raise KeyError(code)


LONG = 8000
NARRATIVE = 20_000
TRILLION = 10**15
"""Upper bound of one amount, in đồng: a million billion, above any sum the template could name."""

UNIT_TYPES = (
    Choice(code="ministry", label=N_("Bộ, ngành")),
    Choice(code="party_body", label=N_("Cơ quan đảng, Mặt trận, đoàn thể")),
    Choice(code="locality", label=N_("Địa phương")),
    Choice(code="enterprise", label=N_("Doanh nghiệp")),
    Choice(code="institute", label=N_("Viện nghiên cứu")),
    Choice(code="university", label=N_("Cơ sở giáo dục đại học")),
    Choice(code="vocational", label=N_("Cơ sở giáo dục nghề nghiệp")),
    Choice(code="association", label=N_("Tổ chức xã hội - nghề nghiệp")),
    Choice(code="individual", label=N_("Cá nhân")),
    Choice(code="other", label=N_("Loại khác")),
)

PROPOSAL_KINDS = (
    Choice(code="new", label=N_("Đề xuất sáng kiến đột phá mới")),
    Choice(code="detailing", label=N_("Chi tiết hóa một sáng kiến trong danh mục 30 sáng kiến")),
)

OUTPUT_TYPES = (
    Choice(code="technology", label=N_("Công nghệ")),
    Choice(code="process", label=N_("Quy trình")),
    Choice(code="model", label=N_("Mô hình")),
    Choice(code="policy", label=N_("Chính sách")),
    Choice(code="database", label=N_("Cơ sở dữ liệu")),
    Choice(code="application", label=N_("Ứng dụng")),
    Choice(code="commercial", label=N_("Sản phẩm thương mại hóa")),
    Choice(code="other", label=N_("Loại khác")),
)

NOVELTY_TYPES = (
    Choice(code="technology", label=N_("Công nghệ")),
    Choice(code="model", label=N_("Mô hình")),
    Choice(code="solution", label=N_("Giải pháp")),
    Choice(code="policy", label=N_("Chính sách")),
)

KPI_TYPES = (
    Choice(code="input", label=N_("Đầu vào")),
    Choice(code="output", label=N_("Đầu ra")),
    Choice(code="quality", label=N_("Chất lượng")),
    Choice(code="outcome", label=N_("Kết quả")),
    Choice(code="impact", label=N_("Tác động")),
)

KPI_TIERS = (
    Choice(code="1", label=N_("Tầng 1 – Mục tiêu chiến lược quốc gia")),
    Choice(code="2", label=N_("Tầng 2 – Chỉ tiêu cụ thể")),
    Choice(code="3", label=N_("Tầng 3 – Chỉ số đo lường hệ thống")),
    Choice(code="4", label=N_("Tầng 4 – Chỉ số tác nghiệp")),
)

PROJECT_GROUPS = (
    Choice(code="national", label=N_("Quan trọng quốc gia")),
    Choice(code="A", label=N_("Nhóm A")),
    Choice(code="B", label=N_("Nhóm B")),
    Choice(code="C", label=N_("Nhóm C")),
)

ARCHITECT_STATES = (
    Choice(code="proposed", label=N_("Đề xuất")),
    Choice(code="appointed", label=N_("Đã cử")),
)

PARTS: tuple[Part, ...] = (
    Part(
        code="title",
        field="ten_sang_kien",
        label=N_("Tên Sáng kiến đột phá"),
        boxes=(
            Box(code="title", label=N_("Tên sáng kiến"), required=True, most=300),
            Box(code="kind", label=N_("Loại đề xuất"), kind=Kind.CHOICE, required=True, choices=PROPOSAL_KINDS),
            Box(code="initiative", label=N_("Sáng kiến được chi tiết hóa"), kind=Kind.INITIATIVE),
            Box(code="main_system", label=N_("Hệ thống chiến lược chính"), kind=Kind.SYSTEM, required=True),
            Box(code="related_systems", label=N_("Hệ thống chiến lược liên quan"), kind=Kind.SYSTEMS),
            Box(code="running_programme", label=N_("Chương trình đang thực hiện được bổ sung hợp phần"), most=500),
            Box(code="strategic_technology", label=N_("Có hợp phần khoa học, công nghệ"), kind=Kind.YES_NO),
            Box(code="project_group", label=N_("Nhóm dự án"), kind=Kind.CHOICE, choices=PROJECT_GROUPS),
            Box(code="project_group_reason", label=N_("Lý do xếp nhóm"), kind=Kind.TEXT, most=2000),
        ),
    ),
    Part(
        code="lead_unit",
        field="don_vi_de_xuat",
        label=N_("Đơn vị đề xuất/chủ trì dự kiến"),
        boxes=(
            Box(code="name", label=N_("Tên đơn vị"), required=True),
            Box(code="unit_type", label=N_("Loại đơn vị"), kind=Kind.CHOICE, required=True, choices=UNIT_TYPES),
            Box(code="contact_name", label=N_("Người liên hệ"), required=True, most=120),
            Box(code="contact_position", label=N_("Chức vụ"), most=200),
            Box(code="contact_phone", label=N_("Điện thoại"), kind=Kind.PHONE, most=30),
            Box(code="contact_email", label=N_("Thư điện tử"), kind=Kind.EMAIL, most=200),
        ),
    ),
    Part(
        code="coordination",
        field="don_vi_phoi_hop",
        label=N_("Đơn vị phối hợp chính"),
        boxes=(
            Rows(
                code="units",
                label=N_("Các đơn vị phối hợp"),
                one=N_("đơn vị phối hợp"),
                least=1,
                most=40,
                boxes=(
                    Box(code="name", label=N_("Tên đơn vị"), required=True),
                    Box(code="role", label=N_("Vai trò"), required=True, most=500),
                ),
            ),
        ),
    ),
    Part(
        code="necessity",
        field="su_can_thiet",
        label=N_("Sự cần thiết và cơ sở đề xuất"),
        boxes=(
            Box(code="context", label=N_("Bối cảnh"), kind=Kind.TEXT, required=True, most=NARRATIVE),
            Box(code="problem", label=N_("Vấn đề cần giải quyết"), kind=Kind.TEXT, required=True, most=NARRATIVE),
            Rows(
                code="bases",
                label=N_("Căn cứ pháp lý, chủ trương"),
                one=N_("căn cứ"),
                least=1,
                most=40,
                boxes=(
                    Box(code="number", label=N_("Số, ký hiệu hoặc tên văn bản"), required=True, most=200),
                    Box(code="content", label=N_("Nội dung làm căn cứ"), required=True, kind=Kind.TEXT, most=2000),
                ),
            ),
        ),
    ),
    Part(
        code="objectives",
        field="muc_tieu",
        label=N_("Mục tiêu"),
        boxes=(
            Box(code="general", label=N_("Mục tiêu tổng quát"), kind=Kind.TEXT, required=True, most=LONG),
            Rows(
                code="specific",
                label=N_("Mục tiêu cụ thể"),
                one=N_("mục tiêu cụ thể"),
                least=1,
                most=40,
                boxes=(
                    Box(code="statement", label=N_("Nội dung"), required=True, most=1000),
                    Box(code="measure", label=N_("Chỉ số đo"), required=True, most=500),
                    Box(code="baseline", label=N_("Giá trị nền"), kind=Kind.DECIMAL),
                    Box(code="target", label=N_("Giá trị đích"), kind=Kind.DECIMAL, required=True),
                    Box(code="unit", label=N_("Đơn vị đo"), required=True, most=80),
                    Box(code="deadline", label=N_("Thời hạn"), kind=Kind.DATE, required=True),
                    Box(code="responsible", label=N_("Đơn vị chịu trách nhiệm"), required=True),
                    Box(code="specific", label=N_("Cụ thể (S)"), kind=Kind.TEXT, most=1000),
                    Box(code="measurable", label=N_("Đo lường được (M)"), kind=Kind.TEXT, most=1000),
                    Box(code="achievable", label=N_("Khả thi (A)"), kind=Kind.TEXT, most=1000),
                    Box(code="relevant", label=N_("Liên quan (R)"), kind=Kind.TEXT, most=1000),
                    Box(code="time_bound", label=N_("Có thời hạn (T)"), kind=Kind.TEXT, most=1000),
                ),
            ),
        ),
    ),
    Part(
        code="novelty",
        field="tinh_dot_pha",
        label=N_("Tính đột phá và sáng tạo"),
        boxes=(
            Box(code="summary", label=N_("Tóm tắt điểm đột phá"), kind=Kind.TEXT, required=True, most=LONG),
            Rows(
                code="points",
                label=N_("Điểm mới so với hiện tại"),
                one=N_("điểm mới"),
                least=1,
                most=40,
                boxes=(
                    Box(code="type", label=N_("Loại"), kind=Kind.CHOICE, required=True, choices=NOVELTY_TYPES),
                    Box(code="new", label=N_("Điểm mới"), kind=Kind.TEXT, required=True, most=2000),
                    Box(code="today", label=N_("So với hiện tại"), kind=Kind.TEXT, required=True, most=2000),
                ),
            ),
        ),
    ),
    Part(
        code="scope",
        field="pham_vi_noi_dung",
        label=N_("Phạm vi và nội dung thực hiện chính"),
        boxes=(
            Rows(
                code="components",
                label=N_("Các hợp phần"),
                one=N_("hợp phần"),
                least=1,
                most=40,
                boxes=(
                    Box(code="name", label=N_("Tên hợp phần"), required=True),
                    Box(code="content", label=N_("Nội dung"), kind=Kind.TEXT, required=True, most=LONG),
                    Box(
                        code="activities",
                        label=N_("Hoạt động cốt lõi"),
                        kind=Kind.TEXT,
                        required=True,
                        most=4000,
                        hint=N_("Mỗi dòng một hoạt động"),
                    ),
                    Box(code="unit", label=N_("Đơn vị thực hiện"), required=True),
                ),
            ),
        ),
    ),
    Part(
        code="outputs",
        field="san_pham",
        label=N_("Sản phẩm/kết quả đầu ra dự kiến"),
        boxes=(
            Rows(
                code="items",
                label=N_("Sản phẩm, kết quả"),
                one=N_("sản phẩm"),
                least=1,
                most=60,
                boxes=(
                    Box(code="type", label=N_("Loại"), kind=Kind.CHOICE, required=True, choices=OUTPUT_TYPES),
                    Box(code="name", label=N_("Tên sản phẩm"), required=True),
                    Box(code="description", label=N_("Mô tả"), kind=Kind.TEXT, most=2000),
                    Box(code="quantity", label=N_("Số lượng"), kind=Kind.DECIMAL, required=True),
                    Box(code="unit", label=N_("Đơn vị tính"), required=True, most=80),
                    Box(code="acceptance", label=N_("Tiêu chí nghiệm thu"), kind=Kind.TEXT, required=True, most=1000),
                    Box(code="users", label=N_("Người sử dụng"), required=True, most=500),
                    Box(code="deadline", label=N_("Thời hạn"), kind=Kind.DATE, required=True),
                ),
            ),
        ),
    ),
    Part(
        code="contribution",
        field="dong_gop",
        label=N_("Đóng góp vào hệ thống chiến lược và mục tiêu Nghị quyết số 57-NQ/TW"),
        boxes=(
            Box(code="narrative", label=N_("Thuyết minh"), kind=Kind.TEXT, required=True, most=LONG),
            Rows(
                code="targets",
                label=N_("Đóng góp vào chỉ tiêu"),
                one=N_("đóng góp"),
                least=1,
                most=40,
                boxes=(
                    Box(code="system", label=N_("Hệ thống"), kind=Kind.SYSTEM, required=True),
                    Box(code="target", label=N_("Chỉ tiêu"), kind=Kind.TARGET, required=True),
                    Box(code="contribution", label=N_("Mức đóng góp"), kind=Kind.TEXT, required=True, most=1000),
                    Box(code="measured_by", label=N_("Cách đo"), required=True, most=500),
                ),
            ),
        ),
    ),
    Part(
        code="roadmap",
        field="lo_trinh",
        label=N_("Kế hoạch và lộ trình thực hiện"),
        boxes=(
            Rows(
                code="phases",
                label=N_("Các giai đoạn"),
                one=N_("giai đoạn"),
                least=1,
                most=12,
                boxes=(
                    Box(code="name", label=N_("Tên giai đoạn"), required=True, most=200),
                    Box(code="start", label=N_("Bắt đầu"), kind=Kind.DATE, required=True),
                    Box(code="end", label=N_("Kết thúc"), kind=Kind.DATE, required=True),
                    Box(code="content", label=N_("Nội dung"), kind=Kind.TEXT, required=True, most=4000),
                    Rows(
                        code="milestones",
                        label=N_("Mốc"),
                        one=N_("mốc"),
                        least=1,
                        most=20,
                        boxes=(
                            Box(code="name", label=N_("Tên mốc"), required=True),
                            Box(code="due", label=N_("Thời hạn"), kind=Kind.DATE, required=True),
                        ),
                    ),
                ),
            ),
            Rows(
                code="marks",
                label=N_("Mốc 1, 3, 5, 10 năm"),
                one=N_("mốc năm"),
                most=8,
                hint=N_("Dành cho công nghệ chiến lược"),
                boxes=(
                    Box(code="years", label=N_("Sau số năm"), kind=Kind.INTEGER, required=True, least=1, most=50),
                    Box(code="mark", label=N_("Kết quả phải đạt"), required=True, most=500),
                ),
            ),
        ),
    ),
    Part(
        code="resources",
        field="nguon_luc",
        label=N_("Dự kiến nguồn lực"),
        boxes=(
            Rows(
                code="finance",
                label=N_("Tài chính theo giai đoạn và nguồn"),
                one=N_("dòng kinh phí"),
                least=1,
                most=12,
                boxes=(
                    Box(code="phase", label=N_("Giai đoạn"), kind=Kind.PHASE, required=True),
                    Box(code="state_budget", label=N_("Ngân sách nhà nước"), kind=Kind.MONEY, most=TRILLION),
                    Box(code="socialised", label=N_("Xã hội hóa"), kind=Kind.MONEY, most=TRILLION),
                    Box(code="other", label=N_("Nguồn khác"), kind=Kind.MONEY, most=TRILLION),
                ),
            ),
            Box(code="mechanism", label=N_("Cơ chế tài chính đặc thù đề xuất"), kind=Kind.TEXT, most=LONG),
            Box(code="finance_note", label=N_("Ghi chú về kinh phí"), kind=Kind.TEXT, most=2000),
            Rows(
                code="people",
                label=N_("Nhân lực chủ chốt, chuyên gia cần thu hút"),
                one=N_("vị trí"),
                least=1,
                most=40,
                boxes=(
                    Box(code="position", label=N_("Vị trí"), required=True),
                    Box(code="count", label=N_("Số người"), kind=Kind.INTEGER, required=True, least=1, most=1_000_000),
                    Box(code="requirement", label=N_("Yêu cầu"), most=1000),
                    Box(code="source", label=N_("Nguồn"), most=500),
                    Box(code="phase", label=N_("Giai đoạn"), most=80),
                ),
            ),
            Box(
                code="architect_state",
                label=N_("Kiến trúc sư trưởng của dự án"),
                kind=Kind.CHOICE,
                choices=ARCHITECT_STATES,
            ),
            Box(code="architect_standard", label=N_("Tiêu chuẩn kiến trúc sư trưởng"), most=500),
            Rows(
                code="infrastructure",
                label=N_("Hạ tầng, trang thiết bị (nếu có)"),
                one=N_("hạng mục"),
                most=60,
                boxes=(
                    Box(code="item", label=N_("Hạng mục"), required=True),
                    Box(code="quantity", label=N_("Số lượng"), kind=Kind.DECIMAL, required=True),
                    Box(code="unit", label=N_("Đơn vị tính"), required=True, most=80),
                    Box(code="source", label=N_("Nguồn"), most=500),
                    Box(code="phase", label=N_("Giai đoạn"), most=80),
                    Box(code="note", label=N_("Ghi chú"), most=1000),
                ),
            ),
        ),
    ),
    Part(
        code="kpis",
        field="kpis",
        label=N_("Các chỉ số đo lường kết quả chính (KPIs)"),
        boxes=(
            Rows(
                code="items",
                label=N_("Chỉ số"),
                one=N_("chỉ số"),
                least=1,
                most=60,
                boxes=(
                    Box(code="name", label=N_("Tên chỉ số"), required=True),
                    Box(code="tier", label=N_("Tầng"), kind=Kind.CHOICE, required=True, choices=KPI_TIERS),
                    Box(code="type", label=N_("Loại"), kind=Kind.CHOICE, required=True, choices=KPI_TYPES),
                    Box(code="unit", label=N_("Đơn vị đo"), required=True, most=80),
                    Box(code="baseline", label=N_("Giá trị nền"), kind=Kind.DECIMAL),
                    Box(code="baseline_year", label=N_("Năm nền"), kind=Kind.YEAR, least=2000, most=2100),
                    Rows(
                        code="targets",
                        label=N_("Chỉ tiêu theo năm"),
                        one=N_("chỉ tiêu năm"),
                        least=1,
                        most=25,
                        boxes=(
                            Box(code="year", label=N_("Năm"), kind=Kind.YEAR, required=True, least=2000, most=2100),
                            Box(code="value", label=N_("Giá trị"), kind=Kind.DECIMAL, required=True),
                        ),
                    ),
                    Box(code="source", label=N_("Nguồn dữ liệu"), required=True, most=500),
                    Box(code="method", label=N_("Phương pháp đo"), most=1000),
                    Box(code="frequency", label=N_("Tần suất"), required=True, most=120),
                    Box(code="responsible", label=N_("Đơn vị chịu trách nhiệm")),
                ),
            ),
        ),
    ),
    Part(
        code="risks",
        field="rui_ro",
        label=N_("Rủi ro chính và giải pháp quản lý"),
        boxes=(
            Rows(
                code="items",
                label=N_("Rủi ro"),
                one=N_("rủi ro"),
                least=1,
                most=60,
                boxes=(
                    Box(code="description", label=N_("Mô tả rủi ro"), required=True, kind=Kind.TEXT, most=1000),
                    Box(code="group", label=N_("Nhóm"), most=120),
                    Box(
                        code="probability",
                        label=N_("Xác suất (1-5)"),
                        kind=Kind.SCALE,
                        required=True,
                        least=1,
                        most=5,
                    ),
                    Box(code="impact", label=N_("Tác động (1-5)"), kind=Kind.SCALE, required=True, least=1, most=5),
                    Box(code="prevention", label=N_("Phòng ngừa"), kind=Kind.TEXT, required=True, most=2000),
                    Box(code="response", label=N_("Ứng phó"), kind=Kind.TEXT, most=2000),
                    Box(code="owner", label=N_("Đơn vị theo dõi"), required=True),
                ),
            ),
        ),
    ),
    Part(
        code="requests",
        field="kien_nghi",
        label=N_("Kiến nghị cụ thể (nếu có)"),
        boxes=(
            Rows(
                code="items",
                label=N_("Kiến nghị"),
                one=N_("kiến nghị"),
                most=40,
                boxes=(
                    Box(code="content", label=N_("Nội dung kiến nghị"), kind=Kind.TEXT, required=True, most=4000),
                    Box(code="authority", label=N_("Cấp giải quyết"), required=True, most=500),
                    Box(code="basis", label=N_("Căn cứ"), most=1000),
                ),
            ),
        ),
    ),
)

PART_BY_CODE: dict[str, Part] = {part.code: part for part in PARTS}

JsonRow = dict[str, object]
Content = dict[str, JsonRow]


def blank_row(boxes: tuple[Box | Rows, ...]) -> JsonRow:
    """The JSON of an unfilled part or row, every box present."""
    return {box.code: blank_value(box) for box in boxes}


def blank_value(box: Box | Rows) -> object:
    """The JSON value that means "not filled in" for this box."""
    if isinstance(box, Rows) or box.kind is Kind.SYSTEMS:
        return []
    if box.kind in _TEXT_LIKE:
        return ""
    return None


_TEXT_LIKE = frozenset(
    {Kind.LINE, Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.CHOICE, Kind.TARGET, Kind.PHASE},
)


def blank_content() -> Content:
    """A whole proposal with nothing filled in."""
    return {part.code: blank_row(part.boxes) for part in PARTS}


def texts(part: Part, value: JsonRow) -> Iterator[tuple[str, str]]:
    """Every free text of a part with its path ("specific.0.statement"), in the order of the template."""
    yield from _texts(part.boxes, value, "")


def _texts(boxes: tuple[Box | Rows, ...], value: JsonRow, prefix: str) -> Iterator[tuple[str, str]]:
    for box in boxes:
        held = value.get(box.code)
        if isinstance(box, Rows):
            if isinstance(held, list):
                for index, row in enumerate(held):
                    if isinstance(row, dict):
                        yield from _texts(box.boxes, row, f"{prefix}{box.code}.{index}.")
        elif box.kind in (Kind.LINE, Kind.TEXT) and isinstance(held, str) and held:
            yield f"{prefix}{box.code}", held
