"""A tally: how many answers stand at each point of one dimension, for one group and facet."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from posdash.survey.round import ASKED, UNSURE, Facet, Question, Round


@dataclass(frozen=True, slots=True)
class Key:
    """Which tally: whose, of what, about which dimension and which of its two questions."""

    group: int
    subject: str
    dimension: str
    facet: Facet


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts at the points 1..K, and how many were not sure (they are in no count).

    `entered` is how many of them, at most, somebody who looks at them knows: a
    coach entered them, or they are more than there are people.
    """

    counts: tuple[int, ...]
    unsure: int = 0
    entered: int = 0

    @property
    def n(self) -> int:
        """How many people placed it; those who were not sure did not."""
        return sum(self.counts)

    @property
    def unknown(self) -> int:
        """How many answers nobody else knows: they alone can hide each other."""
        return max(self.n - self.entered, 0)

    def __add__(self, other: "Tally") -> "Tally":
        both = zip(self.counts, other.counts, strict=True)
        unsure, entered = self.unsure + other.unsure, self.entered + other.entered
        return Tally(tuple(a + b for a, b in both), unsure, entered)

    def __sub__(self, other: "Tally") -> "Tally":
        both = zip(self.counts, other.counts, strict=True)
        unsure, entered = self.unsure - other.unsure, self.entered - other.entered
        return Tally(tuple(a - b for a, b in both), unsure, entered)


class Sums(NamedTuple):
    """Sums of one dimension over the groups of a round, each group around its own means.

    `squares` of distances from the mean of now, with `freedom` (answers less
    groups) over the `groups` with at least two; and of the `both` who placed
    now and aim the sums of squares and products: too little for any answer.
    """

    groups: int
    freedom: int
    squares: float
    both: int
    now_squares: float
    aim_squares: float
    products: float


class Wish(NamedTuple):
    """How far those of a group who answered both want to move, in points.

    `n` answered both; `total` is the sum of wish less now, below 0 to the left,
    and `squares` that of its squares.
    """

    n: int
    total: int
    squares: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What the closes of a round left behind: counts, and sums over all of it.

    `cells` holds, by attribute, the tallies by choice where they were kept;
    `sums` stand by dimension; `wishes` by group and dimension, and are empty in
    rounds that closed before they were kept. `earlier` holds, where few changed
    since, the tallies of earlier rounds with regard to which one is rounded;
    `hidden` groups are kept from whoever looks from outside, and from those who
    see dots inside a group those that stand with it in `apart`; all by question.
    """

    tallies: Mapping[Key, Tally] = field(default_factory=dict)
    cells: Mapping[str, Mapping[Key, Mapping[str, Tally]]] = field(default_factory=dict)
    sums: Mapping[str, Sums] = field(default_factory=dict)
    wishes: Mapping[tuple[int, str], Wish] = field(default_factory=dict)
    earlier: Mapping[Question, Mapping[int, tuple[Tally, ...]]] = field(default_factory=dict)
    hidden: Mapping[Question, Set[int]] = field(default_factory=dict)
    apart: Mapping[Question, Mapping[int, frozenset[int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """Everything counted of one question.

    `own` is what was answered directly in each asked group, `cells` its
    tallies by choice, by group and attribute, where they were kept. Of groups in
    which few changed `earlier` holds what was answered in earlier rounds;
    `hidden` and `apart` are groups as in Counted.
    """

    own: Mapping[int, Tally]
    cells: Mapping[int, Mapping[str, Mapping[str, Tally]]] = field(default_factory=dict)
    earlier: Mapping[int, tuple[Tally, ...]] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    apart: Mapping[int, frozenset[int]] = field(default_factory=dict)


def column(
    counted: Counted, survey_round: Round, dimension: str, facet: Facet, only: int | None = None
) -> Column:
    """What a round counted of one dimension and facet, in all groups or in one.

    Nobody answered where no tally was left.
    """
    nobody = Tally((0,) * (3 if facet is Facet.MOVE else survey_round.bank.scale))
    asked = [
        participant for participant in survey_round.asked if only in (None, participant.group.id)
    ]
    surplus = {participant.group.id: participant.surplus for participant in asked}
    known = {one.group.id: one.entered + one.surplus for one in asked}
    keys = {
        group_id: Key(group_id, survey_round.subject.key, dimension, facet) for group_id in known
    }
    cells = {
        group: {
            name: {
                choice: replace(cell, entered=surplus[group]) for choice, cell in kept[key].items()
            }
            for name, kept in counted.cells.items()
            if key in kept
        }
        for group, key in keys.items()
    }
    own = {
        group: replace(counted.tallies.get(key, nobody), entered=known[group])
        for group, key in keys.items()
    }
    kept = {group: cell for group, cell in cells.items() if cell}
    questions = [(dimension, one) for one in (ASKED if facet is Facet.MOVE else (facet,))]
    earlier: dict[int, tuple[Tally, ...]] = {}
    hidden = frozenset[int]()
    for question in questions:  # a move tells of both
        earlier |= counted.earlier.get(question, {})
        hidden |= counted.hidden.get(question, frozenset())
    return Column(own, kept, earlier, hidden, counted.apart.get((dimension, facet), {}))


def total(tallies: Iterable[Tally | None]) -> Tally | None:
    """The sum of those that are there; None if none is."""
    found: Tally | None = None
    for tally in tallies:
        if tally is not None:
            found = tally if found is None else found + tally
    return found


def count(points: Iterable[int], scale: int) -> Tally:
    """Count points 1..scale; UNSURE is counted apart. Raises ValueError outside the scale."""
    counts = [0] * (scale + 1)
    for point in points:
        if not UNSURE <= point <= scale:
            raise ValueError(f"a place of {point} does not fit a scale of {scale} points")
        counts[point] += 1
    return Tally(tuple(counts[1:]), counts[UNSURE])
