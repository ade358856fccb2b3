"""The tables. Answers stand apart: no key, date or order in them leads to a person."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    UniqueConstraint,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets time zones, so they are put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a time zone; store the others in UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back with its time zone."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


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
    type_annotation_map = {datetime: Instant, bytes: LargeBinary(32)}


class Group(Table):
    """The organisation's tree, as it is today."""

    __tablename__ = "org_group"
    __table_args__ = (UniqueConstraint("parent_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("org_group.id"))
    name: Mapped[str]


class Person(Table):
    """Somebody who belongs to groups, or signs in."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)


class Membership(Table):
    """Who belongs to which group today."""

    __tablename__ = "membership"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    group_id: Mapped[int] = mapped_column(
        ForeignKey("org_group.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Role(Table):
    """What a person may be: `group_id` is NULL for administrators only."""

    __tablename__ = "role"
    __table_args__ = (UniqueConstraint("person_id", "name", "group_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    name: Mapped[str]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("org_group.id", ondelete="CASCADE"))


class SignInLink(Table):
    """A link that signs one person in, once; without a person it sets posdash up."""

    __tablename__ = "sign_in_link"

    hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]


class Session(Table):
    """A signed-in browser; only the hash of its cookie is kept."""

    __tablename__ = "session"

    hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    started_at: Mapped[datetime]
    used_at: Mapped[datetime]


class BankSnapshot(Table):
    """A bank as it was when a round was planned on it, by the digest of its content."""

    __tablename__ = "bank_snapshot"

    digest: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]


class Round(Table):
    """One bank asked of several groups; its terms are locked by triggers once it opens."""

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    bank_digest: Mapped[str] = mapped_column(ForeignKey("bank_snapshot.digest"))
    openness: Mapped[str]
    k: Mapped[int]
    asks_aim: Mapped[bool]
    closes_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str]
    opened_at: Mapped[datetime | None]
    contact: Mapped[str]


class Subject(Table):
    """What a round places."""

    __tablename__ = "subject"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class RoundGroup(Table):
    """A group as it took part: name, parent and size at opening, its link and its close.

    The team link is kept as it is, so that its QR code can be shown again: it
    lets somebody answer, and leads to no answer.
    """

    __tablename__ = "round_group"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id", ondelete="CASCADE"), primary_key=True
    )
    group_id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None]
    name: Mapped[str]
    people: Mapped[int]
    asked: Mapped[bool]
    link: Mapped[str | None] = mapped_column(unique=True)
    closed_at: Mapped[datetime | None]
    few_changed: Mapped[bool | None] = mapped_column(server_default=true())


class Attribute(Table):
    """What people may say of themselves in a round; locked by triggers once it opens."""

    __tablename__ = "attribute"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    choices: Mapped[list[str]] = mapped_column(JSON)


class OfGroup:
    """The columns that place a row in one group of one round."""

    round_id: Mapped[int]
    group_id: Mapped[int]


def _of_group(*indexes: Index) -> tuple[Any, ...]:
    constraint = ForeignKeyConstraint(
        ["round_id", "group_id"],
        ["round_group.round_id", "round_group.group_id"],
        ondelete="CASCADE",
    )
    # a rowid would keep the order of answering
    return constraint, *indexes, {"sqlite_with_rowid": False}


class RoundMember(OfGroup, Table):
    """Who belonged to a group when the round opened; answering never touches it."""

    __tablename__ = "round_member"
    __table_args__ = _of_group()

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )


class Answer(OfGroup, Table):
    """One respondent's placements on one dimension until the group closes.

    `key` and `device` are keyed hashes; `now` and `aim` hold a place, 0 for
    "not sure", or NULL; `*_request` is the id of the save that put it there.
    """

    __tablename__ = "answer"
    __table_args__ = _of_group(Index(None, "round_id", "group_id"))

    key: Mapped[bytes] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    device: Mapped[bytes]
    now: Mapped[int | None]
    aim: Mapped[int | None]
    now_request: Mapped[bytes | None]
    aim_request: Mapped[bytes | None]


class Trait(OfGroup, Table):
    """What one respondent said of themselves, under the key of their answers, until the close."""

    __tablename__ = "trait"
    __table_args__ = _of_group(Index(None, "round_id", "group_id"))

    key: Mapped[bytes] = mapped_column(primary_key=True)
    attribute: Mapped[str] = mapped_column(primary_key=True)
    device: Mapped[bytes]
    choice: Mapped[str]


class Signature(OfGroup, Table):
    """The name that stands with the answers of a `named` round."""

    __tablename__ = "signature"
    __table_args__ = _of_group(Index(None, "round_id", "group_id"))

    key: Mapped[bytes] = mapped_column(primary_key=True)
    device: Mapped[bytes]
    name: Mapped[str]


class Comment(OfGroup, Table):
    """One comment under its own key, so that no two of one person can be joined."""

    __tablename__ = "comment"
    __table_args__ = _of_group(Index(None, "round_id", "group_id"))

    key: Mapped[bytes] = mapped_column(primary_key=True)
    device: Mapped[bytes]
    subject: Mapped[str]
    dimension: Mapped[str]
    text: Mapped[str]
    name: Mapped[str | None]


class Tally(OfGroup, Table):
    """The counts that a close leaves behind; `counts` is a list of K numbers."""

    __tablename__ = "tally"
    __table_args__ = _of_group()

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    facet: Mapped[str] = mapped_column(primary_key=True)
    counts: Mapped[list[int]] = mapped_column(JSON)
    unsure: Mapped[int]


class Cell(OfGroup, Table):
    """The counts of those who chose the same of an attribute, where enough did."""

    __tablename__ = "cell"
    __table_args__ = _of_group()

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    attribute: Mapped[str] = mapped_column(primary_key=True)
    choice: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    facet: Mapped[str] = mapped_column(primary_key=True)
    counts: Mapped[list[int]] = mapped_column(JSON)


class RoundSum(Table):
    """Sums of one dimension over the closed groups of a round, each around its own means."""

    __tablename__ = "round_sum"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id", ondelete="CASCADE"), primary_key=True
    )
    subject: Mapped[str] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    groups: Mapped[int]
    freedom: Mapped[int]
    squares: Mapped[float]
    both: Mapped[int]
    now_squares: Mapped[float]
    aim_squares: Mapped[float]
    products: Mapped[float]


class CompactionOwed(Table):
    """A close whose erased rows are not yet wiped from the file."""

    __tablename__ = "compaction_owed"

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
