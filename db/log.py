"""SQL about the log of what administrators, coaches and leaders did."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from db.engine import AnyRow
from db.tables import LogEntry, Person


def add(
    connection: Connection,
    at: datetime,
    actor: tuple[int, str],
    deed: str,
    about: str,
    person: int | None,
) -> None:
    """Write one entry; `actor` is (id, name), `person` the id of whom it was about."""
    values = {"at": at, "actor_id": actor[0], "actor": actor[1], "deed": deed, "about": about}
    connection.execute(insert(LogEntry).values(**values, person_id=person))


def entries(connection: Connection, most: int, before: int | None) -> Sequence[AnyRow]:
    """(id, at, actor, deed, about, person) with the newest first, older than the id `before`."""
    columns = (LogEntry.id, LogEntry.at, LogEntry.actor, LogEntry.deed, LogEntry.about)
    statement = select(*columns, Person.name.label("person")).join_from(
        LogEntry, Person, Person.id == LogEntry.person_id, isouter=True
    )
    if before is not None:
        statement = statement.where(LogEntry.id < before)
    return connection.execute(statement.order_by(LogEntry.id.desc()).limit(most)).all()
