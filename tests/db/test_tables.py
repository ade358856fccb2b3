"""The tables as the program knows them, and as the migrations make them."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from db import migrate
from db.engine import Store
from db.tables import OfGroup, Table
from posdash.store import store

APART = sorted(one.__tablename__ for one in OfGroup.__subclasses__())


@pytest.fixture
def empty(database_url):
    here = Store(database_url)
    yield here
    here.close()


def made(here: Store) -> list[tuple[str, ...]]:
    """Everything the database knows of tables, indexes and triggers."""
    catalogue = {
        "sqlite": "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '%alembic%'",
        "postgresql": "SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger "
        "WHERE NOT tgisinternal UNION ALL SELECT 'column', table_name || '.' || column_name, "
        "concat(data_type, is_nullable, column_default) FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name NOT LIKE 'alembic%' UNION ALL "
        "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
        "AND tablename NOT LIKE 'alembic%'",
    }
    with here.read() as connection:
        found = connection.execute(text(catalogue[connection.dialect.name])).all()
    return sorted(tuple(map(str, row)) for row in found)


def test_the_migrations_make_the_tables_that_the_program_knows(empty):
    migrate.upgrade(empty)
    with empty.read() as connection:
        # on SQLite, Alembic takes an empty default for another one
        options = {"compare_type": True, "compare_server_default": not empty.is_sqlite}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Table.metadata) == []


def test_every_revision_goes_up_and_down_and_up_again(empty):
    before = {}
    for revision in ("0001", "0002", "0003", "0004", "0005", "0006", "0007"):
        migrate.upgrade(empty, revision)
        before[revision] = made(empty)
    for revision in ("0006", "0005", "0004", "0003", "0002", "0001"):
        migrate.downgrade(empty, revision)
        assert [one[:2] for one in made(empty)] == [one[:2] for one in before[revision]]
    migrate.upgrade(empty)
    assert [one[:2] for one in made(empty)] == [one[:2] for one in before["0007"]]
    migrate.downgrade(empty, "base")
    assert made(empty) == []


@pytest.mark.usefixtures("empty_store")
def test_rows_of_a_group_have_no_number_that_keeps_their_order():
    with store().read() as connection:
        for table in APART:
            columns = inspect(connection).get_columns(table)
            assert not [one for one in columns if one["name"] == "id"]
            if connection.dialect.name == "sqlite":
                with pytest.raises(DBAPIError, match="no such column: rowid"):
                    connection.execute(text(f"SELECT rowid FROM {table}"))
