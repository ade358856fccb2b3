"""Populations whose truth is known, as shares of people at each point, and what is drawn of them.

The first ones are on seven points. The others are for any scale; their spreads and distances are
in units of (K-1)/6, which on seven points is one point.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from posdash.measures.measure import Numbers

SCALE = 7
SCALES = (5, 7, 10)
POINTS = np.arange(1, SCALE + 1)
USUAL = 1.4  # units that people of one team usually spread by

Ints = NDArray[np.int64]
Shape = Callable[[np.random.Generator, int, int], Numbers]


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


def drawn(rng: np.random.Generator, n: int, draws: int, shares: Numbers = SHARES) -> Ints:
    """Tallies of n answers drawn with replacement. Shares (P, 7) in, (draws, P, 7) out."""
    return rng.multinomial(n, shares, size=(draws, len(shares)))


def unit(scale: int) -> float:
    """What on seven points is one point."""
    return (scale - 1) / 6


def rounded(centres: Numbers, spread: Numbers | float, scale: int) -> Numbers:
    """People spread normally, to whole points 1..K. In units from 1 on: (...) in, (..., K) out."""
    edges = (np.arange(1, scale) - 0.5) / unit(scale) + 1
    ends = np.concatenate(([-np.inf], edges, [np.inf]))
    middle, wide = np.asarray(centres)[..., None], np.asarray(spread)[..., None]
    return np.diff(ndtr((ends - middle) / wide), axis=-1)


def any_bell(rng: np.random.Generator, questions: int, scale: int) -> Numbers:
    """Bells anywhere, of the usual spread. (questions, K) out, as of all the shapes below."""
    return rounded(rng.uniform(2, 6, questions), USUAL, scale)


def any_spread(rng: np.random.Generator, questions: int, scale: int) -> Numbers:
    """Bells anywhere, from close together to wide apart."""
    return rounded(rng.uniform(2, 6, questions), rng.uniform(0.6, 2.2, questions), scale)


def at_an_end(rng: np.random.Generator, questions: int, scale: int) -> Numbers:
    """Most at one end, with a long tail."""
    low = rounded(rng.uniform(0, 1.2, questions), rng.uniform(1.0, 2.0, questions), scale)
    turned = rng.random((questions, 1)) < 0.5
    return np.where(turned, low[:, ::-1], low)


def ends_inflated(rng: np.random.Generator, questions: int, scale: int) -> Numbers:
    """Bells, but a tenth to a third of the people say an end whatever they think."""
    extra = rng.uniform(0.1, 0.33, (questions, 1))
    to_the_left = rng.random((questions, 1))
    shares = (1 - extra) * any_bell(rng, questions, scale)
    shares[:, :1] += extra * to_the_left
    shares[:, -1:] += extra * (1 - to_the_left)
    return shares


def three_clusters(rng: np.random.Generator, questions: int, scale: int) -> Numbers:
    """Some near each end and some in the middle, each of the three close together."""
    weights = rng.dirichlet((4, 4, 4), questions)
    parts = rounded(np.array([1.6, 4.0, 6.4]), 0.5, scale)
    return np.asarray(weights @ parts)


def random_thresholds(rng: np.random.Generator, questions: int, scale: int) -> Numbers:
    """A normal opinion, put on points that each question makes wide or narrow in its own way."""
    even = (np.arange(1, scale) - 0.5) / unit(scale) + 1
    odd = even + rng.uniform(-0.4, 0.4, (questions, scale - 1)) / unit(scale)
    ends, centres = np.full((questions, 1), np.inf), rng.uniform(2, 6, (questions, 1))
    edges = np.concatenate((-ends, (odd - centres) / USUAL, ends), axis=-1)
    return np.diff(ndtr(edges), axis=-1)


def flat(rng: np.random.Generator, questions: int, scale: int) -> Numbers:
    """Every point as likely."""
    return np.full((questions, scale), 1 / scale)


SHAPES: Mapping[str, Shape] = {
    "bells": any_bell,
    "any spread": any_spread,
    "at an end": at_an_end,
    "ends inflated": ends_inflated,
    "three clusters": three_clusters,
    "random thresholds": random_thresholds,
    "flat": flat,
}


def mixed(rng: np.random.Generator, questions: int, scale: int) -> Numbers:
    """Each question of one of the shapes."""
    kinds = np.array([shape(rng, questions, scale) for shape in SHAPES.values()])
    return np.asarray(kinds[rng.integers(len(kinds), size=questions), np.arange(questions)])


def points_of(shares: Numbers, quantile: Numbers) -> Ints:
    """Who stands at which share of the people, from the left, on which point 1..K.

    Shares (..., K) and quantiles (..., n) in 0..1 in, points (..., n) out.
    """
    up_to = shares.cumsum(axis=-1)[..., None, :-1]
    return (quantile[..., None] > up_to).sum(axis=-1) + 1


def counted(points: Ints, scale: int) -> Ints:
    """Points (..., n) to counts (..., K)."""
    return np.stack([(points == point).sum(axis=-1) for point in range(1, scale + 1)], axis=-1)
