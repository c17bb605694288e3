"""Values of objectives and KPIs: text against row, and the two tables against each other (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from core import words
from core.figures import SCALES, Figure
from core.words import N_
from proposals.agreement.sentences import Sentence, names_it, telling
from proposals.completeness import Lack, lines

SAID_TARGET = N_("Có câu ghi “%(said)s”, còn giá trị đích của “%(name)s” trong bảng là %(held)s.")
SAID_TARGET_YEAR = N_("Có câu ghi “%(said)s” cho năm %(year)s, còn bảng ghi %(held)s cho “%(name)s” trong năm đó.")
SAID_BASELINE = N_("Có câu ghi “%(said)s”, còn giá trị nền của “%(name)s” trong bảng là %(held)s.")
TABLES_TARGET = N_(
    "Mục tiêu cụ thể thứ %(row)s đặt %(said)s vào năm %(year)s, còn chỉ số “%(name)s” ghi %(held)s cho năm đó."
)
TABLES_LAST = N_("Mục tiêu cụ thể thứ %(row)s đặt đích %(said)s, còn giá trị cuối của chỉ số “%(name)s” là %(held)s.")
TABLES_BASELINE = N_("Mục tiêu cụ thể thứ %(row)s ghi nền %(said)s, còn chỉ số “%(name)s” ghi nền %(held)s.")


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One row that is measured: its values by year, its baseline, and the box of its last target."""

    part: str
    table: str
    row: int
    name: str
    words: frozenset[str]
    unit: str
    baseline: Decimal | None
    baseline_year: int | None
    targets: tuple[tuple[int, Decimal], ...]
    deadline: date | None

    @property
    def last(self) -> Decimal | None:
        """The value it is to reach in the end."""
        return self.targets[-1][1] if self.targets else None

    def in_year(self, year: int) -> Decimal | None:
        """The value that the table holds for a year."""
        return dict(self.targets).get(year)

    @property
    def values(self) -> list[Decimal]:
        """Everything the row holds."""
        return [value for _, value in self.targets] + ([self.baseline] if self.baseline is not None else [])


def measures(content: Mapping[str, Any]) -> list[Measure]:
    """The specific objectives and the KPIs as measures, in their order."""
    found = []
    for index, row in enumerate(lines(content.get("objectives") or {}, "specific")):
        day, value = _day(row.get("deadline")), _number(row.get("target"))
        found.append(
            Measure(
                part="objectives",
                table="specific",
                row=index,
                name=str(row.get("measure") or ""),
                words=telling(str(row.get("measure") or "")),
                unit=words.fold(str(row.get("unit") or "")) or str(row.get("unit") or "").strip(),
                baseline=_number(row.get("baseline")),
                baseline_year=None,
                targets=((day.year if day else 0, value),) if value is not None else (),
                deadline=day,
            )
        )
    for index, row in enumerate(lines(content.get("kpis") or {}, "items")):
        targets = sorted(
            (year, value)
            for line in lines(row, "targets")
            if isinstance(year := line.get("year"), int) and (value := _number(line.get("value"))) is not None
        )
        year = row.get("baseline_year")
        found.append(
            Measure(
                part="kpis",
                table="items",
                row=index,
                name=str(row.get("name") or ""),
                words=telling(str(row.get("name") or "")),
                unit=words.fold(str(row.get("unit") or "")) or str(row.get("unit") or "").strip(),
                baseline=_number(row.get("baseline")),
                baseline_year=year if isinstance(year, int) else None,
                targets=tuple(targets),
                deadline=None,
            )
        )
    return found


def same_measure(one: Measure, other: Measure) -> bool:
    """Whether an objective and a KPI measure the same thing: like unit, and one's telling words are the other's."""
    if one.unit != other.unit or min(len(one.words), len(other.words)) < 2:
        return one.unit == other.unit and bool(one.words) and words.fold(one.name) == words.fold(other.name)
    shared = len(one.words & other.words)
    return shared >= 0.8 * min(len(one.words), len(other.words)) and shared >= 0.6 * max(
        len(one.words), len(other.words)
    )


def table_disagreements(found: list[Measure]) -> Iterator[Lack]:
    """Objectives whose KPI of the same name has another baseline or another value in the year of the deadline."""
    for goal in (measure for measure in found if measure.part == "objectives"):
        for kpi in (measure for measure in found if measure.part == "kpis" and same_measure(goal, measure)):
            place = f"specific-{goal.row}"
            against = ("kpis", f"items-{kpi.row}-targets")
            values: dict[str, object] = {"row": goal.row + 1, "name": kpi.name}
            year = goal.deadline.year if goal.deadline else 0
            held = kpi.in_year(year)
            if goal.last is not None and held is not None and held != goal.last:
                yield _tables(
                    TABLES_TARGET,
                    f"{place}-target",
                    against,
                    values | {"said": goal.last, "year": str(year), "held": held},
                )
            elif goal.last is not None and held is None and kpi.last is not None and _beyond(goal, kpi):
                yield _tables(TABLES_LAST, f"{place}-target", against, values | {"said": goal.last, "held": kpi.last})
            if goal.baseline is not None and kpi.baseline is not None and goal.baseline != kpi.baseline:
                against = ("kpis", f"items-{kpi.row}-baseline")
                yield _tables(
                    TABLES_BASELINE,
                    f"{place}-baseline",
                    against,
                    values | {"said": goal.baseline, "held": kpi.baseline},
                )


def _beyond(goal: Measure, kpi: Measure) -> bool:
    """The KPI ends no earlier than the objective and never comes to its value."""
    year = goal.deadline.year if goal.deadline else 0
    return (
        bool(kpi.targets)
        and kpi.targets[-1][0] > year
        and all(value != goal.last for _, value in kpi.targets)
        and (goal.last is not None and kpi.last is not None and (goal.last > kpi.last) == (_rises(goal)))
    )


def _rises(measure: Measure) -> bool:
    return measure.baseline is None or measure.last is None or measure.last >= measure.baseline


def _tables(sentence: str, path: str, against: tuple[str, str], values: dict[str, object]) -> Lack:
    return Lack(
        part="objectives",
        path=path,
        sentence=sentence,
        values=values,
        blocks=False,
        rule="agree.tables",
        against=against,
    )


# --- the text against the rows ----------------------------------------------------------------------------------------

_BASE_CUE = re.compile(
    r"(?:giá trị nền|mức nền|nền|hiện nay|hiện tại|hiện mới|hiện đạt|hiện có|hiện là|hiện chỉ|"
    r"hiện ở mức|hiện|ban đầu|đang ở mức|đang là|mới đạt|mới chỉ đạt|mới có)"
    r"(?: là| có| ở mức| đạt| chỉ| khoảng| gần| trên| hơn| dưới|:)*\s*$"
)
_TARGET_CUE = re.compile(
    r"(?:đích|mục tiêu|chỉ tiêu|phấn đấu|đạt|xuống|còn|lên|tới|đến|bảo đảm|duy trì ở mức|thành|"
    r"không quá|ít nhất|tối thiểu|tối đa)"
    r"(?: là| đạt| còn| mức| khoảng| gần| ít nhất| tối thiểu| trên| hơn| dưới| không quá| không dưới|:)*\s*$"
)
_CHANGE = re.compile(
    r"(?:giảm|tăng|rút ngắn|cắt giảm|nâng|tiết kiệm|bổ sung|thêm|tăng thêm|giảm thêm)(?: được| "
    r"khoảng| ít nhất| tối thiểu| thêm| trên| hơn)*\s*$"
)
_PART_OF = re.compile(
    r"đầu tiên|điểm phần trăm|lần |mỗi |mỗi$|mẫu phòng thí nghiệm|thử nghiệm cho thấy|kinh nghiệm "
    r"quốc tế|đợt|bước đầu|còn lại|trong số"
)
_FROM = re.compile(r"từ(?: mức| khoảng| trên| gần| dưới| hơn)*\s*$")
_TO = re.compile(r"^[^,;.\d]{0,30}?(?:xuống|lên|đến|tới|còn|thành)(?: còn| đạt| dưới| trên| ít nhất| mức| khoảng)*\s*$")
_OTHERS = re.compile(
    r"thế giới|khu vực|các nước|nước ngoài|trung bình cả nước|bình quân cả nước|tỉnh khác|thành "
    r"phố khác|singapore|hàn quốc|trung quốc|nhật bản"
)
_FACETS = ("statement", "measure", "specific", "measurable", "achievable", "time_bound")


def disagreements(found: list[Measure], said: list[Sentence]) -> Iterator[Lack]:
    """What sentences say of a measure's baseline or target and its rows do not hold."""
    for sentence in said:
        if not sentence.figures or _OTHERS.search(sentence.lower) or sentence.part == "risks":
            continue
        own = next(
            (m for m in found if (m.part, m.table, m.row) == (sentence.part, sentence.table, sentence.row)), None
        )
        if own is not None and sentence.box in ("achievable", "source", "method", "frequency", "name", "measure"):
            continue
        yield from _one(sentence, own, found)


def _one(sentence: Sentence, own: Measure | None, found: list[Measure]) -> Iterator[Lack]:
    named = [words.fold(m.name) for m in found if m.words and re.search(r"\d", m.name)]
    folded = words.fold(sentence.text)
    # "số điểm ngập sâu trên 30 cm": the 30 is part of a name, not a claim.
    inside = [name for name in named if name in folded]
    shown = [
        figure
        for figure in sentence.figures
        if not any(f" {words.fold(sentence.text[figure.start : figure.end])} " in f" {name} " for name in inside)
    ]
    reported: set[str] = set()
    for index, figure in enumerate(shown):
        start = shown[index - 1].end if index else 0
        left = sentence.lower[start : figure.start]
        pair = index > 0 and _FROM.search(sentence.lower[: shown[index - 1].start]) and _TO.match(left)
        opens = (
            index + 1 < len(shown)
            and _FROM.search(sentence.lower[: figure.start])
            and _TO.match(sentence.lower[figure.end : shown[index + 1].start])
        )
        context = sentence.lower[shown[index - 2].end if pair and index > 1 else 0 if pair else start : figure.start]
        fits = [m for m in found if _fits(figure, m, sentence, context, own)]
        if opens:
            after = shown[index + 1]
            fits = fits or [m for m in found if _fits(after, m, sentence, context, own)]
        if not fits:
            continue
        if sentence.part == "necessity" and not _BASE_CUE.search(left):
            continue  # the context tells of other years and other places
        role = "target" if pair else "baseline" if opens else _role(sentence, figure, left, fits)
        if role is None or _PART_OF.search(left[-30:] + sentence.lower[figure.end : figure.end + 24]):
            continue
        lack = _judge(sentence, figure, role, fits)
        if lack and lack.sentence not in reported:
            reported.add(lack.sentence)
            yield lack


def _role(sentence: Sentence, figure: Figure, left: str, fits: list[Measure]) -> str | None:
    if _BASE_CUE.search(left):
        return "baseline"
    period = sentence.period_of(figure.start)
    if period and any(m.baseline_year and period.last.year <= m.baseline_year for m in fits):
        return "baseline"
    if _CHANGE.search(left):
        return None
    if _TARGET_CUE.search(left) or (sentence.box == "statement" and sentence.part == "objectives"):
        return "target"
    return None


def _fits(figure: Figure, measure: Measure, sentence: Sentence, context: str, own: Measure | None) -> bool:
    """Whether the figure can be a value of the measure: same unit, and the words before it name it or it is its row."""
    if measure is own:
        if re.search(r"(?:nền|đích)(?: là|:)?\s*$", context):
            return figure.unit in ("", "%" if measure.unit in ("%", "phan tram") else "")
        return _has_unit(figure, measure, sentence)
    if own is not None and own.words == measure.words:
        return False
    return _has_unit(figure, measure, sentence) and names_it(measure.words, context)


def _has_unit(figure: Figure, measure: Measure, sentence: Sentence) -> bool:
    unit = measure.unit
    if unit in ("%", "phan tram"):
        return figure.unit == "%"
    scale, _, rest = unit.partition(" ")
    if scale in _SCALED and rest:
        if not figure.scaled:
            return False
        unit = rest
    if unit == "dong":
        return figure.unit == "VND"
    if not unit or figure.unit:
        return False
    after = words.fold(sentence.text[figure.end : figure.end + 40])
    head = unit if len(unit.split()) < 3 else " ".join(unit.split()[:2])
    return after == head or after.startswith(head + " ")


_SCALED = {words.fold(word): value for word, value in SCALES.items()}


def _held(figure: Figure, measure: Measure, value: Decimal) -> bool:
    scale, _, rest = measure.unit.partition(" ")
    if scale in _SCALED and rest and figure.scaled:
        return figure.allows(value * _SCALED[scale])
    return figure.allows(value)


def _judge(sentence: Sentence, figure: Figure, role: str, fits: list[Measure]) -> Lack | None:
    if role == "baseline":
        known = [(m, m.baseline) for m in fits if m.baseline is not None]
        return _lack(SAID_BASELINE, sentence, figure, known, "baseline")
    period = sentence.period_of(figure.start)
    if period is not None and sentence.box != "statement":
        year = period.last.year
        dated = [(m, value) for m in fits if (value := m.in_year(year)) is not None]
        return _lack(SAID_TARGET_YEAR, sentence, figure, dated, "target", year=year)
    if any(_held(figure, m, value) for m in fits for value in m.values):
        return None
    return _lack(SAID_TARGET, sentence, figure, [(m, m.last) for m in fits if m.last is not None], "target")


def _lack(
    text: str,
    sentence: Sentence,
    figure: Figure,
    known: list[tuple[Measure, Decimal]],
    box: str,
    *,
    year: int | None = None,
) -> Lack | None:
    if not known or any(_held(figure, measure, value) for measure, value in known):
        return None
    measure, value = known[0]
    values: dict[str, object] = {"said": _quoted(sentence, figure), "name": measure.name or "–", "held": value}
    if year is not None:
        values["year"] = str(year)
    last = "targets" if measure.part == "kpis" and box == "target" else box
    return Lack(
        part=sentence.part,
        path=sentence.path,
        sentence=text,
        values=values,
        blocks=False,
        rule="agree.measure",
        against=(measure.part, f"{measure.table}-{measure.row}-{last}"),
    )


def _quoted(sentence: Sentence, figure: Figure) -> str:
    """The figure with the two words after it, as it was written."""
    tail = re.match(r"(?: [^\s,.;:()]+){0,2}", sentence.text[figure.end :])
    return (sentence.text[figure.start : figure.end] + (tail[0] if tail and not figure.unit else "")).strip()


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
