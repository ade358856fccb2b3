"""SQL about what the server does by itself, where it failed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from db.tables import LogEntry, Upkeep


def failing(connection: Connection) -> dict[str, datetime]:
    """Since when each task fails that does."""
    found = connection.execute(select(Upkeep.task, Upkeep.failing_since))
    return {row.task: row.failing_since for row in found}


def set_failing(connection: Connection, failing: Mapping[str, datetime]) -> None:
    """Note which tasks fail, and no others."""
    connection.execute(delete(Upkeep))
    for task, since in failing.items():
        connection.execute(insert(Upkeep).values(task=task, failing_since=since))


def newest(connection: Connection) -> datetime | None:
    """The latest moment in the log, or None while nobody did anything."""
    return connection.execute(select(func.max(LogEntry.at))).scalar_one()
