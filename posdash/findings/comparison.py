"""Two released pictures beside each other: two groups, two choices, or two rounds of one group."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posdash.banks.bank import Dimension
from posdash.findings import comparison_words
from posdash.release.differences import Seen, differences
from posdash.release.judged import Judged
from posdash.release.values import Difference, Organisation, Released, Shift, Verdict


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, by name, with what is released of it by dimension id.

    `judged` is what verdicts on these may rest on, in their order; None where it is only
    looked at.
    """

    name: str
    values: dict[str, Released]
    judged: Judged | None = None

    def of(self, dimensions: Sequence[Dimension]) -> Seen:
        """The same of these dimensions alone."""
        assert self.judged is not None
        at = [list(self.values).index(dimension.id) for dimension in dimensions]
        values = [self.values[dimension.id] for dimension in dimensions]
        return Seen(values, Judged(*(column[at] for column in self.judged)))


@dataclass(frozen=True, slots=True)
class ComparedDimension:
    """One dimension of both, how far the second stands from the first, and that in words."""

    dimension: Dimension
    before: Released
    after: Released
    difference: Shift
    sentence: str

    @property
    def clear(self) -> bool:
        """Whether the difference is more than chance."""
        return verdict(self.difference) is Verdict.CLEAR


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second as seen from the first: what is clear first, the furthest apart before.

    What does not matter follows, then what cannot be told, each in the bank's order.
    """

    first: str
    second: str
    headline: str
    correction: str
    detectable: str
    dimensions: tuple[ComparedDimension, ...]

    @property
    def clear(self) -> tuple[ComparedDimension, ...]:
        """What differs clearly, the furthest apart first."""
        return tuple(compared for compared in self.dimensions if compared.clear)

    @property
    def others(self) -> tuple[ComparedDimension, ...]:
        """What does not."""
        return tuple(compared for compared in self.dimensions if not compared.clear)


def compare(
    first: Side,
    second: Side,
    dimensions: Sequence[Dimension],
    scale: int,
    organisation: Organisation,
    *,
    lists: int,
    mover: str = "",
) -> Comparison:
    """How the second stands to the first on each dimension that both have.

    All dimensions are judged together, and with the `lists` of them that could have
    been looked at instead. `mover` names the group where the two are rounds of one.
    """
    shared = [
        dimension
        for dimension in dimensions
        if dimension.id in first.values and dimension.id in second.values
    ]
    # 1. compare what was counted, as far as it may be known
    before, after = first.of(shared), second.of(shared)
    spreads = organisation.spreads_of([dimension.id for dimension in shared])
    found = differences(before, after, np.array(spreads), scale, lists)
    # 2. say
    names = (first.name, second.name)
    compared = [
        ComparedDimension(
            dimension,
            then,
            now,
            difference,
            comparison_words.difference(dimension, names, difference, mover),
        )
        for dimension, then, now, difference in zip(
            shared, before.values, after.values, found, strict=True
        )
    ]
    # 3. order
    return Comparison(
        first=first.name,
        second=second.name,
        headline=comparison_words.compared(names, found, mover),
        correction=comparison_words.correction(lists),
        detectable=comparison_words.detectable(found),
        dimensions=tuple(sorted(compared, key=_weight)),
    )


def verdict(value: Shift) -> Verdict | None:
    """What may be said of it; None where nothing of it may be shown."""
    return value.verdict if isinstance(value, Difference) else None


_ORDER = (Verdict.CLEAR, Verdict.NO_DIFFERENCE, Verdict.CANNOT_TELL, None)


def _weight(compared: ComparedDimension) -> tuple[int, float]:
    told = compared.difference
    size = abs(told.points) if compared.clear and isinstance(told, Difference) else 0.0
    return _ORDER.index(verdict(told)), -size
