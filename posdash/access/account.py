"""The door for one's own account: its password, and where it is signed in."""

from dataclasses import dataclass
from datetime import datetime

from db import people as people_sql
from db import signin as sql
from posdash.access import passwords, signin
from posdash.access.door import entered
from posdash.access.limits import SIGN_IN
from posdash.access.rights import Action, Principal
from posdash.errors import BadInput, Refused
from posdash.keys import from_text, hashed


@dataclass(frozen=True, slots=True)
class SignInEntry:
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
    sign_ins: tuple[SignInEntry, ...]


def account(who: Principal, cookie: str) -> Account:
    """One's own account; `cookie` is the text of the cookie that asks.

    Raises Refused to whoever is not signed in, or no longer there.
    """
    with entered(who, Action.KEEP_ACCOUNT) as connection:
        assert who.person is not None
        row = people_sql.person(connection, who.person.id)
        sign_ins = sql.sign_ins(connection, who.person.id)
    if row is None:
        raise Refused("This account is no longer there.")
    here = hashed(from_text(cookie) or b"")
    entries = tuple(
        SignInEntry(
            sign_in.hash, sign_in.started_at, sign_in.used_at, sign_in.agent, sign_in.hash == here
        )
        for sign_in in sign_ins
        if not signin.ended(sign_in.started_at, sign_in.used_at)
    )
    return Account(row.name, row.email, row.password is not None, entries)


def end_sign_in(who: Principal, sign_in_id: bytes) -> None:
    """Sign out elsewhere; what is not one's own is nothing to say anything about.

    Raises Refused to whoever is not signed in.
    """
    with entered(who, Action.KEEP_ACCOUNT, write=True) as connection:
        assert who.person is not None
        if sign_in_id in {sign_in.hash for sign_in in sql.sign_ins(connection, who.person.id)}:
            sql.end_sign_in(connection, sign_in_id)


def set_password(who: Principal, cookie: str, current: str, new: str, browser: bytes = b"") -> None:
    """Choose a password, giving the one before if there is one; ends all other ways in.

    `browser` is the secret of the one that asks, the only one that stays known.
    Tries count for this sign-in alone: who has none cannot use them up. Raises
    Refused where the one before is another, BadInput for a new one that does not
    fit or an account without an e-mail, and Limited after too many tries.
    """
    with entered(who, Action.KEEP_ACCOUNT) as connection:
        assert who.person is not None
        row = people_sql.person(connection, who.person.id)
    if row is None or not row.email:
        raise BadInput(
            "Signing in by password takes an e-mail address.",
            cure="Ask your administrator to add yours.",
        )
    here = hashed(from_text(cookie) or b"")
    with SIGN_IN.spent(here):
        same = not row.password or passwords.fits(current, row.password)
    if not same:
        raise Refused("The password before was another one.", cure="Try again.")
    SIGN_IN.forget(here)
    passwords.check_new(new, row.name, row.email)
    fresh = passwords.hashed(new)  # takes a while, so no transaction waits for it
    with entered(who, Action.KEEP_ACCOUNT, write=True) as connection:
        people_sql.change_person(connection, who.person.id, password=fresh)
        sql.end_sign_ins(connection, who.person.id, but=here)
        sql.drop_links(connection, who.person.id)
        known = signin.browser_of(who.person.id, browser)
        sql.forget_browsers(connection, who.person.id, but=known)
