"""The database of this process, opened once, and its faults in words for people."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from db import counts as sql
from db import migrate
from db.engine import DatabaseFault, Store
from posdash import memory
from posdash.errors import NotReady
from posdash.settings import settings


@cache
def store() -> Store:
    """The database that the settings name; raises NotReady where these do not fit."""
    return Store(settings().database_url)


@memory.forgets
def forget_store() -> None:
    """Give the connections back; whoever asks next opens the database anew."""
    if store.cache_info().currsize:
        store().close()
    store.cache_clear()


def upgrade() -> None:
    """Create the tables, or bring them to the newest revision."""
    migrate.upgrade(store())


def require_current() -> None:
    """Raise NotReady unless the tables are at the newest revision."""
    with faults_in_words():
        current = migrate.is_current(store())
    if not current:
        raise NotReady("The database is not up to date.", cure="Run: python -m posdash init")


@contextmanager
def faults_in_words() -> Iterator[None]:
    """Turn a fault of the database into one sentence that repeats no row of it.

    Raises NotReady in its place.
    """
    try:
        yield
    except DatabaseFault as fault:
        raise NotReady(
            "The database cannot be reached or written just now, so nothing was changed.",
            cure="Try again in a moment; if it stays so, tell whoever runs posdash.",
        ) from fault


def wipe_what_was_erased() -> bool:
    """Compact the database if a close still owes it; False if that must be tried again.

    Raises NotReady where the database cannot be reached.
    """
    with faults_in_words():
        with store().read() as connection:
            owed = sql.owed(connection)
        if not owed:
            return True
        if not store().compact():
            return False
        with store().write() as connection:
            sql.settle(connection, owed)
        return True
