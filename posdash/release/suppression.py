"""Which groups of a tree to hide so that no subtraction shows fewer than k people.

What a shown group holds beyond the shown groups inside it is a part of its own:
whoever takes these away from it has exactly that part. So every part must hold
nobody, or at least k. Among all choices that keep this, the one is taken that
hides the fewest groups, and then the fewest answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from posdash.survey.round import Participant


class Cost(NamedTuple):
    """What a choice hides, compared in this order."""

    groups: int = 0
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Tree:
    """The groups of a round: the ids inside each, and all of them with the inner ones first."""

    inside: Mapping[int, tuple[int, ...]]
    inner_first: tuple[int, ...]
    tops: tuple[int, ...]

    def sums(self, own: Mapping[int, int]) -> dict[int, int]:
        """Answers in each group and everything inside it."""
        found: dict[int, int] = {}
        for group in self.inner_first:
            found[group] = own.get(group, 0) + sum(found[child] for child in self.inside[group])
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
    return Tree(frozen, tuple(reversed(order)), tuple(tops))


@dataclass(slots=True)
class _Plan:
    """The cheapest ways to deal with one group, by what they leave uncovered, capped at k.

    `merged` remembers, for each group inside, which uncovered rest of it goes
    into which sum; `ways` holds (cost, rest before the group itself is shown).
    """

    ways: dict[int, tuple[Cost, int, bool]] = field(default_factory=dict)
    merged: list[dict[int, tuple[int, int]]] = field(default_factory=list)


def hidden(
    tree: Tree,
    own: Mapping[int, int],
    k: int,
    known: frozenset[int] = frozenset(),
    already: frozenset[int] = frozenset(),
) -> frozenset[int]:
    """Ids of the groups to hide from whoever sees the rest.

    `own` holds how many answered directly in each group, `known` the groups
    whose own answers the viewer has seen anyway, `already` those hidden before.
    """
    sums = tree.sums(own)
    plans: dict[int, _Plan] = {}
    for group in tree.inner_first:
        rest = 0 if group in known else own.get(group, 0)
        may_show = sums[group] >= k and group not in already
        plans[group] = _plan(
            [plans[child] for child in tree.inside[group]], rest, sums[group], k, may_show
        )
    return _chosen(tree, plans)


def _plan(inside: list[_Plan], rest: int, answers: int, k: int, may_show: bool) -> _Plan:
    plan = _Plan()
    states = {min(rest, k): Cost()}
    for part in inside:
        states, origins = _merge(states, part, k)
        plan.merged.append(origins)
    loss = Cost(1, answers) if answers >= k else Cost()
    for left, cost in sorted(states.items()):
        covered = left in (0, k)
        if may_show and covered:
            _offer(plan, 0, cost, left, True)
        _offer(plan, left, _add(cost, loss), left, False)
    return plan


def _merge(
    states: dict[int, Cost], inside: _Plan, k: int
) -> tuple[dict[int, Cost], dict[int, tuple[int, int]]]:
    found: dict[int, Cost] = {}
    origins: dict[int, tuple[int, int]] = {}
    for before, cost in states.items():
        for rest, (more, _, _) in inside.ways.items():
            left, total = min(before + rest, k), _add(cost, more)
            if left not in found or total < found[left]:
                found[left], origins[left] = total, (before, rest)
    return found, origins


def _offer(plan: _Plan, left: int, cost: Cost, before: int, shown: bool) -> None:
    if left not in plan.ways or cost < plan.ways[left][0]:
        plan.ways[left] = (cost, before, shown)


def _add(cost: Cost, other: Cost) -> Cost:
    return Cost(cost.groups + other.groups, cost.answers + other.answers)


def _chosen(tree: Tree, plans: Mapping[int, _Plan]) -> frozenset[int]:
    found = set()
    waiting = [
        (top, min(plans[top].ways, key=lambda left: plans[top].ways[left][0])) for top in tree.tops
    ]
    while waiting:
        group, left = waiting.pop()
        _, before, shown = plans[group].ways[left]
        if not shown:
            found.add(group)
        for child, origins in reversed(
            list(zip(tree.inside[group], plans[group].merged, strict=True))
        ):
            before, rest = origins[before]
            waiting.append((child, rest))
    return frozenset(found)
