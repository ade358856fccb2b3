"""SQL about the log of what administrators, coaches and leaders did."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update
from sqlalchemy.orm import aliased

from db.engine import AnyRow
from db.tables import LogEntry, Person


def add(
    connection: Connection,
    at: datetime,
    actor: tuple[str, int | None],
    deed: str,
    person: int | None,
    facts: Mapping[str, Any],
) -> None:
    """Write one entry; `actor` is (kind, id of a person), `person` the id of whom it was about."""
    kind, acting = actor
    values = {"at": at, "actor_kind": kind, "actor_id": acting, "deed": deed}
    connection.execute(insert(LogEntry).values(**values, person_id=person, facts=dict(facts)))


def forget(connection: Connection, person: int) -> None:
    """Leave open who acted, and whom it was about, before their id can be another's."""
    for column in (LogEntry.actor_id, LogEntry.person_id):
        connection.execute(update(LogEntry).where(column == person).values({column: None}))


def done_to(
    connection: Connection, person: int, deeds: Sequence[str], most: int
) -> Sequence[AnyRow]:
    """The newest such deeds of others that were about somebody, as `entries` has them."""
    others = or_(LogEntry.actor_id.is_(None), LogEntry.actor_id != person)
    mine = (LogEntry.person_id == person, LogEntry.deed.in_(deeds), others)
    newest = _entries().where(*mine).order_by(LogEntry.id.desc()).limit(most)
    return connection.execute(newest).all()


def entries(connection: Connection, most: int, before: int | None) -> Sequence[AnyRow]:
    """(id, at, actor_kind, deed, facts, name, person), the newest first, older than `before`.

    `name` is that of whoever acted, `person` that of whom it was about.
    """
    statement = _entries()
    if before is not None:
        statement = statement.where(LogEntry.id < before)
    return connection.execute(statement.order_by(LogEntry.id.desc()).limit(most)).all()


def _entries() -> Any:
    acting, about = aliased(Person), aliased(Person)
    return (
        select(
            LogEntry.id,
            LogEntry.at,
            LogEntry.actor_kind,
            LogEntry.deed,
            LogEntry.facts,
            acting.name.label("name"),
            about.name.label("person"),
        )
        .join(acting, acting.id == LogEntry.actor_id, isouter=True)
        .join(about, about.id == LogEntry.person_id, isouter=True)
    )
