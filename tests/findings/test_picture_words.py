"""A picture as sentences: agreement, groups, wishes, who is absent; never beyond the numbers."""

import pytest

from posdash.banks.bank import Openness
from posdash.findings import picture_words
from posdash.release.gate import Gate, View
from posdash.release.values import Full, Released
from posdash.survey.tally import Tally
from world.company import bank
from world.findings import CLOSE, SPLIT, dimensions, team, team_of

[PACE] = bank("pace").dimensions
TEAM, OUTSIDE = Gate(Openness.DOTS, 5, View.TEAM), Gate(Openness.DOTS, 5, View.OUTSIDE)
LIKE_LEFT = (2, 6, 1, 0, 0, 0, 0)


def shown(*counts: int, gate: Gate = TEAM) -> Released:
    return gate.release(Tally(counts))


def said(*counts: int, gate: Gate = TEAM) -> str:
    return picture_words.dimension_sentence(PACE, shown(*counts, gate=gate), 7)


def headline(*values: Released) -> str:
    return picture_words.team_headline([(PACE, value, None) for value in values], 7)


def test_a_team_of_two_minds():
    assert said(2, 2, 0, 0, 0, 2, 2) == (
        "8 answers, on average midway between left pace and right pace. People probably stand "
        "wide apart. Two colleagues picked at random answer 3.1 points apart."
    )


def test_from_twelve_answers_on_nothing_is_only_probable():
    assert " stand wide apart. " in said(3, 3, 0, 0, 0, 3, 3)
    assert headline(shown(0, 0, 1, 10, 1, 0, 0)) == (
        "You agree on 1 of 1: midway between left pace and right pace."
    )
    assert headline(shown(0, 0, 1, 9, 1, 0, 0)).startswith("You probably agree on 1 of 1: midway")


def test_a_team_of_one_mind():
    assert said(0, 6, 0, 0, 0, 0, 0) == (
        "6 answers, on average near left pace. Everybody answered the same."
    )


def test_a_rounded_value_is_only_probable():
    assert said(0, 0, 0, 1, 3, 2, 0, gate=OUTSIDE) == (
        "6 answers, on average probably towards right pace. People probably stand close together."
    )


def test_too_few_tells_no_number():
    assert said(1, 2, 0, 0, 0, 0, 0) == "Too few answers: this is shown from 5 on."


def test_the_gap_between_the_extremes():
    value = shown(2, 1, 0, 0, 0, 1, 2)
    assert isinstance(value, Full)
    assert picture_words.gap(value) == (
        "The third furthest right and the third furthest left stand 6 points apart."
    )
    assert picture_words.gap(shown(2, 1, 0, 0, 0, 1, 2, gate=OUTSIDE)) == ""


SPLIT_IN_TWO, AGREED = (3, 0, 0, 0, 0, 0, 3), (0, 0, 0, 6, 0, 0, 0)


def test_the_headline_names_what_stands_furthest_apart_only_where_that_is_known():
    assert headline(shown(*SPLIT_IN_TWO), shown(*AGREED)) == (
        "You probably agree on 1 of 2: midway between left pace and right pace. Widest apart: left "
        "pace ↔ right pace."
    )
    rounded = [shown(*counts, gate=OUTSIDE) for counts in (SPLIT_IN_TWO, AGREED)]
    assert headline(*rounded) == (
        "You probably agree on 1 of 2: midway between left pace and right pace."
    )


def test_what_chance_could_have_made_the_widest_is_among_the_widest():
    near = shown(2, 1, 1, 0, 1, 1, 2), shown(1, 2, 1, 0, 1, 2, 1), shown(*AGREED)
    assert "Among the widest apart: left pace" in headline(*near)


def test_agreement_that_is_not_told_is_no_disagreement():
    told, untold = shown(*AGREED, gate=OUTSIDE), shown(0, 0, 0, 1, 1, 0, 0, gate=OUTSIDE)
    moved = OUTSIDE.release(Tally(AGREED), earlier=[Tally((0, 0, 0, 5, 0, 0, 0))])
    assert headline(moved) == "How far apart you stand on each question is not shown."
    assert headline(told, moved, untold).startswith("You probably agree on 1 of 1: ")
    assert headline(untold).startswith("Too few answers")


def test_of_three_and_more_agreements_the_headline_tells_only_how_many():
    assert headline(*[shown(*AGREED)] * 3) == "You probably agree on 3 of 3."


def test_the_headline_says_where_there_may_be_two_groups():
    split = team((4, 1, 0, 0, 0, 1, 3), (0, 0, 0, 1, 6, 2, 0))
    assert split.headline == (
        "You probably agree on 1 of 2: towards Open side effects. Widest apart: Local ↔ Global; "
        "there may be two groups."
    )


def test_what_all_want_though_they_see_today_differently_is_a_finding():
    found = team(CLOSE, SPLIT, aims=(CLOSE, LIKE_LEFT))
    told = "You see today differently and want the same: all 9 near Expected side effects."
    assert found.headline.endswith(told)
    assert told in [one.text for one in found.dimension("d1").more]
    assert [one.dimension.id for one in found.dimensions if one.alike] == ["d1"]


@pytest.mark.parametrize(
    ("aim", "told"),
    [
        ((0, 0, 2, 6, 1, 0, 0), "and probably want the same: midway between Local and Global."),
        ((0, 6, 2, 1, 0, 0, 0), "and probably want the same: towards Local."),
        ((0, 0, 0, 0, 0, 8, 2), "and want the same: all 10 near Global."),
        ((0, 0, 0, 1, 1, 8, 4), "and want the same: near Global."),
    ],
)
def test_a_common_wish_is_said_with_its_place_and_as_sure_as_it_is(aim, told):
    now = Tally((5, 2, 0, 0, 0, 2, 5))
    [one] = team_of(now, aims=(Tally(aim),)).dimensions
    assert f"You see today differently {told}" in [said.text for said in one.more]


def test_rounded_values_tell_a_common_wish_too_but_no_number_of_people():
    found = team(SPLIT, aims=(LIKE_LEFT,), openness=Openness.SUMMARY)
    assert found.headline.endswith(
        "You see today differently and probably want the same: near Local."
    )


def test_a_common_wish_is_not_followed_by_a_word_on_an_average_that_stays():
    [one] = team(SPLIT, aims=((0, 0, 2, 5, 2, 0, 0),)).dimensions
    assert one.alike
    assert "shift" not in [said.term for said in one.more]


def test_a_wish_that_is_mixed_or_not_told_is_no_common_wish():
    for aim in ((2, 2, 2, 1, 1, 1, 0), (0, 0, 3, 0, 1, 0, 0), SPLIT):
        [one] = team(SPLIT, aims=(aim,)).dimensions
        assert not one.alike
        assert not any("want the same" in said.text for said in one.more)


def test_a_third_who_were_not_sure_are_told_and_fewer_are_not():
    [one] = team_of(Tally(CLOSE, unsure=5)).dimensions
    assert "5 of 14 were not sure." in [said.text for said in one.more]
    [one] = team_of(Tally(CLOSE, unsure=4)).dimensions
    assert one.unsure is None
    [one] = team_of(Tally(CLOSE, unsure=5), openness=Openness.SUMMARY).dimensions
    assert "A third or more were not sure." in [said.text for said in one.more]


def test_who_did_not_answer_could_move_the_average_only_so_far():
    # 9 answers with a mean of 37/9; three more at 1, or at 7: 40/12 and 58/12
    [one] = team_of(Tally((0, 1, 2, 2, 3, 1, 0)), people=12).dimensions
    assert one.more[-1].text == (
        "9 of 12 placed this; whatever the other 3 think, the average lies between 3.3 and 4.9."
    )


def test_of_a_rounded_average_the_bounds_are_wider():
    # about 4: from 3.75 on, and up to 4.25; (3.75 * 9 + 3) / 12 is 3.06, (4.25 * 9 + 21) / 12 4.94
    [one] = team_of(Tally((0, 1, 2, 2, 3, 1, 0)), people=12, openness=Openness.SUMMARY).dimensions
    assert one.more[-1].text.endswith("the average lies between 3.0 and 5.0.")


def test_a_team_that_answered_completely_is_told_once_that_nothing_is_estimated():
    whole = team(CLOSE, SPLIT)
    assert whole.complete == picture_words.EVERYBODY
    for one in whole.dimensions:
        assert isinstance(one.now, Full)
        assert one.now.interval == (one.now.position, one.now.position)
    part = team_of(Tally(CLOSE), Tally((4, 1, 0, 0, 0, 1, 2), unsure=1))
    assert part.complete == ""
    assert [one.now.interval == (one.now.position,) * 2 for one in part.dimensions] == [False, True]
    assert "8 of 9 placed this; whatever the other one thinks" in part.dimensions[0].more[-1].text


@pytest.mark.parametrize("people", [0, 8])
def test_nothing_is_said_of_those_missing_where_nobody_knows_how_many_they_are(people):
    found = team_of(Tally(CLOSE), people=people)
    assert found.complete == ""
    assert all("placed this" not in one.text for one in found.dimensions[0].more)


def test_agreement_is_named_with_its_place():
    [pole] = dimensions(1)
    assert picture_words.place(pole, shown(6, 1, 0, 0, 0, 0, 0), 7) == "near Local"
    assert picture_words.serving(pole, shown(6, 1, 0, 0, 0, 0, 0), 7) == (
        "You probably agree: near Local. Is this agreement still serving us?"
    )


def test_planning_says_what_so_many_answers_will_show():
    assert picture_words.expected([8], 5, 7, 16, asks_aim=True) == (
        "What will show, four times in five: with 8 answers, a wish to move by about 2 points, and "
        "a difference of about 3 points between groups or rounds. Less can seldom be told from "
        "chance."
    )
    both = picture_words.expected([3, 5, 9, 20], 5, 7, 16, asks_aim=False)
    assert "with 5 answers, a difference of about 4 points between groups" in both
    assert "; with 20 answers, a difference of about 2 points" in both
    assert "wish" not in both


def test_where_nobody_is_listed_planning_speaks_of_the_fewest_and_of_twenty():
    said = picture_words.expected([], 5, 7, 16, asks_aim=True)
    assert said == picture_words.expected([5, 20], 5, 7, 16, asks_aim=True)
