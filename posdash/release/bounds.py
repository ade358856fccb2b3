"""What binds the groups of a round beside their size, for all questions at once."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from posdash.release.blur import open_position
from posdash.release.rounding import COARSE, FULL, TIERS, UNMOVED, WITHHELD, Flags, Ints
from posdash.release.suppression import Tree
from posdash.release.table import Counts
from posdash.release.tiers import cells_cap
from posdash.survey.round import Facet, Round
from posdash.survey.tally import Counted, Key, Tally, column


class Bounds(NamedTuple):
    """Limits of groups, (G x D) in the order of a tree's rows.

    `caps` are the highest tiers, also of all groups around; `split` groups are
    also shown by attributes, and so at tiers up to `split_caps` themselves.
    `moved` is the Coarse position in half points where few may have joined,
    left or stayed since an earlier round, else UNMOVED.
    """

    caps: Ints
    split: Flags
    split_caps: Ints
    moved: Ints


def unbound(tree: Tree, questions: int) -> Bounds:
    """No limits."""
    shape = (len(tree.inner_first), questions)
    full = np.full(shape, FULL, np.int8)
    return Bounds(full, np.zeros(shape, np.bool_), full.copy(), np.full(shape, UNMOVED))


def in_rows(tree: Tree, groups: tuple[int, ...], values: Ints) -> Ints:
    """What stands by group, in the order of a tree's rows; zeros for all other groups."""
    found = np.zeros((len(tree.inner_first), *values.shape[1:]), values.dtype)
    found[[tree.rows[group] for group in groups]] = values
    return found


def bounds(
    survey_round: Round, tree: Tree, counted: Counted, facet: Facet, asked: Counts
) -> Bounds:
    """The limits of every group of a round, for all its questions."""
    found = unbound(tree, len(asked.dimensions))
    whole = tree.summed(in_rows(tree, asked.groups, asked.counts))
    turned = _turned_over(survey_round, tree, whole.sum(axis=-1))
    found.caps[turned] = COARSE
    # a group whose coach entered every answer hides nobody, and is hidden by nobody
    all_known = (asked.counts.sum(axis=-1) > 0) & (asked.unknown == 0)
    found.caps[in_rows(tree, asked.groups, all_known)] = WITHHELD
    _split(found, survey_round, tree, counted, facet, asked.dimensions)
    before = [
        _earlier(tree, asked, tallies, survey_round.subject.key, facet)
        for tallies in counted.earlier
        if turned.any()
    ]
    for row, question in zip(*np.nonzero(turned), strict=True):
        tallies = [_tally(counts[row, question]) for counts in before]
        large = [tally for tally in tallies if tally.n >= survey_round.k_outside]
        now = _tally(whole[row, question])
        if now.n:
            found.moved[row, question] = open_position(now, large)
    return found


def _tally(counts: Ints) -> Tally:
    return Tally(tuple(counts.tolist()))


def _turned_over(survey_round: Round, tree: Tree, answers: Ints) -> Flags:
    people = np.zeros(len(tree.inner_first), np.int64)
    few, same = np.zeros((2, len(people), 1), np.bool_)
    for participant in survey_round.participants:
        row = tree.rows[participant.group.id]
        people[row] = participant.people if participant.asked else 0
        few[row], same[row] = bool(participant.few_changed), participant.few_changed is False
    return np.asarray(few | (same & (answers > tree.summed(people)[:, None])))


def _split(
    found: Bounds,
    survey_round: Round,
    tree: Tree,
    counted: Counted,
    facet: Facet,
    dimensions: tuple[str, ...],
) -> None:
    keys = {key for kept in counted.cells.values() for key in kept if key.facet is facet}
    subject = survey_round.subject.key
    for question in {key.dimension for key in keys if key.subject == subject}:
        asked, at = column(counted, survey_round, question, facet), dimensions.index(question)
        for group, kept in asked.cells.items():
            row = tree.rows[group]
            found.split[row, at] = True
            most = cells_cap(asked.own[group], list(kept.values()), survey_round.k_outside)
            found.split_caps[row, at] = TIERS.index(most)


def _earlier(
    tree: Tree, asked: Counts, tallies: Mapping[Key, Tally], subject: str, facet: Facet
) -> Ints:
    """What was answered in an earlier round in each group and everything inside it."""
    nobody = (0,) * asked.counts.shape[-1]
    counts = [
        tally.counts if (tally := tallies.get(Key(group, subject, question, facet))) else nobody
        for group in asked.groups
        for question in asked.dimensions
    ]
    return tree.summed(in_rows(tree, asked.groups, np.array(counts).reshape(asked.counts.shape)))
