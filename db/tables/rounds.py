"""Rounds: what is asked of whom, on which terms, and who was invited."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.columns import OfGroup, Table, of_group


class BankSnapshot(Table):
    """A bank as it was when a round was planned on it, by the digest of its content."""

    __tablename__ = "bank_snapshot"

    digest: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]


class Round(Table):
    """One bank asked of several groups; its terms are locked by triggers once it opens.

    `planned_by` is the id of a person, until they are deleted.
    """

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
    links: Mapped[str] = mapped_column(server_default="team")
    erase_at: Mapped[datetime | None]
    planned_by: Mapped[int | None]


class Subject(Table):
    """What a round places, by a key that stays the same from round to round.

    `name` is that of a candidate; it is empty where the bank says what is placed.
    """

    __tablename__ = "subject"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(server_default=text("0"))
    name: Mapped[str]


class RoundGroup(Table):
    """A group as it took part: name, parent and size at opening, its link and its close.

    The team link is kept as it is, so that its QR code can be shown again: it
    lets somebody answer, and leads to no answer. `code` stands for it in two
    words while the group is open. `answered` is how many had answered when
    that was last counted, at `answered_at`; `entered` is how many answers the
    coach knows; `devices` is how many had answered at the close.
    """

    __tablename__ = "round_group"
    # an index and not a constraint: SQLite could not add one to a table that was there
    __table_args__ = (Index("uq_round_group_code", "code", unique=True),)

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
    code: Mapped[str | None]
    answered: Mapped[int | None]
    answered_at: Mapped[datetime | None]
    entered: Mapped[int] = mapped_column(server_default=text("0"))
    devices: Mapped[int | None]


class Attribute(Table):
    """What people may say of themselves in a round; locked by triggers once it opens."""

    __tablename__ = "attribute"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    choices: Mapped[list[str]] = mapped_column(JSON)


class RoundMember(OfGroup, Table):
    """Who belonged to a group when the round opened; answering never touches it."""

    __tablename__ = "round_member"
    __table_args__ = of_group()

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )


class RoundCoach(OfGroup, Table):
    """Who sees a group of a round as its coach: named when it opened, or `agreed` to since."""

    __tablename__ = "round_coach"
    __table_args__ = of_group()

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    agreed: Mapped[bool] = mapped_column(server_default=false())


class Agreement(OfGroup, Table):
    """That one of a team agreed to a coach who was named later, under a key that leads nowhere."""

    __tablename__ = "agreement"
    __table_args__ = of_group()

    round_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    key: Mapped[bytes] = mapped_column(primary_key=True)


class Invitation(OfGroup, Table):
    """A personal link, by a hash that lets its holder in and leads to no answer."""

    __tablename__ = "invitation"
    __table_args__ = of_group(UniqueConstraint("round_id", "person_id"))

    login_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)


class Delivery(Table):
    """What became of one letter to one person: an invitation or a reminder."""

    __tablename__ = "delivery"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
