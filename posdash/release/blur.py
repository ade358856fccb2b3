"""A rounded position that leaves open what those who joined or left have answered.

Two rounded positions of nearly the same people can fix the answer of the one
who makes the difference: where only a 7 could have lifted the average so far,
it was a 7. Found by enumerating all answers of five to eleven people; rounding
to half a point alone does not prevent it.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posdash.measures import library as measures
from posdash.release.grain import NO_BAND, all_answers
from posdash.release.rounding import BINNED_FROM, COARSE, half_points, rounded, sums
from posdash.survey.tally import Tally

MOST_SETS = 200_000  # where there are more sets of answers, the earlier one counts as known
SWAPS = 2  # how many may have joined for others who left, beyond the difference in number
Ints = NDArray[Any]
Start = tuple[int, int]  # the sum of those who stayed, and of those who left
Cells = dict[int, set[int]]  # by rounded position: the differences that lead there


def open_position(tally: Tally, earlier: Sequence[Tally]) -> int:
    """The rounded position of a tally in half points, or one towards where its group stood before.

    It is moved where the rounded value, beside those of the `earlier` rounds,
    would leave one possible difference between those who joined and those who
    left; everybody else is taken to have answered the same again.
    """
    at = _position(tally)
    for before in earlier:
        for joined, left in _turnovers(before.n, tally.n):
            cells = _cells_from(before, left, joined, tally.n)
            home = _position(before)
            while at != home and len(cells.get(at, "open")) < 2:
                at += 1 if at < home else -1
    return at


def _position(tally: Tally) -> int:
    return half_points(_sum(tally), tally.n, len(tally.counts))


def _turnovers(before: int, after: int) -> Iterator[tuple[int, int]]:
    """How many may have joined and left, from the fewest on."""
    more, fewer = max(after - before, 0), max(before - after, 0)
    for swaps in range(SWAPS):
        if more + fewer + swaps:
            yield more + swaps, fewer + swaps


def _cells_from(before: Tally, left: int, joined: int, n: int) -> Cells:
    scale = len(before.counts)
    counts = np.array([before.counts])
    if before.n >= BINNED_FROM or comb(before.n + scale - 1, before.n) > MOST_SETS:
        return _cells(_starts(counts, sums(counts), left), joined, scale, n)
    band = int(rounded(counts, COARSE).band[0])
    return _cells_alike(before.n, scale, _position(before), band, left, joined, n)


@cache
def _cells_alike(
    before: int, scale: int, at: int, band: int, left: int, joined: int, n: int
) -> Cells:
    """The same for every set of answers that looked alike: number, rounded position, agreement."""
    counts = all_answers(before, scale)
    total = counts @ np.arange(1, scale + 1)
    position = np.array(
        [half_points(one, before, scale) for one in range(before, before * scale + 1)]
    )
    alike = position[total - before] == at
    if band != NO_BAND:
        alike &= measures.band_index(measures.agreement(counts), scale) == band
    return _cells(_starts(counts[alike], total[alike], left), joined, scale, n)


def _starts(counts: Ints, total: Ints, left: int) -> set[Start]:
    if left == 1:
        rows, columns = np.nonzero(counts)
        gone = columns + 1
        return set(zip((total[rows] - gone).tolist(), gone.tolist(), strict=True))
    away = range(left, left * counts.shape[-1] + 1)
    return {(whole - rest, rest) for whole in set(total.tolist()) for rest in away}


def _cells(starts: Iterable[Start], joined: int, scale: int, n: int) -> Cells:
    position = cache(partial(half_points, n=n, scale=scale))  # of few sums, many times
    found: Cells = {}
    for stayed, gone in starts:
        if n - joined <= stayed <= (n - joined) * scale:
            for new in range(joined, joined * scale + 1):
                found.setdefault(position(stayed + new), set()).add(new - gone)
    return found


def _sum(tally: Tally) -> int:
    return sum(point * count for point, count in enumerate(tally.counts, 1))
