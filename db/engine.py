"""The engine: one way in for reading, one for writing, on SQLite and PostgreSQL."""

import re
import sqlite3
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import ConnectionPoolEntry

from db.address import BadAddress, understood
from db.files import Files, Replaced

ANSWERS = ("answer", "signature", "trait", "comment", "word", "vote")
ERASABLE = (
    *(*ANSWERS, "tally", "cell", "round_sum", "wish", "turnover", "person", "delivery"),
    *("note", "next_step", "round", "identity", "sign_in"),
)
SQLITE_FIXED = (3, 51, 3)  # before it, resetting the write-ahead log could corrupt the file
_PATIENCE = "busy_timeout=10000"  # milliseconds
SHORT = 100  # milliseconds to wait for a lock while everybody waits behind it; tried again soon
SERVING = 0x706F73646173680A  # the lock that the process holds which serves a PostgreSQL
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    _PATIENCE,
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
)
_STAYS_OPEN = (  # as long as the process lives, and no longer: the server asks whether it does
    ("idle_in_transaction_session_timeout", 0),
    ("tcp_keepalives_idle", 30),
    ("tcp_keepalives_interval", 10),
    ("tcp_keepalives_count", 3),
)

__all__ = [
    "ANSWERS",
    "SHORT",
    "AnyRow",
    "BadAddress",
    "Connection",
    "DatabaseFault",
    "Replaced",
    "Store",
]

DatabaseFault = (DBAPIError, NoConnection, Replaced)
AnyRow = Row[*tuple[Any, ...]]


class Store:
    """A database, opened. `read` and `write` give connections inside a transaction."""

    def __init__(self, url: str) -> None:
        """Open `url` (`sqlite:///file` or `postgresql://…`); nothing is created yet.

        Raises BadAddress.
        """
        self.url = understood(url)
        self.files = Files(Path(self.url.database or "")) if self.is_sqlite else None
        self.engine = _engine(self.url, self.files)
        self._serving: Connection | None = None
        # One writer at a time in this process: waiting here is fair, waiting in SQLite is not.
        self._turn = threading.RLock()

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view, for looking only; raises Replaced where the files are others."""
        self._check_files()
        with self.engine.connect() as connection:
            if not self.is_sqlite:  # which reads one state throughout by itself
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is stored as a whole when the block ends, or not at all.

        Raises Replaced where the files are others.
        """
        if not self.is_sqlite:
            with self.engine.begin() as connection:
                yield connection
            return
        with self._turn:
            self._check_files()
            with self.engine.connect() as connection:
                connection = connection.execution_options(posdash_writes=True)
                with connection.begin():
                    yield connection
                    self._check_files()  # or nothing is stored
            self._check_files()  # what was replaced at that very moment was stored into nothing

    def forget_order(self) -> bool:
        """Wipe from the files in which order answers were stored; False if somebody is reading."""
        return self.empty_log() if self.is_sqlite else self._rewrite(ANSWERS)

    def empty_log(self) -> bool:
        """Empty the write-ahead log of SQLite; False if somebody is reading."""
        return self._checkpointed() if self.is_sqlite else True

    def compact(self) -> bool:
        """Wipe what was erased from the files; False if somebody is reading, so try again."""
        if not self.is_sqlite:
            return self._rewrite(ERASABLE)
        return self.empty_log() and self._checkpointed("VACUUM")  # first, or each try makes it long

    def _checkpointed(self, *before: str) -> bool:
        with self._turn:
            self._check_files()
            with self.engine.connect() as connection:
                raw = connection.connection.cursor()
                raw.execute(f"PRAGMA busy_timeout={SHORT}")  # nobody else can write so long
                try:
                    for statement in before:
                        raw.execute(statement)
                    busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                except _sqlite().OperationalError:  # a reader or another process holds the file
                    return False
                finally:
                    raw.execute(f"PRAGMA {_PATIENCE}")
                return not busy

    def _rewrite(self, tables: Sequence[str]) -> bool:
        """Write tables of PostgreSQL anew, without what was erased, each in the order of its keys.

        CLUSTER does what VACUUM FULL does, but inside a transaction, so that a pooler
        between keeps the patience and the work together.
        """
        kept = _RowsKept()
        try:
            for table in tables:
                with self.engine.begin() as connection:
                    raw: Any = connection.connection.driver_connection
                    raw.add_notice_handler(kept.hear)
                    try:
                        connection.execute(text(f"SET LOCAL lock_timeout = {SHORT}"))
                        connection.execute(text(f"CLUSTER VERBOSE {table} USING pk_{table}"))
                    finally:
                        raw.remove_notice_handler(kept.hear)
        except OperationalError:  # somebody holds one of the tables
            return False
        return not kept.rows

    def misfits_its_log(self) -> bool:
        """Whether a log that a killed process left beside a file of SQLite makes nonsense of it."""
        return self.files is not None and self.files.misfit(_sqlite())

    def claim(self) -> bool:
        """Be the one process that serves this database, until it ends; False if there is another.

        On PostgreSQL it holds a lock in a transaction that stays open: that lasts
        through a pooler, keeps no row alive, and is over when the process is.
        """
        if self.files is not None:
            return self.files.claim()
        if self._serving is not None:
            try:
                self._serving.execute(text("SELECT 1"))
            except DBAPIError:  # the server was started anew, and has forgotten the lock
                self._give_up()
            else:
                return True
        connection = self.engine.connect()
        connection.detach()  # from the pool, which has as many for others as before
        for name, value in _STAYS_OPEN:
            connection.execute(text(f"SET LOCAL {name} = {value}"))
        held = text("SELECT pg_try_advisory_xact_lock(:serving)")
        if not connection.execute(held, {"serving": SERVING}).scalar_one():
            connection.close()
            return False
        self._serving = connection
        return True

    def mark(self, connection: Connection) -> None:
        """Mark a file of SQLite that this process serves: copies from before are told by it."""
        if self.files is not None and self.files.claimed:
            connection.exec_driver_sql(f"PRAGMA user_version={self.files.next_mark()}")

    def check_mark(self) -> None:
        """Raise Replaced where another file was copied over the one that was marked."""
        if self.files is not None and self.files.claimed:
            if self.files.marked:
                self.files.check_mark(_sqlite())
                return
            with self.write() as connection:
                self.mark(connection)

    def close(self) -> None:
        """Give all connections back, and let another process serve."""
        self._give_up()
        self.engine.dispose()
        if self.files is not None:
            self.files.closed()

    def _give_up(self) -> None:
        if self.files is not None:
            self.files.give_up()
        if self._serving is not None:
            self._serving.close()
            self._serving = None

    def _check_files(self) -> None:
        if self.files is not None:
            self.files.check()


class _RowsKept:
    """How many erased rows PostgreSQL left in the files, as VACUUM tells with VERBOSE.

    It keeps them for whoever looks at the database just now, be it at another table.
    """

    rows = 0

    def hear(self, notice: Any) -> None:
        """Take a message whose detail begins, in each language, with the rows that are kept."""
        if found := re.match(r"\D*(\d+)", notice.message_detail or ""):
            self.rows += int(found[1])


def _sqlite() -> Any:
    try:
        import pysqlite3
    except ImportError:
        return sqlite3
    return pysqlite3


def _engine(url: URL, files: Files | None) -> Engine:
    if files is None:
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={
                # what is prepared in a session is not there in the next that a pooler gives
                "prepare_threshold": None,
                **({} if "connect_timeout" in url.query else {"connect_timeout": 10}),  # seconds
            },
        )
    try:
        files.database.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise BadAddress("The folder of this file cannot be made.", "Check its path.") from None
    driver = _sqlite()
    if driver.sqlite_version_info < SQLITE_FIXED:
        version = ".".join(map(str, SQLITE_FIXED))
        warnings.warn(
            f"This SQLite is {driver.sqlite_version}; from {version} on a rare fault that "
            "damages the file is mended. Keep backups.",
            stacklevel=2,
        )
    engine = create_engine(url, module=driver, hide_parameters=True)

    def prepare(raw: Any, entry: ConnectionPoolEntry) -> None:
        raw.isolation_level = None  # the driver's own transactions would split migrations in halves
        for pragma in _PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()  # which opens the log
        files.opened()

    event.listen(engine, "connect", prepare)
    event.listen(engine, "close", lambda *_: files.left())
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("posdash_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
