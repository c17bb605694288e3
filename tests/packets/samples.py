"""Packets for tests and for looking at: the twelve sample proposals with invented assessments around them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from committee.ruling import Outcome
from demo.conversion import convert, load_samples
from packets.contents import (
    Condition,
    CriteriaSet,
    Criterion,
    Decision,
    Dossier,
    Event,
    Finding,
    Hint,
    Layout,
    Letter,
    Likeness,
    Member,
    Names,
    Opinion,
    Packet,
    Recommendation,
    Ruling,
    Score,
    Scorecard,
    Session,
    Spread,
    Stance,
    Total,
    Votes,
)
from proposals.template import Content

CRITERIA = CriteriaSet(
    label="Bộ tiêu chí 1/2026",
    note="Sáu tiêu chí theo Phụ lục I, mục I; thang điểm và trọng số do đơn vị cấu hình, Kế hoạch không quy định.",
    criteria=tuple(
        Criterion(code=code, name=name, weight=Decimal(1), most=Decimal(10))
        for code, name in (
            ("phu_hop", "Mức độ phù hợp với chiến lược"),
            ("dot_pha", "Tính đột phá và sáng tạo"),
            ("tac_dong", "Tiềm năng tác động và lan tỏa"),
            ("kha_thi", "Tính khả thi"),
            ("cap_thiet", "Tính cấp thiết và ưu tiên"),
            ("xa_hoi_hoa", "Khả năng huy động nguồn lực xã hội hóa"),
        )
    ),
)
NAMES = Names(
    systems={
        "1": "Hệ thống đổi mới thể chế và quản trị quốc gia",
        "2": "Hệ thống phát triển công nghiệp, tự chủ về công nghệ",
        "3": "Hệ thống an sinh và phúc lợi",
        "4": "Hệ thống hạ tầng thông tin và dữ liệu",
        "5": "Hệ thống năng lực sáng tạo và văn hoá đổi mới",
        "6": "Hệ thống dự án đặc biệt quan trọng",
    },
    initiatives={"2": "Quản trị quốc gia dựa trên dữ liệu, dịch vụ số và AI", "10": "Y tế số toàn dân"},
    targets={"KH30-11": "Ứng dụng trí tuệ nhân tạo trong cơ quan nhà nước"},
)
REASONS = (
    "Bám sát định hướng; đã chỉ rõ chỉ tiêu đóng góp, song cách đo cần cụ thể thêm.",
    "Điểm mới có căn cứ so với hiện trạng; giải pháp kỹ thuật chủ yếu kế thừa, cách tổ chức là mới.",
    "Phạm vi ảnh hưởng rộng; khả năng nhân rộng phụ thuộc vào tiến độ kết nối dữ liệu giữa các đơn vị.",
    "Đơn vị chủ trì có kinh nghiệm; lộ trình hợp lý, rủi ro nhân lực ở giai đoạn hai cần có phương án dự phòng.",
    "Vấn đề đang phát sinh thiệt hại; nên triển khai sớm phần chuẩn bị dữ liệu.",
    "Có cam kết của doanh nghiệp nhưng mới ở mức nguyên tắc.",
)


@cache
def _samples() -> tuple[Content, ...]:
    return tuple(convert(sample) for sample in load_samples())


def contents() -> list[dict[str, Any]]:
    """Fresh copies of the twelve contents."""
    return [json.loads(json.dumps(content)) for content in _samples()]


def card(reviewer: str, seed: int, *, missing: str = "") -> Scorecard:
    """A sealed card with invented scores."""
    return Scorecard(
        reviewer=reviewer,
        scores=tuple(
            Score(
                criterion=held.code,
                value=None if held.code == missing else Decimal(5 + (seed * 3 + place * 2) % 5),
                reason="" if held.code == missing else REASONS[(place + seed) % len(REASONS)],
            )
            for place, held in enumerate(CRITERIA.criteria)
        ),
        sealed_on=date(2026, 11, 12),
    )


def spreads(cards: tuple[Scorecard, ...]) -> tuple[Spread, ...]:
    """The spread of each criterion; what nobody scored has none."""
    held = []
    for criterion in CRITERIA.criteria:
        values = [
            score.value
            for one in cards
            for score in one.scores
            if score.criterion == criterion.code and score.value is not None
        ]
        held.append(
            Spread(
                criterion=criterion.code,
                lowest=min(values, default=None),
                mean=(sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.01")) if values else None,
                highest=max(values, default=None),
                count=len(values),
            )
        )
    return tuple(held)


def total(cards: tuple[Scorecard, ...]) -> Total | None:
    """The mean of the cards' means."""
    means = []
    for one in cards:
        values = [score.value for score in one.scores if score.value is not None]
        if values:
            means.append(sum(values, Decimal(0)) / len(values))
    if not means:
        return None
    mean = (sum(means, Decimal(0)) / len(means)).quantize(Decimal("0.01"))
    rounded = [value.quantize(Decimal("0.01")) for value in means]
    return Total(lowest=min(rounded), mean=mean, highest=max(rounded), most=Decimal(10), count=len(means))


CONDITIONS = (
    Condition(
        measure="Độ chính xác của mô hình trên tập kiểm định độc lập",
        value="AUC từ 0,85",
        due=date(2028, 6, 30),
        who="Đơn vị chủ trì",
    ),
    Condition(
        measure="Số đơn vị kết nối dữ liệu thời gian thực", value="ít nhất 12", due=date(2027, 12, 31), who="Bộ Công an"
    ),
)


def dossier(number: int, content: Content, *, decided: bool = False, cards: int = 3) -> Dossier:
    """One proposal with everything said about it, from the number alone."""
    held = tuple(
        card(f"Người thẩm định {place + 1}", number + place, missing="xa_hoi_hoa" if number % 4 == 2 else "")
        for place in range(cards)
    )
    findings: tuple[Finding, ...] = ()
    if number in (5, 6):
        findings = (
            Finding(
                code=f"SK-2026-{11 - number:04d}",
                title="Khám chữa bệnh từ xa cho trạm y tế xã vùng khó khăn",
                level=Likeness.LIKELY,
                percent=Decimal("41"),
                parts=("scope", "outputs"),
                evidence="Phạm vi và sản phẩm trùng 41 %; mục tiêu khác về địa bàn và quy mô.",
                ruling=Ruling(
                    verdict="Không trùng: khác địa bàn",
                    reason="Cùng giải pháp, khác địa bàn; đề nghị hai đơn vị dùng chung nền tảng.",
                    by="Cơ quan Thường trực",
                    on=date(2026, 11, 10),
                ),
            ),
            Finding(
                code="SK-2026-0019",
                title="Mạng lưới trạm y tế số vùng biên giới",
                level=Likeness.OVERLAPPING,
                percent=Decimal("18"),
                parts=("objectives",),
                evidence="Mục tiêu giống nhau về đối tượng phục vụ.",
            ),
        )
    stance = tuple(Stance)[number % 4]
    recommendation = Recommendation(
        stance=stance,
        text="Giải pháp phù hợp kiến trúc tổng thể của hệ thống, dùng lại được nền tảng sẵn có. "
        "Cần làm rõ quyền truy cập dữ liệu và phương án vận hành sau năm 2030 trước khi nhân rộng.\n"
        "Đề nghị thí điểm ở quy mô nhỏ, đánh giá độc lập rồi mới mở rộng.",
        conditions=CONDITIONS if stance is Stance.CONDITIONS else (),
        by="Tổng công trình sư Hệ thống 1",
        on=date(2026, 11, 15),
        acting_deputy=number % 5 == 0,
    )
    decision = Decision(
        outcome=Outcome.APPROVE_WITH_CONDITIONS,
        text="Đồng ý chủ trương; giao đơn vị chủ trì hoàn thiện theo các điều kiện nêu dưới đây.",
        conditions=CONDITIONS,
        supervising_member="Đồng chí Ủy viên phụ trách Hệ thống 1",
        lead_unit="Bộ Tài chính",
        due=date(2027, 3, 31),
        votes=Votes(agree=7, disagree=1, other=1, present=9, withdrawn=("Đồng chí Nguyễn Văn Mẫu",)),
        on=date(2026, 11, 25),
    )
    return Dossier(
        code=f"SK-2026-{number:04d}",
        version=1 + number % 2,
        submitted_on=date(2026, 11, 2),
        content=content,
        scorecards=held,
        spreads=spreads(held),
        total=total(held),
        findings=findings,
        findings_checked_on=date(2026, 11, 5),
        hints=(Hint(initiative=10, percent=Decimal(31)),) if number in (5, 6) else (),
        recommendation=recommendation,
        opinions=(
            Opinion(
                system=4,
                by="Tổng công trình sư Hệ thống 4",
                text="Thống nhất; đề nghị dùng chuẩn kết nối chung.",
                stance=Stance.SUPPORT,
                on=date(2026, 11, 14),
            ),
        ),
        decision=decision if decided else None,
        course=(
            Event(on=date(2026, 11, 2), label="Nộp phiên bản 1", by="Đơn vị đề xuất"),
            Event(on=date(2026, 11, 5), label="Tiếp nhận, chuyển thẩm định", by="Cơ quan Thường trực"),
            Event(on=date(2026, 11, 15), label="Tổng công trình sư cho ý kiến", note="Đúng hạn"),
        ),
    )


LETTERS = {
    Layout.PARTY: Letter(
        superior="Ban Chấp hành Trung ương",
        issuer="Cơ quan Thường trực Ban Chỉ đạo",
        issuer_code="CQTTBCĐ",
        number="05",
        dated=date(2026, 11, 22),
        addressee="Thường trực Ban Chỉ đạo Trung ương",
        recipients=("Thường trực Ban Chỉ đạo Trung ương", "Tổ Giúp việc", "Lưu Văn phòng"),
        signer_position="Chánh Văn phòng",
        signer_name="Trần Thị Mẫu",
    ),
    Layout.STATE: Letter(
        superior="Bộ Khoa học và Công nghệ",
        issuer="Cục Đổi mới sáng tạo",
        issuer_code="ĐMST",
        number="15",
        dated=date(2026, 2, 3),
        addressee="Bộ trưởng Bộ Khoa học và Công nghệ",
        recipients=("Như trên", "Các Thứ trưởng", "Lưu: VT, ĐMST"),
        signer_position="Cục trưởng",
        signer_name="Lê Văn Mẫu",
    ),
}


def packet(
    layout: Layout = Layout.PARTY,
    *,
    count: int = 4,
    draft: bool = True,
    decided: int = 0,
    language: str = "vi",
    dossiers: tuple[Dossier, ...] | None = None,
) -> Packet:
    """A packet of the first samples; the first `decided` ones are decided."""
    held = contents()
    if dossiers is None:
        dossiers = tuple(
            dossier(place + 1, held[place % len(held)], decided=place < decided, cards=2 + place % 2)
            for place in range(count)
        )
    return Packet(
        code="HST-2026-03",
        version=2,
        layout=layout,
        language=language,
        draft=draft,
        made_at=datetime(2026, 11, 22, 1, 30, tzinfo=UTC),
        session=Session(
            code="PH-2026-03",
            title="Phiên họp thứ 3 năm 2026 của Thường trực Ban Chỉ đạo Trung ương",
            starts_at=datetime(2026, 11, 25, 1, 0, tzinfo=UTC),
            place="Phòng họp số 2, Hà Nội",
            chair="Nguyễn Văn Chủ Trì",
            secretary="Phạm Thị Thư Ký",
            members=tuple(
                Member(name=f"Thành viên mẫu {place:02d}", role="Ủy viên Ban Chỉ đạo", present=place != 3)
                for place in range(1, 8)
            ),
            quorum="Ít nhất hai phần ba thành viên có mặt (theo cài đặt ngày 01/10/2026)",
        ),
        letter=LETTERS[layout],
        criteria=CRITERIA,
        dossiers=dossiers,
        names=NAMES,
    )


def stressed() -> Dossier:
    """A proposal at the limits of the template: long words everywhere, twelve phases, sixty risks, no scores."""
    content = contents()[0]
    long = "Nền tảng dùng chung quy mô quốc gia phục vụ chuyển đổi số toàn diện các lĩnh vực kinh tế - xã hội " * 3
    content["title"]["title"] = long[:300]
    content["lead_unit"]["name"] = long[:300]
    content["objectives"]["general"] = long * 20
    content["novelty"]["summary"] = long * 20
    phases = [
        {
            "id": f"GD{place}",
            "name": f"Giai đoạn {place}: {long}"[:200],
            "start": f"{2026 + place}-01-01",
            "end": f"{2026 + place}-12-31",
            "content": long,
            "milestones": [
                {"id": f"m{mark}", "name": f"Mốc {mark} {long}"[:300], "due": f"{2026 + place}-{mark:02d}-28"}
                for mark in range(1, 13)
            ],
        }
        for place in range(1, 13)
    ]
    content["roadmap"]["phases"] = phases
    content["resources"]["finance"] = [
        {"id": f"r{place}", "phase": f"GD{place}", "state_budget": 10**15, "socialised": 1, "other": None}
        for place in range(1, 13)
    ]
    model = contents()[0]["risks"]["items"][0]
    content["risks"]["items"] = [
        {**model, "id": f"R{place}", "description": long, "probability": 5, "impact": 5} for place in range(1, 61)
    ]
    made = dossier(5, content)
    assert made.recommendation is not None
    return replace(
        made,
        scorecards=(),
        spreads=(),
        total=None,
        findings=tuple(replace(made.findings[0], title=long, code=f"SK-2026-{place:04d}") for place in range(30)),
        recommendation=replace(made.recommendation, text=long * 10),
    )
