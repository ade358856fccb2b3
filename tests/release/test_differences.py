"""Differences between two groups: judged on what was counted, and chance is seldom called news."""

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdash.banks.bank import Openness
from posdash.measures import library as measures
from posdash.release.differences import FAMILY, Seen, apart_from, clearly, differences
from posdash.release.gate import Gate, View
from posdash.release.judged import Judged, judged
from posdash.release.rounding import ladder, rounded
from posdash.release.standing import among_others
from posdash.release.values import Difference, Full, Verdict, Withheld
from posdash.survey.tally import Tally
from world.counts import assert_same, questions

OUTSIDE = Gate(Openness.DOTS, 5, View.OUTSIDE)
USUAL = 1.4**2


def seen(*counts: tuple[int, ...]) -> Seen:
    """One of two pictures as outsiders see it, with these counts at each question."""
    tallies = [Tally(one) for one in counts]
    ids = [str(at) for at in range(len(counts))]
    table = OUTSIDE.table({0: tallies}, ids, {0: [Full] * len(counts)})
    return Seen(table.row(0), table.judged_of(0))


def told(first: Seen, second: Seen, lists: int = 1, spread: float = USUAL) -> list[Difference]:
    """What is said of the two at each question."""
    number = len(first.values)
    found = differences(first, second, np.full(number, spread), 7, lists)
    assert not any(isinstance(one, Withheld) for one in found)
    return list(found)


def test_two_departments_of_a_hundred_at_4_24_and_4_26_do_not_differ_by_half_a_point():
    near_4_24 = (3, 6, 15, 33, 27, 13, 3)
    near_4_26 = (3, 6, 15, 32, 27, 14, 3)
    [one] = told(seen(near_4_24), seen(near_4_26))
    assert (one.verdict, one.points) == (Verdict.NO_DIFFERENCE, 0.0)


def test_what_is_rounded_is_judged_on_the_sum_and_stated_to_half_a_point():
    one, other = (0, 1, 4, 4, 1, 0, 0), (0, 0, 0, 1, 4, 4, 1)  # means 3.5 and 5.5
    [found] = told(seen(one), seen(other))
    assert (found.verdict, found.points, found.side) == (Verdict.CLEAR, 2.0, 1)
    assert (found.interval, found.pairs) == (None, None)
    [back] = told(seen(other), seen(one))
    assert (back.points, back.side) == (-2.0, -1)


def test_what_is_shown_whole_is_stated_to_a_tenth_with_its_interval_and_pairs():
    one, other = (0, 6, 12, 9, 4, 0, 0), (0, 0, 4, 9, 12, 6, 0)
    [found] = told(seen(one), seen(other))
    assert (found.verdict, found.points, found.pairs) == (Verdict.CLEAR, 1.3, 0.82)
    low, high = found.interval
    assert 0 < low < 1.3 < high
    assert (low, high) == (round(low, 1), round(high, 1))


def test_few_who_differ_a_little_cannot_be_told_apart_and_what_would_show_is_rounded_up():
    [found] = told(seen((0, 0, 2, 3, 0, 0, 0)), seen((0, 0, 0, 2, 3, 0, 0)))
    assert (found.verdict, found.points, found.side) == (Verdict.CANNOT_TELL, 1.0, 0)
    assert found.detectable == 3.0  # (2.09 + .86) * sqrt(2.0 / 5 * 2) and more for the ends


def test_the_more_pairs_could_have_been_chosen_the_larger_a_difference_must_be():
    one, other = (0, 2, 5, 5, 2, 0, 0), (0, 0, 1, 4, 6, 3, 0)
    clear = [told(seen(one), seen(other), comb(groups, 2))[0] for groups in (2, 49)]
    assert [found.verdict for found in clear] == [Verdict.CLEAR, Verdict.CANNOT_TELL]
    assert clear[0].detectable < clear[1].detectable


def test_where_positions_and_pairs_point_to_different_sides_nothing_is_clear():
    # two thirds stand a point further right, the rest far to the left: the means go left
    one, other = (0, 0, 0, 400, 0, 0, 0), (130, 0, 0, 0, 270, 0, 0)
    [found] = told(seen(one), seen(other))
    low, high = found.interval
    assert low < high < 0
    assert found.pairs > 0.5
    assert found.verdict is Verdict.NO_DIFFERENCE


def test_what_is_withheld_stays_so_and_leaves_the_others_as_they_are():
    few, many = (1, 1, 0, 0, 0, 0, 0), (0, 1, 4, 4, 1, 0, 0)
    found = differences(seen(few, many), seen(many, many), np.full(2, USUAL), 7)
    alone = told(seen(many), seen(many))
    assert isinstance(found[0], Withheld)
    assert list(found[1:]) == alone


@settings(max_examples=30)
@given(questions(groups=st.just(2)))
def test_the_two_exchanged_stand_as_far_apart_the_other_way(counts):
    known = judged_at(counts)
    first, second = (Judged(*(one[at] for one in known)) for at in (0, 1))
    spreads, scale = np.full(counts.shape[1], 2.0), counts.shape[-1]
    there = apart_from(first, second, spreads, scale)
    back = apart_from(second, first, spreads, scale)
    assert_same(there.points, -back.points)
    assert_same(there.interval(0.05).low, -back.interval(0.05).high)
    assert (clearly(there, FAMILY) == clearly(back, FAMILY)).all()


def judged_at(counts: np.ndarray) -> Judged:
    """Tallies (..., K) as verdicts may know them from outside."""
    return judged(counts, rounded(counts, ladder(counts, counts.sum(axis=-1), 5)))


# Groups that are all alike: how often a page says that any of them differ ------------------------

QUESTIONS = 7


def bell(scale: int, centre: float = 0.5, wide: float = 1.4) -> np.ndarray:
    """Normal around a share of the scale, so many sevenths of it wide."""
    at = np.arange(scale) / (scale - 1)
    heights = np.exp(-(((at - centre) * 6 / wide) ** 2) / 2)
    return heights / heights.sum()


def mixed(scale: int) -> np.ndarray:
    """Seven questions of every shape (7, K): bells, flat, skewed, J, at an edge, inflated ends."""
    skewed, rest = 0.45 ** np.arange(scale), np.ones(scale - 2)
    shapes = [
        bell(scale),
        bell(scale, 0.35, 1.0),
        np.ones(scale),
        skewed / skewed.sum(),
        np.array([0.45, 0.2, *rest * 0.35 / len(rest)]),
        np.array([0.85, 0.1, *rest * 0.05 / len(rest)]),
        bell(scale) + 0.25 * (np.arange(scale) % (scale - 1) == 0),
    ]
    return np.array([shape / shape.sum() for shape in shapes])


def unequal(scale: int, groups: int) -> np.ndarray:
    """All around the middle, some close together and some wide apart (G, 7, K)."""
    wide = np.resize([0.7, 1.0, 1.4, 1.8, 2.2], groups)
    return np.array([[bell(scale, 0.5, one)] * QUESTIONS for one in wide])


def any_claim(counts: np.ndarray) -> tuple[bool, bool]:
    """Whether a page (G, D, K) says of any group that it stands apart, or of any pair."""
    groups, number, scale = counts.shape
    known = judged_at(counts)
    found = measures.mean_squares(counts)
    usual = measures.usual_spread(scale)
    spreads = np.where((found.groups >= 10) & (found.within > 0), found.within, usual)
    alone = among_others(known, [-1] * groups, spreads, scale)
    one, other = np.triu_indices(groups, 1)
    two = (Judged(*(field[at] for field in known)) for at in (one, other))
    # the most contrasting of all pairs: any of them at the level of one list among them
    low, high = apart_from(*two, spreads, scale).interval(FAMILY / comb(groups, 2) / number)
    return bool(clearly(alone, FAMILY).any()), bool(((low > 0) | (high < 0)).any())


@pytest.mark.parametrize("scale", [5, 7, 10])
@pytest.mark.parametrize("groups", [5, 10, 49])
def test_of_groups_that_are_alike_nothing_is_said_in_nine_pages_of_ten(groups, scale):
    rng = np.random.default_rng(groups)
    kinds = (np.broadcast_to(mixed(scale), (groups, QUESTIONS, scale)), unequal(scale, groups))
    for shares in kinds:
        said = [
            any_claim(rng.multinomial(n, shares))
            for n in (5, 8, 12, 20, 30, 60, 100, 200, 500)
            for _ in range(10 if groups == 49 else 30)
        ]
        assert (np.mean(said, axis=0) <= 0.10).all()


def test_a_difference_of_two_points_among_ten_groups_is_found():
    rng = np.random.default_rng(1)
    found = []
    for _ in range(40):
        centres = np.full((10, QUESTIONS), 0.42)
        centres[0, :3] += 2 / 6
        shares = np.array([[bell(7, one) for one in row] for row in centres])
        known = judged_at(rng.multinomial(20, shares))
        alone = among_others(known, [-1] * 10, np.full(QUESTIONS, USUAL), 7)
        clear = clearly(alone, FAMILY)
        found.append(clear[0, :3].mean())
    assert np.mean(found) >= 0.9
