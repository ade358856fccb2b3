"""The wish to move, from a team's own sums: by hand, and of teams whose truth is known."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdash.measures import library as measures
from world.counts import assert_same

STEPS = st.lists(st.integers(-6, 6), min_size=0, max_size=12)


def summed(*questions):
    """The sums of how far each wants to move, at each question."""
    rows = [(len(one), sum(one), sum(step * step for step in one)) for one in questions]
    return measures.wished(*np.array(rows, float).T)


def test_one_question_alone_is_judged_by_its_own_spread():
    found = summed([1, 2, 0, 0, 2, 0, -1, 0])
    # sum 4, squares 10: variance (10 - 16/8) / 7
    assert_same((found.mean, found.error, found.freedom), ([0.5], [sqrt(8 / 7 / 8)], [7]))
    assert_same(found.p, measures.student_p(0.5, sqrt(1 / 7), 7))
    assert np.isnan(found.lent).all()


def test_questions_that_spread_alike_lend_each_other_twelve_answers_of_spread():
    one = [1, -1, 1, -1, 2, -2]  # 12 on 5 degrees of freedom: 2.4
    found = summed(*[one] * 9)
    assert_same(found.freedom, [12 + 5] * 9)
    assert_same((found.lent, found.error), ([2.4] * 9, [sqrt(2.4 / 6)] * 9))


def test_few_questions_lend_less_as_they_do_not_tell_how_alike_they_are():
    one = [1, -1, 1, -1, 2, -2]
    assert_same(summed(*[one] * 5).freedom, [12 / 2 + 5] * 5)
    assert_same(summed(one).freedom, [5])


def test_questions_of_very_different_spread_lend_only_two():
    close, wide = [0, 0, 0, 0, 0, 1], [6, -6, 6, -6, 5, -5]
    found = summed(*[close] * 8, wide)
    assert_same(found.freedom, [2 + 5] * 9)


def test_what_all_of_eight_want_needs_no_other_question():
    wide = [6, -6, 5, -5, 4, -4, 3, -3]
    all_want = [1] * 8
    found = summed(all_want, *[wide] * 15)
    assert_same((found.error[0], found.freedom[0]), (sqrt(0.25 / 8), 7))
    assert measures.holm(found.p, 0.10).tolist() == [True] + [False] * 15
    one_stays = summed([0] + [1] * 7, *[wide] * 15)
    assert not measures.holm(one_stays.p, 0.10).any()


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=9))
def test_that_all_want_it_to_one_side_is_never_said_of_any_other_answers(steps):
    n, total, squares = len(steps), sum(steps), sum(step * step for step in steps)
    if measures.all_one_way(n, total, squares):
        assert min(steps) > 0 or max(steps) < 0
    if len(set(steps)) == 1 and steps[0]:
        assert measures.all_one_way(n, total, squares)


@given(st.lists(STEPS, min_size=1, max_size=6))
def test_a_mirrored_wish_is_as_likely_and_who_answers_in_which_order_does_not_matter(questions):
    found = summed(*questions)
    mirrored = summed(*([-step for step in reversed(one)] for one in questions))
    assert_same(mirrored.mean, -found.mean)
    assert_same((mirrored.error, mirrored.p), (found.error, found.p))


def test_below_two_answers_nothing_is_said():
    found = summed([], [3], [1, 1])
    assert np.isnan(found.p[:2]).all()
    assert np.isfinite(found.p[2])


def test_many_pictures_at_once_give_what_they_give_one_by_one():
    steps = np.random.default_rng(1).integers(-3, 4, (5, 4, 7)).astype(float)
    sums = np.full((5, 4), 7.0), steps.sum(-1), (steps**2).sum(-1)
    together = measures.wished(*sums)
    for at in range(5):
        assert_same([one[at] for one in together], measures.wished(*(one[at] for one in sums)))


# What is said of teams whose truth is known: 16 questions on seven points, SD 1.4 --------------

QUESTIONS, MOVED = 16, 4


def pictures(draws, n, correlation, move, spread=1.4):
    """Whether the wish at each question is called clear (draws, 16)."""
    rng = np.random.default_rng(n)
    size = draws, QUESTIONS, n
    middle = rng.uniform(2.5, 3.5, (draws, QUESTIONS, 1))
    seen, own = rng.standard_normal(size), rng.standard_normal(size)
    r = np.broadcast_to(correlation, QUESTIONS)[:, None]
    wide = np.broadcast_to(spread, QUESTIONS)[:, None]
    to = np.where(np.arange(QUESTIONS) < MOVED, move, 0)[:, None]
    now = np.clip(np.rint(middle + wide * seen), 1, 7)
    wanted = middle + to + wide * (r * seen + np.sqrt(1 - r**2) * own)
    steps = np.clip(np.rint(wanted), 1, 7) - now
    found = measures.wished(np.full(size[:2], n), steps.sum(-1), (steps**2).sum(-1))
    return measures.holm(found.p, 0.10) & (found.p <= 0.05)


@pytest.mark.parametrize(("n", "least"), [(6, 0.50), (8, 0.75), (12, 0.95)])
@pytest.mark.parametrize("correlation", [0.5, 0.8])
def test_a_wish_of_two_points_is_found(n, least, correlation):
    assert pictures(1000, n, correlation, 2)[:, :MOVED].mean() >= least


CORRELATIONS = {
    "not tied": 0.0,
    "tied": 0.8,
    "tied at every other": np.where(np.arange(QUESTIONS) % 2, 0.0, 0.9),
}
SPREADS = {"alike": 1.4, "half close and half wide": np.where(np.arange(QUESTIONS) % 2, 2.6, 0.6)}


@pytest.mark.parametrize("n", [5, 8, 12, 20])
@pytest.mark.parametrize("tied", CORRELATIONS)
@pytest.mark.parametrize("spread", SPREADS)
def test_in_nine_pictures_of_ten_no_wish_is_found_where_there_is_none(n, tied, spread):
    found = pictures(1000, n, CORRELATIONS[tied], 0, SPREADS[spread])
    assert found.any(axis=-1).mean() <= 0.10
