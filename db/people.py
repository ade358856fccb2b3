"""SQL about groups, people, and what they may be."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update

from db.engine import AnyRow
from db.tables import Group, Lineage, Membership, Person, Role, Round, RoundCoach, RoundGroup


def groups(connection: Connection) -> Sequence[AnyRow]:
    """(id, name, parent_id, archived_at) of all groups, the oldest first."""
    columns = (Group.id, Group.name, Group.parent_id, Group.archived_at)
    return connection.execute(select(*columns).order_by(Group.id)).all()


def hold_groups(connection: Connection) -> None:
    """Let nobody else change the tree until the transaction ends: two moves could make a ring."""
    connection.execute(select(Group.id).order_by(Group.id).with_for_update()).all()


def add_group(connection: Connection, name: str, parent: int | None) -> int:
    """The id of a new group."""
    return _new(connection, insert(Group).values(name=name, parent_id=parent).returning(Group.id))


def change_group(connection: Connection, group_id: int, **values: Any) -> None:
    """Give a group another `name`, `parent_id` or `archived_at`."""
    connection.execute(update(Group).where(Group.id == group_id).values(**values))


def add_lineage(connection: Connection, since: datetime, **values: Any) -> None:
    """Note that a group (`group_id`) came from one (`came_from`), by which `kind` of change.

    `name` and `parent_id` are what that one was called, and where it lay, before.
    """
    connection.execute(insert(Lineage).values(since=since, **values))


def lineage(connection: Connection) -> Sequence[AnyRow]:
    """(group_id, came_from, kind, name, parent_id, since) of all changes, the oldest first."""
    columns = (Lineage.group_id, Lineage.came_from, Lineage.kind)
    before = (Lineage.name, Lineage.parent_id, Lineage.since)
    return connection.execute(select(*columns, *before).order_by(Lineage.id)).all()


def people(connection: Connection) -> Sequence[AnyRow]:
    """(id, name, email, disabled) of everybody, by name."""
    columns = (Person.id, Person.name, Person.email, Person.disabled)
    return connection.execute(select(*columns).order_by(Person.name, Person.id)).all()


def person(connection: Connection, person_id: int) -> AnyRow | None:
    """(id, name, email, password, disabled) of one person."""
    return connection.execute(select(Person.__table__).where(Person.id == person_id)).one_or_none()


def by_email(connection: Connection, email: str) -> AnyRow | None:
    """(id, name, email, password, disabled) of whoever has this address, in small letters."""
    statement = select(Person.__table__).where(Person.email == email)
    return connection.execute(statement).one_or_none()


def add_person(connection: Connection, name: str, email: str | None) -> int:
    """The id of a new person."""
    return _new(connection, insert(Person).values(name=name, email=email).returning(Person.id))


def change_person(connection: Connection, person_id: int, **values: Any) -> None:
    """Give a person another `name`, `email`, `password`, or say whether they are `disabled`."""
    connection.execute(update(Person).where(Person.id == person_id).values(**values))


def delete_person(connection: Connection, person_id: int) -> None:
    """Forget a person, with sign-in, memberships, roles and invitations, and what they planned."""
    planned = update(Round).where(Round.planned_by == person_id)  # before the id can be another's
    connection.execute(planned.values(planned_by=None))
    connection.execute(delete(Person).where(Person.id == person_id))


def memberships(connection: Connection) -> Sequence[AnyRow]:
    """(group_id, person_id) of everybody."""
    return connection.execute(select(Membership.group_id, Membership.person_id)).all()


def join(connection: Connection, person: int, group: int) -> None:
    """Make a person a member of a group."""
    connection.execute(insert(Membership).values(person_id=person, group_id=group))


def leave(connection: Connection, person: int, group: int | None = None) -> None:
    """End a membership, or all of a person's."""
    statement = delete(Membership).where(Membership.person_id == person)
    if group is not None:
        statement = statement.where(Membership.group_id == group)
    connection.execute(statement)


def roles(connection: Connection, person: int | None = None) -> Sequence[AnyRow]:
    """(person_id, name, group_id) of one person, or of everybody."""
    statement = select(Role.person_id, Role.name, Role.group_id).order_by(Role.id)
    if person is not None:
        statement = statement.where(Role.person_id == person)
    return connection.execute(statement).all()


def add_role(
    connection: Connection, person: int, name: str, group: int | None, since: datetime
) -> bool:
    """Give a person a role from now on; False, and nothing changes, if they had it."""
    if (person, name, group) in {tuple(row) for row in roles(connection, person)}:
        return False
    values = {"person_id": person, "name": name, "group_id": group, "since": since}
    connection.execute(insert(Role).values(**values))
    return True


def coached_later(
    connection: Connection, person: int, groups: Iterable[int]
) -> Sequence[tuple[int, int]]:
    """(round_id, group_id) of opened rounds of these groups that were not promised this coach."""
    promised = and_(
        RoundCoach.round_id == RoundGroup.round_id,
        RoundCoach.group_id == RoundGroup.group_id,
        RoundCoach.person_id == person,
    )
    statement = (
        select(RoundGroup.round_id, RoundGroup.group_id)
        .join(Round, Round.id == RoundGroup.round_id)
        .where(
            RoundGroup.group_id.in_(list(groups)),
            RoundGroup.asked,
            Round.opened_at.is_not(None),
            ~select(RoundCoach.person_id).where(promised).exists(),
        )
    )
    return [(row.round_id, row.group_id) for row in connection.execute(statement)]


def take_role(connection: Connection, person: int, name: str, group: int | None) -> bool:
    """Take a role away; False if it was not there."""
    mine = (Role.person_id == person, Role.name == name, Role.group_id.is_not_distinct_from(group))
    return connection.execute(delete(Role).where(*mine)).rowcount == 1


def hold_administrators(connection: Connection) -> None:
    """Let nobody else take administrators away until the transaction ends: one must stay."""
    held = select(Role.id).where(Role.name == "administrator").order_by(Role.id)
    connection.execute(held.with_for_update()).all()


def administrators(connection: Connection) -> Sequence[AnyRow]:
    """(id, name) of the administrators who are not disabled."""
    statement = select(Person.id, Person.name).join(Role, Role.person_id == Person.id)
    may = (Role.name == "administrator", Person.disabled.is_(False))
    return connection.execute(statement.where(*may).order_by(Person.id)).all()


def _new(connection: Connection, statement: Any) -> int:
    return int(connection.execute(statement).scalar_one())
