"""How few may have joined, left or stayed, by lists and by numbers of answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdash.release.rolls import Answered, Both, Everybody, Roll
from posdash.release.suppression import tree_of
from posdash.release.turnover import counts_of, judge
from posdash.survey.round import Group, Participant

K = 5


def roll(listed: dict[int, list[int]], parents: dict[int, int] | None = None) -> Roll:
    """A round of these groups, by who is listed in them; the others are parents."""
    parents = parents or {}
    ids = {*listed, *parents.values()}
    tree = tree_of(
        Participant(Group(one, f"Group {one}", parents.get(one)), 0, one in listed, True)
        for one in ids
    )
    return Roll(tree, listed, {group: len(people) for group, people in listed.items()})


def answered(of: Roll, answers: dict[int, int] | None = None, inside: bool = False) -> Answered:
    """Everybody answered, or so many of each group."""
    numbers = [(answers or {}).get(one, len(of.listed[one])) for one in of.asked]
    return Answered(
        of, np.array(numbers), np.zeros(len(of.sets), bool), np.full(len(of.asked), inside)
    )


def judged(now: Answered, *before: Answered):
    ties = [Both(one.roll, now.roll, {}) for one in before]
    crossing = {
        (at, other): Both(before[at].roll, before[other].roll, {})
        for at in range(len(before))
        for other in range(at + 1, len(before))
    }
    everybody = Everybody([one.roll for one in (*before, now)])
    return judge(now, list(before), ties, K, crossing, everybody)


@pytest.mark.parametrize(
    ("then", "now", "of", "few"),
    [
        (31, 32, 32, True),
        (32, 31, 32, True),
        (31, 31, 32, True),  # the one who was silent may have been another
        (32, 32, 32, False),
        (20, 20, 25, False),  # nobody knows who the five were
        (20, 25, 25, False),
        (21, 25, 25, True),
        (20, 21, 25, True),  # one more at least
        (40, 45, 60, False),
    ],
)
def test_who_answered_of_the_same_people_is_what_counts(then, now, of, few):
    kiwi = roll({1: list(range(of))})
    found = judged(answered(kiwi, {1: now}), answered(kiwi, {1: then}))
    assert (1 in found.few, 1 in found.judged) == (few, True)


@given(st.integers(0, 40), st.integers(0, 12), st.integers(0, 12))
def test_where_all_answer_few_changed_where_fewer_than_k_joined_left_or_stayed(stay, left, came):
    before, after = [*range(stay), *range(100, 100 + left)], [*range(stay), *range(200, 200 + came)]
    found = judged(answered(roll({1: after})), answered(roll({1: before})))
    shown = len(before) >= K and len(after) >= K
    few = any(0 < number < K for number in (stay, left, came))
    assert (1 in found.few) == (shown and few)


@given(st.integers(1, 9), st.integers(20, 40))
def test_a_group_under_another_id_is_the_same_where_fewer_than_k_are_not_in_both(more, number):
    before, after = list(range(number)), list(range(number + more))
    found = judged(answered(roll({2: after})), answered(roll({1: before})))
    assert (2 in found.few) == (more < K)


def test_a_sum_of_earlier_answers_is_what_a_group_is_rounded_with_regard_to():
    then = roll({1: list(range(20)), 2: list(range(20, 40))})
    now = roll({3: list(range(41))})
    [sums] = judged(answered(now), answered(then)).few[3]
    counts = {1: [20, 0, 0], 2: [0, 15, 5]}
    assert counts_of(sums, lambda _, group: counts[group]) == [20, 15, 5]


def test_of_three_rounds_each_may_be_the_one_that_is_rounded():
    one, other = list(range(20)), list(range(20, 40))
    parts, whole = (roll({1: one}), roll({2: other})), roll({3: [*one, *other, 99]})
    assert 3 in judged(answered(whole), *map(answered, parts)).few
    assert 2 in judged(answered(parts[1]), answered(parts[0]), answered(whole)).few
    same = roll({3: [*one, *other]})
    assert 3 not in judged(answered(same), *map(answered, parts)).few


def test_what_is_taken_away_may_be_no_counts_at_all():
    assert (
        counts_of({(0, 1): 1, (1, 2): -1}, lambda _, group: [5, 0] if group == 1 else [3, 1])
        is None
    )


def test_several_teams_together_do_not_rebuild_what_few_changed():
    one, other = list(range(30)), list(range(30, 60))
    then = roll({1: one, 2: other})
    now = roll({1: [*one[5:], *other[:5], 99], 2: [*other[5:], *one[:5]]})
    found = judged(answered(now), answered(then))
    assert (dict(found.few), found.hidden) == ({}, {2})


def test_an_insider_takes_the_own_team_away_from_what_holds_it():
    above = {1: 9, 2: 9}
    then = roll({1: list(range(12)), 2: list(range(50, 80))}, above)
    now = roll({1: [*range(12), *range(20, 25)], 2: list(range(50, 81))}, above)
    assert judged(answered(now, inside=True), answered(then, inside=True)).inside == {1: {9}}
    assert judged(answered(now), answered(then)).inside == {}
