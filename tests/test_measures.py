"""Measures against published and hand-worked numbers, and the rules they keep."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdash import measures
from posdash.measures import Band, Interval

AGRMT = (30, 40, 210, 130, 530, 50, 10)  # the worked example of the R package agrmt


@st.composite
def tallies(draw, fewest=1):
    """Counts on scales of 3 to 11 points, of at least so many answers."""
    scale = draw(st.integers(3, 11))
    counts = draw(st.lists(st.integers(0, 12), min_size=scale, max_size=scale))
    if sum(counts) < fewest:
        counts[draw(st.integers(0, scale - 1))] += fewest
    return counts


def close(interval: Interval, low: float, high: float, within: float) -> bool:
    return (float(interval.low), float(interval.high)) == pytest.approx((low, high), abs=within)


def test_position_and_distance_of_the_published_example():
    assert float(measures.mean_position(AGRMT)) == pytest.approx(4.28)
    assert float(measures.average_distance(AGRMT)) == pytest.approx(1.2092092, abs=1e-7)
    assert float(measures.agreement(AGRMT)) == pytest.approx(0.5969303, abs=1e-7)
    assert close(measures.wilson_interval(AGRMT), 4.2068, 4.3528, 5e-5)


def plug_in_agreement(counts) -> float:
    """Ordinal l-squared with n² in place of n(n-1), as published."""
    n = sum(counts)
    return 1 - (1 - float(measures.agreement(counts))) * (n - 1) / n


@pytest.mark.parametrize(("counts", "expected"), [(AGRMT, 0.5973333), ((5, 0, 0, 0, 0, 0, 5), 0.0)])
def test_the_plug_in_form_is_the_published_one(counts, expected):
    assert plug_in_agreement(counts) == pytest.approx(expected, abs=1e-7)


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


def test_nobody_has_no_position_and_no_interval():
    nobody = (0,) * 7
    assert np.isnan(measures.mean_position(nobody))
    assert all(np.isnan(measures.wilson_interval(nobody)))


def test_a_team_that_has_all_answered_is_a_census():
    counts = (1, 1, 1, 1, 1, 0, 0)
    assert close(measures.wilson_interval(counts, 5), 3.0, 3.0, 1e-12)
    plain, finite = measures.wilson_interval(counts), measures.wilson_interval(counts, 9)
    assert plain.low < finite.low < 3.0 < finite.high < plain.high


def test_one_group_size_serves_many_groups_and_an_empty_one_has_no_interval():
    groups = np.array([(1, 1, 1, 1, 1, 0, 0), (0,) * 7])
    low, high = measures.wilson_interval(groups, 5)
    np.testing.assert_allclose((low[0], high[0]), 3.0)
    assert np.isnan((low[1], high[1])).all()
    assert np.isnan(measures.wilson_interval((0,) * 7, 0)).all()


@pytest.mark.parametrize(
    ("counts", "agreement", "distance"),
    [
        ((0, 0, 3, 0, 0, 0, 0), 1.0, 0.0),
        ((1, 0, 0, 0, 0, 0, 1), -1.0, 6.0),
        ((4, 0, 0, 0, 0, 0, 4), -0.143, 3.429),
    ],
)
def test_agreement_at_its_edges(counts, agreement, distance):
    assert float(measures.agreement(counts)) == pytest.approx(agreement, abs=5e-4)
    assert float(measures.average_distance(counts)) == pytest.approx(distance, abs=5e-4)


def test_one_answer_agrees_with_nobody():
    assert np.isnan(measures.agreement((0, 0, 1, 0, 0, 0, 0)))


@pytest.mark.parametrize(
    ("agreement", "band"),
    [
        (1.0, Band.CLOSE),
        (0.70, Band.CLOSE),
        (0.69, Band.MIXED),
        (0.40, Band.MIXED),
        (0.39, Band.WIDE),
        (-1.0, Band.WIDE),
    ],
)
def test_bands_of_agreement(agreement, band):
    assert measures.band(agreement) is band


@pytest.mark.parametrize(
    ("counts", "gap"),
    [
        ((0, 0, 0, 9, 0, 0, 0), 0.0),
        ((2, 1, 0, 0, 0, 1, 2), 6.0),
        ((1, 1, 1, 0, 1, 1, 1), 5.0),
        ((0, 4, 0, 0, 0, 4, 0), 4.0),
        ((3, 0, 1, 0, 0, 0, 3), 6.0),
    ],
)
def test_the_gap_between_the_outer_thirds(counts, gap):
    assert float(measures.outer_third_gap(counts)) == pytest.approx(gap)


def test_thirds_of_seven_people_share_a_person():
    left, right = measures.outer_thirds((2, 1, 1, 0, 0, 0, 3))
    assert float(left) == pytest.approx((2 * 1 + (1 / 3) * 2) / (7 / 3))
    assert float(right) == pytest.approx(7.0)


def test_five_people_have_no_gap():
    assert np.isnan(measures.outer_third_gap((3, 0, 0, 0, 0, 0, 2)))


NOW, AIM = (0, 1, 2, 2, 2, 1, 0), (0, 0, 1, 2, 2, 2, 1)


def test_a_shift_of_unpaired_answers():
    points, interval = measures.shift(NOW, AIM)
    assert float(points) == pytest.approx(1.0)
    assert close(interval, -0.5239, 2.3427, 5e-5)


def test_a_shift_of_the_same_people_is_known_better():
    _, interval = measures.shift(NOW, AIM, r=0.5, both=7)
    assert close(interval, -0.1468, 2.0099, 5e-5)


def test_no_correlation_above_nine_tenths_is_believed():
    assert measures.shift(NOW, AIM, r=1.0, both=8) == measures.shift(NOW, AIM, r=0.9, both=8)


def test_an_unknown_correlation_counts_as_none():
    unpaired = measures.shift(NOW, AIM)
    assert measures.shift(NOW, AIM, r=0.5, both=None) == unpaired
    assert measures.shift(NOW, AIM, r=float("nan"), both=7) == unpaired


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


@given(tallies(fewest=6))
def test_mirroring_the_scale_mirrors_the_position_and_leaves_the_rest(counts):
    mirrored = counts[::-1]
    middle = len(counts) + 1
    assert measures.mean_position(mirrored) == pytest.approx(
        middle - measures.mean_position(counts)
    )
    low, high = measures.wilson_interval(counts)
    assert close(measures.wilson_interval(mirrored), middle - high, middle - low, 1e-9)
    for measure in (measures.agreement, measures.average_distance, measures.outer_third_gap):
        assert measure(mirrored) == pytest.approx(measure(counts))


@given(tallies(), st.randoms())
def test_mirroring_negates_a_shift(now, random):
    aim = now[:]
    random.shuffle(aim)
    points, (low, high) = measures.shift(now, aim)
    mirrored, interval = measures.shift(now[::-1], aim[::-1])
    assert mirrored == pytest.approx(-points)
    assert close(interval, -high, -low, 1e-9)


@given(tallies(fewest=2))
def test_distance_is_the_mean_over_all_pairs_of_people(counts):
    places = [place for place, count in enumerate(counts, 1) for _ in range(count)][:40]
    kept = [places.count(place) for place in range(1, len(counts) + 1)]
    pairs = [abs(a - b) for i, a in enumerate(places) for b in places[:i]]
    assert measures.average_distance(kept) == pytest.approx(sum(pairs) / len(pairs))


@given(tallies(fewest=6))
def test_the_gap_is_that_of_the_outer_thirds_of_people_each_counted_three_times(counts):
    people = [place for place, count in enumerate(counts, 1) for _ in range(3 * count)]
    third = len(people) // 3
    expected = np.mean(people[-third:]) - np.mean(people[:third])
    assert measures.outer_third_gap(counts) == pytest.approx(expected)
    assert 0 <= measures.outer_third_gap(counts) <= len(counts) - 1


@given(st.integers(3, 11), st.data())
def test_merged_tallies_measure_what_the_merged_answers_do_in_any_order(scale, data):
    answers = st.lists(st.integers(1, scale), min_size=3, max_size=20)
    one, other = data.draw(answers), data.draw(answers)
    merged = data.draw(st.permutations(one + other))
    tally, first, second = (
        np.bincount(people, minlength=scale + 1)[1:] for people in (merged, one, other)
    )
    for measure in measures.MEASURES:
        together = measure.compute(np.asarray(first + second, float))
        np.testing.assert_array_equal(measure.compute(np.asarray(tally, float)), together)


@given(st.integers(3, 11), st.data())
def test_shifts_of_many_groups_at_once_are_what_they_are_one_by_one(scale, data):
    row = st.lists(st.integers(0, 9), min_size=scale, max_size=scale)
    pairs = np.array(data.draw(st.lists(st.tuples(row, row), min_size=1, max_size=4)))
    points, (low, high) = measures.shift(pairs[:, 0], pairs[:, 1])
    for index, (now, aim) in enumerate(pairs):
        one, (lowest, highest) = measures.shift(now, aim)
        together = (points[index], low[index], high[index])
        np.testing.assert_allclose(together, (one, lowest, highest))
        assert np.isnan(one) or lowest < highest


@given(st.lists(st.lists(st.integers(0, 9), min_size=7, max_size=7), min_size=1, max_size=5))
def test_many_groups_at_once_give_what_they_give_one_by_one(groups):
    together = np.array(groups)
    for measure in (measures.mean_position, measures.agreement, measures.outer_third_gap):
        one_by_one = [float(measure(group)) for group in groups]
        np.testing.assert_allclose(measure(together), one_by_one)
    low, _ = measures.wilson_interval(together)
    np.testing.assert_allclose(low, [float(measures.wilson_interval(one).low) for one in groups])


@pytest.mark.parametrize("measure", measures.MEASURES, ids=lambda one: one.name)
def test_each_measure_says_what_it_is_and_keeps_its_hand_worked_example(measure):
    assert all((measure.title, measure.sentence.endswith("."), measure.source.endswith(".")))
    counts, expected = measure.example
    assert measure.compute(np.array(counts, float)) == pytest.approx(expected, abs=5e-4)
