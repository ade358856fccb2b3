"""Each group beside all the others of a round: what is said, and from what."""

import numpy as np

from posdash.release.judged import Judged, judged
from posdash.release.rounding import ladder, rounded
from posdash.release.standing import Between, among_others, standings
from posdash.release.values import Verdict

SPREADS = np.array([1.4**2])


def known(*groups: tuple[int, ...]) -> Judged:
    """Groups of one question as verdicts may know them from outside."""
    counts = np.array(groups)[:, None, :]
    return judged(counts, rounded(counts, ladder(counts, counts.sum(axis=-1), 5)))


LEFT, MIDDLE, RIGHT = (4, 5, 1, 0, 0, 0, 0), (0, 1, 4, 4, 1, 0, 0), (0, 0, 0, 0, 2, 5, 3)
FEW = (0, 1, 2, 0, 0, 0, 0)
ALONE = [-1] * 12


def test_a_group_is_compared_with_all_the_others_that_are_shown():
    of = known(LEFT, MIDDLE, RIGHT)
    apart = among_others(of, ALONE[:3], SPREADS, 7)
    # means 1.7, 3.5 and 6.1 of ten each
    np.testing.assert_allclose(apart.points[:, 0], [1.7 - 4.8, 3.5 - 3.9, 6.1 - 2.6], atol=0.06)
    assert (apart.first.n[:, 0] == 20).all()


def test_the_others_are_what_is_left_of_the_whole_and_of_no_group_twice():
    whole = tuple(np.sum([LEFT, MIDDLE, MIDDLE], axis=0))
    department = tuple(np.sum([MIDDLE, MIDDLE], axis=0))
    of = known(whole, LEFT, department, MIDDLE, MIDDLE)
    apart = among_others(of, [-1, 0, 0, 2, 2], SPREADS, 7)
    assert np.isnan(apart.points[0, 0])  # beside the whole there is nobody
    np.testing.assert_allclose(apart.first.n[1:, 0], [20, 10, 20, 20])
    np.testing.assert_allclose(apart.points[1, 0], 1.7 - 3.5, atol=0.2)


def test_a_group_below_k_is_beside_nobody_and_among_no_others():
    with_few, without = known(LEFT, MIDDLE, FEW), known(LEFT, MIDDLE)
    apart = among_others(with_few, ALONE[:3], SPREADS, 7)
    alone = among_others(without, ALONE[:2], SPREADS, 7)
    assert np.isnan(apart.points[2, 0])
    np.testing.assert_array_equal(apart.points[:2], alone.points)


def test_the_findings_are_those_that_are_clear_the_furthest_first():
    twice_as_many = tuple(2 * count for count in LEFT)
    of = known(twice_as_many, *[MIDDLE] * 10, RIGHT)
    found = standings(of, ALONE, [False] * 12, SPREADS, 7)
    assert found.clear == ((11, 0), (0, 0))
    right = found.cell(11, 0)
    assert (right.difference.verdict, right.difference.points) == (Verdict.CLEAR, 3.0)
    assert right.pooled == 5.5  # about 5.9, to half a point as its own position
    assert found.cell(5, 0).difference.verdict is not Verdict.CLEAR


def test_from_ten_groups_on_one_far_from_the_rest_is_unusual_and_one_of_many_such_is_not():
    nine = [MIDDLE] * 11
    [*rest, far] = (
        standings(known(*nine, RIGHT), ALONE, [False] * 12, SPREADS, 7).cell(at, 0).unusual
        for at in range(12)
    )
    assert far
    assert not any(rest)
    halves = standings(known(*[LEFT] * 6, *[RIGHT] * 6), ALONE, [False] * 12, SPREADS, 7)
    assert halves.cell(0, 0).difference.verdict is Verdict.CLEAR
    assert not halves.cell(0, 0).unusual


def test_below_ten_groups_none_is_pooled_and_none_is_unusual():
    found = standings(known(LEFT, *[MIDDLE] * 8), ALONE[:9], [False] * 9, SPREADS, 7)
    assert found.questions == (Between(None, None),)
    assert (found.cell(0, 0).pooled, found.cell(0, 0).unusual) == (None, False)


def test_ten_groups_that_are_alike_do_not_differ_measurably():
    found = standings(known(*[MIDDLE] * 10), ALONE[:10], [False] * 10, SPREADS, 7)
    assert found.questions == (Between(Verdict.NO_DIFFERENCE, 0.0),)
    assert found.cell(0, 0).pooled == 3.5


def test_how_much_is_a_matter_of_the_group_is_said_to_five_percent():
    found = standings(known(*[LEFT] * 5, *[RIGHT] * 5), ALONE[:10], [False] * 10, SPREADS, 7)
    # means 1.7 and 6.1: MSB 100 * 2.2² / 9 = 53.8, MSW 1.96; (53.8 - 1.96) / (53.8 + 9 * 1.96)
    assert found.questions == (Between(Verdict.CLEAR, 0.75),)


def test_sums_of_groups_are_judged_but_stand_in_no_pool():
    whole = tuple(np.sum([MIDDLE] * 11, axis=0))
    of = known(whole, *[MIDDLE] * 11)
    found = standings(of, [-1, *[0] * 11], [True, *[False] * 11], SPREADS, 7)
    assert found.cell(0, 0) is None
    assert found.questions == (Between(Verdict.NO_DIFFERENCE, 0.0),)
    assert found.cell(1, 0).pooled == 3.5


def test_two_thousand_groups_of_twenty_questions_are_judged_at_once():
    counts = np.random.default_rng(1).multinomial(9, np.full(7, 1 / 7), size=(2000, 20))
    of = judged(counts, rounded(counts, ladder(counts, counts.sum(axis=-1), 5)))
    found = standings(of, [-1] * 2000, [False] * 2000, np.full(20, 4.0), 7)
    assert found.told == 40_000
    assert len(found.clear) <= 1


def test_no_share_is_a_matter_of_the_group_where_no_group_stands_apart():
    a_little = [(1, 2, 3, 2, 1, 1, 0), (0, 1, 1, 2, 3, 2, 1)] * 5
    found = standings(known(*a_little), ALONE[:10], [False] * 10, SPREADS, 7)
    assert {found.cell(at, 0).difference.verdict for at in range(10)} == {Verdict.CANNOT_TELL}
    assert found.questions == (Between(Verdict.CANNOT_TELL, 0.0),)
