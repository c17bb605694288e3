"""The form that orders a packet, and the buttons that act once."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from core.forms import AtMost, DayField, HouseForm, LineField
from core.i18n import LANGUAGES, N_, _l, gettext
from packets.contents import Layout
from packets.services import Order

LAYOUTS = (
    (Layout.PARTY, N_("Văn bản của Đảng")),
    (Layout.STATE, N_("Văn bản hành chính nhà nước (Nghị định 30/2020)")),
)


class OrderForm(HouseForm):
    """How the paper is to look and who signs the letter."""

    layout = RadioField(
        _l("Thể thức văn bản"), choices=[SelectChoice(value=layout.value, label=label) for layout, label in LAYOUTS]
    )
    language = SelectField(
        _l("Ngôn ngữ"), choices=[SelectChoice(value=code, label=name) for code, name in LANGUAGES.items()], default="vi"
    )
    named_reviewers = BooleanField(_l("In tên người thẩm định trên phiếu đánh giá"))
    letter_number = LineField(_l("Số tờ trình"), [AtMost(20)], description=_l("Để trống thì chừa chỗ ghi tay."))
    letter_date = DayField(_l("Ngày tờ trình"))
    signer_position = LineField(_l("Chức vụ người ký"), [AtMost(120)])
    signer_name = LineField(_l("Họ tên người ký"), [AtMost(120)])

    def offer(self) -> None:
        """The layouts in the reader's language."""
        self.layout.choices = [SelectChoice(value=layout.value, label=gettext(label)) for layout, label in LAYOUTS]

    def order(self) -> Order:
        """What was chosen, as values."""
        return Order(
            layout=Layout(self.layout.data),
            language=self.language.data,
            named_reviewers=bool(self.named_reviewers.data),
            letter_number=self.letter_number.data or "",
            letter_date=self.letter_date.data,
            signer_position=self.signer_position.data or "",
            signer_name=self.signer_name.data or "",
        )


class ActForm(HouseForm):
    """A press of one button that may act only once."""
