"""SQL about getting in: one-use links, sessions, identities at a provider."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from db.engine import AnyRow
from db.tables import Identity, Session, SignInLink


def add_link(connection: Connection, hashed: bytes, person: int | None, until: datetime) -> None:
    """Keep the hash of a sign-in link; without a person it is a set-up link."""
    connection.execute(insert(SignInLink).values(hash=hashed, person_id=person, expires_at=until))


def link(connection: Connection, hashed: bytes) -> AnyRow | None:
    """(person_id, expires_at) of a link that has not been used."""
    statement = select(SignInLink.person_id, SignInLink.expires_at)
    return connection.execute(statement.where(SignInLink.hash == hashed)).one_or_none()


def use_link(connection: Connection, hashed: bytes) -> bool:
    """Use a link up; False if somebody else just did."""
    return connection.execute(delete(SignInLink).where(SignInLink.hash == hashed)).rowcount == 1


def drop_setup_links(connection: Connection) -> None:
    """Forget set-up links: a new one replaces them, an administrator makes them needless."""
    connection.execute(delete(SignInLink).where(SignInLink.person_id.is_(None)))


def add_session(
    connection: Connection, hashed: bytes, person: int, at: datetime, agent: str
) -> None:
    """Keep the hash of a session's cookie, and what the browser calls itself."""
    values = {"hash": hashed, "person_id": person, "started_at": at, "used_at": at, "agent": agent}
    connection.execute(insert(Session).values(**values))


def session(connection: Connection, hashed: bytes) -> AnyRow | None:
    """(person_id, started_at, used_at) of a session."""
    statement = select(Session.person_id, Session.started_at, Session.used_at)
    return connection.execute(statement.where(Session.hash == hashed)).one_or_none()


def touch_session(connection: Connection, hashed: bytes, at: datetime) -> None:
    """Note that a session was used."""
    connection.execute(update(Session).where(Session.hash == hashed).values(used_at=at))


def end_session(connection: Connection, hashed: bytes) -> None:
    """Forget a session."""
    connection.execute(delete(Session).where(Session.hash == hashed))


def sessions(connection: Connection, person: int) -> Sequence[AnyRow]:
    """(hash, started_at, used_at, agent) of a person's sessions, the last used first."""
    columns = (Session.hash, Session.started_at, Session.used_at, Session.agent)
    statement = select(*columns).where(Session.person_id == person)
    return connection.execute(statement.order_by(Session.used_at.desc(), Session.hash)).all()


def end_sessions(connection: Connection, person: int, but: bytes | None = None) -> None:
    """Forget all sessions of a person, but one if wanted."""
    mine = delete(Session).where(Session.person_id == person)
    connection.execute(mine if but is None else mine.where(Session.hash != but))


def drop_links(connection: Connection, person: int) -> None:
    """Forget the sign-in links of a person."""
    connection.execute(delete(SignInLink).where(SignInLink.person_id == person))


def drop_old(connection: Connection, now: datetime, started: datetime, used: datetime) -> None:
    """Forget links that ended before now, and sessions begun or last used before these moments."""
    connection.execute(delete(SignInLink).where(SignInLink.expires_at <= now))
    over = or_(Session.started_at <= started, Session.used_at <= used)
    connection.execute(delete(Session).where(over))


def identity(connection: Connection, issuer: str, subject: str) -> int | None:
    """The id of whom an OpenID provider means, or None."""
    statement = select(Identity.person_id)
    one = statement.where(Identity.issuer == issuer, Identity.subject == subject)
    return connection.execute(one).scalar_one_or_none()


def has_identity(connection: Connection, person: int, issuer: str) -> bool:
    """Whether a provider knows this person already."""
    mine = (Identity.person_id == person, Identity.issuer == issuer)
    return connection.execute(select(Identity.subject).where(*mine)).first() is not None


def add_identity(connection: Connection, person: int, issuer: str, subject: str) -> None:
    """Note whom a provider means from now on."""
    values = {"person_id": person, "issuer": issuer, "subject": subject}
    connection.execute(insert(Identity).values(**values))
