"""The log: every deed of administrators, coaches and leaders; never one of a respondent."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from posdash import clock
from posdash.access import log, respondents, signin
from posdash.access.log import Deed
from posdash.access.rights import Person, Principal, Role
from posdash.answers import closing, collect, moderating
from posdash.banks.bank import Openness
from posdash.hour import farewell, meeting
from posdash.hour.steps import Step, Stop
from posdash.organisation import coaches, people
from posdash.organisation import groups as structure
from posdash.rounds import links, participation, plan, promised, running
from posdash.store import store
from posdash.survey.round import Attribute, Links, TeamId
from world.company import (
    ADMINISTRATOR,
    bank,
    coach,
    groups,
    leader,
    logged,
    opened,
    phone,
    place,
    planned,
)
from world.database import rows

pytestmark = pytest.mark.usefixtures("empty_store")
SOMEWHERE_ELSE = {Deed.SENT_INVITATIONS, Deed.SENT_REMINDERS, Deed.IMPORTED}  # with their doors


def test_every_deed_stands_in_the_log_with_who_did_it(monkeypatch):
    cookie = signin.set_up(signin.setup_link().rpartition("/")[2], "Root")
    me = Principal(signin.person_of(cookie))
    kiwi, wren, owl = (structure.add_group(me, one) for one in ("Kiwi", "Wren", "Owl"))
    ada = people.add_person(me, "Ada", member_of=[kiwi])
    people.change_person(me, ada, "Ada L.", "", [kiwi])
    people.give_role(me, ada, Role.COACH, kiwi)
    people.take_role(me, ada, Role.COACH, kiwi)
    people.sign_in_link(me, ada)
    people.set_disabled(me, ada, disabled=True)
    people.set_disabled(me, ada, disabled=False)
    structure.split(me, kiwi, "Rook", [people.add_person(me, "Cy", member_of=[kiwi])])
    structure.rename(me, owl, "Hawk")
    structure.move(me, owl, kiwi)
    structure.merge(me, owl, wren)
    structure.archive(me, wren)
    structure.archive(me, wren, archived=False)
    survey_round = running.open_round(me, planned([kiwi, wren], links=Links.PERSONAL))
    running.move_closing(me, survey_round.id, survey_round.closes_at + timedelta(hours=1))
    running.set_erasure(me, survey_round.id, survey_round.closes_at + timedelta(days=1))
    bo = people.add_person(me, "Bo", member_of=[kiwi])
    running.let_in(me, TeamId(survey_round.id, kiwi), bo)
    links.personal_links(me, survey_round.id)
    links.replace_personal_link(me, survey_round.id, bo)
    links.personal_links(me, survey_round.id, anew=True)
    links.end_personal_link(me, survey_round.id, bo)
    other = bank("trust").model_copy(update={"id": "other"})
    by_team_link = opened([kiwi, wren], bank=other)
    links.end_team_link(me, TeamId(by_team_link.id, wren))
    people.give_role(me, bo, Role.COACH, kiwi)
    for _ in range(3):
        promised.agree(phone(survey_round, kiwi), TeamId(survey_round.id, kiwi), bo)
    here = TeamId(survey_round.id, kiwi)
    moderating.clear(me, here)
    collect_a_comment(survey_round, kiwi)
    closing.reveal(me, here)
    as_coach = Principal(replace(me.person, coaches=frozenset({kiwi, wren})))
    moderating.hide_comment(as_coach, here, "pace", "It depends.")
    of_any_size = TeamId(by_team_link.id, wren)
    closing.reveal(me, of_any_size)
    meeting.begin(as_coach, of_any_size)
    meeting.bring(as_coach, of_any_size, Stop(Step.WORDS))
    for _ in range(5):
        farewell.say(phone(by_team_link, wren), "rude")
    farewell.take_away(as_coach, of_any_size, "rude")
    monkeypatch.setattr(clock, "now", lambda: survey_round.closes_at + timedelta(days=2))
    closing.close_due()
    running.erase_due()
    plan.repeat(me, survey_round.id)
    running.delete(me, survey_round.id)
    running.cancel(me, opened([kiwi], closes_at=clock.now() + timedelta(days=1)).id)
    people.delete_person(me, ada)
    signin.reset_administrators(me)
    found = logged()
    assert {deed for _, deed, _ in found} == set(Deed) - SOMEWHERE_ELSE
    of_root = {deed for actor, deed, _ in found if actor == "Root"}
    of_the_date = {deed for actor, deed, _ in found if actor == "the closing date"}
    of_the_team = {deed for actor, deed, _ in found if actor == "the team"}
    assert of_the_date == {Deed.CLOSED_ROUND, Deed.ERASED}
    assert of_the_team == {Deed.AGREED_TO_COACH}
    assert of_root == set(Deed) - SOMEWHERE_ELSE - of_the_date - of_the_team


def collect_a_comment(survey_round, group: int) -> None:
    collect.comment(phone(survey_round, group), "pace", "It depends.")


def test_entries_say_what_they_are_about_and_follow_names_as_they_are_today():
    operator = "the command line"
    kiwi, wren = groups("Company / Kiwi", "Wren")
    ben = people.add_person(ADMINISTRATOR, "Ben B.")
    ada = people.add_person(ADMINISTRATOR, "Ada", member_of=[kiwi])
    as_ben = Principal(Person(ben, "Ben", leads=frozenset({kiwi})))
    coaches.name_coach(as_ben, kiwi, ada)
    structure.move(ADMINISTRATOR, wren, kiwi)
    people.change_person(ADMINISTRATOR, ada, "Ada L.", "", [kiwi])
    assert logged(4) == [
        (operator, Deed.CHANGED_PERSON, "Ada L."),
        (operator, Deed.MOVED_GROUP, "Wren to Company / Kiwi / Wren"),
        ("Ben B.", Deed.GAVE_ROLE, "Ada L. coach of Company / Kiwi"),
        (operator, Deed.ADDED_PERSON, "Ada L."),
    ]


def test_nothing_a_respondent_does_is_logged(monkeypatch):
    [kiwi] = groups("Kiwi")
    closes_at = clock.now() + timedelta(days=2)
    role = Attribute("role", ("developer", "designer"))
    survey_round = opened([kiwi], openness=Openness.NAMED, attributes=(role,), closes_at=closes_at)
    link = links.team_links(ADMINISTRATOR, survey_round.id)[0]
    before = rows("log_entry")
    device = b"d" * 32
    respondents.link_of(link.code)
    who = Principal(respondent=respondents.respondent(link.url.rpartition("/")[2], device))
    collect.survey(who)
    collect.sign(who, "Ada")
    place(who, "pace", 4)
    collect.comment(who, "pace", "It depends.")
    collect.describe(who, "role", "developer")
    collect.remove(who)
    monkeypatch.setattr(clock, "now", lambda: closes_at - timedelta(hours=1))
    participation.count_due()
    assert rows("log_entry") == before


def test_what_was_refused_is_not_logged():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    before = logged()
    for attempt in (
        lambda: closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi)),
        lambda: running.cancel(ADMINISTRATOR, survey_round.id),
        lambda: structure.rename(ADMINISTRATOR, kiwi, ""),
        lambda: people.give_role(ADMINISTRATOR, 999, Role.COACH, kiwi),
        lambda: people.add_person(ADMINISTRATOR, ""),
        lambda: plan.repeat(leader(kiwi), survey_round.id),
    ):
        with pytest.raises(Exception, match=r"\w"):
            attempt()
    assert logged() == before


def test_what_changes_nothing_is_not_logged():
    [kiwi] = groups("Kiwi")
    before = logged()
    groups("Kiwi")
    coaches.unname_coach(leader(kiwi), kiwi, 1)
    closing.close_due()
    running.erase_due()
    assert logged() == before


def test_a_hundred_entries_are_shown_at_a_time_the_newest_first():
    for number in range(103):
        groups(f"Group {number}")
    newest = log.entries(ADMINISTRATOR)
    assert (len(newest), newest[0].facts) == (100, {"group": "Group 102"})
    rest = log.entries(ADMINISTRATOR, newest[-1].id)
    assert [one.facts["group"] for one in rest] == ["Group 2", "Group 1", "Group 0"]
    assert log.entries(ADMINISTRATOR, rest[-1].id) == ()


def test_the_database_itself_keeps_every_entry_as_it_is():
    for name in ("Ada", "Bo"):
        people.add_person(ADMINISTRATOR, name)
    groups("Kiwi")
    before = log.entries(ADMINISTRATOR)
    for change in (
        "UPDATE log_entry SET at = '2020-01-01 00:00:00+00'",
        "UPDATE log_entry SET actor_kind = 'person'",
        "UPDATE log_entry SET actor_id = 99",
        "UPDATE log_entry SET deed = 'nothing'",
        "UPDATE log_entry SET facts = '{}' WHERE deed = 'added_group'",
        "UPDATE log_entry SET id = id + 1000",
        "UPDATE log_entry SET person_id = (SELECT max(id) FROM person)",
        "DELETE FROM log_entry",
        "DELETE FROM log_entry WHERE id = (SELECT min(id) FROM log_entry)",
    ):
        with pytest.raises(DBAPIError, match="what was done stays"), store().write() as connection:
            connection.execute(text(change))
    assert log.entries(ADMINISTRATOR) == before
