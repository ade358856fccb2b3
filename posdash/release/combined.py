"""What sums of any number of rounds tell together, by linear algebra over all of them at once."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[Any]
Numbers = NDArray[np.float64]
NOTHING = 0  # the node of whoever was in no sum that is shown of a round
TRIES = 60  # in one of so many orders a combination that leaves few people comes up
NEAR = 1e-9


def told(nodes: Ints, weights: Ints, k: int) -> Iterator[frozenset[int]]:
    """Sums that can be combined so that 1 to k - 1 people are left: the nodes of each combination.

    A row of `nodes` (people alike x rounds) holds in which sum they are in each
    round, or NOTHING; `weights` is how many they are.
    """
    rows, people = _alike(nodes, weights)
    kept = (rows != NOTHING).any(axis=1) & (people > 0)
    names, columns = np.unique(np.append(rows[kept].ravel(), NOTHING), return_inverse=True)
    memberships = np.zeros((int(kept.sum()), len(names)))
    each = np.repeat(np.arange(len(memberships)), rows.shape[1])
    np.add.at(memberships, (each, columns[:-1].ravel()), 1)
    memberships[:, names == NOTHING] = 0
    free, left, few = _free(memberships, people[kept], k)
    for block in _blocks(left):
        for combination in _combinations(left[block], few[block], k):
            factors = free @ combination
            yield frozenset(names[np.abs(factors) > NEAR].tolist())


def _alike(nodes: Ints, weights: Ints) -> tuple[Ints, Numbers]:
    """The rows that differ, and how many people each stands for."""
    number, code = int(nodes.max(initial=0)) + 1, np.zeros(len(nodes), np.int64)
    for column in nodes.T:  # much faster than to sort whole rows
        _, first, code = np.unique(code * number + column, return_index=True, return_inverse=True)
    return nodes[first], np.asarray(np.bincount(code, weights), np.float64)


def _free(memberships: Numbers, people: Numbers, k: int) -> tuple[Numbers, Numbers, Numbers]:
    """How sums may be combined so that no k people who are alike are left.

    (sums x ways), then for others whether and how they are left (people x ways),
    and how many they are. Those who are left alike in all ways count as one.
    """
    many = memberships[people >= k]
    others, weights = memberships[people < k], people[people < k]
    ways = _solutions(many)
    while True:
        left = others @ ways
        left[np.abs(left) < NEAR] = 0
        here = left.any(axis=1)
        left, weights, others = left[here], weights[here], others[here]
        if not len(left):
            return ways, left, weights
        alike = np.round(left / _leading(left)[:, None], 6)
        classes, at = np.unique(alike, axis=0, return_inverse=True)
        together = np.bincount(at.ravel(), weights)
        if not (together >= k).any():
            return ways, classes, np.asarray(together, np.float64)
        ways = ways @ _solutions(classes[together >= k])


def _leading(rows: Numbers) -> Numbers:
    first = (np.abs(rows) > NEAR).argmax(axis=1)
    return np.asarray(rows[np.arange(len(rows)), first])


def _solutions(rows: Numbers) -> Numbers:
    """All that makes every row 0, as columns with as few numbers other than 0 as come by itself."""
    lonely = np.zeros(rows.shape[1], bool)
    while True:  # a sum that stands alone in a row is used by no combination
        alone = rows[(rows != 0).sum(axis=1) == 1]
        found = alone.any(axis=0)
        if not found.any():
            break
        lonely |= found
        rows = np.where(found, 0, rows)
    rows = np.unique(rows[rows.any(axis=1)], axis=0)
    reduced, leads = _reduced(rows)
    free = np.array([at for at in np.flatnonzero(~lonely) if at not in set(leads)], int)
    ways = np.zeros((rows.shape[1], len(free)))
    ways[free, np.arange(len(free))] = 1
    ways[leads] = -reduced[:, free]
    return ways


def _reduced(rows: Numbers) -> tuple[Numbers, list[int]]:
    """Reduced row echelon form, and the columns in which its rows begin."""
    rows, leads, done = rows.astype(float), [], 0
    for column in range(rows.shape[1]):
        if done == len(rows):
            break
        best = done + int(np.abs(rows[done:, column]).argmax())
        if abs(rows[best, column]) < NEAR:
            continue
        rows[[done, best]] = rows[[best, done]]
        rows[done] /= rows[done, column]
        touched = np.flatnonzero(np.abs(rows[:, column]) > NEAR)
        touched = touched[touched != done]
        rows[touched] -= np.outer(rows[touched, column], rows[done])
        leads.append(column)
        done += 1
    return rows[:done], leads


def _blocks(left: Numbers) -> Iterator[Ints]:
    """The rows that share no way with those of another block."""
    waiting = set(range(len(left)))
    uses = np.abs(left) > NEAR
    while waiting:
        block = more = {waiting.pop()}
        while more:
            ways = np.flatnonzero(uses[sorted(block)].any(axis=0))
            more = {row for row in waiting if uses[row, ways].any()}
            block = block | more
            waiting -= more
        yield np.array(sorted(block))


def _combinations(left: Numbers, weights: Numbers, k: int) -> Iterator[Numbers]:
    """Ways to combine that leave 1 to k - 1 people; all are found but by bad luck."""
    ways = left.any(axis=0)
    order, seen = np.random.default_rng(0), set()
    for _ in range(TRIES if ways.sum() > 1 else 1):
        rows = order.permutation(len(left))
        chosen = np.eye(left.shape[1])[ways]
        reduced, leads = _reduced(np.hstack([left[rows][:, ways].T, chosen]))
        for row, lead in zip(reduced, leads, strict=True):
            if lead >= len(rows):
                continue
            some = rows[np.abs(row[: len(rows)]) > NEAR]
            if 0 < weights[some].sum() < k and frozenset(some.tolist()) not in seen:
                seen.add(frozenset(some.tolist()))
                yield row[len(rows) :]
