"""Measures: plain arithmetic on arrays of counts, (groups x dimensions x K) in, arrays out."""

from dataclasses import dataclass
from math import isnan

from posdash.measures.agreement import (
    AGREEMENT,
    DISTANCE,
    Band,
    agreement,
    average_distance,
    band,
)
from posdash.measures.gap import GAP, outer_third_gap, outer_thirds
from posdash.measures.measure import Interval, Measure, Numbers, as_counts
from posdash.measures.position import (
    DESIGN_RATIO,
    INTERVAL,
    POSITION,
    coarse_interval,
    design_ratio,
    mean_position,
    wilson_interval,
)
from posdash.measures.shift import mover_interval, shift

__all__ = [
    "DESIGN_RATIO",
    "MEASURES",
    "Band",
    "Interval",
    "Measure",
    "Measured",
    "Numbers",
    "agreement",
    "average_distance",
    "band",
    "coarse_interval",
    "design_ratio",
    "mean_position",
    "measured",
    "mover_interval",
    "outer_third_gap",
    "outer_thirds",
    "shift",
    "wilson_interval",
]


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of one tally; `value` is None where the answers are too few for it."""

    measure: Measure
    value: float | tuple[float, float] | None

    @property
    def text(self) -> str:
        """The value as it is read, to four digits."""
        if self.value is None:
            return "too few answers"
        if isinstance(self.value, tuple):
            return f"{self.value[0]:.4f} to {self.value[1]:.4f}"
        return f"{self.value:.4f}"


def measured(counts: object) -> tuple[Measured, ...]:
    """Every measure of one tally, its counts at the points 1..K."""
    return tuple(Measured(one, _value(one, counts)) for one in MEASURES)


def _value(measure: Measure, counts: object) -> float | tuple[float, float] | None:
    found = measure.compute(as_counts(counts))
    if isinstance(found, Interval):
        low, high = float(found.low), float(found.high)
        return None if isnan(low) else (low, high)
    return None if isnan(found) else float(found)


MEASURES: tuple[Measure, ...] = (POSITION, INTERVAL, DISTANCE, AGREEMENT, GAP)
