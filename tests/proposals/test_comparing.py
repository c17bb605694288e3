"""Two states of a part: what was changed, added, removed or moved, in words, with the way to its box."""

from __future__ import annotations

from typing import Any

from proposals.comparing import Difference, differences
from proposals.reading import Names, Reader
from proposals.template import PART_BY_CODE

VI = Reader(say=str, locale="vi", names=Names())


def compare(part: str, old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    return differences(PART_BY_CODE[part], old, new, VI)


def row(id: str, **boxes: Any) -> dict[str, Any]:
    return {"id": id, **boxes}


def test_equal_states_have_no_differences_and_nothing_equals_empty() -> None:
    assert compare("title", {"title": "A", "kind": ""}, {"title": "A", "related_systems": []}) == []


def test_nothing_and_zero_are_two_answers() -> None:
    old = {"specific": [row("a", baseline=None)]}
    new = {"specific": [row("a", baseline="0")]}
    assert compare("objectives", old, new) == [
        Difference(label="Mục tiêu cụ thể 1 › Giá trị nền", path="specific-0-baseline", old="", new="0")
    ]


def test_rows_are_matched_by_their_ids_wherever_they_stand() -> None:
    old = {"units": [row("a", name="Bộ A", role="Chủ trì"), row("b", name="Bộ B"), row("c", name="Bộ C")]}
    new = {"units": [row("c", name="Bộ C"), row("a", name="Bộ A", role="Phối hợp"), row("d", name="Bộ D")]}
    assert compare("coordination", old, new) == [
        Difference(label="Các đơn vị phối hợp 2 › Vai trò", path="units-1-role", old="Chủ trì", new="Phối hợp"),
        Difference(label="Các đơn vị phối hợp 3", path="row-units-2", old="", new="Tên đơn vị: Bộ D"),
        Difference(label="Các đơn vị phối hợp 2", path="", old="Tên đơn vị: Bộ B", new=""),
        Difference(
            label="Các đơn vị phối hợp › Thứ tự các dòng",
            path="units",
            old="1. Bộ A\n2. Bộ B\n3. Bộ C",
            new="1. Bộ C\n2. Bộ A\n3. Bộ D",
        ),
    ]


def test_rows_inside_rows_are_compared_too() -> None:
    old = {"phases": [row("p", milestones=[row("m", due="2027-01-31")])]}
    new = {"phases": [row("p", milestones=[row("m", due="2027-03-31")])]}
    assert compare("roadmap", old, new) == [
        Difference(
            label="Các giai đoạn 1 › Mốc 1 › Thời hạn",
            path="phases-0-milestones-0-due",
            old="31/01/2027",
            new="31/03/2027",
        )
    ]
