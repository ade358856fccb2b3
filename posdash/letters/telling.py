"""Letters that tell people what somebody did to the way they sign in."""

import logging

from posdash.access.log import Deed
from posdash.access.telling import News
from posdash.errors import PosdashError
from posdash.letters.letter import DEFAULT, address_changed, link_made
from posdash.letters.outbox import Failed, Outcome
from posdash.letters.sign_in import post
from posdash.settings import settings

log = logging.getLogger("posdash")
_LETTERS = {Deed.MADE_SIGN_IN_LINK: link_made, Deed.CHANGED_PERSON: address_changed}


def mail(news: News) -> None:
    """Send a letter, where mail is sent; what was done stays done if it cannot be."""
    if not settings().mails:
        return
    letter = _LETTERS[news.deed](DEFAULT, news.by, news.at)
    try:
        post().hand_in([(None, news.address, letter)], _nobody_waits)
    except PosdashError as fault:
        log.warning("Somebody could not be told by mail what was done to their account: %s", fault)


def _nobody_waits(_: None, outcome: Outcome) -> None:
    """It stands on their own pages as well."""
    if isinstance(outcome, Failed):  # its reason may hold the address
        log.warning("A letter about somebody's account could not be delivered.")
