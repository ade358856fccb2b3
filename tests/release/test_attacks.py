"""The attacks that the gate once let through, each tried with all answers there are."""

from math import comb
from random import Random

import numpy as np
import pytest

from posdash.banks.bank import Openness
from posdash.release.gate import release_tree
from posdash.release.suppression import tree_of
from posdash.release.tiers import Limits
from posdash.release.values import Binned, Withheld
from posdash.survey.round import Group, Participant
from posdash.survey.tally import Tally
from world.answers import GATE, every, looks
from world.trees import company, leaks

SCALES = range(3, 12)
MOST_SETS = 20_000


# --- B1: what a rounded value leaves open


@pytest.mark.parametrize("scale", SCALES)
def test_no_value_of_five_to_twelve_is_that_of_one_set_of_answers_only(scale):
    for n in range(5, 13):
        if comb(n + scale - 1, n) > MOST_SETS:
            continue
        _, sets = np.unique(looks(every(n, scale)), return_counts=True)
        assert sets.min() >= 2, f"{(sets == 1).sum()} values of {n} answers are of one set"


@pytest.mark.parametrize("scale", SCALES)
def test_a_member_of_five_works_out_the_others_in_few_cases(scale):
    """With their own answer taken away; each member of each set of answers counts once."""
    counts = every(5, scale)
    value = looks(counts)
    told = 0
    for point in range(scale):
        of_member = counts[:, point] > 0
        _, where, alike = np.unique(value[of_member], return_inverse=True, return_counts=True)
        told += counts[of_member, point][alike[where] == 1].sum()
    assert told <= 0.015 * counts.sum()


# --- B2: bins of one or two


@pytest.mark.parametrize("scale", SCALES)
def test_no_bin_holds_one_or_two_people_even_where_it_is_one_place(scale):
    random = Random(scale)
    for n in (20, 25, 29, 31, 40):
        for few in (1, 2):
            for end in (0, scale - 1):
                counts = [0] * scale
                counts[end] = few
                inner = [point for point in range(scale) if abs(point - end) > (scale > 4)]
                for _ in range(n - few):
                    counts[random.choice(inner)] += 1
                value = GATE.release(Tally(tuple(counts)))
                if isinstance(value, Binned):
                    assert not {1, 2} & set(value.bins or ())


# --- B3: exact dots beside rounded cells of an attribute


def test_the_role_of_a_lone_dot_does_not_follow_from_the_dots_beside_the_roles():
    random = Random(3)
    for _ in range(100):
        staff = [
            (point, point, role)
            for role, size in (("developer", 6), ("designer", 5))
            for point in random.choices(range(1, 8), k=size)
        ]
        at = company([None], {0: staff}, Openness.DOTS)
        found = leaks(at, leads=False, coaches=frozenset({0}))
        assert [one for one in found if "beside the dots" in one.why] == []


# --- B5: two rounded parts and their sum


@pytest.mark.parametrize(("scale", "sizes"), [(3, (5, 6)), (4, (5, 7)), (5, (5, 5)), (7, (5, 5))])
def test_two_rounded_parts_and_their_sum_leave_each_part_open(scale, sizes):
    first, second = every(sizes[0], scale), every(sizes[1], scale)
    random = np.random.default_rng(1)
    some = random.choice(len(second), min(len(second), 60), replace=False)
    tree = tree_of(
        Participant(Group(group, "", 0 if group else None), size, group > 0, True)
        for group, size in enumerate((0, *sizes))
    )
    behind: dict[object, set[int]] = {}
    for at in some:
        for one, counts in enumerate(first.tolist()):
            own = {1: Tally(tuple(counts)), 2: Tally(tuple(second[at].tolist()))}
            seen = release_tree(GATE, tree, own, Limits())
            behind.setdefault((int(at), tuple(seen.values())), set()).add(one)
    assert min(map(len, behind.values())) >= 1
    told = sum(len(sets) == 1 for (_, seen), sets in behind.items())
    assert told == 0
    assert not any(isinstance(value, Withheld) for _, seen in behind for value in seen)
