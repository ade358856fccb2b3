"""Two camps: the best split of the answers in two, and whether it is worth saying."""

from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np

from posdash.measures.measure import Measure, Numbers, as_counts, divided, points

CALIBRATED_SCALE = 7  # the thresholds were found by simulation on seven points
FEWEST = 8  # below, flat and bell-shaped teams look split too often
ETA_SQUARED = 0.905  # at 0.90, 12.4 % of J-shaped teams of eight would look split, now 11.1 %
SMALLER_CAMP = 2
SMALLER_SHARE = 0.25


class Camps(StrEnum):
    """What may be said about camps."""

    TWO_CAMPS = "two_camps"
    NONE = "none"
    TOO_FEW = "too_few"
    NOT_CALIBRATED = "not_calibrated"


class Split(NamedTuple):
    """The best cut in two: share of variance between the sides, their distance, their people.

    `eta_squared` 0..1, `gap` in points, `left` and `right` in people; NaN and 0
    where all answered the same or nobody did.
    """

    eta_squared: Numbers
    gap: Numbers
    left: Numbers
    right: Numbers


def best_split(counts: Any) -> Split:
    """The cut q with the largest eta squared, the first on a tie. Counts (..., K) in, (...) out.

    eta²(q) = (n_L n_R / n)(m_R - m_L)² / (sum k² c_k - n m²): the share of the
    variance that lies between the two sides. Source: Otsu 1979, the same criterion.
    """
    c = as_counts(counts)
    n, total = c.sum(axis=-1, keepdims=True), (c * points(c)).sum(axis=-1, keepdims=True)
    left, below = c.cumsum(axis=-1)[..., :-1], (c * points(c)).cumsum(axis=-1)[..., :-1]
    right = n - left
    gap = divided(total - below, right) - divided(below, left)
    squares = (c * points(c) ** 2).sum(axis=-1, keepdims=True) - divided(total**2, n)
    eta = divided(divided(left * right, n + 0 * left) * gap**2, squares + 0 * left)
    eta = np.where(np.isnan(eta), -1.0, np.round(eta, 12))  # equal cuts must tie to the last digit
    best = eta.argmax(axis=-1)[..., None]
    eta_squared, gap, left, right = (
        np.take_along_axis(each, best, axis=-1)[..., 0] for each in (eta, gap, left, right)
    )
    found = eta_squared >= 0
    return Split(
        np.where(found, eta_squared, np.nan),
        np.where(found, np.round(gap, 12), np.nan),  # three points are three, mirrored too
        np.where(found, left, 0.0),
        np.where(found, right, 0.0),
    )


def two_camps(counts: Any) -> Any:
    """Whether there may be two camps: true or false for each tally (..., K).

    Calibrated for seven points; false wherever no verdict can be given.
    """
    c = as_counts(counts)
    n, split = c.sum(axis=-1), best_split(c)
    smaller = np.minimum(split.left, split.right)
    apart = np.nan_to_num(split.gap) >= (c.shape[-1] - 1) / 2
    large = (smaller >= SMALLER_CAMP) & (smaller >= SMALLER_SHARE * n)
    clear = np.nan_to_num(split.eta_squared) >= ETA_SQUARED
    return (n >= FEWEST) & clear & apart & large & (c.shape[-1] == CALIBRATED_SCALE)


def camps(counts: Any) -> Camps:
    """The verdict on one tally (K)."""
    c = as_counts(counts)
    if c.shape[-1] != CALIBRATED_SCALE:
        return Camps.NOT_CALIBRATED
    if c.sum() < FEWEST:
        return Camps.TOO_FEW
    return Camps.TWO_CAMPS if two_camps(c) else Camps.NONE


_SAID = {
    Camps.TWO_CAMPS: "two camps",
    Camps.NONE: "no camps",
    Camps.TOO_FEW: "too few answers",
    Camps.NOT_CALIBRATED: "not calibrated for this scale",
}
CAMPS = Measure(
    name="two camps",
    title="Two camps (share of variance between the best two)",
    sentence="There may be two groups here, each close in itself: worth a conversation.",
    source="Best binary split by eta squared, as Otsu 1979; thresholds by this project.",
    example=((0, 4, 0, 0, 0, 4, 0), 1.0),
    compute=lambda counts: best_split(counts).eta_squared,
    verdict=lambda counts: _SAID[camps(counts)],
)
