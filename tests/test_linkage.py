"""Whoever steals database, log and backup, and saw who opened their link when, links nobody."""

import random
from types import SimpleNamespace

import pytest
from sqlalchemy import text

import linkage
from database import holding
from posdash import browser, collect, links, mixing, people, signin
from posdash.access import Role
from posdash.closing import close_round
from posdash.keys import from_text, keyed, new_secret, to_text
from posdash.store import store
from posdash.survey import Attribute, Facet, Links
from world import ADMINISTRATOR, groups, opened

PEOPLE = 50
BY_CHANCE = 6  # right guesses of 50; a random order has more in fewer than 1 of 10,000 tries
ROLE = Attribute("role", ("making", "selling"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """The file of the database on SQLite, None on PostgreSQL."""
    request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "postgres_store")
    return tmp_path / "posdash.db" if request.param == "sqlite" else None


def fifty() -> SimpleNamespace:
    """Fifty people of two teams with personal links; one coaches the other team."""
    kiwi, wren = groups("Kiwi", "Wren")
    for number in range(PEOPLE):
        team = (kiwi, wren)[number % 2]
        email = f"person{number}@example.org"
        people.add_person(ADMINISTRATOR, f"Person number {number}", email, [team])
    round = opened([kiwi, wren], links=Links.PERSONAL, attributes=(ROLE,))
    made = links.personal_links(ADMINISTRATOR, round.id)
    random.Random(50).shuffle(made := list(made))
    return SimpleNamespace(round=round, links=made, wren=wren)


def answer_all(here: SimpleNamespace) -> list[bytes]:
    """Each opens the link and answers at once, one after the other; the keys in that order."""
    coach = here.links[0].person
    people.give_role(ADMINISTRATOR, coach, Role.COACH, here.wren)
    cookie = signin.sign_in(people.sign_in_link(ADMINISTRATOR, coach).rsplit("/", 1)[1])
    keys = []
    for number, link in enumerate(here.links):
        given = {"link": link.url.rsplit("/", 1)[1], "device": to_text(new_secret())}
        given |= {"session": cookie} if number == 0 else {}
        cookies = {browser.cookie_name(name): value for name, value in given.items()}
        who = browser.principal_from(cookies)
        collect.save(who, "pace", Facet.NOW, 1 + number % 7, new_secret())
        collect.save(who, "pace", Facet.AIM, 4, new_secret())
        collect.comment(who, "pace", f"A remark, {number}.")
        collect.comment(who, "reach", f"Another remark, {number}.")
        collect.describe(who, "role", ("making", "selling")[number % 2])
        keys.append(keyed(who.respondent.token, f"edit|{here.round.id}"))
    return keys


def test_nobody_is_found(database):
    here = fifty()
    before = linkage.steal(database)
    keys = answer_all(here)
    fresh = linkage.steal(database)
    assert linkage.by_equal_values(fresh) == set()
    assert linkage.by_common_keys(fresh) == set()
    for name in linkage.PEOPLE:
        if name not in ("role", "session", "sign_in_link", "log_entry"):  # the coach signed in
            assert fresh.rows[name] == before.rows[name], name
    hashes = [row[0] for row in fresh.rows["invitation"]]
    if database:
        assert linkage.by_touch(before, fresh, keys, hashes) == set()
    else:
        assert linkage.by_transaction(fresh) == set()
    mixing.mix_due()
    loot = linkage.steal(database)
    assert loot.log == b""
    for order in linkage.by_place(loot, keys):
        assert linkage.right_places(order, keys) <= BY_CHANCE
        assert linkage.right_places(order[::-1], keys) <= BY_CHANCE


def test_after_the_close_there_is_nothing_left_to_find(database, tmp_path):
    here = fifty()
    keys = answer_all(here)
    copy = linkage.steal(database)
    close_round(ADMINISTRATOR, here.round.id)
    loot = linkage.steal(database)
    remarks = [bytes(row[0]) for row in copy.rows["comment"]]
    assert [len(loot.rows[name]) for name in linkage.ANSWERS] == [0, 0, 0, 2 * PEOPLE]
    assert not {row[0] for row in loot.rows["comment"]} & set(remarks)
    if database:
        backup = tmp_path / "backup.db"
        with store().engine.connect() as connection:
            connection.connection.cursor().execute("VACUUM INTO ?", (str(backup),))
        everything = loot.file + loot.log + backup.read_bytes()
        assert not [one for one in (*keys, *remarks) if one in everything]


def test_the_usual_design_would_tell_everybody_apart(database, monkeypatch):
    """An invitation marked as done together with its answers, as other tools have it."""
    here = fifty()
    with store().write() as connection:
        connection.execute(text("ALTER TABLE invitation ADD COLUMN done INTEGER DEFAULT 0"))
    save = collect.sql.save_place

    def marks(connection, place, key, *rest) -> None:
        save(connection, place, key, *rest)
        hash = keyed(tokens[key], "login")
        connection.execute(
            text("UPDATE invitation SET done = done + 1 WHERE login_hash = :hash"), {"hash": hash}
        )

    secrets = [from_text(one.url.rsplit("/", 1)[1]) for one in here.links]
    tokens = {keyed(one, f"edit|{here.round.id}"): one for one in secrets}
    monkeypatch.setattr(collect.sql, "save_place", marks)
    before = linkage.steal(database)
    keys = answer_all(here)
    loot = linkage.steal(database)
    truth = {(key, keyed(tokens[key], "login")) for key in keys}
    if database:
        hashes = [row[0] for row in loot.rows["invitation"]]
        assert linkage.by_touch(before, loot, keys, hashes) == truth
    else:
        assert linkage.by_transaction(loot) == truth


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
