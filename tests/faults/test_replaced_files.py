"""The database's files are taken away, or others put in their place, while the server runs."""

import os
import shutil
import subprocess
import sys
import time
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from browser.server import Server
from db.engine import Store
from posdash import upkeep
from posdash.access.door import entered
from posdash.access.rights import Action
from posdash.answers import collect
from posdash.errors import NotReady
from posdash.settings import ROOT
from posdash.store import claim, forget_store, store
from posdash.survey.round import Facet
from world.company import ADMINISTRATOR, answered, groups, opened, place


def replace(database, aside) -> None:
    """As rsync and most editors do: another file by the same name."""
    shutil.copy(database, aside)
    os.replace(aside, database)


def take_away(database, aside) -> None:
    os.rename(database, aside)


def put_a_link_in_its_place(database, aside) -> None:
    shutil.copy(database, aside)
    database.unlink()
    database.symlink_to(aside)


def move_the_folder(database, aside) -> None:
    os.rename(database.parent, aside)


def take_the_log_away(database, aside) -> None:
    os.rename(f"{database}-wal", aside)


def replace_the_log(database, aside) -> None:
    shutil.copy(f"{database}-wal", aside)
    os.replace(aside, f"{database}-wal")


def take_the_index_away(database, aside) -> None:
    os.rename(f"{database}-shm", aside)


WAYS = [
    *(replace, take_away, put_a_link_in_its_place, move_the_folder),
    *(take_the_log_away, replace_the_log, take_the_index_away),
]


@pytest.fixture
def database(sqlite_tables, tmp_path, monkeypatch):
    """A database in a folder of its own."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(sqlite_tables, folder / "posdash.db")
    monkeypatch.setenv("POSDASH_DATABASE_URL", f"sqlite:///{folder / 'posdash.db'}")
    return folder / "posdash.db"


@pytest.mark.parametrize("happens", WAYS)
def test_nothing_is_called_saved_once_the_files_are_others(database, tmp_path, happens):
    [kiwi] = groups("Kiwi")
    [who] = answered(opened([kiwi]), kiwi, [3])
    upkeep.take_turn()
    assert upkeep.troubles() == ()
    happens(database, tmp_path / "aside")
    with pytest.raises(NotReady, match=r"replaced or taken away.*nothing was saved.*started anew"):
        place(who, "pace", 5)
    with pytest.raises(NotReady, match="replaced or taken away"):
        collect.survey(who)


def test_what_is_replaced_while_somebody_saves_is_not_saved(database, tmp_path):
    [kiwi] = groups("Kiwi")
    answered(opened([kiwi]), kiwi, [3])
    with pytest.raises(NotReady, match="nothing was saved"):
        save_while(lambda: replace(database, tmp_path / "aside"))
    forget_store()
    with store().read() as connection:
        assert connection.exec_driver_sql("SELECT now FROM answer").scalar_one() == 3


def save_while(something_happens) -> None:
    """A door's transaction, at whose end something happens."""
    with entered(ADMINISTRATOR, Action.ADMINISTER, write=True) as connection:
        connection.exec_driver_sql("UPDATE answer SET now = 5")
        something_happens()


def test_a_link_to_the_file_will_do_and_one_that_leads_elsewhere_is_noticed(
    database, tmp_path, monkeypatch
):
    link = tmp_path / "link.db"
    link.symlink_to(database)
    monkeypatch.setenv("POSDASH_DATABASE_URL", f"sqlite:///{link}")
    [kiwi] = groups("Kiwi")
    [who] = answered(opened([kiwi]), kiwi, [3])
    shutil.copy(database, tmp_path / "other.db")
    link.unlink()
    link.symlink_to(tmp_path / "other.db")
    with pytest.raises(NotReady, match="replaced or taken away"):
        place(who, "pace", 5)


def test_it_is_logged_once_and_said_by_the_server_until_it_is_started_anew(
    database, tmp_path, caplog
):
    [kiwi] = groups("Kiwi")
    [who] = answered(opened([kiwi]), kiwi, [3])
    upkeep.take_turn()
    replace(database, tmp_path / "aside")
    for _ in range(3):
        upkeep.take_turn()
    assert upkeep.troubles() == ("database",)
    assert caplog.text.count("database failed and will be tried again: The database was") == 1
    forget_store()
    upkeep.forget()
    upkeep.take_turn()
    assert upkeep.troubles() == ()
    place(who, "pace", 5)
    assert collect.survey(who).placements[("pace", Facet.NOW)] == 5


def test_a_copy_from_before_that_is_copied_over_the_open_file_is_noticed_in_the_next_turn(
    database, tmp_path
):
    """The file is the same then, and what it holds is not."""
    [kiwi] = groups("Kiwi")
    [who] = answered(opened([kiwi]), kiwi, [3])
    upkeep.take_turn()
    shutil.copy(database, tmp_path / "copy")
    for point in (4, 5):
        place(who, "pace", point)
        upkeep.take_turn()
        assert upkeep.troubles() == ()
    shutil.copyfile(tmp_path / "copy", database)
    upkeep.take_turn()
    assert upkeep.troubles() == ("database",)
    with pytest.raises(NotReady, match="replaced or taken away"):
        place(who, "pace", 6)
    upkeep.take_turn()
    assert upkeep.troubles() == ("database",)


def test_no_empty_database_is_made_where_one_was_taken_away(database, tmp_path):
    [kiwi] = groups("Kiwi")
    [who] = answered(opened([kiwi]), kiwi, [3])
    take_away(database, tmp_path / "aside")
    with pytest.raises(NotReady):
        place(who, "pace", 5)
    assert not database.exists()


def test_another_process_that_comes_and_goes_replaces_nothing(database):
    [kiwi] = groups("Kiwi")
    [who] = answered(opened([kiwi]), kiwi, [3])
    done = subprocess.run(
        [sys.executable, "-m", "posdash", "round", "list"], cwd=ROOT, check=True, timeout=60
    )
    assert done.returncode == 0
    place(who, "pace", 5)


@pytest.fixture
def server(tmp_path):
    """A server on a database of its own; it is ended with the test."""
    one = Server(tmp_path)
    one.set_up()
    yield one
    one.stop()


def readiness(server: Server) -> tuple[int, str]:
    try:
        with urlopen(f"{server.url}/readyz", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def until(server: Server, said: tuple[int, str]) -> None:
    end = time.monotonic() + 60
    while readiness(server) != said:
        assert time.monotonic() < end, f"{readiness(server)}\n{server.log.read_text()}"
        time.sleep(0.2)


def test_a_server_says_so_at_readyz_and_a_second_one_on_its_database_does_not_start(
    server, tmp_path
):
    server.start()
    until(server, (200, "ok"))
    second = Server(tmp_path, server.database_url)
    for command in (["streamlit", "run", "app.py", "--server.port", "1"], ["posdash", "serve"]):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=ROOT, env=second._environment(),
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 1
        assert "Another posdash already serves this database" in done.stderr
        assert "Traceback" not in done.stderr
    assert "up to date" in server.posdash("init") or "nobody is in it" in server.posdash("init")
    assert server.posdash("round", "list") == ""
    database = tmp_path / "posdash.db"
    replace(database, tmp_path / "aside")
    until(server, (503, "not ready: database"))
    assert server.log.read_text().count("database failed") == 1
    server.kill9()
    for suffix in ("-wal", "-shm"):
        os.unlink(f"{database}{suffix}")
    server.start()
    until(server, (200, "ok"))


@pytest.mark.usefixtures("empty_store")
def test_one_process_alone_serves_a_database_and_leaves_it_free_when_it_ends():
    store_of_another = Store(store().url.render_as_string(hide_password=False))
    assert store().claim()
    assert store().claim(), "It asks in each turn."
    assert not store_of_another.claim()
    groups("Kiwi")
    forget_store()
    assert store_of_another.claim()
    with pytest.raises(NotReady, match="Another posdash already serves"):
        claim()
    store_of_another.close()


HOLDING = """
import sys, time
from db.engine import Store
assert Store(sys.argv[1]).claim()
print("held", flush=True)
time.sleep(600)
"""


@pytest.mark.usefixtures("empty_store")
def test_a_process_that_is_killed_leaves_the_database_free():
    url = store().url.render_as_string(hide_password=False)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDING, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline() == "held\n"
    assert not store().claim()
    other.kill()
    other.wait()
    end = 200  # a server notices within a moment that somebody is gone
    while not store().claim() and end:
        end -= 1
    assert end
    other.stdout.close()


def test_by_another_path_to_the_same_file_it_is_the_same_database(database, tmp_path):
    (tmp_path / "link.db").symlink_to(database)
    other = Store(f"sqlite:///{tmp_path / 'link.db'}")
    assert store().claim()
    assert not other.claim()
    other.close()


def test_a_postgresql_that_was_started_anew_is_claimed_anew(postgres_store):
    assert store().claim()
    with store().engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert store().claim()
    other = Store(store().url.render_as_string(hide_password=False))
    assert not other.claim()
    other.close()
