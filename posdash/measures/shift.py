"""How far a group moved, or wants to move: the difference of two positions with its interval."""

from typing import Any

import numpy as np

from posdash.measures.measure import Interval, Numbers, as_counts
from posdash.measures.position import mean_position, wilson_interval

MOST_CORRELATION = 0.9  # a higher one, estimated from few, would make the interval too narrow


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


def shift(now: Any, aim: Any, r: Any = 0.0, both: Any = None) -> tuple[Numbers, Interval[Numbers]]:
    """Now -> aim in points, ±(K-1), with its interval. Counts (..., K) in, (...) out.

    `both` people answered both; `r` is the correlation within groups, pooled
    over the round. Either may be unknown (None, or NaN for `r`): then answers
    count as unpaired, which is safe and costs power.
    """
    first, second = as_counts(now), as_counts(aim)
    r_e = _effective(r, both, np.sqrt(first.sum(axis=-1) * second.sum(axis=-1)))
    before, after = mean_position(first), mean_position(second)
    interval = mover_interval(before, *wilson_interval(first), after, *wilson_interval(second), r_e)
    return after - before, interval


def _effective(r: Any, both: Any, n: Numbers) -> Numbers:
    if r is None or both is None:
        return np.zeros_like(n)
    known = np.nan_to_num(np.clip(r, 0.0, MOST_CORRELATION))
    return np.asarray(known * np.asarray(both) / np.maximum(n, 1.0))
