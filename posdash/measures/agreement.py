"""How far apart people stand: the average distance of two members, and agreement from it."""

from enum import StrEnum
from typing import Any

import numpy as np

from posdash.measures.measure import Measure, Numbers, as_counts, divided, points


class Band(StrEnum):
    """Agreement in words, which is all that few answers bear."""

    CLOSE = "close"
    MIXED = "mixed"
    WIDE = "wide"


CLOSE_FROM, MIXED_FROM = 0.70, 0.40


def average_distance(counts: Any) -> Numbers:
    """Mean distance between two members, in points, 0..K-1; NaN below 2 answers.

    Gini mean difference from cumulative counts C_k: 2 sum C_k (n - C_k) / (n (n-1)).
    Counts (..., K) in, (...) out.
    """
    c = as_counts(counts)
    n = c.sum(axis=-1)
    below = c.cumsum(axis=-1)[..., :-1]
    return divided(2 * (below * (n[..., None] - below)).sum(axis=-1), n * (n - 1))


def agreement(counts: Any) -> Numbers:
    """1 where all answer the same, 0 where two members differ as from a split in halves.

    Ordinal l-squared (Blair & Lacy 2000) in its pairwise form, which does not
    drift with n: 1 - 2 GMD / (K-1). From about -1/(n-1) up to 1; NaN below 2
    answers. Show max(0, .), aggregate the raw value.
    """
    c = as_counts(counts)
    return np.asarray(1 - 2 * average_distance(c) / (c.shape[-1] - 1))


def r_wg(counts: Any) -> Numbers:
    """1 where all answer the same, 0 where answers vary as if by chance, 0..1; NaN below 2.

    1 - s² / ((K²-1)/12), the variance (n-1) against that of a flat distribution,
    floored at 0. It flatters small groups: to look up, never to rank by.
    Counts (..., K) in, (...) out. Source: James, Demaree & Wolf 1984.
    """
    c = as_counts(counts)
    n, total = c.sum(axis=-1), (c * points(c)).sum(axis=-1)
    squares = (c * points(c) ** 2).sum(axis=-1) - divided(total**2, n)
    flat = (c.shape[-1] ** 2 - 1) / 12
    return np.asarray(np.maximum(1 - divided(squares, n - 1) / flat, 0.0))


def band(agreement: float) -> Band:
    """Close from 0.70 on, mixed from 0.40 on, else wide apart."""
    if agreement >= CLOSE_FROM:
        return Band.CLOSE
    return Band.MIXED if agreement >= MIXED_FROM else Band.WIDE


DISTANCE = Measure(
    name="average distance",
    title="Average distance between two members",
    sentence="Two colleagues picked at random answer this many points apart.",
    source="Gini mean difference.",
    example=((4, 0, 0, 0, 0, 0, 4), 24 / 7),
    compute=average_distance,
)
AGREEMENT = Measure(
    name="agreement",
    title="Agreement",
    sentence="1 when all answer the same, about 0 when half stand at either end.",
    source="Ordinal l-squared, Blair & Lacy 2000, in its pairwise, unbiased form.",
    example=((4, 0, 0, 0, 0, 0, 4), -1 / 7),
    compute=agreement,
)
R_WG = Measure(
    name="r_wg",
    title="Within-group agreement (r_wg, against a flat distribution)",
    sentence="The same question in another form, for comparison: small teams look too close.",
    source="James, Demaree & Wolf 1984.",
    example=((0, 0, 1, 1, 1, 0, 0), 0.75),
    compute=r_wg,
)
