"""Measures of many groups: how much of the difference lies between them, and where they stand."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdash.measures import library as measures
from posdash.measures.library import Of
from world.counts import assert_same, one_by_one, people, questions, tally

OF_GROUPS = [one for one in measures.MEASURES if one.of is Of.GROUPS]
NOW, NOBODY = (0, 1, 2, 2, 2, 1, 0), (0,) * 7


TARGETS = (  # Shrout & Fleiss 1979: six targets, four judges
    *((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8)),
    *((7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)),
)


def test_the_published_share_of_differences_that_lies_between_groups():
    found = measures.icc([tally(one, 10) for one in TARGETS])
    np.testing.assert_allclose(found, (0.16574, 0.44280), atol=5e-6)


def test_mean_squares_of_groups_of_one_two_and_three():
    groups = [tally(one, 7) for one in ((4,), (1, 3), (), (5, 6, 7))]
    found = measures.mean_squares(groups)
    between = (1 * (4 - 13 / 3) ** 2 + 2 * (2 - 13 / 3) ** 2 + 3 * (6 - 13 / 3) ** 2) / 2
    within, size = (0 + 2 + 2) / 3, (6 - 14 / 6) / 2
    np.testing.assert_allclose(found, (3, between, within, size, (between - within) / size))


def test_the_usual_spread_is_that_of_1_4_points_on_a_scale_of_seven():
    assert measures.usual_spread(7) == pytest.approx(1.4**2)
    assert measures.usual_spread(10) == pytest.approx(2.1**2)
    assert measures.usual_spread(5) == pytest.approx(1.143**2, abs=1e-3)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (np.zeros((0, 7)), (np.nan, np.nan)),
        ([NOW], (np.nan, np.nan)),
        ([NOW, NOBODY], (np.nan, np.nan)),  # one group that answered
        ([(1, 0, 0), (0, 0, 1), (0, 1, 0)], (np.nan, np.nan)),  # nobody beside another
        ([(0, 4, 0), (0, 2, 0)], (np.nan, np.nan)),  # all equal
        ([(0, 4, 0), (0, 0, 2)], (1.0, 1.0)),  # nobody differs within
        ([(2, 0, 2), (2, 0, 2)], (-1 / 3, np.nan)),  # nothing between
        ([(0, 2, 2, 1, 2, 2, 2)] * 6, (-0.1, np.nan)),  # nor where means have no last digit
    ],
)
def test_the_share_between_groups_at_its_edges(groups, expected):
    assert_same(measures.icc(groups), expected)


def morris(groups):
    """Position, interval's half, and z of each group that has answered, in plain loops."""
    answers = [people(counts) for counts in groups if sum(counts)]
    number, everybody = len(answers), sum(len(one) for one in answers)
    means = [sum(one) / len(one) for one in answers]
    overall = sum(sum(one) for one in answers) / everybody
    msb = sum(len(a) * (m - overall) ** 2 for a, m in zip(answers, means, strict=True))
    msb /= number - 1
    msw = sum((x - m) ** 2 for a, m in zip(answers, means, strict=True) for x in a)
    msw /= everybody - number
    n0 = (everybody - sum(len(one) ** 2 for one in answers) / everybody) / (number - 1)
    tau2 = max((msb - msw) / n0, 0)
    weights = [1 / (tau2 + msw / len(one)) for one in answers]
    mu = sum(w * m for w, m in zip(weights, means, strict=True)) / sum(weights)
    found = []
    for one, mean in zip(answers, means, strict=True):
        v = msw / len(one)
        s = (number - 3) / (number - 1) * v / (v + tau2)
        position = mu + (1 - s) * (mean - mu) if tau2 else mu
        variance = v * (1 - (number - 1) * s / number) + 2 * s**2 * (mean - mu) ** 2 / (number - 3)
        found.append((position, 1.96 * sqrt(variance), (mean - mu) / sqrt(tau2 + v)))
    return np.array(found).T


UNEQUAL = [
    *((3, 1, 0, 0, 0, 0, 0), (0, 1, 2, 2, 2, 1, 0), (0, 0, 0, 1, 0, 0, 0), (0, 0, 0, 0, 3, 4, 5)),
    *((1, 1, 1, 1, 1, 1, 1), (0, 9, 0, 0, 0, 9, 0), (0, 0, 5, 0, 0, 0, 0), (0, 2, 3, 1, 0, 0, 0)),
    *((0, 0, 0, 2, 6, 3, 0), (2, 0, 0, 0, 0, 0, 2), (0, 0, 1, 2, 1, 0, 1), (0, 1, 0, 4, 0, 7, 8)),
]
ALIKE = [(1, 1, 1, 1, 1, 1, 1), (0, 1, 2, 2, 2, 1, 0), (0, 2, 0, 1, 1, 2, 0)] * 4


@pytest.mark.parametrize("groups", [UNEQUAL, ALIKE])
def test_groups_are_drawn_together_as_by_hand(groups):
    found = measures.pooled(groups)
    position, half, z = morris(groups)
    assert_same((found.position, found.z), (position, z))
    assert_same(found.interval.low, np.clip(position - half, 1, 7))
    assert_same(found.interval.high, np.clip(position + half, 1, 7))


def test_groups_that_do_not_differ_measurably_all_stand_at_the_average():
    groups = [*ALIKE, (0, 0, 0, 5, 0, 0, 1)]
    found = measures.pooled(groups)
    assert measures.mean_squares(groups).tau_squared == 0
    assert_same(found.position, np.full(13, measures.mean_position(np.sum(groups, axis=0))))
    assert (found.interval.high > found.interval.low).all()
    assert_same(found.average, found.position[0])


def fields(found):
    return found.position, *found.interval, found.z


def test_groups_that_differ_by_the_last_digit_of_arithmetic_do_not_differ():
    as_much_between_as_within = [  # both mean squares are .75
        *((0, 0, 2), (0, 0, 1), (0, 1, 1), (1, 1, 1), (1, 0, 0), (1, 0, 0)),
        *((1, 2, 0), (0, 0, 2), (1, 0, 2), (2, 0, 2), (0, 2, 1)),
    ]
    assert measures.mean_squares(as_much_between_as_within).tau_squared == 0
    assert np.ptp(measures.pooled(as_much_between_as_within).position) == 0


def test_ten_groups_are_enough():
    assert np.isfinite(fields(measures.pooled(UNEQUAL[:10]))).all()


def test_groups_that_all_agree_stand_where_they_stand():
    found = measures.pooled([(0, 4, 0), (0, 0, 4)] * 6)
    assert_same(found.position, [2.0, 3.0] * 6)
    assert_same(found.interval, ([2.0, 3.0] * 6, [2.0, 3.0] * 6))
    everybody_agrees = measures.pooled([(0, 4, 0)] * 12)
    assert_same((everybody_agrees.position, everybody_agrees.z), ([2.0] * 12, [0.0] * 12))


@pytest.mark.parametrize("groups", [UNEQUAL, ALIKE])
def test_a_group_without_answers_stays_so_and_disturbs_no_other(groups):
    alone = measures.pooled(groups)
    among = measures.pooled([*groups[:5], NOBODY, *groups[5:], NOBODY])
    answered = [*range(5), *range(6, 13)]
    for one, other in zip((among.position, *among.interval, among.z), fields(alone), strict=True):
        assert np.isnan(one[[5, 13]]).all()
        assert_same(one[answered], other)
    assert_same(among.average, alone.average)


@pytest.mark.parametrize(
    "groups",
    [UNEQUAL[:9], [*UNEQUAL[:9], NOBODY, NOBODY], [NOBODY] * 12, list(np.eye(7)) * 2],
    ids=["nine", "nine with an answer", "nobody", "no group with two"],
)
def test_too_few_groups_or_answers_are_not_drawn_together(groups):
    found = measures.pooled(groups)
    assert np.isnan(fields(found)).all()
    assert np.isnan(found.average)


@settings(max_examples=30)
@given(questions(groups=st.integers(2, 14)), st.randoms())
def test_groups_measure_alike_whatever_the_order_of_people_and_of_other_groups(counts, random):
    counts = counts[:, 0].astype(float)
    others = counts[1:].tolist()
    random.shuffle(others)
    shuffled = np.array([counts[0], *others])
    for measure in OF_GROUPS:
        assert_same(measure.compute(shuffled), measure.compute(counts))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("measure", OF_GROUPS, ids=lambda one: one.name)
@settings(max_examples=40)
@given(questions(groups=st.integers(1, 14)))
def test_many_questions_at_once_give_what_they_give_one_by_one(measure, counts):
    each = one_by_one(measure.compute, counts.swapaxes(0, 1))
    assert_same(measure.compute(counts), each)


@pytest.mark.filterwarnings("error")
@settings(max_examples=60)
@given(questions(groups=st.integers(1, 14)))
def test_every_field_of_pooling_is_the_same_for_many_questions_and_one_by_one(counts):
    together = measures.pooled(counts)
    for at in range(counts.shape[1]):
        alone = measures.pooled(counts[:, at])
        assert_same([one[:, at] for one in fields(together)], fields(alone))
        assert_same(together.average[at], alone.average)
