"""All that anything said beyond a released value may rest on: verdicts, pooled positions, z.

Whoever hears every verdict there is can work out no more of a tally than what
stands here, and more than one set of answers fits that and the released value.
"""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from posdash.measures import library as measures
from posdash.measures.library import Numbers
from posdash.release.grain import NO_BAND
from posdash.release.rounding import FULL, WITHHELD, Ints, Rounded

_DISTANCE_OF_NORMAL = 2 / np.sqrt(np.pi)  # average distance of two normal answers, in SDs


class Judged(NamedTuple):
    """Tallies as verdicts may know them, one entry per tally; arrays of one shape.

    `n` answers, NaN where no verdict may be said. The mean lies within `slack`
    of `mean`, in points. `variance` (n - 1, points²) is the answers' own where
    all is shown; else what the released agreement usually means, NaN where that is
    not shown. `tier` is a number from rounding.
    """

    n: Numbers
    mean: Numbers
    variance: Numbers
    slack: Numbers
    tier: Ints


def judged(counts: Any, shown: Rounded, silent: Any = False) -> Judged:
    """Tallies (..., K), shown like this, as verdicts may know them.

    No verdict may be said where they are `silent` (...), as where a position
    was moved, or few changed in the group.
    """
    given = np.asarray(counts, dtype=np.float64)
    n = np.where((shown.tier == WITHHELD) | np.asarray(silent), np.nan, shown.n)
    own, usual = _variance(given), _usual(shown.band, given.shape[-1])
    variance = np.where(shown.tier == FULL, own, usual)
    return Judged(
        n,
        (shown.told_low + shown.told_high) / (2 * n),
        np.where(np.isnan(n), np.nan, variance),
        (shown.told_high - shown.told_low) / (2 * n),
        shown.tier,
    )


def _variance(counts: Numbers) -> Numbers:
    places, n = np.arange(1, counts.shape[-1] + 1), counts.sum(axis=-1)
    total, squares = counts @ places, counts @ places**2
    with np.errstate(divide="ignore", invalid="ignore"):  # NaN below two answers
        return np.asarray((squares - total**2 / n) / (n - 1))


def _usual(band: Ints, scale: int) -> Numbers:
    """The variance of normal answers that agree as in the middle of the band."""
    found = np.full(NO_BAND + 1, np.nan)
    for at, (low, high) in enumerate(pairwise((0.0, *measures.cut_offs(scale), 1.0))):
        distance = (1 - (low + high) / 2) * (scale - 1) / 2
        found[at] = (distance / _DISTANCE_OF_NORMAL) ** 2
    return found[band]
