"""Whole tables of a round's tallies: groups x dimensions x points, and what is released of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from posdash.release.judged import Judged, judged
from posdash.release.making import made
from posdash.release.rounding import UNMOVED, WITHHELD, Ints, Rounded
from posdash.release.values import Reason, Released, Withheld
from posdash.survey.round import Facet, Round
from posdash.survey.tally import Counted, Key

REASONS = tuple(Reason)


@dataclass(frozen=True, slots=True)
class Counts:
    """What was answered directly in each of some groups, of one facet.

    `counts` (G x D x K) and `unsure` (G x D) stand in the order of `groups` and
    `dimensions`; `known` (G) is how many answers of each group at most somebody
    who looks knows.
    """

    groups: tuple[int, ...]
    dimensions: tuple[str, ...]
    counts: Ints
    unsure: Ints
    known: Ints

    @property
    def unknown(self) -> Ints:
        """How many answers nobody else knows (G x D)."""
        return np.asarray(np.maximum(self.counts.sum(axis=-1) - self.known[:, None], 0))


def counts_of(survey_round: Round, counted: Counted, facet: Facet) -> Counts:
    """What a round counted of one facet, in all asked groups; zeros where no tally was left."""
    asked, subject = survey_round.asked, survey_round.subject.key
    groups = tuple(participant.group.id for participant in asked)
    ids = tuple(dimension.id for dimension in survey_round.bank.dimensions)
    nobody = ((0,) * survey_round.bank.scale, 0)
    keys = [Key(group, subject, dimension, facet) for group in groups for dimension in ids]
    tallies = [counted.tallies.get(key) for key in keys]
    given = [(tally.counts, tally.unsure) if tally else nobody for tally in tallies]
    shape = (len(groups), len(ids), -1) if given else (len(groups), len(ids), len(nobody[0]))
    counts = np.array([counts for counts, _ in given], np.int64).reshape(shape)
    unsure = np.array([unsure for _, unsure in given], np.int64).reshape(shape[:2])
    known = np.array([one.entered + one.surplus for one in asked], np.int64)
    return Counts(groups, ids, counts, unsure, known)


@dataclass(frozen=True, slots=True)
class Terms:
    """What every value of a table rests on beside its counts.

    The k that was promised, the organisation's design ratio, how many questions
    stand in the whole picture, and whether it is told how many were not sure.
    """

    k: int
    design_ratio: float
    questions: int
    tells_unsure: bool


@dataclass(frozen=True, slots=True)
class Table:
    """What is released of groups and dimensions; the counts stay inside.

    `judged` (G x D) is all that verdicts on them may rest on.
    """

    groups: tuple[int, ...]
    dimensions: tuple[str, ...]
    judged: Judged
    _terms: Terms = field(repr=False)
    _counts: Ints = field(repr=False)
    _unsure: Ints = field(repr=False)
    _shown: Rounded = field(repr=False)
    _reasons: Ints = field(repr=False)

    def cell(self, group: int, dimension: str) -> Released:
        """One released value; raises ValueError for a group or dimension that is not in it."""
        at = self.groups.index(group), self.dimensions.index(dimension)
        return self._cell(at)

    def row(self, group: int) -> tuple[Released, ...]:
        """The released values of a group; raises ValueError for one that is not in it."""
        at = self.groups.index(group)
        return tuple(self._cell((at, column)) for column in range(len(self.dimensions)))

    def judged_of(self, group: int) -> Judged:
        """All that verdicts on a group may rest on (D); raises ValueError if it is not in it."""
        at = self.groups.index(group)
        return Judged(*(field[at] for field in self.judged))

    def sums(self, group: int) -> tuple[Ints, Ints]:
        """Between which sums the answers of a group are known to lie (D); raises ValueError."""
        at = self.groups.index(group)
        return self._shown.low[at], self._shown.high[at]

    def _cell(self, at: tuple[int, int]) -> Released:
        unsure = int(self._unsure[at]) if self._terms.tells_unsure else None
        why = Withheld(REASONS[self._reasons[at]], self._terms.k)
        terms = self._terms
        return made(self._counts, self._shown, at, unsure, terms.design_ratio, why, terms.questions)


def table(
    rows: tuple[Sequence[int], Sequence[str]],
    terms: Terms,
    counts: Ints,
    unsure: Ints,
    shown: Rounded,
    moved: Ints,
    reasons: Ints | None = None,
) -> Table:
    """A table of tallies (G x D x K) and how they are shown; `rows` are groups and dimensions.

    Nothing is judged where few changed, which `moved` (G x D) says; `reasons`
    are places in REASONS, too few answers where none is given.
    """
    groups, dimensions = rows
    why = np.zeros(shown.tier.shape, np.int64) if reasons is None else reasons
    gone = (shown.tier == WITHHELD)[..., None]
    return Table(
        tuple(groups),
        tuple(dimensions),
        judged(counts, shown, moved != UNMOVED),
        terms,
        np.where(gone, 0, counts),
        unsure,
        shown,
        why,
    )
