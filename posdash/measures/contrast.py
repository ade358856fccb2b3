"""How far one mean stands from another, from their moments alone: no counts are needed."""

from typing import Any, NamedTuple

import numpy as np
from scipy.special import stdtrit

from posdash.measures.measure import Interval, Numbers
from posdash.measures.position import mean_position, moments_interval, smoothed_moments
from posdash.measures.shift import mover_interval

POWER = 0.80


class Moments(NamedTuple):
    """Number of answers, their mean (1..K) and variance (points², divided by n), an entry each."""

    n: Numbers
    mean: Numbers
    variance: Numbers


def moments(counts: Any) -> Moments:
    """Of counts (..., K); NaN for nobody."""
    c = np.asarray(counts, dtype=float)
    mean, points = mean_position(c), np.arange(1, c.shape[-1] + 1, dtype=float)
    n = c.sum(axis=-1)
    squares = (c * points**2).sum(axis=-1) / np.where(n > 0, n, np.nan)
    return Moments(n, mean, np.maximum(squares - mean**2, 0.0))


def contrast(
    first: Moments, second: Moments, scale: int, alpha: Any = 0.05
) -> tuple[Numbers, Interval[Numbers]]:
    """How far the second mean stands from the first, in points, with its 1 - `alpha` interval.

    MOVER of two Wilson intervals on the effective sample size, with Student's t on
    Welch's degrees of freedom; never of zero width, NaN where either is empty.
    Source: Zou & Donner 2008; Welch 1947 for the degrees of freedom.
    """
    t = stdtrit(_freedom(first, second, scale), 1 - np.asarray(alpha) / 2)
    low, high = (moments_interval(*one, scale, t) for one in (first, second))
    apart = mover_interval(first.mean, *low, second.mean, *high)
    return second.mean - first.mean, apart


def detectable(first: Moments, second: Moments, scale: int, alpha: Any = 0.05) -> Numbers:
    """The smallest true difference found in four cases of five at this level, at most K - 1.

    (t(1-alpha/2) + t(.8)) times the standard error, with the spread of `contrast`.
    Source: Cohen 1988.
    """
    freedom = _freedom(first, second, scale)
    t = stdtrit(freedom, 1 - np.asarray(alpha) / 2) + stdtrit(freedom, POWER)
    error = np.sqrt(sum(smoothed_moments(*one, scale)[1] / one.n for one in (first, second)))
    return np.asarray(np.minimum(t * error, scale - 1))


def _freedom(first: Moments, second: Moments, scale: int) -> Numbers:
    """n + 1 for one mean alone, as in its Wilson interval; about the sum for two alike."""
    a, b = (smoothed_moments(*one, scale)[1] / one.n for one in (first, second))
    return np.asarray((a + b) ** 2 / (a**2 / (first.n + 1) + b**2 / (second.n + 1)))
