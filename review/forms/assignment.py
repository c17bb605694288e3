"""Typed text of assignments and declarations into values."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import AtMost, DayField, Filled, HouseForm, ProseField
from core.i18n import N_, _l


class AssignForm(HouseForm):
    """Whom to ask, by when, with which note to all of them."""

    reviewers = SelectMultipleField(
        _l("Người thẩm định"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    due = DayField(_l("Hạn thẩm định"), validators=[Filled()])
    note = ProseField(_l("Lưu ý cho người thẩm định"), validators=[AtMost(2000)])

    def offer(self, people: Sequence[uuid.UUID]) -> None:
        """Take these people as the closed list."""
        self.reviewers.choices = [SelectChoice(str(person), "") for person in people]

    def chosen(self) -> list[uuid.UUID]:
        """Who was ticked."""
        return [uuid.UUID(value) for value in self.reviewers.data or []]


class ExtendForm(HouseForm):
    """Another day for one reviewer."""

    due = DayField(_l("Hạn mới"), validators=[Filled()])


class ReasonForm(HouseForm):
    """Why the assessment is closed, where the rule asks for it."""

    reason = ProseField(_l("Lý do kết thúc khi chưa đủ phiếu"), validators=[AtMost(2000)])


class GroundForm(HouseForm):
    """Why somebody may not judge."""

    ground = ProseField(_l("Căn cứ của xung đột lợi ích"), validators=[Filled(), AtMost(2000)])


class DeclarationForm(HouseForm):
    """Conflict of interest or none; a conflict needs its ground."""

    conflict = RadioField(
        _l("Khai báo của bạn"),
        choices=[
            SelectChoice("none", _l("Tôi không có xung đột lợi ích với đề xuất này")),
            SelectChoice("conflict", _l("Tôi có xung đột lợi ích")),
        ],
        validators=[InputRequired(message=N_("Hãy chọn một mục."))],
    )
    ground = ProseField(_l("Căn cứ của xung đột lợi ích"), validators=[AtMost(2000)])
