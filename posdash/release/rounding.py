"""What is shown of whole arrays of tallies: tier, position, agreement and bins, all as arrays."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from posdash.measures import library as measures
from posdash.release import bins
from posdash.release.bins import FULL_FROM
from posdash.release.grain import HALVES, NO_BAND, TENTHS, grain, steps
from posdash.release.values import Binned, Coarse, Full, Withheld

Ints = NDArray[Any]
Flags = NDArray[np.bool_]
TIERS: tuple[type, ...] = (Withheld, Coarse, Binned, Full)
WITHHELD, COARSE, BINNED, FULL = range(4)
"""The tiers as numbers; a lower one shows less."""

BINNED_FROM = 20  # fewer than that leave single sets of answers behind their bins
STEPS = {COARSE: HALVES, BINNED: TENTHS}
ENUMERATED = {COARSE: BINNED_FROM, BINNED: FULL_FROM}  # of fewer answers all sets were counted
LONG = 5  # points; on shorter scales a band fixes some of the tallies in which one stands alone
UNMOVED = -1


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
    binned: Flags
    low: Ints
    high: Ints
    need: Ints
    told_low: Ints
    told_high: Ints


def ladder(counts: Ints, unknown: Any, k: int) -> Ints:
    """The tiers of tallies (..., K) by how many answers nobody knows (...)."""
    alone = (counts == 1).any(axis=-1)
    by_size = (np.greater_equal(unknown, at) for at in (k, BINNED_FROM, FULL_FROM))
    enough, binned, full = by_size
    return np.asarray(enough * (1 + (binned & enough) * (1 + (full & ~alone & binned))), np.int8)


def sums(counts: Ints) -> Ints:
    """The sum of the answers of tallies (..., K)."""
    return np.asarray(counts @ np.arange(1, counts.shape[-1] + 1))


def rounded(counts: Ints, tier: Any, moved: Any = UNMOVED) -> Rounded:
    """Tallies (..., K) as they are shown at these tiers (...), whatever they are parts of.

    Where few changed, the Coarse position in half points comes from `moved` (...)
    and no agreement is given.
    """
    tier = np.array(np.broadcast_to(tier, counts.shape[:-1]), np.int8)
    given = np.where((tier == WITHHELD)[..., None], 0, counts)  # nothing of it comes any further
    n, total = given.sum(axis=-1), sums(given)
    found = Rounded(
        tier,
        n,
        np.where(tier == FULL, total / np.maximum(n, 1), np.nan),
        np.where(n > 1, measures.band_index(measures.agreement(given), given.shape[-1]), NO_BAND),
        np.zeros(n.shape, np.bool_),
        total,
        total.copy(),
        np.zeros_like(total),
        total.copy(),
        total.copy(),
    )
    for kind in STEPS:
        for number in np.unique(n[tier == kind]).tolist():
            _in_steps(found, (tier == kind) & (n == number), number, given.shape[-1], kind)
    where = tier == BINNED
    if where.any():
        found.binned[where] = bins.given(
            given[where], found.low[where], found.high[where], found.band[where]
        )
    # how many sets are left to each sum beside its bins was not counted: all its sums stay open
    found.need[found.binned] = (found.high - found.low)[found.binned]
    moved = np.broadcast_to(moved, tier.shape)
    for place in zip(*np.nonzero((tier == COARSE) & (moved != UNMOVED)), strict=True):
        _move(found, place, int(moved[place]), given.shape[-1])
    return found


def _in_steps(found: Rounded, where: Flags, n: int, scale: int, kind: int) -> None:
    if n < ENUMERATED[kind]:
        table = grain(scale, n, STEPS[kind])
        at = found.low[where] - n
        band = np.where(table.banded[at], found.band[where], NO_BAND)
        position = table.position[at]
        open_sums = (table.low, table.high, table.need, table.joined_low, table.joined_high)
        low, high, need, told_low, told_high = (each[at, band] for each in open_sums)
        known = (n + low, n + high, need, n + told_low, n + told_high)
    else:
        alone_tells = kind == BINNED and scale < LONG and n < bins.MANY
        band = np.full_like(found.band[where], NO_BAND) if alone_tells else found.band[where]
        position = inside(steps(found.low[where], n, STEPS[kind]), scale, kind)
        low, high = sums_at(position, n, scale, kind)
        known = (low, high, high - low, low, high)
    found.position[where], found.band[where] = position / STEPS[kind], band
    for array, values in zip(found[5:], known, strict=True):
        array[where] = values


def inside(at: Ints, scale: int, kind: int) -> Ints:
    """Positions in steps, in tenths without the ends: all at an end would be one set of answers."""
    inwards = int(kind == BINNED)
    return np.clip(at, STEPS[kind] + inwards, STEPS[kind] * scale - inwards)


def sums_at(at: Ints, n: Any, scale: int, kind: int) -> tuple[Ints, Ints]:
    """The lowest and the highest sum of n answers that are shown as this position in steps."""
    even, twice = at % 2 == 0, 2 * STEPS[kind]
    below, above = n * (2 * at - 1), n * (2 * at + 1)
    low = np.where(even, -(-below // twice), below // twice + 1)
    high = np.where(even, above // twice, -(-above // twice) - 1)
    ends = inside(np.array([0, STEPS[kind] * scale]), scale, kind)
    return np.where(at <= ends[0], n, low), np.where(at >= ends[1], n * scale, high)


def half_points(total: int, n: int, scale: int) -> int:
    """The Coarse position of answers of that sum, in half points."""
    if n < BINNED_FROM:
        return int(grain(scale, n, HALVES).position[total - n])
    return int(steps(total, n, HALVES))


def _move(found: Rounded, place: tuple[Any, ...], at: int, scale: int) -> None:
    n = int(found.n[place])
    if n < BINNED_FROM:
        table = grain(scale, n, HALVES)
        one = int(np.argmax(table.position >= at))
        low, high = n + int(table.low[one, NO_BAND]), n + int(table.high[one, NO_BAND])
        need = int(table.need[one, NO_BAND])
    else:
        low, high = (int(end) for end in sums_at(np.array(at), n, scale, COARSE))
        need = high - low
    found.position[place], found.band[place] = at / HALVES, NO_BAND
    for array, value in zip(found[5:], (low, high, need, low, high), strict=True):
        array[place] = value
