"""Counting while a team sits together: others than the coach, in steps, and not over days."""

from datetime import timedelta

import pytest

from posdash import clock
from posdash.access import respondents
from posdash.access.rights import Principal
from posdash.hour import meeting
from posdash.hour import words as session_words
from posdash.hour.answered import Wait, live
from posdash.hour.steps import Step, Stop
from posdash.keys import new_secret
from posdash.rounds import links, participation
from posdash.survey.round import Links, TeamId
from world.company import ADMINISTRATOR, answered, coach, groups, members, opened, phone, place

pytestmark = pytest.mark.usefixtures("empty_store")


def placing(survey_round, kiwi) -> TeamId:
    """A session that has come to the step of placing."""
    here = TeamId(survey_round.id, kiwi)
    meeting.begin(coach(kiwi), here)
    meeting.bring(coach(kiwi), here, Stop(Step.PLACE))
    return here


def follow(here: TeamId, *phones: Principal) -> None:
    for who in phones:
        meeting.stand(who, here)


def later(monkeypatch, **time) -> None:
    at = clock.now() + timedelta(**time)
    monkeypatch.setattr(clock, "now", lambda: at)


def week(kiwi, **terms):
    return opened([kiwi], closes_at=clock.now() + timedelta(days=7), **terms)


def test_a_session_begun_by_stealth_counts_nothing_in_a_round_that_is_open_for_days(monkeypatch):
    [kiwi] = groups("Kiwi")
    survey_round = week(kiwi)
    answered(survey_round, kiwi, [1, 2, 3, 4])
    later(monkeypatch, days=2)
    here = placing(survey_round, kiwi)
    own = [phone(survey_round, kiwi) for _ in range(5)]  # five windows of the coach's
    for who in own:
        meeting.arrive(who)
        place(who, "pace", 4)
    follow(here, *own)
    seen = set()
    for reminded in range(4):
        place(phone(survey_round, kiwi), "pace", 1 + reminded)
        seen.add((live(coach(kiwi), here).found.answered, meeting.stand(own[0], here).here))
    assert live(coach(kiwi), here).wait is Wait.OPEN_FOR_DAYS
    assert seen == {(None, None)}


def test_a_personal_link_counts_once_in_however_many_browsers():
    [kiwi] = groups("Kiwi")
    members(kiwi, 8)
    survey_round = opened([kiwi], links=Links.PERSONAL)
    [mine, *_] = links.personal_links(ADMINISTRATOR, survey_round.id)
    here = placing(survey_round, kiwi)
    token = mine.url.rpartition("/")[2]
    for _ in range(6):
        who = Principal(respondent=respondents.respondent(token, new_secret()))
        meeting.arrive(who)
        follow(here, who)
    assert live(coach(kiwi), here).wait is Wait.FEW_PHONES


def test_a_phone_that_lay_open_at_home_is_not_here_until_it_opens_the_link_or_answers():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    phones = [phone(survey_round, kiwi) for _ in range(5)]
    for who in phones:
        meeting.arrive(who)  # nobody has begun
    here = placing(survey_round, kiwi)
    follow(here, *phones)
    assert meeting.stand(phones[0], here).here is None
    for who in phones[:3]:
        meeting.arrive(who)
    for who in phones[3:]:
        place(who, "pace", 4)
    follow(here, *phones)
    assert meeting.stand(phones[0], here).here == 5


def test_browsers_where_the_coach_is_signed_in_are_nobody_here():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [1, 2, 3, 4])
    here = placing(survey_round, kiwi)
    for _ in range(5):
        both = Principal(coach(kiwi).person, phone(survey_round, kiwi).respondent)
        meeting.arrive(both)
        place(both, "pace", 4)
        follow(here, both)
    assert live(coach(kiwi), here).wait is Wait.FEW_PHONES
    assert meeting.stand(coach(kiwi), here).here is None


def test_the_count_and_the_phones_move_in_steps_of_three():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    here = placing(survey_round, kiwi)
    phones, seen = [], []
    for _ in range(12):
        who = phone(survey_round, kiwi)
        phones.append(who)
        meeting.arrive(who)
        place(who, "pace", 4)
        follow(here, *phones)
        seen.append((live(coach(kiwi), here).found.answered, meeting.stand(who, here).here))
    both = [None] * 4 + [5] * 3 + [8] * 3 + [11] * 2
    assert seen == list(zip(both, both, strict=True))


def test_with_three_phones_it_is_said_why_nothing_is_counted_and_what_is_known():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    here = placing(survey_round, kiwi)
    phones = answered(survey_round, kiwi, [1, 2, 3])
    follow(here, *phones)
    said = session_words.answered(live(coach(kiwi), here))
    assert "once 5 phones of the team follow" in said
    assert "ot counted yet" not in said


def test_in_a_round_of_days_it_is_said_why_with_the_last_count(monkeypatch):
    [kiwi] = groups("Kiwi")
    members(kiwi, 8)
    survey_round = week(kiwi)
    answered(survey_round, kiwi, [1, 2, 3, 4, 5, 6])
    later(monkeypatch, days=1, hours=1)
    participation.count_due()
    here = placing(survey_round, kiwi)
    said = session_words.answered(live(coach(kiwi), here))
    assert "opened more than a day ago" in said
    assert said.endswith("At the last count: 6 of 8.")


def test_what_is_counted_live_is_said_as_at_least():
    [kiwi] = groups("Kiwi")
    members(kiwi, 8)
    survey_round = opened([kiwi])
    here = placing(survey_round, kiwi)
    follow(here, *answered(survey_round, kiwi, [1, 2, 3, 4, 5, 6]))
    said = session_words.answered(live(coach(kiwi), here))
    assert said == "Answered: at least 5 of 8."
