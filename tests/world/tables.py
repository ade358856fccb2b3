"""All sets of answers at once, and groups of a tree as somebody from outside sees them."""

from collections.abc import Mapping, Sequence

import numpy as np

from posdash.banks.bank import Openness
from posdash.release.bounds import unbound
from posdash.release.gate import Gate, View, release_table
from posdash.release.rounding import TIERS
from posdash.release.suppression import tree_of
from posdash.release.table import Counts, Table
from posdash.survey.round import Group, Participant


def part(group: int, parent: int | None, *, asked: bool = True) -> Participant:
    """A group of ten people below another one."""
    return Participant(Group(group, f"Group {group}", parent), 10, asked, True)


def every(n: int, scale: int) -> np.ndarray:
    """Every set of n answers as counts, (sets x points), from one point to the next."""
    counts, left = np.zeros((1, 0), np.int64), np.array([n])
    for _ in range(scale - 1):
        each = np.concatenate([np.arange(rest + 1) for rest in left])
        counts = np.column_stack([np.repeat(counts, left + 1, axis=0), each])
        left = np.repeat(left, left + 1) - each
    return np.column_stack([counts, left])


def outside(
    participants: Sequence[Participant],
    own: Mapping[int, np.ndarray],
    *,
    inside: Sequence[int] = (),
    caps: Mapping[int, type] | None = None,
    openness: Openness = Openness.DOTS,
    known: Mapping[int, int] | None = None,
) -> Table:
    """What a leader sees of groups; `own` holds counts (questions x points) of each that answered.

    The questions are called "0", "1" and so on; of `known` groups somebody
    knows so many answers, those of `inside` are the leader's own.
    """
    tree = tree_of(participants)
    counts = np.array([own[group] for group in own], np.int64)
    if not own:
        counts = np.zeros((0, 1, 7), np.int64)
    questions = tuple(map(str, range(counts.shape[1])))
    bounds = unbound(tree, len(questions))
    for group, tier in (caps or {}).items():
        bounds.caps[tree.rows[group]] = TIERS.index(tier)
    entered = np.array([(known or {}).get(group, 0) for group in own], np.int64)
    unsure = np.zeros(counts.shape[:2], np.int64)
    asked = Counts(tuple(own), questions, counts, unsure, entered)
    return release_table(Gate(openness, 5, View.OUTSIDE), tree, asked, bounds, frozenset(inside))
