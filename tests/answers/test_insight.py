"""Who could know an answer hides nobody: coaches signed in, answers entered, devices too many."""

import pytest

from posdash.access.rights import Person, Principal, Role
from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.keys import new_secret
from posdash.release.values import Coarse, Full, Withheld
from posdash.survey.round import Attribute, Facet, TeamId
from posdash.views import results
from world.company import (
    ADMINISTRATOR,
    answered,
    coach,
    groups,
    leader,
    members,
    opened,
    phone,
    place,
)

pytestmark = pytest.mark.usefixtures("empty_store")
ROLE = Attribute("role", ("making", "selling"))


def signed_in(who: Principal, person: Person | None) -> Principal:
    """The same link and device, in a browser where somebody is signed in."""
    return Principal(person, who.respondent)


def seen(survey_round, group):
    """What the coach sees of the first question once the team has closed."""
    here = TeamId(survey_round.id, group)
    closing.reveal(coach(group), here)
    return results.team(coach(group), here)


@pytest.mark.parametrize(
    ("role", "may_know"),
    [
        ("coach of the team", Role.COACH),
        ("leader of the team", Role.LEADER),
        ("leader above it", Role.LEADER),
        ("administrator", Role.ADMINISTRATOR),
        ("coach of another team", None),
        ("leader of another team", None),
        ("member signed in", None),
    ],
)
def test_who_looks_at_the_team_and_is_signed_in_where_they_answer_hides_nobody(role, may_know):
    company, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    person = {
        "coach of the team": coach(kiwi).person,
        "leader of the team": leader(kiwi).person,
        "leader above it": leader(company).person,
        "administrator": ADMINISTRATOR.person,
        "coach of another team": coach(wren).person,
        "leader of another team": leader(wren).person,
        "member signed in": Person(9, "Ada"),
    }[role]
    survey_round = opened([kiwi, wren])
    answered(survey_round, kiwi, [1, 2, 3, 4])
    who = signed_in(phone(survey_round, kiwi), person)
    place(who, "pace", 5)
    assert collect.survey(who).looks_as is may_know
    found = seen(survey_round, kiwi)
    assert isinstance(found.dimension("pace").now, Withheld if may_know else Full)
    assert found.entered == (1 if may_know else 0)


def test_four_invented_in_a_coachs_browser_do_not_give_the_one_real_answer():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    for _ in range(4):
        place(signed_in(phone(survey_round, kiwi), coach(kiwi).person), "pace", 4)
    place(phone(survey_round, kiwi), "pace", 2)
    found = seen(survey_round, kiwi)
    assert isinstance(found.dimension("pace").now, Withheld)
    assert "4 people are known to a coach" in found.audience


def test_what_was_once_answered_so_stays_known_wherever_it_is_changed_later():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [1, 2, 3, 4])
    who = phone(survey_round, kiwi)
    place(signed_in(who, coach(kiwi).person), "pace", 4, aim=3)
    place(who, "pace", 5, aim=6)
    place(who, "reach", 5)
    assert seen(survey_round, kiwi).entered == 1


def test_answers_that_were_removed_are_known_to_nobody_and_count_for_nobody():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [1, 2, 3, 4, 5])
    who = signed_in(phone(survey_round, kiwi), coach(kiwi).person)
    place(who, "pace", 4)
    collect.remove(who)
    found = seen(survey_round, kiwi)
    assert (found.entered, found.dimension("pace").now.n) == (0, 5)


def test_comments_written_in_a_coachs_browser_hide_no_author():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    phones = answered(survey_round, kiwi, [1, 2, 3, 4, 5])
    for who in (phones[0], *(signed_in(phone(survey_round, kiwi), coach(kiwi).person),) * 2):
        collect.comment(who, "pace", "It depends.")
    other = signed_in(phone(survey_round, kiwi), coach(kiwi).person)
    collect.comment(other, "pace", "It does.")
    assert isinstance(seen(survey_round, kiwi).dimension("pace").remarks, Withheld)


def test_what_a_coach_says_of_themselves_hides_nobody_who_said_the_same():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], attributes=(ROLE,))
    for role, number in (("making", 6), ("selling", 1)):
        for who in answered(survey_round, kiwi, [4] * number):
            collect.describe(who, "role", role)
    for _ in range(4):
        who = signed_in(phone(survey_round, kiwi), coach(kiwi).person)
        collect.describe(who, "role", "selling")
        place(who, "pace", 1)
    here = TeamId(survey_round.id, kiwi)
    closing.reveal(coach(kiwi), here)
    _, *choices = results.by_attribute(leader(kiwi), here, "role").rows
    assert all(isinstance(row.cells[0], Withheld) for row in choices)


def test_more_devices_than_people_are_said_on_the_picture_and_hide_nobody_beyond_the_people():
    [kiwi] = groups("Kiwi")
    members(kiwi, 4)
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [1, 2, 3, 4, 5, 6, 7])  # four people at most, below k
    found = seen(survey_round, kiwi)
    assert "7 devices answered for a team of 4" in found.audience
    assert isinstance(found.dimension("pace").now, Withheld)


def test_nine_devices_of_a_team_of_six_are_said_and_shown():
    [kiwi] = groups("Kiwi")
    members(kiwi, 6)
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [1, 2, 3, 4, 5, 6, 7, 1, 2])
    found = seen(survey_round, kiwi)
    assert "9 devices answered for a team of 6" in found.audience
    assert isinstance(found.dimension("pace").now, Full)
    assert found.dimension("reach").now == Withheld(found.dimension("reach").now.reason, 5)


def test_in_a_summary_devices_too_many_lower_the_tier_to_that_of_the_people():
    [kiwi] = groups("Kiwi")
    members(kiwi, 19)
    survey_round = opened([kiwi], openness=Openness.SUMMARY)
    answered(survey_round, kiwi, [1, 2, 3, 4, 5, 6, 7] * 3)  # 21 devices of 19 people
    assert isinstance(seen(survey_round, kiwi).dimension("pace").now, Coarse)


def test_where_nobody_is_listed_devices_are_not_too_many():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [1, 2, 3, 4, 5])
    found = seen(survey_round, kiwi)
    assert "devices answered" not in found.audience
    assert isinstance(found.dimension("pace").now, Full)


def test_in_a_named_round_what_a_coach_knew_is_marked():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], openness=Openness.NAMED)
    who = signed_in(phone(survey_round, kiwi), coach(kiwi).person)
    collect.sign(who, "Ada")
    collect.save(who, "pace", Facet.NOW, 3, new_secret())
    [signed] = seen(survey_round, kiwi).dimension("pace").signed
    assert (signed.name, signed.proxy) == ("Ada", True)


def test_a_comment_of_a_coach_who_signs_out_to_write_it_hides_nobody_either():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    for who in answered(survey_round, kiwi, [1, 2, 4, 6, 7])[:2]:
        collect.comment(who, "pace", "It depends.")
    mine = phone(survey_round, kiwi)
    place(signed_in(mine, coach(kiwi).person), "pace", 4)
    collect.comment(mine, "pace", "Mine.")
    assert isinstance(seen(survey_round, kiwi).dimension("pace").remarks, Withheld)
