"""The coach's hour: what is to be talked about, the session itself, and what comes of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.columns import OfGroup, Table, of_group


class Agenda(OfGroup, Table):
    """What a team wants to talk about after a round; `slots` holds (dimension, minutes) in order.

    `minutes` is the whole meeting; `starts_at` is empty until somebody says when it begins.
    """

    __tablename__ = "agenda"
    __table_args__ = of_group()

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    minutes: Mapped[int]
    slots: Mapped[list[Any]] = mapped_column(JSON)
    starts_at: Mapped[datetime | None]


class Meeting(OfGroup, Table):
    """A team's session about a round: at which step everybody is, and since when.

    `minutes` are planned for the dimension that is talked about; `talked` holds
    those that were, in their order; `code` lets phones in by two words while it
    lasts; `votes` holds how many gave 1 to 5 points, once it is over.
    """

    __tablename__ = "meeting"
    __table_args__ = of_group(Index("uq_meeting_code", "code", unique=True))

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None]
    step: Mapped[str]
    dimension: Mapped[str | None]
    minutes: Mapped[int | None]
    since: Mapped[datetime]
    talked: Mapped[list[str]] = mapped_column(JSON)
    begun_at: Mapped[datetime]
    over_at: Mapped[datetime | None]
    votes: Mapped[list[int] | None] = mapped_column(JSON)


class Word(OfGroup, Table):
    """One word to close with, under a key that leads to no answer and to no vote.

    `device` is what it takes to read it back; both are replaced by chance when the session ends.
    """

    __tablename__ = "word"
    __table_args__ = of_group(Index(None, "round_id", "group_id"))

    key: Mapped[bytes] = mapped_column(primary_key=True)
    device: Mapped[bytes]
    text: Mapped[str]


class Vote(OfGroup, Table):
    """Whether the hour was worth it, 1 to 5, until the session is over and votes are counts.

    `device` is what it takes to read it back.
    """

    __tablename__ = "vote"
    __table_args__ = of_group(Index(None, "round_id", "group_id"))

    key: Mapped[bytes] = mapped_column(primary_key=True)
    device: Mapped[bytes]
    points: Mapped[int]


class Note(OfGroup, Table):
    """What was noted in a session about one dimension; `''` stands for the session as a whole."""

    __tablename__ = "note"
    __table_args__ = of_group()

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class NextStep(Table):
    """What a team agreed to do; `owner` is whatever was typed, `dimension` empty if about none."""

    __tablename__ = "next_step"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "group_id"],
            ["round_group.round_id", "round_group.group_id"],
            ondelete="CASCADE",
        ),
        Index(None, "group_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int]
    group_id: Mapped[int]
    dimension: Mapped[str | None]
    text: Mapped[str]
    owner: Mapped[str]
    due: Mapped[date | None]
    done_at: Mapped[datetime | None]


class Belief(OfGroup, Table):
    """Where a coach or leader believes a team stands, said before anybody has seen it.

    `places` holds a place by dimension; `shared` tells whether the team may see it.
    """

    __tablename__ = "belief"
    __table_args__ = of_group()

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    places: Mapped[dict[str, int]] = mapped_column(JSON)
    shared: Mapped[bool] = mapped_column(server_default=false())
