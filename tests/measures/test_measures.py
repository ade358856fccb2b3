"""Measures of one tally against published and hand-worked numbers, and the rules they keep."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdash.measures import library as measures
from posdash.measures.library import Band, Of
from world.counts import assert_same, close, one_by_one, people, questions, tallies, tally

OF_ONE = [one for one in measures.MEASURES if one.of is Of.ONE]
AGRMT = (30, 40, 210, 130, 530, 50, 10)  # the worked example of the R package agrmt


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


def test_nobody_has_no_position_and_no_interval():
    nobody = (0,) * 7
    assert np.isnan(measures.mean_position(nobody))
    assert all(np.isnan(measures.wilson_interval(nobody)))


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


@pytest.mark.parametrize("counts", [(0,) * 7, (0, 0, 1, 0, 0, 0, 0)])
def test_one_answer_agrees_with_nobody(counts):
    for measure in (measures.average_distance, measures.agreement, measures.r_wg):
        assert np.isnan(measure(counts))


@pytest.mark.parametrize("counts", [(2, 1, 0, 3, 0, 0, 2), (1, 1, 1), (0, 3, 0, 1), (5, 0, 0, 5)])
def test_the_error_of_a_distance_is_that_of_leaving_out_each_answer(counts):
    without = []
    for point, count in enumerate(counts):
        fewer = np.array(counts, float)
        fewer[point] -= 1
        without += [float(measures.average_distance(fewer))] * count
    n, around = len(without), np.mean(without)
    expected = np.sqrt((n - 1) / n * sum((one - around) ** 2 for one in without))
    assert float(measures.distance_error(counts)) == pytest.approx(expected)


def test_a_distance_has_no_error_below_three_answers_and_none_where_all_agree():
    assert np.isnan(measures.distance_error((1, 0, 1)))
    assert measures.distance_error([(0, 5, 0), (0, 9, 0)]).tolist() == [0, 0]


def test_the_worst_case_of_nine_of_twelve():
    # 9 answers at 4.1 on average, three more at 1 or at 7
    assert close(measures.worst_case(4.1, 4.1, 9, 12, 7), 3.325, 4.825, 1e-9)
    assert close(measures.worst_case(3.75, 4.25, 9, 9, 7), 3.75, 4.25, 1e-9)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((0, 0, 1, 1, 1, 0, 0), 0.75),  # the R package multilevel
        ((0, 0, 0, 3, 0, 0, 0), 1.0),
        ((1, 1, 1, 1, 1, 1, 1), 0.0),  # 14/3 with n - 1, above the 4 of a flat distribution
        ((4, 0, 0, 0, 0, 0, 4), 0.0),
        ((0, 1, 0, 1, 0), 0.0),  # 2, as flat as five points
        ((0, 1, 1, 0, 0), 0.75),  # 1/2 against 2
    ],
)
def test_agreement_against_a_flat_distribution(counts, expected):
    assert float(measures.r_wg(counts)) == pytest.approx(expected)


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
    assert measures.band(agreement, 7) is measures.band(agreement, 11) is band


@pytest.mark.parametrize(
    ("scale", "mixed", "close"),
    [(3, 0.27, 0.63), (5, 0.27, 0.63), (6, 0.34, 0.67), (7, 0.40, 0.70), (10, 0.40, 0.70)],
)
def test_on_short_scales_bands_begin_lower(scale, mixed, close):
    edges = [mixed - 1e-9, mixed, close - 1e-9, close]
    assert measures.band_index(edges, scale).tolist() == [0, 1, 1, 2]
    assert measures.cut_offs(scale) == (mixed, close)


@pytest.mark.parametrize("n", [5, 8, 12, 20, 40])
def test_usual_groups_of_five_points_spread_over_the_bands_like_those_of_seven(n):
    five, seven = (
        np.bincount(usual_bands(scale, spread, n), minlength=3) / 20_000
        for scale, spread in ((5, 1.15), (7, 1.4))
    )
    assert five == pytest.approx(seven, abs=0.07)


def usual_bands(scale, spread, n):
    """The bands of 20,000 groups of n, normal around the middle with this spread, cut to points."""
    drawn = np.random.default_rng(n).normal((scale + 1) / 2, spread, (20_000, n))
    places = np.clip(np.round(drawn), 1, scale)
    counts = (places[:, :, None] == np.arange(1, scale + 1)).sum(axis=1)
    return measures.band_index(measures.agreement(counts), scale)


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


@given(tallies(fewest=6))
def test_mirroring_the_scale_mirrors_the_position_and_leaves_the_rest(counts):
    mirrored = counts[::-1]
    middle = len(counts) + 1
    assert measures.mean_position(mirrored) == pytest.approx(
        middle - measures.mean_position(counts)
    )
    low, high = measures.wilson_interval(counts)
    assert close(measures.wilson_interval(mirrored), middle - high, middle - low, 1e-9)
    unmoved = (measures.agreement, measures.average_distance, measures.r_wg)
    for measure in (*unmoved, measures.outer_third_gap):
        assert measure(mirrored) == pytest.approx(measure(counts), abs=1e-9)


@given(tallies(fewest=2))
def test_distance_is_the_mean_over_all_pairs_of_people(counts):
    places = people(counts)[:40]
    pairs = [abs(a - b) for i, a in enumerate(places) for b in places[:i]]
    assert measures.average_distance(tally(places, len(counts))) == pytest.approx(
        sum(pairs) / len(pairs)
    )


@given(tallies(fewest=6))
def test_the_gap_is_that_of_the_outer_thirds_of_people_each_counted_three_times(counts):
    thrice = people([3 * count for count in counts])
    third = len(thrice) // 3
    expected = np.mean(thrice[-third:]) - np.mean(thrice[:third])
    assert measures.outer_third_gap(counts) == pytest.approx(expected)
    assert 0 <= measures.outer_third_gap(counts) <= len(counts) - 1


@given(tallies(fewest=2))
def test_r_wg_is_the_variance_of_people_against_a_flat_one(counts):
    flat = np.var(np.arange(1, len(counts) + 1))
    expected = max(0.0, 1 - np.var(people(counts), ddof=1) / flat)
    assert measures.r_wg(counts) == pytest.approx(expected, abs=1e-9)


@given(st.integers(3, 11), st.data())
def test_merged_tallies_measure_what_the_merged_answers_do_in_any_order(scale, data):
    answers = st.lists(st.integers(1, scale), min_size=3, max_size=20)
    one, other = data.draw(answers), data.draw(answers)
    merged = data.draw(st.permutations(one + other))
    for measure in OF_ONE:
        together = measure.compute(tally(one, scale) + tally(other, scale))
        np.testing.assert_array_equal(measure.compute(tally(merged, scale)), together)


@pytest.mark.parametrize("measure", OF_ONE, ids=lambda one: one.name)
@settings(max_examples=25)
@given(questions(groups=st.integers(1, 4)))
def test_many_tallies_at_once_give_what_they_give_one_by_one(measure, counts):
    together = np.array(measure.compute(counts.astype(float)))
    rows = counts.reshape(-1, counts.shape[-1])
    one_after_another = one_by_one(measure.compute, rows.astype(float))
    assert_same(together.reshape(one_after_another.shape), one_after_another)


@pytest.mark.parametrize("measure", measures.MEASURES, ids=lambda one: one.name)
def test_each_measure_says_what_it_is_and_keeps_its_hand_worked_example(measure):
    assert all((measure.title, measure.sentence.endswith("."), measure.source.endswith(".")))
    counts, expected = measure.example
    assert measure.compute(np.array(counts, float)) == pytest.approx(expected, abs=5e-4)


def measured_of(counts) -> set[Of]:
    return {one.measure.of for one in measures.measured(counts)}


def test_what_is_measured_is_what_so_many_tallies_bear():
    one = (0, 4, 0, 0, 0, 4, 0)
    assert measured_of(one) == measured_of([one]) == {Of.ONE}
    assert measured_of([one] * 2) == {Of.TWO, Of.GROUPS}
    assert measured_of([one] * 3) == {Of.GROUPS}


def test_what_was_measured_is_read_with_its_verdict():
    texts = {one.measure.name: one.text for one in measures.measured((0, 4, 0, 0, 0, 4, 0))}
    assert texts["mean position"] == "4.0000"
    assert texts["interval"] == "2.5885 to 5.4115"
    assert texts["two camps"] == "1.0000, two camps"
    nobody = {one.measure.name: one.text for one in measures.measured((0,) * 7)}
    assert nobody.pop("two camps") == "too few answers"
    assert set(nobody.values()) == {"too few answers"}
