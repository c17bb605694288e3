"""Vietnamese text: cleaning, folding for comparison, alphabetical order, numbers, money and dates as people read and
type them.

Sources: Unicode normalisation forms (UAX 15); the Vietnamese alphabet of twenty-nine letters with its five tone marks;
Vietnamese number style 1.234.567,89; dates with the day first in both languages.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Vietnam has had one fixed offset and no summer time since 1975, so no time zone database is needed."""

ABSENT = "–"
"""What the format functions show for None."""

# --- cleaning -------------------------------------------------------------------------------------

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_REFUSED = re.compile("[\x00\ud800-\udfff]")
_UNPRINTABLE = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
"""Control characters other than tab and line ends, and code points that are no characters: neither page nor paper
takes them.
"""


def printable(text: str) -> str:
    """The text without control characters and non-characters; they come with pasting and mean nothing."""
    return _UNPRINTABLE.sub("", text)


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools extract
    """Mark a Vietnamese sentence for translation at the place where it is shown."""
    return message


def clean(text: str) -> str:
    """The text as it is stored: NFC, line ends "\\n", no space at the end of a line or of the text.

    Raises ValueError for NUL and for lone surrogates, which no database or file takes alike.
    """
    if _REFUSED.search(text):
        raise ValueError("text holds NUL or a lone surrogate")
    lines = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", printable(text))).split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip()


# --- folding --------------------------------------------------------------------------------------


def _folded_character(character: str) -> str:
    """What one character contributes to a folded text: letters and digits, a space, or nothing (marks, zero width)."""
    if character in "đĐ":
        return "d"
    kept = ""
    for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()):
        kind = unicodedata.category(part)
        if kind[0] in "LN":
            kept += "d" if part == "đ" else part
        elif kind[0] != "M" and kind not in ("Cf", "Sk"):
            kept += " "
    return kept


class _FoldTable(dict[int, str]):
    """A translation table filled for the Latin scripts and common punctuation; other characters are worked out, not
    kept.
    """

    def __missing__(self, code: int) -> str:
        return _folded_character(chr(code))


_BLOCKS = (range(0x0250), range(0x0300, 0x0370), range(0x1E00, 0x1F00), range(0x2000, 0x2070), range(0x20A0, 0x20C0))
_TABLE = _FoldTable({code: _folded_character(chr(code)) for block in _BLOCKS for code in block})
_WIDE = re.compile(
    "[^" + re.escape("".join(sorted(chr(code) for code, kept in _TABLE.items() if len(kept) == 1))) + "]",
)
"""Characters that do not fold to exactly one character; a text without them keeps its offsets when folded."""

_FINAL_Y = re.compile(r"y(?![^\W_])(?<=[bcdghklmnpqrstvx]y)")
_QUY = re.compile(r"quy(?<![^\W_]quy)")
_WORD = re.compile(r"[^\W_]+")


def _one_i(folded: str) -> str:
    """Final y after a consonant, and quy, written with i: kỹ = kĩ, quý = quí; "tay" and "tai" stay two words."""
    return _QUY.sub("qui", _FINAL_Y.sub("i", folded))


def fold(text: str) -> str:
    """The text for comparison: lower case, no accents (đ→d), i/y variants one (lý = lí), punctuation to single spaces.

    Old and new tone placement (hòa, hoà) and NFC and NFD become the same. Idempotent; "" when nothing but
    punctuation is there.
    """
    return _one_i(" ".join(text.translate(_TABLE).split()))


def placed_words(text: str) -> list[tuple[str, int, int]]:
    """The words of `fold(text)` with their place: (folded word, start, end), offsets of characters in `text`."""
    if _WIDE.search(text) is None:
        folded = _one_i(text.translate(_TABLE))
        return [(found.group(), found.start(), found.end()) for found in _WORD.finditer(folded)]
    pieces: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        kept = _TABLE[ord(character)]
        pieces.append(kept)
        places.extend([place] * len(kept))
    folded = _one_i("".join(pieces))
    return [(found.group(), places[found.start()], places[found.end() - 1] + 1) for found in _WORD.finditer(folded)]


# --- alphabetical order ---------------------------------------------------------------------------

CollationKey = tuple[tuple[int, ...], tuple[int, ...], str]

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=100)}
_TONE = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries, no tone first."""


def collation_key(text: str) -> CollationKey:
    """A sort key in the order of the Vietnamese alphabet; tone marks decide only between otherwise equal texts.

    Space comes before digits, digits before letters, letters of other scripts last; punctuation counts as a space.
    """
    letters: list[int] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFC", text).lower():
        parts = unicodedata.normalize("NFD", character)
        tone = next((_TONE[part] for part in parts if part in _TONE), 0)
        bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONE))
        rank = _rank(bare)
        if rank == 0 and (not letters or letters[-1] == 0):
            continue
        letters.append(rank)
        tones.append(tone)
    while letters and letters[-1] == 0:
        letters.pop()
        tones.pop()
    return tuple(letters), tuple(tones), unicodedata.normalize("NFC", text)


def _rank(letter: str) -> int:
    """The place of a letter: 0 for anything that separates words, 1-10 for digits, then the alphabet, then the rest."""
    if letter in _RANK:
        return _RANK[letter]
    if letter.isascii() and letter.isdigit():
        return 1 + int(letter)
    plain = _folded_character(letter) if letter else " "
    if plain in _RANK:
        return _RANK[plain]
    return 1000 + ord(letter[0]) if letter and letter[0].isalnum() else 0


def person_key(name: str) -> tuple[CollationKey, CollationKey]:
    """A sort key for people: by given name, which Vietnamese writes last, then by family and middle names."""
    family, _, given = " ".join(name.split()).rpartition(" ")
    return collation_key(given), collation_key(family)


# --- numbers and money ----------------------------------------------------------------------------

_MARKS = {"vi": (".", ","), "en": (",", ".")}
_UNITS = {
    "vi": ("đồng", "triệu đồng", "tỉ đồng"),
    "en": ("đồng", "million đồng", "billion đồng"),
}
_MILLION = 10**6
_BILLION = 10**9


def _language(locale: str) -> str:
    language = locale.replace("-", "_").partition("_")[0]
    if language not in _MARKS:
        raise ValueError(f"no number style for locale {locale!r}")
    return language


def format_number(value: int | Decimal, locale: str) -> str:
    """All digits of a number with separators: 1.234.567,89 in "vi", 1,234,567.89 in "en".

    Raises ValueError for NaN and infinity and for a locale other than vi and en.
    """
    group, point = _MARKS[_language(locale)]
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError("not a finite number")
    whole, dot, rest = f"{value:,f}".partition(".") if isinstance(value, Decimal) else (f"{value:,d}", "", "")
    return whole.replace(",", group) + (point + rest if dot else "")


def format_money(dong: int | None, locale: str) -> str:
    """An amount in the largest unit that shows it exactly: "51 tỉ đồng", "12,8 tỉ đồng", "950,5 triệu đồng", "1.234
    đồng".

    Tỉ from one tỉ on, triệu from one triệu on, each with at most three decimals; an amount that would need more
    takes the next smaller unit, down to đồng. Nothing is rounded. None is shown as a dash.
    """
    if dong is None:
        return ABSENT
    ones, millions, billions = _UNITS[_language(locale)]
    for size, unit in ((_BILLION, billions), (_MILLION, millions)):
        if abs(dong) >= size and dong % (size // 1000) == 0:
            return f"{format_number(_quotient(dong, size), locale)} {unit}"
    return f"{format_number(dong, locale)} {ones}"


def _quotient(dong: int, size: int) -> int | Decimal:
    """dong / size, exact to three decimals, without trailing zeros."""
    whole, rest = divmod(abs(dong), size)
    digits = f"{rest // (size // 1000):03d}".rstrip("0")
    sign = "-" if dong < 0 else ""
    return Decimal(f"{sign}{whole}.{digits}") if digits else int(f"{sign}{whole}")


_DIGITS = 30
_DECIMAL = re.compile(
    r"(?P<sign>-?)(?:"
    r"(?P<grouped>[1-9][0-9]{0,2}(?P<mark>[. ])[0-9]{3}(?:(?P=mark)[0-9]{3})*)(?:,(?P<tail>[0-9]+))?"
    r"|(?P<whole>[0-9]+)(?:[.,](?P<rest>[0-9]+))?"
    r")",
    re.ASCII,
)


def parse_decimal(text: str) -> Decimal:
    """The number that a person typed, read in the Vietnamese way first.

    - A comma is always the decimal mark: "1.234,5", "1234,5", "1 234,5".
    - Dots (or spaces) between groups of exactly three digits are thousands: "1.234" is 1234, "12.500.000" is 12500000.
    - A single dot that cannot be thousands is the decimal mark: "1234.5", "0.125", "3.2".

    Raises ValueError for everything else: "1,234.5", "1.23.4", ".5", "5.", "+1", signs apart, exponents, "1_0", NaN,
    infinity, digits of other scripts, more than thirty digits.
    """
    tidy = text.strip().replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-")
    found = _DECIMAL.fullmatch(tidy) if len(tidy) <= 2 * _DIGITS else None
    if found is None or sum(character.isdigit() for character in tidy) > _DIGITS:
        raise ValueError("not a number")
    whole = found["whole"] or found["grouped"].replace(found["mark"], "")
    rest = found["rest"] or found["tail"]
    return Decimal(f"{found['sign']}{whole}" + (f".{rest}" if rest else ""))


# --- dates ----------------------------------------------------------------------------------------

_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})", re.ASCII)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)


def parse_date(text: str) -> date:
    """The day that was typed: "31/12/2028" (also with "-" or ".", one-digit day or month) or ISO "2028-12-31".

    Raises ValueError for anything else and for days that do not exist; a two-digit year is refused.
    """
    tidy = text.strip()
    if found := _DAY_FIRST.fullmatch(tidy):
        return date(int(found[4]), int(found[3]), int(found[1]))
    if found := _ISO.fullmatch(tidy):
        return date(int(found[1]), int(found[2]), int(found[3]))
    raise ValueError("not a date")


def format_date(value: date | None) -> str:
    """dd/MM/yyyy, day first in both languages; an aware moment gives its day in Vietnam; None a dash."""
    if value is None:
        return ABSENT
    day = _in_vietnam(value) if isinstance(value, datetime) else value
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def day_as_written(text: str | None) -> str:
    """A stored ISO date as dd/MM/yyyy; what is no date stays as it is."""
    try:
        return format_date(parse_date(text)) if text else ""
    except ValueError:
        return str(text)


def format_datetime(value: datetime | None) -> str:
    """dd/MM/yyyy HH:mm in Vietnam's time; a moment without time zone is taken as UTC, as it is stored; None a dash."""
    if value is None:
        return ABSENT
    local = _in_vietnam(value)
    return f"{format_date(local)} {local.hour:02d}:{local.minute:02d}"


def day_in_vietnam(moment: datetime) -> date:
    """The day in Vietnam on which a moment falls."""
    return _in_vietnam(moment).date()


def _in_vietnam(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(VIETNAM)
