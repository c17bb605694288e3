"""Drafting and submitting: the template decides which boxes there are, a content document what is typed into them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from proposals.template import PARTS, Box, Content, Kind, Part, Rows
from tests.browser.visiting import Visitor

Boxes = tuple[Box | Rows, ...]
DECLARED = "Tôi cam kết nội dung đề xuất và các thông tin kèm theo không chứa bí mật nhà nước"


def start(proposer: Visitor) -> None:
    """Open an empty draft from the list of proposals."""
    proposer.open("/proposals/")
    proposer.press("Soạn đề xuất mới")
    assert proposer.path.endswith("/draft"), proposer.path


def write(proposer: Visitor, content: Content) -> None:
    """Type all fourteen parts, one after the other, from the task list to the task list."""
    proposer.page.locator("ol.checklist a").first.click()
    for part in PARTS:
        assert proposer.path.endswith(f"/draft/{part.code}"), (part.code, proposer.path)
        write_part(proposer, part, content[part.code])
        proposer.press("Lưu và về danh sách" if part is PARTS[-1] else "Lưu và sang phần sau")
    assert proposer.path.endswith("/draft"), proposer.text()


def write_part(proposer: Visitor, part: Part, content: Mapping[str, Any]) -> None:
    """Add the rows that are needed, then type every box of the part."""
    _add_rows(proposer, part.boxes, content, "")
    _type_boxes(proposer, part.boxes, content, "")


def _add_rows(proposer: Visitor, boxes: Boxes, content: Mapping[str, Any], before: str) -> None:
    for box in boxes:
        if not isinstance(box, Rows) or box.code == "finance":
            continue  # the money grid has a row for each phase already
        rows: Sequence[Mapping[str, Any]] = content[box.code]
        path = f"{before}{box.code}"
        for _ in rows:
            proposer.page.locator(f'button[name="_act"][value="add:{path.replace("-", ".")}"]').click()
            proposer.arrived()
        for number, row in enumerate(rows):
            _add_rows(proposer, box.boxes, row, f"{path}-{number}-")


def _type_boxes(proposer: Visitor, boxes: Boxes, content: Mapping[str, Any], before: str) -> None:
    for box in boxes:
        held = content.get(box.code)
        if isinstance(box, Rows):
            for number, row in enumerate(held or []):
                _type_boxes(proposer, box.boxes, row, f"{before}{box.code}-{number}-")
        elif held not in (None, "", []):
            _type(proposer, box, f"{before}{box.code}", held)


def _type(proposer: Visitor, box: Box, name: str, held: Any) -> None:
    match box.kind:
        case Kind.PHASE:
            return  # the grid's rows know their phase
        case Kind.SYSTEMS:
            for number in held:
                proposer.page.locator(f'[name="{name}"][value="{number}"]').check()
        case Kind.CHOICE | Kind.SYSTEM | Kind.INITIATIVE | Kind.SCALE | Kind.TARGET:
            proposer.choose(name, str(held))
        case Kind.YES_NO:
            proposer.choose(name, "yes" if held else "no")
        case _:
            proposer.type(name, typed(box, held))


def typed(box: Box, held: Any) -> str:
    """A value as a person here types it: 1.234,5 and 31/12/2027; money in triệu đồng."""
    match box.kind:
        case Kind.DATE:
            return date.fromisoformat(held).strftime("%d/%m/%Y")
        case Kind.MONEY:
            return _number(Decimal(held) / 1_000_000)
        case Kind.DECIMAL:
            return _number(Decimal(held))
    return str(held)


def _number(value: Decimal) -> str:
    return f"{value.normalize():,f}".translate(str.maketrans(",.", ".,"))


def submit(proposer: Visitor) -> str:
    """Declare and hand in; answers the code on the receipt."""
    proposer.follow("Gửi đề xuất…")
    proposer.tick(DECLARED)
    proposer.press("Gửi đề xuất")
    proposer.heading("Giấy biên nhận")
    return proposer.page.locator("main .eyebrow").inner_text().strip()


def proposal_id(proposer: Visitor) -> uuid.UUID:
    """Of the page the person is on."""
    return uuid.UUID(proposer.path.split("/")[2])
