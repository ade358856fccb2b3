"""Whole tables and single values are the same; what hides groups hides as few as it can."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdash.banks.bank import Openness
from posdash.release.gate import Gate, View
from posdash.release.rounding import TIERS
from posdash.release.suppression import hidden, tree_of
from posdash.release.values import Full
from posdash.survey.tally import Tally
from world.counts import tallies
from world.tables import outside, part


@st.composite
def tables(draw):
    """Some questions of some groups that stand side by side, on one scale."""
    scale, groups = draw(st.integers(3, 11)), draw(st.integers(1, 4))
    columns = draw(st.integers(1, 4))
    drawn = [[draw(tallies(1, scale)) for _ in range(columns)] for _ in range(groups)]
    return np.array(drawn, np.int64)


@settings(max_examples=200)
@given(tables(), st.sampled_from(TIERS), st.sampled_from(View), st.sampled_from(Openness))
def test_a_tally_in_a_table_is_shown_as_it_is_by_itself(counts, limit, view, openness):
    gate = Gate(openness, 5, view)
    names = tuple(map(str, range(counts.shape[1])))
    given_tallies = {
        group: [Tally(tuple(one)) for one in row] for group, row in enumerate(counts.tolist())
    }
    limits = {group: [limit] * len(names) for group in given_tallies}
    table = gate.table(given_tallies, names, limits)
    for group, row in given_tallies.items():
        assert table.row(group) == tuple(gate.release(tally, limit) for tally in row)
        assert table.row(group) == tuple(table.cell(group, name) for name in names)


@settings(max_examples=100)
@given(tables())
def test_groups_that_are_not_hidden_are_shown_outside_as_they_are_by_themselves(counts):
    gate = Gate(Openness.DOTS, 5, View.OUTSIDE)
    top = [part(group, None) for group in range(len(counts))]
    table = outside(top, dict(enumerate(counts)))
    for group, row in enumerate(counts.tolist()):
        assert table.row(group) == tuple(gate.release(Tally(tuple(one)), Full) for one in row)


@st.composite
def trees(draw):
    """Up to eight groups below each other, their answers to two questions, and who is known."""
    number = draw(st.integers(1, 8))
    parents = [None, *(draw(st.integers(0, at - 1)) for at in range(1, number))]
    sizes = st.lists(st.integers(0, 9), min_size=number, max_size=number)
    known = draw(st.lists(st.booleans(), min_size=number, max_size=number))
    return parents, np.array([draw(sizes), draw(sizes)]).T, np.array(known)


@settings(max_examples=150)
@given(trees(), st.integers(2, 6))
def test_as_few_groups_are_hidden_as_can_be(drawn, k):
    parents, by_group, is_known = drawn
    tree = tree_of(part(group, parent) for group, parent in enumerate(parents))
    sizes, known = by_group[list(tree.inner_first)], is_known[list(tree.inner_first)]
    found = hidden(tree, sizes, k, known[:, None])
    for question in range(2):
        own = np.where(known, 0, sizes[:, question])
        whole = tree.summed(sizes[:, question])
        choices = [
            np.array(shown)
            for shown in product(*((False, True) if size >= k else (False,) for size in whole))
        ]
        costs = [cost(whole, shown, k) for shown in choices if covered(tree, own, shown, k)]
        assert covered(tree, own, ~found[:, question], k)
        assert cost(whole, ~found[:, question], k) == min(costs)


def cost(whole, shown, k) -> tuple[int, int]:
    """How many groups of k or more are hidden, and how many answers."""
    lost = whole[~shown & (whole >= k)]
    return len(lost), int(lost.sum())


def covered(tree, own, shown, k) -> bool:
    """Whether what shown groups hold beyond those in them is nobody or at least k."""
    left = own.copy()
    for group in tree.inner_first:
        row = tree.rows[group]
        for child in tree.inside[group]:
            below = tree.rows[child]
            left[row] += 0 if shown[below] else left[below]
    return all(rest == 0 or rest >= k for rest in left[shown])


def test_all_questions_are_hidden_as_each_by_itself():
    tree = tree_of([part(0, None, asked=False), *(part(group, 0) for group in range(1, 5))])
    random = np.random.default_rng(2)
    sizes = random.integers(0, 9, (5, 12))
    sizes[tree.rows[0]] = 0
    found = hidden(tree, sizes, 5)
    each = [hidden(tree, sizes[:, [question]], 5) for question in range(12)]
    assert (found == np.concatenate(each, axis=1)).all()


def test_a_group_that_is_not_in_a_table_is_an_error():
    found = outside([part(0, None)], {0: [[5] * 7]})
    with pytest.raises(KeyError):
        found.row(9)
    with pytest.raises(ValueError, match="tuple"):
        found.cell(0, "other")
