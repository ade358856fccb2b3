"""Groups beside groups, and rounds after rounds, in words that the numbers bear."""

import json

import pytest

from posdash.errors import Refused
from posdash.exports import report
from posdash.survey.round import TeamId
from posdash.views import results
from world.company import closed, coach, groups, leader, members

pytestmark = pytest.mark.usefixtures("empty_store")


def test_two_rounds_of_a_team_are_compared_in_words():
    [kiwi] = groups("Kiwi")
    first = closed([kiwi], {kiwi: [1, 1, 2, 2, 1, 2, 1, 2]})
    second = closed([kiwi], {kiwi: [6, 7, 6, 7, 6, 6, 7, 6]})
    assert results.earlier(coach(kiwi), TeamId(second.id, kiwi)) == {first.id: "Spring"}
    assert results.earlier(coach(kiwi), TeamId(first.id, kiwi)) == {}
    found = results.since(coach(kiwi), TeamId(second.id, kiwi), first.id)
    pace, reach = found.dimensions
    assert pace.clear
    assert pace.sentence.startswith("Kiwi moved 4.9 points towards right pace.")
    assert reach.sentence.startswith("Too few answers")
    assert "Holm, 0.05" in found.correction
    assert (
        json.loads(report.comparison_json(found))["dimensions"][0]["difference"]["verdict"]
        == "clear"
    )
    with pytest.raises(Refused):
        results.since(coach(kiwi), TeamId(first.id, kiwi), second.id)
    with pytest.raises(Refused):
        results.since(leader(99), TeamId(second.id, kiwi), first.id)


def test_two_groups_of_few_differ_only_where_so_many_answers_can_show_it():
    company, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    for group in (kiwi, wren):
        members(group, 5)
    near = closed([kiwi, wren], {kiwi: [3, 3, 4, 4, 4], wren: [4, 4, 5, 5, 4]})
    found = results.compare(leader(company), near.id, kiwi, wren)
    assert found.dimensions[0].sentence == "Can't be told with so few answers."
    assert found.headline == (
        "Kiwi and Wren: it can't be told on 1 of 1 question with so few answers."
    )
    assert found.detectable == (
        "With so many answers, a true difference of 3.5 points shows in four cases of five on each "
        "question; a smaller one, less often."
    )
    far = closed([kiwi, wren], {kiwi: [1, 1, 1, 2, 1], wren: [6, 6, 7, 7, 7]})
    found = results.compare(leader(company), far.id, kiwi, wren)
    assert found.dimensions[0].sentence == (
        "Wren stands about 5.5 points further towards right pace than Kiwi."
    )
    with pytest.raises(Refused):
        results.compare(leader(kiwi), far.id, kiwi, wren)


def test_large_groups_are_compared_by_all_their_pairs():
    company, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    survey_round = closed([kiwi, wren], {kiwi: [1] * 15 + [2] * 15, wren: [6] * 15 + [7] * 15})
    found = results.compare(leader(company), survey_round.id, kiwi, wren).dimensions[0]
    assert found.sentence == (
        "Wren stands 5 points further towards right pace than Kiwi. In 100% of pairs the "
        "colleague from Wren stands further towards right pace."
    )
