"""How far one released value stands from another: made of what is shown, and of nothing else."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from posdash.measures import library as measures
from posdash.measures.library import Interval
from posdash.release.values import (
    CoarseShift,
    Difference,
    Full,
    FullShift,
    Organisation,
    Pair,
    Released,
    Shift,
    Withheld,
)


class Correction(StrEnum):
    """The rule by which a list of differences is cut to those worth stating."""

    SCREENING = "screening"
    ACTING = "acting"


def shifts(pairs: Sequence[Pair], organisation: Organisation) -> tuple[Shift, ...]:
    """How far each second value stands from its first, at the lower of their two tiers."""
    exact = [
        pair for pair in pairs if isinstance(pair.before, Full) and isinstance(pair.after, Full)
    ]
    measured = iter(_full_shifts(exact, organisation.spread))
    return tuple(
        next(measured)
        if isinstance(pair.before, Full) and isinstance(pair.after, Full)
        else _coarse_shift(pair.before, pair.after, organisation.spread)
        for pair in pairs
    )


def differences(
    pairs: Sequence[Pair], organisation: Organisation
) -> tuple[Difference | Withheld, ...]:
    """How far each second group stands from its first."""
    found = shifts(pairs, organisation)
    return tuple(_difference(*compared) for compared in zip(pairs, found, strict=True))


def clear(found: Sequence[Shift], rule: Correction) -> tuple[bool, ...]:
    """Which of a list of shifts are more than chance, judged together."""
    p = [np.nan if isinstance(shift, Withheld) else shift.p for shift in found]
    test = measures.holm if rule is Correction.ACTING else measures.benjamini_hochberg
    return tuple(
        bool(passed)
        and not (isinstance(shift, FullShift) and shift.interval.low <= 0 <= shift.interval.high)
        for passed, shift in zip(test(p), found, strict=True)
    )


def _full_shifts(pairs: Sequence[Pair], spread: float) -> list[FullShift]:
    if not pairs:
        return []
    before = np.array([pair.before.counts for pair in pairs if isinstance(pair.before, Full)])
    after = np.array([pair.after.counts for pair in pairs if isinstance(pair.after, Full)])
    r = np.array([np.nan if pair.r is None or pair.both is None else pair.r for pair in pairs])
    both = np.array([pair.both or 0 for pair in pairs])
    points, interval = measures.shift(before, after, r, both)
    p = measures.p_value(before, after, r, both)
    n1, n2 = before.sum(axis=-1), after.sum(axis=-1)
    detectable = measures.minimum_detectable_change(n1, n2, spread)
    return [
        FullShift(float(at), Interval(float(low), float(high)), float(least), float(chance))
        for at, low, high, least, chance in zip(points, *interval, detectable, p, strict=True)
    ]


def _coarse_shift(before: Released, after: Released, spread: float) -> Shift:
    if isinstance(before, Withheld):
        return before
    if isinstance(after, Withheld):
        return after
    points = round(after.position - before.position, 1)
    return CoarseShift(
        points,
        float(measures.minimum_detectable_change(before.n, after.n, spread)),
        float(measures.rounded_p_value(points, before.n, after.n, spread)),
    )


def _difference(pair: Pair, shift: Shift) -> Difference | Withheld:
    if isinstance(shift, Withheld):
        return shift
    if not (isinstance(pair.before, Full) and isinstance(pair.after, Full)):
        return Difference(shift, None, True)
    delta = float(measures.cliffs_delta(pair.after.counts, pair.before.counts))
    pairs = float(measures.share_of_pairs(delta))
    return Difference(shift, pairs, delta * shift.points >= 0)
