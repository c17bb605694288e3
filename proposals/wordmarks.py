"""Two wordings of one text with the words marked that went and that came (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"\w+(?:[.,/-]\w+)*|[^\w\s]|\s+")
REWRITTEN = 0.25
"""Share of common words under which a text counts as written anew: marking every second word would help nobody."""
STRAY = 2
"""Words so few between two changes that they only happen to be the same."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of one side; `mark` is "del", "ins" or "" for what stands on both."""

    text: str
    mark: str = ""


Side = tuple[Piece, ...]


def marked(old: str, new: str) -> tuple[Side, Side]:
    """The old wording with what went, the new wording with what came."""
    if old == new:
        same = (Piece(text=old),) if old else ()
        return same, same
    if not old or not new:
        return _whole(old, "del"), _whole(new, "ins")
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    runs = _runs(before, after)
    kept = sum(not word.isspace() for same, words, _ in runs if same for word in words)
    total = max(sum(not word.isspace() for word in side) for side in (before, after))
    if kept < REWRITTEN * total:
        return _whole(old, "del"), _whole(new, "ins")
    return (
        _pieces([(same, words) for same, words, _ in runs], "del"),
        _pieces([(same, words) for same, _, words in runs], "ins"),
    )


def _whole(text: str, mark: str) -> Side:
    return (Piece(text=text, mark=mark),) if text else ()


Run = tuple[bool, Sequence[str], Sequence[str]]


def _runs(before: list[str], after: list[str]) -> list[Run]:
    """Common and differing runs in turn, (same, old words, new words); strays between changes belong to the change."""
    from rapidfuzz.distance import LCSseq  # noqa: PLC0415 - pages that compare nothing do without

    runs: list[Run] = []
    for step in LCSseq.opcodes(before, after):
        same = step.tag == "equal"
        old, new = before[step.src_start : step.src_end], after[step.dest_start : step.dest_end]
        if runs and runs[-1][0] == same:
            runs[-1] = (same, [*runs[-1][1], *old], [*runs[-1][2], *new])
        else:
            runs.append((same, old, new))
    tidy: list[Run] = []
    for place, run in enumerate(runs):
        inside = 0 < place < len(runs) - 1
        if run[0] and inside and (_said(run[1]) == 0 or (_said(run[1]) < STRAY and _wide(runs, place))):
            run = (False, run[1], run[2])
        if tidy and tidy[-1][0] == run[0]:
            tidy[-1] = (run[0], [*tidy[-1][1], *run[1]], [*tidy[-1][2], *run[2]])
        else:
            tidy.append(run)
    return tidy


def _said(words: Sequence[str]) -> int:
    return sum(word[0].isalnum() for word in words)


def _wide(runs: list[Run], place: int) -> bool:
    """Whether much changes on both sides of a run."""
    return all(_said(runs[place + step][1]) + _said(runs[place + step][2]) > STRAY for step in (-1, 1))


def _pieces(runs: list[tuple[bool, Sequence[str]]], mark: str) -> Side:
    return tuple(Piece(text="".join(words), mark="" if same else mark) for same, words in runs if words)
