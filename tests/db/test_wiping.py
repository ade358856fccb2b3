"""What a close leaves in the files of a database: nothing of the answers."""

from sqlalchemy import text

from db import migrate
from posdash.access import signin
from posdash.answers import closing, collect
from posdash.hour import notes
from posdash.organisation import people
from posdash.store import store, wipe_what_was_erased
from posdash.survey.round import TeamId
from world import linkage
from world.company import ADMINISTRATOR, answered, coach, groups, opened


def owed() -> int:
    with store().read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM compaction_owed")).scalar_one())


def test_an_open_reader_delays_the_wiping_and_it_is_owed_until_then(sqlite_files):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [4] * 5)
    with store().read() as reader:
        reader.execute(text("SELECT * FROM answer")).all()
        closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
        assert owed() == 1
    assert wipe_what_was_erased()
    assert owed() == 0


def test_no_key_of_an_answer_is_left_in_the_files_after_the_close(sqlite_files):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [4] * 5)
    with store().read() as connection:
        keys = [bytes(row[0]) for row in connection.execute(text("SELECT key FROM answer"))]
    assert all(sqlite_files.holds(key) for key in keys)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert not any(sqlite_files.holds(key) for key in keys)


def test_postgresql_keeps_nothing_for_a_reader_who_looked_elsewhere_either(postgres_store):
    """A snapshot keeps the rows of every table alive, that of a reader of one table, too."""
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, [4] * 5)
    with store().read() as connection:
        keys = [bytes(row[0]) for row in connection.execute(text("SELECT key FROM answer"))]
    with store().read() as reader:
        reader.execute(text("SELECT * FROM bank_snapshot")).all()
        closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
        assert all(key in linkage.files_of_postgres() for key in keys)
        assert owed() == 1
    assert wipe_what_was_erased()
    assert owed() == 0
    assert not any(key in linkage.files_of_postgres() for key in keys)


def test_postgresql_keeps_no_name_of_a_deleted_person_and_none_from_before_a_change(postgres_store):
    signin.set_up(signin.setup_link().rpartition("/")[2], "Root")
    [kiwi] = groups("Kiwi")
    ada = people.add_person(ADMINISTRATOR, "Ada Lovelace", "ada@lovelace.example", [kiwi])
    survey_round = opened([kiwi], contact="Ada Lovelace, ada@lovelace.example")
    answered(survey_round, kiwi, [4] * 5)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    notes.note(coach(kiwi), TeamId(survey_round.id, kiwi), "pace", "Ask Ada Lovelace")
    notes.agree(coach(kiwi), TeamId(survey_round.id, kiwi), "Pair up", "Ada Lovelace")
    assert b"Ada Lovelace" in linkage.files_of_postgres()
    people.change_person(ADMINISTRATOR, ada, "Eve King", "eve@king.example", [kiwi])
    assert b"ada@lovelace.example" not in linkage.files_of_postgres()
    people.change_person(ADMINISTRATOR, ada, "Ada Lovelace", "eve@king.example", [kiwi])
    people.delete_person(ADMINISTRATOR, ada)
    for name in (b"Ada Lovelace", b"Eve King", b"eve@king.example"):
        assert name not in linkage.files_of_postgres()


def test_postgresql_keeps_no_sample_of_what_people_answered_for_its_planner(postgres_store):
    """Autovacuum would put keys and texts beside the tables, where no compaction looks."""
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    for who in answered(survey_round, kiwi, [4] * 5):
        collect.comment(who, "pace", "It depends on Zanzibar.")
    linkage.run_in_postgres("ANALYZE")
    assert samples() == 0


def test_samples_that_were_kept_before_are_gone_with_the_upgrade(postgres_store):
    [kiwi] = groups("Kiwi")
    for who in answered(opened([kiwi]), kiwi, [4] * 5):
        collect.comment(who, "pace", "It depends on Zanzibar.")
    migrate.downgrade(store(), "0005")
    linkage.run_in_postgres("ANALYZE")
    assert samples() > 0
    migrate.upgrade(store())
    linkage.run_in_postgres("ANALYZE")
    assert samples() == 0


def samples() -> int:
    """Of how many columns with answers PostgreSQL's planner keeps values."""
    with store().read() as connection:
        kept = text("SELECT count(*) FROM pg_stats WHERE tablename = ANY(:tables)")
        return connection.execute(kept, {"tables": list(linkage.ANSWERS)}).scalar_one()
