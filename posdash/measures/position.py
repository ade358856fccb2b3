"""Where a group stands: mean position, and the band it could as well stand anywhere in."""

from typing import Any

import numpy as np
from scipy.special import stdtrit

from posdash.measures.measure import Interval, Measure, Numbers, as_counts, divided, points

DESIGN_RATIO = 3.5  # mean(y(1-y)) / mean(v) in simulated teams, where one's own are too few
GROUPS_FOR_RATIO = 10
NORMAL_975 = 1.96


def mean_position(counts: Any) -> Numbers:
    """Mean of the places, 1..K; NaN for n = 0. Counts (..., K) in, (...) out."""
    c = as_counts(counts)
    return divided((c * points(c)).sum(axis=-1), c.sum(axis=-1))


def wilson_interval(counts: Any, group_size: Any = None, alpha: Any = 0.05) -> Interval[Numbers]:
    """Interval of the mean position, inside 1..K; 95 % unless `alpha` (0..1) says otherwise.

    Wilson's interval on the share y = (m-1)/(K-1) with the effective sample
    size of the answers' spread; one pseudo-respondent spread evenly keeps it
    from collapsing where all agree. With `group_size` N it is the finite form:
    n = N gives the point itself. NaN for n = 0. Counts (..., K) in, (...) out.
    It covers least where nearly all stand at one point and few far away, of whom
    a small team may hold none: 78 % with a tenth at an end, and 15 answers.
    Source: Franco, Little, Louis & Slud 2019; O'Neill 2021 for the finite population.
    """
    c = as_counts(counts)
    n, y, scale = c.sum(axis=-1), _share(c), c.shape[-1]
    spread = _variance(c, n) * (scale - 1) ** 2
    size = n * _design_effect(n, mean_position(c), spread, scale)
    if group_size is not None:
        size = size * _finite(n, as_counts(group_size))
    return _wilson(y, size, stdtrit(n + 1, 1 - np.asarray(alpha) / 2), scale)


def moments_interval(n: Any, mean: Any, variance: Any, scale: int, z: Any) -> Interval[Numbers]:
    """The same from n answers' mean and variance (points², divided by n), `z` errors wide."""
    size = np.asarray(n) * _design_effect(n, mean, variance, scale)
    return _wilson((np.asarray(mean) - 1) / (scale - 1), size, np.asarray(z), scale)


def smoothed_moments(n: Any, mean: Any, variance: Any, scale: int) -> tuple[Numbers, Numbers]:
    """Mean and variance in points² with one pseudo-respondent more, spread evenly: never 0."""
    n, mean = np.asarray(n, dtype=float), np.asarray(mean, dtype=float)
    middle, squares = (scale + 1) / 2, (scale + 1) * (2 * scale + 1) / 6
    at = (n * mean + middle) / (n + 1)
    return at, (n * (np.asarray(variance) + mean**2) + squares) / (n + 1) - at**2


def worst_case(low: Any, high: Any, n: Any, people: Any, scale: int) -> Interval[Numbers]:
    """Between what the mean of all `people` lies if that of the n who answered is `low` to `high`.

    All others stand at 1, or all at K: no assumption, and nothing is estimated.
    Source: Manski 1989.
    """
    missing = np.asarray(people, dtype=float) - n
    return Interval(
        np.asarray((np.asarray(low) * n + missing) / people),
        np.asarray((np.asarray(high) * n + missing * scale) / people),
    )


def coarse_interval(
    n: Any, position: Any, scale: int, ratio: float = DESIGN_RATIO
) -> Interval[Numbers]:
    """Probable band of a rounded position, outwards to half points, inside 1..K.

    It depends on n, the rounded position and the organisation's design ratio
    only, never on the group's own spread.
    """
    size = np.asarray(n, dtype=np.float64) * ratio
    y = (np.asarray(position, dtype=np.float64) - 1) / (scale - 1)
    low, high = _wilson(y, size, np.asarray(NORMAL_975), scale)
    return Interval(np.floor(np.asarray(low) * 2) / 2, np.ceil(np.asarray(high) * 2) / 2)


def design_ratio(counts: Any) -> float:
    """mean(y(1-y)) / mean(v) over the tallies of at least 2 answers, 1 or more.

    Counts (groups, ..., K). 3.5 where fewer than ten groups have such a tally,
    for then one group's own spread would show, and where none has any spread.
    """
    c = as_counts(counts)
    usable = c.sum(axis=-1) >= 2
    groups = usable.any(axis=tuple(range(1, usable.ndim))).sum()
    y, spread = _share(c[usable]), _variance(c[usable], c[usable].sum(axis=-1))
    if groups < GROUPS_FOR_RATIO or not spread.mean():
        return DESIGN_RATIO
    return float(np.mean(y * (1 - y)) / np.mean(spread))


def _share(c: Numbers) -> Numbers:
    return np.asarray((mean_position(c) - 1) / (c.shape[-1] - 1))


def _variance(c: Numbers, n: Numbers) -> Numbers:
    """Variance of the shares (k-1)/(K-1)."""
    share = (points(c) - 1) / (c.shape[-1] - 1)
    mean = divided((c * share).sum(axis=-1), n)
    return np.asarray(np.maximum(divided((c * share**2).sum(axis=-1), n) - mean**2, 0.0))


def _design_effect(n: Numbers, mean: Numbers, variance: Numbers, scale: int) -> Numbers:
    at, spread = smoothed_moments(n, mean, variance, scale)
    return np.asarray(np.maximum(divided((at - 1) * (scale - at), spread), 1.0))


def _finite(n: Numbers, people: Numbers) -> Numbers:
    """(N-1)/(N-n), infinite for a census; 1 where nobody answered."""
    missing = people - n
    above = np.broadcast_to(people - 1, missing.shape)
    factor = np.where(missing > 0, divided(above, np.maximum(missing, 0)), np.inf)
    return np.where(n > 0, factor, 1.0)


def _wilson(y: Numbers, n: Numbers, z: Numbers, scale: int) -> Interval[Numbers]:
    with np.errstate(divide="ignore", invalid="ignore"):  # n = 0 gives NaN, as it should
        d = 1 + z**2 / n
        centre = (y + z**2 / (2 * n)) / d
        half = z * np.sqrt(y * (1 - y) / n + z**2 / (4 * n**2)) / d
    low, high = 1 + (scale - 1) * (centre - half), 1 + (scale - 1) * (centre + half)
    return Interval(np.clip(low, 1, scale), np.clip(high, 1, scale))


POSITION = Measure(
    name="mean position",
    title="Mean position",
    sentence="On average the team stands here.",
    source="Arithmetic mean of the places.",
    example=((1, 0, 0, 0, 0, 0, 1), 4.0),
    compute=mean_position,
)
INTERVAL = Measure(
    name="interval",
    title="95 % interval of the mean position",
    sentence="The team could as well stand anywhere in this band.",
    source="Wilson interval on the effective sample size: Franco, Little, Louis & Slud 2019.",
    example=((0, 0, 0, 5, 0, 0, 0), (3.144, 4.856)),
    compute=wilson_interval,
)
