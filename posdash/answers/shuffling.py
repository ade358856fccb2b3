"""The order in which answers came is forgotten, again and again, while groups are open.

Somebody who saw who opened their link when, and then got hold of the files,
could lay the two orders beside each other.
"""

from threading import Lock

from db import answers as sql
from posdash.errors import NotReady
from posdash.store import faults_in_words, store
from posdash.survey.round import TeamId


class _Saved:
    """The groups in which something was saved since their order was last forgotten."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._teams: set[TeamId] = set()
        self._all = True  # whatever was saved before this process began

    def touched(self, *teams: TeamId, everywhere: bool = False) -> None:
        """Something was saved there, or anywhere."""
        with self._lock:
            self._teams.update(teams)
            self._all |= everywhere

    def take(self) -> tuple[set[TeamId], bool]:
        """Where that was, which is forgotten with that."""
        with self._lock:
            taken = self._teams, self._all
            self._teams, self._all = set(), False
        return taken


_saved = _Saved()


def touched(team: TeamId) -> None:
    """Something was saved in this group of this round."""
    _saved.touched(team)


def mix_due() -> bool:
    """Forget the order of what was saved since the last time; whether there was anything.

    Raises NotReady where somebody reads or writes for so long that it must be tried
    again, or the database cannot be reached.
    """
    teams, everywhere = _saved.take()
    if not teams and not everywhere:
        return False
    done = False
    try:
        with faults_in_words():
            # first, too: emptying leaves the log's index, which tells what was written when
            if store().empty_log():
                with store().write() as connection:
                    sql.write_anew(connection, None if everywhere else sorted(teams))
                    store().mark(connection)
                done = store().forget_order()
    finally:
        if not done:
            _saved.touched(*teams, everywhere=everywhere)
    if not done:
        raise NotReady(
            "The order in which answers came cannot be forgotten while somebody reads the "
            "database.",
            cure="End what has read it for so long: a backup, or a program left open.",
        )
    return True
