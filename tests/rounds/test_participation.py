"""How many have answered: counted once a day, "fewer than k" below k, and never who."""

from datetime import timedelta

import pytest

from posdash import clock
from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.rounds import participation, running
from posdash.survey.round import Links, TeamId
from world.company import (
    ADMINISTRATOR,
    answered,
    coach,
    groups,
    members,
    opened,
    phone,
    place,
    planned,
)
from world.database import TABLES, statements

pytestmark = pytest.mark.usefixtures("empty_store")


def later(monkeypatch, **time) -> None:
    at = clock.now() + timedelta(**time)
    monkeypatch.setattr(clock, "now", lambda: at)


def week(asked: list[int], **terms):
    return opened(asked, closes_at=clock.now() + timedelta(days=7), **terms)


def shown(survey_round, who=ADMINISTRATOR) -> dict[str, int | None]:
    found = participation.participation(who, survey_round.id)
    return {one.group: one.answered for one in found}


def test_nothing_is_counted_on_the_first_day(monkeypatch):
    [kiwi] = groups("Kiwi")
    members(kiwi, 8)
    survey_round = week([kiwi])
    answered(survey_round, kiwi, [4] * 6)
    later(monkeypatch, hours=23)
    assert participation.count_due() == 0
    [found] = participation.participation(ADMINISTRATOR, survey_round.id)
    assert (found.answered, found.at) == (None, None)


def test_after_a_day_it_says_how_many_of_how_many(monkeypatch):
    [kiwi] = groups("Kiwi")
    members(kiwi, 8)
    survey_round = week([kiwi])
    answered(survey_round, kiwi, [4] * 6)
    later(monkeypatch, days=1)
    assert participation.count_due() == 1
    [found] = participation.participation(ADMINISTRATOR, survey_round.id)
    assert (found.answered, found.people, found.at) == (6, 8, clock.now())


def test_it_never_changes_within_a_day_however_often_it_is_asked(monkeypatch):
    [kiwi] = groups("Kiwi")
    survey_round = week([kiwi])
    answered(survey_round, kiwi, [4] * 5)
    later(monkeypatch, days=1)
    participation.count_due()
    seen = []
    for _ in range(5):
        answered(survey_round, kiwi, [7])
        later(monkeypatch, hours=4, minutes=30)
        assert participation.count_due() == 0
        seen.append(participation.participation(ADMINISTRATOR, survey_round.id))
    assert set(seen) == {seen[0]}
    later(monkeypatch, hours=1, minutes=30)
    assert participation.count_due() == 1
    assert shown(survey_round) == {"Kiwi": 10}


def test_fewer_than_k_are_not_told_apart(monkeypatch):
    given = {"Kiwi": 0, "Owl": 1, "Tern": 4, "Wren": 5}
    asked = groups(*given)
    survey_round = week(asked)
    for group, number in zip(asked, given.values(), strict=True):
        answered(survey_round, group, [4] * number)
    later(monkeypatch, days=1)
    participation.count_due()
    assert shown(survey_round) == {"Kiwi": None, "Owl": None, "Tern": None, "Wren": 5}


def test_whoever_takes_their_answers_away_is_not_counted_the_next_day(monkeypatch):
    [kiwi] = groups("Kiwi")
    survey_round = week([kiwi])
    phones = answered(survey_round, kiwi, [4] * 6)
    later(monkeypatch, days=1)
    participation.count_due()
    collect.remove(phones[0])
    collect.remove(phones[1])
    assert shown(survey_round) == {"Kiwi": 6}
    later(monkeypatch, days=1)
    participation.count_due()
    assert shown(survey_round) == {"Kiwi": None}


def test_one_respondent_counts_once_however_much_they_say(monkeypatch):
    [kiwi] = groups("Kiwi")
    survey_round = week([kiwi])
    for who in answered(survey_round, kiwi, [4] * 5):
        place(who, "reach", 3, aim=5)
        collect.comment(who, "pace", "It depends.")
    later(monkeypatch, days=1)
    participation.count_due()
    assert shown(survey_round) == {"Kiwi": 5}


def test_a_group_that_has_closed_is_neither_counted_nor_shown(monkeypatch):
    kiwi, wren = groups("Company / Kiwi", "Wren")
    survey_round = week([kiwi, wren])
    for group in (kiwi, wren):
        answered(survey_round, group, [4] * 5)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    later(monkeypatch, days=1)
    participation.count_due()
    assert shown(survey_round) == {"Wren": 5}
    assert shown(survey_round, coach(kiwi)) == {}
    assert shown(survey_round, coach(wren)) == {"Wren": 5}


@pytest.mark.parametrize("end", [closing.close_round, running.cancel])
def test_of_a_round_that_is_over_nothing_is_told(monkeypatch, end):
    [kiwi] = groups("Kiwi")
    survey_round = week([kiwi])
    answered(survey_round, kiwi, [4] * 5)
    later(monkeypatch, days=1)
    participation.count_due()
    end(ADMINISTRATOR, survey_round.id)
    assert shown(survey_round) == {}
    later(monkeypatch, days=1)
    assert participation.count_due() == 0


def test_of_a_round_that_is_only_planned_nothing_is_told():
    [kiwi] = groups("Kiwi")
    round_id = planned([kiwi])
    assert participation.participation(ADMINISTRATOR, round_id) == ()
    assert participation.count_due() == 0


def test_team_links_count_devices_and_personal_ones_people():
    kiwi, wren = groups("Kiwi", "Wren")
    members(kiwi, 1)
    for group, kind, devices in ((kiwi, Links.PERSONAL, False), (wren, Links.TEAM, True)):
        [found] = participation.participation(ADMINISTRATOR, week([group], links=kind).id)
        assert found.devices is devices


def test_a_late_joiner_changes_of_how_many_and_not_how_many(monkeypatch):
    [kiwi] = groups("Kiwi")
    members(kiwi, 6)
    survey_round = week([kiwi])
    answered(survey_round, kiwi, [4] * 5)
    later(monkeypatch, days=1)
    participation.count_due()
    members(kiwi, 1)
    [joiner] = running.joiners(ADMINISTRATOR, survey_round.id)
    running.let_in(ADMINISTRATOR, TeamId(survey_round.id, kiwi), joiner.person)
    [found] = participation.participation(ADMINISTRATOR, survey_round.id)
    assert (found.answered, found.people) == (5, 7)


def test_answering_writes_to_no_table_but_those_of_answers():
    [kiwi] = groups("Kiwi")
    survey_round = week([kiwi], openness=Openness.NAMED)
    who = phone(survey_round, kiwi)
    with statements() as sent:
        collect.sign(who, "Ada")
        place(who, "pace", 4, aim=2)
        collect.comment(who, "pace", "It depends.")
        collect.remove(who)
    writes = [one for one in sent if not one.startswith(("SELECT", "BEGIN"))]
    others = set(TABLES) - {"answer", "signature", "trait", "comment"}
    assert writes
    assert not [one for one in writes for table in others if f" {table} " in one.split("\n")[0]]
