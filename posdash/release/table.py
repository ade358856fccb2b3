"""Whole tables of a round's tallies: groups x dimensions x points, and what is released of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from posdash.measures.library import Interval, Numbers
from posdash.release.judged import Judged, judged
from posdash.release.making import REASONS, Terms, intervals, made
from posdash.release.rounding import UNMOVED, WITHHELD, Ints, Rounded
from posdash.release.values import Reason, Released
from posdash.survey.round import Facet, Round
from posdash.survey.tally import Counted


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
    rows = {group: row for row, group in enumerate(groups)}
    columns = {dimension: column for column, dimension in enumerate(ids)}
    given = [
        (rows[key.group], columns[key.dimension], tally)
        for key, tally in counted.tallies.items()
        if key.facet is facet
        and key.subject == subject
        and key.group in rows
        and key.dimension in columns
    ]
    counts = np.zeros((len(groups), len(ids), survey_round.bank.scale), np.int64)
    unsure = np.zeros(counts.shape[:2], np.int64)
    if given:
        at = tuple(np.array([place[:2] for place in given]).T)
        counts[at] = [tally.counts for _, _, tally in given]
        unsure[at] = [tally.unsure for _, _, tally in given]
    known = np.array([one.entered + one.surplus for one in asked], np.int64)
    return Counts(groups, ids, counts, unsure, known)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What is released of groups and dimensions; the counts stay inside.

    `groups` holds the row of each, `judged` (G x D) all that verdicts may rest on.
    """

    groups: Mapping[int, int]
    dimensions: tuple[str, ...]
    judged: Judged
    _terms: Terms = field(repr=False)
    _counts: Ints = field(repr=False)
    _unsure: Ints = field(repr=False)
    _shown: Rounded = field(repr=False)
    _interval: Interval[Numbers] = field(repr=False)
    _reasons: Ints = field(repr=False)

    def cell(self, group: int, dimension: str) -> Released:
        """One released value; raises KeyError or ValueError if it is not in it."""
        at = self.dimensions.index(dimension)
        return self._made(self.groups[group], slice(at, at + 1))[0]

    def row(self, group: int) -> tuple[Released, ...]:
        """The released values of a group; raises KeyError for one that is not in it."""
        return tuple(self._made(self.groups[group], slice(None)))

    def judged_of(self, group: int) -> Judged:
        """All that verdicts on a group may rest on (D); raises KeyError if it is not in it."""
        at = self.groups[group]
        return Judged(*(field[at] for field in self.judged))

    def sums(self, group: int) -> tuple[Ints, Ints]:
        """Between which sums the answers of a group are known to lie (D); raises KeyError."""
        at = self.groups[group]
        return self._shown.low[at], self._shown.high[at]

    def _made(self, row: int, columns: slice) -> list[Released]:
        at = row, columns
        shown = Rounded._make(field[at] for field in self._shown)
        interval = Interval(self._interval.low[at], self._interval.high[at])
        return made(
            self._counts[at], shown, interval, self._unsure[at], self._reasons[at], self._terms
        )


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
    (G x D) are places in REASONS of why something is withheld, else too few answered.
    """
    groups, dimensions = rows
    why = np.full(shown.tier.shape, REASONS.index(Reason.TOO_FEW)) if reasons is None else reasons
    gone = (shown.tier == WITHHELD)[..., None]
    return Table(
        {group: row for row, group in enumerate(groups)},
        tuple(dimensions),
        judged(counts, shown, moved != UNMOVED),
        terms,
        np.where(gone, 0, counts),
        unsure,
        shown,
        intervals(shown, counts.shape[-1], terms),
        why,
    )
