"""What was stored before a revision is there after it, and after going back and forth."""

import json

import pytest
from sqlalchemy import text

from db import migrate
from posdash import sample
from posdash.access import log as access_log
from posdash.access import words
from posdash.access.rights import Person, Principal, Role
from posdash.answers import closing, collect
from posdash.banks.bank import Openness, Placed
from posdash.hour import meeting, proxy
from posdash.hour.steps import Step, Stop
from posdash.organisation import groups as structure
from posdash.organisation import people
from posdash.rounds import loading, running
from posdash.store import store
from posdash.survey.round import Facet, Round, TeamId
from posdash.survey.tally import Wish
from posdash.views import audit, results
from world import database
from world.company import (
    ADMINISTRATOR,
    bank,
    closed,
    coach,
    groups,
    leader,
    logged,
    members,
    opened,
    phone,
    place,
    planned,
)

TRIGGER = {
    True: "SELECT sql FROM sqlite_master WHERE name = 'round_group_locked'",
    False: "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'round_group_locked'",
}
pytestmark = pytest.mark.usefixtures("empty_store")


def sql(statement: str, **values: object) -> list[tuple]:
    """What the database itself holds, or what is changed in it behind every door."""
    with store().write() as connection:
        found = connection.execute(text(statement), values)
        return [tuple(row) for row in found] if found.returns_rows else []


def everything_but_the_log() -> dict[str, list[str]]:
    return {name: rows for name, rows in database.everything().items() if name != "log_entry"}


def judged() -> list[tuple[int, int, bool]]:
    """The groups of which something was judged beside an earlier round."""
    asked = "SELECT round_id, group_id, few_changed FROM round_group"
    return sql(f"{asked} WHERE few_changed IS NOT NULL ORDER BY 1, 2")


def wishes(survey_round: Round) -> dict[tuple[int, str], Wish]:
    with store().read() as connection:
        return dict(loading.counted(connection, survey_round).wishes)


def without_trigger(statement: str, **values: object) -> None:
    """Change a closed group as only a version before could have written it."""
    here = "" if store().is_sqlite else " ON round_group"
    with store().write() as connection:
        made = connection.execute(text(TRIGGER[store().is_sqlite])).scalar_one()
        connection.execute(text(f"DROP TRIGGER round_group_locked{here}"))
        connection.execute(text(statement), values)
        connection.exec_driver_sql(made)


def candidate() -> str:
    """The key of the one candidate there is."""
    [(key,)] = sql("SELECT key FROM subject WHERE name <> ''")
    return key


def test_the_whole_sample_goes_down_and_up_again_and_only_its_candidate_has_another_key():
    sample.load(ADMINISTRATOR)
    sql("UPDATE role SET since = NULL")  # since when somebody coaches is forgotten on the way
    key, before, log = candidate(), everything_but_the_log(), logged()
    migrate.downgrade(store(), "0004")
    migrate.upgrade(store())
    after = everything_but_the_log()
    for found in (before, after):  # no version before knew how many devices had answered
        found["round_group"] = [row.rpartition(", ")[0] for row in found["round_group"]]
    assert before.pop("wish")
    assert not after.pop("wish")  # nor how far each wanted to move
    before.pop("turnover")
    assert after.pop("turnover")  # which was judged by fewer rules then
    assert after == {
        name: sorted(row.replace(key, candidate()) for row in rows) for name, rows in before.items()
    }
    assert logged() == log


def test_the_sample_of_the_version_before_is_told_by_keys_afterwards():
    sample.load(ADMINISTRATOR)
    migrate.downgrade(store(), "0004")
    names = {"the team", "the company", "Fridays without meetings"}
    assert {row[0] for row in sql("SELECT name FROM subject")} == names
    assert {row[0] for row in sql("SELECT DISTINCT subject FROM answer")} == {"candidate"}
    migrate.upgrade(store())
    key = candidate()
    assert {row[0] for row in sql("SELECT DISTINCT subject FROM answer")} == {key}
    assert {row[0] for row in sql("SELECT name FROM subject WHERE key <> :key", key=key)} == {""}
    assert audit.audit(ADMINISTRATOR, 2).leaks == ()


def test_two_candidates_of_one_name_become_one_and_others_stay_apart():
    [kiwi] = groups("Kiwi")
    shaping = bank("pace", places=Placed.CANDIDATE)
    for name in ("Quiet Fridays", "Quiet Fridays", "Pairing"):
        closed([kiwi], {kiwi: [1, 2, 3, 4, 5]}, bank=shaping, candidate=name)
    migrate.downgrade(store(), "0004")
    migrate.upgrade(store())
    first, second, third = [row[0] for row in sql("SELECT key FROM subject ORDER BY round_id")]
    assert first == second != third


def test_a_name_with_the_words_of_an_entered_answer_becomes_a_name_and_a_mark():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], openness=Openness.NAMED)
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
    proxy.enter(coach(kiwi), TeamId(survey_round.id, kiwi), {("pace", Facet.NOW): 3}, "Ben")
    migrate.downgrade(store(), "0004")
    assert sql("SELECT name FROM signature") == [("Ben (entered by the coach)",)]
    with store().write() as connection:  # which the version before counted as they were entered
        connection.execute(text("UPDATE round_group SET entered = 1"))
    migrate.upgrade(store())
    meeting.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    [signed] = (
        results.team(phone(survey_round, kiwi), TeamId(survey_round.id, kiwi))
        .dimension("pace")
        .signed
    )
    assert (signed.name, signed.proxy) == ("Ben", True)


def test_an_open_candidates_comment_can_still_be_changed_by_the_device_that_wrote_it():
    [kiwi] = groups("Kiwi")
    survey_round = opened(
        [kiwi], bank=bank("pace", places=Placed.CANDIDATE), candidate="Quiet Fridays"
    )
    who = phone(survey_round, kiwi)
    place(who, "pace", 4)
    collect.comment(who, "pace", "It depends.")
    migrate.downgrade(store(), "0004")
    migrate.upgrade(store())
    assert collect.survey(who).comments["pace"].text == "It depends."
    assert collect.survey(who).placements == {("pace", Facet.NOW): 4}
    collect.comment(who, "pace", "")
    assert sql("SELECT text FROM comment") == []


def test_who_acted_becomes_an_id_and_who_has_left_is_said_to_have():
    [kiwi] = groups("Kiwi")
    ada, bo = (people.add_person(ADMINISTRATOR, one) for one in ("Ada", "Bo"))
    for person in (ada, bo):
        people.give_role(ADMINISTRATOR, person, Role.ADMINISTRATOR, None)
    structure.rename(Principal(Person(ada, "Ada", administrator=True)), kiwi, "Wren")
    migrate.downgrade(store(), "0004")
    entry = sql("SELECT actor, deed, about FROM log_entry ORDER BY id DESC LIMIT 1")
    assert entry == [("Ada", "renamed a group", "Kiwi, Wren")]
    migrate.upgrade(store())
    assert sql("SELECT actor_kind, actor_id FROM log_entry ORDER BY id DESC LIMIT 1") == [
        ("person", ada)
    ]
    people.delete_person(ADMINISTRATOR, ada)
    found = [
        one for one in access_log.entries(ADMINISTRATOR) if one.facts == {"said": "Kiwi, Wren"}
    ]
    assert [words.actor(one) for one in found] == ["somebody who left"]


def test_an_address_in_the_letters_of_machines_becomes_the_one_people_read():
    people.add_person(ADMINISTRATOR, "Bo", "bo@straße.example")
    sql("UPDATE person SET email = 'bo@xn--strae-oqa.example'")
    migrate.downgrade(store(), "0004")
    migrate.upgrade(store())
    assert sql("SELECT email FROM person") == [("bo@straße.example",)]


def test_another_name_for_the_team_changes_no_judgement_and_no_comparison():
    """Two rounds are of the same subject by its key; what it is called is only shown."""
    company, kiwi = groups("Company", "Company / Kiwi")
    members(kiwi, 12)
    first = closed([kiwi], {kiwi: [4] * 11})
    sql("UPDATE subject SET name = 'das Team'")
    second = closed([kiwi], {kiwi: [4] * 12})
    assert judged() == [(second.id, group, True) for group in (company, kiwi)]
    assert results.since(leader(company), TeamId(second.id, company), first.id).dimensions


def test_what_was_wished_before_it_was_kept_is_not_there_and_what_is_wished_since_is():
    [kiwi] = groups("Kiwi")
    before, after = opened([kiwi]), planned([kiwi])
    for now, aim in ((4, 6), (4, 5), (5, 3)):
        place(phone(before, kiwi), "pace", now, aim)
    closing.close_round(ADMINISTRATOR, before.id)
    migrate.downgrade(store(), "0006")
    migrate.upgrade(store())
    assert wishes(before) == {}
    after = running.open_round(ADMINISTRATOR, after)
    place(phone(after, kiwi), "pace", 2, 6)
    closing.close_round(ADMINISTRATOR, after.id)
    assert wishes(after) == {(kiwi, "pace"): Wish(1, 4, 16)}


def test_a_group_in_which_few_had_changed_keeps_what_it_was_judged_beside():
    company, kiwi = groups("Company", "Company / Kiwi")
    members(kiwi, 6)
    first = closed([kiwi], {kiwi: [4] * 6})
    second = closed([kiwi], {kiwi: [1, 1, 2, 3, 3, 3]})
    sql("DELETE FROM turnover")
    migrate.downgrade(store(), "0006")
    without_trigger("UPDATE round_group SET few_changed = (round_id = :it)", it=second.id)
    migrate.upgrade(store())
    assert sql("SELECT round_id, group_id, dimension, facet, kind FROM turnover ORDER BY 2") == [
        (second.id, group, "pace", "now", "few") for group in (company, kiwi)
    ]
    for (earlier,) in sql("SELECT earlier FROM turnover"):
        found = json.loads(earlier) if isinstance(earlier, str) else earlier
        assert found == [[0, 0, 0, 6, 0, 0, 0]]
    assert audit.audit(ADMINISTRATOR, first.id).leaks == ()
