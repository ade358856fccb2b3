"""How far one group stands from another, or from itself before: judged on counts, said rounded."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from posdash.measures import library as measures
from posdash.measures.library import Interval, Moments, Numbers
from posdash.release.judged import Judged
from posdash.release.rounding import FULL
from posdash.release.values import Difference, Full, Released, Shift, Verdict, Withheld

PAGE = 0.10  # how often anything at all on a page may be called clear that is chance
FAMILY = PAGE / 2  # a page of groups holds two: each beside the others, and two that are picked
SHOWN = 0.05  # what the interval beside a difference leaves out: 0 is not inside where it is clear
MATTERS = 1 / 6  # of the length of the scale: one point of seven
SHARED = 30.0
"""Answers by which a spread is known that a whole round shares. By simulation: of identical groups
of unequal spread, up to 2 % of pages say that any pair of them differs."""


class Seen(NamedTuple):
    """One of two pictures: what is released of each question, and what verdicts may rest on."""

    values: Sequence[Released]
    judged: Judged


def differences(
    first: Seen, second: Seen, spreads: Numbers, scale: int, lists: int = 1
) -> tuple[Shift, ...]:
    """How far the second stands from the first at each question, all of them judged together.

    `spreads` are the round's mean squares within groups, points². `lists` is how many
    such lists could have been looked at instead: two groups of ten are one of 45. Holm's
    rule at 0.05 within this one, shared among them.
    """
    apart = apart_from(first.judged, second.judged, spreads, scale)
    family = FAMILY / max(lists, 1)
    clear, least = clearly(apart, family), apart.least(family)
    low, high = apart.interval(SHOWN)
    found: list[Shift] = []
    for at, two in enumerate(zip(first.values, second.values, strict=True)):
        withheld = next((one for one in two if isinstance(one, Withheld)), None)
        points, pairs = float(apart.points[at]), _share(*two)
        agree = pairs is None or (pairs - 0.5) * points >= 0
        found.append(
            withheld
            or stated(
                verdict(bool(clear[at]) and agree, low[at], high[at], scale),
                points,
                Interval(low[at], high[at]),
                least[at],
                exact=bool(apart.exact[at]),
                pairs=pairs,
            )
        )
    return tuple(found)


class Apart(NamedTuple):
    """Differences of means (...), each known to a slack; NaN where nothing may be said.

    `points` lie from the first to the second, `exact` where both are shown without rounding.
    """

    first: Moments
    second: Moments
    points: Numbers
    slack: Numbers
    exact: NDArray[np.bool_]
    scale: int

    def interval(self, alpha: float) -> Interval[Numbers]:
        """The 1 - `alpha` interval, in points."""
        low, high = measures.contrast(self.first, self.second, self.scale, alpha)
        return Interval(low - self.slack, high + self.slack)

    def least(self, family: float) -> Numbers:
        """The smallest difference that shows in four cases of five, K - 1 where none does."""
        told = max(int((~np.isnan(self.points)).sum()), 1)
        found = measures.detectable(self.first, self.second, self.scale, min(family / told, SHOWN))
        return np.asarray(np.fmin(found + self.slack, self.scale - 1))


def apart_from(first: Judged, second: Judged, spreads: Numbers, scale: int) -> Apart:
    """How far apart tallies stand (...), as verdicts may know it; `spreads` fit them."""
    one, other = _moments(first, spreads), _moments(second, spreads)
    return Apart(
        one,
        other,
        np.asarray(other.mean - one.mean + 0 * (one.n + other.n)),
        np.asarray(first.slack + second.slack),
        np.asarray((first.tier == FULL) & (second.tier == FULL)),
        scale,
    )


def clearly(apart: Apart, family: float) -> NDArray[np.bool_]:
    """Which differences (...) are clear by Holm's rule, all of them together.

    What excludes 0 at family / m, then what does at family / (m - found), and so on.
    """
    clear = np.zeros(apart.points.shape, dtype=bool)
    told = int((~np.isnan(apart.points)).sum())
    while (left := told - int(clear.sum())) > 0:
        low, high = apart.interval(min(family / left, SHOWN))
        found = (low > 0) | (high < 0)
        if not (found & ~clear).any():
            break
        clear |= found
    return clear


def verdict(is_clear: bool, low: float, high: float, scale: int) -> Verdict:
    """What may be said of a difference with this 95 % interval, in points."""
    matters = MATTERS * (scale - 1)
    if is_clear:
        return Verdict.CLEAR
    return Verdict.NO_DIFFERENCE if -matters <= low <= high <= matters else Verdict.CANNOT_TELL


def stated(
    verdict: Verdict,
    points: float,
    interval: Interval[float],
    detectable: float,
    *,
    exact: bool,
    pairs: float | None = None,
    old_rule: bool = False,
) -> Difference:
    """A difference as it may be shown: rounded to tenths where both are Full, else to halves.

    No points at all where they are unknown (NaN).
    """
    steps = 10 if exact else 2
    shown = Interval(round(float(interval.low), 1), round(float(interval.high), 1))
    return Difference(
        verdict=verdict,
        points=float(np.round(np.nan_to_num(points) * steps) / steps) + 0.0,  # no -0.0
        interval=shown if exact and not np.isnan(interval.low) else None,
        detectable=float(np.ceil(detectable * steps - 1e-9) / steps),
        pairs=None if pairs is None else round(pairs, 2),
        side=int(np.sign(points)) if verdict is Verdict.CLEAR else 0,
        old_rule=old_rule,
    )


def _moments(judged: Judged, spreads: Numbers) -> Moments:
    """With one's own spread where all is shown, else the round's, or what the band implies."""
    own = judged.tier == FULL
    within = judged.variance * (judged.n - 1) / judged.n
    shared = np.fmax(judged.variance, spreads)
    freedom = judged.n + np.where(own, 1, 1 + SHARED)
    return Moments(judged.n, judged.mean, np.where(own, within, shared), freedom)


def _share(first: Released, second: Released) -> float | None:
    if not (isinstance(first, Full) and isinstance(second, Full)):
        return None
    return float(measures.share_of_pairs(measures.cliffs_delta(second.counts, first.counts)))
