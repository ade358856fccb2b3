"""The interval of the mean position, of few and of many, of a part and of all, exact and coarse."""

from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtrit

from posdash.measures import library as measures
from world.counts import close, people, tallies


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((0, 0, 0, 1, 0, 0, 0), 1.309, 6.691),
        ((0, 0, 0, 5, 0, 0, 0), 3.144, 4.856),
        ((0, 0, 0, 0, 0, 0, 5), 4.271, 7.0),
        ((1, 0, 0, 0, 0, 0, 1), 1.309, 6.691),
    ],
)
def test_the_interval_at_its_edges(counts, low, high):
    assert close(measures.wilson_interval(counts), low, high, 1e-3)


def test_a_team_that_has_all_answered_is_a_census():
    counts = (1, 1, 1, 1, 1, 0, 0)
    assert close(measures.wilson_interval(counts, 5), 3.0, 3.0, 1e-12)
    plain, finite = measures.wilson_interval(counts), measures.wilson_interval(counts, 9)
    assert plain.low < finite.low < 3.0 < finite.high < plain.high


def test_one_who_has_not_answered_yet_leaves_an_interval_and_a_mistaken_size_does_not():
    counts = (1, 1, 1, 1, 1, 0, 0)
    low, high = measures.wilson_interval(counts, 6)
    assert 1 < low < 3 < high
    assert close(measures.wilson_interval(counts, 4), 3.0, 3.0, 1e-12)


def test_the_interval_is_wider_the_surer_it_has_to_be():
    counts = (1, 1, 1, 1, 1, 0, 0)
    assert measures.wilson_interval(counts) == measures.wilson_interval(counts, alpha=0.05)
    low, high = measures.wilson_interval(counts, alpha=np.array([0.001, 0.01, 0.05, 0.2, 1.0]))
    assert (np.diff(low) > 0).all()
    assert (np.diff(high) < 0).all()
    assert (low[-1], high[-1]) == (3.0, 3.0)


def test_one_group_size_serves_many_groups_and_an_empty_one_has_no_interval():
    groups = np.array([(1, 1, 1, 1, 1, 0, 0), (0,) * 7])
    low, high = measures.wilson_interval(groups, 5)
    np.testing.assert_allclose((low[0], high[0]), 3.0)
    assert np.isnan((low[1], high[1])).all()
    assert np.isnan(measures.wilson_interval((0,) * 7, 0)).all()


def test_a_band_of_a_coarse_group_is_rounded_outwards_and_widens_with_fewer_answers():
    few, many = measures.coarse_interval(5, 4.0, 7), measures.coarse_interval(19, 4.0, 7)
    assert (few.low, few.high) == (2.5, 5.5)
    assert (many.low, many.high) == (3.0, 5.0)
    assert measures.coarse_interval(5, 1.0, 7).low == 1.0


def test_the_design_ratio_of_groups_without_any_spread_is_the_usual_one():
    assert measures.design_ratio([(0, 0, 0, 5, 0, 0, 0)] * 12) == measures.DESIGN_RATIO


def test_the_design_ratio_of_flat_groups_is_that_of_a_flat_distribution():
    assert measures.design_ratio([(1,) * 7] * 12) == pytest.approx(0.25 / (1 / 9))


def test_fewer_than_ten_groups_with_two_answers_tell_nothing_of_one_groups_spread():
    alone = (0, 0, 0, 1, 0, 0, 0)
    for team in ((5, 0, 0, 0, 0, 0, 5), (0, 0, 1, 8, 1, 0, 0)):
        assert measures.design_ratio([team] * 9 + [alone] * 9) == measures.DESIGN_RATIO
        assert measures.design_ratio([team] * 10) != measures.DESIGN_RATIO


def test_many_dimensions_of_one_group_are_still_one_group():
    split, alone = (5, 0, 0, 0, 0, 0, 5), (0, 0, 0, 1, 0, 0, 0)
    ten_dimensions = [[split] * 10] + [[alone] * 10] * 11
    assert measures.design_ratio(ten_dimensions) == measures.DESIGN_RATIO
    assert measures.design_ratio([[split] * 10] * 10) == pytest.approx(1.0)


@given(tallies())
def test_the_interval_holds_the_mean_and_stays_on_the_scale(counts):
    low, high = measures.wilson_interval(counts)
    assert 1 <= low <= measures.mean_position(counts) + 1e-9
    assert measures.mean_position(counts) - 1e-9 <= high <= len(counts)
    assert high > low


def wilson(counts, group_size=None):
    """The interval by the book, step by step, in plain numbers."""
    scale, n = len(counts), sum(counts)
    length, y = scale - 1, (sum(people(counts)) / n - 1) / (scale - 1)
    g = [count + 1 / scale for count in counts]
    mean = sum(k * one for k, one in enumerate(g, 1)) / (n + 1)
    spread = (sum(k * k * one for k, one in enumerate(g, 1)) / (n + 1) - mean**2) / length**2
    smoothed = (mean - 1) / length
    size = n * max(smoothed * (1 - smoothed) / spread, 1)
    if group_size:
        size *= (group_size - 1) / (group_size - n)
    z = stdtrit(n + 1, 0.975)
    d = 1 + z**2 / size
    centre = (y + z**2 / (2 * size)) / d
    half = z * sqrt(y * (1 - y) / size + z**2 / (4 * size**2)) / d
    return 1 + length * (centre - half), 1 + length * (centre + half)


@given(tallies(), st.integers(1, 30))
def test_the_interval_is_that_of_the_book(counts, missing):
    people_there = sum(counts) + missing
    assert close(measures.wilson_interval(counts), *wilson(counts), 1e-9)
    finite = measures.wilson_interval(counts, people_there)
    assert close(finite, *wilson(counts, people_there), 1e-9)


@pytest.mark.parametrize(("n", "held"), [(8, 0.99), (15, 0.78), (30, 0.95)])
def test_what_few_of_a_team_say_far_away_an_interval_can_miss(n, held):
    # nine of ten stand at 2 and one of ten at 7: fifteen hold none of these one time in five
    far = np.arange(n + 1)
    counts = np.zeros((n + 1, 7))
    counts[:, 1], counts[:, 6] = n - far, far
    ways = np.array([comb(n, each) for each in far]) * 0.1**far * 0.9 ** (n - far)
    low, high = measures.wilson_interval(counts)
    assert ways[(low <= 2.5) & (high >= 2.5)].sum() == pytest.approx(held, abs=0.006)
