"""SQL that adds many people at once, and keeps others from writing meanwhile."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, text, update

from db.tables import Comment, Membership, Person, Role, Signature


def hold(connection: Connection) -> None:
    """Let nobody else change groups, people and what they are until this transaction ends.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        tables = "org_group, person, membership, role"
        connection.execute(text(f"LOCK TABLE {tables} IN EXCLUSIVE MODE"))


def add_people(connection: Connection, people: Sequence[tuple[str, str | None]]) -> list[int]:
    """The ids of new people, given as (name, email), in the same order."""
    rows = [{"name": name, "email": email} for name, email in people]
    statement = insert(Person).returning(Person.id, sort_by_parameter_order=True)
    return list(connection.execute(statement, rows).scalars()) if rows else []


def signed_names(connection: Connection) -> set[str]:
    """Every name that stands with an answer or a comment."""
    found = (connection.execute(select(table.name).distinct()) for table in (Signature, Comment))
    return {name for names in found for name in names.scalars() if name}


def rename_people(connection: Connection, names: Sequence[tuple[int, str]]) -> None:
    """Give people, by id, another name."""
    rows = [{"of": person, "to": name} for person, name in names]
    statement = update(Person).where(Person.id == bindparam("of")).values(name=bindparam("to"))
    if rows:
        connection.execute(statement, rows)


def add_memberships(connection: Connection, pairs: Sequence[tuple[int, int]]) -> None:
    """Make people members of groups, as (person, group); none may be one already."""
    rows = [{"person_id": person, "group_id": group} for person, group in pairs]
    if rows:
        connection.execute(insert(Membership), rows)


def add_roles(
    connection: Connection, roles: Sequence[tuple[int, str, int | None]], since: datetime
) -> None:
    """Give people roles, as (person, name, group); none may have it already."""
    names = ("person_id", "name", "group_id")
    rows = [{**dict(zip(names, role, strict=True)), "since": since} for role in roles]
    if rows:
        connection.execute(insert(Role), rows)
