"""What stands in the database itself, behind every door."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, func, select

from db.tables import Table
from posdash.store import store

TABLES = Table.metadata.tables
ANSWERS = ("answer", "signature", "trait", "comment")
COUNTS = ("tally", "cell", "round_sum", "wish", "turnover")


def rows(*tables: str) -> int:
    """How many rows these tables hold together."""
    with store().read() as connection:
        counts = [select(func.count()).select_from(TABLES[one]) for one in tables]
        return sum(connection.execute(one).scalar_one() for one in counts)


def everything() -> dict[str, list[str]]:
    """All rows of all tables."""
    with store().read() as connection:
        return {
            name: sorted(str(row) for row in connection.execute(select(table)))
            for name, table in TABLES.items()
        }


def holding(what: str) -> set[str]:
    """The tables in which some row holds this text."""
    with store().read() as connection:
        return {
            name
            for name, table in TABLES.items()
            if any(what in str(row) for row in connection.execute(select(table)))
        }


def holding_round(round_id: int) -> set[str]:
    """The tables in which some row belongs to this round."""
    with store().read() as connection:
        found = {name: table.c for name, table in TABLES.items() if "round_id" in table.c}
        return {
            name
            for name, columns in found.items()
            if connection.execute(select(columns).where(columns.round_id == round_id)).first()
        }


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL that is sent meanwhile, in its order, without its values."""
    sent: list[str] = []

    def note(connection, cursor, statement, *_) -> None:
        sent.append(statement)

    event.listen(store().engine, "before_cursor_execute", note)
    yield sent
    event.remove(store().engine, "before_cursor_execute", note)
