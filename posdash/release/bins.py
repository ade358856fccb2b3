"""Counts on the left, in the middle and on the right, and where they may be given."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posdash.measures import library as measures
from posdash.release.grain import NO_BAND

Ints = NDArray[Any]
Flags = NDArray[np.bool_]
FEWEST = 3  # in a bin, if anybody is: one or two would be told apart on short scales
FULL_FROM = 30
MANY = 100  # answers; on short scales fewer leave single sets behind bins that are not given


def edge(scale: int) -> int:
    """How many points the outer bins hold: about two sevenths."""
    return max(1, round(2 * scale / 7))


def bins(counts: Sequence[int]) -> tuple[int, int, int]:
    """Counts on the left, in the middle and on the right: 1-2, 3-5, 6-7 of seven points."""
    outer = edge(len(counts))
    return sum(counts[:outer]), sum(counts[outer:-outer]), sum(counts[-outer:])


def large(counts: Ints) -> Flags:
    """Whether nobody or at least three are in each bin, of tallies (..., K)."""
    outer = edge(counts.shape[-1])
    parts = np.split(counts, [outer, counts.shape[-1] - outer], axis=-1)
    each = np.stack([part.sum(axis=-1) for part in parts])
    return np.asarray(((each == 0) | (each >= FEWEST)).all(axis=0))


def given(counts: Ints, low: Ints, high: Ints, band: Ints) -> Flags:
    """Whether the bins of tallies (B x K) may be given, shown beside a band (B) or none.

    No bin may be small, and of the sets of answers near by (one person a point
    further, or two in opposite directions) another one must read the same: a
    sum from `low` to `high`, the same band and bins. As each is then near the
    other, bins are given of both. Where an outer bin is one point of the scale,
    many must have answered.
    """
    found = large(counts)
    if edge(counts.shape[-1]) == 1:
        found &= counts.sum(axis=-1) >= MANY
    if found.any():
        found[found] = _has_a_neighbour(counts[found], low[found], high[found], band[found])
    return found


def _has_a_neighbour(counts: Ints, low: Ints, high: Ints, band: Ints) -> Flags:
    scale = counts.shape[-1]
    near = counts[:, None, :] + _moves(scale)
    total = near @ np.arange(1, scale + 1)
    same = (near >= 0).all(axis=-1) & (low[:, None] <= total) & (total <= high[:, None])
    same &= (band == NO_BAND)[:, None] | (
        measures.band_index(measures.agreement(near), scale) == band[:, None]
    )
    # from 30 on it is known whether one stands alone somewhere: else all counts were shown
    known = (counts.sum(axis=-1) >= FULL_FROM)[:, None]
    same &= ~known | ((near == 1).any(axis=-1) == (counts == 1).any(axis=-1)[:, None])
    return np.asarray(same.any(axis=-1))


@cache
def _moves(scale: int) -> Ints:
    """All changes of counts by one or two people, each a point further within a bin (M x K)."""
    outer = edge(scale)
    inside = [at for at in range(scale - 1) if at + 1 not in {outer, scale - outer}]
    right = np.zeros((len(inside), scale), np.int64)
    right[np.arange(len(inside)), inside] = -1
    right[np.arange(len(inside)), np.array(inside, int) + 1] = 1
    pairs = (right[:, None] - right[None, :]).reshape(-1, scale)
    moves = np.concatenate([right, -right, pairs])
    return np.asarray(moves[moves.any(axis=1)])
