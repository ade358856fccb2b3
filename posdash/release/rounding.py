"""What is shown of whole arrays of tallies: tier, position, agreement and bins, all as arrays."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from posdash.measures import library as measures
from posdash.release.grain import HALVES, NO_BAND, TENTHS, grain, steps
from posdash.release.tiers import BINNED_FROM
from posdash.release.values import Binned, Coarse, Full, Withheld

Ints = NDArray[Any]
TIERS: tuple[type, ...] = (Withheld, Coarse, Binned, Full)
WITHHELD, COARSE, BINNED, FULL = range(4)
"""The tiers as numbers; a lower one shows less."""


class Rounded(NamedTuple):
    """What is shown of tallies (...), and what that leaves open.

    `tier` is one of the numbers above, `n` the answers, `position` in points
    (NaN where withheld), `band` a place in measures.BANDS or NO_BAND, `binned`
    whether the three bins are given. The sum of the answers is known to lie from
    `low` to `high`, and may not be known to fewer than `need` sums more than
    one; verdicts know it from `told_low` to `told_high`.
    """

    tier: Ints
    n: Ints
    position: NDArray[np.float64]
    band: Ints
    binned: NDArray[np.bool_]
    low: Ints
    high: Ints
    need: Ints
    told_low: Ints
    told_high: Ints


def rounded(counts: Any, tier: Any) -> Rounded:
    """Tallies (..., K) as they are shown at these tiers (...)."""
    given = np.asarray(counts, dtype=np.int64)
    tier = np.broadcast_to(tier, given.shape[:-1])
    given = np.where((tier == WITHHELD)[..., None], 0, given)  # nothing of it comes any further
    n = given.sum(axis=-1)
    total = given @ np.arange(1, given.shape[-1] + 1)
    band = np.where(n > 1, measures.band_index(measures.agreement(given), given.shape[-1]), NO_BAND)
    found = Rounded(
        np.array(tier, np.int8),
        n,
        np.where(tier == FULL, total / np.maximum(n, 1), np.nan),
        band,
        np.zeros(n.shape, np.bool_),
        total.copy(),
        total.copy(),
        np.zeros_like(total),
        total.copy(),
        total.copy(),
    )
    for number in np.unique(n[tier == COARSE]):
        _halves(found, (tier == COARSE) & (n == number), int(number), given.shape[-1])
    return _tenths(found, tier == BINNED, given)


def _halves(found: Rounded, where: NDArray[np.bool_], n: int, scale: int) -> None:
    if n >= BINNED_FROM:
        _in_steps(found, where, HALVES, scale)
        return
    table = grain(scale, n)
    at = found.low[where] - n
    found.position[where] = table.position[at] / HALVES
    found.band[where] = band = np.where(table.banded[at], found.band[where], NO_BAND)
    found.low[where], found.high[where] = n + table.low[at, band], n + table.high[at, band]
    found.need[where] = table.need[at, band]
    found.told_low[where] = n + table.joined_low[at, band]
    found.told_high[where] = n + table.joined_high[at, band]


def _tenths(found: Rounded, where: NDArray[np.bool_], counts: Ints) -> Rounded:
    _in_steps(found, where, TENTHS, counts.shape[-1])
    found.binned[where] = True
    return found


def _in_steps(found: Rounded, where: NDArray[np.bool_], to_a_point: int, scale: int) -> None:
    """Positions of 20 answers and more, and all sums that read the same."""
    n, at = found.n[where], steps(found.low[where], found.n[where], to_a_point)
    found.position[where] = at / to_a_point
    found.low[where], found.high[where] = sums_at(at, n, to_a_point, scale)
    found.need[where] = found.high[where] - found.low[where]
    found.told_low[where], found.told_high[where] = found.low[where], found.high[where]


def sums_at(at: Ints, n: Ints, to_a_point: int, scale: int) -> tuple[Ints, Ints]:
    """The lowest and the highest sum of n answers that round to these steps."""
    even, twice = at % 2 == 0, 2 * to_a_point
    below, above = n * (2 * at - 1), n * (2 * at + 1)
    low = np.where(even, -(-below // twice), below // twice + 1)
    high = np.where(even, above // twice, -(-above // twice) - 1)
    return np.maximum(low, n), np.minimum(high, n * scale)
