"""Counts dealt out again: every margin stays, and chance alone decides the rest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from posdash.release.dealing import dealt

TABLES = st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(3, 7)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(0, 4))
)


@given(TABLES)
def test_every_group_keeps_its_number_and_every_point_its_answers(counts):
    found = dealt(counts, 5, np.random.default_rng(1))
    assert found.shape == (5, *counts.shape)
    assert (found.sum(axis=-1) == counts.sum(axis=-1)).all()
    assert (found.sum(axis=1) == counts.sum(axis=0)).all()


def test_two_groups_apart_are_mixed_as_an_urn_would():
    """Of ten at 1 and ten at 3, a group of ten has on average five of each: hypergeometric."""
    counts = np.array([[[10, 0, 0]], [[0, 0, 10]]])
    first = dealt(counts, 20_000, np.random.default_rng(1))[:, 0, 0, 0]
    assert first.mean() == pytest.approx(5, abs=0.05)
    assert first.var() == pytest.approx(10 * 0.5 * 0.5 * 10 / 19, abs=0.05)


def test_the_same_seed_deals_the_same():
    counts = np.arange(24).reshape(4, 2, 3)
    again = [dealt(counts, 3, np.random.default_rng(7)) for _ in range(2)]
    assert (again[0] == again[1]).all()
