"""Typed text of the chief engineer into values."""

from __future__ import annotations

from wtforms import FieldList, FormField, HiddenField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import Form
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import AtMost, DayField, Filled, HouseForm, LineField, ProseField
from core.i18n import _l, gettext
from review.models import Stance
from review.services.recommendation import Condition, RecommendationText, missing

MOST_CONDITIONS = 30
STANCES = (
    SelectChoice(Stance.SUPPORT.value, _l("Ủng hộ")),
    SelectChoice(Stance.SUPPORT_WITH_CONDITIONS.value, _l("Ủng hộ có điều kiện")),
    SelectChoice(Stance.RESCOPE.value, _l("Đề nghị điều chỉnh phạm vi")),
    SelectChoice(Stance.DECLINE.value, _l("Không ủng hộ")),
)


class ConditionForm(Form):
    """One condition: measure, value, day, who."""

    measure = LineField(_l("Điều kiện, chỉ số đo"), validators=[AtMost(500)])
    value = LineField(_l("Giá trị phải đạt"), validators=[AtMost(200)])
    due = DayField(_l("Thời hạn"))
    who = LineField(_l("Đơn vị, người chịu trách nhiệm"), validators=[AtMost(300)])


class RecommendationForm(HouseForm):
    """Stance, text and conditions; complete only when it is given."""

    row_version = HiddenField(default="0")
    stance = RadioField(_l("Ý kiến"), choices=STANCES, validators=[Optional()])
    text = ProseField(_l("Nội dung ý kiến"), validators=[AtMost(20_000)])
    conditions = FieldList(FormField(ConditionForm), label=_l("Các điều kiện"), max_entries=MOST_CONDITIONS)

    def seen_version(self) -> int:
        """The draft's row version that the page showed; 0 when there was no draft."""
        typed = str(self.row_version.data or "0")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0

    def written(self) -> RecommendationText:
        """What was typed; rows left wholly empty are no conditions."""
        rows = [
            Condition(
                measure=row.measure.data or "", value=row.value.data or "", due=row.due.data, who=row.who.data or ""
            )
            for row in self._rows()
        ]
        stance = Stance(self.stance.data) if self.stance.data else None
        return RecommendationText(stance=stance, text=self.text.data or "", conditions=rows)

    def _rows(self) -> list[ConditionForm]:
        forms = [entry.form for entry in self.conditions.entries]
        return [form for form in forms if any((form.measure.data, form.value.data, form.due.data, form.who.data))]

    def validate_to_give(self) -> bool:
        """Whether nothing is missing for giving; what is missing is said at its box."""
        rows = self._rows()
        for place, sentence in missing(self.written()).items():
            name, _, rest = place.partition("-")
            number, _, box = rest.partition("-")
            if name == "conditions" and number:
                rows[int(number)][box].errors = [gettext(sentence)]
            elif name == "conditions":
                self.conditions.errors = [gettext(sentence)]
            else:
                self[name].errors = [gettext(sentence)]
        return not self.errors and not any(field.errors for row in rows for field in row)


class AskForm(HouseForm):
    """Which related systems to ask, and by when."""

    systems = SelectMultipleField(
        _l("Hệ thống liên quan"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    due = DayField(_l("Hạn trả lời"))


class OpinionForm(HouseForm):
    """The opinion of a related system."""

    text = ProseField(_l("Nội dung ý kiến"), validators=[Filled(), AtMost(20_000)])
