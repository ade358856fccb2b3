"""Which groups of a tree to hide so that no subtraction shows fewer than k people.

What a shown group holds beyond the shown groups inside it is a part of its own:
whoever takes these away from it has exactly that part. So every part must hold
nobody, or at least k. Among all choices that keep this, the one is taken that
hides the fewest groups, and then the fewest answers. All questions of a round
are worked out side by side.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from posdash.survey.round import Participant

Ints = NDArray[Any]
Flags = NDArray[np.bool_]
A_GROUP = 1 << 26  # what hiding a group costs, in answers: more than any round has
NEVER = 1 << 44


@dataclass(frozen=True, slots=True)
class Tree:
    """The groups of a round: the ids inside each, and all of them with the inner ones first.

    `rows` says where a group stands in arrays of all of them.
    """

    inside: Mapping[int, tuple[int, ...]]
    inner_first: tuple[int, ...]
    tops: tuple[int, ...]
    rows: Mapping[int, int]

    def summed(self, own: Ints) -> Ints:
        """What stands in each group (G, ...), with that of everything inside it."""
        found = own.copy()
        for group in self.inner_first:
            for child in self.inside[group]:
                found[self.rows[group]] += found[self.rows[child]]
        return found


def tree_of(participants: Iterable[Participant]) -> Tree:
    """The tree as it stood when the round opened; a group without its parent is a top."""
    ids = {participant.group.id: participant.group.parent for participant in participants}
    inside: dict[int, list[int]] = {group_id: [] for group_id in ids}
    tops: list[int] = []
    for group_id, parent in sorted(ids.items()):
        if parent in inside:
            inside[parent].append(group_id)
        else:
            tops.append(group_id)
    order, waiting = [], list(tops)
    while waiting:  # a loop, as a tree may be deeper than calls can be
        order.append(waiting.pop())
        waiting += inside[order[-1]]
    frozen = {group_id: tuple(children) for group_id, children in inside.items()}
    inner_first = tuple(reversed(order))
    rows = {group_id: row for row, group_id in enumerate(inner_first)}
    return Tree(frozen, inner_first, tuple(tops), rows)


class _Plan(NamedTuple):
    """The cheapest ways to deal with one group, one row per question.

    `costs` and `states` (D x k+1) stand by what is left uncovered of the group,
    capped at k: outside it, and inside before the group itself is shown.
    `origins` remembers for each group inside which rest of it goes into which sum.
    """

    costs: Ints
    states: Ints
    origins: list[Ints]
    may_show: Flags


class _Sums(NamedTuple):
    """All pairs of two rests, sorted by their sum, capped at k, and where each sum begins."""

    first: Ints
    second: Ints
    starts: Ints


def hidden(tree: Tree, sizes: Ints, k: int, known: Any = False, already: Any = False) -> Flags:
    """Which groups to hide from whoever sees the rest, (G x D), in the order of `tree.inner_first`.

    `sizes` (G x D) is how many answered directly in each group, `known` whether
    the viewer has seen these anyway, `already` which were hidden before.
    """
    uncovered = np.where(known, 0, sizes)
    answers = tree.summed(sizes)
    may_show = (answers >= k) & ~np.broadcast_to(already, sizes.shape)
    alike = np.concatenate([np.minimum(uncovered, k), answers, may_show])
    _, first, back = np.unique(alike, axis=1, return_index=True, return_inverse=True)
    found = _hidden(tree, uncovered[:, first], answers[:, first], may_show[:, first], k)
    return found[:, back.reshape(-1)]


def _hidden(tree: Tree, uncovered: Ints, answers: Ints, may_show: Flags, k: int) -> Flags:
    sums, row = _sums(k), tree.rows
    loss = np.where(answers >= k, A_GROUP + answers, 0)
    plans: list[_Plan] = []
    for at, group in enumerate(tree.inner_first):
        inside = [plans[row[child]] for child in tree.inside[group]]
        plans.append(_plan(inside, np.minimum(uncovered[at], k), loss[at], may_show[at], sums))
    return _chosen(tree, plans, sums)


def _sums(k: int) -> _Sums:
    first, second = np.divmod(np.arange((k + 1) ** 2), k + 1)
    total = np.minimum(first + second, k)
    order = np.argsort(total, kind="stable")
    return _Sums(first[order], second[order], np.searchsorted(total[order], np.arange(k + 1)))


def _plan(inside: list[_Plan], rest: Ints, loss: Ints, may_show: Flags, sums: _Sums) -> _Plan:
    states = np.full((len(rest), len(sums.starts)), NEVER)
    states[np.arange(len(rest)), rest] = 0
    origins = []
    for part in inside:
        pairs = states[:, sums.first] + part.costs[:, sums.second]
        coded = np.minimum(pairs, NEVER) * len(sums.first) + np.arange(len(sums.first))
        states, origin = np.divmod(np.minimum.reduceat(coded, sums.starts, axis=1), len(sums.first))
        origins.append(origin)
    costs = np.minimum(states + loss[:, None], NEVER)
    shown = np.minimum(states[:, 0], states[:, -1])
    costs[:, 0] = np.where(may_show, shown, costs[:, 0])
    return _Plan(costs, states, origins, may_show)


def _chosen(tree: Tree, plans: list[_Plan], sums: _Sums) -> Flags:
    """Follow the cheapest ways from the tops down."""
    questions = np.arange(len(plans[0].costs) if plans else 0)
    left = np.zeros((len(plans), len(questions)), np.int64)
    for top in tree.tops:
        left[tree.rows[top]] = plans[tree.rows[top]].costs.argmin(axis=1)
    found = np.zeros(left.shape, np.bool_)
    for group in reversed(tree.inner_first):
        at = tree.rows[group]
        plan = plans[at]
        shown = plan.may_show & (left[at] == 0)
        found[at] = ~shown
        full = np.where(plan.states[:, -1] < plan.states[:, 0], len(sums.starts) - 1, 0)
        before = np.where(shown, full, left[at])
        for child, origin in zip(reversed(tree.inside[group]), reversed(plan.origins), strict=True):
            pair = origin[questions, before]
            left[tree.rows[child]], before = sums.second[pair], sums.first[pair]
    return found
