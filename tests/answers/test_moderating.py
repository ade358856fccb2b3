"""What a coach takes away: answers of strangers before the close, a rude comment after it."""

import pytest

from posdash.access import respondents
from posdash.access.rights import Person, Principal, Role
from posdash.answers import closing, collect, moderating
from posdash.errors import BadInput, Closed, Refused
from posdash.keys import new_secret
from posdash.organisation import people
from posdash.rounds import links, participation, promised
from posdash.survey.round import Attribute, Links, TeamId
from posdash.views import results
from world.company import (
    ADMINISTRATOR,
    answered,
    coach,
    groups,
    leader,
    logged,
    members,
    opened,
    phone,
    place,
)
from world.database import ANSWERS, holding, rows

pytestmark = pytest.mark.usefixtures("empty_store")


def test_a_teams_answers_are_erased_with_a_new_link_and_the_other_team_keeps_its_own():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren], attributes=(Attribute("role", ("making", "selling")),))
    here = TeamId(survey_round.id, kiwi)
    [before, _] = links.team_links(ADMINISTRATOR, survey_round.id)
    for who in answered(survey_round, kiwi, [1, 2, 3]):
        collect.comment(who, "pace", "Spam.")
        collect.describe(who, "role", "making")
    answered(survey_round, wren, [4])
    moderating.clear(coach(kiwi), here)
    assert rows(*ANSWERS) == 1
    [after, _] = links.team_links(ADMINISTRATOR, survey_round.id)
    assert after.code != before.code
    assert respondents.respondent(before.url.rpartition("/")[2], new_secret()) is None
    assert respondents.respondent(after.url.rpartition("/")[2], new_secret()).team == here
    [(_, deed, about), *_] = logged()
    assert (deed, about) == ("cleared_answers", "Kiwi in Spring")


def test_with_personal_links_the_links_stay():
    [kiwi] = groups("Kiwi")
    members(kiwi, 2)
    survey_round = opened([kiwi], links=Links.PERSONAL)
    made = links.personal_links(ADMINISTRATOR, survey_round.id)
    answered(survey_round, kiwi, [1])
    moderating.clear(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert rows("answer") == 0
    assert all(respondents.respondent(one.url.rpartition("/")[2], new_secret()) for one in made)


def test_after_it_nothing_is_known_of_how_many_had_answered(monkeypatch):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [1, 2, 3, 4, 5, 6])
    moderating.clear(coach(kiwi), TeamId(survey_round.id, kiwi))
    [found] = participation.participation(ADMINISTRATOR, survey_round.id)
    assert (found.answered, found.at) == (None, None)


def test_what_closing_would_yield_is_told_by_the_same_count_with_nobody_of_the_team_left():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    answered(survey_round, kiwi, [1, 2, 3, 4, 5])
    assert participation.outlooks(ADMINISTRATOR, survey_round.id)[kiwi].enough
    answered(survey_round, wren, [1, 2, 3, 4, 5])
    moderating.clear(coach(kiwi), TeamId(survey_round.id, kiwi))
    found = participation.outlooks(ADMINISTRATOR, survey_round.id)
    assert (found[kiwi].enough, found[wren].enough) == (False, False)


def test_who_agreed_to_a_coach_with_a_link_in_wrong_hands_has_not_agreed_any_more():
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    lea, leo = (people.add_person(ADMINISTRATOR, name) for name in ("Lea", "Leo"))
    for person in (lea, leo):
        for group in (kiwi, wren):
            people.give_role(ADMINISTRATOR, person, Role.COACH, group)
    strangers = {group: answered(survey_round, group, [1, 2, 3, 4, 5]) for group in (kiwi, wren)}
    for group, phones in strangers.items():
        for who in phones:
            promised.agree(who, TeamId(survey_round.id, group), lea)
        promised.agree(phones[0], TeamId(survey_round.id, group), leo)
    moderating.clear(ADMINISTRATOR, TeamId(survey_round.id, kiwi))
    for group, agreed in ((kiwi, [(True, 0), (True, 0)]), (wren, [(False, 0), (True, 1)])):
        found = promised.coaches(phone(survey_round, group), TeamId(survey_round.id, group))
        assert [(one.later, one.agreed) for one in found] == agreed


def test_a_team_that_has_closed_is_not_cleared_and_only_its_coach_clears_it():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    here = TeamId(survey_round.id, kiwi)
    for who in (leader(kiwi), phone(survey_round, kiwi), coach(99)):
        with pytest.raises(Refused):
            moderating.clear(who, here)
    closing.reveal(coach(kiwi), here)
    with pytest.raises(Closed):
        moderating.clear(coach(kiwi), here)


def test_a_coach_hides_a_comment_for_good_and_the_others_stay():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    here = TeamId(survey_round.id, kiwi)
    for nth, who in enumerate(answered(survey_round, kiwi, [1, 2, 3, 4, 5])):
        place(who, "pace", 4)
        if nth < 3:
            collect.comment(who, "pace", ("Ada is a fool.", "It depends.", "Sometimes.")[nth])
    with pytest.raises(Closed):
        moderating.hide_comment(coach(kiwi), here, "pace", "Ada is a fool.")
    closing.reveal(coach(kiwi), here)
    moderating.hide_comment(coach(kiwi), here, "pace", "Ada is a fool.")
    remarks = results.team(coach(kiwi), here).dimension("pace").remarks
    assert {one.text for one in remarks} == {"It depends.", "Sometimes."}
    assert holding("a fool") == set()
    with pytest.raises(BadInput):
        moderating.hide_comment(coach(kiwi), here, "pace", "Ada is a fool.")
    late = Principal(Person(7, "Lea", coaches=frozenset({kiwi}), later=frozenset({here})))
    for guess in ("It depends.", "Never."):
        with pytest.raises(Refused):
            moderating.hide_comment(late, here, "pace", guess)
    assert "hid_comment" in [deed for _, deed, _ in logged()]
