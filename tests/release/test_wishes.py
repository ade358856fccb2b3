"""The wish to move: by a team's own sums, and in rounded pictures no more than rounding leaves."""

from collections import defaultdict
from functools import cache
from itertools import combinations_with_replacement, product

import pytest

from posdash.banks.bank import Openness
from posdash.release.gate import USUAL, Gate, View
from posdash.release.values import Difference, Released, Verdict
from posdash.release.wishes import Wanted, wishes
from posdash.survey.tally import Wish, count

DOTS = Gate(Openness.DOTS, 5, View.TEAM)
SUMMARY = Gate(Openness.SUMMARY, 5, View.TEAM)


def wanted(both: list[tuple[int, int]], gate: Gate, scale: int = 7) -> Wanted:
    """What is released of people's (now, aim), with the sums of how far each wants to move."""
    now, aim = (gate.release(count(points, scale)) for points in zip(*both, strict=True))
    return Wanted(now, aim, summed(both), len(both))


def summed(both: list[tuple[int, int]]) -> Wish:
    """The sums of how far each wants to move."""
    steps = [aim - now for now, aim in both]
    return Wish(len(steps), sum(steps), sum(step * step for step in steps))


MIXED = [(2, 3), (3, 5), (4, 4), (5, 5), (4, 6), (3, 3), (5, 4), (2, 2)]
EIGHT = [(2, 3), (2, 3), (3, 4), (3, 4), (4, 5), (5, 6), (5, 6), (6, 7)]


def test_eight_of_eight_who_want_one_point_right_are_clear_beside_fifteen_other_questions():
    for gate in (DOTS, SUMMARY):
        asked = [wanted(EIGHT, gate), *[wanted(MIXED, gate)] * 15]
        first, *others = wishes(asked, 7, USUAL)
        assert isinstance(first, Difference)
        assert (first.verdict, first.side, first.points) == (Verdict.CLEAR, 1, 1.0)
        assert {one.verdict for one in others} == {Verdict.CANNOT_TELL}


def test_a_summary_says_what_dots_say_with_the_size_rounded():
    exact, rounded = (
        wishes([wanted(EIGHT, gate), *[wanted(MIXED, gate)] * 5], 7, USUAL)
        for gate in (DOTS, SUMMARY)
    )
    for one, other in zip(exact, rounded, strict=True):
        assert (one.verdict, one.side) == (other.verdict, other.side)
        assert (other.interval, other.points % 0.5, other.detectable % 0.5) == (None, 0, 0)
        assert (one.detectable * 10) == pytest.approx(round(one.detectable * 10))


def test_the_smallest_wish_that_shows_is_by_the_spread_of_the_claim_and_rounded_up():
    [one] = wishes([wanted(MIXED, DOTS)], 7, USUAL)
    # steps 1, 2, 0, 0, 2, 0, -1, 0: variance 9.5 - ... on 7: (10 - 16/8) / 7 = 8/7, error .378;
    # t(.975, 7) = 2.365 and t(.8, 7) = .896 make 3.261 errors
    assert one.detectable == pytest.approx(1.3)


def test_where_too_few_answered_both_nothing_is_said():
    silent = wanted(EIGHT, DOTS)._replace(silent=True)
    [one] = wishes([silent], 7, USUAL)
    assert (one.verdict, one.points, one.side) == (Verdict.CANNOT_TELL, 1.0, 0)


@cache
def released(points: tuple[int, ...], scale: int) -> Released:
    """What a summary shows of these answers."""
    return SUMMARY.release(count(points, scale))


@cache
def kinds(scale: int, n: int) -> dict[Wanted, tuple[set, set]]:
    """All that n people can answer together, as a verdict knows it, and the sets behind."""
    found: dict[Wanted, tuple[set, set]] = defaultdict(lambda: (set(), set()))
    cells = product(range(1, scale + 1), repeat=2)
    for both in combinations_with_replacement(cells, n):
        sets = tuple(tuple(sorted(points)) for points in zip(*both, strict=True))
        asked = Wanted(*(released(points, scale) for points in sets), summed(both), n)
        for fitting, points in zip(found[asked], sets, strict=True):
            fitting.add(points)
    return found


def fewest_behind(scale: int, n: int, others: list[Wanted]) -> int:
    """The fewest sets of now, or of aim, that fit what is shown of a wish beside these others."""
    behind: dict[tuple, tuple[set, set]] = defaultdict(lambda: (set(), set()))
    for asked, sets in kinds(scale, n).items():
        shown = asked.now, asked.aim, wishes([asked, *others], scale, USUAL)[0]
        for fitting, more in zip(behind[shown], sets, strict=True):
            fitting |= more
    return min(len(fitting) for both in behind.values() for fitting in both)


SPREAD = {
    "close": [(2, 2), (1, 2), (3, 2), (2, 2), (2, 2)],
    "wide apart": [(1, 3), (3, 1), (2, 2), (1, 2), (3, 3)],
}


CASES = [
    *product([(3, 5), (3, 6), (4, 5)], SPREAD, [0, 1, 4, 15]),
    *product([(5, 5)], ["wide apart"], [0, 15]),  # 118,755 answers of five each
]


@pytest.mark.parametrize(("people", "apart", "others"), CASES)
def test_a_wish_in_a_summary_leaves_two_sets_of_now_and_two_of_aim(people, apart, others):
    scale, n = people
    beside = [wanted(SPREAD[apart], SUMMARY, scale)] * others
    assert fewest_behind(scale, n, beside) > 1


def test_two_wishes_in_a_summary_leave_two_sets_of_each_answer():
    """One question lends the other its spread, so that both together must leave enough open."""
    middle = [one for one in kinds(3, 5) if one.now.position == one.aim.position == 2]
    behind: dict[tuple, tuple[set, set]] = defaultdict(lambda: (set(), set()))
    for one, other in product(kinds(3, 5), middle):
        for first, lent in ((one, other), (other, one)):
            told = wishes([first, lent], 3, USUAL)
            shown = first.now, first.aim, lent.now, lent.aim, told
            for fitting, more in zip(behind[shown], kinds(3, 5)[first], strict=True):
                fitting |= more
    assert min(len(fitting) for both in behind.values() for fitting in both) > 1
