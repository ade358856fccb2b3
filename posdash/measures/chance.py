"""What could be chance: the smallest change that shows, and lists of many differences."""

from typing import Any

import numpy as np
from scipy.special import stdtr, stdtrit

from posdash.measures.measure import Numbers, divided


def minimum_detectable_change(first: Any, second: Any, within: Any) -> Numbers:
    """The smallest difference of two means that n1 and n2 answers can show, in points.

    t(.975, n1+n2-2) sqrt(MSW (1/n1 + 1/n2)), with the organisation's mean square
    `within` groups; infinite below 3 answers in all or 1 in each. Source: Student 1908.
    """
    n1, n2 = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    freedom = n1 + n2 - 2
    least = stdtrit(np.maximum(freedom, 1), 0.975) * _error(n1, n2, within)
    return np.where(freedom > 0, least, np.inf)


def rounded_p_value(points: Any, first: Any, second: Any, within: Any) -> Numbers:
    """p-value of a difference of two rounded means of n1 and n2 answers, two-sided.

    Student's t with the organisation's mean square, never the groups' own; NaN
    below 3 answers in all, and where that mean square is 0.
    """
    n1, n2 = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    away = np.abs(np.asarray(points, dtype=float))
    t = divided(*np.broadcast_arrays(away, _error(n1, n2, within)))
    return np.asarray(2 * stdtr(n1 + n2 - 2, -t))


def holm(p: Any, alpha: float) -> Any:
    """Which differences to point out, so that even one by chance is unlikely (alpha).

    p-values (..., m) in, booleans (..., m) out; NaN is never pointed out. Source: Holm 1979.
    """
    values = np.asarray(p, dtype=float)
    order = np.argsort(values, axis=-1)  # NaN last
    left = np.count_nonzero(~np.isnan(values), axis=-1)[..., None] - np.arange(values.shape[-1])
    passed = np.take_along_axis(values, order, -1) <= alpha / np.maximum(left, 1)
    out = np.zeros(values.shape, dtype=bool)
    np.put_along_axis(out, order, np.logical_and.accumulate(passed, axis=-1), -1)
    return out


def _error(n1: Numbers, n2: Numbers, within: Any) -> Numbers:
    """Standard error of a difference of two means; infinite where one has no answer."""
    shares = 1 / np.maximum(n1, 1) + 1 / np.maximum(n2, 1)
    error = np.sqrt(np.asarray(within, dtype=float) * shares)
    return np.where((n1 > 0) & (n2 > 0), error, np.inf)
