"""Released values made of what was rounded: nowhere else are they made of counts."""

from math import isnan
from typing import Any

import numpy as np

from posdash.measures import library as measures
from posdash.measures.library import Interval, Numbers
from posdash.release.bins import bins
from posdash.release.grain import NO_BAND
from posdash.release.rounding import BINNED, COARSE, WITHHELD, Ints, Rounded
from posdash.release.values import Binned, Coarse, Full, Released, Withheld

AGREEMENT_FROM = 8  # below, the number shown floored at 0 flatters a small group


def made(
    counts: Ints,
    shown: Rounded,
    at: Any,
    unsure: int | None,
    ratio: float,
    why: Withheld,
    questions: int,
) -> Released:
    """The released value of one of the tallies that were rounded, at a place of their arrays.

    `unsure` of it were not sure, `ratio` is the organisation's design ratio,
    `why` stands for what is withheld, and `questions` stand in the whole picture.
    """
    tier, n, band = int(shown.tier[at]), int(shown.n[at]), int(shown.band[at])
    if tier == WITHHELD:
        return why
    position, agreement = (
        float(shown.position[at]),
        None if band == NO_BAND else measures.BANDS[band],
    )
    if tier == COARSE:
        interval = measures.coarse_interval(n, position, counts.shape[-1], ratio)
        return Coarse(n, position, _scalar(interval), agreement)
    if tier == BINNED:
        given = bins(counts[at].tolist()) if shown.binned[at] else None
        return Binned(n, position, given, agreement)
    return _full(counts[at], unsure, questions)


def _full(tally: Ints, unsure: int | None, questions: int) -> Full:
    counts, n = np.asarray(tally, dtype=np.float64), int(tally.sum())
    agreement, gap = _number(measures.agreement(counts)), _number(measures.outer_third_gap(counts))
    left, right = measures.outer_thirds(counts)
    verdict = measures.camps(counts, questions)
    apart = measures.best_split(counts).gap if verdict is measures.Camps.TWO_CAMPS else None
    return Full(
        n=n,
        counts=tuple(tally.tolist()),
        unsure=unsure,
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
