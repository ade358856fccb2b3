"""Populations on seven points, as shares of people at each point, and tallies drawn from them."""

import numpy as np
from numpy.typing import NDArray

from posdash.measures.measure import Numbers

SCALE = 7
POINTS = np.arange(1, SCALE + 1)


def density(centre: float, spread: float) -> Numbers:
    """A normal density at the seven points, as shares."""
    heights = np.exp(-(((POINTS - centre) / spread) ** 2) / 2)
    return np.asarray(heights / heights.sum())


BELL = density(4, 1)
SKEWED = np.array([0.55, 0.25, 0.12, 0.05, 0.02, 0.005, 0.005])
FLAT = np.full(SCALE, 1 / SCALE)
EDGE = np.array([0.80, 0.15, 0.05, 0, 0, 0, 0])
TWO_CAMPS = (density(2, 0.5) + density(6, 0.5)) / 2
WIDE_CAMPS = np.array([0.1, 0.3, 0.1, 0, 0.1, 0.3, 0.1])
BOTH_ENDS = np.array([0.5, 0, 0, 0, 0, 0, 0.5])
J = np.array([0.45, 0.20, 0.12, 0.09, 0.07, 0.04, 0.03])

POPULATIONS = {
    "bell": BELL,
    "skewed": SKEWED,
    "flat": FLAT,
    "edge": EDGE,
    "two camps": TWO_CAMPS,
}
SHARES = np.array(list(POPULATIONS.values()))


def mean_of(shares: Numbers) -> Numbers:
    """Mean position of populations, 1..7. Shares (..., 7) in, (...) out."""
    return np.asarray((shares * POINTS).sum(axis=-1))


def drawn(
    rng: np.random.Generator, n: int, draws: int, shares: Numbers = SHARES
) -> NDArray[np.int64]:
    """Tallies of n answers drawn with replacement. Shares (P, 7) in, (draws, P, 7) out."""
    return rng.multinomial(n, shares, size=(draws, len(shares)))
