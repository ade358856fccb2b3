"""The one post office of this process, and letters that sign people in."""

import logging
from functools import cache

from db import people as people_sql
from posdash import memory
from posdash.access import signin
from posdash.access.limits import SIGN_IN_LETTERS
from posdash.errors import NotReady
from posdash.letters.letter import DEFAULT, sign_in
from posdash.letters.outbox import Failed, Outcome, Post
from posdash.settings import settings
from posdash.store import faults_in_words, store
from posdash.text import address_of

log = logging.getLogger("posdash")


@cache
def post() -> Post:
    """What sends letters in the background; raises NotReady without a mail server."""
    return Post(settings())


@memory.forgets
def stop_post() -> None:
    """Let the letter in hand go, and send no more, if anything was sent at all."""
    if post.cache_info().currsize:
        post().stop()
    post.cache_clear()


def mail_sign_in_link(email: str) -> None:
    """Send a sign-in link to whoever has this e-mail; nothing tells whether anybody does.

    Raises NotReady where no mail is sent, BadInput for what is no address, and
    Limited after too many letters.
    """
    if not settings().mails:
        raise NotReady("posdash sends no mail.", cure="Ask your administrator for a link.")
    address = address_of(email)
    if address is None:
        return
    SIGN_IN_LETTERS.spend(address)
    with faults_in_words(), store().read() as connection:
        row = people_sql.by_email(connection, address)
    with faults_in_words(), store().write() as connection:
        if row is None or row.disabled:
            signin.link_for_nobody(connection)
            return
        link = signin.link_for(connection, row.id)
    letter = sign_in(DEFAULT, link, signin.LINK_LIFE)
    post().hand_in([(row.id, address, letter)], _nobody_waits, ahead=True)


def _nobody_waits(_: int, outcome: Outcome) -> None:
    """Whoever asked looks into their mailbox; the page must not tell whether they exist."""
    if isinstance(outcome, Failed):  # its reason may hold the address
        log.warning("A letter with a sign-in link could not be delivered.")
