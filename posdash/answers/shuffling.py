"""The order in which answers came is forgotten, again and again, while groups are open.

Somebody who saw who opened their link when, and then got hold of the files,
could lay the two orders beside each other.
"""

from threading import Lock

from db import answers as sql
from posdash.store import faults_in_words, store
from posdash.survey.round import TeamId


class _Saved:
    """The groups in which something was saved since their order was last forgotten."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._places: set[TeamId] = set()
        self._all = True  # whatever was saved before this process began

    def note(self, *places: TeamId, everywhere: bool = False) -> None:
        """Something was saved there, or anywhere."""
        with self._lock:
            self._places.update(places)
            self._all |= everywhere

    def take(self) -> tuple[set[TeamId], bool]:
        """What was noted, which is forgotten with that."""
        with self._lock:
            taken = self._places, self._all
            self._places, self._all = set(), False
        return taken


_saved = _Saved()


def note(place: TeamId) -> None:
    """Something was saved in this group of this round."""
    _saved.note(place)


def mix_due() -> bool:
    """Forget the order of what was saved since the last time; whether there was anything."""
    places, everywhere = _saved.take()
    if not places and not everywhere:
        return False
    done = False
    try:
        with faults_in_words():
            # first, too: emptying leaves the log's index, which tells what was written when
            emptied = store().empty_log()
            with store().write() as connection:
                sql.write_anew(connection, None if everywhere else sorted(places))
            done = store().forget_order() and emptied
    finally:
        if not done:  # somebody was writing or reading: the next turn tries again
            _saved.note(*places, everywhere=everywhere)
    return True
