"""The product's English, read from its catalogues: a sentence of the source as a person sees it in their language."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from demo.people import PEOPLE
from tests.browser.contents import TITLES

CATALOGUES = Path(__file__).resolve().parents[2] / "translations"
ORGANISATIONS = CATALOGUES.parent / "catalog" / "data" / "organisations.json"


@cache
def english() -> dict[str, tuple[str, ...]]:
    """Vietnamese sentence → its English forms; of two rooms that differ the later one wins, as in the product."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(CATALOGUES.glob("*/en/LC_MESSAGES/messages.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                if message.id:
                    first = message.id if isinstance(message.id, str) else message.id[0]
                    found[first] = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return found


def said(sentence: str, language: str, **values: object) -> str:
    """A sentence of the source in a language; what is no sentence of the source (a name, a code) stays as it is."""
    text = sentence
    if language == "en" and sentence in english():
        forms = english()[sentence]
        text = forms[-1] if values.get("num", 1) != 1 else forms[0]
    return text % values if values else text


NAMES = re.compile(
    "|".join(
        re.escape(name)
        for name in sorted(
            {
                *(part for person in PEOPLE for part in (person.name, person.position, person.organisation)),
                *TITLES,
                *(row["name_vi"] for row in json.loads(ORGANISATIONS.read_text("utf-8"))["organisations"]),
                *("Đột Phá", "Tiếng Việt", "BCĐTW", "đồng"),
            },
            key=len,
            reverse=True,
        )
    )
)
VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯà-ãè-êì-íò-õù-úýĩũạ-ỹ]")


def left_in_vietnamese(pieces: list[str]) -> list[str]:
    """Those pieces of an English page that are Vietnamese and no name or title: sentences left untranslated."""
    return [piece for piece in pieces if VIETNAMESE.search(NAMES.sub("", unicodedata.normalize("NFC", piece)))]
