"""SQL about the devices that answer, which are known by keyed hashes only."""

from sqlalchemy import Connection, select

from db.answers import insert_into
from db.tables import GivenUpDevice


def give_up(connection: Connection, device: bytes) -> None:
    """Note that a device was handed to somebody else; once is enough."""
    statement = insert_into(connection, GivenUpDevice).values(hash=device)
    connection.execute(statement.on_conflict_do_nothing())


def given_up(connection: Connection, device: bytes) -> bool:
    """Whether it was."""
    mine = select(GivenUpDevice.hash).where(GivenUpDevice.hash == device)
    return connection.execute(mine).first() is not None
