"""Two released pictures beside each other: two groups, two choices, or two rounds of one group."""

from collections.abc import Sequence
from dataclasses import dataclass

from posdash.banks.bank import Dimension
from posdash.findings import comparison_words
from posdash.release.differences import Correction, clear, differences
from posdash.release.values import Difference, Organisation, Pair, Released, Withheld


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, by name, with what is released of it by dimension id."""

    name: str
    values: dict[str, Released]


@dataclass(frozen=True, slots=True)
class ComparedDimension:
    """One dimension of both; `clear` where the difference is more than chance."""

    dimension: Dimension
    before: Released
    after: Released
    difference: Difference | Withheld
    clear: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second as seen from the first, in the bank's order; `correction` names the rule."""

    first: str
    second: str
    headline: str
    correction: str
    detectable: str
    dimensions: tuple[ComparedDimension, ...]


def compare(
    first: Side, second: Side, dimensions: Sequence[Dimension], organisation: Organisation
) -> Comparison:
    """How the second stands to the first on each dimension that both have.

    All dimensions are judged together, as on a page to look around on.
    """
    shared = [
        dimension
        for dimension in dimensions
        if dimension.id in first.values and dimension.id in second.values
    ]
    # 1. compare what was released
    pairs = [Pair(first.values[dimension.id], second.values[dimension.id]) for dimension in shared]
    found = differences(pairs, organisation)
    # 2. judge them together
    moved = [
        difference if isinstance(difference, Withheld) else difference.shift for difference in found
    ]
    marks = clear(moved, Correction.SCREENING)
    # 3. say
    compared = tuple(
        ComparedDimension(
            dimension,
            pair.before,
            pair.after,
            difference,
            mark,
            comparison_words.difference(
                dimension, (first.name, second.name), difference, clear=mark
            ),
        )
        for dimension, pair, difference, mark in zip(shared, pairs, found, marks, strict=True)
    )
    return Comparison(
        first=first.name,
        second=second.name,
        headline=comparison_words.compared(first.name, second.name, marks, found),
        correction=comparison_words.correction(Correction.SCREENING),
        detectable=comparison_words.detectable(moved, "So many answers"),
        dimensions=compared,
    )
