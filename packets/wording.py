"""How figures, dates and cut texts are written on paper: 1.234,5 · dd/MM/yyyy · tỉ đồng (pure)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

from core.words import N_

Say = Callable[[str], str]
"""Translates a Vietnamese sentence into the packet's language."""

VIETNAM = timezone(timedelta(hours=7))
"""Vietnam has no summer time."""

MILLION = 10**6
BILLION = 10**9


def number(value: Decimal | int | str | None, language: str = "vi", *, places: int | None = None) -> str:
    """1234.5 as "1.234,5" (English "1,234.5"), exact, or rounded half up to `places`; "–" for nothing."""
    if value is None or value == "":
        return "–"
    held = Decimal(value)
    if places is not None:
        held = held.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    plain = f"{held:,f}"
    if language == "vi":
        return plain.translate(str.maketrans(",.", ".,"))
    return plain


def score(value: Decimal | None, language: str = "vi") -> str:
    """A score with one decimal, "–" for none: never zero."""
    return number(value, language, places=1)


def million(value: int | None, language: str = "vi") -> str:
    """Đồng as triệu đồng, exact to the đồng; "–" when not filled in."""
    if value is None:
        return "–"
    held = Decimal(value) / MILLION
    return number(held.normalize() if held % 1 else held.to_integral_value(), language)


def money(value: int | None, language: str = "vi", say: Say = str) -> str:
    """Đồng in words short enough for a table: "146 tỉ đồng", "44,5 tỉ đồng", "750 triệu đồng"."""
    if value is None:
        return "–"
    if abs(value) >= BILLION:
        held, unit = Decimal(value) / BILLION, N_("%s tỉ đồng")
    else:
        held, unit = Decimal(value) / MILLION, N_("%s triệu đồng")
    rounded = held.quantize(Decimal("0.001"), ROUND_HALF_UP)
    plain = rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded.normalize()
    return (say(unit) % number(plain, language)).replace(" ", "\u00a0", 1)


def percent(part: int, whole: int, language: str = "vi") -> str:
    """The share with one decimal: "76,7 %"; "–" of nothing."""
    return "–" if not whole else number(Decimal(part) * 100 / whole, language, places=1) + "\u00a0%"


def day(value: date | str | None) -> str:
    """22/11/2026; "–" for none."""
    held = _as_date(value)
    return "–" if held is None else held.strftime("%d/%m/%Y")


def month(value: date | str | None) -> str:
    """11/2026; "–" for none."""
    held = _as_date(value)
    return "–" if held is None else held.strftime("%m/%Y")


def moment(value: datetime) -> str:
    """14:30 ngày 22/11/2026 is written "22/11/2026 14:30", in Vietnam's time."""
    return value.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def letter_date(value: date | None, say: Say = str) -> str:
    """The date line of a letter; day under 10 and month under 3 with a zero, gaps where there is none."""
    gap = "\u2007\u2007\u2007"
    if value is None:
        return say(N_("ngày %(day)s tháng %(month)s năm %(year)s")) % {"day": gap, "month": gap, "year": gap + "\u2007"}
    return say(N_("ngày %(day)s tháng %(month)s năm %(year)s")) % {
        "day": f"{value.day:02d}",
        "month": f"{value.month:02d}" if value.month < 3 else str(value.month),
        "year": value.year,
    }


def _as_date(value: date | str | None) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def cut(text: str, most: int) -> str:
    """The text on one line, cut at a word with "…" when longer than `most` characters."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    head = flat[: most - 1]
    if " " in head[most // 2 :]:
        head = head[: head.rindex(" ")]
    return head.rstrip(" ,.;:–-") + "…"


def paragraphs(text: str) -> list[str]:
    """The text's paragraphs: one a line, blank lines dropped."""
    return [line.strip() for line in text.splitlines() if line.strip()]
