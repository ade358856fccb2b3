"""The order in which answers came is forgotten, again and again, while groups are open.

Somebody who saw who opened their link when, and then got hold of the files,
could lay the two orders beside each other.
"""

from threading import Event

from db import answers as sql
from posdash.store import faults_in_words, store

_saved = Event()
_saved.set()  # whatever was saved before this process began


def note() -> None:
    """Something was saved since the order was last forgotten."""
    _saved.set()


def mix_due() -> bool:
    """Forget the order of what was saved since the last time; whether there was anything."""
    if not _saved.is_set():
        return False
    _saved.clear()
    done = False
    try:
        with faults_in_words():
            with store().write() as connection:
                sql.write_anew(connection)
            done = store().forget_order()
    finally:
        if not done:  # somebody was writing or reading: the next turn tries again
            _saved.set()
    return True
