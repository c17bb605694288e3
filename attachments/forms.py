"""Forms of attachments: the drop, the next file of one, its name, and the row version that tells two writers apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField, MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, SelectField
from wtforms.validators import ValidationError

from attachments.arrival import Upload
from core.forms import AtMost, Filled, HouseForm, LineField
from core.i18n import N_, _l, gettext

NO_FILE = N_("Hãy chọn ít nhất một tệp.")
MOST_AT_ONCE = 50
ACCEPTED = ".pdf,.docx,.xlsx,.png,.jpg,.jpeg"


class ChangeForm(HouseForm):
    """Anything done to one attachment."""

    row_version = HiddenField()

    def seen_version(self) -> int | None:
        """The row version that the page showed; 0, which no row has, for what is no number."""
        text = str(self.row_version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


class AddForm(HouseForm):
    """One drop of files and the part that all of them belong to."""

    files = MultipleFileField(_l("Chọn tệp"))
    part = SelectField(_l("Thuộc phần"), default="")

    def __init__(self, parts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.part.choices = list(parts)

    def validate_files(self, field: MultipleFileField) -> None:
        """At least one file, and no more than a person drops at once."""
        if not field.data:
            raise ValidationError(gettext(NO_FILE))
        if len(field.data) > MOST_AT_ONCE:
            raise ValidationError(gettext("Mỗi lần tải lên tối đa %(n)s tệp.", n=MOST_AT_ONCE))

    def uploads(self) -> list[Upload]:
        """The files that were sent."""
        return [_upload(held) for held in self.files.data]


class ReplaceForm(ChangeForm):
    """The next file of an attachment."""

    file = FileField(_l("Tệp mới"))

    def validate_file(self, field: FileField) -> None:
        """A file must be there."""
        if not field.data:
            raise ValidationError(gettext(NO_FILE))

    def uploads(self) -> list[Upload]:
        """The file that was sent."""
        return [_upload(self.file.data)]


class DescribeForm(ChangeForm):
    """What an attachment is called and where it belongs."""

    title = LineField(_l("Tên tài liệu"), [Filled(), AtMost(300)])
    part = SelectField(_l("Thuộc phần"), default="")

    def __init__(self, parts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.part.choices = list(parts)


def _upload(held: FileStorage) -> Upload:
    return Upload(name=held.filename or "", stream=held.stream)
