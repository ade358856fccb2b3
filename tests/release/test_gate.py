"""The release gate: tiers, the three kinds of round, and sums."""

from dataclasses import fields

import pytest

from posdash.banks.bank import Openness
from posdash.measures.library import Camps
from posdash.release.bins import bins
from posdash.release.gate import Gate, View
from posdash.release.values import Band, Binned, Coarse, Full, Moves, Reason, Signed, Withheld
from posdash.survey.tally import Tally
from world.tables import outside, part

DOTS, NAMED, SUMMARY = Openness.DOTS, Openness.NAMED, Openness.SUMMARY


def spread(n: int) -> Tally:
    """n answers as evenly as they go over seven points."""
    return Tally(tuple(n // 7 + (index < n % 7) for index in range(7)))


@pytest.mark.parametrize("openness", Openness)
@pytest.mark.parametrize(
    ("n", "tier"),
    [
        (0, Withheld),
        (4, Withheld),
        (5, Coarse),
        (19, Coarse),
        (20, Binned),
        (29, Binned),
        (30, Full),
        (70, Full),
    ],
)
def test_outsiders_climb_the_same_ladder_in_every_kind_of_round(openness, n, tier):
    assert type(Gate(openness, 5, View.OUTSIDE).release(spread(n))) is tier


@pytest.mark.parametrize(("n", "tier"), [(4, Withheld), (5, Coarse), (20, Binned), (30, Full)])
def test_in_summary_the_team_climbs_the_ladder_too(n, tier):
    assert type(Gate(SUMMARY, 5, View.TEAM).release(spread(n))) is tier


@pytest.mark.parametrize(("n", "tier"), [(4, Withheld), (5, Full), (12, Full)])
def test_in_dots_the_team_sees_the_counts_from_k_on(n, tier):
    assert type(Gate(DOTS, 5, View.TEAM).release(spread(n))) is tier


def test_in_named_the_team_sees_from_the_first_answer_on():
    one = Gate(NAMED, 5, View.TEAM).release(Tally((0, 1, 0, 0, 0, 0, 0)))
    assert isinstance(one, Full)
    assert one.counts == (0, 1, 0, 0, 0, 0, 0)


def test_thirty_answers_with_one_alone_at_a_point_stay_binned():
    alone = Tally((1, 5, 6, 6, 6, 6, 0))
    assert isinstance(Gate(SUMMARY, 5, View.OUTSIDE).release(alone), Binned)


def test_those_who_are_not_sure_do_not_count_towards_k():
    unsure = Tally((0, 0, 2, 2, 0, 0, 0), unsure=10)
    assert Gate(DOTS, 5, View.TEAM).release(unsure) == Withheld(Reason.TOO_FEW, 5)


def test_withheld_has_no_attribute_for_a_count():
    assert {one.name for one in fields(Withheld)} == {"reason", "k"}


def test_coarse_holds_a_position_to_half_a_point_and_a_band_and_nothing_else():
    coarse = Gate(SUMMARY, 5, View.TEAM).release(Tally((0, 1, 2, 2, 0, 1, 0)))
    assert isinstance(coarse, Coarse)
    assert coarse.position == 3.5
    assert coarse.agreement is Band.MIXED
    assert {one.name for one in fields(Coarse)} == {"n", "position", "interval", "agreement"}
    assert coarse.interval.low * 2 == int(coarse.interval.low * 2)


def test_the_band_of_a_coarse_group_does_not_tell_its_spread():
    gate = Gate(SUMMARY, 5, View.OUTSIDE)
    agreed, split = (
        gate.release(Tally((0, 0, 0, 6, 0, 0, 0))),
        gate.release(Tally((3, 0, 0, 0, 0, 0, 3))),
    )
    assert isinstance(agreed, Coarse)
    assert isinstance(split, Coarse)
    assert agreed.interval == split.interval


def test_binned_holds_three_bins_and_a_position_to_a_tenth():
    binned = Gate(SUMMARY, 5, View.OUTSIDE).release(Tally((4, 3, 3, 2, 3, 4, 3)))
    assert isinstance(binned, Binned)
    assert binned.bins == (7, 8, 7)
    assert binned.position == round(binned.position, 1)


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        (3, (1, 1, 1)),
        (5, (1, 3, 1)),
        (6, (2, 2, 2)),
        (7, (2, 3, 2)),
        (10, (3, 4, 3)),
        (11, (3, 5, 3)),
    ],
)
def test_the_outer_bins_hold_about_two_sevenths_of_the_scale(scale, expected):
    assert bins((1,) * scale) == expected


def test_full_says_no_number_of_agreement_below_eight_answers():
    seven = Gate(DOTS, 5, View.TEAM).release(Tally((0, 0, 3, 4, 0, 0, 0)))
    eight = Gate(DOTS, 5, View.TEAM).release(Tally((0, 0, 4, 4, 0, 0, 0)))
    assert isinstance(seven, Full)
    assert isinstance(eight, Full)
    assert (seven.agreement, seven.band) == (None, Band.CLOSE)
    assert eight.agreement == pytest.approx(0.8095, abs=1e-4)


def test_outsiders_are_not_told_how_many_were_unsure():
    full = Gate(DOTS, 5, View.OUTSIDE).release(Tally((5,) * 7, unsure=1))
    assert isinstance(full, Full)
    assert full.unsure is None


def test_full_says_whether_there_may_be_two_camps():
    split = Gate(DOTS, 5, View.TEAM).release(Tally((0, 4, 0, 0, 0, 4, 0)))
    assert isinstance(split, Full)
    assert (split.camps, split.camps_apart) == (Camps.TWO_CAMPS, 4.0)
    few = Gate(DOTS, 5, View.TEAM).release(Tally((0, 3, 0, 0, 0, 4, 0)))
    assert isinstance(few, Full)
    assert (few.camps, few.camps_apart) == (Camps.TOO_FEW, None)


@pytest.mark.parametrize(
    ("openness", "moves", "shown"),
    [
        (DOTS, (3, 4, 3), True),
        (DOTS, (0, 7, 3), True),
        (DOTS, (3, 3, 3), False),
        (DOTS, (2, 5, 5), False),
        (SUMMARY, (12, 1, 0), False),
        (NAMED, (1, 0, 0), True),
    ],
)
def test_who_wants_to_move_where_needs_ten_and_three_in_each(openness, moves, shown):
    found = Gate(openness, 5, View.TEAM).moves(Tally(moves))
    assert found == (Moves(*moves) if shown else Withheld(Reason.TOO_FEW, 5))
    assert isinstance(Gate(openness, 5, View.OUTSIDE).moves(Tally(moves)), Withheld)


@pytest.mark.parametrize(
    ("openness", "answers", "authors", "shown"),
    [
        (DOTS, 5, 3, True),
        (DOTS, 4, 4, False),
        (DOTS, 9, 2, False),
        (SUMMARY, 10, 5, True),
        (SUMMARY, 9, 9, False),
        (SUMMARY, 12, 4, False),
        (NAMED, 1, 1, True),
    ],
)
def test_comments_need_answers_and_authors(openness, answers, authors, shown):
    comments = [(f"Comment {index}", "Ada", False) for index in range(authors)]
    found = Gate(openness, 5, View.TEAM).remarks(comments, answers)
    assert isinstance(found, tuple) == shown


def test_comments_of_those_a_coach_knows_hide_no_author_and_neither_do_devices_too_many():
    real = [("Mine.", None, False)] * 3
    gate = Gate(DOTS, 5, View.TEAM)
    assert len(gate.remarks(real, 9)) == 3
    assert isinstance(gate.remarks([("Coach's.", None, True)] * 2 + real[:1], 9), Withheld)
    assert isinstance(gate.remarks(real, 9, surplus=1), Withheld)


def test_a_comment_that_was_hidden_is_not_shown_and_the_others_stay():
    given = [("", None, False), ("Kind.", None, False), ("Also.", None, False)]
    assert [one.text for one in Gate(DOTS, 5, View.TEAM).remarks(given, 5)] == ["Kind.", "Also."]


def test_names_stand_at_comments_in_named_rounds_only():
    [said, *_] = Gate(DOTS, 5, View.TEAM).remarks([("Yes.", "Ada", False)] * 3, 5)
    assert said.name is None
    [signed] = Gate(NAMED, 5, View.TEAM).remarks([("Yes.", "Ada", False)], 1)
    assert signed.name == "Ada"


def test_outsiders_read_no_comments_and_no_names():
    gate = Gate(NAMED, 5, View.OUTSIDE)
    assert isinstance(gate.remarks([("Yes.", "Ada", False)] * 9, 9), Withheld)
    assert gate.signed([("Ada", 1, 2)]) == ()


def test_names_stand_at_placements_in_named_rounds_only():
    assert Gate(NAMED, 5, View.TEAM).signed([("Ada", 1, None, False)]) == (Signed("Ada", 1, None),)
    assert Gate(DOTS, 5, View.TEAM).signed([("Ada", 1, None)]) == ()


def seen(participants, own, **more):
    """What a leader sees of the groups, by id."""
    counts = {group: [tally.counts] for group, tally in own.items()}
    known = {group: tally.entered for group, tally in own.items()}
    found = outside(participants, counts, known=known, **more)
    return {group: found.cell(group, "0") for group in found.groups}


FLAT = [part(1, None, asked=False), part(2, 1), part(3, 1), part(4, 1)]


def test_beside_a_small_group_the_next_smallest_is_withheld_too():
    found = seen(FLAT, {2: spread(3), 3: spread(12), 4: spread(8)})
    assert found[2] == Withheld(Reason.TOO_FEW, 5)
    assert found[4] == Withheld(Reason.PROTECTS, 5)
    assert isinstance(found[3], Coarse)
    assert isinstance(found[1], Coarse)
    assert found[1].n == 23


def test_two_small_groups_that_hold_k_together_need_no_third():
    found = seen(FLAT, {2: spread(3), 3: spread(4), 4: spread(8)})
    assert [type(found[group]) for group in (1, 2, 3, 4)] == [Coarse, Withheld, Withheld, Coarse]


def test_where_one_group_alone_is_beside_a_small_one_the_parent_is_shown_alone():
    tree = [part(1, None, asked=False), part(2, 1), part(3, 1)]
    found = seen(tree, {2: spread(3), 3: spread(12)})
    assert isinstance(found[1], Coarse)
    assert [type(found[group]) for group in (2, 3)] == [Withheld, Withheld]


def test_a_group_in_which_nobody_answered_hides_nothing():
    found = seen(FLAT, {2: spread(0), 3: spread(12), 4: spread(8)})
    assert [type(found[group]) for group in (1, 2, 3, 4)] == [Coarse, Withheld, Coarse, Coarse]


def test_what_stands_deeper_is_hidden_too_where_it_would_tell():
    deep = [*FLAT[:3], part(4, 1, asked=False), part(5, 4), part(6, 4)]
    found = seen(deep, {2: spread(3), 3: spread(30), 5: spread(6), 6: spread(7)})
    open_people = sum(found[group].n for group in (3, 4) if not isinstance(found[group], Withheld))
    assert isinstance(found[1], Withheld) or found[1].n - open_people >= 5


def test_a_sum_is_shown_at_the_tier_of_its_smallest_part():
    tree = [part(1, None, asked=False), part(2, 1), part(3, 1)]
    found = seen(tree, {2: spread(35), 3: spread(6)})
    assert isinstance(found[2], Full)
    assert isinstance(found[1], Coarse)
    assert found[1].n == 41


def test_twenty_six_people_less_twenty_known_ones_are_a_group_of_six():
    tree = [part(1, None), part(2, 1)]
    found = seen(tree, {1: spread(6), 2: spread(20)})
    assert isinstance(found[2], Binned)
    assert isinstance(found[1], Coarse)


def test_people_directly_in_a_parent_are_a_part_of_their_own():
    tree = [part(1, None), part(2, 1)]
    found = seen(tree, {1: spread(3), 2: spread(35)})
    assert [type(found[group]) for group in (1, 2)] == [Full, Withheld]


def test_who_knows_a_group_from_inside_sees_less_of_what_is_around_it():
    own = {2: spread(3), 3: spread(12), 4: spread(8)}
    assert isinstance(seen(FLAT, own)[3], Coarse)
    coach_of_4 = seen(FLAT, own, inside=[4])
    assert isinstance(coach_of_4[3], Withheld) or isinstance(coach_of_4[1], Withheld)


def test_what_is_hidden_from_everybody_stays_hidden_from_those_who_know_more():
    own = {2: spread(3), 3: spread(12), 4: spread(8)}
    hidden = {group for group, value in seen(FLAT, own).items() if isinstance(value, Withheld)}
    for inside in ([2], [3], [4], [3, 4]):
        for_them = seen(FLAT, own, inside=inside)
        assert hidden <= {group for group, value in for_them.items() if isinstance(value, Withheld)}


def test_a_cap_lowers_a_group_and_the_sums_it_is_in():
    tree = [part(1, None, asked=False), part(2, 1), part(3, 1)]
    found = seen(tree, {2: spread(40), 3: spread(40)}, caps={2: Coarse})
    assert [type(found[group]) for group in (1, 2, 3)] == [Coarse, Coarse, Full]


def test_a_parent_without_anybody_asked_says_so():
    found = seen([part(1, None, asked=False)], {})
    assert found[1] == Withheld(Reason.NOT_ASKED, 5)
