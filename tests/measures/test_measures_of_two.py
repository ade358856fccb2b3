"""Measures of two tallies: shifts, differences between groups, and what could be chance."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdash.measures import library as measures
from posdash.measures.library import Of
from world.counts import assert_same, one_by_one, pairs, people, questions, tally

OF_TWO = [one for one in measures.MEASURES if one.of is Of.TWO]
NOW, AIM = (0, 1, 2, 2, 2, 1, 0), (0, 0, 1, 2, 2, 2, 1)
NOBODY = (0,) * 7


def test_a_shift_of_unpaired_answers():
    points, interval = measures.shift(NOW, AIM)
    assert float(points) == pytest.approx(1.0)
    assert tuple(interval) == pytest.approx((-0.5239, 2.3427), abs=5e-5)


def test_a_shift_of_the_same_people_is_known_better():
    _, interval = measures.shift(NOW, AIM, r=0.5, both=7)
    assert tuple(interval) == pytest.approx((-0.1468, 2.0099), abs=5e-5)


def test_the_interval_of_a_difference_from_the_arms_of_two():
    apart = measures.mover_interval(2.0, 1.5, 5.0, 6.0, 2.0, 6.5)  # arms of .5, 3, 4 and .5
    assert tuple(apart) == pytest.approx((4 - 5, 4 + sqrt(0.5)))
    paired = measures.mover_interval(2.0, 1.5, 5.0, 6.0, 2.0, 6.5, r_e=0.5)
    assert tuple(paired) == pytest.approx((4 - sqrt(13), 4.5))


def test_no_correlation_above_nine_tenths_or_below_none_is_believed():
    assert measures.shift(NOW, AIM, r=1.0, both=8) == measures.shift(NOW, AIM, r=0.9, both=8)
    assert measures.shift(NOW, AIM, r=-0.5, both=8) == measures.shift(NOW, AIM)


def test_an_unknown_correlation_counts_as_none():
    unpaired = measures.shift(NOW, AIM)
    assert measures.shift(NOW, AIM, r=0.5, both=None) == unpaired
    assert measures.shift(NOW, AIM, r=None, both=7) == unpaired
    assert measures.shift(NOW, AIM, r=float("nan"), both=7) == unpaired


def test_a_shift_from_or_to_nobody_is_none():
    for now, aim in ((NOBODY, AIM), (NOW, NOBODY), (NOBODY, NOBODY)):
        points, interval = measures.shift(now, aim)
        assert np.isnan((points, *interval, measures.p_value(now, aim))).all()


def test_correlation_from_sums_within_groups():
    assert float(measures.pooled_correlation(4, 9, 3)) == 0.5
    nobody_differs = measures.pooled_correlation([4, 0, 0], [9, 9, 0], [-6, 0, 0])
    np.testing.assert_array_equal(nobody_differs, [-1.0, np.nan, np.nan])


@settings(max_examples=40)
@given(pairs())
def test_the_p_value_is_where_the_end_of_the_interval_touches_no_shift(both):
    p = measures.p_value(*both)
    points, (low, high) = measures.shift(*both, alpha=p)
    assert p == measures.p_value(*both[::-1])
    if points == 0:
        assert p == 1
    else:
        assert (low if points > 0 else high) == pytest.approx(0, abs=1e-6)


@settings(max_examples=40)
@given(pairs(), st.sampled_from([0.0, 0.5, 0.9]), st.floats(0, 1))
def test_the_p_value_is_below_5_percent_exactly_when_the_interval_excludes_0(two, r, share):
    both = share * min(sum(two[0]), sum(two[1]))
    _, (low, high) = measures.shift(*two, r, both)
    assert (measures.p_value(*two, r, both) < 0.05) == (low > 0 or high < 0)


@given(pairs())
def test_mirroring_the_scale_negates_a_shift_and_cliffs_delta(two):
    now, aim = two
    points, (low, high) = measures.shift(now, aim)
    mirrored, interval = measures.shift(now[::-1], aim[::-1])
    assert_same((mirrored, *interval), (-points, -high, -low))
    assert_same(measures.cliffs_delta(now[::-1], aim[::-1]), -measures.cliffs_delta(now, aim))


@given(pairs())
def test_a_shift_is_never_known_to_a_point_and_ends_on_the_scale(two):
    points, (low, high) = measures.shift(*two)
    assert low < high
    assert low <= points <= high
    assert abs(points) <= len(two[0]) - 1


@pytest.mark.parametrize(
    ("first", "second", "delta"),
    [
        ((2, 3, 3, 1, 1), (1, 1, 1, 2, 1), -0.25),  # Hogarty & Kromrey 1999
        ((0, 0, 3, 0, 0), (0, 0, 5, 0, 0), 0.0),  # all ties
        ((0, 0, 0, 2, 1), (4, 1, 1, 0, 0), 1.0),
        ((4, 1, 1, 0, 0), (0, 0, 0, 2, 1), -1.0),
        ((0, 0, 0, 0, 0), (0, 0, 1, 0, 0), np.nan),
        ((0, 0, 1, 0, 0), (0, 0, 0, 0, 0), np.nan),
    ],
)
def test_cliffs_delta(first, second, delta):
    assert_same(measures.cliffs_delta(first, second), delta)
    assert_same(measures.share_of_pairs(delta), (delta + 1) / 2)


def test_in_how_many_pairs_the_first_stands_further_right():
    deltas = [-1.0, -0.25, 0.0, 1.0, np.nan]
    np.testing.assert_allclose(measures.share_of_pairs(deltas), [0, 0.375, 0.5, 1, np.nan])


@given(pairs())
def test_cliffs_delta_is_the_mean_sign_over_all_pairs_of_people(two):
    first, second = (np.array(people(counts)) for counts in two)
    signs = np.sign(first[:, None] - second[None, :])
    assert measures.cliffs_delta(*two) == pytest.approx(signs.mean(), abs=1e-12)


def test_the_smallest_change_that_shows_with_five_people_and_with_twenty():
    least = measures.minimum_detectable_change([5, 20, 5], [5, 20, 20], 1.4**2)
    expected = (2.3060 * 1.4 * sqrt(0.4), 2.0244 * 1.4 * sqrt(0.1), 2.0687 * 1.4 * 0.5)
    np.testing.assert_allclose(least, expected, atol=1e-3)
    np.testing.assert_allclose(least[:2], (2.0, 0.9), atol=0.05)


def test_one_answer_each_or_none_on_one_side_shows_no_change_however_large():
    for first, second in ((1, 1), (0, 9), (9, 0), (0, 0)):
        assert measures.minimum_detectable_change(first, second, 2.0) == np.inf
    assert np.isnan(measures.rounded_p_value(3.0, 1, 1, 2.0))
    assert measures.rounded_p_value(3.0, 9, 0, 2.0) == 1


def test_the_p_value_of_rounded_means_is_5_percent_at_the_smallest_change_that_shows():
    first, second = np.array([5, 20, 5]), np.array([5, 20, 30])
    least = measures.minimum_detectable_change(first, second, 1.96)
    for points in (least, -least):
        found = measures.rounded_p_value(points, first, second, 1.96)
        np.testing.assert_allclose(found, 0.05, atol=1e-9)
    assert measures.rounded_p_value(0.0, 5, 5, 1.96) == 1
    assert np.isnan(measures.rounded_p_value([0.0, 1.0], 5, 5, 0.0)).all()


HEART_ATTACKS = (  # fifteen comparisons of two treatments, Benjamini & Hochberg 1995
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
)


def test_the_published_list_of_differences():
    p = np.array(HEART_ATTACKS)
    assert measures.holm(p, 0.05).tolist() == [True] * 3 + [False] * 12
    assert measures.holm(p[::-1], 0.05).tolist() == [False] * 12 + [True] * 3


@pytest.mark.parametrize(
    ("p", "clear"),
    [
        ([], []),
        ([np.nan], [False]),
        ([0.1], [True]),
        ([0.11], [False]),
        ([np.nan, 0.04, np.nan], [False, True, False]),
        ([0.06, np.nan, 0.04], [True, False, True]),
        ([0.05, 0.05], [True, True]),  # .10 / 2, and the other with it
        ([0.04, 0.04, 0.04], [False, False, False]),
        ([0.08, 0.001, 0.06], [False, True, False]),  # .06 > .05 ends it
    ],
)
def test_lists_with_unknowns_and_ties(p, clear):
    assert measures.holm(p, 0.10).tolist() == clear


@given(st.integers(3, 11), st.data())
def test_two_merged_tallies_compare_as_the_merged_answers_do_in_any_order(scale, data):
    answers = st.lists(st.integers(1, scale), min_size=1, max_size=12)
    one, more, other = data.draw(answers), data.draw(answers), data.draw(answers)
    merged = tally(data.draw(st.permutations(one + more)), scale)
    against = tally(data.draw(st.permutations(other)), scale)
    sums = np.array([tally(one, scale) + tally(more, scale), tally(other, scale)])
    for measure in OF_TWO:
        found = measure.compute(np.array([merged, against]))
        np.testing.assert_array_equal(found, measure.compute(sums))


def p_of(two):
    return measures.p_value(two[0], two[1])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("compute", [*(one.compute for one in OF_TWO), p_of])
@settings(max_examples=25)
@given(questions(groups=st.integers(1, 4)))
def test_many_pairs_at_once_compare_as_they_do_one_by_one(compute, now):
    two = np.array([now, now[::-1, ::-1]], float)
    each = one_by_one(compute, two.reshape(2, -1, now.shape[-1]).swapaxes(0, 1))
    assert_same(np.array(compute(two)).reshape(each.shape), each)
