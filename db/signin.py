"""SQL about getting in: one-use links, sign-ins, identities at a provider."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from db.answers import insert_into
from db.engine import AnyRow
from db.tables import Identity, KnownBrowser, SignIn, SignInLink


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


def add_sign_in(
    connection: Connection, hashed: bytes, person: int, at: datetime, agent: str
) -> None:
    """Keep the hash of a sign-in's cookie, and what the browser calls itself."""
    values = {"hash": hashed, "person_id": person, "started_at": at, "used_at": at, "agent": agent}
    connection.execute(insert(SignIn).values(**values))


def sign_in(connection: Connection, hashed: bytes) -> AnyRow | None:
    """(person_id, started_at, used_at) of a sign-in."""
    statement = select(SignIn.person_id, SignIn.started_at, SignIn.used_at)
    return connection.execute(statement.where(SignIn.hash == hashed)).one_or_none()


def touch_sign_in(connection: Connection, hashed: bytes, at: datetime) -> None:
    """Note that a sign-in was used."""
    connection.execute(update(SignIn).where(SignIn.hash == hashed).values(used_at=at))


def end_sign_in(connection: Connection, hashed: bytes) -> None:
    """Forget a sign-in."""
    connection.execute(delete(SignIn).where(SignIn.hash == hashed))


def sign_ins(connection: Connection, person: int) -> Sequence[AnyRow]:
    """(hash, started_at, used_at, agent) of a person's sign-ins, the last used first."""
    columns = (SignIn.hash, SignIn.started_at, SignIn.used_at, SignIn.agent)
    statement = select(*columns).where(SignIn.person_id == person)
    return connection.execute(statement.order_by(SignIn.used_at.desc(), SignIn.hash)).all()


def end_sign_ins(connection: Connection, person: int, but: bytes | None = None) -> None:
    """Forget all sign-ins of a person, but one if wanted."""
    mine = delete(SignIn).where(SignIn.person_id == person)
    connection.execute(mine if but is None else mine.where(SignIn.hash != but))


def drop_links(connection: Connection, person: int) -> None:
    """Forget the sign-in links of a person."""
    connection.execute(delete(SignInLink).where(SignInLink.person_id == person))


def knows_browser(connection: Connection, hashed: bytes) -> bool:
    """Whether somebody signed in before in this browser; the hash is theirs and its own."""
    known = select(KnownBrowser.hash).where(KnownBrowser.hash == hashed)
    return connection.execute(known).first() is not None


def know_browser(connection: Connection, hashed: bytes, person: int) -> None:
    """Note that somebody signed in in this browser; noting it twice changes nothing."""
    statement = insert_into(connection, KnownBrowser).values(hash=hashed, person_id=person)
    connection.execute(statement.on_conflict_do_nothing())


def forget_browsers(connection: Connection, person: int, but: bytes | None = None) -> None:
    """Forget where a person signed in before, but for one browser if wanted."""
    mine = delete(KnownBrowser).where(KnownBrowser.person_id == person)
    connection.execute(mine if but is None else mine.where(KnownBrowser.hash != but))


def drop_old(connection: Connection, now: datetime, started: datetime, used: datetime) -> None:
    """Forget links that ended before now, and sign-ins begun or last used before these moments."""
    connection.execute(delete(SignInLink).where(SignInLink.expires_at <= now))
    over = or_(SignIn.started_at <= started, SignIn.used_at <= used)
    connection.execute(delete(SignIn).where(over))


def identity(connection: Connection, issuer: str, subject: str) -> int | None:
    """The id of whom an OpenID provider means, or None."""
    statement = select(Identity.person_id)
    query = statement.where(Identity.issuer == issuer, Identity.subject == subject)
    return connection.execute(query).scalar_one_or_none()


def has_identity(connection: Connection, person: int, issuer: str) -> bool:
    """Whether a provider knows this person already."""
    mine = (Identity.person_id == person, Identity.issuer == issuer)
    return connection.execute(select(Identity.subject).where(*mine)).first() is not None


def add_identity(connection: Connection, person: int, issuer: str, subject: str) -> None:
    """Note whom a provider means from now on."""
    values = {"person_id": person, "issuer": issuer, "subject": subject}
    connection.execute(insert(Identity).values(**values))
