"""Released values made of what was rounded: nowhere else are they made of counts."""

from math import isnan
from typing import NamedTuple

import numpy as np

from posdash.measures import library as measures
from posdash.measures.library import Interval, Numbers
from posdash.release.bins import bins
from posdash.release.grain import NO_BAND
from posdash.release.rounding import BINNED, COARSE, WITHHELD, Ints, Rounded
from posdash.release.values import Binned, Coarse, Full, Reason, Released, Withheld

REASONS = tuple(Reason)
AGREEMENT_FROM = 8  # below, the number shown floored at 0 flatters a small group


class Terms(NamedTuple):
    """What every released value rests on beside its counts.

    The k that was promised, the organisation's design ratio, how many questions
    stand in the whole picture, and whether it is told how many were not sure.
    """

    k: int
    design_ratio: float
    questions: int
    tells_unsure: bool


def intervals(shown: Rounded, scale: int, terms: Terms) -> Interval[Numbers]:
    """The probable bands of rounded positions, which only Coarse values have."""
    if not (shown.tier == COARSE).any():
        return Interval(shown.position, shown.position)
    return measures.coarse_interval(shown.n, shown.position, scale, terms.design_ratio)


def made(
    counts: Ints,
    shown: Rounded,
    interval: Interval[Numbers],
    unsure: Ints,
    reasons: Ints,
    terms: Terms,
) -> list[Released]:
    """The released values of tallies (D x K) that were rounded (D), with their intervals (D).

    `unsure` (D) were not sure; `reasons` (D), places in REASONS, stand for what is withheld.
    """
    low, high = interval.low.tolist(), interval.high.tolist()
    found: list[Released] = []
    for at, (tier, n, position, place) in enumerate(
        zip(*(each.tolist() for each in shown[:4]), strict=True)
    ):
        band = None if place == NO_BAND else measures.BANDS[place]
        if tier == WITHHELD:
            found.append(Withheld(REASONS[reasons[at]], terms.k))
        elif tier == COARSE:
            found.append(Coarse(n, position, Interval(low[at], high[at]), band))
        elif tier == BINNED:
            given = bins(counts[at].tolist()) if shown.binned[at] else None
            found.append(Binned(n, position, given, band))
        else:
            found.append(_full(counts[at], int(unsure[at]), terms))
    return found


def _full(tally: Ints, unsure: int, terms: Terms) -> Full:
    counts, n = np.asarray(tally, dtype=np.float64), int(tally.sum())
    agreement, gap = _number(measures.agreement(counts)), _number(measures.outer_third_gap(counts))
    left, right = measures.outer_thirds(counts)
    verdict = measures.camps(counts, terms.questions)
    apart = measures.best_split(counts).gap if verdict is measures.Camps.TWO_CAMPS else None
    return Full(
        n=n,
        counts=tuple(tally.tolist()),
        unsure=unsure if terms.tells_unsure else None,
        position=float(measures.mean_position(counts)),
        interval=_scalar(measures.wilson_interval(counts)),
        average_distance=_number(measures.average_distance(counts)),
        agreement=agreement if n >= AGREEMENT_FROM else None,
        band=None if agreement is None else measures.band(agreement, len(counts)),
        thirds=None if gap is None else (float(left), float(right)),
        gap=gap,
        camps=verdict,
        camps_apart=None if apart is None else float(apart),
    )


def _number(value: Numbers) -> float | None:
    return None if isnan(value) else float(value)


def _scalar(interval: Interval[Numbers]) -> Interval[float]:
    return Interval(float(interval.low), float(interval.high))
