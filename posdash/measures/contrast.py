"""How far one mean stands from another, from their moments alone: no counts are needed."""

from typing import Any, NamedTuple

import numpy as np
from scipy.special import stdtrit

from posdash.measures.measure import Interval, Numbers, as_counts, divided, points
from posdash.measures.position import mean_position, moments_interval, smoothed_moments
from posdash.measures.shift import mover_interval

POWER = 0.80


class Moments(NamedTuple):
    """Answers by what differences of means rest on, an entry for each tally, all of one shape.

    `n` answers, their `mean` (1..K) and `variance` (points², divided by n); `freedom` is as
    many answers as the variance is known by: n + 1 of one's own, more of one shared by many.
    """

    n: Numbers
    mean: Numbers
    variance: Numbers
    freedom: Numbers


def moments(counts: Any) -> Moments:
    """Of counts (..., K), with their own variance; NaN for nobody."""
    c = as_counts(counts)
    n, mean = c.sum(axis=-1), mean_position(c)
    squares = divided((c * points(c) ** 2).sum(axis=-1), n)
    return Moments(n, mean, np.maximum(squares - mean**2, 0.0), n + 1)


def contrast(first: Moments, second: Moments, scale: int, alpha: Any = 0.05) -> Interval[Numbers]:
    """How far the second mean stands from the first: the 1 - `alpha` interval, in points.

    MOVER of two Wilson intervals on the effective sample size, with Student's t on
    Welch's degrees of freedom; never of zero width, NaN where either is empty.
    Source: Zou & Donner 2008; Welch 1947 for the degrees of freedom.
    """
    t = stdtrit(_freedom(first, second, scale), 1 - np.asarray(alpha) / 2)
    before, after = (moments_interval(*one[:3], scale, t) for one in (first, second))
    return mover_interval(first.mean, *before, second.mean, *after)


def detectable(first: Moments, second: Moments, scale: int, alpha: Any = 0.05) -> Numbers:
    """The smallest true difference found in four cases of five at this level, in points.

    (t(1 - alpha/2) + t(.8)) times the standard error, with the spread of `contrast`.
    Source: Cohen 1988.
    """
    freedom = _freedom(first, second, scale)
    t = stdtrit(freedom, 1 - np.asarray(alpha) / 2) + stdtrit(freedom, POWER)
    return np.asarray(t * np.sqrt(_square_error(first, scale) + _square_error(second, scale)))


def _square_error(one: Moments, scale: int) -> Numbers:
    return np.asarray(divided(smoothed_moments(*one[:3], scale)[1], one.n))


def _freedom(first: Moments, second: Moments, scale: int) -> Numbers:
    """That of one alone where its error outweighs the other's, about the sum of two alike."""
    a, b = _square_error(first, scale), _square_error(second, scale)
    return np.asarray((a + b) ** 2 / (a**2 / first.freedom + b**2 / second.freedom))
