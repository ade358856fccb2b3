"""Two released pictures beside each other: two groups, two choices, or two rounds of one group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from posdash.banks.bank import Dimension
from posdash.findings import comparison_words
from posdash.release.differences import FAMILY, Seen, differences
from posdash.release.judged import Judged
from posdash.release.table import Table
from posdash.release.values import Difference, Organisation, Released, Shift, Verdict


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, by name, with what is released of it by dimension id."""

    name: str
    values: Mapping[str, Released]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A side with the table it is from, where verdicts find what they may rest on.

    It is no finding: no door gives it to anybody.
    """

    side: Side
    group: int
    table: Table = field(repr=False)

    def of(self, dimensions: Sequence[Dimension]) -> Seen:
        """What is released of these dimensions, and what verdicts on them may rest on."""
        at = [self.table.dimensions.index(dimension.id) for dimension in dimensions]
        judged = self.table.judged_of(self.group)
        values = [self.side.values[dimension.id] for dimension in dimensions]
        return Seen(values, Judged(*(one[at] for one in judged)))


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
    first: Known,
    second: Known,
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
        if dimension.id in first.side.values and dimension.id in second.side.values
    ]
    # 1. compare what was counted, as far as it may be known
    before, after = first.of(shared), second.of(shared)
    spreads = organisation.spreads_of([dimension.id for dimension in shared])
    found = differences(before, after, np.array(spreads), scale, lists)
    # 2. say
    names = (first.side.name, second.side.name)
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
        first=names[0],
        second=names[1],
        headline=comparison_words.compared(names, found, mover),
        correction=comparison_words.correction(FAMILY, lists),
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
