"""Whole tables of a round's tallies: groups x dimensions x points."""

from dataclasses import dataclass

import numpy as np

from posdash.release.rounding import Ints
from posdash.survey.round import Facet, Round
from posdash.survey.tally import Counted, Key


@dataclass(frozen=True, slots=True)
class Counts:
    """What was answered directly in each asked group, of one facet.

    `counts` (G x D x K) and `unsure` (G x D) stand in the order of `groups` and
    of the bank's dimensions; `known` (G) is how many answers of each group at
    most somebody who looks knows.
    """

    groups: tuple[int, ...]
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
    ids = [dimension.id for dimension in survey_round.bank.dimensions]
    counts = np.zeros((len(asked), len(ids), survey_round.bank.scale), np.int64)
    unsure = np.zeros(counts.shape[:2], np.int64)
    for row, participant in enumerate(asked):
        for column, dimension in enumerate(ids):
            tally = counted.tallies.get(Key(participant.group.id, subject, dimension, facet))
            if tally is not None:
                counts[row, column], unsure[row, column] = tally.counts, tally.unsure
    known = np.array([one.entered + one.surplus for one in asked], np.int64)
    return Counts(tuple(one.group.id for one in asked), counts, unsure, known)
