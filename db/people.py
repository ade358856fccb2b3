"""SQL about groups, people, their roles, sign-in links and sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from db.engine import AnyRow
from db.tables import Group, Membership, Person, Role, Session, SignInLink


def groups(connection: Connection) -> Sequence[AnyRow]:
    """(id, name, parent_id) of all groups, parents before their children."""
    return connection.execute(
        select(Group.id, Group.name, Group.parent_id).order_by(Group.id)
    ).all()


def add_group(connection: Connection, name: str, parent: int | None) -> int:
    """The id of a new group."""
    return _new(connection, insert(Group).values(name=name, parent_id=parent).returning(Group.id))


def people(connection: Connection) -> Sequence[AnyRow]:
    """(id, name, email) of everybody, by name."""
    statement = select(Person.id, Person.name, Person.email).order_by(Person.name, Person.id)
    return connection.execute(statement).all()


def person(connection: Connection, id: int) -> AnyRow | None:
    """(id, name) of one person."""
    return connection.execute(select(Person.id, Person.name).where(Person.id == id)).one_or_none()


def add_person(connection: Connection, name: str, email: str | None) -> int:
    """The id of a new person."""
    return _new(connection, insert(Person).values(name=name, email=email).returning(Person.id))


def memberships(connection: Connection) -> Sequence[AnyRow]:
    """(group_id, person_id) of everybody."""
    return connection.execute(select(Membership.group_id, Membership.person_id)).all()


def join(connection: Connection, person: int, group: int) -> None:
    """Make a person a member of a group."""
    connection.execute(insert(Membership).values(person_id=person, group_id=group))


def roles(connection: Connection, person: int | None = None) -> Sequence[AnyRow]:
    """(person_id, name, group_id) of one person, or of everybody."""
    statement = select(Role.person_id, Role.name, Role.group_id).order_by(Role.id)
    if person is not None:
        statement = statement.where(Role.person_id == person)
    return connection.execute(statement).all()


def add_role(connection: Connection, person: int, name: str, group: int | None) -> None:
    """Give a person a role; giving it twice changes nothing."""
    if (person, name, group) not in {tuple(row) for row in roles(connection, person)}:
        connection.execute(insert(Role).values(person_id=person, name=name, group_id=group))


def administrators(connection: Connection) -> int:
    """How many administrators there are."""
    statement = select(func.count()).select_from(Role).where(Role.name == "administrator")
    return connection.execute(statement).scalar_one()


def add_link(connection: Connection, hash: bytes, person: int | None, until: datetime) -> None:
    """Keep the hash of a sign-in link; without a person it is a set-up link."""
    connection.execute(insert(SignInLink).values(hash=hash, person_id=person, expires_at=until))


def link(connection: Connection, hash: bytes) -> AnyRow | None:
    """(person_id, expires_at) of a link that has not been used."""
    statement = select(SignInLink.person_id, SignInLink.expires_at)
    return connection.execute(statement.where(SignInLink.hash == hash)).one_or_none()


def use_link(connection: Connection, hash: bytes) -> bool:
    """Use a link up; False if somebody else just did."""
    return connection.execute(delete(SignInLink).where(SignInLink.hash == hash)).rowcount == 1


def drop_setup_links(connection: Connection) -> None:
    """Forget set-up links: a new one replaces them, an administrator makes them needless."""
    connection.execute(delete(SignInLink).where(SignInLink.person_id.is_(None)))


def add_session(connection: Connection, hash: bytes, person: int, at: datetime) -> None:
    """Keep the hash of a session's cookie."""
    connection.execute(
        insert(Session).values(hash=hash, person_id=person, started_at=at, used_at=at)
    )


def session(connection: Connection, hash: bytes) -> AnyRow | None:
    """(person_id, started_at, used_at) of a session."""
    statement = select(Session.person_id, Session.started_at, Session.used_at)
    return connection.execute(statement.where(Session.hash == hash)).one_or_none()


def touch_session(connection: Connection, hash: bytes, at: datetime) -> None:
    """Note that a session was used."""
    connection.execute(update(Session).where(Session.hash == hash).values(used_at=at))


def end_session(connection: Connection, hash: bytes) -> None:
    """Forget a session."""
    connection.execute(delete(Session).where(Session.hash == hash))


def _new(connection: Connection, statement: Any) -> int:
    return int(connection.execute(statement).scalar_one())
