"""Which groups stand apart from the others, in at most three sentences, and never in a ranking."""

import json

from posdash.exports import report
from world.findings import groups

LEFT, MIDDLE, RIGHT = (4, 5, 1, 0, 0, 0, 0), (0, 1, 4, 4, 1, 0, 0), (0, 0, 0, 0, 2, 5, 3)
WIDE = (2, 0, 1, 2, 0, 0, 2)


def test_the_findings_come_first_the_furthest_from_the_others_before():
    found = groups((MIDDLE, RIGHT), *[(MIDDLE, MIDDLE)] * 9, (LEFT, MIDDLE), (RIGHT, MIDDLE))
    assert found.standing.sentences == (
        "Team 12 stands about 2.5 points further towards Global than the others.",
        "Team 1 stands about 2.5 points further towards Open side effects than the others, which "
        "is unusual among these groups.",
    )
    assert found.standing.pooling == ""
    assert "Holm, 0.05" in found.standing.correction


def test_of_many_findings_three_are_read_and_the_others_are_in_the_table():
    found = groups(*[(LEFT, LEFT)] * 3, *[(RIGHT, RIGHT)] * 3)
    assert len(found.standing.sentences) == 3
    assert found.standing.correction.startswith("9 more are in the table.")


def test_groups_that_are_alike_show_no_difference_that_matters():
    hundred = tuple(10 * count for count in MIDDLE)
    found = groups(*[(hundred,)] * 4)
    assert found.standing.sentences == ("No difference that matters between these groups.",)


def test_of_small_groups_that_spread_wide_it_cannot_be_told():
    found = groups(*[(WIDE,)] * 4)
    assert found.standing.sentences == (
        "Whether these groups differ can't be told with so few answers.",
    )
    assert found.standing.pooling.endswith("can be said from ten groups on.")


def test_where_only_one_group_is_shown_nothing_is_said_of_it():
    found = groups((MIDDLE,), ((1, 1, 0, 0, 0, 0, 0),), ((1, 0, 0, 0, 0, 0, 0),))
    assert found.standing.sentences == ("Too few groups can be shown to tell them apart.",)
    assert found.standing.correction == ""


def test_each_question_says_how_much_is_a_matter_of_the_group():
    found = groups(*[(LEFT, MIDDLE)] * 5, *[(RIGHT, MIDDLE)] * 5)
    assert [question.sentence for question in found.standing.questions] == [
        "About 75% of how people differ here is a matter of which group they are in.",
        "The groups do not differ measurably here.",
    ]


def test_json_holds_a_verdict_for_each_cell_of_which_one_may_be_said():
    found = groups((RIGHT,), *[(MIDDLE,)] * 9, ((1, 1, 0, 0, 0, 0, 0),), ((1, 1, 0, 0, 0, 0, 0),))
    shown = json.loads(report.groups_json(found))
    apart, *_ = (row["standings"] for row in shown["groups"] if row["group"] == "Team 1")
    assert apart["d0"]["difference"]["verdict"] == "clear"
    [few] = (row["standings"] for row in shown["groups"] if row["group"] == "Team 11")
    assert few == {}
    assert set(shown["between"]["d0"]) == {"verdict", "share"}
    text = report.groups_text(found)
    assert found.standing.sentences[0] in text
