"""Planning, opening and closing say what can come of it: a close is for good."""

from datetime import timedelta

import pytest

from posdash import clock
from posdash.answers import closing
from posdash.banks.bank import Openness
from posdash.errors import Refused
from posdash.findings import words
from posdash.rounds import participation, plan
from posdash.survey.round import TeamId
from world.company import (
    ADMINISTRATOR,
    answered,
    coach,
    groups,
    leader,
    members,
    opened,
    phone,
)

pytestmark = pytest.mark.usefixtures("empty_store")


def said(who, survey_round, group) -> str:
    found = participation.outlooks(who, survey_round.id)[group]
    return words.outlook(found, lambda at: f"{at:%H:%M}")


def later(monkeypatch, **time) -> None:
    at = clock.now() + timedelta(**time)
    monkeypatch.setattr(clock, "now", lambda: at)


def test_a_team_of_four_at_five_can_show_nothing_and_that_is_said_when_it_is_planned():
    kiwi, wren, owl = groups("Kiwi", "Wren", "Owl")
    members(kiwi, 4)
    members(wren, 5)  # and nobody is listed in Owl
    assert plan.too_small(ADMINISTRATOR, [kiwi, wren, owl], 5) == {"Kiwi": 4}
    assert plan.too_small(coach(kiwi), [kiwi], 3) == {}
    told = words.too_small({"Kiwi": 4}, 5)
    assert "Fewer than 5 people belong to Kiwi (4)" in told
    assert words.too_small({}, 5) == ""
    with pytest.raises(Refused):
        plan.too_small(coach(kiwi), [kiwi, wren], 5)
    assert plan.sizes(ADMINISTRATOR, [kiwi, wren, owl]) == (4, 5)
    with pytest.raises(Refused):
        plan.sizes(coach(kiwi), [kiwi, wren])


def test_before_the_close_it_is_said_whether_enough_have_answered():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    answered(survey_round, kiwi, [1, 2, 3, 4, 5])
    answered(survey_round, wren, [1, 2, 3, 4])
    assert "at least 5 had answered" in said(coach(kiwi), survey_round, kiwi)
    assert "fewer than 5 had answered" in said(coach(wren), survey_round, wren)
    assert "nothing could be shown" in said(ADMINISTRATOR, survey_round, wren)


def test_it_is_counted_at_most_once_an_hour_whoever_asks(monkeypatch):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], closes_at=clock.now() + timedelta(days=1))
    answered(survey_round, kiwi, [1, 2, 3, 4])
    assert not participation.outlooks(coach(kiwi), survey_round.id)[kiwi].enough
    answered(survey_round, kiwi, [5])
    later(monkeypatch, minutes=59)
    for who in (coach(kiwi), ADMINISTRATOR):
        assert not participation.outlooks(who, survey_round.id)[kiwi].enough
    later(monkeypatch, minutes=2)
    assert participation.outlooks(coach(kiwi), survey_round.id)[kiwi].enough


def test_a_team_smaller_than_the_minimum_is_told_that_nothing_can_come_of_it():
    [kiwi] = groups("Kiwi")
    members(kiwi, 4)
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [1, 2, 3, 4, 5, 6])
    assert "Kiwi has 4 people, and nothing is shown of fewer than 5" in said(
        coach(kiwi), survey_round, kiwi
    )


def test_more_devices_than_people_are_said_before_the_close():
    [kiwi] = groups("Kiwi")
    members(kiwi, 6)
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [1, 2, 3, 4, 5, 6, 7])
    told = said(coach(kiwi), survey_round, kiwi)
    assert "at least 5 had answered" in told
    assert "More devices had answered than its 6 people" in told


def test_in_a_named_round_it_is_about_what_others_see():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], openness=Openness.NAMED)
    assert "others in the company would see nothing" in said(coach(kiwi), survey_round, kiwi)


def test_only_whoever_may_close_a_group_is_told_and_only_while_it_is_open():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    assert set(participation.outlooks(coach(kiwi), survey_round.id)) == {kiwi}
    assert set(participation.outlooks(ADMINISTRATOR, survey_round.id)) == {kiwi, wren}
    for who in (leader(kiwi), phone(survey_round, kiwi)):
        with pytest.raises(Refused):
            participation.outlooks(who, survey_round.id)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert participation.outlooks(coach(kiwi), survey_round.id) == {}
