"""Forms: typed text into values, with Vietnamese numbers, dates and money; what was typed is never lost."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import Field, FieldList, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from core import words
from core.i18n import N_, gettext, language

MESSAGES = {
    "This field is required.": N_("Hãy điền ô này."),
    "Not a valid choice.": N_("Hãy chọn một mục trong danh sách."),
    "Invalid Choice: could not coerce.": N_("Hãy chọn một mục trong danh sách."),
    "Not a valid integer value.": N_("Hãy nhập một số nguyên."),
    "Invalid email address.": N_("Địa chỉ thư điện tử không đúng."),
    "CSRF token missing.": N_("Phiên làm việc đã hết hạn. Hãy gửi lại biểu mẫu; nội dung đã nhập vẫn còn."),
    "CSRF failed.": N_("Phiên làm việc đã hết hạn. Hãy gửi lại biểu mẫu; nội dung đã nhập vẫn còn."),
    "CSRF token expired.": N_("Phiên làm việc đã hết hạn. Hãy gửi lại biểu mẫu; nội dung đã nhập vẫn còn."),
    "The CSRF token has expired.": N_("Phiên làm việc đã hết hạn. Hãy gửi lại biểu mẫu; nội dung đã nhập vẫn còn."),
    "The CSRF token is missing.": N_("Phiên làm việc đã hết hạn. Hãy gửi lại biểu mẫu; nội dung đã nhập vẫn còn."),
    "The CSRF session token is missing.": N_(
        "Phiên làm việc đã hết hạn. Hãy gửi lại biểu mẫu; nội dung đã nhập vẫn còn."
    ),
    "The CSRF tokens do not match.": N_("Phiên làm việc đã hết hạn. Hãy gửi lại biểu mẫu; nội dung đã nhập vẫn còn."),
    "The CSRF token is invalid.": N_("Phiên làm việc đã hết hạn. Hãy gửi lại biểu mẫu; nội dung đã nhập vẫn còn."),
}


class _Sentences:
    """The form library's English sentences in the reader's language."""

    def gettext(self, message: str) -> str:
        return gettext(MESSAGES[message]) if message in MESSAGES else gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular if number == 1 else plural)


class HouseForm(FlaskForm):
    """Base of every form. `once` is the key that lets a creating or moving form act once (`core.once.spend`)."""

    once = HiddenField()

    class Meta(FlaskForm.Meta):
        """Sentences come from our own translations, not from the library's."""

        locales: ClassVar[list[str]] = ["vi"]

        def get_translations(self, form: object) -> _Sentences:
            """The translator of library sentences."""
            return _Sentences()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.once.data:
            self.once.data = str(uuid.uuid4())


def clean_text(value: str) -> str:
    """NFC text without NUL or lone surrogates; raises ValueError with a sentence."""
    try:
        return words.clean(value)
    except ValueError as error:
        raise ValueError(gettext(N_("Nội dung có ký tự không hợp lệ; hãy xóa và gõ lại đoạn đó."))) from error


def read_id(text: str | None) -> uuid.UUID | None:
    """The id that an address or a choice carries; None for anything that is none."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


class LineField(StringField):
    """One line of text: cleaned, with inner runs of space made one."""

    data: Any

    def process_data(self, value: str | None) -> None:
        """A box that was not sent holds no words, as an empty one does."""
        self.data = value or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed, cleaned."""
        if valuelist:
            self.data = valuelist[0]
            self.data = " ".join(clean_text(valuelist[0]).split())


class ProseField(TextAreaField):
    """Several lines of text: cleaned, line ends made one, trimmed at both ends."""

    data: Any

    def process_data(self, value: str | None) -> None:
        """A box that was not sent holds no words, as an empty one does."""
        self.data = value or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed, cleaned."""
        if valuelist:
            self.data = valuelist[0]
            self.data = clean_text(valuelist[0]).strip()


class _TypedField(Field):
    """A text box that holds a value of another kind and shows again what was typed when it could not be read."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)

    def show(self, value: Any) -> str:
        """The value as the reader writes it."""
        return str(value)

    def read(self, text: str) -> Any:
        """The value of typed text; ValueError with a sentence when it has none."""
        raise NotImplementedError

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the typed text; an empty box is None."""
        self.data = None
        text = clean_text(valuelist[0]).strip() if valuelist else ""
        if text:
            self.data = self.read(text)


class WholeField(_TypedField):
    """A whole number between `least` and `most`; grouping points are allowed."""

    def __init__(self, *args: Any, least: int = 0, most: int = 10**15, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        """The number; refuses fractions and anything outside the bounds."""
        number = _decimal(text)
        if number != number.to_integral_value():
            raise ValueError(gettext(N_("Hãy nhập một số nguyên.")))
        return int(_bounded(number, self.least, self.most))


class NumberField(_TypedField):
    """A number with a decimal comma; the value is a Decimal, never a float."""

    def __init__(self, *args: Any, least: int = -(10**15), most: int = 10**15, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least, self.most = least, most

    def read(self, text: str) -> Decimal:
        """The number within its bounds."""
        return _bounded(_decimal(text), self.least, self.most)

    def show(self, value: Any) -> str:
        """As Vietnamese writes numbers, whatever the page's language: a box reads what it shows."""
        return words.format_number(Decimal(value), "vi")


class MoneyField(_TypedField):
    """An amount typed in million đồng and held as a whole number of đồng."""

    MILLION = 1_000_000

    def __init__(self, *args: Any, most: int = 10**15, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    def read(self, text: str) -> int:
        """Đồng; refuses parts of a đồng, negative amounts and amounts past the bound."""
        amount = _decimal(text) * self.MILLION
        if amount != amount.to_integral_value():
            raise ValueError(gettext(N_("Số tiền lẻ hơn một đồng; hãy nhập tối đa 6 chữ số thập phân.")))
        _bounded(amount / self.MILLION, 0, self.most // self.MILLION)
        return int(amount)

    def show(self, value: Any) -> str:
        """Million đồng as Vietnamese writes numbers, whatever the page's language: a box reads what it shows."""
        return words.format_number(Decimal(value) / self.MILLION, "vi")


class DayField(_TypedField):
    """A date typed as dd/MM/yyyy; ISO dates are understood too."""

    def read(self, text: str) -> date:
        """The date, between the years 1900 and 2200."""
        try:
            day = words.parse_date(text)
        except ValueError as error:
            raise ValueError(gettext(N_("Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ 31/12/2028."))) from error
        if not 1900 <= day.year <= 2200:
            raise ValueError(gettext(N_("Năm phải từ 1900 đến 2200.")))
        return day

    def show(self, value: Any) -> str:
        """dd/MM/yyyy."""
        return words.format_date(value if isinstance(value, date) else date.fromisoformat(str(value)))


def change_rows(form: FlaskForm, deed: str) -> bool:
    """Carry out the deed of a row button, "add:conditions" or "remove:conditions.2"; False when it is none of these.

    "restore" changes nothing: kept text was laid into the boxes again, to be looked at and not yet saved.
    """
    if deed == "restore":
        return True
    verb, _, path = deed.partition(":")
    name, _, number = path.partition(".")
    rows = getattr(form, name, None)
    if verb not in ("add", "remove") or not isinstance(rows, FieldList):
        return False
    if verb == "add":
        if rows.max_entries is None or len(rows.entries) < rows.max_entries:
            rows.append_entry()
        return True
    rows.entries = [entry for entry in rows.entries if entry.name.rpartition("-")[2] != number]
    return True


def _decimal(text: str) -> Decimal:
    try:
        return words.parse_decimal(text)
    except ValueError as error:
        raise ValueError(gettext(N_("Hãy nhập một số, ví dụ 1.234,5."))) from error


def _bounded(number: Decimal, least: int, most: int) -> Decimal:
    if not least <= number <= most:
        raise ValueError(
            gettext(
                N_("Số phải từ %(least)s đến %(most)s."),
                least=words.format_number(least, language()),
                most=words.format_number(most, language()),
            )
        )
    return number


class Filled:
    """Validator: the box must hold something (a zero counts, blanks do not)."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, sentence: str = N_("Hãy điền ô này.")) -> None:
        self.sentence = sentence

    def __call__(self, form: object, field: Field) -> None:
        """Stop the chain with our sentence when nothing was given; earlier reading errors stay as they are."""
        if field.errors:
            raise StopValidation
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()) or field.data == []:
            field.errors = list(field.errors)
            raise StopValidation(gettext(self.sentence))


class AtMost:
    """Validator: at most so many characters; says by how many the text is too long."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, form: object, field: Field) -> None:
        """Refuse longer text, never cut it."""
        length = len(field.data or "")
        if length > self.most:
            raise StopValidation(
                gettext(
                    N_("Dài %(length)s ký tự, quá %(over)s so với giới hạn %(most)s."),
                    length=length,
                    over=length - self.most,
                    most=self.most,
                )
            )


def offered(pairs: Iterable[tuple[object, str]]) -> list[SelectChoice]:
    """What a select or radio field offers: values with their words, in this order."""
    return [SelectChoice(value=str(value), label=label) for value, label in pairs]
