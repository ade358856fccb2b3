"""People, the organisation's tree, and how they sign in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.columns import Table


class Group(Table):
    """The organisation's tree, as it is today."""

    __tablename__ = "org_group"
    __table_args__ = (UniqueConstraint("parent_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("org_group.id"))
    name: Mapped[str]
    archived_at: Mapped[datetime | None]


class Lineage(Table):
    """Where a group came from: it was renamed, moved, merged into, or split off, and since when.

    `name` and `parent_id` are those that the group it `came_from` had before.
    """

    __tablename__ = "lineage"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(
        ForeignKey("org_group.id", ondelete="CASCADE"), index=True
    )
    came_from: Mapped[int] = mapped_column(
        ForeignKey("org_group.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    name: Mapped[str]
    parent_id: Mapped[int | None]
    since: Mapped[datetime]


class Person(Table):
    """Somebody who belongs to groups, or signs in; `password` is a hash, never the word itself."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    password: Mapped[str | None]
    disabled: Mapped[bool] = mapped_column(server_default=false())


class Identity(Table):
    """Whom an OpenID provider means by one of its subjects."""

    __tablename__ = "identity"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)


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
    """What a person may be: `group_id` is NULL for administrators only.

    `since` is when it was given, NULL for what was given before that was noted.
    """

    __tablename__ = "role"
    __table_args__ = (UniqueConstraint("person_id", "name", "group_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    name: Mapped[str]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("org_group.id", ondelete="CASCADE"))
    since: Mapped[datetime | None]


class SignInLink(Table):
    """A link that signs one person in, once; without a person it sets posdash up."""

    __tablename__ = "sign_in_link"

    hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]


class SignIn(Table):
    """A signed-in browser; only the hash of its cookie is kept."""

    __tablename__ = "sign_in"

    hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    started_at: Mapped[datetime]
    used_at: Mapped[datetime]
    agent: Mapped[str] = mapped_column(server_default="")


class KnownBrowser(Table):
    """A browser in which somebody signed in before, by the hash of a cookie that stays there."""

    __tablename__ = "known_browser"

    hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)


class LogEntry(Table):
    """What an administrator, coach or leader did, and when; never what a respondent did.

    Entries are kept as they are, by triggers. `actor_id` is who acted, where
    `actor_kind` says that it was a person, and `person_id` whom it was about:
    ids only, so that no name stays when a person is deleted. `facts` are the
    other names and numbers it was about, by what they are.
    """

    __tablename__ = "log_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None]
    deed: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
