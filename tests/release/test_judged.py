"""What verdicts may rest on: with all of it, and all that is shown, no set of answers is fixed."""

import numpy as np
import pytest

from posdash.banks.bank import Openness
from posdash.release.gate import Gate, View
from posdash.release.judged import judged
from posdash.release.rounding import BINNED, COARSE, FULL, UNMOVED, WITHHELD, rounded
from posdash.release.values import Coarse
from posdash.survey.tally import Tally
from world.tables import every

GATE = Gate(Openness.SUMMARY, 5, View.OUTSIDE)


@pytest.mark.parametrize(
    ("scale", "n"),
    [(3, 5), (3, 9), (4, 8), (5, 6), (5, 9), (6, 7), (7, 5), (7, 8), (11, 5), (3, 24)],
)
def test_two_sets_of_answers_stand_behind_all_that_is_shown_and_said(scale, n):
    counts = every(n, scale)
    shown = rounded(counts, COARSE if n < 20 else BINNED)
    known = judged(counts, shown)
    told = np.round(
        [
            shown.position,
            shown.band,
            known.mean,
            np.nan_to_num(known.variance, nan=-1),
            known.slack,
        ],
        9,
    )
    assert np.unique(told, axis=1, return_counts=True)[1].min() >= 2


def test_the_mean_lies_within_the_slack():
    counts = every(8, 5)
    known = judged(counts, rounded(counts, COARSE))
    assert (np.abs(counts @ np.arange(1, 6) / 8 - known.mean) <= known.slack + 1e-9).all()
    assert known.slack.max() <= 0.25


def test_of_eight_people_in_the_middle_of_seven_points_the_mean_is_known_exactly():
    counts = np.array([[0, 1, 2, 2, 2, 1, 0]])
    known = judged(counts, rounded(counts, COARSE))
    assert (float(known.mean[0]), float(known.slack[0])) == (4.0, 0.0)


def test_variance_comes_from_the_answers_where_all_is_shown_and_from_the_band_elsewhere():
    counts = np.array([[5, 5, 5, 5, 5, 5, 5]] * 3)
    known = judged(counts, rounded(counts, [FULL, BINNED, COARSE]))
    assert known.variance[0] == pytest.approx(np.var(np.repeat(np.arange(1, 8), 5), ddof=1))
    assert known.variance[1] == known.variance[2] > known.variance[0]
    assert known.tier.tolist() == [FULL, BINNED, COARSE]


def test_answers_that_agree_as_much_are_taken_to_vary_as_much():
    counts = np.array([[0, 0, 0, 8, 0, 0, 0], [0, 0, 1, 5, 2, 0, 0]])
    known = judged(counts, rounded(counts, COARSE))
    assert known.variance[0] == known.variance[1] < 1


def test_nothing_is_known_of_what_is_withheld_or_where_few_changed():
    counts = np.array([[1, 1, 1, 1, 0, 0, 0], [1, 1, 1, 1, 1, 1, 1]])
    known = judged(counts, rounded(counts, [WITHHELD, COARSE], [UNMOVED, 8]), [False, True])
    assert all(np.isnan(field).all() for field in known[:4])


def test_where_few_changed_a_value_is_shown_and_no_verdict_rests_on_it():
    before, after = Tally((0, 0, 0, 9, 0, 0, 0)), Tally((0, 0, 0, 9, 0, 0, 1))
    table = GATE.table({0: [after]}, ("pace",), {0: [Coarse]}, {0: [[before]]})
    value = table.cell(0, "pace")
    assert isinstance(value, Coarse)
    assert value.agreement is None
    assert np.isnan(table.judged_of(0).n).all()
