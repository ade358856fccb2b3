"""The pages on which rounds are run and the organisation is looked after."""

from datetime import timedelta

import pytest

from posdash import clock
from posdash.access import respondents
from posdash.access.log import Deed
from posdash.access.rights import Role
from posdash.answers import collect
from posdash.organisation import coaches, people
from posdash.rounds import links, participation, plan, running
from posdash.survey.round import Facet, Links, State
from world.company import (
    ADMINISTRATOR,
    answered,
    closed,
    coach,
    groups,
    leader,
    logged,
    members,
    opened,
    phone,
    planned,
)
from world.database import rows


def pick(page, label: str, value: object) -> None:
    [box] = [one for one in page.app.selectbox if one.label == label]
    box.set_value(value).run()


def state(round_id: int) -> State:
    return next(one.state for one in plan.all_rounds(ADMINISTRATOR) if one.id == round_id)


def test_a_planned_round_is_opened_only_by_somebody_who_says_they_are_sure(visit):
    [kiwi] = groups("Kiwi")
    round_id = planned([kiwi])
    page = visit("coach/rounds.py", ADMINISTRATOR)
    page.press("Open the round")
    assert state(round_id) is State.PLANNED
    assert "Nothing is done yet." in page.text
    page.confirm("Open the round")
    assert state(round_id) is State.OPEN


def test_links_qr_codes_and_two_words_are_there_once_it_is_open(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    [link] = links.team_links(ADMINISTRATOR, survey_round.id)
    page = visit("coach/rounds.py", ADMINISTRATOR)
    assert link.url in page.app.code[0].value
    assert link.code in page.text
    assert "counts devices" in page.text
    assert f"/files/rounds/{survey_round.id}/cards" in page.text


def test_a_link_in_the_wrong_hands_is_replaced(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    [before] = links.team_links(ADMINISTRATOR, survey_round.id)
    visit("coach/rounds.py", ADMINISTRATOR).confirm("Make another link")
    [after] = links.team_links(ADMINISTRATOR, survey_round.id)
    assert (after.url != before.url, after.code != before.code) == (True, True)


def test_how_many_have_answered_is_said_once_a_day_and_never_below_k(visit, monkeypatch):
    kiwi, wren = groups("Kiwi", "Wren")
    members(kiwi, 8)
    survey_round = opened([kiwi, wren], closes_at=clock.now() + timedelta(days=9))
    answered(survey_round, kiwi, [1, 2, 3, 4, 5, 6])
    answered(survey_round, wren, [1, 2])
    assert "nobody can watch" in visit("coach/rounds.py", ADMINISTRATOR).text
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    participation.count_due()
    answered(survey_round, kiwi, [7])
    text = visit("coach/rounds.py", ADMINISTRATOR).text
    assert "6 of 8" in text
    assert "Fewer than 5" in text
    assert "6 of 8" in visit("coach/rounds.py", coach(kiwi)).text
    assert "Wren" not in visit("coach/rounds.py", coach(kiwi)).text.split("How many")[1]


def test_a_round_opened_by_mistake_is_cancelled_and_planned_once_more(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    who = phone(survey_round, kiwi)
    collect.save(who, "pace", Facet.NOW, 2, b"1" * 32)
    page = visit("coach/rounds.py", ADMINISTRATOR)
    page.confirm("Cancel the round")
    assert state(survey_round.id) is State.CANCELLED
    assert "called off" in page.text
    assert "called off" in visit("member/answer.py", who).text
    page = visit("coach/rounds.py", ADMINISTRATOR)
    page.press("Plan it once more")
    assert [one.state for one in plan.all_rounds(ADMINISTRATOR)] == [
        State.PLANNED,
        State.CANCELLED,
    ]


def test_people_get_more_time_but_never_less(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    page = visit("coach/rounds.py", ADMINISTRATOR)
    page.confirm("Move the closing time")
    assert plan.all_rounds(ADMINISTRATOR)[0].closes_at > survey_round.closes_at
    page.field("closes_at-day", f"move-{survey_round.id}").set_value(f"{clock.now():%Y-%m-%d}")
    page.confirm("Move the closing time")
    assert "People were told until when they can answer." in page.text


def test_one_group_closes_while_the_others_go_on(visit):
    kiwi, wren = groups("Kiwi", "Wren")
    survey_round = opened([kiwi, wren])
    visit("coach/rounds.py", ADMINISTRATOR).confirm("Close this group")
    now = plan.all_rounds(ADMINISTRATOR)[0]
    assert [one.closed for one in now.asked] == [True, False]
    assert now.state is State.OPEN
    assert now.id == survey_round.id


def test_whoever_joined_since_is_let_in(visit):
    [kiwi] = groups("Kiwi")
    members(kiwi, 2)
    survey_round = opened([kiwi])
    assert "Nobody has joined" in visit("coach/rounds.py", ADMINISTRATOR).text
    people.add_person(ADMINISTRATOR, "Late Lina", member_of=[kiwi])
    visit("coach/rounds.py", ADMINISTRATOR).confirm("Let them in")
    assert running.joiners(ADMINISTRATOR, survey_round.id) == ()
    assert plan.all_rounds(ADMINISTRATOR)[0].asked[0].people == 3


def test_without_a_mail_server_the_page_says_so_and_offers_a_file(visit):
    [kiwi] = groups("Kiwi")
    members(kiwi, 2)
    survey_round = opened([kiwi], links=Links.PERSONAL)
    assert "posdash has no mail server" in visit("coach/letters.py", ADMINISTRATOR).text
    text = visit("coach/rounds.py", ADMINISTRATOR).text
    assert "2 people are asked; 2 of them have no link yet" in text
    assert f"/files/rounds/{survey_round.id}/links" in text


def test_a_personal_link_is_replaced_and_shown_once(visit):
    [kiwi] = groups("Kiwi")
    members(kiwi, 1)
    survey_round = opened([kiwi], links=Links.PERSONAL)
    [before] = links.personal_links(ADMINISTRATOR, survey_round.id)
    page = visit("coach/rounds.py", ADMINISTRATOR)
    page.confirm("Make another link")
    assert "shown only now" in page.text
    assert page.app.code[0].value != before.url
    assert respondents.respondent(before.url.rsplit("/", 1)[1], b"1" * 32) is None


def test_a_closed_round_is_deleted_with_all_that_was_counted(visit):
    [kiwi] = groups("Kiwi")
    closed([kiwi], {kiwi: [1, 2, 3, 4, 5]})
    visit("coach/rounds.py", ADMINISTRATOR).confirm("Delete the round")
    assert plan.all_rounds(ADMINISTRATOR) == ()


def test_a_day_is_set_on_which_comments_and_names_go(visit):
    [kiwi] = groups("Kiwi")
    closed([kiwi], {kiwi: [1, 2, 3, 4, 5]})
    page = visit("coach/rounds.py", ADMINISTRATOR)
    page.confirm("Set the day")
    assert "Comments, notes and names are erased" in page.text
    page.press("Keep them after all")
    assert plan.all_rounds(ADMINISTRATOR)[0].erase_at is None


def test_a_coach_plans_for_their_own_team_down_to_three_answers(visit):
    groups("Kiwi", "Wren")
    page = visit("coach/plan.py", coach(1))
    assert page.app.multiselect[0].options == ["Kiwi"]
    pick(page, "Question bank", "team-and-neighbours")
    page.app.text_input[0].input("Our own look")
    page.app.multiselect[0].set_value([1])
    [k] = page.app.number_input
    k.set_value(3)
    page.press("Plan the round")
    [survey_round] = plan.all_rounds(coach(1))
    assert (survey_round.k, survey_round.k_outside, survey_round.title) == (3, 5, "Our own look")
    visit("coach/rounds.py", coach(1)).confirm("Open the round")
    assert state(survey_round.id) is State.OPEN


def test_a_plan_leads_to_its_preview(visit):
    [kiwi] = groups("Kiwi")
    round_id = planned([kiwi])
    page = visit("coach/rounds.py", ADMINISTRATOR)
    assert f"/preview?round={round_id}" in page.text


@pytest.mark.parametrize("label", ["Rename the group", "Move the group"])
def test_groups_are_renamed_and_moved(visit, label):
    kiwi, east = groups("Kiwi", "East")
    page = visit("admin/tree.py", ADMINISTRATOR)
    pick(page, "Group", str(kiwi))
    page.field("parent", f"move-{kiwi}").set_value(east)
    page.field("name", f"rename-{kiwi}").input("Kakapo")
    page.press(label)
    found = people.organisation(ADMINISTRATOR).paths[kiwi]
    assert found == {"Rename the group": "Kakapo", "Move the group": "East / Kiwi"}[label]


def test_groups_are_merged_archived_and_brought_back(visit):
    kiwi, wren = groups("Kiwi", "Wren")
    members(kiwi, 2)
    page = visit("admin/tree.py", ADMINISTRATOR)
    page.confirm("Merge the groups")
    assert people.organisation(ADMINISTRATOR).sizes == {wren: 2}
    assert "archived" in page.text
    page.press("Bring it back")
    page.confirm("Archive the group")
    assert plan.choosable(ADMINISTRATOR) == {wren: "Wren"}


def test_some_of_a_group_go_to_a_new_one(visit):
    [kiwi] = groups("Kiwi")
    ada, _ = (people.add_person(ADMINISTRATOR, name, member_of=[kiwi]) for name in ("Ada", "Bo"))
    page = visit("admin/tree.py", ADMINISTRATOR)
    page.field("name", f"split-{kiwi}").input("Owlet")
    page.field("people", f"split-{kiwi}").set_value([ada])
    page.press("Split the group")
    found = people.organisation(ADMINISTRATOR)
    assert {one.name: one.member_of for one in found.people} == {"Ada": ("Owlet",), "Bo": ("Kiwi",)}


def test_a_person_is_changed_disabled_and_deleted(visit):
    [kiwi] = groups("Kiwi")
    round_id = people.add_person(ADMINISTRATOR, "Ada", member_of=[kiwi])
    people.add_person(ADMINISTRATOR, "Head")
    head = people.add_person(ADMINISTRATOR, "Real head")
    people.give_role(ADMINISTRATOR, head, Role.ADMINISTRATOR, None)
    page = visit("admin/people.py", ADMINISTRATOR)
    page.field("name", f"change-{round_id}").input("Ada Abel")
    page.press("Keep this")
    assert "Ada Abel" in page.text
    page.press("Disable the account")
    assert "Ada Abel (disabled)" in page.text
    page.confirm("Delete this person")
    assert "Ada" not in [one.name for one in people.organisation(ADMINISTRATOR).people]


def test_a_role_is_given_and_taken_away_but_one_administrator_stays(visit):
    [kiwi] = groups("Kiwi")
    round_id = people.add_person(ADMINISTRATOR, "Ada")
    people.give_role(ADMINISTRATOR, round_id, Role.ADMINISTRATOR, None)
    page = visit("admin/people.py", ADMINISTRATOR)
    page.press("Give this role")
    [ada] = people.organisation(ADMINISTRATOR).people
    assert {one.role for one in ada.roles} == {Role.COACH, Role.ADMINISTRATOR}
    page.app.button(key=f"take-{round_id}-0-0").click().run()
    assert "Somebody must be able to administer posdash." in page.text
    page.app.button(key=f"take-{round_id}-1-0").click().run()
    [ada] = people.organisation(ADMINISTRATOR).people
    assert [one.role for one in ada.roles] == [Role.ADMINISTRATOR]
    assert kiwi


def test_a_leader_names_a_coach_among_their_own_people(visit):
    _, kiwi, _ = groups("East", "East / Kiwi", "West")
    members(kiwi, 1)
    page = visit("leader/coaches.py", leader(1))
    assert "West" not in page.text
    pick(page, "Group", str(kiwi))
    page.press("Make them the coach")
    found = {one.path: list(one.coaches.values()) for one in coaches.delegated(leader(1)).groups}
    assert found == {"East": [], "East / Kiwi": [f"Person 0 of {kiwi}"]}
    page.press("Take away")
    assert "Somebody of your groups" in [one.label for one in page.app.selectbox]


def test_the_log_tells_what_was_done_and_nothing_of_answers(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [1, 2])
    page = visit("admin/log.py", ADMINISTRATOR)
    assert "opened a round" in page.text
    deeds = [deed for _, deed, _ in logged()]
    assert deeds == [Deed.OPENED_ROUND, Deed.PLANNED_ROUND, Deed.ADDED_GROUP]


def test_a_coach_hands_nobodys_own_link_over_and_reads_what_a_close_would_yield(visit):
    [kiwi] = groups("Kiwi")
    members(kiwi, 4)
    survey_round = opened([kiwi], links=Links.PERSONAL)
    text = visit("coach/rounds.py", coach(kiwi)).text
    assert f"/files/rounds/{survey_round.id}/links" not in text
    assert "Another link" not in text
    assert "Kiwi has 4 people, and nothing is shown of fewer than 5 answers" in text


def test_a_plan_that_can_show_nothing_of_a_team_says_so_before_it_opens(visit):
    [kiwi] = groups("Kiwi")
    members(kiwi, 4)
    planned([kiwi])
    text = visit("coach/rounds.py", ADMINISTRATOR).text
    assert "Fewer than 5 people belong to Kiwi (4)" in text


def test_strangers_answers_are_erased_from_the_page_of_rounds(visit):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [1, 2, 3])
    visit("coach/rounds.py", ADMINISTRATOR).confirm("Erase its answers")
    assert rows("answer") == 0
