"""Behind no rounded value stands one set of answers alone: tried with all sets there are."""

from math import comb

import numpy as np
import pytest

from posdash.banks.bank import Openness
from posdash.measures import library as measures
from posdash.release.bins import edge, large
from posdash.release.gate import Gate, View
from posdash.release.grain import HALVES, MOST_TOLD, NO_BAND, TENTHS, grain
from posdash.release.rounding import BINNED, COARSE, ladder, rounded
from posdash.release.values import Binned, Coarse
from posdash.survey.tally import Tally
from world.tables import every

SCALES = range(3, 12)
MOST_SETS = 60_000


def looks(counts, tier) -> np.ndarray:
    """A number for each of many counts, the same where they would be shown alike at a tier."""
    shown = rounded(counts, tier)
    outer = edge(counts.shape[-1])
    bins = np.stack([counts[:, :outer].sum(axis=1), counts[:, -outer:].sum(axis=1)])
    bins = np.where(shown.binned, bins, -1)
    alike = np.stack([np.rint(shown.position * 10), shown.band, *bins])
    return np.unique(alike, axis=1, return_inverse=True)[1].reshape(-1)


def fewest(alike) -> int:
    """The fewest sets of answers behind any value."""
    return int(np.bincount(alike).min())


@pytest.mark.parametrize("scale", SCALES)
def test_no_value_of_five_to_nineteen_is_that_of_one_set_of_answers(scale):
    for n in range(5, 20):
        if comb(n + scale - 1, n) <= MOST_SETS:
            assert fewest(looks(every(n, scale), COARSE)) >= 2, n


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(("numbers", "steps"), [(range(5, 20), HALVES), (range(20, 30), TENTHS)])
def test_where_there_are_too_many_sets_to_list_they_are_counted(scale, numbers, steps):
    """Every sum lies in a stretch of sums that read the same and hold two sets of answers."""
    for n in numbers:
        found = grain(scale, n, steps)
        for band in range(NO_BAND + 1):
            given = found.banded if band < NO_BAND else np.ones_like(found.banded)
            there = given & (found.high[:, band] >= found.low[:, band])
            assert (found.high >= found.low).all()
            assert (found.need[there, band] <= (found.high - found.low)[there, band]).all()


@pytest.mark.parametrize(("scale", "n"), [(3, 7), (4, 9), (5, 8), (7, 6), (7, 9), (11, 5)])
def test_sums_that_verdicts_do_not_tell_apart_hold_two_sets_of_answers(scale, n):
    counts = every(n, scale)
    shown = rounded(counts, COARSE)
    told = np.stack([shown.position * 2, shown.band, shown.told_low, shown.told_high])
    _, sets = np.unique(told, axis=1, return_counts=True)
    assert sets.min() >= 2
    assert (shown.told_low <= counts @ np.arange(1, scale + 1)).all()
    assert (shown.told_high >= counts @ np.arange(1, scale + 1)).all()


@pytest.mark.parametrize("scale", SCALES)
def test_a_member_of_five_can_tell_the_others_in_three_cases_of_two_hundred(scale):
    counts = every(5, scale)
    alike = looks(counts, COARSE)
    told = sum(
        own[np.bincount(alike, own > 0)[alike] == 1].sum() for own in counts.T
    )  # a member knows the own answer: is there one set with it behind the value?
    assert told / counts.sum() <= MOST_TOLD


def test_five_people_at_one_of_three_are_not_told_from_others():
    value = Gate(Openness.SUMMARY, 5, View.OUTSIDE).release(Tally((5, 0, 0)))
    assert isinstance(value, Coarse)
    assert (value.position, value.agreement) == (1.5, None)


def test_on_seven_points_agreement_is_given_at_every_position():
    assert all(grain(7, n, HALVES).banded.all() for n in range(5, 20))


@pytest.mark.parametrize(
    ("scale", "numbers"),
    [
        (3, range(20, 60)),
        (4, range(20, 36)),
        (5, (20, 22, 25, 29, 30, 33)),
        (6, (20, 24)),
        (7, (20,)),
    ],
)
def test_no_value_in_tenths_is_that_of_one_set_of_answers(scale, numbers):
    """From 30 on they are those in which one stands alone somewhere: all others show all counts."""
    for n in numbers:
        counts = every(n, scale)
        counts = counts[ladder(counts, np.full(len(counts), n), 5) == BINNED]
        assert fewest(looks(counts, BINNED)) >= 2, n


@pytest.mark.parametrize(
    ("scale", "numbers"), [(3, range(20, 45)), (4, range(20, 32)), (5, (20, 25))]
)
def test_no_value_in_halves_of_twenty_and_more_is_that_of_one_set_of_answers(scale, numbers):
    for n in numbers:
        assert fewest(looks(every(n, scale), COARSE)) >= 2, n


@pytest.mark.parametrize("scale", SCALES)
def test_no_bin_holds_one_or_two(scale):
    random = np.random.default_rng(scale)
    counts = random.multinomial(25, random.dirichlet(np.full(scale, 0.5), 2_000))
    shown = rounded(counts, BINNED)
    assert not (shown.binned & ~large(counts)).any()
    assert shown.binned.any() == (scale > 5)


def test_bins_stand_beside_the_position_of_many_on_short_scales_too():
    random = np.random.default_rng(5)
    value = Gate(Openness.SUMMARY, 5, View.OUTSIDE).release(
        Tally((1, *random.multinomial(140, np.full(4, 0.25)).tolist()))
    )
    assert isinstance(value, Binned)
    assert value.bins is None  # one stands alone
    shown = rounded(np.array([[30, 40, 40, 20, 20]]), BINNED)
    assert shown.binned.all()
    assert measures.BANDS[shown.band[0]] is measures.Band.MIXED
