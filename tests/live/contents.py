"""All that the database holds, to see that nothing of it has changed."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from db.tables import Table
from posdash.store import store


def everything() -> dict[str, list[str]]:
    """Every row of every table, in an order of its own."""
    with store().read() as connection:
        return {
            name: sorted(str(tuple(row)) for row in connection.execute(select(table)))
            for name, table in Table.metadata.tables.items()
        }


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Fail if any row of any table is another one afterwards."""
    before = everything()
    yield
    changed = [name for name, rows in everything().items() if rows != before[name]]
    assert not changed, f"These tables have changed: {', '.join(changed)}."
