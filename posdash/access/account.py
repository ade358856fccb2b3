"""The door for one's own account: its password, and where it is signed in."""

from dataclasses import dataclass
from datetime import datetime

from db import people as people_sql
from db import signin as sql
from posdash.access import passwords, signin
from posdash.access.limits import SIGN_IN
from posdash.access.rights import Action, Principal, check
from posdash.errors import BadInput, Refused
from posdash.keys import from_text, hashed
from posdash.store import faults_in_words, store


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """One browser that is signed in; `id` names it, `here` is the one that asks."""

    id: bytes
    started_at: datetime
    used_at: datetime
    agent: str
    here: bool


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody's own account holds; signing in by password takes an e-mail."""

    name: str
    email: str | None
    has_password: bool
    sessions: tuple[SessionEntry, ...]


def account(who: Principal, cookie: str) -> Account:
    """One's own account; `cookie` is the text of the session that asks."""
    check(who, Action.KEEP_ACCOUNT)
    assert who.person is not None
    here = hashed(from_text(cookie) or b"")
    with faults_in_words(), store().read() as connection:
        row = people_sql.person(connection, who.person.id)
        rows = sql.sessions(connection, who.person.id)
    if row is None:
        raise Refused("This account is no longer there.")
    entries = tuple(
        SessionEntry(one.hash, one.started_at, one.used_at, one.agent, one.hash == here)
        for one in rows
        if not signin.ended(one.started_at, one.used_at)
    )
    return Account(row.name, row.email, row.password is not None, entries)


def end_session(who: Principal, sign_in_id: bytes) -> None:
    """Sign out elsewhere; what is not one's own session is nothing to say anything about."""
    check(who, Action.KEEP_ACCOUNT)
    assert who.person is not None
    with faults_in_words(), store().write() as connection:
        if sign_in_id in {one.hash for one in sql.sessions(connection, who.person.id)}:
            sql.end_session(connection, sign_in_id)


def set_password(who: Principal, cookie: str, current: str, new: str) -> None:
    """Choose a password, giving the one before if there is one; ends all other sessions."""
    check(who, Action.KEEP_ACCOUNT)
    assert who.person is not None
    with faults_in_words(), store().read() as connection:
        row = people_sql.person(connection, who.person.id)
    if row is None or not row.email:
        raise BadInput(
            "Signing in by password takes an e-mail address.",
            cure="Ask your administrator to add yours.",
        )
    SIGN_IN.spend(row.email)
    if row.password and not passwords.fits(current, row.password):
        raise Refused("The password before was another one.", cure="Try again.")
    SIGN_IN.forget(row.email)
    fresh = passwords.hashed(new)
    with faults_in_words(), store().write() as connection:
        people_sql.change_person(connection, who.person.id, password=fresh)
        sql.end_sessions(connection, who.person.id, but=hashed(from_text(cookie) or b""))
