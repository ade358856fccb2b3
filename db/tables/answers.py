"""Answers stand apart: no key, date or order in them leads to a person."""

from sqlalchemy import Index, false
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.columns import OfGroup, Table, of_group


class Answer(OfGroup, Table):
    """One respondent's placements on one dimension until the group closes.

    `key` and `device` are keyed hashes; `now` and `aim` hold a place, 0 for
    "not sure", or NULL; `*_request` is the id of the save that put it there;
    `proxy` says that a coach knows it: one entered it for somebody without a
    phone, or was signed in where it was given.
    """

    __tablename__ = "answer"
    __table_args__ = of_group(Index(None, "round_id", "group_id"))

    key: Mapped[bytes] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    device: Mapped[bytes]
    now: Mapped[int | None]
    aim: Mapped[int | None]
    now_request: Mapped[bytes | None]
    aim_request: Mapped[bytes | None]
    proxy: Mapped[bool] = mapped_column(server_default=false())


class Trait(OfGroup, Table):
    """What one respondent said of themselves, under the key of their answers, until the close."""

    __tablename__ = "trait"
    __table_args__ = of_group(Index(None, "round_id", "group_id"))

    key: Mapped[bytes] = mapped_column(primary_key=True)
    attribute: Mapped[str] = mapped_column(primary_key=True)
    device: Mapped[bytes]
    choice: Mapped[str]


class Signature(OfGroup, Table):
    """The name that stands with the answers of a `named` round."""

    __tablename__ = "signature"
    __table_args__ = of_group(Index(None, "round_id", "group_id"))

    key: Mapped[bytes] = mapped_column(primary_key=True)
    device: Mapped[bytes]
    name: Mapped[str]


class Comment(OfGroup, Table):
    """One comment under its own key, so that no two of one person can be joined.

    `proxy` says that a coach was signed in where it was written; `text` is empty
    where a coach has hidden it.
    """

    __tablename__ = "comment"
    __table_args__ = of_group(Index(None, "round_id", "group_id"))

    key: Mapped[bytes] = mapped_column(primary_key=True)
    device: Mapped[bytes]
    subject: Mapped[str]
    dimension: Mapped[str]
    text: Mapped[str]
    name: Mapped[str | None]
    proxy: Mapped[bool] = mapped_column(server_default=false())


class GivenUpDevice(Table):
    """A device that was handed to somebody else, by a keyed hash that leads to no answer."""

    __tablename__ = "given_up_device"
    __table_args__ = {"sqlite_with_rowid": False}

    hash: Mapped[bytes] = mapped_column(primary_key=True)
