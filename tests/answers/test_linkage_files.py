"""What lies around besides rows links nobody: files after the close, databases' logs, the log."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from browser.server import Server
from live.client import Device
from live.labels import BEGIN
from posdash import clock
from posdash.access.rights import Role
from posdash.answers import shuffling
from posdash.answers.closing import close_round
from posdash.keys import to_text
from posdash.organisation import people
from posdash.store import store
from world import linkage
from world.company import ADMINISTRATOR
from world.database import TABLES, everything, rows
from world.fifty import BY_CHANCE, PEOPLE, answer_all, fifty, in_no_order, secret_of

KEYED = ("answer", "trait", "comment")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """The file of the database on SQLite, None on PostgreSQL."""
    request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "postgres_store")
    return tmp_path / "posdash.db" if request.param == "sqlite" else None


def left(secrets: set[bytes], everything: bytes) -> set[bytes]:
    return {one for one in secrets if one in everything}


def test_after_the_close_no_file_holds_a_key_a_device_or_a_request(database, tmp_path):
    here = fifty()
    keys = answer_all(here)
    copy = linkage.steal(database)
    keyed = [row for name in KEYED for row in copy.rows[name]]
    secrets = {value for row in keyed for value in row if isinstance(value, bytes)}
    assert set(keys) < secrets
    before = copy.file + copy.log if database else linkage.files_of_postgres()
    assert left(secrets, before) == secrets, "The attack would find them all."
    close_round(ADMINISTRATOR, here.round.id)
    assert rows("compaction_owed") == 0
    loot = linkage.steal(database)
    assert [len(loot.rows[name]) for name in linkage.ANSWERS] == [0, 0, 0, 2 * PEOPLE]
    assert linkage.by_equal_values(loot) == set()
    assert linkage.by_common_keys(loot) == set()
    if database:
        backup = tmp_path / "backup.db"
        with store().engine.connect() as connection:
            connection.connection.cursor().execute("VACUUM INTO ?", (str(backup),))
        everything = loot.file + loot.log + backup.read_bytes()
    else:
        everything = linkage.files_of_postgres()
    assert left(secrets, everything) == set()


@pytest.mark.parametrize("turns", ["none", "one"])
def test_after_the_close_comments_lie_in_no_order(database, turns):
    """A team is often closed within seconds of its last comment, before any turn of mixing."""
    here = fifty()
    answer_all(here)
    came = remarks()
    if not database:
        assert linkage.by_neighbours(linkage.steal()) == came, "The attack would find the order."
    if turns == "one":
        shuffling.mix_due()
    close_round(ADMINISTRATOR, here.round.id)
    found = linkage.by_neighbours(linkage.steal(database))
    assert in_no_order([found], came)
    assert sum(map(same_author, found, found[1:])) <= BY_CHANCE


def remarks() -> list[str]:
    """What each wrote, one after the other."""
    two = ("A remark", "Another remark")
    return [f"{one}, {number}." for number in range(PEOPLE) for one in two]


def same_author(one: str, other: str) -> bool:
    return one.rsplit(" ", 1)[1] == other.rsplit(" ", 1)[1]


def test_the_index_of_the_log_tells_no_commits_apart_either(sqlite_store, tmp_path):
    """Emptying the log leaves its index as it was: which pages were written one after the other."""
    answer_all(fifty())
    database = tmp_path / "posdash.db"
    assert linkage.by_index(linkage.steal(database)) >= PEOPLE
    shuffling.mix_due()
    assert linkage.by_index(linkage.steal(database)) == 1


def test_the_log_of_postgresql_keeps_answers_and_their_order_until_it_is_emptied(postgres_store):
    """Past mixing and the close: what whoever runs the server can do about it, and has to."""
    linkage.run_in_postgres("ALTER SYSTEM SET wal_recycle = off", "SELECT pg_reload_conf()")
    try:
        linkage.run_in_postgres("SELECT pg_switch_wal()", "CHECKPOINT")
        here = fifty()
        keys = answer_all(here)
        shuffling.mix_due()
        close_round(ADMINISTRATOR, here.round.id)
        log = linkage.log_of_postgres()
        assert sorted(keys, key=log.find) == keys
        assert left(set(keys), log) == set(keys)
        linkage.run_in_postgres("SELECT pg_switch_wal()", "CHECKPOINT")
        assert left(set(keys), linkage.log_of_postgres()) == set()
    finally:
        linkage.run_in_postgres("ALTER SYSTEM RESET wal_recycle", "SELECT pg_reload_conf()")


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A real server, whose database the doors in this process use as well."""
    one = Server(tmp_path)
    one.set_up()
    one.start()
    monkeypatch.setenv("POSDASH_DATABASE_URL", one.database_url)
    monkeypatch.setenv("POSDASH_URL", one.url)
    yield one
    one.stop()


def test_the_log_of_the_server_names_nobody_and_answering_notes_no_use_of_a_session(server):
    here = fifty()
    cookies = signed_in_and_answering(server, here)
    for number, link in enumerate(here.links[1:]):
        with Device(server.url) as device:
            device.open_link(link.url)
            cookies += device.cookies.values()
            if number < 4:
                place(device)
    with Device(server.url) as stranger:
        assert stranger.post(f"/i/{'A' * 43}").status_code == 403
    assert rows("answer") == 5
    server.stop()
    log = server.log.read_text().replace(server.url, "")  # it says where it listens
    assert said_in(log, here, cookies) == set()
    paths = [one.url.removeprefix(server.url) for one in here.links]
    usual = "".join(f'INFO: 127.0.0.1:5 - "POST {one} HTTP/1.1" 303' for one in paths)
    assert len(said_in(log + usual, here, cookies)) == PEOPLE + 2, "The usual log tells all."


def said_in(log: str, here: SimpleNamespace, cookies: list[str]) -> set[str]:
    """What a log says of people: links, cookies, names, mail; addresses they came from."""
    telling = {*cookies, "127.0.0.1:", "POST /i/"}
    for one in here.links:
        secret = secret_of(one)
        telling |= {one.name, str(one.email), to_text(secret), secret.hex()}
    return {one for one in telling if one in log}


def place(device: Device) -> None:
    """Answer the first question, on the page."""
    tab = device.tab("/answer")
    tab.click(BEGIN)
    radio = tab.radio("place-pace-now")
    tab.choose(radio.key, radio.options[2])
    assert tab.exceptions == []


def signed_in_and_answering(server: Server, here: SimpleNamespace) -> list[str]:
    """The first is signed in in the same browser, where only answering leaves no time; cookies."""
    coach = here.links[0].person
    people.give_role(ADMINISTRATOR, coach, Role.COACH, here.wren)
    with Device(server.url) as device:
        device.open_link(people.sign_in_link(ADMINISTRATOR, coach))
        device.open_link(here.links[0].url)
        with store().write() as connection:
            ago = clock.now() - timedelta(minutes=10)
            connection.execute(update(TABLES["sign_in"]).values(used_at=ago))
        before = everything()["sign_in"]
        place(device)
        assert rows("answer") == 1
        assert everything()["sign_in"] == before
        device.tab("/account")
        assert everything()["sign_in"] != before, "Elsewhere it is written."
        return list(device.cookies.values())
