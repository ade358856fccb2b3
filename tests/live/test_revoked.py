"""Revoked while open: a page that is already there shows and does nothing more for its reader."""

import pytest

from live.client import Heard
from live.contents import nothing_changes
from live.labels import NOT_OPEN, ONE_QUESTION, REVEAL, TEAM_AND_ROUND
from live.revoking import WAYS
from live.somebody import coach_of, leader_of, sign_in
from posdash.access.rights import Role
from posdash.organisation import people
from posdash.survey.round import Round
from world.company import ADMINISTRATOR, answered, closed, groups, opened

pytestmark = pytest.mark.usefixtures("another_administrator")
OF_THE_PICTURE = ("pace", "reach", "close together", "plotly", "scatterpolar", "customdata")


def with_picture(group: int) -> Round:
    return closed([group], {group: [1, 2, 3, 5, 6, 7]})


def shows_picture(heard: list[str] | Heard) -> bool:
    return any(word in text for text in heard for word in OF_THE_PICTURE if _own(text))


def _own(text: str) -> bool:
    return not text.startswith("<style>")  # the style sheet is everybody's


def test_a_coach_sees_the_picture_while_they_are_one(device):
    [kiwi] = groups("Kiwi of a coach")
    with_picture(kiwi)
    tab = device(sign_in(coach_of(kiwi))).tab("/team")
    assert shows_picture(tab.texts)
    assert shows_picture(tab.rerun())
    assert shows_picture(tab.rerun_fragment(tab.fragments[0]))
    assert tab.exceptions == []


@pytest.mark.parametrize("revoke", WAYS)
def test_a_picture_that_is_open_is_not_drawn_again(device, revoke):
    [kiwi] = groups(f"Kiwi {revoke.__name__}")
    with_picture(kiwi)
    cleo = coach_of(kiwi)
    tab = device(sign_in(cleo)).tab("/team")
    parts, list_of_questions = tab.fragments, tab.selectbox(ONE_QUESTION)
    assert len(parts) == 2
    revoke(device, cleo, Role.COACH, kiwi)
    with nothing_changes():
        heard = [
            *(text for part in parts for text in tab.rerun_fragment(part)),
            *tab.forge(list_of_questions.id, "string_value", "left pace ↔ right pace", parts[0]),
            *tab.rerun(),
            *(text for part in parts for text in tab.rerun_fragment(part)),
        ]
    assert any(NOT_OPEN in text for text in heard)
    assert not shows_picture(heard)
    assert not shows_picture(tab.texts)
    assert tab.exceptions == []


def test_who_loses_one_of_two_teams_sees_the_other_alone(device):
    kiwi, heron = groups("Kiwi of two", "Heron of two")
    with_picture(kiwi)
    with_picture(heron)
    cleo = coach_of(kiwi, heron)
    tab = device(sign_in(cleo)).tab("/team")
    tab.choose(TEAM_AND_ROUND, "Kiwi of two · Spring")
    picture, team = tab.fragments[0], tab.selectbox(TEAM_AND_ROUND)
    people.take_role(ADMINISTRATOR, cleo, Role.COACH, kiwi)
    assert not shows_picture(tab.rerun_fragment(picture))
    assert tab.says(NOT_OPEN)
    tab.rerun()
    heard = tab.forge(team.id, "string_value", "Kiwi of two · Spring")
    assert not any("Kiwi of two" in text for text in heard)
    assert shows_picture(tab.texts)
    assert tab.says("Heron of two: Spring")
    assert tab.exceptions == []


@pytest.mark.parametrize("revoke", WAYS)
def test_a_coach_no_longer_closes_the_team(device, revoke):
    [kiwi] = groups(f"Kiwi to close {revoke.__name__}")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [1, 2, 3, 5, 6])
    cleo = coach_of(kiwi)
    tab = device(sign_in(cleo)).tab("/team")
    button = tab.button(REVEAL)
    tab.tick(f"sure-{button.key}")
    revoke(device, cleo, Role.COACH, kiwi)
    with nothing_changes():
        heard = tab.forge(button.id, "trigger_value", True)
    assert any(NOT_OPEN in text for text in heard)
    assert tab.exceptions == []


def test_a_coach_closes_no_other_team_by_what_the_page_never_offered(device):
    kiwi, heron = groups("Kiwi on one side", "Heron on the other")
    mine, others = opened([kiwi], title="Mine"), opened([heron], title="Theirs")
    answered(mine, kiwi, [1, 2, 3, 5, 6])
    answered(others, heron, [1, 2, 3, 5, 6])
    cleo, hanna = coach_of(kiwi), coach_of(heron)
    theirs = device(sign_in(hanna)).tab("/team")
    reveal = theirs.button(REVEAL)
    theirs.tick(f"sure-{reveal.key}")
    tab = device(sign_in(cleo)).tab(f"/team?round={others.id}&group={heron}")
    sure = f"sure-{tab.button(REVEAL).key}"
    with nothing_changes():
        tab.tick(sure)
        heard = tab.forge(reveal.id, "trigger_value", True)
    assert not any("Heron" in text or "Theirs" in text for text in heard)
    assert tab.exceptions == []


@pytest.mark.parametrize("forged", ["{round}-{group}", "Heron unasked · Theirs", "", "0"])
def test_a_list_gives_no_team_that_it_never_offered(device, forged):
    kiwi, heron = groups("Kiwi asked", "Heron unasked")
    with_picture(kiwi)
    with_picture(kiwi)
    hidden = closed([heron], {heron: [4, 4, 4, 4, 4]}, title="Theirs")
    tab = device(sign_in(coach_of(kiwi))).tab("/team")
    value = forged.format(round=hidden.id, group=heron)
    with nothing_changes():
        heard = tab.forge(tab.selectbox(TEAM_AND_ROUND).id, "string_value", value)
    assert not any("Heron" in text or "Theirs" in text for text in heard)
    assert tab.says("Kiwi asked: Spring")
    assert tab.exceptions == []


def test_a_leader_no_longer_sees_groups_side_by_side(device):
    top, kiwi, heron = groups("Company", "Company / Kiwi", "Company / Heron")
    closed([kiwi, heron], {kiwi: [1, 2, 3, 4, 5, 6], heron: [1, 3, 3, 4, 5, 7]})
    lee = leader_of(top)
    tab = device(sign_in(lee)).tab("/groups")
    assert shows_picture(tab.texts)
    people.take_role(ADMINISTRATOR, lee, Role.LEADER, top)
    with nothing_changes():
        heard = [*tab.point("heatmap-wide", [0, 0]), *tab.rerun()]
    assert not shows_picture(heard)
    assert tab.says(NOT_OPEN)
    assert tab.exceptions == []
