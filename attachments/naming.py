"""Names of uploaded files: made harmless without losing a word of Vietnamese, and read for what they promise (pure)."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

LONGEST = 200
"""Characters of a kept name, its ending included; what is longer is cut before the ending."""


class FileKind(StrEnum):
    """What is taken; the value is the ending under which it is stored."""

    PDF = "pdf"
    WORD = "docx"
    EXCEL = "xlsx"
    PNG = "png"
    JPEG = "jpg"


ENDINGS: dict[str, FileKind] = {**{kind.value: kind for kind in FileKind}, "jpeg": FileKind.JPEG}
MEDIA_TYPES: dict[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
}


class Fault(StrEnum):
    """Why a file is not taken; `wording.SENTENCES` says it to people."""

    NO_ENDING = "no_ending"
    KIND = "kind"
    OLD_OFFICE = "old_office"
    DOUBLE_ENDING = "double_ending"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    DISGUISED = "disguised"
    LOCKED = "locked"
    OLE = "ole"
    BROKEN = "broken"
    MACROS = "macros"
    EMBEDDED = "embedded"
    ACTIVE = "active"
    EXTERNAL = "external"
    BOMB = "bomb"
    PICTURE = "picture"
    TOO_COMPLEX = "too_complex"
    SAME = "same"
    TOO_MANY = "too_many"
    TOO_MUCH = "too_much"


OLD_OFFICE = frozenset({"doc", "xls", "rtf", "odt", "ods"})
WITH_MACROS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam"})
RUNS = re.compile(
    "apk|app|bat|bin|cmd|com|cpl|dll|exe|gadget|hta|html?|inf|iso|jar|jse?|lnk|msc|msi|msp|mhtml?|php|pif|ps1|py|reg|"
    "scf|scr|sh|svg|swf|url|vb|vb[es]|wsf|wsh|xhtml|xml|xsl|docm|dotm|xlsm|xltm|xlsb",
    re.IGNORECASE,
)
"""Endings that a system may carry out; hidden in front of a harmless ending they are there to deceive."""

_PATH = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
"""What Windows takes in no file name."""


def clean_name(typed: str) -> str:
    """The last part of the name in NFC, without control, direction and invisible characters, at most LONGEST long."""
    name = _PATH.split(typed)[-1]
    kept = "".join(" " if _is_space(character) else character for character in name if not _is_hidden(character))
    name = " ".join(_FORBIDDEN.sub("_", unicodedata.normalize("NFC", kept)).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(name) <= LONGEST or len(ending) > 10:
        return name[:LONGEST]
    return stem[: LONGEST - len(ending) - 1].rstrip(". ") + "." + ending


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") and not character.isspace()


def _is_space(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Zs", "Zl", "Zp")


def promised(name: str) -> FileKind | Fault:
    """What the ending of a cleaned name promises, or why no file of that name is taken."""
    stem, dot, ending = name.rpartition(".")
    ending = ending.lower()
    if not dot or not stem:
        return Fault.NO_ENDING
    if ending in WITH_MACROS:
        return Fault.MACROS
    if ending in OLD_OFFICE:
        return Fault.OLD_OFFICE
    if ending not in ENDINGS:
        return Fault.KIND
    inner = stem.rpartition(".")
    if inner[1] and RUNS.fullmatch(inner[2].strip()):
        return Fault.DOUBLE_ENDING
    return ENDINGS[ending]


def title_of(name: str) -> str:
    """What a file is called on the page until somebody says better: its name without ending and underlines."""
    return " ".join(name.rpartition(".")[0].replace("_", " ").split()) or name


def plain_name(name: str) -> str:
    """The name in ASCII, for browsers that read no other: đ becomes d, marks fall away, the rest becomes "-"."""
    bare = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D"))
    kept = "".join(character for character in bare if not unicodedata.combining(character))
    return re.sub(r"[^A-Za-z0-9._ ()-]+", "-", kept).strip("-. ") or "tep"
