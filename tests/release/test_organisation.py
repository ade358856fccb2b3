"""What a whole round tells of the organisation rests on no small group and is rounded."""

import numpy as np
import pytest

from posdash.banks.bank import Openness
from posdash.measures import library as measures
from posdash.release.gate import organisation
from posdash.release.values import Organisation
from posdash.survey.round import Facet
from posdash.survey.tally import Counted, Key, Tally
from world.findings import dimensions, planned

USUAL = measures.usual_spread(7)


def of(*rows: tuple[tuple[int, ...], ...]) -> Organisation:
    """The organisation of a closed round, with the counts of each group and question."""
    columns = dimensions(len(rows[0]))
    names = [f"Team {at}" for at in range(1, len(rows) + 1)]
    tallies = {
        Key(at, "team", one.id, Facet.NOW): Tally(counts)
        for at, row in enumerate(rows, 1)
        for one, counts in zip(columns, row, strict=True)
    }
    survey_round = planned(columns, Openness.SUMMARY, 5, aim=False, groups=names)
    return organisation(survey_round, Counted(tallies))


CALM, WIDE = (0, 0, 1, 4, 1, 0, 0), (3, 0, 0, 0, 0, 0, 3)
FEW = (2, 0, 0, 0, 0, 0, 2)


def test_spread_is_told_for_each_question_and_for_all_together():
    found = of(*[(CALM, WIDE)] * 10)
    within = [float(measures.mean_squares([row] * 10).within) for row in (CALM, WIDE)]
    assert list(found.spreads.values()) == pytest.approx(within, rel=0.05)
    assert found.spread == pytest.approx(np.mean(within), rel=0.05)


def test_groups_below_k_leave_no_trace_in_it():
    alone = of(*[(CALM,)] * 10)
    assert of(*[(CALM,)] * 10, (FEW,), (FEW,)) == alone
    assert of(*[(CALM,)] * 10, ((0, 0, 0, 3, 0, 0, 0),)) == alone


def test_below_ten_large_groups_the_usual_spread_stands_in_for_each_question():
    found = of(*[(CALM, WIDE)] * 9, (CALM, FEW))
    assert list(found.spreads.values()) == [pytest.approx(2.4 / 6, rel=0.05), USUAL]
    nine = of(*[(CALM, WIDE)] * 9, (FEW, FEW))
    assert (nine.spread, set(nine.spreads.values())) == (USUAL, {USUAL})
    assert nine.design_ratio == measures.DESIGN_RATIO


def test_every_number_in_it_has_two_digits():
    found = of(*[((1, 2, 1, 1, 0, 3, 1), (0, 1, 1, 5, 1, 1, 2))] * 12)
    for number in (found.design_ratio, found.spread, *found.spreads.values()):
        assert number == float(f"{number:.2g}")
