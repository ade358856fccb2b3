"""How much of the difference between people is a matter of the group they are in."""

from typing import Any

import numpy as np

from posdash.measures.measure import Measure, Numbers, Of, divided
from posdash.measures.variances import MeanSquares, mean_squares


def icc(counts: Any) -> tuple[Numbers, Numbers]:
    """ICC(1) and ICC(2) of groups on the first axis. Counts (G, ..., K) in, two arrays (...) out.

    ICC(1) = (MSB - MSW) / (MSB + (n0-1) MSW); ICC(2) = (MSB - MSW) / MSB; show
    max(0, .). NaN below 2 groups, without a group of 2, or where all are equal;
    1 where nobody differs within groups. Source: Shrout & Fleiss 1979; Bliese 2000.
    """
    found = mean_squares(counts)
    return icc1(found), divided(found.between - found.within, np.nan_to_num(found.between))


def icc1(found: MeanSquares) -> Numbers:
    """ICC(1) from mean squares, an entry for each."""
    total = found.between + (found.size - 1) * found.within
    return divided(found.between - found.within, np.nan_to_num(total))


_TARGETS = tuple(
    tuple(sum(rating == place for rating in ratings) for place in range(1, 11))
    for ratings in (
        (9, 2, 5, 8),
        (6, 1, 3, 2),
        (8, 4, 6, 8),
        (7, 1, 2, 6),
        (10, 5, 6, 9),
        (6, 2, 4, 7),
    )
)
ICC1 = Measure(
    name="icc1",
    title="ICC(1)",
    sentence="How much of the difference between people is a matter of which team they are in.",
    source="Shrout & Fleiss 1979, with their worked example.",
    example=(_TARGETS, 0.16574),
    compute=lambda counts: icc(counts)[0],
    of=Of.GROUPS,
)
ICC2 = Measure(
    name="icc2",
    title="ICC(2)",
    sentence="How dependable the average of a team is.",
    source="Shrout & Fleiss 1979, with their worked example.",
    example=(_TARGETS, 0.44280),
    compute=lambda counts: icc(counts)[1],
    of=Of.GROUPS,
)
