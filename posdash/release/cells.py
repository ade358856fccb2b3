"""A group's answers by what people said of themselves, where that tells nothing of few."""

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

import numpy as np

from posdash.release import rounding
from posdash.release.gate import Gate, View
from posdash.release.making import REASONS
from posdash.release.rounding import TIERS, UNMOVED, WITHHELD, Flags, Ints, Rounded, rounded
from posdash.release.table import Table, table
from posdash.release.tiers import cell_parts, ladder, lowest, safe_parts
from posdash.release.values import Reason, Released, Withheld
from posdash.survey.tally import Tally, total


class Split(NamedTuple):
    """One question split by an attribute: the tallies of all that is in a group, with their cells.

    Cells are None where they were not kept; `highest` is the tier that the
    group may reach, and `few_changed` whether so few joined or left since an
    earlier round that it would tell of them. `beside_dots` says whether the
    viewer sees every single dot of some of them.
    """

    groups: Sequence[tuple[Tally, Mapping[str, Tally] | None]]
    highest: type
    few_changed: bool
    beside_dots: bool = False


def sees_dots(gate: Gate, own: Mapping[int, Tally], inside: Set[int]) -> bool:
    """Whether somebody sees every single dot of one of the groups that they see from inside.

    Then nothing that holds it is split: two rounded halves of eleven dots told in
    more than half of such teams which half the one dot apart belongs to.
    """
    seen = Gate(gate.openness, gate.k, View.TEAM)
    here = (own[group] for group in inside if group in own)
    return seen.sees_all and any(seen.tier(tally) is not Withheld for tally in here)


def release_cells(
    gate: Gate, whole: Table, group: int, splits: Mapping[str, Split], choices: Sequence[str]
) -> Table:
    """A group's answers by choice, or why the attribute is off for a question.

    `whole` is what is released of the `group`, `splits` stand by dimension.
    The rows of choices carry negative ids, from -1 down. Cells are rounded for
    everyone alike, and off where one of them would be fixed beside the whole.
    """
    reasons, limits = zip(
        *(_limit(gate, whole.cell(group, dimension), split) for dimension, split in splits.items()),
        strict=True,
    )
    cells = [[_cell(split, choice) for split in splits.values()] for choice in choices]
    counts = np.array([[tally.counts for tally in row] for row in cells])
    unknown = np.array([[tally.unknown for tally in row] for row in cells])
    most = np.array([TIERS.index(limit) for limit in limits])
    allowed = np.minimum(rounding.ladder(counts, unknown, gate.k), most)
    shown = rounded(counts, allowed)
    everybody = np.array([sum(of.n for of, _ in split.groups) for split in splits.values()])
    fixed = ~left_open(shown, everybody, whole.sums(group), counts.shape[-1])
    fixed &= most > WITHHELD
    shown = rounded(counts, np.where(fixed, WITHHELD, allowed))
    why = np.array([REASONS.index(reason) for reason in reasons])
    why[fixed] = REASONS.index(Reason.PART_TOO_SMALL)
    rows = (tuple(-1 - at for at in range(len(choices))), tuple(splits))
    outside = Gate(gate.openness, gate.k, View.OUTSIDE, gate.organisation, gate.questions)
    unsure, unmoved = np.zeros_like(unknown), np.full(unknown.shape, UNMOVED)
    return table(
        rows, outside.terms, counts, unsure, shown, unmoved, np.broadcast_to(why, unknown.shape)
    )


def _limit(gate: Gate, whole: Released, split: Split) -> tuple[Reason, type]:
    """Why the attribute is off for a question, or up to which tier it is shown."""
    if isinstance(whole, Withheld):
        return whole.reason, Withheld
    if split.beside_dots:
        return Reason.BESIDE_DOTS, Withheld
    if split.few_changed:
        return Reason.FEW_CHANGED, Withheld
    if any(tally.n and cells is None for tally, cells in split.groups):
        return Reason.PART_TOO_SMALL, Withheld
    parts = [part for of, cells in split.groups if cells for part in cell_parts(of, cells)]
    if not safe_parts(parts, gate.k):
        return Reason.PART_TOO_SMALL, Withheld
    tiers = (ladder(part, gate.k) for part in parts if part.n)
    return Reason.TOO_FEW, lowest(split.highest, *tiers)


def _cell(split: Split, choice: str) -> Tally:
    nobody = split.groups[0][0] - split.groups[0][0]
    given = [cells.get(choice) for _, cells in split.groups if cells is not None]
    return total(given) or nobody


def left_open(cells: Rounded, everybody: Ints, whole: tuple[Ints, Ints], scale: int) -> Flags:
    """Whether beside the sum of the whole (D) every cell (C x D) keeps enough sets of answers.

    The whole of `everybody` (D) lies between two sums; who is in no cell that is
    shown may have answered anything.
    """
    silent = everybody - cells.n.sum(axis=0)
    low = np.concatenate([cells.low, silent[None]])
    high = np.concatenate([cells.high, silent[None] * scale])
    need = np.concatenate([cells.need, (silent > 0)[None]])
    least = np.maximum(low, whole[0] - (high.sum(axis=0) - high))
    most = np.minimum(high, whole[1] - (low.sum(axis=0) - low))
    return np.asarray((most - least >= need).all(axis=0))
