"""What a picture of many questions tells beyond each of its values; made of released values."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor
from typing import NamedTuple

import numpy as np

from posdash.measures import library as measures
from posdash.measures.library import Interval, Moments
from posdash.release.differences import FAMILY, PAGE, SHARED
from posdash.release.values import Band, Binned, Camps, Coarse, Full, Released, Withheld

FEW = 12  # answers; below, chance moves many groups from one band of agreement into the next
TOLD_APART = 1.645  # standard errors: of two alike, one is taken for wider one time in twenty


def band(value: Released | None) -> Band | None:
    """How close people stand, in a word; None where that is not told."""
    if value is None or isinstance(value, Withheld):
        return None
    return value.band if isinstance(value, Full) else value.agreement


def seen_differently(value: Released) -> bool:
    """Whether people stand wide apart, or may be two groups."""
    two = isinstance(value, Full) and value.camps is Camps.TWO_CAMPS
    return two or band(value) is Band.WIDE


def wanted_alike(now: Released, aim: Released | None) -> bool:
    """Whether people see today differently and still want the same."""
    return seen_differently(now) and band(aim) is Band.CLOSE


def stands_out(widest: Full, others: Sequence[Full]) -> bool:
    """Whether one question is told from all `others` as the one where people stand widest apart.

    Each average distance must lie 1.645 standard errors of their difference
    below; the answers to two questions count as unpaired, which is safe.
    """
    counts = np.array([value.counts for value in (widest, *others)], dtype=float)
    apart, error = measures.average_distance(counts), measures.distance_error(counts)
    least = TOLD_APART * np.hypot(error[0], error[1:])
    return bool((apart[0] - apart[1:] > least).all())


def is_complete(value: Released, people: int) -> bool:
    """Whether a value known exactly holds the answers of all of so many people."""
    return isinstance(value, Full) and value.n == people


def complete(value: Released, people: int) -> Released:
    """The same where all of so many people answered: then a known average is no estimate."""
    if isinstance(value, Full) and is_complete(value, people):
        return replace(value, interval=Interval(value.position, value.position))
    return value


def could_lie(value: Released, people: int, scale: int) -> Interval[float] | None:
    """Between what the average of all `people` lies, whatever those would say who did not answer.

    They stand at one end, or at the other. In points outwards to a tenth where
    the position is known, and to half a point where it is rounded; None where
    nobody is missing and where nothing is shown.
    """
    if isinstance(value, Withheld) or value.n >= people:
        return None
    low, high = _behind(value, scale)
    found = measures.worst_case(low, high, value.n, people, scale)
    steps = 10 if isinstance(value, Full) else 2
    return Interval(
        floor(found.low * steps + 1e-9) / steps, ceil(found.high * steps - 1e-9) / steps
    )


class Foreseen(NamedTuple):
    """What so many answers show four times in five, in points: a wish to move, and a difference
    between two groups or two rounds."""

    wish: float
    difference: float


def foreseen(answers: int, scale: int, questions: int) -> Foreseen:
    """What two or more answers will show at the level of one of `questions`, with usual spread.

    Of a wish, each one's distance from now to aim is taken to spread like the
    answers themselves, as it does where the two go half together; up to half a
    point, at most K - 1. Source: Cohen 1988.
    """
    spread = measures.usual_spread(scale)
    each = answers, (scale + 1) / 2, spread, answers + 1 + SHARED
    usual = Moments(*(np.array(one, dtype=float) for one in each))
    lent = min(measures.LENT[1], (answers - 1) * (questions - 1))
    error, freedom = np.sqrt(spread / answers), answers - 1 + lent
    wish = float(measures.least_found(error, freedom, PAGE / questions))
    difference = float(measures.detectable(usual, usual, scale, FAMILY / questions))
    return Foreseen(*(min(ceil(least * 2 - 1e-9) / 2, scale - 1) for least in (wish, difference)))


def _behind(value: Coarse | Binned | Full, scale: int) -> tuple[float, float]:
    """The least and the greatest position that may stand behind a released one."""
    if isinstance(value, Full):
        return value.position, value.position
    half = 0.25 if isinstance(value, Coarse) else 0.05
    low, high = value.position - half, value.position + half
    # what lies at an end may have been drawn in by half a point
    return 1.0 if low <= 1.25 else low, float(scale) if high >= scale - 0.25 else high
