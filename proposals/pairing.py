"""Which row of the new table is which row of the old one: by content, so that it is known wherever it stands (pure)."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core import words
from proposals.template import Box, Kind, Rows

Row = Mapping[str, Any]

LIKE = 0.5
"""Share of common words from which two rows without a common id are one row rewritten."""
LIKE_WITH_ID = 0.2
"""The same for two rows that carry the same id; under it somebody typed another thing into an old row."""
NAMED = 0.8
"""What an equal name counts for, whatever else was rewritten."""
FEW = 3
"""Words so few that likeness says nothing: such rows are one when their ids are."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One row on both sides or one: places from 0, None where it is not. `moved`: it changed its place."""

    old: int | None
    new: int | None
    moved: bool = False


def pairs(table: Rows, old: Sequence[Row], new: Sequence[Row]) -> list[Pair]:
    """Every row of both sides once, in the order of the new table; rows gone stand where they stood."""
    left, right = [_bare(row) for row in old], [_bare(row) for row in new]
    said_left, said_right = [_words(row) for row in left], [_words(row) for row in right]
    name = _name_box(table)
    offers: list[tuple[float, int, int, int]] = []
    for i, before in enumerate(old):
        for j, after in enumerate(new):
            same_id = bool(before.get("id")) and before.get("id") == after.get("id")
            score = 2.0 if left[i] == right[j] else _like(said_left[i], said_right[j])
            if score < NAMED and _named_alike(name, before, after):
                score = NAMED
            sparse = min(said_left[i].total(), said_right[j].total()) <= FEW
            least = (0.0 if sparse else LIKE_WITH_ID) if same_id else LIKE
            if score >= least:
                offers.append((-score - (0.3 if same_id else 0), abs(i - j), i, j))
    taken_left: dict[int, int] = {}
    taken_right: set[int] = set()
    for _, _, i, j in sorted(offers):
        if i not in taken_left and j not in taken_right:
            taken_left[i] = j
            taken_right.add(j)
    return _in_order(taken_left, len(old), len(new))


def _named_alike(name: str, before: Row, after: Row) -> bool:
    """Whether two rows carry one name of at least two words."""
    named = words.fold(str(before.get(name) or "")) if name else ""
    return len(named.split()) > 1 and named == words.fold(str(after.get(name) or ""))


def _in_order(taken: dict[int, int], olds: int, news: int) -> list[Pair]:
    stay = _longest([taken[i] for i in sorted(taken)])
    back = {j: i for i, j in taken.items()}
    found = [Pair(old=back.get(j), new=j, moved=j in back and j not in stay) for j in range(news)]
    for i in (i for i in range(olds) if i not in taken):
        # After the nearest earlier row that is still there.
        before = next((taken[k] for k in range(i - 1, -1, -1) if k in taken), None)
        place = next((at for at, pair in enumerate(found) if pair.new == before), -1) if before is not None else -1
        while place + 1 < len(found) and found[place + 1].new is None:
            place += 1
        found.insert(place + 1, Pair(old=i, new=None))
    return found


def _longest(places: list[int]) -> set[int]:
    """The most rows that kept their order: the longest increasing run of new places."""
    tails: list[int] = []
    at: list[int] = []
    link: list[int] = []
    for index, place in enumerate(places):
        where = bisect_left(tails, place)
        if where == len(tails):
            tails.append(place)
            at.append(index)
        else:
            tails[where] = place
            at[where] = index
        link.append(at[where - 1] if where else -1)
    kept: set[int] = set()
    index = at[-1] if at else -1
    while index >= 0:
        kept.add(places[index])
        index = link[index]
    return kept


def _bare(value: Any) -> Any:
    """Content without ids: two rows that say the same are the same."""
    if isinstance(value, Mapping):
        return {key: _bare(held) for key, held in value.items() if key != "id" and held not in (None, "", [])}
    return [_bare(held) for held in value] if isinstance(value, list) else value


def _words(value: Any) -> Counter[str]:
    if isinstance(value, Mapping):
        return sum((_words(held) for held in value.values()), Counter())
    if isinstance(value, list):
        return sum((_words(held) for held in value), Counter())
    return Counter(words.fold(str(value)).split())


def _like(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _name_box(table: Rows) -> str:
    texts = [box.code for box in table.boxes if isinstance(box, Box) and box.kind in (Kind.LINE, Kind.TEXT)]
    return texts[0] if texts else ""
