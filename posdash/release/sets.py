"""How many sets of answers stand behind what is shown: the attack that adds nothing up.

What a set of answers adds up to, and how far apart they stand, are sums over
the points of the scale; so sets are counted point by point, without listing
them. This module knows how positions are rounded, and nothing of when they are shown.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posdash.measures import library as measures
from posdash.measures.library import Band
from posdash.release.rounding import BINNED, COARSE, rounded

Counts = NDArray[Any]
Totals = int
"""What answers may add up to: bit i is set where n + i is possible for n answers."""
MOST_WITH_BANDS = 30  # of more answers the bands are left out: the sets are far too many
MOST_SPLITS = 200_000


@dataclass(frozen=True, slots=True)
class Sets:
    """Of which totals there is a set of answers at all, and of which there are two at least."""

    one: Totals
    two: Totals

    def few(self, possible: Totals) -> bool:
        """Whether no more than one set of answers adds up to one of the possible totals."""
        return not possible & self.two and (possible & self.one).bit_count() <= 1


def every(n: int, scale: int) -> Totals:
    """Every total that n answers may add up to."""
    return (1 << (n * (scale - 1) + 1)) - 1


def exactly(n: int, total: int) -> Totals:
    """That one total of n answers."""
    return 1 << (total - n)


@cache
def positions(n: int, scale: int, *, tenths: bool) -> Counts:
    """The position that is shown for each total of n answers, from n to n x scale."""
    totals = np.arange(n, n * scale + 1)
    point, above = np.divmod(totals, n)  # n answers at two neighbouring points, of each total
    counts = np.zeros((len(totals), scale + 1), np.int64)
    counts[totals - n, point - 1], counts[totals - n, point] = n - above, above
    return rounded(counts[:, :scale], BINNED if tenths else COARSE).position


def shown_as(position: float, n: int, scale: int, *, tenths: bool) -> Totals:
    """The totals of n answers that are shown as this position."""
    return _bits(positions(n, scale, tenths=tenths) == position)


@cache
def sets(n: int, scale: int, band: Band | None = None, bins: tuple[int, ...] = ()) -> Sets:
    """The sets of n answers on a scale of 1..scale with that band and those bins, if any.

    `bins` count the answers in as many stretches of points, the outer ones as
    wide as each other.
    """
    known = _below(scale, bins)
    if band is None or n > MOST_WITH_BANDS:
        ways = _ways(n, scale, known, apart=False)[:, 0]
    else:
        table = _ways(n, scale, known, apart=True)
        distance = 2 * np.arange(table.shape[1]) / (n * (n - 1))
        alike = _in_band(1 - 2 * distance / (scale - 1), band, scale)
        ways = np.minimum(table[:, alike].sum(axis=1, dtype=np.int64), 2)
    return Sets(_bits(ways >= 1), _bits(ways >= 2))


def agree(counts: Counts, band: Band) -> Counts:
    """Which of many counts, (sets x points), have that band."""
    return _in_band(measures.agreement(counts), band, counts.shape[-1])


def _in_band(agreement: Counts, band: Band, scale: int) -> Counts:
    found = [measures.band(float(one), scale) == band for one in agreement]
    return np.array(found, dtype=bool)


def _below(scale: int, bins: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """How many answers stand at a point or below, where bins tell."""
    if not bins:
        return ()
    edge = max(1, round(2 * scale / 7))
    return (edge, bins[0]), (scale - edge, bins[0] + bins[1])


@cache
def _ways(n: int, scale: int, known: tuple[tuple[int, int], ...], *, apart: bool) -> Counts:
    """How many sets, at most 2: (totals from n on) x (sum of the distances of all pairs).

    With C answers at a point or below, the distance grows by C (n - C) from that
    point to the next, and the total is n x scale less all these C.
    """
    most, far = (scale - 1) * n, (scale - 1) * (n * n // 4) if apart else 0
    ways = np.zeros((n + 1, most + 1, far + 1), dtype=np.uint8)
    ways[0, 0, 0] = 1
    fixed = dict(known)
    for point in range(1, scale):
        so_far = np.zeros((most + 1, far + 1), dtype=np.uint8)
        after = np.zeros_like(ways)
        for below in range(n + 1):
            so_far = np.minimum(so_far + ways[below], 2)
            if fixed.get(point, below) == below:
                more = below * (n - below) if apart else 0
                after[below, below:, more:] = so_far[: most + 1 - below, : far + 1 - more]
        ways = after
    return np.asarray(np.minimum(ways.sum(axis=0, dtype=np.int64), 2)[::-1])


def _bits(flags: Counts) -> Totals:
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def added(first: Totals, second: Totals) -> Totals:
    """What two groups of people may add up to together."""
    few, many = sorted((first, second), key=int.bit_count)
    return _spread(many, few, lambda bits, by: bits << by)


def taken(whole: Totals, part: Totals) -> Totals:
    """What the others may add up to, where whole and part are known as far as this."""
    return _spread(whole, part, lambda bits, by: bits >> by)


def _spread(bits: Totals, by: Totals, shift: Callable[[int, int], int]) -> Totals:
    """The bits shifted by each of those in `by`, laid over each other."""
    if not by:
        return 0
    first, width = (by & -by).bit_length() - 1, by.bit_count()
    if by >> first == (1 << width) - 1:  # one stretch: doubled until it is wide enough
        found, done = bits, 1
        while done < width:
            step = min(done, width - done)
            found |= shift(found, step)
            done += step
        return shift(found, first)
    found = 0
    while by:
        lowest = by & -by
        found |= shift(bits, lowest.bit_length() - 1)
        by ^= lowest
    return found


def narrowed(own: Sequence[Totals], inside: Sequence[Sequence[int]]) -> list[Totals]:
    """What each set in a tree may add up to, once all of them are known together.

    `own` is what each may add up to by itself and `inside` the sets before it
    that it consists of, none where it has no parts.
    """
    up = list(own)
    for at, parts in enumerate(inside):
        if parts:
            up[at] &= _all([up[part] for part in parts])
    down = list(up)
    for at, parts in reversed(list(enumerate(inside))):
        for part, others in zip(parts, _all_but_one([up[one] for one in parts]), strict=True):
            down[part] &= taken(down[at], others)
    return down


def _all(parts: Iterable[Totals]) -> Totals:
    found = 1
    for part in parts:
        found = added(found, part)
    return found


def _all_but_one(parts: Sequence[Totals]) -> list[Totals]:
    before = list(accumulate(parts, added, initial=1))[:-1]
    after = list(accumulate(reversed(parts), added, initial=1))[:-1]
    return [added(one, other) for one, other in zip(before, reversed(after), strict=True)]


def told_beside_dots(
    counts: Sequence[int],
    cells: Mapping[str, int],
    looks: Mapping[str, Callable[[Counts], Counts]],
    k: int,
) -> list[tuple[int, str]]:
    """Points of 1 to k - 1 people of whom it follows how many chose what, beside exact counts.

    `cells` says how many chose each, and `looks` which of many
    counts, (splits x points), would be shown of a choice as it is. Each choice is
    tried against all others together; where there are too many ways to split
    the counts, nothing is said.
    """
    if prod(count + 1 for count in counts) > MOST_SPLITS:
        return []
    grid = np.indices([count + 1 for count in counts]).reshape(len(counts), -1).T
    found = []
    for choice, n in cells.items():
        splits = grid[grid.sum(axis=1) == n]
        splits = splits[looks[choice](splits)]
        for at, count in enumerate(counts):
            if 0 < count < k and len(np.unique(splits[:, at])) == 1:
                found.append((at + 1, choice))
    return found
