"""What marks add up to: weighted totals, spread and tally; a missing mark is never a zero (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

THOUSANDTH = Decimal("0.001")
BANDS = 5
"""How many level descriptions a scale is divided into."""


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Lowest, mean and highest of some marks; `width` is how far apart the marks lie."""

    count: int
    lowest: Decimal
    mean: Decimal
    highest: Decimal

    @property
    def width(self) -> Decimal:
        """The distance between the lowest and the highest mark."""
        return self.highest - self.lowest


def total(marks: Mapping[str, int | None], weights: Mapping[str, Decimal]) -> Decimal | None:
    """The weighted mean of all criteria, on the scale of the marks; None while any mark is missing.

    `weights` names the criteria of the set: a mark for anything else is ignored.
    """
    if not weights or any(marks.get(code) is None for code in weights):
        return None
    return partial(marks, weights)


def partial(marks: Mapping[str, int | None], weights: Mapping[str, Decimal]) -> Decimal | None:
    """The weighted mean of the criteria that have a mark so far; None when none has."""
    given = [(Decimal(mark), weight) for code, weight in weights.items() if (mark := marks.get(code)) is not None]
    if not given:
        return None
    return _rounded(sum((mark * weight for mark, weight in given), Decimal()) / sum(weight for _, weight in given))


def spread(values: Iterable[Decimal | int | None]) -> Spread | None:
    """Lowest, mean and highest of the values that are there; None when none is."""
    held = [Decimal(value) for value in values if value is not None]
    if not held:
        return None
    mean = _rounded(sum(held, Decimal()) / len(held))
    return Spread(count=len(held), lowest=min(held), mean=mean, highest=max(held))


def bands(highest: int) -> list[tuple[int, int]]:
    """The whole marks from 0 to `highest` in five bands, lowest first: 0-2, 3-4, 5-6, 7-8, 9-10 on a scale to ten."""
    if highest < BANDS:
        raise ValueError("a scale needs at least one mark a band")
    tops = [(highest * number) // BANDS for number in range(1, BANDS + 1)]
    return list(zip([0, *(top + 1 for top in tops[:-1])], tops, strict=True))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(THOUSANDTH, ROUND_HALF_UP)
