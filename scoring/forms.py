"""Typed text of a criteria set into values."""

from __future__ import annotations

import re

from wtforms import FieldList, FormField, HiddenField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import Form
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import AtMost, Filled, HouseForm, LineField, NumberField, ProseField, WholeField
from core.i18n import N_, _l, gettext
from core.words import fold
from proposals.template import PARTS
from scoring.arithmetic import BANDS
from scoring.services import CriterionDraft

MOST_CRITERIA = 20


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


class FiveLevels:
    """Validator: one line for each band of the scale, lowest first."""

    def __call__(self, form: Form, field: ProseField) -> None:
        """Refuse any other number of lines."""
        found = len(_lines(field.data))
        if found != BANDS:
            sentence = N_("Cần đúng %(bands)s dòng, mỗi dòng mô tả một mức từ thấp đến cao; hiện có %(found)s dòng.")
            raise ValidationError(gettext(sentence, bands=BANDS, found=found))


class CriterionForm(Form):
    """One criterion; those of the plan keep their code."""

    code = HiddenField()
    name_vi = LineField(_l("Tên tiêu chí (tiếng Việt)"), validators=[Filled(), AtMost(300)])
    name_en = LineField(_l("Tên tiêu chí (tiếng Anh)"), validators=[Filled(), AtMost(300)])
    text_vi = ProseField(_l("Câu hỏi dẫn (tiếng Việt)"), validators=[AtMost(1000)])
    text_en = ProseField(_l("Câu hỏi dẫn (tiếng Anh)"), validators=[AtMost(1000)])
    clause = LineField(_l("Căn cứ"), validators=[AtMost(300)])
    weight = NumberField(_l("Trọng số"), least=0, most=100, validators=[Filled()])
    parts = SelectMultipleField(
        _l("Các phần của mẫu cần đọc"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    levels_vi = ProseField(_l("Mô tả năm mức (tiếng Việt)"), validators=[AtMost(4000), FiveLevels()])
    levels_en = ProseField(_l("Mô tả năm mức (tiếng Anh)"), validators=[AtMost(4000), FiveLevels()])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.parts.choices = [SelectChoice(part.code, gettext(part.label)) for part in PARTS]

    def validate_weight(self, field: NumberField) -> None:
        """A criterion that weighs nothing is not one."""
        if field.data is not None and field.data <= 0:
            raise ValidationError(gettext(N_("Trọng số phải lớn hơn 0.")))


class CriteriaSetForm(HouseForm):
    """A later criteria set: its scale, why it was made, and its criteria."""

    after_version = HiddenField()
    highest = WholeField(_l("Điểm cao nhất của thang"), least=BANDS, most=100, validators=[Filled()])
    note = ProseField(_l("Lý do, căn cứ ban hành"), validators=[Filled(), AtMost(2000)])
    criteria = FieldList(FormField(CriterionForm), label=_l("Các tiêu chí"), max_entries=MOST_CRITERIA)

    def drafts(self) -> list[CriterionDraft]:
        """What was typed; a criterion without a code takes one from its name."""
        return [
            CriterionDraft(
                code=form.code.data or re.sub(r"\W+", "_", fold(form.name_vi.data or ""))[:50],
                name_vi=form.name_vi.data or "",
                name_en=form.name_en.data or "",
                text_vi=form.text_vi.data or "",
                text_en=form.text_en.data or "",
                clause=form.clause.data or "",
                weight=form.weight.data,
                parts=form.parts.data or [],
                levels_vi=_lines(form.levels_vi.data),
                levels_en=_lines(form.levels_en.data),
            )
            for form in (entry.form for entry in self.criteria.entries)
        ]
