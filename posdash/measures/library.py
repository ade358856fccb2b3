"""All measures: arrays of counts (groups x dimensions x K) in, arrays out; the list at the foot."""

from dataclasses import dataclass
from math import isnan

import numpy as np

from posdash.measures.agreement import (
    AGREEMENT,
    BANDS,
    DISTANCE,
    R_WG,
    Band,
    agreement,
    average_distance,
    band,
    band_index,
    cut_offs,
    distance_error,
    r_wg,
)
from posdash.measures.camps import CAMPS, Camps, Split, best_split, camps, two_camps
from posdash.measures.chance import holm, minimum_detectable_change, rounded_p_value
from posdash.measures.contrast import Moments, contrast, detectable, moments
from posdash.measures.dominance import DOMINANCE, cliffs_delta, share_of_pairs
from posdash.measures.gap import GAP, outer_third_gap, outer_thirds
from posdash.measures.icc import ICC1, ICC2, icc, icc1
from posdash.measures.measure import Interval, Measure, Numbers, Of, as_counts, divided
from posdash.measures.pooling import (
    FEWEST_GROUPS,
    POOLING,
    UNUSUAL,
    Pooled,
    pooled,
    pooled_of,
    unusual,
)
from posdash.measures.position import (
    DESIGN_RATIO,
    INTERVAL,
    POSITION,
    coarse_interval,
    design_ratio,
    mean_position,
    wilson_interval,
    worst_case,
)
from posdash.measures.shift import SHIFT, mover_interval, p_value, pooled_correlation, shift
from posdash.measures.variances import (
    USUAL_SPREAD,
    MeanSquares,
    mean_squares,
    mean_squares_of,
    usual_spread,
)
from posdash.measures.wish import (
    LEAST,
    LENT,
    Wished,
    all_one_way,
    least_found,
    student_interval,
    student_p,
    wished,
)

__all__ = [
    "BANDS",
    "DESIGN_RATIO",
    "FEWEST_GROUPS",
    "LEAST",
    "LENT",
    "MEASURES",
    "USUAL_SPREAD",
    "Band",
    "Camps",
    "Interval",
    "MeanSquares",
    "Measure",
    "Measured",
    "Moments",
    "Numbers",
    "Of",
    "Pooled",
    "Split",
    "Wished",
    "agreement",
    "all_one_way",
    "average_distance",
    "band",
    "band_index",
    "best_split",
    "camps",
    "cliffs_delta",
    "coarse_interval",
    "contrast",
    "cut_offs",
    "design_ratio",
    "detectable",
    "distance_error",
    "divided",
    "holm",
    "icc",
    "icc1",
    "least_found",
    "mean_position",
    "mean_squares",
    "mean_squares_of",
    "measured",
    "minimum_detectable_change",
    "moments",
    "mover_interval",
    "outer_third_gap",
    "outer_thirds",
    "p_value",
    "pooled",
    "pooled_correlation",
    "pooled_of",
    "r_wg",
    "rounded_p_value",
    "share_of_pairs",
    "shift",
    "student_interval",
    "student_p",
    "two_camps",
    "unusual",
    "usual_spread",
    "wilson_interval",
    "wished",
    "worst_case",
]


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of what was counted; `value` is None where the answers are too few for it."""

    measure: Measure
    value: float | tuple[float, float] | None
    verdict: str = ""

    @property
    def text(self) -> str:
        """The value as it is read, to four digits, with the verdict where there is one."""
        return ", ".join(one for one in (self._number, self.verdict) if one)

    @property
    def _number(self) -> str:
        if self.value is None:
            return "" if self.verdict else "too few answers"
        if isinstance(self.value, tuple):
            return f"{self.value[0]:.4f} to {self.value[1]:.4f}"
        return f"{self.value:.4f}"


def measured(counts: object) -> tuple[Measured, ...]:
    """Every measure of one tally (K), or every one that compares two or more (G x K)."""
    given = np.atleast_2d(as_counts(counts))
    groups = len(given)
    tallies = given if groups > 1 else given[0]
    fits = {Of.ONE: groups == 1, Of.TWO: groups == 2, Of.GROUPS: groups > 1}
    return tuple(_measured(one, tallies) for one in MEASURES if fits[one.of])


def _measured(measure: Measure, counts: Numbers) -> Measured:
    found = measure.compute(counts)
    verdict = measure.verdict(counts) if measure.verdict else ""
    if isinstance(found, Interval):
        low, high = float(found.low), float(found.high)
        return Measured(measure, None if isnan(low) else (low, high), verdict)
    return Measured(measure, None if isnan(found) else float(found), verdict)


MEASURES: tuple[Measure, ...] = (
    POSITION,
    INTERVAL,
    DISTANCE,
    AGREEMENT,
    R_WG,
    GAP,
    CAMPS,
    SHIFT,
    DOMINANCE,
    POOLING,
    UNUSUAL,
    ICC1,
    ICC2,
)
