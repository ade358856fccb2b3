"""Addresses of databases as operators write them: understood, or one sentence without a secret."""

import os
import shutil
import subprocess
import sys

import pytest
from sqlalchemy import text

from db.address import BadAddress, understood
from db.engine import Store
from posdash import settings
from posdash.answers import closing
from posdash.settings import ROOT
from posdash.store import require_current, store
from posdash.survey.round import TeamId
from test_cli import refused
from world.company import answered, coach, groups, opened

COMMANDS = (["init"], ["serve"], ["round", "list"], ["audit-privacy"], ["reset-admin"], ["sample"])
SECRET = "hush-hush"


def addressed(monkeypatch, url: str) -> None:
    monkeypatch.setenv("POSDASH_DATABASE_URL", url)
    settings.settings.cache_clear()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "Postgres", "postgresql+psycopg2"])
def test_every_way_to_write_postgresql_means_it(scheme):
    """Case 24: hosters hand out postgres://."""
    url = understood(f"{scheme}://u:p%40@127.0.0.1:5433/x?sslmode=require")
    assert (url.drivername, url.host, url.port, url.database) == (
        "postgresql+psycopg", "127.0.0.1", 5433, "x",
    )  # fmt: skip
    assert (url.password, dict(url.query)) == ("p@", {"sslmode": "require"})


def test_a_tilde_is_the_home_of_whoever_runs_posdash(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert understood("sqlite:///~/x.db").database == str(tmp_path / "x.db")


def test_a_relative_path_stays_what_it_was_at_the_start(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert understood("sqlite:///x.db").database == str(tmp_path / "x.db")


def test_an_empty_address_is_the_usual_file(monkeypatch):
    addressed(monkeypatch, "")
    assert settings.settings().database_url.endswith("data/posdash.db")


ODD = [
    "posdash.db",
    "mysql://u:hush-hush@127.0.0.1/x",
    "mariadb+pymysql://u:hush-hush@127.0.0.1/x",
    "postgresql://u:hush-hush@127.0.0.1:port/x",
    "postgresql://u:hush:hush-hush@host:1:2/x",
    "postgresql:/u:hush-hush@127.0.0.1/x",
    "sqlite://",
    "sqlite:///:memory:",
    "sqlite://data/posdash.db",
    "sqlite:///posdash.db?mode=ro",
    "sqlite:////",
    "hush-hush",
]


@pytest.mark.parametrize("url", ODD)
def test_an_odd_address_is_one_sentence_without_a_part_of_it(url):
    with pytest.raises(BadAddress) as error:
        understood(url)
    assert "hush" not in f"{error.value} {error.value.cure}"
    assert error.value.__cause__ is None


UNREACHABLE = [
    "postgresql://u:hush-hush@127.0.0.1:1/x",
    "postgres://u:hush-hush@127.0.0.1:1/x",
    "postgresql://u:p@hush-hush@127.0.0.1:1/x",
    "postgresql://u:hush-hush@/x?host=/nowhere",
    "postgresql://u:hush-hush@127.0.0.1:1/x?nonsense=1",
    "postgresql://u:hush-hush@nowhere.invalid/x",
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("url", [UNREACHABLE[0], ODD[1], "sqlite:////proc/nowhere/x.db"])
def test_every_command_says_in_one_sentence_that_the_address_is_at_fault(monkeypatch, command, url):
    addressed(monkeypatch, url)
    said = refused(*command)
    assert said.startswith("POSDASH_DATABASE_URL: ")
    assert SECRET not in said
    assert "\n" not in said


@pytest.mark.parametrize("url", UNREACHABLE)
def test_an_unreachable_database_says_nothing_of_its_password(monkeypatch, url):
    addressed(monkeypatch, url)
    said = refused("init")
    assert said.startswith("POSDASH_DATABASE_URL: The database cannot be reached")
    assert "hush" not in said


def test_no_traceback_reaches_the_terminal(monkeypatch):
    environment = os.environ | {"POSDASH_DATABASE_URL": UNREACHABLE[0]}
    done = subprocess.run(
        [sys.executable, "-m", "posdash", "init"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n"), done.stdout) == (1, 1, "")
    assert SECRET not in done.stderr


def test_a_folder_and_a_file_of_something_else_are_said_to_be_no_database(monkeypatch, tmp_path):
    addressed(monkeypatch, f"sqlite:///{tmp_path}")
    assert "This is a folder" in refused("init")
    other = tmp_path / "letter.txt"
    other.write_text("Dear Ada, " * 1000)
    addressed(monkeypatch, f"sqlite:///{other}")
    store.cache_clear()
    assert "cannot be opened and written as a database" in refused("init")
    assert other.read_text() == "Dear Ada, " * 1000


def test_a_database_of_a_newer_version_is_said_so(sqlite_files):
    for command in COMMANDS:
        with store().write() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        store().close()
        said = refused(*command)
        assert "made by a newer posdash, or by something else" in said
        assert "\n" not in said


@pytest.fixture
def put_back(sqlite_files, tmp_path):
    """A copy from before, put back over a database whose process was killed."""
    database, old, log = sqlite_files.database, tmp_path / "old", tmp_path / "log"
    teams = groups("Kiwi", "Wren")
    survey_round = opened(teams)
    store().close()  # works the log into the file
    shutil.copy(database, old)
    answered(survey_round, teams[0], [1, 2, 3, 4, 5, 6, 7] * 8)
    closing.reveal(coach(teams[0]), TeamId(survey_round.id, teams[0]))  # all pages move
    answered(survey_round, teams[1], [1, 2, 3])
    shutil.copy(f"{database}-wal", log)  # as kill -9 leaves it
    store().close()
    shutil.copy(old, database)
    shutil.copy(log, f"{database}-wal")
    return database, old


def test_a_copy_put_back_over_a_log_of_later_is_refused_and_left_as_it_is(put_back):
    """Case 22: it was said to be up to date, and the two together were malformed."""
    database, old = put_back
    for command in COMMANDS:
        said = refused(*command)
        assert "does not fit the log beside it" in said
        assert f"Take away {database.name}-wal" in said
        store().close()
    assert database.read_bytes() == old.read_bytes()


def test_the_copy_alone_is_taken(put_back):
    database, _ = put_back
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    require_current()


def test_a_log_that_fits_is_worked_in_after_a_kill(sqlite_files, tmp_path):
    [kiwi] = groups("Kiwi")
    answered(opened([kiwi]), kiwi, [1, 2, 3])
    for suffix in ("", "-wal"):
        shutil.copy(f"{sqlite_files.database}{suffix}", f"{tmp_path / 'killed.db'}{suffix}")
    here = Store(f"sqlite:///{tmp_path / 'killed.db'}")
    assert not here.misfits_its_log()
    with here.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM answer")).scalar_one() == 3
    here.close()
