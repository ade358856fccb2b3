"""Bringing a database to the newest revision of its tables."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from db.engine import Store

_FOLDER = Path(__file__).parent / "migrations"


def upgrade(store: Store, revision: str = "head") -> None:
    """Create or upgrade the tables in one transaction."""
    with store.write() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(store: Store, revision: str) -> None:
    """Take the tables back to an earlier revision, or to `base`: nothing."""
    with store.write() as connection:
        command.downgrade(_config(connection), revision)


def is_current(store: Store) -> bool:
    """Whether the tables are at the newest revision."""
    return _here(store) == set(_known().get_heads())


def is_foreign(store: Store) -> bool:
    """Whether the tables are at a revision that this version does not know."""
    return not _here(store) <= {one.revision for one in _known().walk_revisions()}


def _here(store: Store) -> set[str]:
    with store.read() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


def _known() -> ScriptDirectory:
    return ScriptDirectory(str(_FOLDER))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
