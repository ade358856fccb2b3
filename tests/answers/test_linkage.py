"""Whoever steals database, log and backup, and saw who opened their link when, links nobody."""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import text

from posdash import clock
from posdash.answers import collect, shuffling
from posdash.keys import keyed
from posdash.rounds import participation
from posdash.store import store
from world import linkage
from world.company import ADMINISTRATOR
from world.database import holding
from world.fifty import (
    PEOPLE,
    answer,
    answer_all,
    fifty,
    in_no_order,
    key_of,
    keys_of,
    open_all,
    secret_of,
)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """The file of the database on SQLite, None on PostgreSQL."""
    request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "postgres_store")
    return tmp_path / "posdash.db" if request.param == "sqlite" else None


def about_people(touched: Sequence[frozenset[str]]) -> int:
    """How many commits touched an answer and somebody at once."""
    both = [one & {*linkage.ANSWERS} and one & {*linkage.PEOPLE} for one in touched]
    return sum(map(bool, both))


def test_nobody_is_found(database):
    here = fifty()
    everybody = open_all(here)
    keys, before = keys_of(here, everybody), linkage.steal(database)
    start = "" if database else linkage.place_in_log()
    for number, who in enumerate(everybody):
        answer(who, number)
    fresh = linkage.steal(database)
    assert linkage.by_equal_values(fresh) == set()
    assert linkage.by_common_keys(fresh) == set()
    assert linkage.by_numbers(fresh, keys, {one.person for one in here.links}) == {}
    for name in linkage.PEOPLE:
        assert fresh.rows[name] == before.rows[name], name
        assert fresh.hidden.get(name) == before.hidden.get(name), name
    hashes = [row[0] for row in fresh.rows["invitation"]]
    if database:
        assert linkage.by_touch(before, fresh, keys, hashes) == set()
        assert about_people(linkage.tables_at_once(fresh)) == 0
    else:
        assert linkage.by_transaction(fresh) == set()
        assert about_people(linkage.tables_at_once_in_postgres(start)) == 0
    shuffling.mix_due()
    loot = linkage.steal(database)
    assert loot.log == b""
    assert in_no_order(linkage.by_place(loot, keys), keys)
    assert in_no_order(linkage.by_column(loot, keys), keys)
    login = {key: keyed(secret_of(one), "login") for key, one in zip(keys, here.links, strict=True)}
    as_invited = sorted(keys, key=lambda one: hashes.index(login[one]))
    assert in_no_order(linkage.by_column(loot, keys), as_invited)


def test_days_batches_and_counts_tell_nothing_either(database, monkeypatch):
    here = fifty()
    everybody = open_all(here)
    keys, order = keys_of(here, everybody), list(range(PEOPLE))
    random.Random(7).shuffle(order)
    came, counted = [], []
    for day in range(5):
        batch = sorted(order[day * 10 : day * 10 + 10])  # of a day, each as they opened
        for number in batch:
            answer(everybody[number], number)
            came.append(keys[number])
        at = clock.now() + timedelta(days=1, minutes=1)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        assert participation.count_due() == 1
        shuffling.mix_due()
        loot = linkage.steal(database)
        found = [*linkage.by_place(loot, came), *linkage.by_column(loot, came)]
        assert in_no_order(found, came)
        assert in_no_order(found, keys)
        told = participation.participation(ADMINISTRATOR, here.round.id)
        counted.append(sum(one.answered or 0 for one in told))
    assert counted[-1] == PEOPLE


def test_a_copy_between_two_turns_tells_those_since_the_last_and_nobody_else(database):
    """The promise is that order is forgotten every few seconds: this is what is left of it."""
    here = fifty()
    everybody = open_all(here)
    keys = keys_of(here, everybody)
    for number, who in enumerate(everybody[:-3]):
        answer(who, number)
    shuffling.mix_due()
    for number, who in enumerate(everybody[-3:]):
        answer(who, number)
    loot = linkage.steal(database)
    if database:
        fresh = [one for one in linkage.by_commit(loot, keys) if one not in loot.file]
        assert fresh == keys[-3:]
    else:
        moments = linkage.by_place(loot, keys)[0]
        assert moments[-3:] == keys[-3:]
        assert in_no_order([moments[:-3]], keys[:-3])


def change(statement: str) -> None:
    with store().write() as connection:
        connection.execute(text(statement))


def also(monkeypatch, statement: str, values: Callable[[bytes], dict[str, object]]) -> None:
    """Do this, too, whenever a place is saved, with what it needs to know for that key."""
    save = collect.sql.save_place

    def both(connection, place, key, *rest, **more) -> None:
        save(connection, place, key, *rest, **more)
        connection.execute(text(statement), values(key))

    monkeypatch.setattr(collect.sql, "save_place", both)


def test_the_usual_design_would_tell_everybody_apart(database, monkeypatch):
    """An invitation marked as done together with its answers, as other tools have it."""
    here = fifty()
    login = {key_of(here, one): keyed(secret_of(one), "login") for one in here.links}
    change("ALTER TABLE invitation ADD COLUMN done INTEGER DEFAULT 0")
    mark = "UPDATE invitation SET done = done + 1 WHERE login_hash = :hash"
    also(monkeypatch, mark, lambda key: {"hash": login[key]})
    before = linkage.steal(database)
    start = "" if database else linkage.place_in_log()
    keys = answer_all(here)
    loot = linkage.steal(database)
    if database:
        hashes = [row[0] for row in loot.rows["invitation"]]
        assert linkage.by_touch(before, loot, keys, hashes) == set(login.items())
        assert about_people(linkage.tables_at_once(loot)) == 2 * PEOPLE
    else:
        assert linkage.by_transaction(loot) == set(login.items())
        assert about_people(linkage.tables_at_once_in_postgres(start)) == 2 * PEOPLE
    assert loot.rows["invitation"] != before.rows["invitation"]


@pytest.mark.parametrize("kind", ["INTEGER", "TEXT"])
def test_a_number_or_a_moment_beside_answers_would_tell_everybody_apart(
    database, monkeypatch, kind
):
    here = fifty()
    change(f"ALTER TABLE answer ADD COLUMN came {kind}")
    ticks = count() if kind == "INTEGER" else (f"2026-11-23 12:{one:05}" for one in count())
    note = "UPDATE answer SET came = :tick WHERE key = :key"
    also(monkeypatch, note, lambda key: {"tick": next(ticks), "key": key})
    keys = answer_all(here)
    assert keys in linkage.by_column(linkage.steal(database), keys)


def test_a_person_beside_answers_would_tell_everybody_apart(database, monkeypatch):
    here = fifty()
    change("ALTER TABLE answer ADD COLUMN person INTEGER")
    owner = {key_of(here, one): one.person for one in here.links}
    note = "UPDATE answer SET person = :who WHERE key = :key"
    also(monkeypatch, note, lambda key: {"who": owner[key], "key": key})
    keys = answer_all(here)
    found = linkage.by_numbers(linkage.steal(database), keys, set(owner.values()))
    assert found == owner


def test_without_mixing_the_order_would_tell_everybody_apart(database):
    here = fifty()
    keys = answer_all(here)
    loot = linkage.steal(database)
    if database:
        assert linkage.by_commit(loot, keys) == keys
    else:
        assert linkage.by_place(loot, keys)[0] == keys


@pytest.mark.parametrize("leak", ["the person's number", "one key for all comments"])
def test_a_value_in_common_is_found(database, leak):
    here = fifty()
    answer_all(here)
    with store().write() as connection:
        if leak == "the person's number":
            connection.execute(text("UPDATE comment SET name = 'person1@example.org'"))
        else:
            connection.execute(text("UPDATE comment SET device = (SELECT min(key) FROM answer)"))
    loot = linkage.steal(database)
    if leak == "the person's number":
        assert len(linkage.by_equal_values(loot)) == 2 * PEOPLE
    else:
        assert linkage.by_common_keys(loot)
    assert "person" in holding("person1@example.org")
