"""Typed text of a scorecard into marks: a score and a reason for each criterion of its set."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from core.forms import AtMost, HouseForm, ProseField, WholeField
from core.i18n import N_, _l, gettext
from scoring.models import CriteriaSet, Scorecard
from scoring.services import MarkDraft


class CardForm(HouseForm):
    """What every card has; `card_form` adds the boxes of the criteria."""

    row_version = HiddenField(default="0")
    summary = ProseField(_l("Nhận xét chung (không bắt buộc)"), validators=[AtMost(8000)])
    complete = BooleanField(
        _l("Tôi đã đọc toàn bộ hồ sơ và chấm đủ các tiêu chí; tôi hiểu rằng phiếu đã khóa không sửa được nữa")
    )
    codes: tuple[str, ...] = ()

    def seen_version(self) -> int:
        """The row version that the page showed; 0 for a card nobody has saved."""
        typed = str(self.row_version.data or "0")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0

    def marks(self) -> dict[str, MarkDraft]:
        """What was typed for each criterion."""
        return {
            code: MarkDraft(value=self[f"score_{code}"].data, reason=self[f"reason_{code}"].data or "")
            for code in self.codes
        }

    def given(self) -> dict[str, int | None]:
        """The scores alone."""
        return {code: self[f"score_{code}"].data for code in self.codes}

    def validate_to_seal(self) -> bool:
        """Whether nothing is missing for sealing; what is missing is said at its box."""
        for code in self.codes:
            if self[f"score_{code}"].data is None:
                self[f"score_{code}"].errors = [gettext(N_("Chưa chấm điểm."))]
            if not (self[f"reason_{code}"].data or "").strip():
                self[f"reason_{code}"].errors = [gettext(N_("Chưa nêu lý do."))]
        if not self.complete.data:
            self.complete.errors = [gettext(N_("Hãy xác nhận trước khi khóa phiếu."))]
        return not self.errors


class _Scale:
    """Validator: a whole number of the scale."""

    def __init__(self, highest: int) -> None:
        self.highest = highest

    def __call__(self, form: object, field: WholeField) -> None:
        """Refuse what the scale does not have."""
        if field.data is not None and not 0 <= field.data <= self.highest:
            raise ValidationError(gettext(N_("Điểm nằm ngoài thang điểm.")))


def card_form(held: CriteriaSet, card: Scorecard | None = None) -> CardForm:
    """A form for a card under this set, filled in from the card when nothing was posted."""
    boxes: dict[str, Any] = {"codes": tuple(row.code for row in held.criteria)}
    for row in held.criteria:
        boxes[f"score_{row.code}"] = WholeField(
            row.name_vi, least=0, most=held.highest, validators=[_Scale(held.highest)]
        )
        boxes[f"reason_{row.code}"] = ProseField(row.name_vi, validators=[AtMost(4000)])
    data: dict[str, Any] = {}
    if card is not None:
        data = {"row_version": str(card.row_version), "summary": card.summary}
        for mark in card.marks:
            data[f"score_{mark.criterion.code}"] = mark.value
            data[f"reason_{mark.criterion.code}"] = mark.reason
    made: CardForm = type("BoundCardForm", (CardForm,), boxes)(data=data)
    return made
