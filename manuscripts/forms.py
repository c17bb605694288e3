"""The form that takes a Word file, and what a mapping page posts back: ticks and the row versions it showed."""

from __future__ import annotations

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict

from core.forms import HouseForm
from core.i18n import _l
from proposals.template import PART_BY_CODE


class UploadForm(HouseForm):
    """One .docx."""

    file = FileField(_l("Tệp Word (.docx)"))


def ticked(posted: MultiDict[str, str]) -> dict[str, set[str]]:
    """The boxes ticked, by part; names that the template does not know are dropped."""
    chosen: dict[str, set[str]] = {}
    for name in posted.getlist("take"):
        code, _, box = name.partition(".")
        part = PART_BY_CODE.get(code)
        if part is not None and box in {each.code for each in part.boxes}:
            chosen.setdefault(code, set()).add(box)
    return chosen


def seen_versions(posted: MultiDict[str, str]) -> dict[str, int]:
    """The row versions of the parts as the page showed them."""
    seen: dict[str, int] = {}
    for code in PART_BY_CODE:
        text = posted.get(f"version-{code}", "")
        if text.isascii() and text.isdigit() and len(text) < 10:
            seen[code] = int(text)
    return seen
