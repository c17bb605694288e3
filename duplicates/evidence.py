"""A finding's evidence: what is kept of a comparison, and how it is laid over the two original texts (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.i18n import N_
from proposals.template import PARTS, texts

if TYPE_CHECKING:
    from duplicates.facts import Fact
    from duplicates.matching import Comparison

MOST_PASSAGES = 400
TELLING_SCORE, TELLING_COPIED = 0.25, 0.1
"""From which likeness a section is named among those that share text."""

REASONS: dict[str, str] = {
    "most_is_shared": N_("phần lớn nội dung là chung"),
    "section_copied": N_("có phần giống gần như nguyên văn"),
    "same_terms": N_("dùng cùng những từ riêng"),
    "passages_shared": N_("có đoạn giống nhau"),
    "same_title": N_("tên giống nhau"),
}
MARKS = {"identical": "same", "reworded": "reworded", "boilerplate": "boilerplate"}


def sections(content: Mapping[str, Any]) -> dict[str, str]:
    """The texts of a content document part by part, as they are compared; offsets of passages count in these.

    Names of contact persons are left out: they say nothing about likeness.
    """
    found = {}
    for part in PARTS:
        held = content.get(part.code)
        value = held if isinstance(held, dict) else {}
        if part.code == "title":
            found[part.code] = str(value.get("title") or "")
        else:
            found[part.code] = "\n".join(text for path, text in texts(part, value) if not path.startswith("contact"))
    return found


# --- what is kept -----------------------------------------------------------------------------------------------------


def kept(found: Comparison) -> dict[str, Any]:
    """The comparison as JSON: whole percents, passages by offsets, differing facts."""
    return {
        "reasons": [reason.value for reason in found.reasons],
        "terms": percent(found.terms),
        "title": percent(found.title),
        "held_a": percent(found.held_a),
        "held_b": percent(found.held_b),
        "left_out": percent(found.left_out),
        "cut": found.cut,
        "sections": [
            {
                "section_a": one.section_a,
                "section_b": one.section_b,
                "score": percent(one.score),
                "copied": percent(one.copied),
            }
            for one in found.sections
            if one.score >= TELLING_SCORE or one.copied >= TELLING_COPIED
        ],
        "passages": [
            [one.section_a, one.start_a, one.end_a, one.section_b, one.start_b, one.end_b, one.kind.value]
            for one in found.passages[:MOST_PASSAGES]
        ],
        "facts": {
            "numbers_a": _facts(found.facts.numbers_a),
            "numbers_b": _facts(found.facts.numbers_b),
            "places_a": _facts(found.facts.places_a),
            "places_b": _facts(found.facts.places_b),
        },
    }


def _facts(found: tuple[Fact, ...]) -> list[dict[str, str]]:
    return [{"section": fact.section, "text": fact.text} for fact in found]


def percent(share: float) -> int:
    """A share of 0-1 as a whole number of percent."""
    return min(100, max(0, round(share * 100)))


# --- how it is read ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of one side's text; `n` joins the two halves of a passage, None outside passages."""

    text: str
    mark: str = ""
    n: int | None = None


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One part of both texts with its passages marked; `share` is how much of the more alike side is shared."""

    code: str
    share: int
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class _Half:
    start: int
    end: int
    mark: str
    n: int | None


def beside(left: Mapping[str, Any], right: Mapping[str, Any], evidence: Mapping[str, Any]) -> list[Beside]:
    """Both contents part by part, in the order of the template; parts empty on both sides are left out.

    Passages may join different parts of the two texts: their number says where the other half is.
    """
    texts_left, texts_right = sections(left), sections(right)
    halves_left: dict[str, list[_Half]] = {}
    halves_right: dict[str, list[_Half]] = {}
    number = 0
    for section_a, start_a, end_a, section_b, start_b, end_b, kind in _passages(evidence):
        n = None
        if kind != "boilerplate":
            number += 1
            n = number
        mark = MARKS[kind]
        halves_left.setdefault(section_a, []).append(_Half(start=start_a, end=end_a, mark=mark, n=n))
        halves_right.setdefault(section_b, []).append(_Half(start=start_b, end=end_b, mark=mark, n=n))
    found = []
    for part in PARTS:
        a, b = texts_left[part.code], texts_right[part.code]
        if not a and not b:
            continue
        one = tuple(_cut(a, halves_left.get(part.code, [])))
        other = tuple(_cut(b, halves_right.get(part.code, [])))
        found.append(Beside(code=part.code, share=max(_share(one), _share(other)), left=one, right=other))
    return found


def _passages(evidence: Mapping[str, Any]) -> Iterator[tuple[str, int, int, str, int, int, str]]:
    for row in evidence.get("passages") or []:
        if isinstance(row, list) and len(row) == 7 and row[6] in MARKS:
            yield str(row[0]), int(row[1]), int(row[2]), str(row[3]), int(row[4]), int(row[5]), str(row[6])


def _cut(text: str, halves: list[_Half]) -> Iterator[Piece]:
    """The text cut at its passages; where passages overlap the earlier one keeps its place."""
    done, known = 0, set()
    for half in sorted(halves, key=lambda one: (one.start, one.n or 0)):
        start, end = max(done, half.start), min(len(text), half.end)
        if start >= end:
            continue
        if start > done:
            yield Piece(text=text[done:start])
        number = half.n if half.n not in known else None
        known.add(half.n)
        yield Piece(text=text[start:end], mark=half.mark, n=number)
        done = end
    if done < len(text):
        yield Piece(text=text[done:])


def _share(pieces: tuple[Piece, ...]) -> int:
    whole = sum(len(piece.text) for piece in pieces)
    held = sum(len(piece.text) for piece in pieces if piece.mark in ("same", "reworded"))
    return percent(held / whole) if whole else 0


def shared_parts(evidence: Mapping[str, Any], *, later: bool = True) -> list[str]:
    """Codes of the parts (of the later or the earlier text) that share something, most alike first, each once."""
    side = "section_a" if later else "section_b"
    rows = [row for row in evidence.get("sections") or [] if isinstance(row, dict)]
    rows.sort(key=lambda row: -max(int(row.get("score") or 0), int(row.get("copied") or 0)))
    return list(dict.fromkeys(str(row.get(side) or "") for row in rows))
