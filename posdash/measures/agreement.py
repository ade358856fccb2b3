"""How far apart people stand: the average distance of two members, and agreement from it.

Where agreement begins to be close, and ends to be wide apart, is held against
the spread that usual groups have on a scale of so many points: the standard
deviation within groups is about 1.4 on seven points, and 1.15 on five, more of
the scale's length (Bliese & Halverson 2002: 49 companies, 19 questions). So a
cut in points that fits seven called half of those companies' answers wide
apart. With the cuts below such groups fall into the bands alike: of eight
answers 6, 69, 26 % on seven points and 5, 66, 30 % on five.
"""

from enum import StrEnum
from typing import Any

import numpy as np

from posdash.measures.measure import Measure, Numbers, as_counts, divided, points


class Band(StrEnum):
    """Agreement in words, which is all that few answers bear."""

    CLOSE = "close"
    MIXED = "mixed"
    WIDE = "wide"


BANDS = (Band.WIDE, Band.MIXED, Band.CLOSE)
_SHORT = {6: (0.34, 0.67), 5: (0.27, 0.63), 4: (0.27, 0.63), 3: (0.27, 0.63)}


def average_distance(counts: Any) -> Numbers:
    """Mean distance between two members, in points, 0..K-1; NaN below 2 answers.

    Gini mean difference from cumulative counts C_k: 2 sum C_k (n - C_k) / (n (n-1)).
    Counts (..., K) in, (...) out.
    """
    c = as_counts(counts)
    n = c.sum(axis=-1)
    below = c.cumsum(axis=-1)[..., :-1]
    return divided(2 * (below * (n[..., None] - below)).sum(axis=-1), n * (n - 1))


def distance_error(counts: Any) -> Numbers:
    """Standard error of the average distance, in points; NaN below 3 answers, 0 where all agree.

    The jackknife: how much it changes when each answer in turn is left out.
    Counts (..., K) in, (...) out. Source: Efron & Stein 1981.
    """
    c = as_counts(counts)
    n, place = c.sum(axis=-1), points(c)
    to_others = c @ np.abs(place[:, None] - place)  # of somebody at each point
    everything = (c * to_others).sum(axis=-1)
    left = (n - 1) * (n - 2)
    without = divided(everything[..., None] - 2 * to_others, left[..., None] + 0 * to_others)
    away = without - divided((c * without).sum(axis=-1), n)[..., None]
    return np.sqrt(divided((n - 1) * (c * away**2).sum(axis=-1), n))


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


def cut_offs(scale: int) -> tuple[float, float]:
    """From which agreement on it is mixed, and from which close, on a scale of 3..11 points."""
    return _SHORT.get(scale, (0.40, 0.70))


def band_index(agreement: Any, scale: int) -> Any:
    """0 wide apart, 1 mixed, 2 close, as in BANDS, for agreement (...) on so many points.

    A whole number for each; NaN counts as wide apart.
    """
    known = np.round(np.asarray(agreement, dtype=np.float64), 12)  # a tie is one on every path
    return np.sum([known >= edge for edge in cut_offs(scale)], axis=0)


def band(agreement: float, scale: int) -> Band:
    """The same of one agreement, by its name."""
    return BANDS[int(band_index(agreement, scale))]


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
