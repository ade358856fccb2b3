"""The gap between the extremes: how far the outer thirds of a group stand apart."""

from typing import Any

import numpy as np

from posdash.measures.measure import Measure, Numbers, as_counts, divided, points

FEWEST = 6  # below, a third is fewer than two people


def outer_thirds(counts: Any) -> tuple[Numbers, Numbers]:
    """Means of the leftmost and the rightmost n/3 answers, with fractional counts.

    Counts (..., K) in, two arrays (...) in points 1..K out; NaN below 6 answers:
    as a band to draw they would do from 2 on, but the gap between them needs 6.
    """
    c = as_counts(counts)
    n = c.sum(axis=-1)
    third = np.where(n >= FEWEST, n / 3, 0.0)
    left = _mean_of_first(c, points(c), third)
    right = _mean_of_first(c[..., ::-1], points(c)[::-1], third)
    return left, right


def outer_third_gap(counts: Any) -> Numbers:
    """Distance of the two outer thirds' means, 0..K-1; NaN below 6 answers.

    It grows little with n, unlike max - min, and shows no single answer.
    """
    left, right = outer_thirds(counts)
    return right - left


def _mean_of_first(c: Numbers, places: Numbers, share: Numbers) -> Numbers:
    before = c.cumsum(axis=-1) - c
    taken = np.clip(share[..., None] - before, 0.0, c)
    return divided((taken * places).sum(axis=-1), share)


GAP = Measure(
    name="gap",
    title="Outer-third gap",
    sentence="The third furthest right and the third furthest left stand this far apart.",
    source="Difference of the means of the outer thirds, with fractional counts.",
    example=((1, 1, 1, 0, 1, 1, 1), 5.0),
    compute=outer_third_gap,
)
