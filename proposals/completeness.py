"""What a proposal still lacks, part by part: derived from the template, in words a person can act on (pure).

Only this may keep a proposal from being submitted; advice beyond the template is `proposals.coaching`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.words import N_
from proposals.template import PARTS, Box, JsonRow, Kind, Part, Rows


class PartState(StrEnum):
    """How far a part is: nothing typed, something missing or worth another look, nothing left to say."""

    EMPTY = "empty"
    THIN = "thin"
    GOOD = "good"


@dataclass(frozen=True, kw_only=True)
class Lack:
    """One thing missing or odd. `path` is the form name of the box ("specific-0-deadline"); `sentence` takes `values`.

    `values` are words (sentences of the template among them), numbers, dates, or `Dong`; `coaching.said` puts them into
    the reader's words. `blocks` is True where the template cannot be called filled in without it, False for advice.
    `rule` names the rule of `proposals.rules` that found it, `against` the (part, box) it does not agree with.
    """

    part: str
    path: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)
    blocks: bool = True
    rule: str = "template.required"
    against: tuple[str, str] | None = None


@dataclass(frozen=True)
class Dong:
    """A sum of money to be said in the reader's language."""

    amount: int


MISSING = N_("Thiếu “%(box)s”.")
MISSING_IN_ROW = N_("Thiếu “%(box)s” ở %(one)s thứ %(row)s.")
NO_ROWS = N_("Chưa có %(one)s nào.")


def lacks(part: Part, content: Mapping[str, Any]) -> list[Lack]:
    """Everything the template asks for and one part has not; the other parts are read where parts must agree."""
    value = dict(content.get(part.code) or {})
    found = _missing(part.code, part.boxes, value, prefix="", row=None)
    check = _CHECKS.get(part.code)
    return found + (check(value, content) if check else [])


def blocking(content: Mapping[str, Any]) -> list[Lack]:
    """What keeps the whole proposal from being submitted."""
    return [lack for part in PARTS for lack in lacks(part, content) if lack.blocks]


def untouched(part: Part, content: Mapping[str, Any]) -> bool:
    """Whether nothing at all was typed into the part."""
    value = dict(content.get(part.code) or {})
    return all(
        not value.get(box.code) if isinstance(box, Rows) else not filled(box, value.get(box.code)) for box in part.boxes
    )


def filled(box: Box, value: object) -> bool:
    """Whether a box holds something; zero and "no" count."""
    return value not in (None, "", [])


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
    return Lack(part=part, path=path, sentence=MISSING_IN_ROW, values={"box": box.label, "one": row[0], "row": row[1]})


def _title(value: JsonRow, _content: Mapping[str, Any]) -> list[Lack]:
    if value.get("kind") == "detailing" and value.get("initiative") is None:
        sentence = N_("Đề xuất chi tiết hóa phải chọn sáng kiến trong danh mục.")
        return [Lack(part="title", path="initiative", sentence=sentence)]
    return []


def _roadmap(value: JsonRow, _content: Mapping[str, Any]) -> list[Lack]:
    found = []
    for index, phase in enumerate(lines(value, "phases")):
        start, end = phase.get("start"), phase.get("end")
        if start and end and str(end) < str(start):
            sentence = N_("Giai đoạn thứ %(row)s kết thúc trước khi bắt đầu.")
            found.append(Lack(part="roadmap", path=f"phases-{index}-end", sentence=sentence, values={"row": index + 1}))
    return found


def _resources(value: JsonRow, content: Mapping[str, Any]) -> list[Lack]:
    phases = lines(dict(content.get("roadmap") or {}), "phases")
    known = {phase.get("id"): index for index, phase in enumerate(phases, start=1)}
    funded = set()
    found = []
    for index, line in enumerate(lines(value, "finance")):
        if not any(line.get(source) is not None for source in ("state_budget", "socialised", "other")):
            continue
        funded.add(line.get("phase"))
        if line.get("phase") and line.get("phase") not in known:
            sentence = N_("Có kinh phí cho một giai đoạn không còn trong lộ trình.")
            found.append(
                Lack(part="resources", path=f"finance-{index}-phase", sentence=sentence, rule="money.outside_phases")
            )
    for phase, number in known.items():
        if phase not in funded:
            sentence = N_("Chưa nêu kinh phí của giai đoạn thứ %(row)s (không cần tiền thì ghi 0).")
            found.append(
                Lack(
                    part="resources",
                    path="finance",
                    sentence=sentence,
                    values={"row": number},
                    rule="money.outside_phases",
                )
            )
    return found


def lines(value: Mapping[str, Any], code: str) -> list[dict[str, Any]]:
    """The rows of a table of a part or row; none when there is no table."""
    held = value.get(code)
    return [line for line in held if isinstance(line, dict)] if isinstance(held, list) else []


_CHECKS = {"title": _title, "roadmap": _roadmap, "resources": _resources}

__all__ = ["Dong", "Kind", "Lack", "PartState", "blocking", "filled", "lacks", "lines", "untouched"]
