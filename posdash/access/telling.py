"""Telling people at once what was done to the way they sign in, by whatever can reach them.

What cannot reach them, for want of a mail server or an address, is read on their
own pages: `posdash.access.account` finds it in the log.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from posdash import clock, memory
from posdash.access.log import Deed
from posdash.access.rights import Principal


@dataclass(frozen=True, slots=True)
class News:
    """What somebody did to the account of whoever has, or had, this address."""

    address: str = field(repr=False)
    deed: Deed
    by: str
    at: datetime


_tellers: set[Callable[[News], None]] = set()
memory.forgets(_tellers.clear)


def told_by(teller: Callable[[News], None]) -> None:
    """Let `teller` pass news on, from now on."""
    _tellers.add(teller)


def tell(person: int, address: str | None, deed: Deed, by: Principal) -> None:
    """Tell the person of that address, unless it was they themselves; once the deed is stored."""
    if address is None or by.person is None or by.person.id == person:
        return
    for teller in _tellers:
        teller(News(address, deed, by.person.name, clock.now()))
