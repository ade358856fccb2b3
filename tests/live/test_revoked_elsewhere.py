"""Revoked while open, for administrators and respondents: buttons still there do nothing more."""

import pytest

from live.contents import nothing_changes
from live.labels import (
    ADD_GROUP,
    ADD_PERSON,
    BEGIN,
    CANCEL_ROUND,
    CLOSE_ALL_GROUPS,
    CLOSE_ONE_GROUP,
    DELETE_PERSON,
    DELETE_ROUND,
    DISABLE_ACCOUNT,
    DONE,
    GIVE_ROLE,
    GROUP_PATH,
    HANDED_ON,
    KEEP_PERSON,
    MAKE_LINK_ANEW,
    MAKE_SIGN_IN_LINK,
    NO_ROUND_BEHIND_LINK,
    NOT_OPEN,
    OPEN_ROUND,
    PERSON_NAME,
    REMOVE_ANSWERS,
)
from live.revoking import WAYS
from live.somebody import administrator, sign_in, somebody
from posdash.access.rights import Role
from posdash.organisation import people
from posdash.rounds import links
from posdash.survey.round import Links, TeamId
from world.company import ADMINISTRATOR, answered, groups, members, opened, planned

pytestmark = pytest.mark.usefixtures("another_administrator")
PLANNED = (OPEN_ROUND, DELETE_ROUND)
UNDER_WAY = (MAKE_LINK_ANEW, CLOSE_ONE_GROUP, CLOSE_ALL_GROUPS, CANCEL_ROUND)
PERSON = (KEEP_PERSON, GIVE_ROLE, MAKE_SIGN_IN_LINK, DISABLE_ACCOUNT, DELETE_PERSON)


def presses_in_vain(tab, name: str) -> bool:
    """Whether a button that is still there is refused in a sentence, and changes nothing."""
    button = tab.button(name)
    with nothing_changes():
        heard = tab.forge(button.id, "trigger_value", True, button.fragment)
        tab.rerun()
    return any(NOT_OPEN in text for text in heard) and tab.exceptions == []


def be_sure(tab, name: str) -> None:
    """Tick the box before a button, if there is one."""
    if tab.has(f"sure-{tab.button(name).key}"):
        tab.tick(f"sure-{tab.button(name).key}")


@pytest.mark.parametrize("button", PLANNED)
@pytest.mark.parametrize("revoke", WAYS)
def test_who_administers_no_more_runs_no_planned_round(device, revoke, button):
    planned(groups("Kiwi of a plan"))
    ada = administrator()
    tab = device(sign_in(ada)).tab("/rounds")
    be_sure(tab, button)
    revoke(device, ada, Role.ADMINISTRATOR, None)
    assert presses_in_vain(tab, button)


@pytest.mark.parametrize("button", UNDER_WAY)
def test_who_administers_no_more_runs_no_open_round(device, button):
    [kiwi] = groups(f"Kiwi, and {button}")
    answered(opened([kiwi]), kiwi, [1, 2, 3, 4, 5])
    ada = administrator()
    tab = device(sign_in(ada)).tab("/rounds")
    be_sure(tab, button)
    people.take_role(ADMINISTRATOR, ada, Role.ADMINISTRATOR, None)
    assert presses_in_vain(tab, button)


@pytest.mark.parametrize("revoke", WAYS)
def test_who_administers_no_more_adds_nobody(device, revoke):
    ada = administrator()
    tab = device(sign_in(ada)).tab("/people")
    tab.type(PERSON_NAME, "Eve")
    revoke(device, ada, Role.ADMINISTRATOR, None)
    assert presses_in_vain(tab, ADD_PERSON)


@pytest.mark.parametrize("button", PERSON)
def test_who_administers_no_more_changes_nobody(device, button):
    somebody("Aaron")
    ada = administrator()
    tab = device(sign_in(ada)).tab("/people")
    be_sure(tab, button)
    people.take_role(ADMINISTRATOR, ada, Role.ADMINISTRATOR, None)
    assert presses_in_vain(tab, button)


def test_who_administers_no_more_adds_no_group(device):
    ada = administrator()
    tab = device(sign_in(ada)).tab("/tree")
    tab.type(GROUP_PATH, "Eve's own")
    people.take_role(ADMINISTRATOR, ada, Role.ADMINISTRATOR, None)
    assert presses_in_vain(tab, ADD_GROUP)


@pytest.mark.parametrize("page", ["/rounds", "/people", "/tree", "/log", "/roster"])
def test_pages_of_who_administers_no_more_hold_nothing(device, page):
    planned(groups("Kiwi of the list"), title="Told to nobody")
    somebody("Nobody's business")
    ada = administrator()
    tab = device(sign_in(ada)).tab(page)
    people.take_role(ADMINISTRATOR, ada, Role.ADMINISTRATOR, None)
    heard = tab.rerun()
    assert tab.says(NOT_OPEN)
    assert tab.screen.widgets == []
    secrets = ("Kiwi of the list", "Told to nobody", "Nobody's business", "/in/", "/i/")
    assert not any(secret in text for text in heard for secret in secrets)


def test_a_coach_presses_no_button_of_an_administrator_that_was_never_shown_to_them(device):
    planned(groups("Kiwi never shown"))
    theirs = device(sign_in(administrator())).tab("/rounds")
    be_sure(theirs, OPEN_ROUND)
    tab = device(sign_in(somebody("Cleo", (Role.COACH, groups("Heron, hers")[0])))).tab("/rounds")
    with nothing_changes():
        tab.forge(theirs.button(OPEN_ROUND).id, "trigger_value", True)
        tab.go("/people")
        tab.forge(theirs.button(OPEN_ROUND).id, "trigger_value", True)
    assert tab.exceptions == []


@pytest.mark.parametrize("alone", [True, False], ids=["the part alone", "the whole page"])
def test_a_link_that_was_taken_back_saves_nothing_more(device, alone):
    [kiwi] = groups(f"Kiwi with a link, {alone}")
    survey_round = opened([kiwi])
    [link] = links.team_links(ADMINISTRATOR, survey_round.id)
    tab = device(link.url).tab("/answer")
    tab.click(BEGIN)
    tab.choose("place-pace-now", "3 of 7")
    aim, part = tab.radio("place-pace-aim"), tab.fragments[0]
    links.replace_team_link(ADMINISTRATOR, TeamId(survey_round.id, kiwi))
    with nothing_changes():
        heard = tab.forge(aim.id, "string_value", aim.options[4], part if alone else "")
        tab.rerun()
    assert any(HANDED_ON in text for text in heard)
    assert not tab.says("Where on pace?")
    assert tab.exceptions == []


def test_a_personal_link_that_was_taken_back_removes_and_saves_nothing_more(device):
    [kiwi] = groups("Kiwi with links")
    members(kiwi, 2)
    survey_round = opened([kiwi], links=Links.PERSONAL)
    link, _ = links.personal_links(ADMINISTRATOR, survey_round.id)
    phone = device(link.url)
    tab = phone.tab("/answer")
    tab.click(BEGIN)
    tab.choose("place-pace-now", "3 of 7")
    links.replace_personal_link(ADMINISTRATOR, survey_round.id, link.person)
    with nothing_changes():
        answers = [phone.post(REMOVE_ANSWERS), phone.get(DONE)]
    assert all(one.status_code == 403 and NO_ROUND_BEHIND_LINK in one.text for one in answers)
    assert tab.exceptions == []


@pytest.mark.parametrize("revoke", WAYS)
def test_who_administers_no_more_downloads_nothing(device, revoke):
    [kiwi] = groups(f"Kiwi for {revoke.__name__}")
    people.add_person(ADMINISTRATOR, "Listed Lina", member_of=[kiwi])
    survey_round = opened([kiwi], links=Links.PERSONAL)
    ada = administrator()
    mine = device(sign_in(ada))
    mine.tab("/roster")
    assert "Listed Lina" in mine.get("/files/people.csv").text
    revoke(device, ada, Role.ADMINISTRATOR, None)
    with nothing_changes():
        answers = [
            mine.get("/files/people.csv"),
            mine.get("/files/people.xlsx"),
            mine.get(f"/files/rounds/{survey_round.id}/links"),
            mine.post(f"/files/rounds/{survey_round.id}/links"),
            mine.get(f"/files/rounds/{survey_round.id}/cards"),
        ]
    assert [one.status_code for one in answers] == [403] * 5
    assert not any("Lina" in one.text for one in answers)
