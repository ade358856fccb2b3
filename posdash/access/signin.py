"""The door for getting in: one-use links, passwords, providers, and that each ends."""

import re
from datetime import datetime, timedelta

from db import people as people_sql
from db import signin as sql
from db.engine import Connection
from posdash import clock
from posdash.access import log, passwords
from posdash.access.door import entered
from posdash.access.limits import SIGN_IN
from posdash.access.log import Deed
from posdash.access.rights import OPERATOR_ID, Action, Person, Principal, Role
from posdash.errors import BadInput, Refused
from posdash.keys import from_text, hashed, keyed, new_secret, to_text
from posdash.settings import settings
from posdash.store import faults_in_words, store
from posdash.survey.round import TeamId
from posdash.text import address_of, address_on_the_wire, name_of, plain_text

LINK_LIFE = timedelta(days=7)
SIGN_IN_LIFE = timedelta(hours=12)
SIGN_IN_IDLE = timedelta(hours=2)
NOTE_USE_EVERY = timedelta(minutes=5)  # a write at every click would slow everybody down
AGENT_LENGTH = 200


def setup_link() -> str | None:
    """A fresh one-use link to set posdash up, or None once there is an administrator."""
    with faults_in_words(), store().write() as connection:
        if people_sql.administrators(connection):
            return None
        sql.drop_setup_links(connection)
        return _new_link(connection, None, "setup")


def reset_administrators(who: Principal) -> list[tuple[str, str]]:
    """Lock the administrators out, and give each a fresh link by name; for a lost password.

    Whoever calls this holds the database. Without any administrator it is empty,
    and `setup_link` makes one. Raises Refused.
    """
    with entered(who, Action.ADMINISTER, write=True) as connection:
        administrators = people_sql.administrators(connection)
        for person in administrators:
            people_sql.change_person(connection, person.id, password=None)
            sql.end_sign_ins(connection, person.id)
            sql.forget_browsers(connection, person.id)
            log.note(connection, who, Deed.RESET_ADMINISTRATORS, person=person.id)
        return [(person.name, link_for(connection, person.id)) for person in administrators]


def link_for(connection: Connection, person: int) -> str:
    """A fresh one-use link that signs this person in, and ends those they had before."""
    sql.drop_links(connection, person)
    return _new_link(connection, person, "in")


def link_for_nobody(connection: Connection) -> None:
    """The work of `link_for`: the time it takes must not tell whether anybody is there."""
    secret = new_secret()
    sql.drop_links(connection, OPERATOR_ID)
    sql.add_link(connection, hashed(secret), None, clock.now())
    sql.use_link(connection, hashed(secret))


def set_up(token: str, name: str, agent: str = "", browser: bytes = b"") -> str:
    """Make the first administrator with a set-up link; the text of its cookie.

    Raises BadInput for a name that does not fit, and Refused for a link that is gone.
    """
    words = name_of(name or "Administrator")
    with faults_in_words(), store().write() as connection:
        if _use(connection, token) is not None or people_sql.administrators(connection):
            raise _gone()
        person = people_sql.add_person(connection, words, None)
        people_sql.add_role(connection, person, Role.ADMINISTRATOR, None, clock.now())
        sql.drop_setup_links(connection)
        log.note(connection, Principal(Person(person, words)), Deed.SET_UP)
        return _new_sign_in(connection, person, agent, browser)


def sign_in(token: str, agent: str = "", browser: bytes = b"") -> str:
    """Use a sign-in link up; the text of its cookie.

    `agent` is what the browser calls itself, `browser` a secret that stays in it.

    Raises Refused for a link that is gone, or somebody who may not sign in.
    """
    with faults_in_words(), store().write() as connection:
        person = _use(connection, token)
        if person is None or not _enabled(connection, person):
            raise _gone()
        return _new_sign_in(connection, person, agent, browser)


def with_password(email: str, password: str, agent: str = "", browser: bytes = b"") -> str:
    """Sign in by e-mail and password; the text of its cookie.

    Where they signed in before, failures of others do not count. Raises Refused,
    in the same words whatever did not fit, and Limited after too many failures,
    or while too many others sign in.
    """
    account = _account(email)
    with faults_in_words(), store().read() as connection:
        row = people_sql.by_email(connection, account)
        here = browser_of(OPERATOR_ID if row is None else row.id, browser)
        counted = (account, here if sql.knows_browser(connection, here) else b"")
    usable = None if row is None or row.disabled else row.password
    with SIGN_IN.spent(counted):  # before the work, or guesses at once would all get through
        fits = passwords.fits(password, usable)
    if not fits:
        raise Refused(
            "E-mail and password do not belong together.",
            cure="Try again, or sign in with a link from your administrator.",
        )
    assert row is not None
    SIGN_IN.forget(counted)
    with faults_in_words(), store().write() as connection:
        return _new_sign_in(connection, row.id, agent, browser)


def enter_as(
    issuer: str, subject: str, email: str | None, agent: str = "", browser: bytes = b""
) -> str:
    """Sign in whom an OpenID provider vouches for; the text of its cookie.

    `email` is given only where the provider has verified it: it finds the
    account once, from then on (issuer, subject) does. Raises Refused.
    """
    with faults_in_words(), store().write() as connection:
        person = sql.identity(connection, issuer, subject)
        if person is None:
            person = _invited(connection, issuer, email)
            if person is not None:
                sql.add_identity(connection, person, issuer, subject)
        if person is None or not _enabled(connection, person):
            raise Refused(
                "There is no account for you here yet.",
                cure="Ask your administrator to add you with the e-mail of that sign-in.",
            )
        return _new_sign_in(connection, person, agent, browser)


def person_of(cookie: str) -> Person | None:
    """Who is signed in with this cookie, looked up anew each time; None once it has ended."""
    secret = from_text(cookie)
    if secret is None:
        return None
    with faults_in_words(), store().read() as connection:
        row = sql.sign_in(connection, hashed(secret))
        if row is None or ended(row.started_at, row.used_at):
            return None
        return _person(connection, row.person_id)


def note_use(cookie: str) -> None:
    """Note that somebody turned to another page, which keeps it from running idle.

    Never called where people answer: a time of it could be laid beside an answer.
    """
    secret = from_text(cookie)
    if secret is None:
        return
    with faults_in_words(), store().read() as connection:
        row = sql.sign_in(connection, hashed(secret))
    live = row is not None and not ended(row.started_at, row.used_at)
    if row is not None and live and clock.now() - row.used_at >= NOTE_USE_EVERY:
        with faults_in_words(), store().write() as connection:
            sql.touch_sign_in(connection, hashed(secret), clock.now())


def drop_due() -> None:
    """Forget sign-ins that are over, and links whose time has passed."""
    now = clock.now()
    with faults_in_words(), store().write() as connection:
        sql.drop_old(connection, now, now - SIGN_IN_LIFE, now - SIGN_IN_IDLE)


def sign_out(cookie: str) -> None:
    """End a sign-in; an unknown cookie is nothing to say anything about."""
    secret = from_text(cookie)
    if secret is not None:
        with faults_in_words(), store().write() as connection:
            sql.end_sign_in(connection, hashed(secret))


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


def _account(email: str) -> str:
    """The address that an account goes by; empty, which nobody's is, for what is no address."""
    try:
        return address_of(email) or ""
    except BadInput:
        return ""


def _vouched_for(email: str) -> str:
    """The account of an address that a provider has verified: exactly that address.

    Capitals and spaces around it apart. Addresses are kept in one spelling, to which other letters
    lead as well (the sign for kelvin becomes a k), and whoever has such an
    address is somebody else. Empty where it is no address.
    """
    account = _account(email)
    written = re.sub("[A-Z]", lambda capital: capital[0].lower(), email.strip(" "))
    same = account and written in (account, "@".join(address_on_the_wire(account)))
    return account if same else ""


def _invited(connection: Connection, issuer: str, email: str | None) -> int | None:
    row = people_sql.by_email(connection, _vouched_for(email or ""))
    if row is None or sql.has_identity(connection, row.id, issuer):
        return None
    return int(row.id)


def _enabled(connection: Connection, person: int) -> bool:
    row = people_sql.person(connection, person)
    return row is not None and not row.disabled


def browser_of(person: int, secret: bytes) -> bytes:
    """What is kept of a browser in which somebody signed in: a hash, theirs alone."""
    return keyed(secret, f"browser|{person}")


def _new_sign_in(connection: Connection, person: int, agent: str, browser: bytes) -> str:
    secret, now = new_secret(), clock.now()
    words = plain_text(agent[:AGENT_LENGTH], AGENT_LENGTH, what="A browser's name")
    sql.add_sign_in(connection, hashed(secret), person, now, words)
    if browser:
        sql.know_browser(connection, browser_of(person, browser), person)
    return to_text(secret)


def ended(started: datetime, used: datetime) -> bool:
    """Whether a sign-in that began and was used then is over by now."""
    return clock.now() - started >= SIGN_IN_LIFE or clock.now() - used >= SIGN_IN_IDLE


def _person(connection: Connection, person_id: int) -> Person | None:
    row = people_sql.person(connection, person_id)
    if row is None or row.disabled:
        return None
    held = [(role.name, role.group_id) for role in people_sql.roles(connection, person_id)]
    coaches = frozenset(group for name, group in held if name == Role.COACH)
    later = people_sql.coached_later(connection, person_id, coaches) if coaches else ()
    return Person(
        id=row.id,
        name=row.name,
        administrator=(Role.ADMINISTRATOR, None) in held,
        coaches=coaches,
        later=frozenset(TeamId(*team) for team in later),
        leads=frozenset(group for name, group in held if name == Role.LEADER),
    )
