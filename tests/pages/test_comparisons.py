"""Comparing on the pages: groups, rounds, and what people said of themselves."""

from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.rounds import plan
from posdash.survey.round import Attribute
from world.company import (
    ADMINISTRATOR,
    closed,
    coach,
    groups,
    leader,
    members,
    opened,
    phone,
    place,
)

ROLE = Attribute("role", ("developer", "designer"))


def choose(page, label: str, option) -> None:
    """Choose from the list of that name."""
    [box] = [one for one in page.app.selectbox if one.label == label]
    box.select(option).run()


def test_a_leader_compares_two_groups_and_one_of_them_with_an_earlier_round(visit):
    company, kiwi, wren = groups("Company", "Company / Kiwi", "Company / Wren")
    for group in (kiwi, wren):
        members(group, 5)
    closed([kiwi, wren], {kiwi: [1, 1, 1, 2, 1], wren: [6, 6, 7, 7, 7]}, title="Autumn")
    closed([kiwi, wren], {kiwi: [6, 6, 6, 7, 6], wren: [6, 6, 7, 7, 7]})
    page = visit("leader/groups.py", leader(company))
    choose(page, "This group", "Kiwi")
    choose(page, "And this one", "Wren")
    assert "be told on 1 of 1 question with so few answers." in page.text
    choose(page, "Which group", "Kiwi")
    choose(page, "Compare with", "Autumn")
    assert "Kiwi moved about 5 points towards right pace." in page.text
    assert "Holm, 0.05" in page.text


def test_a_leader_reads_first_which_group_stands_apart_and_finds_all_of_them_folded(visit):
    company, *teams = groups("Company", "Company / Kiwi", "Company / Wren", "Company / Finch")
    kiwi, wren, finch = teams
    alike = [3, 4, 4, 4, 5, 3, 4, 4, 5, 4]
    closed(teams, {kiwi: [7, 7, 6, 7, 7, 6, 7, 7, 7, 7], wren: alike, finch: alike})
    page = visit("leader/groups.py", leader(company))
    assert "Kiwi stands about 3 points further towards right pace than the others." in page.text
    [folded] = [one for one in page.app.expander if one.label == "Each group beside the others"]
    assert "about 3 points towards right pace" in str(folded.markdown) + page.text


def test_a_coach_compares_with_an_earlier_round_and_is_told_what_that_may_tell(visit):
    [kiwi] = groups("Kiwi")
    closed([kiwi], {kiwi: [1, 1, 2, 2, 1, 2]}, title="Autumn")
    closed([kiwi], {kiwi: [6, 7, 6, 7, 6, 6]})
    page = visit("coach/team.py", coach(kiwi))
    assert "the team may tell their answers from the two pictures" in page.text
    choose(page, "Compare with", "Autumn")
    assert "Kiwi moved clearly on 1 of 1 question." in page.text


def test_people_say_what_they_are_at_the_end_and_take_it_back(visit):
    [kiwi] = groups("Kiwi")
    who = phone(opened([kiwi], attributes=(ROLE,)), kiwi)
    page = visit("member/answer.py", who)
    assert "At the end you may say your role." in page.text
    for label in ("Begin", "Next", "Next"):
        page.press(label)
    assert "You need not say anything." in page.text
    [roles] = page.app.radio
    roles.set_value("designer").run()
    assert collect.survey(who).traits == {"role": "designer"}
    page.press("Take it back")
    assert collect.survey(who).traits == {}
    assert 'href="/done?round=' in page.text
    assert "Thank you" in visit("member/answer.py", who, step="done").text


def test_a_coach_looks_at_a_large_team_by_role(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], attributes=(ROLE,), openness=Openness.SUMMARY)
    for index in range(12):
        who = phone(survey_round, kiwi)
        collect.describe(who, "role", ROLE.choices[index % 2])
        place(who, "pace", 1 if index % 2 else 7)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    page = visit("coach/team.py", coach(kiwi))
    choose(page, "Split by", "role")
    assert "2 of 2 choices of role can be shown." in page.text
    choose(page, "This choice", "developer")
    choose(page, "And this one", "designer")
    assert "designer stands about 6 points further towards left pace than developer." in page.text


def test_beside_single_dots_no_split_is_offered(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], attributes=(ROLE,))
    for index in range(12):
        who = phone(survey_round, kiwi)
        collect.describe(who, "role", ROLE.choices[index % 2])
        place(who, "pace", 1 if index % 2 else 7)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    page = visit("coach/team.py", coach(kiwi))
    assert "By what people said of themselves" not in page.text
    assert "Split by" not in [one.label for one in page.app.selectbox]


def test_an_administrator_plans_what_people_may_say_of_themselves(visit):
    groups("Kiwi")
    page = visit("coach/plan.py", ADMINISTRATOR)
    for box in page.app.text_input:
        if box.label == "Title, as people will read it":
            box.set_value("Spring")
        if box.label == "Choices of role, with commas":
            box.set_value("developer, designer,")
    page.app.multiselect[0].select("Kiwi")
    page.press("Plan the round")
    [survey_round] = plan.all_rounds(ADMINISTRATOR)
    assert survey_round.attributes == (ROLE,)
    listed = visit("coach/rounds.py", ADMINISTRATOR)
    assert "People may say their role: developer, designer." in listed.text
