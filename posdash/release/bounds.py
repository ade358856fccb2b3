"""What binds the groups of a round beside their size, for all questions at once."""

from typing import NamedTuple

import numpy as np

from posdash.release.blur import open_position
from posdash.release.rounding import COARSE, FULL, TIERS, UNMOVED, WITHHELD, Flags, Ints
from posdash.release.suppression import Tree
from posdash.release.table import Counts
from posdash.release.tiers import cells_cap
from posdash.survey.round import Facet, Round
from posdash.survey.tally import Counted, Tally, column


class Bounds(NamedTuple):
    """Limits of groups, (G x D) in the order of a tree's rows.

    `caps` are the highest tiers, also of all groups around; `split` groups are
    also shown by attributes, and so at tiers up to `split_caps` themselves.
    `moved` is the Coarse position in half points where few may have joined,
    left or stayed since an earlier round, else UNMOVED. `hidden` groups are
    kept from whoever looks from outside, those in `apart` from whoever sees the
    dots of the group they stand with.
    """

    caps: Ints
    split: Flags
    split_caps: Ints
    moved: Ints
    hidden: Flags
    apart: dict[int, Flags]

    def repeated(self, times: int) -> "Bounds":
        """The same of its questions side by side so many times."""
        caps, split, split_caps, moved, hidden = (np.tile(one, times) for one in self[:5])
        apart = {group: np.tile(one, times) for group, one in self.apart.items()}
        return Bounds(caps, split, split_caps, moved, hidden, apart)


def unbound(tree: Tree, questions: int) -> Bounds:
    """No limits."""
    shape = (len(tree.inner_first), questions)
    full, never = np.full(shape, FULL, np.int8), np.zeros(shape, np.bool_)
    unmoved = np.full(shape, UNMOVED)
    return Bounds(full, never, full.copy(), unmoved, never.copy(), {})


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
    # a group whose coach entered every answer hides nobody, and is hidden by nobody
    all_known = (asked.counts.sum(axis=-1) > 0) & (asked.unknown == 0)
    found.caps[in_rows(tree, asked.groups, all_known)] = WITHHELD
    _split(found, survey_round, tree, counted, facet, asked.dimensions)
    for at, dimension in enumerate(asked.dimensions):
        question = (dimension, facet)
        for group in counted.hidden.get(question, ()):
            found.hidden[tree.rows[group], at] = True
        for group, around in counted.apart.get(question, {}).items():
            from_inside = found.apart.setdefault(group, np.zeros_like(found.hidden))
            from_inside[[tree.rows[one] for one in around], at] = True
        for group, earlier in counted.earlier.get(question, {}).items():
            row = tree.rows[group]
            found.caps[row, at] = min(found.caps[row, at], COARSE)
            now = Tally(tuple(whole[row, at].tolist()))
            large = [before for before in earlier if before.n >= survey_round.k_outside]
            found.moved[row, at] = open_position(now, large) if now.n else 0
    return found


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
