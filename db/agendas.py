"""SQL about what a team wants to talk about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from db.answers import Team, columns_of, insert_into, within
from db.engine import AnyRow
from db.tables import Agenda


def agenda(connection: Connection, team: Team) -> AnyRow | None:
    """(minutes, slots, starts_at) of what was kept, or None."""
    columns = (Agenda.minutes, Agenda.slots, Agenda.starts_at)
    return connection.execute(select(*columns).where(*within(Agenda, team))).one_or_none()


def keep(
    connection: Connection,
    team: Team,
    minutes: int,
    slots: Sequence[tuple[str, int]],
    starts_at: datetime | None,
) -> None:
    """Keep an agenda instead of the one before."""
    values: dict[str, Any] = {
        "minutes": minutes,
        "slots": [list(slot) for slot in slots],
        "starts_at": starts_at,
    }
    statement = insert_into(connection, Agenda).values(**columns_of(team), **values)
    keys = ["round_id", "group_id"]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))
