"""Small cuts of a graph, beside every cut there is."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from posdash.release.cuts import OUTSIDE, small_cuts

Edge = tuple[int, int, int]
EDGES = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 4)), min_size=1, max_size=14
)


def weight(edges: list[Edge], side: frozenset[int]) -> int:
    return sum(people for one, other, people in edges if (one in side) != (other in side))


def found(edges: list[Edge], k: int) -> list[frozenset[int]]:
    first, second, people = (np.array(column) for column in zip(*edges, strict=True))
    return list(small_cuts(first, second, people, k))


@given(EDGES, st.integers(2, 7))
def test_there_is_a_small_cut_exactly_where_one_is_found(edges, k):
    nodes = sorted({node for edge in edges for node in edge[:2]} - {OUTSIDE})
    sides = (
        frozenset(some) for size in range(1, len(nodes) + 1) for some in combinations(nodes, size)
    )
    small = [side for side in sides if 0 < weight(edges, side) < k]
    cuts = found(edges, k)
    assert bool(cuts) == bool(small)
    assert all(OUTSIDE not in side and 0 < weight(edges, side) < k for side in cuts)


def test_two_teams_that_swapped_and_took_in_one_are_cut_off_together():
    kiwi_then, owl_then, kiwi_now, owl_now = 1, 2, 3, 4
    edges = [
        (kiwi_then, kiwi_now, 25),
        (kiwi_then, owl_now, 5),
        (owl_then, owl_now, 25),
        (owl_then, kiwi_now, 5),
        (OUTSIDE, kiwi_now, 1),
    ]
    assert found(edges, 5) == [frozenset({1, 2, 3, 4})]
    assert found([*edges, (owl_then, OUTSIDE, 4)], 5) == []
