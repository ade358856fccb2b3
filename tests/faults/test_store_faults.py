"""What happens to somebody who answers when the database misbehaves: a sentence, nothing lost."""

import os
import threading

import pytest
from sqlalchemy import text

from db import counts as count_sql
from db import migrate
from db.engine import Store
from posdash.access.rights import Principal
from posdash.answers import closing, collect
from posdash.errors import Closed, NotReady
from posdash.store import require_current, store
from posdash.survey.round import Facet, TeamId
from world.company import answered, coach, groups, opened, phone, place


def somebody_answering() -> Principal:
    """A phone that has placed one dimension."""
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    [who] = answered(survey_round, kiwi, [3])
    return who


@pytest.mark.usefixtures("empty_store")
def test_a_database_without_its_tables_is_said_so():
    migrate.downgrade(store(), "base")
    with pytest.raises(NotReady, match="not up to date"):
        require_current()


def test_every_revision_goes_up_and_down_and_up_again(database_url):
    here = Store(database_url)
    for _ in range(2):
        migrate.upgrade(here)
        assert migrate.is_current(here)
        migrate.downgrade(here, "base")
        assert not migrate.is_current(here)
    here.close()


def test_a_migration_that_fails_half_way_leaves_nothing_behind(database_url, monkeypatch):
    here = Store(database_url)
    monkeypatch.setattr(
        migrate.command, "upgrade", and_then_the_power_fails(migrate.command.upgrade)
    )
    with pytest.raises(RuntimeError, match="power"):
        migrate.upgrade(here)
    with here.read() as connection:
        assert not connection.dialect.has_table(connection, "answer")
    here.close()


def and_then_the_power_fails(step):
    """The same step, and an end before the transaction's."""

    def fail(*given: object) -> None:
        step(*given)
        raise RuntimeError("The power fails.")

    return fail


def test_a_damaged_file_is_a_sentence_that_repeats_nothing_of_it(sqlite_files):
    who = somebody_answering()
    store().close()
    for file in sqlite_files.database.parent.glob("posdash.db*"):
        file.write_bytes(b"This is not a database at all. " * 1000)
    with pytest.raises(NotReady) as error:
        collect.survey(who)
    assert "nothing was changed" in str(error.value)


def test_a_full_disk_is_a_sentence_and_the_answer_before_stays(sqlite_files):
    who = somebody_answering()
    with store().engine.connect() as connection:  # the one connection of the pool keeps the limit
        cursor = connection.connection.cursor()
        [pages] = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(NotReady):
        fill_the_file(who)
    assert collect.survey(who).placements == {("pace", Facet.NOW): 3}


def fill_the_file(who: Principal) -> None:
    """Write comments from ever more phones until there is no room."""
    for _ in range(500):
        collect.comment(phone_beside(who), "reach", "y" * 490)


def phone_beside(who: Principal) -> Principal:
    """Another phone in the same team."""
    one = who.respondent
    assert one is not None
    secret = os.urandom(32)
    return Principal(respondent=type(one)(one.team, secret, secret))


def test_a_file_that_may_not_be_written_is_a_sentence(sqlite_files):
    who = somebody_answering()
    with store().engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA query_only=ON")
    with pytest.raises(NotReady):
        place(who, "pace", 5)
    with store().engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA query_only=OFF")
    place(who, "pace", 5)
    assert collect.survey(who).placements == {("pace", Facet.NOW): 5}


@pytest.mark.usefixtures("empty_store")
def test_what_is_saved_while_the_coach_reveals_counts_or_is_refused_and_is_never_lost():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    phones = [phone(survey_round, kiwi) for _ in range(12)]
    stored: list[int] = []
    start = threading.Barrier(len(phones) + 1)

    def save(who: Principal) -> None:
        start.wait()
        try:
            place(who, "pace", 4)
        except Closed:
            return
        stored.append(4)

    threads = [threading.Thread(target=save, args=(who,)) for who in phones]
    for thread in threads:
        thread.start()
    start.wait()
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    for thread in threads:
        thread.join()
    with store().read() as connection:
        rows = count_sql.tallies(connection, survey_round.id)
        left = connection.execute(text("SELECT count(*) FROM answer")).scalar_one()
    assert (sum(sum(row.counts) for row in rows), left) == (len(stored), 0)
