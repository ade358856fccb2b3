"""What the tables have in common: moments in UTC, names of constraints, a row's group."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Float, ForeignKeyConstraint, LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets time zones, PostgreSQL gives those of its server."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a time zone; store the others in UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back with its time zone."""
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Table(DeclarativeBase):
    """The common metadata; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant, bytes: LargeBinary(32), float: Float()}


class OfGroup:
    """The columns that place a row in one group of one round."""

    round_id: Mapped[int]
    group_id: Mapped[int]


def of_group(*more: SchemaItem) -> tuple[Any, ...]:
    """What a table whose rows belong to a group needs: the key to it, and no row numbers."""
    constraint = ForeignKeyConstraint(
        ["round_id", "group_id"],
        ["round_group.round_id", "round_group.group_id"],
        ondelete="CASCADE",
    )
    # a rowid would keep the order of answering
    return constraint, *more, {"sqlite_with_rowid": False}
