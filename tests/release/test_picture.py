"""What a picture tells beyond its values: who is missing, who was not sure, what stands out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdash.banks.bank import Openness
from posdash.release import picture
from posdash.release.gate import Gate, View
from posdash.release.values import Binned, Coarse, Full, Unsure
from posdash.survey.tally import Tally
from world.counts import tallies

DOTS, SUMMARY = (Gate(one, 5, View.TEAM) for one in (Openness.DOTS, Openness.SUMMARY))
OUTSIDE = Gate(Openness.DOTS, 5, View.OUTSIDE)


@given(st.sampled_from([DOTS, SUMMARY, OUTSIDE]), tallies(fewest=5), st.data())
def test_whatever_the_missing_say_the_average_lies_within_its_bounds(gate, counts, data):
    scale, n = len(counts), sum(counts)
    missing = data.draw(st.lists(st.integers(1, scale), min_size=1, max_size=20))
    found = picture.could_lie(gate.release(Tally(tuple(counts))), n + len(missing), scale)
    if found is not None:
        answered = sum(point * count for point, count in enumerate(counts, 1))
        everybody = (answered + sum(missing)) / (n + len(missing))
        assert 1 <= found.low <= everybody + 1e-9
        assert everybody - 1e-9 <= found.high <= scale


def test_the_bounds_tell_no_more_than_the_rounded_value():
    one, other = (SUMMARY.release(Tally(counts)) for counts in ((3, 2, 1), (2, 4, 0)))
    assert isinstance(one, Coarse)
    assert one.position == other.position
    assert picture.could_lie(one, 9, 3) == picture.could_lie(other, 9, 3)


def test_nobody_is_missing_where_all_answered_and_nothing_is_said_of_what_is_withheld():
    assert picture.could_lie(DOTS.release(Tally((0, 3, 3))), 6, 3) is None
    assert picture.could_lie(DOTS.release(Tally((0, 1, 1))), 6, 3) is None


def test_only_an_exact_average_of_everybody_is_no_estimate():
    counts = Tally((0, 3, 3))
    whole = picture.complete(DOTS.release(counts), 6)
    assert isinstance(whole, Full)
    assert whole.interval == (2.5, 2.5)
    for people in (0, 7):
        assert picture.complete(DOTS.release(counts), people) == DOTS.release(counts)
    assert picture.complete(SUMMARY.release(counts), 6) == SUMMARY.release(counts)


@pytest.mark.parametrize(
    ("gate", "sure", "unsure", "entered", "told"),
    [
        (DOTS, 6, 3, 0, Unsure(3, 9)),
        (DOTS, 7, 3, 0, None),  # less than a third
        (DOTS, 5, 30, 0, Unsure(30, 35)),
        (DOTS, 4, 5, 0, None),  # the places are not shown either
        (DOTS, 9, 0, 0, None),
        (SUMMARY, 6, 3, 0, Unsure(None, None)),
        (SUMMARY, 5, 3, 1, None),  # the coach knows one of them
        (SUMMARY, 7, 4, 1, Unsure(None, None)),
        (SUMMARY, 4, 5, 0, None),
        (OUTSIDE, 20, 20, 0, None),
    ],
)
def test_a_third_who_were_not_sure_is_told_as_far_as_dots_are_seen(
    gate, sure, unsure, entered, told
):
    assert gate.unsure(Tally((sure, 0, 0), unsure, entered)) == told


def test_where_few_changed_a_summary_does_not_tell_that_some_were_not_sure():
    tally = Tally((6, 0, 0), 4)
    assert SUMMARY.unsure(tally, few_changed=True) is None
    assert DOTS.unsure(tally, few_changed=True) == Unsure(4, 10)


def test_a_single_question_is_widest_apart_only_where_chance_leaves_no_doubt():
    def full(*counts):
        value = DOTS.release(Tally(counts))
        assert isinstance(value, Full)
        return value

    split, mixed, same = full(4, 0, 0, 0, 0, 0, 4), full(1, 1, 2, 2, 1, 1, 0), full(0, 0, 8, 0)
    assert picture.stands_out(split, [mixed, full(0, 0, 0, 8, 0, 0, 0)])
    assert not picture.stands_out(mixed, [full(0, 1, 2, 2, 2, 1, 0)])
    assert same.band is not None
    assert not picture.stands_out(full(3, 1, 0, 0, 0, 1, 3), [full(3, 1, 0, 0, 1, 0, 3)])


def test_the_widest_is_rarely_named_where_it_is_not():
    rng = np.random.default_rng(5)
    ends = np.arange(0.5, 7)
    wrong = 0
    for _ in range(400):
        places = np.clip(np.round(rng.normal(4, 1.4, (16, 12))), 1, 7)
        counts = [np.histogram(one, [*ends, 7.5])[0] for one in places]
        values = [DOTS.release(Tally(tuple(map(int, one)))) for one in counts]
        ordered = sorted(values, key=lambda value: -value.average_distance)
        wrong += picture.stands_out(ordered[0], ordered[1:])
    assert wrong <= 4  # of 400 pictures in which all stand equally far apart: promised are 10 %


@pytest.mark.parametrize(
    ("answers", "scale", "least"),
    [
        (5, 7, (3.0, 4.0)),
        (8, 7, (2.0, 3.0)),
        (20, 7, (1.5, 2.0)),
        (8, 5, (2.0, 2.5)),
        (2, 3, (2, 2)),
    ],
)
def test_more_answers_show_smaller_differences(answers, scale, least):
    # (2.8 + 0.85) * 1.4 / sqrt(8) = 1.8 of a wish; about 1.5 times as much of two groups
    assert picture.foreseen(answers, scale, 16) == least
    assert picture.foreseen(answers, scale, 1) <= least


@pytest.mark.parametrize("value", [Binned(25, 3.0, (5, 15, 5), None)])
def test_bounds_of_bins_are_outwards_to_half_a_point(value):
    # 2.95 * 25 / 30 + 5 / 30 is 2.63, and 3.05 * 25 / 30 + 35 / 30 is 3.71
    assert picture.could_lie(value, 30, 7) == (2.5, 4.0)
