"""The pen of the charts: escaped SVG elements, and text measured well enough to wrap and cut it (pure).

Widths are those of Tinos, which are those of Times New Roman; screen fonts are a little wider, so boxes leave room.
"""

from __future__ import annotations

import unicodedata
from xml.sax.saxutils import escape

INK = "#1b2430"
QUIET = "#52606f"
LINE = "#c3ccd6"
FAMILY = "Tinos, 'Be Vietnam Pro', 'Times New Roman', serif"

_WIDTHS = {
    **dict.fromkeys("ijlt", 0.29),
    **dict.fromkeys("fr-()", 0.333),
    **dict.fromkeys(" .,", 0.25),
    **dict.fromkeys(":;/I", 0.3),
    **dict.fromkeys("aceszJ", 0.444),
    **dict.fromkeys("mM", 0.84),
    **dict.fromkeys("wĐADGHKNOQUVXY", 0.73),
    **dict.fromkeys("BCRELTZ", 0.65),
    **dict.fromkeys("FPS", 0.56),
    **dict.fromkeys("W%", 0.92),
}


def width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide the text is at this size."""
    total = 0.0
    for char in text:
        base = unicodedata.normalize("NFD", char)[0]
        total += 1.0 if unicodedata.east_asian_width(base) in "WF" else _WIDTHS.get(base, 0.5)
    return total * size * (1.14 if bold else 1.08)  # small letters are set a little wider than the font says


def fit(text: str, size: float, room: float) -> str:
    """The text, cut with "…" when it is wider than the room."""
    if width(text, size) <= room:
        return text
    while text and width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, size: float, room: float, lines: int) -> list[str]:
    """The text on at most so many lines of the given width; the last one is cut with "…" when there is more."""
    held: list[str] = []
    rest = text.split()
    while rest and len(held) < lines:
        taken = 1
        while taken < len(rest) and width(" ".join(rest[: taken + 1]), size) <= room:
            taken += 1
        line = " ".join(rest[:taken])
        rest = rest[taken:]
        if len(held) == lines - 1 and rest:
            line = fit(" ".join([line, *rest]), size, room)
        held.append(fit(line, size, room))
    return held


def num(value: float) -> str:
    """A coordinate with at most one decimal: the same on every machine."""
    plain = f"{value:.1f}"
    return plain[:-2] if plain.endswith(".0") else plain


def tag(name: str, inner: str = "", **attributes: object) -> str:
    """An SVG element; attribute names with "_" are written with "-", floats with one decimal, everything escaped."""
    parts = [name]
    for key, value in attributes.items():
        if value is None:
            continue
        text = num(value) if isinstance(value, float) else str(value)
        parts.append(f'{key.replace("_", "-")}="{escape(text, {chr(34): "&quot;"})}"')
    opened = " ".join(parts)
    return f"<{opened}>{inner}</{name}>" if inner else f"<{opened}/>"


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = 11,
    anchor: str | None = None,
    bold: bool = False,
    italic: bool = False,
    fill: str = INK,
) -> str:
    """Words at a point."""
    return tag(
        "text",
        escape(words),
        x=float(x),
        y=float(y),
        font_size=num(size),
        text_anchor=anchor,
        font_weight="bold" if bold else None,
        font_style="italic" if italic else None,
        fill=fill,
    )


def rect(x: float, y: float, wide: float, high: float, *, fill: str, stroke: str | None = None, inner: str = "") -> str:
    """A filled rectangle."""
    return tag(
        "rect",
        inner,
        x=float(x),
        y=float(y),
        width=float(wide),
        height=float(high),
        fill=fill,
        stroke=stroke,
        stroke_width="0.8" if stroke else None,
    )


def line(x1: float, y1: float, x2: float, y2: float, *, stroke: str = LINE, thick: float = 0.8, dash: str = "") -> str:
    """A straight line."""
    return tag(
        "line",
        x1=float(x1),
        y1=float(y1),
        x2=float(x2),
        y2=float(y2),
        stroke=stroke,
        stroke_width=num(thick),
        stroke_dasharray=dash or None,
    )


def title(words: str) -> str:
    """The full words of something drawn short: a tooltip, and what a screen reader says."""
    return f"<title>{escape(words)}</title>"


def picture(inner: list[str], *, wide: float, high: float, name: str, description: str, family: str = FAMILY) -> str:
    """The whole SVG, named and described."""
    head = title(name) + (f"<desc>{escape(description)}</desc>" if description else "")
    return tag(
        "svg",
        head + "".join(inner),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {num(wide)} {num(high)}",
        width=num(wide),
        height=num(high),
        preserveAspectRatio="xMidYMin meet",
        role="img",
        aria_label=name,
        font_family=family,
    )
