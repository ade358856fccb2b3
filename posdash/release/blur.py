"""A rounded position that leaves open what those who joined or left have answered.

Two rounded positions of nearly the same people can fix the answer of the one
who makes the difference: where only a 7 could have lifted the average so far,
it was a 7. Found by enumerating all answers of five to eleven people; rounding
to half a point alone does not prevent it.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, combinations_with_replacement
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posdash.measures import library as measures
from posdash.release.tiers import BINNED_FROM
from posdash.survey.tally import Tally

MOST_SETS = 200_000  # where there are more sets of answers, the earlier one counts as known
SWAPS = 2  # how many may have joined for others who left, beyond the difference in number
Ints = NDArray[Any]
Start = tuple[int, int]  # the sum of those who stayed, and of those who left
Cells = dict[float, set[int]]  # by rounded position: the differences that lead there


def rounded(total: float, n: int) -> float:
    """A mean position to half a point."""
    return round(total / n * 2) / 2


def open_position(tally: Tally, earlier: Sequence[Tally]) -> float:
    """The rounded position of a tally, or the next one towards where its group stood before.

    It is moved where the rounded value, beside those of the `earlier` rounds,
    would leave one possible difference between those who joined and those who
    left; everybody else is taken to have answered the same again.
    """
    at = rounded(_sum(tally), tally.n)
    for before in earlier:
        for joined, left in _turnovers(before.n, tally.n):
            cells = _cells_from(before, left, joined, tally.n)
            home = rounded(_sum(before), before.n)
            while at != home and len(cells.get(at, "open")) < 2:
                at += 0.5 if at < home else -0.5
    return at


def _turnovers(before: int, after: int) -> Iterator[tuple[int, int]]:
    """How many may have joined and left, from the fewest on."""
    more, fewer = max(after - before, 0), max(before - after, 0)
    for swaps in range(SWAPS):
        if more + fewer + swaps:
            yield more + swaps, fewer + swaps


def _cells_from(before: Tally, left: int, joined: int, n: int) -> Cells:
    scale = len(before.counts)
    if before.n >= BINNED_FROM or comb(before.n + scale - 1, before.n) > MOST_SETS:
        counts, sums = np.asarray([before.counts]), np.asarray([_sum(before)])
        return _cells(_starts(counts, sums, left), joined, scale, n)
    at, band = rounded(_sum(before), before.n), int(_band(before.counts))
    return _cells_alike(before.n, scale, at, band, left, joined, n)


@cache
def _cells_alike(
    before: int, scale: int, at: float, band: int, left: int, joined: int, n: int
) -> Cells:
    """The same for every set of answers that looked alike: number, rounded position, agreement."""
    counts, sums, bands = _all_answers(before, scale)
    alike = (np.round(sums / before * 2) / 2 == at) & (bands == band)
    return _cells(_starts(counts[alike], sums[alike], left), joined, scale, n)


def _starts(counts: Ints, sums: Ints, left: int) -> set[Start]:
    if left == 1:
        rows, columns = np.nonzero(counts)
        gone = columns + 1
        return set(zip((sums[rows] - gone).tolist(), gone.tolist(), strict=True))
    away = range(left, left * counts.shape[-1] + 1)
    return {(total - rest, rest) for total in set(sums.tolist()) for rest in away}


def _cells(starts: Iterable[Start], joined: int, scale: int, n: int) -> Cells:
    found: Cells = {}
    for stayed, gone in starts:
        for new in range(joined, joined * scale + 1):
            found.setdefault(rounded(stayed + new, n), set()).add(new - gone)
    return found


@cache
def _all_answers(n: int, scale: int) -> tuple[Ints, Ints, Ints]:
    """Counts, sum and band of every set of n answers; 177,100 of them for 19 on seven points."""
    chosen = combinations_with_replacement(range(scale), n)
    answers = np.fromiter(chain.from_iterable(chosen), dtype=np.int8).reshape(-1, n)
    counts = np.stack([(answers == point).sum(axis=1) for point in range(scale)], axis=1)
    small = counts.astype(np.int8)
    return small, (counts @ np.arange(1, scale + 1)).astype(np.int16), _band(counts)


def _band(counts: object) -> Ints:
    scale = np.asarray(counts).shape[-1]
    return np.asarray(measures.band_index(measures.agreement(counts), scale), dtype=np.int8)


def _sum(tally: Tally) -> int:
    return sum(point * count for point, count in enumerate(tally.counts, 1))
