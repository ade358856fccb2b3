"""The door for getting in: one-use links, and sessions that end."""

from datetime import datetime, timedelta

from db import people as sql
from db.engine import Connection
from posdash import clock
from posdash.access import Person, Role
from posdash.errors import Refused
from posdash.keys import from_text, hashed, new_secret, to_text
from posdash.plain import plain_text
from posdash.settings import settings
from posdash.store import faults_in_words, store

LINK_LIFE = timedelta(days=7)
SESSION_LIFE = timedelta(hours=12)
SESSION_IDLE = timedelta(hours=2)
NOTE_USE_EVERY = timedelta(minutes=5)  # a write at every click would slow everybody down
NAME_LENGTH = 60


def setup_link() -> str | None:
    """A fresh one-use link to set posdash up, or None once there is an administrator."""
    with faults_in_words(), store().write() as connection:
        if sql.administrators(connection):
            return None
        sql.drop_setup_links(connection)
        return _new_link(connection, None, "setup")


def link_for(connection: Connection, person: int) -> str:
    """A fresh one-use link that signs this person in."""
    return _new_link(connection, person, "in")


def set_up(token: str, name: str) -> str:
    """Make the first administrator with a set-up link; the text of the session's cookie."""
    words = plain_text(name, NAME_LENGTH, what="A name") or "Administrator"
    with faults_in_words(), store().write() as connection:
        if _use(connection, token) is not None or sql.administrators(connection):
            raise _gone()
        person = sql.add_person(connection, words, None)
        sql.add_role(connection, person, Role.ADMINISTRATOR, None)
        sql.drop_setup_links(connection)
        return _new_session(connection, person)


def sign_in(token: str) -> str:
    """Use a sign-in link up; the text of the session's cookie."""
    with faults_in_words(), store().write() as connection:
        person = _use(connection, token)
        if person is None:
            raise _gone()
        return _new_session(connection, person)


def person_of(cookie: str) -> Person | None:
    """Who is signed in with this cookie, looked up anew each time; None once it has ended."""
    secret = from_text(cookie)
    if secret is None:
        return None
    with faults_in_words(), store().read() as connection:
        row = sql.session(connection, hashed(secret))
        if row is None or _ended(row.started_at, row.used_at):
            return None
        person = _person(connection, row.person_id)
    if clock.now() - row.used_at >= NOTE_USE_EVERY:
        with faults_in_words(), store().write() as connection:
            sql.touch_session(connection, hashed(secret), clock.now())
    return person


def sign_out(cookie: str) -> None:
    """End a session; an unknown cookie is nothing to say anything about."""
    secret = from_text(cookie)
    if secret is not None:
        with faults_in_words(), store().write() as connection:
            sql.end_session(connection, hashed(secret))


def _new_link(connection: Connection, person: int | None, path: str) -> str:
    secret = new_secret()
    sql.add_link(connection, hashed(secret), person, clock.now() + LINK_LIFE)
    return f"{settings().base_url}/{path}/{to_text(secret)}"


def _use(connection: Connection, token: str) -> int | None:
    secret = from_text(token)
    row = None if secret is None else sql.link(connection, hashed(secret))
    if secret is None or row is None or row.expires_at <= clock.now():
        raise _gone()
    if not sql.use_link(connection, hashed(secret)):
        raise _gone()
    return None if row.person_id is None else int(row.person_id)


def _gone() -> Refused:
    return Refused(
        "This link has been used, has expired, or never was one.",
        cure="Ask your administrator for a new one.",
    )


def _new_session(connection: Connection, person: int) -> str:
    secret = new_secret()
    sql.add_session(connection, hashed(secret), person, clock.now())
    return to_text(secret)


def _ended(started: datetime, used: datetime) -> bool:
    return clock.now() - started >= SESSION_LIFE or clock.now() - used >= SESSION_IDLE


def _person(connection: Connection, id: int) -> Person | None:
    row = sql.person(connection, id)
    if row is None:
        return None
    held = [(role.name, role.group_id) for role in sql.roles(connection, id)]
    return Person(
        id=row.id,
        name=row.name,
        administrator=(Role.ADMINISTRATOR, None) in held,
        coaches=frozenset(group for name, group in held if name == Role.COACH),
        leads=frozenset(group for name, group in held if name == Role.LEADER),
    )
