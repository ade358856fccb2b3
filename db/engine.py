"""The engine: one way in for reading, one for writing, on SQLite and PostgreSQL."""

import re
import sqlite3
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import ConnectionPoolEntry

ANSWERS = ("answer", "signature", "trait", "comment", "word", "vote")
ERASABLE = (
    *(*ANSWERS, "tally", "cell", "round_sum", "person", "delivery"),
    *("note", "next_step", "round", "identity", "sign_in"),
)
SQLITE_FIXED = (3, 51, 3)  # before it, resetting the write-ahead log could corrupt the file
_PATIENCE = "busy_timeout=10000"  # milliseconds
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    _PATIENCE,
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
)


__all__ = ["ANSWERS", "AnyRow", "Connection", "DatabaseFault", "Store"]

DatabaseFault = (DBAPIError, NoConnection)
AnyRow = Row[*tuple[Any, ...]]


class Store:
    """A database, opened. `read` and `write` give connections inside a transaction."""

    def __init__(self, url: str) -> None:
        """Open `url` (`sqlite:///file` or `postgresql+psycopg://…`); nothing is created yet."""
        self.url = _with_driver(make_url(url))
        self.engine = _engine(self.url)
        # One writer at a time in this process: waiting here is fair, waiting in SQLite is not.
        self._turn = threading.RLock()

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view, for looking only."""
        with self.engine.connect() as connection:
            if not self.is_sqlite:  # which reads one state throughout by itself
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is stored as a whole when the block ends, or not at all."""
        if not self.is_sqlite:
            with self.engine.begin() as connection:
                yield connection
            return
        with self._turn, self.engine.connect() as connection:
            connection = connection.execution_options(posdash_writes=True)
            with connection.begin():
                yield connection

    def forget_order(self) -> bool:
        """Wipe from the files in which order answers were stored; False if somebody is reading."""
        return self.empty_log() if self.is_sqlite else self._vacuum(ANSWERS)

    def empty_log(self) -> bool:
        """Empty the write-ahead log of SQLite; False if somebody is reading."""
        if not self.is_sqlite:
            return True
        with self._turn, self.engine.connect() as connection:
            raw = connection.connection.cursor()
            raw.execute("PRAGMA busy_timeout=100")  # milliseconds; it is tried again soon
            try:
                busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except _sqlite().OperationalError:
                return False
            finally:
                raw.execute(f"PRAGMA {_PATIENCE}")
            return not busy

    def compact(self) -> bool:
        """Wipe what was erased from the files; False if somebody is reading, so try again."""
        return self._compact_sqlite() if self.is_sqlite else self._vacuum(ERASABLE)

    def _compact_sqlite(self) -> bool:
        with self._turn, self.engine.connect() as connection:
            raw = connection.connection.cursor()
            raw.execute("PRAGMA busy_timeout=1000")  # milliseconds; nobody else can write so long
            try:
                raw.execute("VACUUM")
                busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except _sqlite().OperationalError:  # a reader or another process holds the file
                return False
            finally:
                raw.execute(f"PRAGMA {_PATIENCE}")
            return not busy

    def _vacuum(self, tables: Sequence[str]) -> bool:
        kept = _RowsKept()
        try:
            with self.engine.connect() as connection:
                automatic = connection.execution_options(isolation_level="AUTOCOMMIT")
                raw: Any = automatic.connection.driver_connection
                raw.add_notice_handler(kept.hear)
                automatic.execute(text("SET lock_timeout = '5s'"))
                try:
                    for table in tables:
                        automatic.execute(text(f"VACUUM (FULL, VERBOSE) {table}"))
                finally:
                    automatic.invalidate()  # nobody shall inherit the short patience
        except OperationalError:  # somebody holds one of the tables
            return False
        return not kept.rows

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


class _RowsKept:
    """How many erased rows PostgreSQL left in the files, as VACUUM tells with VERBOSE.

    It keeps them for whoever looks at the database just now, be it at another table.
    """

    rows = 0

    def hear(self, notice: Any) -> None:
        """Take a message whose detail begins, in each language, with the rows that are kept."""
        if found := re.match(r"\D*(\d+)", notice.message_detail or ""):
            self.rows += int(found[1])


def _with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _sqlite() -> Any:
    try:
        import pysqlite3
    except ImportError:
        return sqlite3
    return pysqlite3


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, hide_parameters=True, pool_pre_ping=True)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    driver = _sqlite()
    if driver.sqlite_version_info < SQLITE_FIXED:
        version = ".".join(map(str, SQLITE_FIXED))
        warnings.warn(
            f"This SQLite is {driver.sqlite_version}; from {version} on a rare fault that "
            "damages the file is mended. Keep backups.",
            stacklevel=2,
        )
    engine = create_engine(url, module=driver, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(raw: Any, entry: ConnectionPoolEntry) -> None:
    raw.isolation_level = None  # the driver's own transactions would split migrations in halves
    for pragma in _PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("posdash_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
