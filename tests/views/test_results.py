"""The door out: who sees which picture, and when."""

import json

import pytest

from posdash.access.rights import NOBODY
from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.errors import Refused
from posdash.exports import report
from posdash.release.values import Coarse, Full, Reason, Withheld
from posdash.survey.round import Facet, TeamId
from posdash.views import results
from world.company import (
    ADMINISTRATOR,
    answered,
    bank,
    coach,
    groups,
    leader,
    members,
    opened,
    phone,
    place,
    planned,
)

pytestmark = pytest.mark.usefixtures("empty_store")


def test_the_coach_sees_the_counts_that_were_given():
    [kiwi] = groups("Company / Kiwi")
    members(kiwi, 6)
    survey_round = opened([kiwi])
    for now, aim in [(1, 4), (2, 4), (2, 4), (6, 5), (7, 5)]:
        place(phone(survey_round, kiwi), "pace", now, aim)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    finding = results.team(coach(kiwi), TeamId(survey_round.id, kiwi))
    pace = finding.dimension("pace")
    assert isinstance(pace.now, Full)
    assert isinstance(pace.aim, Full)
    assert pace.now.counts == (1, 2, 0, 0, 0, 1, 1)
    assert pace.aim.counts == (0, 0, 0, 3, 2, 0, 0)
    assert (finding.people, finding.group.name) == (6, "Kiwi")


def test_dimensions_stand_widest_apart_first_and_withheld_ones_last():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], bank=bank("agreed", "split", "unasked"), asks_aim=False)
    for now in (1, 1, 4, 7, 7):
        who = phone(survey_round, kiwi)
        place(who, "split", now)
        place(who, "agreed", 4)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    found = results.team(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert [one.dimension.id for one in found.dimensions] == ["split", "agreed", "unasked"]
    assert found.bank_order == ("agreed", "split", "unasked")
    assert "Widest apart: left split ↔ right split." in found.headline


def test_nobody_sees_a_team_before_it_has_closed():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [4] * 6)
    with pytest.raises(Refused, match="before it has closed"):
        results.team(coach(kiwi), TeamId(survey_round.id, kiwi))


def test_the_holder_of_the_link_sees_the_team_after_the_close():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    [who, *_] = answered(survey_round, kiwi, [4] * 6)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert isinstance(results.team(who, TeamId(survey_round.id, kiwi)).dimension("pace").now, Full)


@pytest.mark.parametrize("who", [NOBODY, ADMINISTRATOR, coach(2), leader(1)])
def test_others_are_refused_a_teams_picture(who):
    kiwi, wren = groups("Kiwi", "Wren")
    assert (kiwi, wren) == (1, 2)
    survey_round = opened([kiwi, wren])
    closing.close_round(ADMINISTRATOR, survey_round.id)
    with pytest.raises(Refused):
        results.team(who, TeamId(survey_round.id, kiwi))


def test_groups_are_seen_side_by_side_only_when_the_last_has_closed():
    company, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    survey_round = opened([kiwi, wren])
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    with pytest.raises(Refused, match="last group"):
        results.groups(leader(company), survey_round.id)
    [entry] = results.led_rounds(leader(company))
    assert entry.still_open == 1


def test_a_leader_sees_rounded_values_even_of_a_round_with_dots():
    teams = ("Company / Finch", "Company / Kiwi", "Company / Wren")
    company, finch, kiwi, wren = groups("Company", *teams)
    survey_round = opened([finch, kiwi, wren])
    answered(survey_round, finch, [5, 5, 5, 5, 6])
    answered(survey_round, kiwi, [1, 2, 2, 3, 3, 2])
    answered(survey_round, wren, [6, 6])
    closing.close_round(ADMINISTRATOR, survey_round.id)
    found = results.groups(leader(company), survey_round.id)
    values = {row.group.name: row.cells[0] for row in found.rows}
    assert isinstance(values["Kiwi"], Coarse)
    assert values["Kiwi"].position == 2.0
    assert values["Wren"] == Withheld(Reason.TOO_FEW, 5)
    assert values["Finch"] == Withheld(Reason.PROTECTS, 5)
    assert isinstance(values["Company"], Coarse)
    assert [(row.group.name, row.depth) for row in found.rows] == [
        ("Company", 0),
        ("Finch", 1),
        ("Kiwi", 1),
        ("Wren", 1),
    ]


def test_a_leader_of_a_department_sees_nothing_beside_it():
    east, kiwi, wren = groups("Company / East", "Company / East / Kiwi", "Company / West / Wren")
    survey_round = opened([kiwi, wren])
    closing.close_round(ADMINISTRATOR, survey_round.id)
    rows = results.groups(leader(east), survey_round.id).rows
    assert {row.group.name for row in rows} == {"East", "Kiwi"}


def test_an_aim_that_was_not_asked_cannot_be_looked_at():
    company, kiwi = groups("Company", "Company / Kiwi")
    survey_round = opened([kiwi], asks_aim=False)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    with pytest.raises(Refused):
        results.groups(leader(company), survey_round.id, Facet.AIM)


def test_comments_appear_shuffled_and_without_names_once_three_have_written():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    phones = answered(survey_round, kiwi, [1, 2, 3, 4, 5])
    for index, who in enumerate(phones[:3]):
        collect.comment(who, "pace", f"Comment {index}")
    collect.comment(phones[0], "reach", "Alone.")
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    found = results.team(coach(kiwi), TeamId(survey_round.id, kiwi))
    pace = found.dimension("pace").remarks
    assert isinstance(pace, tuple)
    assert {one.text for one in pace} == {"Comment 0", "Comment 1", "Comment 2"}
    assert isinstance(found.dimension("reach").remarks, Withheld)


def test_in_summary_the_coach_gets_no_counts():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], openness=Openness.SUMMARY)
    answered(survey_round, kiwi, [1, 1, 4, 7, 7])
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    finding = results.team(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert isinstance(finding.dimension("pace").now, Coarse)
    assert "counts" not in report.team_json(finding)


def test_the_band_of_the_only_team_with_answers_does_not_follow_its_own_spread():
    teams = groups(*(f"Company / Team {index}" for index in range(11)))
    bands = []
    for places in ([1, 1, 1, 1, 1, 7, 7, 7, 7, 7], [4] * 10):
        survey_round = opened(teams, openness=Openness.SUMMARY)
        answered(survey_round, teams[0], places)
        for team in teams[1:]:
            answered(survey_round, team, [4])
        closing.close_round(ADMINISTRATOR, survey_round.id)
        value = (
            results.team(coach(teams[0]), TeamId(survey_round.id, teams[0])).dimension("pace").now
        )
        assert isinstance(value, Coarse)
        bands.append(value.interval)
    assert bands[0] == bands[1]


def test_a_later_edit_of_the_bank_changes_no_old_round():
    [kiwi] = groups("Kiwi")
    before = bank("pace")
    survey_round = opened([kiwi], bank=before)
    planned([kiwi], bank=before.model_copy(update={"version": 2, "title": "Another title"}))
    closing.close_round(ADMINISTRATOR, survey_round.id)
    found = results.team(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert found.dimensions[0].dimension == before.dimensions[0]


def test_the_json_names_the_tier_of_each_value():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [2] * 5)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    shown = json.loads(report.team_json(results.team(coach(kiwi), TeamId(survey_round.id, kiwi))))
    tiers = {one["id"]: one["now"]["tier"] for one in shown["dimensions"]}
    assert tiers == {"pace": "full", "reach": "withheld"}
