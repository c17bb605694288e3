"""Typed text of rulings into values."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, RadioField

from core.forms import AtMost, Filled, HouseForm, ProseField, offered
from core.i18n import N_, gettext
from duplicates.models import RulingKind

KINDS: dict[RulingKind, str] = {
    RulingKind.DUPLICATE: N_("Trùng nhau"),
    RulingKind.BUILDS_ON: N_("Kế thừa, phát triển tiếp"),
    RulingKind.COMPLEMENTS: N_("Bổ trợ cho nhau"),
    RulingKind.DISTINCT: N_("Khác nhau"),
}
MEANINGS: dict[RulingKind, str] = {
    RulingKind.DUPLICATE: N_("Cùng vấn đề, cùng giải pháp; nên nhập lại hoặc không tiếp nhận một đề xuất."),
    RulingKind.BUILDS_ON: N_("Một đề xuất dùng kết quả của đề xuất kia và đi tiếp."),
    RulingKind.COMPLEMENTS: N_("Hai đề xuất làm hai phần của một việc, nên phối hợp."),
    RulingKind.DISTINCT: N_("Giống về câu chữ hoặc chủ đề, khác về nội dung."),
}


class RulingForm(HouseForm):
    """A conclusion about one pair. `seen` is the ruling the page showed as being in force."""

    kind = RadioField(N_("Kết luận của bạn"), validators=[Filled()])
    reason = ProseField(N_("Lý do"), validators=[Filled(N_("Hãy nêu lý do của kết luận.")), AtMost(4000)])
    seen = HiddenField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = offered((kind.value, gettext(label)) for kind, label in KINDS.items())
        for field in (self.kind, self.reason):
            field.label.text = gettext(field.label.text)

    def seen_id(self) -> uuid.UUID | None:
        """The ruling the page showed, None for none (or for anything unreadable, which no ruling equals)."""
        try:
            return uuid.UUID(self.seen.data) if self.seen.data else None
        except ValueError:
            return uuid.UUID(int=0)


class AgainForm(HouseForm):
    """The button that has a version compared again."""
