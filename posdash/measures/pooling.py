"""Where groups really stand, drawn together when few answered, and which ones are unusual."""

from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtri

from posdash.measures.measure import Interval, Measure, Numbers, Of, as_counts, divided
from posdash.measures.position import NORMAL_975, mean_position
from posdash.measures.variances import MeanSquares, mean_squares, mean_squares_of

FEWEST_GROUPS = 10  # fewer say too little about how much groups differ


class Pooled(NamedTuple):
    """Partially pooled positions (1..K), their 95 % interval, and the over-dispersed z.

    `average` is the mean that groups are drawn to, an entry per question;
    NaN below ten groups, without a group of 2, and for groups without an answer.
    """

    position: Numbers
    interval: Interval[Numbers]
    z: Numbers
    average: Numbers


def pooled(counts: Any) -> Pooled:
    """Empirical Bayes estimates of groups on the first axis. Counts (G, ..., K) in.

    V = MSW/n_g, S = (G-3)/(G-1) V/(V + tau²): position mu + (1-S)(m_g - mu),
    variance V(1 - (G-1)S/G) + 2 S² (m_g - mu)²/(G-3). With tau² = 0 every
    position is mu. z = (m_g - mu) / sqrt(tau² + V).
    Source: Morris 1983; Spiegelhalter 2005 for z.
    """
    c = as_counts(counts)
    return pooled_of(c.sum(axis=-1), mean_position(c), mean_squares(c).within, c.shape[-1])


def pooled_of(n: Any, means: Any, within: Any, scale: int) -> Pooled:
    """The same from groups' numbers of answers and means (G, ...), and the mean square within."""
    found = mean_squares_of(n, means, within)
    answers, own = np.nan_to_num(n), np.where(np.nan_to_num(n) > 0, means, np.nan)
    error = divided(found.within + 0 * answers, answers)
    enough = (found.groups >= FEWEST_GROUPS) & ~np.isnan(found.within)
    groups = np.where(enough, found.groups, np.nan)
    average = _average(own, error, found)
    away = own - average
    spread = error + found.tau_squared
    drawn = (groups - 3) / (groups - 1) * np.where(spread > 0, divided(error, spread), 0.0)
    position = np.where(found.tau_squared > 0, average + (1 - drawn) * away, average + 0 * drawn)
    variance = error * (1 - (groups - 1) * drawn / groups)
    half = NORMAL_975 * np.sqrt(variance + 2 * drawn**2 * away**2 / (groups - 3))
    return Pooled(
        position=position + 0 * away,
        interval=Interval(np.clip(position - half, 1, scale), np.clip(position + half, 1, scale)),
        z=np.where(enough, np.where(spread == 0, 0.0, divided(away, np.sqrt(spread))), np.nan),
        average=np.where(enough, average, np.nan),
    )


def unusual(z: Any, family: float) -> Any:
    """Which of many groups (...) lie further out than even one of as many would (family) by chance.

    Booleans (...) out. Source: Spiegelhalter 2005, with Bonferroni's limit.
    """
    values = np.asarray(z, dtype=float)
    told = max(int((~np.isnan(values)).sum()), 1)
    return np.abs(values) >= ndtri(1 - family / (2 * told))


def _average(own: Numbers, within: Numbers, found: MeanSquares) -> Numbers:
    """The mean weighted by 1 / (tau² + V_g); by n alone where nobody differs."""
    spread = within + found.tau_squared
    weight = np.where(spread > 0, divided(np.ones_like(spread), spread), 1.0)
    weight = np.where(np.isnan(own), 0.0, weight)
    return divided((weight * np.nan_to_num(own)).sum(axis=0), weight.sum(axis=0))


_TWELVE = tuple((0, 4, 0, 0, 0, 0, 0) if one < 6 else (0, 0, 0, 0, 0, 4, 0) for one in range(12))
POOLING = Measure(
    name="pooled position",
    title="Partially pooled position of the first of ten groups or more",
    sentence="Our best guess of where the team really stands, drawn towards the average when few "
    "answered.",
    source="Empirical Bayes, Morris 1983.",
    example=(_TWELVE, 2.0),
    compute=lambda counts: pooled(counts).position[0],
    of=Of.GROUPS,
)
UNUSUAL = Measure(
    name="over-dispersed z",
    title="Over-dispersed z of the first of ten groups or more",
    sentence="Beyond 2 or below -2 the team stands unusually far from the others.",
    source="Spiegelhalter 2005, funnel plots.",
    example=(_TWELVE, -2.0 / (48 / 11) ** 0.5),
    compute=lambda counts: pooled(counts).z[0],
    of=Of.GROUPS,
)
