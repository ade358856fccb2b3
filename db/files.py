"""The files of a SQLite database: whether they are those that were opened, and who serves them."""

import fcntl
import os
from pathlib import Path
from secrets import randbits
from typing import Any


class Replaced(Exception):
    """The files are not those that were opened: what is written now goes into nothing."""


class Files:
    """A database's file, and its log and the log's index beside it."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self._opened: tuple[tuple[int, int], ...] | None = None
        self._lock: int | None = None
        self._marks: tuple[int, ...] = ()

    @property
    def claimed(self) -> bool:
        """Whether this process serves them."""
        return self._lock is not None

    @property
    def marked(self) -> bool:
        """Whether they were marked since they were opened."""
        return bool(self._marks)

    def opened(self) -> None:
        """Remember which files a connection has just opened; raises Replaced if they differ."""
        if self._opened is None:
            self._opened = self._there()
        self.check()

    def check(self) -> None:
        """Raise Replaced unless those that were opened are still there."""
        if self._opened is not None and self._there() != self._opened:
            raise Replaced

    def closed(self) -> None:
        """No connection is left: whoever opens them next may find others."""
        self._opened, self._marks = None, ()

    def next_mark(self) -> int:
        """What to mark the file with; the mark before counts, too, until that is stored."""
        self._marks = (*self._marks[-1:], randbits(31))
        return self._marks[-1]

    def check_mark(self, driver: Any) -> None:
        """Raise Replaced, from now on always, unless the file itself holds the last mark.

        What is open would not see it: only who opens the file anew reads it anew.
        """
        connection = self._looking(driver)
        try:
            [found] = connection.execute("PRAGMA user_version").fetchone()
        finally:
            connection.close()
        if found not in self._marks:
            self._opened = ()
            raise Replaced

    def claim(self) -> bool:
        """Be the one process that serves them, until it ends; False if there is another."""
        if self._lock is None:
            file = Path(f"{self.database.resolve()}.lock")
            lock = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(lock)
                return False
            self._lock = lock
        return True

    def give_up(self) -> None:
        """Let another process serve them."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def misfit(self, driver: Any) -> bool:
        """Whether the log beside it makes nonsense of it, as one of another file does.

        It is looked at without a right to write: whoever closes the last connection
        otherwise works the log into the file.
        """
        if self._opened is not None or not self.log.exists() or not self.log.stat().st_size:
            return False
        connection = self._looking(driver)
        try:
            whole = connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
            return not whole or bool(connection.execute("PRAGMA foreign_key_check").fetchall())
        except driver.DatabaseError:
            return True
        finally:
            connection.close()

    def _looking(self, driver: Any) -> Any:
        return driver.connect(f"{self.database.as_uri()}?mode=ro", uri=True)

    @property
    def log(self) -> Path:
        """The write-ahead log, which SQLite puts beside the file that a link leads to."""
        return Path(f"{self.database.resolve()}-wal")

    def _there(self) -> tuple[tuple[int, int], ...]:
        real = self.database.resolve()
        try:
            found = [os.stat(path) for path in (self.database, f"{real}-wal", f"{real}-shm")]
        except OSError:  # gone, or the folder is
            raise Replaced from None
        return tuple((status.st_dev, status.st_ino) for status in found)
