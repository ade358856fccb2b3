"""The attacks that the gate once let through, each tried with all answers there are."""

import json
from collections.abc import Iterator
from itertools import combinations
from random import Random

import numpy as np
import pytest

from posdash.banks.bank import Openness
from posdash.exports import report
from posdash.findings import groups, team
from posdash.findings.comparison import compare
from posdash.release.bounds import unbound
from posdash.release.gate import Gate, View, organisation, release_table
from posdash.release.suppression import tree_of
from posdash.release.table import Counts
from posdash.release.values import Binned, Withheld
from posdash.survey.round import Facet, Group, Participant
from posdash.survey.tally import Tally
from posdash.views.viewpoint import SideBySide
from world.answers import GATE, every, looks
from world.trees import company, everything, leaks, people

SCALES = range(3, 12)


# --- B1: what a rounded value leaves open


@pytest.mark.parametrize("scale", SCALES)
def test_no_value_of_five_to_twelve_is_that_of_one_set_of_answers_only(scale):
    for n in range(5, 13):
        _, sets = np.unique(looks(every(n, scale)), return_counts=True)
        assert sets.min() >= 2, f"{(sets == 1).sum()} values of {n} answers are of one set"


def test_what_is_enumerated_is_what_the_gate_releases():
    random = np.random.default_rng(1)
    for scale in SCALES:
        counts = every(7, scale)
        some = random.choice(len(counts), 40)
        values = [GATE.release(Tally(tuple(one))) for one in counts[some].tolist()]
        numbers = looks(counts)[some]
        for one, other in combinations(range(len(some)), 2):
            assert (numbers[one] == numbers[other]) == (values[one] == values[other])


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


@pytest.mark.parametrize(
    ("scale", "sizes"), [(3, (5, 6)), (4, (5, 7)), (5, (5, 5)), (5, (5, 6)), (7, (5, 5))]
)
def test_two_rounded_parts_and_their_sum_leave_each_part_open(scale, sizes):
    """Every pair of sets of answers there is: what is shown of both and their sum fits several."""
    first, second = (every(size, scale) for size in sizes)
    pairs = np.indices((len(first), len(second))).reshape(2, -1)
    shown = seen_together([first[pairs[0]], second[pairs[1]]])
    for one in pairs:
        different = np.unique(np.column_stack([shown, one]), axis=0)[:, 0]
        assert np.unique(different, return_counts=True)[1].min() >= 2


def test_three_parts_of_which_one_is_known_exactly_leave_the_others_open():
    """For a coach of the first team, who leads: all sets of answers of the two others."""
    dots, first, second = np.array([5, 0, 0, 1, 0]), every(5, 5), every(5, 5)
    pairs = np.indices((len(first), len(second))).reshape(2, -1)
    own = np.broadcast_to(dots, (pairs.shape[1], len(dots)))
    shown = seen_together([own, first[pairs[0]], second[pairs[1]]], frozenset({1}))
    for one in pairs:
        different = np.unique(np.column_stack([shown, one]), axis=0)[:, 0]
        assert np.unique(different, return_counts=True)[1].min() >= 2


def seen_together(parts: list[np.ndarray], inside: frozenset[int] = frozenset()) -> np.ndarray:
    """By choice of answers of some teams, (choices x K) each: what is shown, as a number.

    Teams lie in one group, whose sum is shown as well; every choice is a question of its own.
    """
    groups = tuple(range(1, len(parts) + 1))
    tree = tree_of(
        Participant(Group(at, "", 0 if at else None), 0, at > 0, True)
        for at in range(len(parts) + 1)
    )
    counts = np.stack(parts).astype(np.int64)
    questions = tuple(map(str, range(counts.shape[1])))
    nobody = np.zeros(len(groups), np.int64)
    asked = Counts(groups, questions, counts, np.zeros(counts.shape[:2], np.int64), nobody)
    gate = Gate(Openness.DOTS if inside else Openness.SUMMARY, 5, View.OUTSIDE)
    table = release_table(gate, tree, asked, unbound(tree, len(questions)), inside)
    rounded = table._shown
    columns = [rounded.tier, np.nan_to_num(rounded.position, nan=-1) * 10, rounded.band]
    columns += [rounded.binned]
    alike = np.concatenate([np.rint(one).astype(np.int64) for one in columns]).T
    return np.unique(alike, axis=0, return_inverse=True)[1].ravel()


# --- B6: nothing unrounded beside a rounded value


@pytest.mark.parametrize("openness", [Openness.DOTS, Openness.SUMMARY])
def test_no_number_beside_a_rounded_value_has_more_than_one_digit_behind_the_point(openness):
    random = Random(6)
    sizes = [6] * 9 + [22, 25, 34]
    answers = {at: people(size, random) for at, size in enumerate(sizes, 1)}
    at = company([None] + [0] * len(sizes), answers, openness)
    for group in (1, 10, 12):
        for text in everything_said(at, group):
            for value in rounded_values(json.loads(text)):
                assert all(round(number, 1) == number for number in numbers(value)), value


def test_a_withheld_team_of_three_leaves_no_trace_but_in_the_sum():
    """Answers that change places between two teams that are both withheld change nothing."""
    random = Random(7)
    given, *more = ([(p, p, "") for p in random.choices(range(1, 8), k=n)] for n in [9] + [12] * 12)
    others = dict(enumerate(more, 3))
    texts = []
    for split in (given, sorted(given), sorted(given, reverse=True)):
        answers = {1: split[:3], 2: split[3:]} | others
        at = company([None] + [0] * 14, answers, Openness.SUMMARY)
        seen = everything(at, True, frozenset())
        hidden = {
            value.name
            for value in seen
            if not value.choice and isinstance(value.released, Withheld)
        }
        assert hidden == {"Group 1", "Group 2"}
        finding = side_by_side(at).finding
        texts.append([*map(str, seen), str(finding), *everything_said(at, 3)])
    assert texts[0] == texts[1] == texts[2]


def everything_said(at, group: int) -> list[str]:
    """All JSON about a team for its coach, and about all groups and each pair for a leader."""
    known = organisation(at.round, at.counted)
    inside = Gate(at.round.openness, 5, View.TEAM, known)
    own = team.of_team(inside, at.round, group, at.counted, {})
    seen = side_by_side(at)
    ids = sorted(row.group.id for row in seen.finding.rows)
    pairs = combinations([seen.known(each) for each in ids], 2)
    compared = (
        compare(*pair, seen.finding.dimensions, 7, known, lists=seen.finding.shown)
        for pair in pairs
    )
    texts = [report.team_json(own), report.groups_json(seen.finding)]
    return [*texts, *map(report.comparison_json, compared)]


def side_by_side(at) -> SideBySide:
    """All groups as a leader of everything sees them."""
    known = organisation(at.round, at.counted)
    outside = Gate(at.round.openness, 5, View.OUTSIDE, known)
    ids = frozenset(one.group.id for one in at.round.participants)
    found = groups.of_groups(outside, at.round, at.counted, Facet.NOW, ids, frozenset())
    return SideBySide(*found, known)


def rounded_values(value: object) -> Iterator[dict]:
    """What is in there but for exact values, and for differences of two exact ones."""
    if isinstance(value, list):
        for part in value:
            yield from rounded_values(part)
    elif isinstance(value, dict):
        tier = value.get("tier")
        if tier != "full" and (tier is None or value.get("interval") is None or "n" in value):
            yield {name: part for name, part in value.items() if isinstance(part, float)}
            for part in value.values():
                yield from rounded_values(part)


def numbers(value: dict) -> list[float]:
    """All numbers of a value."""
    return [part for part in value.values() if isinstance(part, float)]
