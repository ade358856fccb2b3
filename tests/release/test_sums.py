"""Sums of groups beside their parts: tried with all answers that the parts may have given."""

from itertools import product

import numpy as np
import pytest

from posdash.release import sums
from posdash.release.bins import edge
from posdash.release.rounding import BINNED, COARSE, FULL, WITHHELD
from posdash.release.values import Binned, Coarse, Full, Withheld
from world.tables import every, outside, part

FLAT = [part(0, None, asked=False), part(1, 0), part(2, 0), part(3, 0)]
DEEP = [part(0, None, asked=False), part(1, 0, asked=False), part(2, 0), part(3, 1), part(4, 1)]
DIRECT = [part(0, None), part(1, 0), part(2, 0)]


def together(sizes, scale):
    """All answers that groups of these sizes may have given, as questions, by group; and which."""
    sets = {group: every(n, scale) for group, n in sizes.items()}
    which = np.array(list(product(*(range(len(some)) for some in sets.values()))))
    own = {group: some[which[:, at]] for at, (group, some) in enumerate(sets.items())}
    return own, which


def looks(table, row) -> np.ndarray:
    """A number for each question, the same where a group would be shown alike."""
    shown = table._shown
    values = [np.nan_to_num(shown.position[row]) * 100, shown.band[row], shown.tier[row]]
    counts = table._counts[row]
    outer = edge(counts.shape[-1])
    bins = [counts[:, :outer].sum(axis=1), counts[:, -outer:].sum(axis=1)]
    values += [np.where(shown.binned[row], each, -1) for each in bins]
    values += list(np.where(shown.tier[row] == FULL, counts.T, -1))
    return np.unique(np.rint(values), axis=1, return_inverse=True)[1].reshape(-1)


def fixed(table, which) -> int:
    """In how many cases a part is left with one set of answers by all that is shown."""
    alike = np.unique(
        [looks(table, row) for row in table.groups.values()], axis=1, return_inverse=True
    )[1].reshape(-1)
    found = 0
    for part_of in which.T:
        pairs = np.unique(np.stack([alike, part_of]), axis=1)
        found += int((np.bincount(pairs[0])[alike] == 1).sum())
    return found


@pytest.mark.parametrize(
    ("tree", "sizes", "scale"),
    [
        (FLAT, {1: 5, 2: 5}, 3),
        (FLAT, {1: 5, 2: 6}, 4),
        (FLAT, {1: 5, 2: 5}, 5),
        (FLAT, {1: 5, 2: 5, 3: 6}, 3),
        (FLAT, {1: 20, 2: 5}, 3),
        (DIRECT, {0: 5, 1: 5, 2: 5}, 3),
        (DIRECT, {0: 5, 1: 3, 2: 5}, 3),
        (DEEP, {2: 5, 3: 5, 4: 5}, 3),
        (DEEP, {2: 6, 3: 5, 4: 6}, 3),
    ],
)
def test_no_part_is_left_with_one_set_of_answers(tree, sizes, scale):
    own, which = together(sizes, scale)
    assert fixed(outside(tree, own), which) == 0


def test_rounded_each_by_itself_two_parts_and_their_sum_fix_a_part(monkeypatch):
    own, which = together({1: 5, 2: 5}, 5)
    monkeypatch.setattr(sums, "_alone", lambda parts, *_: np.ones_like(parts.seen, np.bool_))
    assert fixed(outside(FLAT, own), which) > 0


def teams(number, people, scale=7, points=None):
    """A company of so many teams, with answers drawn at random."""
    random = np.random.default_rng(number)
    shares = random.dirichlet(np.ones(scale), (number, 1)) if points is None else points
    own = random.multinomial(np.full((number, 1), people), shares)
    tree = [part(0, None, asked=False), *(part(at, 0) for at in range(1, number + 1))]
    return tree, dict(enumerate(own, 1))


def test_two_thousand_people_in_small_teams_are_shown_to_a_tenth_of_a_point():
    tree, own = teams(240, 9)
    value = outside(tree, own).cell(0, "0")
    assert isinstance(value, Binned)
    assert value.bins is not None
    assert min(value.bins) >= 3
    total = sum(counts[0] for counts in own.values())
    assert value.position == pytest.approx(total @ np.arange(1, 8) / total.sum(), abs=0.05)


@pytest.mark.parametrize(("number", "tier"), [(2, Coarse), (5, Coarse), (6, Binned), (9, Binned)])
def test_from_six_small_parts_on_a_sum_is_shown_finer(number, tier):
    tree, own = teams(number, 9)
    value = outside(tree, own).cell(0, "0")
    assert type(value) is tier
    assert (value.agreement is None) == (number < 6)


@pytest.mark.parametrize(("each", "tier"), [(1, Coarse), (2, Binned), (4, Binned)])
def test_departments_of_small_teams_count_as_the_teams_in_them(each, tier):
    tree, own = [part(0, None, asked=False)], {}
    for department in (1, 2, 3):
        tree.append(part(department, 0, asked=False))
        for team in range(each):
            group = 10 * department + team
            tree.append(part(group, department))
            own[group] = np.array([[0, 1, 2, 2, 2, 1, 1]])
    found = outside(tree, own)
    assert type(found.cell(0, "0")) is tier
    assert type(found.cell(1, "0")) is Coarse


def test_beside_exact_counts_agreement_does_not_tell_of_the_few_others():
    tree = [*DIRECT[:1], part(1, 0)]
    found = outside(tree, {0: [[1, 1, 1, 1, 1, 1, 0]], 1: [[5] * 7]})
    assert isinstance(found.cell(1, "0"), Full)
    whole = found.cell(0, "0")
    assert isinstance(whole, Coarse)
    assert whole.agreement is None


def test_twenty_that_are_shown_in_tenths_leave_the_rest_to_half_a_point():
    tree, own = teams(7, 9)
    own[7] = np.array([[5, 5, 5, 5, 5, 5, 4]])  # 34, shown with all counts
    found = outside(tree, own)
    assert isinstance(found.cell(7, "0"), Full)
    assert isinstance(found.cell(0, "0"), Binned)  # the others are 54
    few = {group: own[group] for group in (1, 7)}
    assert isinstance(outside([tree[0], tree[1], tree[7]], few).cell(0, "0"), Coarse)


def test_a_group_whose_only_part_is_another_group_reads_like_it():
    tree = [part(0, None, asked=False), part(1, 0, asked=False), part(2, 1), part(3, 1)]
    own = {group: counts for group, counts in teams(3, 8)[1].items() if group > 1}
    found = outside(tree, own)
    assert found.row(0) == found.row(1)


def test_bins_of_a_part_that_are_not_given_do_not_follow_from_those_of_the_others():
    two_at_an_end = [[2, 0, 6, 6, 6, 4, 0]]
    own = {1: [[4, 4, 4, 4, 4, 4, 4]], 2: [[3, 4, 4, 4, 4, 4, 4]], 3: two_at_an_end}
    found = outside(FLAT, own)
    values = [found.cell(group, "0") for group in (0, 1, 2, 3)]
    assert [isinstance(value, Binned) for value in values] == [True] * 4
    assert [value.bins is None for value in values] == [True, False, False, True]


def test_what_a_sum_leaves_open_is_handed_on_to_the_sum_above():
    own, _ = together({2: 5, 3: 5, 4: 5}, 3)
    shown = outside(DEEP, own)._shown
    tiers = {WITHHELD, COARSE, BINNED, FULL}
    assert set(np.unique(shown.tier)) <= tiers
    assert (shown.need <= shown.high - shown.low).all()


def test_six_teams_of_five_stay_open_beside_agreement_and_bins_of_their_sum():
    """Every team may have answered otherwise, with another that did too, and all reads the same."""
    random = np.random.default_rng(11)
    sets = every(5, 7)
    tree = [part(0, None, asked=False), *(part(at, 0) for at in range(1, 7))]
    alone = looks(outside(tree[:2], {1: sets}), 1)
    for _ in range(10):
        chosen = random.choice(len(sets), 6)
        like = [np.nonzero(alone == alone[one])[0] for one in chosen]

        def same_with(team: int, other: int, chosen=chosen, like=like) -> set[int]:
            pairs = np.array([chosen[[team, other]], *product(like[team], like[other])])
            which = np.tile(chosen, (len(pairs), 1))
            which[:, [team, other]] = pairs
            table = outside(tree, {at + 1: sets[which[:, at]] for at in range(6)})
            whole = looks(table, table.groups[0])
            return set(pairs[whole == whole[0], 0].tolist())

        for team in range(6):
            others = (other for other in range(6) if other != team)
            assert any(len(same_with(team, other)) >= 2 for other in others), sets[chosen]


def test_nothing_of_a_withheld_group_is_in_the_table():
    found = outside(FLAT, {1: [[3, 0, 0, 0, 0, 0, 0]], 2: [[0, 0, 0, 4, 0, 0, 4]]})
    assert isinstance(found.cell(1, "0"), Withheld)
    assert np.isnan(found.judged_of(1).mean).all()
    assert "counts" not in repr(found)
