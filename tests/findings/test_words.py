"""Numbers as sentences, never beyond what they bear."""

import pytest

from posdash.banks.bank import Openness
from posdash.findings import comparison_words, words
from posdash.measures.library import Interval
from posdash.release.gate import Gate, View
from posdash.release.values import Coarse, Reason, Withheld
from posdash.release.wishes import Wanted, wishes
from posdash.survey.tally import Tally, Wish, count
from world.company import bank

[PACE] = bank("pace").dimensions
TEAM, OUTSIDE = Gate(Openness.DOTS, 5, View.TEAM), Gate(Openness.DOTS, 5, View.OUTSIDE)


@pytest.mark.parametrize(
    ("distance", "text"),
    [(1.0, "1 point"), (0.96, "1 point"), (2.34, "2.3 points"), (3, "3 points")],
)
def test_distances_are_read_with_at_most_one_decimal(distance, text):
    assert words.points(distance) == text


@pytest.mark.parametrize(
    ("position", "text"),
    [
        (1.2, "near left pace"),
        (3.0, "towards left pace"),
        (4.2, "midway between"),
        (5.0, "towards right pace"),
        (6.9, "near right pace"),
    ],
)
def test_where_a_position_lies_is_told_by_the_names_of_the_ends(position, text):
    assert words.leaning(PACE, position, 7).startswith(text)


def wanted(*steps: int, gate: Gate = TEAM, kept: bool = True) -> str:
    """What is said of people who all stand at 4 now and want to go so many points right."""
    now = Tally((0, 0, 0, len(steps), 0, 0, 0))
    aim = count([4 + step for step in steps], 7)
    wish = Wish(len(steps), sum(steps), sum(step * step for step in steps))
    shown = gate.release(now), gate.release(aim)
    [found] = wishes([Wanted(*shown, wish if kept else None, len(steps))], 7, gate.organisation)
    return comparison_words.wish(PACE, found)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([1] * 8, "On average, people would like it 1 point further towards right pace."),
        ([-2, -2, -3, -1, -2, -2], "On average, people would like it 2 points further towards "
         "left pace."),
        ([0, 0, 0, 1, -1, 0], "On average, people would leave it about where it is."),
        ([3, 0, -3, 2, 0, 1], "Whether people would like to move it can't be told with so few "
         "answers."),
    ],
)  # fmt: skip
def test_a_wish_is_clear_no_difference_that_matters_or_cannot_be_told(steps, said):
    assert wanted(*steps) == said


def test_a_rounded_wish_is_about_so_far_and_told_all_the_same():
    assert wanted(*[1] * 8, gate=OUTSIDE) == (
        "On average, people would like it about 1 point further towards right pace."
    )
    assert wanted(3, 0, -3, 2, 0, 1, gate=OUTSIDE) == wanted(3, 0, -3, 2, 0, 1)


def test_a_wish_too_small_for_its_rounding_is_a_little_further():
    steps = [*[0] * 18, *[1] * 6]
    assert wanted(*steps) == (
        "On average, people would like it 0.2 points further towards right pace."
    )
    assert wanted(*steps, gate=OUTSIDE) == (
        "On average, people would like it a little further towards right pace."
    )


def test_a_wish_of_a_round_closed_before_says_by_which_rule_it_is_judged():
    assert wanted(3, 3, 2, 3, 3, 2, kept=False) == (
        "On average, people would like it 2.7 points further towards right pace. "
        "(Kept before this version: judged by the old rule.)"
    )


def test_a_wish_that_may_not_be_shown_says_why_and_one_not_asked_for_nothing():
    assert comparison_words.wish(PACE, Withheld(Reason.TOO_FEW, 5)).startswith("Aim: too few")
    assert comparison_words.wish(PACE, None) == ""


def test_no_sentence_about_who_sees_what_hides_the_finer_pictures():
    for openness in Openness:
        assert "20 and 30 answers" in words.audience(openness, 5)
    assert "once 7 have answered" in words.audience(Openness.DOTS, 7)


@pytest.mark.parametrize(
    ("place", "position", "said"),
    [
        (None, 4.0, "Not placed."),
        (2, 2.4, "You placed it near left pace, where the team stands on average."),
        (2, 4.5, "You placed it near left pace; on average the team stands 2.5 points further "
                 "towards right pace."),
        (7, 6.0, "You placed it near right pace; on average the team stands 1 point further "
                 "towards left pace."),
    ],
)  # fmt: skip
def test_one_stands_beside_the_team_in_words(place, position, said):
    [pace] = bank("pace").dimensions
    value = Coarse(5, position, Interval(position - 1, position + 1), None)
    assert comparison_words.beside(pace, place, value, 7) == said


def test_beside_a_team_of_too_few_one_stands_alone():
    [pace] = bank("pace").dimensions
    told = comparison_words.beside(pace, 4, Withheld(Reason.TOO_FEW, 5), 7, "Ada saw it")
    assert told.startswith("Ada saw it midway between left pace and right pace. Too few answers")
