"""Two camps: the best split of the answers in two, and whether it is worth saying.

It is worth saying where two groups make the answers so much likelier than one
group does that a whole picture of questions rarely has one by chance. The
weights below were tried by enumerating every set of answers: of eight people
on seven points, camps at 2 and 6 are found in 80 % of questions, and a picture
of sixteen has one by chance in at most 10 % where people are spread normally.
No rule can have less of the second than 12 % for flat pictures and find so many.
"""

from enum import StrEnum
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from scipy.special import logsumexp, ndtr

from posdash.measures.measure import Measure, Numbers, as_counts, divided, points

FEWEST = 8  # below, too few teams with two camps can be told from the others
SMALLER_CAMP = 2
SMALLER_SHARE = 0.25
LIKELIER = {4: 4.0, 5: 4.0, 6: 1.45, 7: 1.45, 8: 1.45, 9: 1.45, 10: 1.54, 11: 1.54}
"""By points of the scale, how many times likelier for each question of a picture two groups
must be than one. On three points a flat group looks split too often for any rule."""
SHORT = 5  # on so few points camps stand at the ends: at 2 and 4 they cannot be told from a bell


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


def log_likelier(counts: Any) -> Numbers:
    """How many times likelier two groups make the answers than one does, as a logarithm.

    Counts (..., K) in, (...) out; 0 for nobody. Each side is the average
    likelihood over its shapes, by weight: a Bayes factor. Source: Kass & Raftery 1995.
    """
    c = as_counts(counts)
    (two, two_weights), (one, one_weights) = _shapes(c.shape[-1])
    return np.asarray(
        logsumexp(c @ two, axis=-1, b=two_weights) - logsumexp(c @ one, axis=-1, b=one_weights)
    )


@cache
def _shapes(scale: int) -> tuple[tuple[Numbers, Numbers], tuple[Numbers, Numbers]]:
    """Log shares at the points (K, shapes) with the weights of the shapes: two groups, and one.

    In steps of a scale of seven points from the left end, 0..6, whatever the scale.
    """
    x = np.linspace(0, 6, scale)
    ends = np.concatenate([[-np.inf], (x[1:] + x[:-1]) / 2, [np.inf]])

    def hill(centre: float, spread: float) -> Numbers:
        heights = np.exp(-(((x - centre) / spread) ** 2) / 2)
        return np.asarray(heights / heights.sum())

    def two(left: float, right: float, spread: float, share: float = 0.5) -> Numbers:
        return share * hill(left, spread) + (1 - share) * hill(right, spread)

    def bell(centre: float, spread: float) -> Numbers:
        return np.asarray(np.diff(ndtr((ends - centre) / spread)))

    def falling(rate: float, even: float) -> Numbers:
        heights = np.exp(-rate * x)
        return np.asarray((1 - even) * heights / heights.sum() + even / scale)

    inside, at_ends = [two(1, 5, 0.5)], [two(0, 6, 0.75 if scale <= SHORT else 0.5)]
    usual, other = (at_ends, inside) if scale <= SHORT else (inside, at_ends)
    anywhere = [
        two(left, right, 0.6, share)
        for left, right in product(np.arange(0, 6.5, 0.5), repeat=2)
        for share in (0.35, 0.5, 0.65)
        if right - left >= 3
    ]
    sloping = [falling(rate, even) for rate in (0.3, 0.5, 0.8) for even in (0, 0.25)]
    sloping += [slope[::-1] for slope in sloping]
    hills = [bell(3 + off, spread) for off in (-1.5, 0, 1.5) for spread in (1.4, 2.0)]
    aside = [two(0, 4, 0.5), two(2, 6, 0.5)]
    return (
        _weighted((0.80, usual), (0.02, other), (0.05, aside), (0.13, anywhere)),
        _weighted((0.90, [*hills, np.full(scale, 1 / scale)]), (0.10, sloping)),
    )


def _weighted(*families: tuple[float, list[Numbers]]) -> tuple[Numbers, Numbers]:
    shares = np.array([shape for _, family in families for shape in family])
    weights = [weight / len(family) for weight, family in families for _ in family]
    return np.log(np.maximum(shares, 1e-12)).T, np.array(weights)


def two_camps(counts: Any, questions: int = 1) -> Any:
    """Whether there may be two camps: true or false for each tally (..., K).

    In a picture of so many `questions` at most one in ten has any where there
    are none. False wherever no verdict can be given.
    """
    c = as_counts(counts)
    n, split = c.sum(axis=-1), best_split(c)
    smaller = np.minimum(split.left, split.right)
    apart = np.nan_to_num(split.gap) >= (c.shape[-1] - 1) / 2
    large = (smaller >= SMALLER_CAMP) & (smaller >= SMALLER_SHARE * n)
    found = np.asarray((n >= FEWEST) & apart & large)
    least = np.log(questions * LIKELIER.get(c.shape[-1], np.inf))
    found[found] = np.round(log_likelier(c[found]), 9) >= least  # alike from either end
    return found


def camps(counts: Any, questions: int = 1) -> Camps:
    """The verdict on one tally (K) in a picture of so many `questions`."""
    c = as_counts(counts)
    if c.shape[-1] not in LIKELIER:
        return Camps.NOT_CALIBRATED
    if c.sum() < FEWEST:
        return Camps.TOO_FEW
    return Camps.TWO_CAMPS if two_camps(c, questions) else Camps.NONE


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
    source="Best binary split by eta squared, as Otsu 1979; said by a Bayes factor of two groups "
    "against one (Kass & Raftery 1995), its shapes and weights by this project.",
    example=((0, 4, 0, 0, 0, 4, 0), 1.0),
    compute=lambda counts: best_split(counts).eta_squared,
    verdict=lambda counts: _SAID[camps(counts)],
)
