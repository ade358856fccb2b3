"""SQL about the devices that answer, which are known by keyed hashes only."""

from sqlalchemy import Connection, func, select, union

from db.answers import Team, insert_into, within
from db.tables import Answer, Comment, GivenUpDevice, RoundGroup, Signature, Trait


def give_up(connection: Connection, device: bytes) -> None:
    """Note that a device was handed to somebody else; once is enough."""
    statement = insert_into(connection, GivenUpDevice).values(hash=device)
    connection.execute(statement.on_conflict_do_nothing())


def given_up(connection: Connection, device: bytes) -> bool:
    """Whether it was."""
    mine = select(GivenUpDevice.hash).where(GivenUpDevice.hash == device)
    return connection.execute(mine).first() is not None


def number(connection: Connection, team: Team) -> int:
    """How many have said anything but comments in a group, whose row is held from then on.

    So two who begin at once are counted one after the other.
    """
    here = (RoundGroup.round_id == team[0], RoundGroup.group_id == team[1])
    held = select(RoundGroup.group_id).where(*here).with_for_update(key_share=True)
    connection.execute(held)
    asked = (Answer, Signature, Trait)
    keys = union(*(select(table.key).where(*within(table, team)) for table in asked))
    return int(connection.execute(select(func.count()).select_from(keys.subquery())).scalar_one())


def remarks(connection: Connection, team: Team, dimension: str) -> int:
    """How many comments a group has written on one dimension."""
    mine = (*within(Comment, team), Comment.dimension == dimension)
    return int(connection.execute(select(func.count()).where(*mine)).scalar_one())
