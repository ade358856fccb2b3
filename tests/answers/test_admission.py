"""So many devices answer for a team and no more: one phone cannot be many people."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest

from posdash import clock
from posdash.access import respondents
from posdash.access.limits import NEW_DEVICES
from posdash.access.rights import Principal
from posdash.answers import collect
from posdash.errors import Limited
from posdash.hour import meeting, proxy
from posdash.hour.steps import Step, Stop
from posdash.keys import new_secret
from posdash.rounds import links
from posdash.survey.round import Attribute, Facet, Links, TeamId
from world.company import ADMINISTRATOR, coach, groups, members, opened, phone, place
from world.database import rows

pytestmark = pytest.mark.usefixtures("empty_store")


def answer(survey_round, group) -> Principal:
    who = phone(survey_round, group)
    collect.save(who, "pace", Facet.NOW, 4, new_secret())
    return who


def slowly(survey_round, group, number: int) -> list[Principal]:
    """So many, over a few days."""
    phones = [phone(survey_round, group) for _ in range(number)]
    for who in phones:
        place(who, "pace", 4)
    return phones


def test_twice_its_people_and_five_answer_for_a_team_and_no_more():
    [kiwi] = groups("Kiwi")
    members(kiwi, 6)
    survey_round = opened([kiwi])
    [first, *_] = slowly(survey_round, kiwi, 17)
    with pytest.raises(Limited, match="17 devices have taken part"):
        answer(survey_round, kiwi)
    place(first, "pace", 6)  # whoever is in stays in
    place(first, "reach", 2)
    collect.remove(first)
    answer(survey_round, kiwi)  # and makes room when they go


def test_nobody_gets_around_it_by_a_name_a_choice_or_a_comment_first():
    [kiwi] = groups("Kiwi")
    members(kiwi, 1)
    survey_round = opened([kiwi], attributes=(Attribute("role", ("making", "selling")),))
    for number in range(7):
        who = phone(survey_round, kiwi)
        collect.describe(who, "role", "making") if number % 2 else place(who, "pace", 4)
    with pytest.raises(Limited):
        collect.describe(phone(survey_round, kiwi), "role", "selling")
    late = phone(survey_round, kiwi)
    collect.comment(late, "pace", "I have much to say.")
    with pytest.raises(Limited):
        collect.save(late, "pace", Facet.NOW, 4, new_secret())


def test_comments_on_a_question_are_no_more_than_devices_either():
    [kiwi] = groups("Kiwi")
    members(kiwi, 1)
    survey_round = opened([kiwi])
    phones = [phone(survey_round, kiwi) for _ in range(8)]
    for who in phones[:7]:
        collect.comment(who, "pace", "Rude.")
    with pytest.raises(Limited):
        collect.comment(phones[7], "pace", "Rude.")
    collect.comment(phones[0], "pace", "Sorry.")
    collect.comment(phones[7], "reach", "Another question.")


def test_thirty_begin_within_a_minute_and_the_next_ones_a_minute_later(monkeypatch):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    phones = [answer(survey_round, kiwi) for _ in range(30)]
    with pytest.raises(Limited, match="within a minute"):
        answer(survey_round, kiwi)
    for who in phones:
        collect.save(who, "reach", Facet.NOW, 4, new_secret())
    then = clock.ticks() + 61
    monkeypatch.setattr(clock, "ticks", lambda: then)
    answer(survey_round, kiwi)


def test_a_large_team_may_begin_all_together():
    [kiwi] = groups("Kiwi")
    members(kiwi, 40)
    survey_round = opened([kiwi])
    for _ in range(40):
        answer(survey_round, kiwi)
    with pytest.raises(Limited):
        answer(survey_round, kiwi)


def test_another_team_is_not_held_up():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    for _ in range(30):
        answer(survey_round, kiwi)
    answer(survey_round, wren)


def test_a_personal_link_is_one_persons_and_never_too_many():
    [kiwi] = groups("Kiwi")
    members(kiwi, 3)
    survey_round = opened([kiwi], links=Links.PERSONAL)
    for link in links.personal_links(ADMINISTRATOR, survey_round.id):
        for _ in range(15):  # in one browser after the other
            token = link.url.rpartition("/")[2]
            who = Principal(respondent=respondents.respondent(token, new_secret()))
            collect.save(who, "pace", Facet.NOW, 4, new_secret())
    assert rows("answer") == 3


def test_a_coach_does_not_enter_more_than_there_are_people_either():
    [kiwi] = groups("Kiwi")
    members(kiwi, 1)
    survey_round = opened([kiwi])
    here = TeamId(survey_round.id, kiwi)
    meeting.begin(coach(kiwi), here)
    meeting.bring(coach(kiwi), here, Stop(Step.PLACE))
    for _ in range(7):
        proxy.enter(coach(kiwi), here, {("pace", Facet.NOW): 4})
    with pytest.raises(Limited):
        proxy.enter(coach(kiwi), here, {("pace", Facet.NOW): 4})


def test_of_many_at_the_same_instant_no_more_get_in():
    [kiwi] = groups("Kiwi")
    members(kiwi, 1)
    survey_round = opened([kiwi])
    at_once = Barrier(12, timeout=60)

    def begin(_: int) -> None:
        at_once.wait()
        with suppress(Limited):
            answer(survey_round, kiwi)

    with ThreadPoolExecutor(12) as several:
        list(several.map(begin, range(12)))
    assert rows("answer") == 7


def test_a_limit_that_grows_still_holds():
    for _ in range(3):
        NEW_DEVICES.spend("team", 3)
    with pytest.raises(Limited):
        NEW_DEVICES.spend("team", 3)
    NEW_DEVICES.spend("team", 4)
    with pytest.raises(Limited):
        NEW_DEVICES.spend("team", 4)
