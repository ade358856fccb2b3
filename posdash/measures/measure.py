"""What a measure declares about itself, and the interval that several of them give."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
T = TypeVar("T")


class Interval(NamedTuple, Generic[T]):
    """A band on the scale or of differences, in points: of arrays, or of single numbers."""

    low: T
    high: T


class Of(StrEnum):
    """What a measure is taken of: one tally, two of them, or those of many groups."""

    ONE = "one"
    TWO = "two"
    GROUPS = "groups"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure, said in the field's words and in a coach's.

    `compute` takes the counts at the points 1..K, of one tally (K), two (2 x K)
    or many groups (G x K), and gives a number or an Interval, NaN where it is
    not defined; `example` is worked out by hand; `verdict` says in a word what
    the number comes to, where it is not read as it stands.
    """

    name: str
    title: str
    sentence: str
    source: str
    example: tuple[Any, float | tuple[float, float]]
    compute: Callable[[Numbers], Numbers | Interval[Numbers]]
    of: Of = Of.ONE
    verdict: Callable[[Numbers], str] | None = None


def as_counts(counts: object) -> Numbers:
    """Counts with the scale on the last axis, as floats."""
    return np.asarray(counts, dtype=np.float64)


def points(counts: Numbers) -> Numbers:
    """The points 1..K of the scale that the counts stand on."""
    return np.arange(1, counts.shape[-1] + 1, dtype=np.float64)


def divided(above: Numbers, below: Numbers) -> Numbers:
    """`above / below`, and NaN where `below` is 0."""
    out = np.full(np.shape(above), np.nan)
    return np.asarray(np.divide(above, below, out=out, where=below != 0))
