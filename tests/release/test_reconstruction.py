"""What a rounded value leaves open, tried with every set of answers there is."""

from collections import Counter
from itertools import combinations, combinations_with_replacement

import pytest

from posdash.banks.bank import Openness
from posdash.release.gate import Gate, View
from posdash.release.values import Coarse, Full
from posdash.survey.tally import count

GATE = Gate(Openness.SUMMARY, 5, View.TEAM)


@pytest.mark.parametrize(("joined", "left"), [(1, 0), (0, 1), (1, 1)])
def test_no_pair_of_rounded_values_tells_the_answer_of_one_who_joined_or_left(joined, left):
    """Every set of answers of seven people who answer the same again, but for these."""
    pairs = [
        (places, tuple(sorted([*without(list(places), gone), *new])))
        for places in sets_of(7)
        for gone in set(combinations(places, left))
        for new in sets_of(joined)
    ]
    first = dict(zip(sets_of(7), released(sets_of(7)), strict=True))
    distinct = sorted({after for _, after in pairs})
    after_alone = dict(zip(distinct, released(distinct), strict=True))
    after_moved = released([after for _, after in pairs], [before for before, _ in pairs])
    told: dict[object, set[int]] = {}
    alone: dict[object, set[int]] = {}
    for (before, after), moved in zip(pairs, after_moved, strict=True):
        difference = sum(after) - sum(before)
        told.setdefault((first[before], moved), set()).add(difference)
        alone.setdefault((first[before], after_alone[after]), set()).add(difference)
    assert min(map(len, told.values())) >= 2
    assert min(map(len, alone.values())) == 1, "rounding to half a point alone does tell"


def released(sets: list[tuple[int, ...]], earlier: list[tuple[int, ...]] | None = None):
    """What is shown of each set of answers, beside the one of the round before."""
    before = [[count(places, 7)] for places in earlier] if earlier else [None] * len(sets)
    names = tuple(map(str, range(len(sets))))
    tallies = {0: [count(places, 7) for places in sets]}
    return GATE.table(tallies, names, {0: [Full] * len(sets)}, {0: before}).row(0)


def sets_of(number: int) -> list[tuple[int, ...]]:
    """Every set of so many answers on seven points."""
    return list(combinations_with_replacement(range(1, 8), number))


@pytest.mark.parametrize("number", [5, 6, 7, 8, 9])
def test_no_rounded_value_is_that_of_one_set_of_answers_only(number):
    assert min(Counter(released(sets_of(number))).values()) >= 2


def test_on_a_long_scale_too_the_answer_of_one_who_joined_stays_open():
    """Too many sets of answers to try them all, so the earlier one counts as known."""
    before = count([1] * 19, 11)
    told: dict[object, set[int]] = {}
    for new in range(1, 12):
        after = GATE.release(count([1] * 19 + [new], 11), Coarse, [before])
        told.setdefault(after, set()).add(new)
    assert min(map(len, told.values())) >= 2


@pytest.mark.parametrize("gone", [4, 5])
def test_a_position_between_two_cells_comes_to_rest(gone):
    """Either cell alone would tell who left; the position stays where the group stood."""
    before = [4] * 14 + [5] * 6
    after = count(without(before, (gone,)), 7)
    shown = GATE.release(after, Coarse, [count(before, 7)])
    assert shown.position in {4.0, 4.5}


def without(places: list[int], gone: tuple[int, ...]) -> list[int]:
    """The places that are left when some have gone."""
    left = list(places)
    for one in gone:
        left.remove(one)
    return left
