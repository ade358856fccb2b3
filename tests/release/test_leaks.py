"""Everything that one viewer is given, handed to a solver: nothing follows that may not be shown.

And with one rule of the gate taken out, the same solver finds the leak.
"""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdash.answers import counting
from posdash.banks.bank import Openness
from posdash.release import cells, sums, suppression, tiers
from posdash.release.attack import Shown, follows
from posdash.release.rounding import FULL
from posdash.release.tiers import ladder as one_is_enough
from posdash.views.leaks import leaks_of
from posdash.views.seen import tiers as tiers_of
from world.trees import company, everything, leaks, people

SUMMARY = Openness.SUMMARY


@st.composite
def companies(draw):
    """Up to twelve teams of 0 to 40 answers in a tree of up to four levels; who looks at it."""
    parents: list[int | None] = [None]
    depth = [1]
    for _ in range(draw(st.integers(0, 12))):
        above = draw(st.sampled_from([at for at, deep in enumerate(depth) if deep < 4]))
        parents.append(above)
        depth.append(depth[above] + 1)
    random = Random(draw(st.integers(0, 2**32)))
    leaves = [at for at in range(len(parents)) if at not in parents]
    inner = [at for at in range(len(parents)) if at in parents]
    asked = leaves[:12] + [at for at in inner if draw(st.booleans())]
    roles = draw(st.sampled_from([("",), ("developer", "designer"), ("developer", "designer", "")]))
    sizes = st.integers(0, 40) | st.integers(0, 12)
    answers = {at: people(draw(sizes), random, roles) for at in asked}
    openness = draw(st.sampled_from(Openness))
    coaches = draw(st.lists(st.sampled_from(asked), max_size=3))
    typed = draw(st.lists(st.sampled_from(asked), max_size=2))
    entered = {at: draw(st.integers(0, min(8, len(answers[at])))) for at in typed}
    crowded = draw(st.lists(st.sampled_from(asked), max_size=2))
    surplus = {at: draw(st.integers(0, min(8, max(len(answers[at]) - 1, 0)))) for at in crowded}
    at = company(parents, answers, openness, entered=entered, surplus=surplus)
    return at, frozenset(coaches)


@settings(max_examples=500)
@given(companies(), st.booleans())
def test_nothing_follows_from_everything_that_one_viewer_is_given(invented, leads):
    at, coaches = invented
    assert leaks(at, leads, coaches) == []


def flat(*sizes: int, openness: Openness = SUMMARY, **more):
    """A company of groups of such sizes."""
    random = Random(1)
    answers = {
        at: [(random.randint(1, 7), random.randint(1, 7), "") for _ in range(size)]
        for at, size in enumerate(sizes, 1)
    }
    return company([None] + [0] * len(sizes), answers, openness, **more)


def test_without_rule_2_a_part_is_shown_above_its_tier(monkeypatch):
    at = flat(20, 6)
    assert leaks(at) == []
    monkeypatch.setattr(sums, "sum_tier", lambda *_: FULL)
    assert [(one.sets, one.less) for one in leaks(at)] == [(("Group 0",), ("Group 1",))] * 2
    assert "no more than coarse" in leaks(at)[0].why


def test_without_rule_3_a_withheld_group_can_be_subtracted(monkeypatch):
    at = flat(3, 12, 8)
    assert leaks(at) == []
    take_rule_3_out(monkeypatch)
    found = [(one.sets, one.less) for one in leaks(at)]
    assert found == [(("Group 0",), ("Group 2", "Group 3"))] * 2
    assert "fewer than 5" in leaks(at)[0].why


def take_rule_3_out(monkeypatch):
    """A threshold alone."""
    monkeypatch.setattr(suppression, "hidden", only_the_small_ones)


def only_the_small_ones(tree, sizes, k, known=False, already=False):
    """Hide what is small, and nothing beside it."""
    return tree.summed(sizes) < k


def test_without_rule_4_those_who_chose_otherwise_can_be_subtracted(monkeypatch):
    staff = [(4, 4, "developer")] * 12 + [(2, 6, "designer")] * 2
    assert leaks(company([None], {0: staff}, SUMMARY)) == []
    monkeypatch.setattr(counting, "kept_attributes", lambda planned, *_: tuple(planned))
    monkeypatch.setattr(cells, "safe_parts", lambda *_: True)
    for module in (cells, tiers):
        monkeypatch.setattr(module, "ladder", lambda part, _: one_is_enough(part, 1))
    found = leaks(company([None], {0: staff}, SUMMARY))
    assert [one.less for one in found] == [("developer in Group 0",)] * 2


def test_rule_8_what_one_person_may_see_is_judged_over_all_their_roles():
    at = flat(3, 12, 8, openness=Openness.DOTS)
    leader, coach = everything(at, True, frozenset()), everything(at, False, frozenset({3}))
    both = [*leader, *coach]
    assert list(leaks_of("two who tell each other", both, at.asked))
    assert leaks(at, True, frozenset({3})) == []
    assert tiers_of(everything(at, True, frozenset({3})))["Group 0"]["withheld"] == 0


def test_small_companies_leak_by_subtraction_where_a_threshold_is_all_there_is(monkeypatch):
    take_rule_3_out(monkeypatch)
    random = Random(5)
    found = 0
    for _ in range(40):
        found += bool(leaks(flat(*(random.randint(2, 12) for _ in range(5)))))
    assert found >= 10


def test_who_crosses_two_splits_can_single_out_a_part():
    size = {("a", 1): 2, ("a", 2): 8, ("b", 1): 9}
    shown = [
        Shown("a", frozenset({("a", 1), ("a", 2)})),
        Shown("b", frozenset({("b", 1)})),
        Shown("1", frozenset({("a", 1), ("b", 1)})),
    ]
    [one] = follows(shown, lambda atoms: sum(size[atom] for atom in atoms) < 5)
    assert one.atoms == {("a", 1)}


def test_sums_of_two_unknown_parts_tell_neither():
    shown = [Shown("all", frozenset("abc")), Shown("c", frozenset("c"))]
    size = {"a": 3, "b": 3, "c": 9}
    assert follows(shown, lambda atoms: sum(size[atom] for atom in atoms) < 5) == []


@pytest.mark.parametrize("openness", Openness)
def test_a_group_in_which_few_joined_is_coarse_for_all_but_its_own_team(openness):
    at = flat(40, 40, openness=openness, few_changed=frozenset({1}))
    seen = tiers_of(everything(at, True, frozenset()))
    assert seen["Group 1"] == {"coarse": 2}
    assert seen["Group 0"] == {"coarse": 2}
    own = tiers_of(everything(at, False, frozenset({1})))["Group 1, from inside"]
    assert own == ({"coarse": 2} if openness is SUMMARY else {"full": 2})
