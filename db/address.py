"""Where a database is, as operators write it: a file of SQLite, or a PostgreSQL."""

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

FORMS = "Write sqlite:///folder/posdash.db or postgresql://user:password@host/name."
POSTGRES = ("postgres", "postgresql")  # hosters hand out either


class BadAddress(Exception):
    """An address that leads to no database of ours; its text holds nothing of the address."""

    def __init__(self, what: str, cure: str = FORMS) -> None:
        super().__init__(what)
        self.what, self.cure = what, cure


def understood(address: str) -> URL:
    """The address as SQLAlchemy takes it; raises BadAddress."""
    try:
        url = make_url(address.strip())
    except (ArgumentError, ValueError):  # its text may hold a part of the password
        raise BadAddress(
            "This is no address of a database.",
            f"{FORMS} In a password, write / : @ % as %2F %3A %40 %25.",
        ) from None
    kind = url.drivername.lower().partition("+")[0]
    if kind in POSTGRES:
        return url.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise BadAddress("posdash keeps its data in SQLite or PostgreSQL, in nothing else.")
    if not url.database or url.database == ":memory:" or url.host or url.query:
        raise BadAddress("A database of SQLite is a file, and this address names none.")
    file = Path(url.database).expanduser().absolute()
    if file.is_dir():
        raise BadAddress("This is a folder, and the database is a file in it.")
    return url.set(drivername="sqlite", database=str(file))
