"""Forms of a proposal: one for each part, derived box by box from the template; typed text into content and back.

What is typed may be incomplete but must be readable: a number that is none, a date that is none, a text that is too
long or a table with too many rows is refused at the box, with the text kept. Whether something is missing is said by
`completeness`, not here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, cast

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, FieldList, Form, FormField, HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from accounts.models import User
from core import words
from core.errors import Invalid
from core.forms import (
    AtMost,
    DayField,
    Filled,
    HouseForm,
    LineField,
    MoneyField,
    NumberField,
    ProseField,
    WholeField,
    offered,
)
from core.i18n import N_, gettext
from proposals import rowacts
from proposals.documents import EMAIL, PHONE
from proposals.money import SOURCES
from proposals.reading import Names
from proposals.rowacts import Typed, flat, new_id
from proposals.template import Box, JsonRow, Kind, Part, Rows

Boxes = tuple[Box | Rows, ...]
CHOOSE = N_("– Chọn –")


@dataclass(frozen=True, kw_only=True)
class Lists:
    """The closed lists that come from the catalogue; `used` are codes a stored text holds though no list names them."""

    names: Names = field(default_factory=Names)
    used: frozenset[str] = frozenset()


class RowForm(Form):
    """Base of the boxes of one row; its id stays with the row for life."""

    class Meta(HouseForm.Meta):
        """The sentences of the house; the whole form is signed once, its rows are not."""

        csrf = False

    id = HiddenField()


class PartForm(HouseForm):
    """Base of the form of one part. `row_version` is the save the page was opened on."""

    row_version = HiddenField()


class CodeField(SelectField):
    """One of a closed list, or nothing yet."""

    def pre_validate(self, form: BaseForm) -> None:
        """Nothing chosen is allowed, whether posted empty or not at all."""
        if self.data:
            super().pre_validate(form)

    def process_data(self, value: object) -> None:
        """Numbers of the content become the text of their option."""
        self.data = "" if value is None else str(value)


class CodesField(SelectMultipleField):
    """Any number of a closed list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_data(self, value: Sequence[object] | None) -> None:
        """Numbers of the content become the text of their options."""
        self.data = [str(item) for item in value or ()]

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is not in the list, in our words."""
        if not set(self.data or ()) <= {option[0] for option in self.iter_choices()}:
            raise StopValidation(gettext(N_("Hãy chọn một mục trong danh sách.")))


class YearField(WholeField):
    """A year of four digits between `least` and `most`."""

    def read(self, text: str) -> int:
        """The year, in words about years."""
        if not re.fullmatch(r"[0-9]{4}", text, re.ASCII) or not self.least <= int(text) <= self.most:
            sentence = N_("Hãy nhập năm bốn chữ số, từ %(least)s đến %(most)s.")
            raise ValueError(gettext(sentence, least=self.least, most=self.most))
        return int(text)


class Looks:
    """Validator: the text, where there is one, has the form of an address or a telephone number."""

    def __init__(self, pattern: re.Pattern[str], sentence: str) -> None:
        self.pattern, self.sentence = pattern, sentence

    def __call__(self, form: object, box: Field) -> None:
        """Refuse anything else."""
        if box.data and not self.pattern.fullmatch(box.data):
            raise StopValidation(gettext(self.sentence))


def part_form(
    part: Part, lists: Lists, *, content: JsonRow | None = None, typed: Typed | None = None, row_version: int = 0
) -> PartForm:
    """The form of a part: filled from stored content, or from what was typed (a tree of `rowacts`)."""
    made = _form_class(part.boxes, PartForm, lists)
    if typed is not None:
        return cast(PartForm, made(formdata=_posted(typed, row_version)))
    values = to_form(part.boxes, content or {})
    return cast(PartForm, made(formdata=None, data={**values, "row_version": row_version}))


def _posted(typed: Typed, row_version: int) -> MultiDict[str, str]:
    posted = MultiDict(flat(typed))
    posted["row_version"] = str(row_version)
    for sign in ("csrf_token", "once"):
        posted[sign] = words.printable(request.form.get(sign, ""))
    return posted


def _form_class(boxes: Boxes, base: type[Form], lists: Lists) -> type[Form]:
    return type("Boxes", (base,), {box.code: _field(box, lists) for box in boxes})


class Crowd:
    """Validator: no more rows than the template allows; more are kept on the page and refused."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: object, rows: Any) -> None:
        """Say by how much there are too many."""
        if len(rows.entries) > self.most:
            sentence = N_("Có %(rows)s dòng, nhiều hơn mức %(most)s; hãy xóa bớt.")
            raise StopValidation(gettext(sentence, rows=len(rows.entries), most=self.most))


def _field(box: Box | Rows, lists: Lists) -> Field:
    if isinstance(box, Rows):
        rows = FormField(_form_class(box.boxes, RowForm, lists))
        return FieldList(rows, gettext(box.label), [Crowd(box.most)], description=gettext(box.hint))
    label: dict[str, Any] = {"label": gettext(box.label), "description": gettext(box.hint)}
    match box.kind:
        case Kind.LINE:
            return LineField(validators=[AtMost(box.most)], **label)
        case Kind.EMAIL:
            sentence = N_("Hãy nhập địa chỉ thư điện tử, ví dụ lienhe@donvi.example.")
            return LineField(validators=[AtMost(box.most), Looks(EMAIL, sentence)], **label)
        case Kind.PHONE:
            sentence = N_("Hãy nhập số điện thoại, chỉ gồm chữ số, dấu cách, dấu chấm hoặc gạch nối.")
            return LineField(validators=[AtMost(box.most), Looks(PHONE, sentence)], **label)
        case Kind.TEXT:
            return ProseField(validators=[AtMost(box.most)], **label)
        case Kind.YEAR:
            return YearField(least=box.least, most=box.most, **label)
        case Kind.INTEGER:
            return WholeField(least=box.least, most=box.most, **label)
        case Kind.DECIMAL:
            return NumberField(**label)
        case Kind.MONEY:
            return MoneyField(most=box.most, **label)
        case Kind.DATE:
            return DayField(**label)
        case Kind.PHASE:
            return HiddenField(**label)
        case Kind.SYSTEMS:
            return CodesField(choices=_choices(box, lists)[1:], **label)
    return CodeField(choices=_choices(box, lists), **label)


def _choices(box: Box, lists: Lists) -> list[SelectChoice]:
    blank = [SelectChoice(value="", label=gettext(CHOOSE))]
    match box.kind:
        case Kind.CHOICE:
            return blank + [SelectChoice(value=choice.code, label=gettext(choice.label)) for choice in box.choices]
        case Kind.SCALE:
            return blank + [SelectChoice(value=str(step), label=str(step)) for step in range(box.least, box.most + 1)]
        case Kind.YES_NO:
            answers = {"yes": gettext(N_("Có")), "no": gettext(N_("Không"))}
            return [*blank, *(SelectChoice(value=code, label=label) for code, label in answers.items())]
        case Kind.INITIATIVE:
            named = lists.names.initiatives
            return blank + [SelectChoice(value=str(code), label=f"{code}. {name}") for code, name in named.items()]
        case Kind.TARGET:
            known = [
                SelectChoice(value=target.code, label=f"{target.code} {target.text}", optgroup=target.source)
                for target in sorted(lists.names.targets.values(), key=lambda target: target.source)
            ]
            gone = gettext(N_("Không còn trong danh mục"))
            others = sorted(lists.used - set(lists.names.targets))
            return blank + known + [SelectChoice(value=code, label=code, optgroup=gone) for code in others]
    return blank + [
        SelectChoice(value=str(code), label=f"{code}. {name}") for code, name in lists.names.systems.items()
    ]


# --- content ↔ form ---------------------------------------------------------------------------------------------------


def to_form(boxes: Boxes, content: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values as the fields hold them."""
    values: dict[str, Any] = {}
    for box in boxes:
        held = content.get(box.code)
        if isinstance(box, Rows):
            rows = held if isinstance(held, list) else []
            values[box.code] = [{"id": row.get("id") or new_id(), **to_form(box.boxes, row)} for row in rows]
        else:
            values[box.code] = _to_field(box, held)
    return values


def _to_field(box: Box, held: Any) -> Any:
    match box.kind:
        case Kind.DECIMAL if held is not None:
            return Decimal(held)
        case Kind.DATE if held is not None:
            return date.fromisoformat(held)
        case Kind.YES_NO:
            return {True: "yes", False: "no"}.get(held, "")
    return held


def from_form(boxes: Boxes, form: Form) -> JsonRow:
    """What the fields hold as JSON values, every box present."""
    content: JsonRow = {}
    for box in boxes:
        held: Any = form[box.code]
        if isinstance(box, Rows):
            content[box.code] = [{"id": row.form["id"].data, **from_form(box.boxes, row.form)} for row in held.entries]
        else:
            content[box.code] = _from_field(box, held.data)
    return content


def _from_field(box: Box, data: Any) -> object:
    match box.kind:
        case Kind.DECIMAL:
            return None if data is None else canonical(data)
        case Kind.DATE:
            return None if data is None else data.isoformat()
        case Kind.YES_NO:
            return {"yes": True, "no": False}.get(data)
        case Kind.SYSTEMS:
            return sorted({int(code) for code in data or ()})
        case Kind.SYSTEM | Kind.INITIATIVE | Kind.SCALE:
            return int(data) if data else None
        case Kind.INTEGER | Kind.YEAR | Kind.MONEY:
            return cast("int | None", data)
        case Kind.PHASE:
            return data if rowacts.ROW_ID.fullmatch(data or "") else ""
    return data or ""


def canonical(number: Decimal) -> str:
    """A decimal as content holds it: no exponent, no needless zeros, no minus before zero."""
    plain = format(number, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain


# --- money: the grid's rows are the roadmap's phases ------------------------------------------------------------------


def grid(finance: Sequence[JsonRow], phases: Sequence[JsonRow]) -> list[JsonRow]:
    """One row of money for each phase of the roadmap, filled where money is stored, then rows whose phase is gone."""
    rows: list[JsonRow] = []
    left = list(finance)
    for phase in phases:
        own = [row for row in left if row.get("phase") == phase.get("id")]
        left = [row for row in left if row.get("phase") != phase.get("id")]
        rows += own or [{"id": new_id(), "phase": phase.get("id")}]
    return rows + left


def without_blank(finance: Sequence[JsonRow], stored: Sequence[JsonRow]) -> list[JsonRow]:
    """The grid's rows that say something; an empty one stays only where it was stored before."""
    kept = {row.get("id") for row in stored}
    return [row for row in finance if row.get("id") in kept or any(row.get(source) is not None for source in SOURCES)]


# --- the other forms of the room --------------------------------------------------------------------------------------


class SubmitForm(HouseForm):
    """The declaration without which nothing can be submitted (plan III.5; law on state secrets)."""

    no_state_secret = BooleanField(
        validators=[Filled(N_("Phải cam kết nội dung không chứa bí mật nhà nước thì mới gửi được."))]
    )


class WithdrawForm(HouseForm):
    """Why a proposal is withdrawn."""

    reason = ProseField(validators=[Filled(N_("Hãy nêu lý do rút đề xuất.")), AtMost(2000)])


class SuccessorForm(HouseForm):
    """Who takes a proposal over."""

    successor = SelectField(validators=[Filled(N_("Hãy chọn người phụ trách mới."))], choices=[])

    def offer(self, colleagues: Sequence[User]) -> None:
        """Let these people be chosen, by name and position."""
        said = [(str(user.id), f"{user.name} – {user.position}" if user.position else user.name) for user in colleagues]
        self.successor.choices = offered([("", "–"), *said])


def gather(part: Part, posted: rowacts.Posted) -> Typed:
    """The posted text of a part as a tree; Invalid when it has more rows than any person types."""
    try:
        return rowacts.gather(part.boxes, posted)
    except rowacts.TooMany as error:
        raise Invalid(N_("Biểu mẫu có quá nhiều dòng, không nhận được.")) from error
