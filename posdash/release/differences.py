"""How far one group stands from another, or from itself before: judged on counts, said rounded."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from posdash.measures import library as measures
from posdash.measures.library import Interval, Moments, Numbers
from posdash.release.values import (
    Binned,
    Coarse,
    Difference,
    Full,
    Organisation,
    Pair,
    Released,
    Shift,
    Verdict,
    Withheld,
)

FAMILY = 0.10  # how often anything at all on a page may be called clear that is chance
SHOWN = 0.05  # what the interval beside a difference leaves out: 0 is not inside where it is clear
SLACK: dict[type, float] = {Full: 0.0, Binned: 0.05, Coarse: 0.25}
"""By how much rounding moves a position at most, in points."""
MATTERS = 1 / 6  # of the length of the scale: one point of seven


def differences(
    pairs: Sequence[Pair], scale: int, organisation: Organisation, lists: int = 1
) -> tuple[Shift, ...]:
    """How far each second value stands from its first, judged together.

    `lists` is how many such lists could have been looked at instead: two groups
    of ten are one of 45. Holm's rule at 0.10 within this one, shared among them.
    """
    told = [pair for pair in pairs if _withheld(pair) is None]
    found = iter(_differences(told, scale, organisation, lists)) if told else iter(())
    return tuple(withheld if (withheld := _withheld(pair)) else next(found) for pair in pairs)


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
    """A difference as it may be shown: rounded to tenths where both are Full, else to halves."""
    steps = 10 if exact else 2
    shown = Interval(round(interval.low, 1), round(interval.high, 1)) if exact else None
    return Difference(
        verdict=verdict,
        points=float(np.round(points * steps) / steps) + 0.0,  # no -0.0
        interval=shown,
        detectable=float(np.ceil(detectable * steps - 1e-9) / steps),
        pairs=None if pairs is None else round(pairs, 2),
        side=int(np.sign(points)) if verdict is Verdict.CLEAR else 0,
        old_rule=old_rule,
    )


def verdict(is_clear: bool, low: float, high: float, scale: int) -> Verdict:
    """What may be said of a difference with this 95 % interval, in points."""
    matters = MATTERS * (scale - 1)
    if is_clear:
        return Verdict.CLEAR
    return Verdict.NO_DIFFERENCE if -matters <= low <= high <= matters else Verdict.CANNOT_TELL


def _withheld(pair: Pair) -> Withheld | None:
    return next((value for value in pair[:2] if isinstance(value, Withheld)), None)


class _Judged(NamedTuple):
    n: Numbers
    mean: Numbers
    variance: Numbers
    slack: Numbers


def _judged(values: Sequence[Released], spread: float) -> _Judged:
    rows = [
        (*measures.moments(value.counts), 0.0)
        if isinstance(value, Full)
        else (value.n, value.position, spread, SLACK[type(value)])
        for value in values
        if not isinstance(value, Withheld)
    ]
    return _Judged(*np.array(rows, dtype=float).T)


def _differences(
    pairs: Sequence[Pair], scale: int, organisation: Organisation, lists: int
) -> list[Difference]:
    first = _judged([pair.before for pair in pairs], organisation.spread)
    second = _judged([pair.after for pair in pairs], organisation.spread)
    slack, each = first.slack + second.slack, (Moments(*first[:3]), Moments(*second[:3]))

    def interval(alpha: float) -> Interval[Numbers]:
        _, (low, high) = measures.contrast(*each, scale, alpha)
        return Interval(low - slack, high + slack)

    family = FAMILY / max(lists, 1)
    clear = _holm(interval, len(pairs), family)
    points, (low, high) = second.mean - first.mean, interval(SHOWN)
    least = measures.detectable(*each, scale, min(family / len(pairs), SHOWN)) + slack
    exact = [isinstance(pair.before, Full) and isinstance(pair.after, Full) for pair in pairs]
    return [
        stated(
            verdict(bool(clear[at]), low[at], high[at], scale),
            points[at],
            Interval(low[at], high[at]),
            min(float(least[at]), scale - 1),
            exact=exact[at],
            pairs=_share(pair) if exact[at] else None,
        )
        for at, pair in enumerate(pairs)
    ]


def _holm(
    interval: Callable[[float], Interval[Numbers]], number: int, family: float
) -> NDArray[np.bool_]:
    """Holm's rule by intervals: what excludes 0 at family / m, then at family / (m - found)."""
    clear = np.zeros(number, dtype=bool)
    while not clear.all():
        low, high = interval(min(family / (number - clear.sum()), SHOWN))
        found = (low > 0) | (high < 0)
        if not (found & ~clear).any():
            break
        clear |= found
    return clear


def _share(pair: Pair) -> float | None:
    if not (isinstance(pair.before, Full) and isinstance(pair.after, Full)):
        return None
    return float(
        measures.share_of_pairs(measures.cliffs_delta(pair.after.counts, pair.before.counts))
    )
