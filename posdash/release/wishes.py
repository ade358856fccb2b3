"""Where a team would like to be, seen from where it is, by the rule of rounds of old."""

from collections.abc import Sequence

import numpy as np

from posdash.measures import library as measures
from posdash.measures.library import Interval
from posdash.release.differences import FAMILY, stated, verdict
from posdash.release.values import Difference, Full, Organisation, Pair, Shift, Withheld


def wishes(pairs: Sequence[Pair], scale: int, organisation: Organisation) -> tuple[Shift, ...]:
    """How far each aim lies from its now, of a round closed before their sums were kept.

    Two positions with the round's correlation where both are Full, else two rounded
    positions with the organisation's spread; all of them judged together by Holm at 0.10.
    """
    p = [np.nan if _withheld(pair) else _chance(pair, organisation) for pair in pairs]
    clear = measures.holm(p, FAMILY)
    return tuple(
        withheld
        if (withheld := _withheld(pair))
        else _stated(pair, bool(is_clear), scale, organisation)
        for pair, is_clear in zip(pairs, clear, strict=True)
    )


def _withheld(pair: Pair) -> Withheld | None:
    return next((value for value in pair[:2] if isinstance(value, Withheld)), None)


def _chance(pair: Pair, organisation: Organisation) -> float:
    before, after, r, both = pair
    if isinstance(before, Full) and isinstance(after, Full):
        return float(measures.p_value(before.counts, after.counts, r, both))
    assert not isinstance(before, Withheld)
    assert not isinstance(after, Withheld)
    points = after.position - before.position
    return float(measures.rounded_p_value(points, before.n, after.n, organisation.spread))


def _stated(pair: Pair, is_clear: bool, scale: int, organisation: Organisation) -> Difference:
    before, after, r, both = pair
    assert not isinstance(before, Withheld)
    assert not isinstance(after, Withheld)
    exact = isinstance(before, Full) and isinstance(after, Full)
    points = after.position - before.position
    least = measures.minimum_detectable_change(before.n, after.n, organisation.spread)
    half = float(least) + 0.5
    interval = Interval(points - half, points + half)
    if isinstance(before, Full) and isinstance(after, Full):
        _, (low, high) = measures.shift(before.counts, after.counts, r, both)
        interval = Interval(float(low), float(high))
    is_clear = is_clear and not (exact and interval.low <= 0 <= interval.high)
    told = verdict(is_clear, *interval, scale)
    most = min(float(least), scale - 1)
    return stated(told, points, interval, most, exact=exact, old_rule=True)
