"""Small cuts: a few people who alone tie some groups, then and now, to everybody else.

Groups of an earlier and of a later round are the nodes, everybody else is the
node OUTSIDE, and an edge holds as many people as were in the one then and in
the other later. The sums on one side of a cut, later less earlier, tell what
the people on the cut have answered, if all others answered the same again.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

OUTSIDE = 0
Ints = NDArray[Any]
Graph = dict[int, dict[int, int]]


def small_cuts(first: Ints, second: Ints, weights: Ints, k: int) -> Iterator[frozenset[int]]:
    """The sides without OUTSIDE of cuts of 1 to k - 1 people; none if there is no such cut.

    Edges run between the nodes `first` and `second`, several between two add up.
    Every node that a small cut parts from the others is in one of those given.
    """
    here = weights > 0
    first, second, weights = first[here], second[here], weights[here]
    nodes, ends = np.unique(np.concatenate([[OUTSIDE], first, second]), return_inverse=True)
    edges = ends[1:].reshape(2, -1)
    parts = _tied(edges, weights, k, len(nodes))
    graph = _graph(parts[edges], weights)
    members: dict[int, set[int]] = defaultdict(set)
    for node, part in zip(nodes.tolist(), parts.tolist(), strict=True):
        members[part].add(node)
    seen: set[int] = set()
    for start in (int(parts[0]), *list(graph)):  # OUTSIDE is the root of all that reach it
        if start not in seen:
            yield from _below(graph, start, members, k, seen)


def _tied(edges: Ints, weights: Ints, k: int, nodes: int) -> Ints:
    """By node, the part of those that no small cut can separate as k people tie two of them."""
    parts = np.arange(nodes)
    while True:
        number = int(parts.max()) + 1
        one, other = np.sort(parts[edges], axis=0)
        pairs, at = np.unique(one * number + other, return_inverse=True)
        together = np.bincount(at.ravel(), weights) >= k
        one, other = pairs[together] // number, pairs[together] % number
        if not (one != other).any():
            return np.asarray(parts)
        tie = coo_array((np.ones(len(one)), (one, other)), shape=(number, number))
        parts = connected_components(tie, directed=False)[1][parts]


def _graph(edges: Ints, weights: Ints) -> Graph:
    graph: Graph = defaultdict(lambda: defaultdict(int))
    for one, other, weight in zip(*edges.tolist(), weights.tolist(), strict=True):
        if one != other:
            graph[one][other] += weight
            graph[other][one] += weight
    return graph


def _below(
    graph: Graph, root: int, members: dict[int, set[int]], k: int, seen: set[int]
) -> Iterator[frozenset[int]]:
    """The small cuts between a root and every node that it can be reached from."""
    for node in _reached(graph, root):
        seen.add(node)
        if node == root or node not in graph:
            continue
        side = _side(graph, node, root, k)
        if side is None:
            _merge(graph, node, root)
            members[root] |= members[node]
        else:
            yield frozenset().union(*(members[each] for each in side))


def _reached(graph: Graph, root: int) -> list[int]:
    found, waiting = {root}, deque([root])
    while waiting:
        for other in graph.get(waiting.popleft(), {}):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return list(found)


def _side(graph: Graph, node: int, root: int, k: int) -> set[int] | None:
    """What a cut of fewer than k leaves with the node and not with the root; None without one."""
    flow: dict[tuple[int, int], int] = defaultdict(int)
    for _ in range(k):
        came = {node: node}
        waiting = deque([node])
        while waiting and root not in came:
            at = waiting.popleft()
            for other, weight in graph[at].items():
                if other not in came and flow[at, other] < weight:
                    came[other] = at
                    waiting.append(other)
        if root not in came:
            return set(came)
        at = root
        while at != node:
            flow[came[at], at] += 1
            flow[at, came[at]] -= 1
            at = came[at]
    return None


def _merge(graph: Graph, node: int, into: int) -> None:
    for other, weight in graph.pop(node).items():
        del graph[other][node]
        if other != into:
            graph[into][other] += weight
            graph[other][into] += weight
