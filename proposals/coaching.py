"""The coach: how far each part is and why, in reasons to act on; advice beyond the template never blocks (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core import words
from core.words import N_
from proposals import agreement, completeness
from proposals.agreement.measures import measures, same_measure
from proposals.completeness import Dong, Lack, PartState, lines
from proposals.money import matrix
from proposals.rules import BY_CODE, FEW_ACTIVITIES, HIGH_RISK, SHORT_PROSE, Rule, Weight
from proposals.template import PARTS, Part

Content = Mapping[str, Any]
_ORDER = {Weight.BLOCKS: 0, Weight.THIN: 1, Weight.HINT: 2}


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What the coach says of one part: its state, and the reasons, what blocks first."""

    part: Part
    state: PartState
    reasons: tuple[Lack, ...]

    @property
    def blocks(self) -> int:
        """How many reasons keep the proposal from being submitted."""
        return sum(reason.blocks for reason in self.reasons)


def advice(content: Content) -> dict[str, Advice]:
    """What the coach says of every part, by part code; the whole document is read once."""
    found: dict[str, list[Lack]] = {part.code: list(completeness.lacks(part, content)) for part in PARTS}
    untouched = {part.code for part in PARTS if completeness.untouched(part, content)}
    for lack in [*_looked(content), *agreement.disagreements(content)]:
        if lack.part not in untouched:
            found[lack.part].append(lack)
    said = {}
    for part in PARTS:
        reasons = tuple(sorted(found[part.code], key=lambda lack: _ORDER[rule(lack).weight]))
        said[part.code] = Advice(part=part, state=_state(part.code in untouched, reasons), reasons=reasons)
    return said


def _state(untouched: bool, reasons: tuple[Lack, ...]) -> PartState:
    if untouched and any(reason.blocks for reason in reasons):
        return PartState.EMPTY
    return PartState.THIN if any(rule(reason).weight is not Weight.HINT for reason in reasons) else PartState.GOOD


def rule(lack: Lack) -> Rule:
    """The rule that made the finding."""
    return BY_CODE[lack.rule]


def said(lack: Lack, say: Callable[[str], str], locale: str) -> dict[str, str]:
    """The values of a finding's sentence in the reader's words: names translated, figures and days as written."""
    return {name: _said(value, say, locale) for name, value in lack.values.items()}


def _said(value: object, say: Callable[[str], str], locale: str) -> str:
    if isinstance(value, Dong):
        return words.format_money(value.amount, locale)
    if isinstance(value, date):
        return words.format_date(value)
    if isinstance(value, int | Decimal):
        return words.format_number(value, locale)
    return say(str(value)) if value else ""


# --- what the coach looks at besides the template ---------------------------------------------------------------------


def _looked(content: Content) -> Iterator[Lack]:
    for look in (_prose, _objectives, _novelty, _scope, _contribution, _roadmap, _deadlines, _resources, _kpis, _risks):
        yield from look(content)


def _held(content: Content, part: str) -> Mapping[str, Any]:
    held = content.get(part)
    return held if isinstance(held, Mapping) else {}


def _note(part: str, path: str, code: str, sentence: str, **values: object) -> Lack:
    return Lack(part=part, path=path, sentence=sentence, values=values, blocks=False, rule=code)


_PROSE = (("necessity", "context"), ("necessity", "problem"))


def _prose(content: Content) -> Iterator[Lack]:
    for part, box in _PROSE:
        text = str(_held(content, part).get(box) or "")
        if 0 < len(text) < SHORT_PROSE:
            label = next(each.box(box).label for each in PARTS if each.code == part)
            sentence = N_("“%(box)s” mới có %(length)s ký tự; nên thêm số liệu, nguồn và nguyên nhân.")
            yield _note(part, box, "prose.short", sentence, box=label, length=len(text))


def _objectives(content: Content) -> Iterator[Lack]:
    held = _held(content, "objectives")
    general = str(held.get("general") or "")
    if general and not re.search(r"\d", general):
        yield _note("objectives", "general", "general.no_figure", N_("Mục tiêu tổng quát chưa có con số hoặc năm nào."))
    for index, line in enumerate(lines(held, "specific")):
        if line.get("baseline") is None:
            sentence = N_("Mục tiêu cụ thể thứ %(row)s chưa có giá trị nền.")
            yield _note("objectives", f"specific-{index}-baseline", "objective.baseline", sentence, row=index + 1)
        elif line.get("baseline") == line.get("target"):
            sentence = N_("Mục tiêu cụ thể thứ %(row)s có giá trị đích bằng giá trị nền.")
            yield _note("objectives", f"specific-{index}-target", "objective.still", sentence, row=index + 1)
    found = measures(content)
    kpis = [measure for measure in found if measure.part == "kpis"]
    goals = [goal for goal in found if goal.part == "objectives" and goal.name] if kpis else []
    alone = [goal.row for goal in goals if not any(same_measure(goal, kpi) for kpi in kpis)]
    if alone:
        sentence = N_("Mục tiêu cụ thể thứ %(rows)s chưa có chỉ số KPI cùng tên, cùng đơn vị đo để theo dõi.")
        yield _note("objectives", f"specific-{alone[0]}-measure", "objective.unwatched", sentence, rows=_places(alone))


def _places(rows: list[int]) -> str:
    """Places from 1, "1, 3"."""
    return ", ".join(str(row + 1) for row in rows)


def _novelty(content: Content) -> Iterator[Lack]:
    for index, line in enumerate(lines(_held(content, "novelty"), "points")):
        new, today = words.fold(str(line.get("new") or "")), words.fold(str(line.get("today") or ""))
        if new and new == today:
            sentence = N_("Điểm mới thứ %(row)s viết giống hệt phần “So với hiện tại”.")
            yield _note("novelty", f"points-{index}-today", "novelty.same", sentence, row=index + 1)


def _scope(content: Content) -> Iterator[Lack]:
    for index, line in enumerate(lines(_held(content, "scope"), "components")):
        activities = [each for each in str(line.get("activities") or "").split("\n") if each.strip()]
        if 0 < len(activities) < FEW_ACTIVITIES:
            sentence = N_("Hợp phần thứ %(row)s mới có một hoạt động.")
            yield _note("scope", f"components-{index}-activities", "scope.activities", sentence, row=index + 1)


def _contribution(content: Content) -> Iterator[Lack]:
    rows = enumerate(lines(_held(content, "contribution"), "targets"))
    vague = [row for row, line in rows if (text := str(line.get("contribution") or "")) and not re.search(r"\d", text)]
    if vague:
        sentence = N_("Đóng góp thứ %(rows)s chưa nói chỉ tiêu tăng thêm bao nhiêu.")
        path = f"targets-{vague[0]}-contribution"
        yield _note("contribution", path, "contribution.no_figure", sentence, rows=_places(vague))


def _roadmap(content: Content) -> Iterator[Lack]:
    held = _held(content, "roadmap")
    phases = lines(held, "phases")
    due = [day for line in lines(_held(content, "outputs"), "items") if (day := _day(line.get("deadline")))]
    earlier: date | None = None
    for index, phase in enumerate(phases):
        start, end = _day(phase.get("start")), _day(phase.get("end"))
        if start is None or end is None or end < start:
            continue
        if due and not any(start <= day <= end for day in due):
            sentence = N_("Giai đoạn thứ %(row)s không có sản phẩm nào đến hạn.")
            yield _note("roadmap", f"phases-{index}-content", "phase.no_output", sentence, row=index + 1)
        if earlier and start != earlier + timedelta(days=1):
            sentence = (
                N_("Giai đoạn thứ %(row)s bắt đầu trước khi giai đoạn trước kết thúc (%(day)s).")
                if start <= earlier
                else N_("Giai đoạn thứ %(row)s không nối với giai đoạn trước (kết thúc %(day)s).")
            )
            yield _note("roadmap", f"phases-{index}-start", "phase.overlap", sentence, row=index + 1, day=earlier)
        earlier = max(earlier or end, end)
        for place, line in enumerate(lines(phase, "milestones")):
            day = _day(line.get("due"))
            if day and not start <= day <= end:
                sentence = N_("Mốc “%(name)s” (%(day)s) nằm ngoài giai đoạn thứ %(row)s.")
                path = f"phases-{index}-milestones-{place}-due"
                name = str(line.get("name") or place + 1)
                yield _note("roadmap", path, "milestone.outside", sentence, name=name, day=day, row=index + 1)
    if _held(content, "title").get("strategic_technology") and not lines(held, "marks"):
        sentence = N_("Có hợp phần khoa học, công nghệ: nên nêu mốc 1, 3, 5, 10 năm nếu là công nghệ chiến lược.")
        yield _note("roadmap", "marks", "roadmap.marks", sentence)


def _deadlines(content: Content) -> Iterator[Lack]:
    """Objectives and outputs due outside the roadmap."""
    phases = lines(_held(content, "roadmap"), "phases")
    starts = [day for phase in phases if (day := _day(phase.get("start")))]
    ends = [day for phase in phases if (day := _day(phase.get("end")))]
    if not starts or not ends:
        return
    for part, table, sentence in (
        ("objectives", "specific", N_("Thời hạn của mục tiêu cụ thể thứ %(row)s (%(day)s) nằm ngoài lộ trình.")),
        ("outputs", "items", N_("Thời hạn của sản phẩm thứ %(row)s (%(day)s) nằm ngoài lộ trình.")),
    ):
        for index, line in enumerate(lines(_held(content, part), table)):
            day = _day(line.get("deadline"))
            if day and not min(starts) <= day <= max(ends):
                yield _note(part, f"{table}-{index}-deadline", "deadline.outside", sentence, row=index + 1, day=day)


def _resources(content: Content) -> Iterator[Lack]:
    money = matrix(content)
    if not any(line.filled for line in money.phases):
        return
    if money.total == 0:
        if not str(_held(content, "resources").get("finance_note") or "").strip():
            sentence = N_("Tổng kinh phí bằng 0 và chưa có ghi chú về nguồn lực.")
            yield _note("resources", "finance_note", "money.nothing", sentence)
    elif money.by_source[0] == money.total:
        sentence = N_("Toàn bộ kinh phí là ngân sách nhà nước, chưa có nguồn xã hội hóa hoặc nguồn khác.")
        yield _note("resources", "finance", "money.one_source", sentence)


def _kpis(content: Content) -> Iterator[Lack]:
    rows = lines(_held(content, "kpis"), "items")
    if rows and all(line.get("type") == "input" for line in rows):
        sentence = N_("Tất cả chỉ số đều là đầu vào; cần có chỉ số đầu ra hoặc kết quả để thấy sáng kiến đạt được gì.")
        yield _note("kpis", "items-0-type", "kpi.all_inputs", sentence)
    for index, line in enumerate(rows):
        if line.get("baseline") is None:
            sentence = N_("Chỉ số thứ %(row)s chưa có giá trị nền.")
            yield _note("kpis", f"items-{index}-baseline", "kpi.baseline", sentence, row=index + 1)
        years = [each.get("year") for each in lines(line, "targets") if each.get("year") is not None]
        twice = next((year for year in years if years.count(year) > 1), None)
        if twice is not None:
            sentence = N_("Chỉ số thứ %(row)s có hai giá trị cho năm %(year)s.")
            path = f"items-{index}-targets-{years.index(twice)}-year"
            yield _note("kpis", path, "kpi.year_twice", sentence, row=index + 1, year=str(twice))


def _risks(content: Content) -> Iterator[Lack]:
    for index, line in enumerate(lines(_held(content, "risks"), "items")):
        chance, harm = line.get("probability"), line.get("impact")
        if (
            isinstance(chance, int)
            and isinstance(harm, int)
            and chance * harm >= HIGH_RISK
            and not line.get("response")
        ):
            sentence = N_("Rủi ro thứ %(row)s ở mức cao (%(score)s/25) nhưng chưa nêu cách ứng phó.")
            yield _note(
                "risks", f"items-{index}-response", "risk.response", sentence, row=index + 1, score=chance * harm
            )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
