"""What the server does by itself, where it failed."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from db.tables.columns import Table


class Upkeep(Table):
    """A task that could not be done, and since when; what works again has no row."""

    __tablename__ = "upkeep"

    task: Mapped[str] = mapped_column(primary_key=True)
    failing_since: Mapped[datetime]
