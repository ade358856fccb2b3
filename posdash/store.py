"""The database of this process, opened once, and its faults in words for people."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Event

from db import counts as sql
from db import migrate
from db.engine import BadAddress, DatabaseFault, Replaced, Store
from posdash import memory
from posdash.errors import NotReady
from posdash.settings import settings

ADDRESS = "POSDASH_DATABASE_URL"


@cache
def store() -> Store:
    """The database that the settings name; raises NotReady where these do not fit."""
    try:
        return Store(settings().database_url)
    except BadAddress as fault:
        raise NotReady(fault.what, where=ADDRESS, cure=fault.cure) from None


@memory.forgets
def forget_store() -> None:
    """Give the connections back; whoever asks next opens the database anew."""
    if store.cache_info().currsize:
        store().close()
    store.cache_clear()


def upgrade() -> None:
    """Create the tables, or bring them to the newest revision.

    Raises NotReady where that cannot be done.
    """
    with _at_the_start():
        _require_whole()
        migrate.upgrade(store())


def require_current() -> None:
    """Raise NotReady unless the tables are there, whole, and at the newest revision."""
    with _at_the_start():
        _require_whole()
        current = migrate.is_current(store())
    if not current:
        raise NotReady("The database is not up to date.", cure="Run: python -m posdash init")


def claim() -> None:
    """Be the one process that serves the database, as long as it lives.

    Raises NotReady where another one does.
    """
    with _at_the_start():
        alone = store().claim()
    if not alone:
        raise NotReady(
            "Another posdash already serves this database, and one alone may.",
            where=ADDRESS,
            cure="End that one first, or give this one a database of its own.",
        )


def check_store() -> None:
    """Raise NotReady unless the database answers, and is the one that this process serves."""
    claim()
    with faults_in_words():
        with store().read() as connection:
            sql.owed(connection)
        store().check_mark()


@contextmanager
def faults_in_words() -> Iterator[None]:
    """Turn a fault of the database into one sentence that repeats no row of it.

    Raises NotReady in its place.
    """
    try:
        yield
    except Replaced as fault:
        raise NotReady(
            "The database was replaced or taken away while posdash was running, so nothing was "
            "saved.",
            cure="Tell whoever runs posdash: it must be started anew.",
        ) from fault
    except DatabaseFault as fault:
        raise NotReady(
            "The database cannot be reached or written just now, so nothing was changed.",
            cure="Try again in a moment; if it stays so, tell whoever runs posdash.",
        ) from fault


@contextmanager
def _at_the_start() -> Iterator[None]:
    """The same for whoever runs posdash, whose address of the database may be at fault."""
    try:
        yield
    except (*DatabaseFault, OSError) as fault:  # its text may hold a part of the password
        kind = type(getattr(fault, "orig", fault)).__name__
        if store().is_sqlite:
            raise NotReady(
                f"This file cannot be opened and written as a database ({kind}).",
                where=ADDRESS,
                cure="Check that it is one of posdash, and who may write it and its folder.",
            ) from None
        raise NotReady(
            f"The database cannot be reached, or does not let posdash do what it must ({kind}).",
            where=ADDRESS,
            cure="Check that it runs, and the host, name, user and password in its address.",
        ) from None


def _require_whole() -> None:
    """Refuse what this version cannot read."""
    files = store().files
    if files is not None and store().misfits_its_log():
        raise NotReady(
            "This database does not fit the log beside it: probably a copy was put back over it.",
            where=ADDRESS,
            cure=f"Take away {files.log.name} and its -shm, and put the copy back once more.",
        )
    if migrate.is_foreign(store()):
        raise NotReady(
            "This database was made by a newer posdash, or by something else.",
            where=ADDRESS,
            cure="Install the version that made it, or put back a copy from before.",
        )


_in_turns = Event()  # set while a server takes turns, and one compaction does for all
memory.forgets(_in_turns.clear)


def wipe_in_turns() -> None:
    """From now on a server's turns wipe what was erased, and nobody waits for it."""
    _in_turns.set()


def wipe_what_was_erased() -> bool:
    """Wipe it now, or leave it to a server's next turn; False while it is still owed.

    Raises NotReady where the database cannot be reached.
    """
    return not _in_turns.is_set() and wiped()


def wiped() -> bool:
    """Compact the database if that is still owed; False if it must be tried again.

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
