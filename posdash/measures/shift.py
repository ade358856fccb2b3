"""How far a group moved, or wants to move: the difference of two positions with its interval."""

from typing import Any

import numpy as np

from posdash.measures.measure import Interval, Measure, Numbers, Of, as_counts, divided
from posdash.measures.position import mean_position, wilson_interval

MOST_CORRELATION = 0.9  # a higher one, estimated from few, would make the interval too narrow
HALVINGS = 40  # a p-value to twelve digits


def mover_interval(
    m1: Any, l1: Any, u1: Any, m2: Any, l2: Any, u2: Any, r_e: Any = 0.0
) -> Interval[Numbers]:
    """95 % interval of m2 - m1 from the 95 % intervals of both; never of zero width.

    Method of variance estimates recovery; `r_e` is the effective correlation.
    Source: Newcombe 1998; Zou & Donner 2008.
    """
    difference = m2 - m1
    lower = (m2 - l2) ** 2 + (u1 - m1) ** 2 - 2 * r_e * (m2 - l2) * (u1 - m1)
    upper = (u2 - m2) ** 2 + (m1 - l1) ** 2 - 2 * r_e * (u2 - m2) * (m1 - l1)
    return Interval(difference - np.sqrt(lower), difference + np.sqrt(upper))


def shift(
    now: Any, aim: Any, r: Any = 0.0, both: Any = None, alpha: Any = 0.05
) -> tuple[Numbers, Interval[Numbers]]:
    """Now -> aim in points, ±(K-1), with its interval. Counts (..., K) in, (...) out.

    `both` people answered both; `r` is the correlation within groups, pooled
    over the round. Either may be unknown (None, or NaN for `r`): then answers
    count as unpaired, which is safe and costs power.
    """
    first, second = as_counts(now), as_counts(aim)
    r_e = _effective(r, both, np.sqrt(first.sum(axis=-1) * second.sum(axis=-1)))
    before, after = mean_position(first), mean_position(second)
    low = wilson_interval(first, alpha=alpha), wilson_interval(second, alpha=alpha)
    return after - before, mover_interval(before, *low[0], after, *low[1], r_e)


def p_value(now: Any, aim: Any, r: Any = 0.0, both: Any = None) -> Numbers:
    """The smallest alpha whose interval of the shift excludes 0; 1 for no shift at all.

    Counts (..., K) in, (...) out; NaN where either is empty. Found by halving.
    """
    points, _ = shift(now, aim)
    low, high = np.zeros_like(points), np.ones_like(points)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        _, interval = shift(now, aim, r, both, middle)
        outside = (interval.low > 0) | (interval.high < 0)
        low, high = np.where(outside, low, middle), np.where(outside, middle, high)
    return np.where(np.isnan(points), np.nan, high)


def pooled_correlation(xx: Any, yy: Any, xy: Any) -> Numbers:
    """Correlation from sums of squares and products within groups; NaN where nobody differs."""
    return divided(as_counts(xy), np.sqrt(as_counts(xx) * as_counts(yy)))


def _effective(r: Any, both: Any, n: Numbers) -> Numbers:
    if r is None or both is None:
        return np.zeros_like(n)
    known = np.nan_to_num(np.clip(r, 0.0, MOST_CORRELATION))
    return np.asarray(known * np.asarray(both) / np.maximum(n, 1.0))


SHIFT = Measure(
    name="shift",
    title="Shift from the first to the second, in points: 95 % interval",
    sentence="The team moved, or wants to move, so far; where 0 is inside, it could be chance.",
    source="Method of variance estimates recovery: Newcombe 1998; Zou & Donner 2008.",
    example=(((0, 1, 2, 2, 2, 1, 0), (0, 0, 1, 2, 2, 2, 1)), (-0.5239, 2.3427)),
    compute=lambda counts: shift(counts[0], counts[1])[1],
    of=Of.TWO,
)
