"""What a proposal still lacks, part by part: derived from the template, in words a person can act on (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.words import N_
from proposals.template import PARTS, Box, JsonRow, Kind, Part, Rows


class PartState(StrEnum):
    """How far a part is: nothing typed, something missing, everything the template asks for."""

    EMPTY = "empty"
    THIN = "thin"
    GOOD = "good"


@dataclass(frozen=True, kw_only=True)
class Lack:
    """One thing missing or odd. `path` is the form name of the box ("specific-0-deadline"); `sentence` takes `values`.

    `blocks` is True where the template cannot be called filled in without it, False for advice.
    """

    part: str
    path: str
    sentence: str
    values: dict[str, str] = field(default_factory=dict)
    blocks: bool = True


MISSING = N_("Thiếu “%(box)s”.")
MISSING_IN_ROW = N_("Thiếu “%(box)s” ở %(one)s thứ %(row)s.")
NO_ROWS = N_("Chưa có %(one)s nào.")


def lacks(part: Part, content: Mapping[str, Any]) -> list[Lack]:
    """Everything missing in one part of a content document; the other parts are read where parts must agree."""
    value = dict(content.get(part.code) or {})
    found = _missing(part.code, part.boxes, value, prefix="", row=None)
    check = _CHECKS.get(part.code)
    return found + (check(value, content) if check else [])


def blocking(content: Mapping[str, Any]) -> list[Lack]:
    """What keeps the whole proposal from being submitted."""
    return [lack for part in PARTS for lack in lacks(part, content) if lack.blocks]


def state(part: Part, content: Mapping[str, Any]) -> PartState:
    """Empty, thin or good."""
    value = dict(content.get(part.code) or {})
    if _untouched(part.boxes, value):
        optional = not _missing(part.code, part.boxes, value, prefix="", row=None)
        return PartState.GOOD if optional else PartState.EMPTY
    return PartState.THIN if any(lack.blocks for lack in lacks(part, content)) else PartState.GOOD


def filled(box: Box, value: object) -> bool:
    """Whether a box holds something; zero and "no" count."""
    return value not in (None, "", [])


def _untouched(boxes: tuple[Box | Rows, ...], value: JsonRow) -> bool:
    return all(
        not value.get(box.code) if isinstance(box, Rows) else not filled(box, value.get(box.code)) for box in boxes
    )


def _missing(
    part: str, boxes: tuple[Box | Rows, ...], value: JsonRow, *, prefix: str, row: tuple[str, int] | None
) -> list[Lack]:
    found: list[Lack] = []
    for box in boxes:
        held = value.get(box.code)
        path = f"{prefix}{box.code}"
        if isinstance(box, Rows):
            found += _missing_rows(part, box, held, path)
        elif box.required and not filled(box, held):
            found.append(_lack(part, path, box, row))
    return found


def _missing_rows(part: str, rows: Rows, held: object, path: str) -> list[Lack]:
    lines = held if isinstance(held, list) else []
    found: list[Lack] = []
    if len(lines) < rows.least:
        found.append(Lack(part=part, path=path, sentence=NO_ROWS, values={"one": rows.one}))
    for index, line in enumerate(lines):
        found += _missing(part, rows.boxes, line, prefix=f"{path}-{index}-", row=(rows.one, index + 1))
    return found


def _lack(part: str, path: str, box: Box, row: tuple[str, int] | None) -> Lack:
    if row is None:
        return Lack(part=part, path=path, sentence=MISSING, values={"box": box.label})
    return Lack(
        part=part, path=path, sentence=MISSING_IN_ROW, values={"box": box.label, "one": row[0], "row": str(row[1])}
    )


def _title(value: JsonRow, _content: Mapping[str, Any]) -> list[Lack]:
    if value.get("kind") == "detailing" and value.get("initiative") is None:
        sentence = N_("Đề xuất chi tiết hóa phải chọn sáng kiến trong danh mục.")
        return [Lack(part="title", path="initiative", sentence=sentence)]
    return []


def _objectives(value: JsonRow, _content: Mapping[str, Any]) -> list[Lack]:
    sentence = N_(
        "Mục tiêu cụ thể thứ %(row)s chưa có giá trị nền; không có số liệu nền thì khó thấy đạt được bao nhiêu."
    )
    return [
        Lack(
            part="objectives",
            path=f"specific-{index}-baseline",
            sentence=sentence,
            values={"row": str(index + 1)},
            blocks=False,
        )
        for index, line in enumerate(_lines(value, "specific"))
        if line.get("baseline") is None
    ]


def _roadmap(value: JsonRow, content: Mapping[str, Any]) -> list[Lack]:
    found = []
    for index, phase in enumerate(_lines(value, "phases")):
        start, end = phase.get("start"), phase.get("end")
        if start and end and str(end) < str(start):
            sentence = N_("Giai đoạn thứ %(row)s kết thúc trước khi bắt đầu.")
            found.append(
                Lack(part="roadmap", path=f"phases-{index}-end", sentence=sentence, values={"row": str(index + 1)})
            )
    technology = dict(content.get("title") or {}).get("strategic_technology")
    if technology and not _lines(value, "marks"):
        sentence = N_("Có hợp phần khoa học, công nghệ: nên nêu mốc 1, 3, 5, 10 năm nếu là công nghệ chiến lược.")
        found.append(Lack(part="roadmap", path="marks", sentence=sentence, blocks=False))
    return found


def _resources(value: JsonRow, content: Mapping[str, Any]) -> list[Lack]:
    phases = _lines(dict(content.get("roadmap") or {}), "phases")
    known = {phase.get("id"): index for index, phase in enumerate(phases, start=1)}
    funded = set()
    found = []
    for index, line in enumerate(_lines(value, "finance")):
        if not any(line.get(source) is not None for source in ("state_budget", "socialised", "other")):
            continue
        funded.add(line.get("phase"))
        if line.get("phase") and line.get("phase") not in known:
            sentence = N_("Có kinh phí cho một giai đoạn không còn trong lộ trình.")
            found.append(Lack(part="resources", path=f"finance-{index}-phase", sentence=sentence))
    for phase, number in known.items():
        if phase not in funded:
            sentence = N_("Chưa nêu kinh phí của giai đoạn thứ %(row)s (không cần tiền thì ghi 0).")
            found.append(Lack(part="resources", path="finance", sentence=sentence, values={"row": str(number)}))
    return found


def _kpis(value: JsonRow, _content: Mapping[str, Any]) -> list[Lack]:
    lines = _lines(value, "items")
    if lines and all(line.get("type") == "input" for line in lines):
        sentence = N_("Tất cả chỉ số đều là đầu vào; cần có chỉ số đầu ra hoặc kết quả để thấy sáng kiến đạt được gì.")
        return [Lack(part="kpis", path="items", sentence=sentence, blocks=False)]
    return []


def _lines(value: Mapping[str, Any], code: str) -> list[dict[str, Any]]:
    held = value.get(code)
    return [line for line in held if isinstance(line, dict)] if isinstance(held, list) else []


_CHECKS = {"title": _title, "objectives": _objectives, "roadmap": _roadmap, "resources": _resources, "kpis": _kpis}

__all__ = ["Kind", "Lack", "PartState", "blocking", "filled", "lacks", "state"]
