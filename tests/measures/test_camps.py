"""Two camps: which groups may be split in two, and which may not be said to be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdash.measures import library as measures
from posdash.measures.library import Camps
from world.counts import people, tallies


def test_the_hand_worked_split():
    split = measures.best_split((0, 4, 0, 0, 0, 4, 0))
    assert split == (1.0, 4.0, 4.0, 4.0)
    assert measures.camps((0, 4, 0, 0, 0, 4, 0)) is Camps.TWO_CAMPS


def test_a_flat_group_of_seven_is_cut_at_the_first_of_two_equal_cuts():
    split = measures.best_split((1, 1, 1, 1, 1, 1, 1))
    assert split.eta_squared == 0.75
    assert (split.left, split.right) == (3, 4)
    assert split.gap == 3.5
    assert measures.camps((1, 1, 1, 1, 1, 1, 1)) is Camps.TOO_FEW
    assert measures.best_split((2, 1, 2)).left == 2


@pytest.mark.parametrize("counts", [(0, 0, 0, 0, 0, 9, 0), (0, 0, 1, 0, 0, 0, 0), (0,) * 7])
def test_all_the_same_or_nobody_is_no_split(counts):
    split = measures.best_split(counts)
    assert np.isnan((split.eta_squared, split.gap)).all()
    assert (split.left, split.right) == (0, 0)
    assert not measures.two_camps(counts)


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ((0, 0, 0, 9, 0, 0, 0), Camps.NONE),  # all the same
        ((8, 0, 0, 0, 0, 0, 1), Camps.NONE),  # one dissenter
        ((0, 1, 0, 0, 0, 8, 0), Camps.NONE),
        ((20, 0, 0, 0, 0, 0, 1), Camps.NONE),
        ((7, 0, 0, 0, 0, 0, 2), Camps.NONE),  # two of nine are less than a quarter
        ((6, 0, 0, 0, 0, 0, 2), Camps.TWO_CAMPS),
        ((4, 0, 0, 0, 0, 0, 3), Camps.TOO_FEW),
        ((0,) * 7, Camps.TOO_FEW),
        ((0, 0, 4, 0, 4, 0, 0), Camps.NONE),  # two points apart
        ((0, 0, 4, 0, 0, 4, 0), Camps.TWO_CAMPS),  # three
        ((3, 1, 0, 0, 0, 1, 3), Camps.TWO_CAMPS),
        ((2, 1, 1, 0, 1, 1, 2), Camps.NONE),
        ((1, 1, 2, 4, 2, 1, 1), Camps.NONE),  # a bell
    ],
)
def test_verdicts(counts, verdict):
    assert measures.camps(counts) is verdict
    assert measures.two_camps(counts) == (verdict is Camps.TWO_CAMPS)


@pytest.mark.parametrize(
    ("counts", "eta_squared"),
    [
        ((3, 1, 0, 0, 0, 1, 3), 2 * 4 * 2.75**2 / (2 * (3 * 9 + 4))),
        ((2, 1, 1, 0, 1, 1, 2), 2 * 4 * 2.25**2 / (2 * (2 * 9 + 4 + 1))),
        ((8, 0, 0, 0, 0, 0, 1), 1.0),
    ],
)
def test_the_share_of_variance_between_the_sides(counts, eta_squared):
    assert float(measures.best_split(counts).eta_squared) == pytest.approx(eta_squared)


@pytest.mark.parametrize("counts", [(0, 0, 1, 5, 0, 1, 5), (0, 0, 4, 2, 0, 6, 3)])
def test_sides_three_points_apart_are_so_from_either_end(counts):
    assert measures.best_split(counts).gap == measures.best_split(counts[::-1]).gap == 3.0
    assert measures.camps(counts) is measures.camps(counts[::-1]) is Camps.TWO_CAMPS


@pytest.mark.parametrize("at_each_end", [0, 2, 20])
def test_no_verdict_on_three_points(at_each_end):
    assert measures.camps((at_each_end, 0, at_each_end)) is Camps.NOT_CALIBRATED
    assert not measures.two_camps((at_each_end, 0, at_each_end))


@pytest.mark.parametrize("scale", range(4, 12))
def test_half_at_either_end_are_two_camps_on_every_longer_scale(scale):
    counts = (4, *(0,) * (scale - 2), 4)
    assert measures.camps(counts, questions=16) is Camps.TWO_CAMPS


def test_the_more_questions_a_picture_has_the_more_a_split_must_show():
    near = (0, 0, 4, 0, 0, 4, 0)  # 11 times likelier from two groups than from one
    assert measures.camps(near, questions=6) is Camps.TWO_CAMPS
    assert measures.camps(near, questions=8) is Camps.NONE


def sides(counts, cut):
    """Share of variance between the answers up to a place and those beyond it, from people."""
    everybody = np.array(people(counts), float)
    left, right = everybody[everybody <= cut], everybody[everybody > cut]
    if not (len(left) and len(right)):
        return -1.0
    within = ((left - left.mean()) ** 2).sum() + ((right - right.mean()) ** 2).sum()
    return 1 - within / ((everybody - everybody.mean()) ** 2).sum()


@given(tallies())
def test_the_best_split_is_the_best_of_all_cuts_between_people(counts):
    found = max(sides(counts, cut) for cut in range(1, len(counts)))
    split = measures.best_split(counts)
    assert np.nan_to_num(split.eta_squared, nan=-1.0) == pytest.approx(found)
    assert split.left + split.right == (sum(counts) if found >= 0 else 0)


@given(st.one_of(tallies(scale=7), tallies()))
def test_mirroring_the_scale_leaves_camps_as_they_are(counts):
    split, mirrored = measures.best_split(counts), measures.best_split(counts[::-1])
    np.testing.assert_allclose(mirrored.eta_squared, split.eta_squared, atol=1e-11)
    assert measures.camps(counts[::-1], 16) is measures.camps(counts, 16)
    if measures.two_camps(counts):
        assert (mirrored.gap, mirrored.left) == (split.gap, split.right)


@given(st.lists(st.lists(tallies(scale=7), min_size=2, max_size=2), min_size=1, max_size=4))
def test_verdicts_on_many_tallies_at_once_are_those_on_each(groups):
    found = measures.two_camps(groups, questions=3)
    for group, verdicts in zip(groups, found, strict=True):
        each = [measures.camps(counts, questions=3) is Camps.TWO_CAMPS for counts in group]
        assert verdicts.tolist() == each
