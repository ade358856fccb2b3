"""Who follows a session just now: in memory, and forgotten after seconds.

Somebody is known by their link and not by their device: one link is one, however
many browsers it is opened in.
"""

from collections import OrderedDict
from threading import Lock

from posdash import clock, memory
from posdash.survey.round import TeamId

WITHIN = 10.0  # seconds; a phone asks every second; ten allow for a slow one
MOST_ARRIVED = 2_000  # in one session; whoever opens a link more often pushes others out


class _Presence:
    """Whose link was opened since a session began, and when each was last heard of, by group."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._arrived: dict[TeamId, OrderedDict[bytes, None]] = {}
        self._seen: dict[TeamId, dict[bytes, float]] = {}

    def begins(self, team: TeamId) -> None:
        """A session begins, or is over: nobody has come yet."""
        with self._lock:
            self._arrived.pop(team, None)
            self._seen.pop(team, None)

    def arrived(self, team: TeamId, token: bytes) -> None:
        """This link was opened while the session goes on."""
        with self._lock:
            here = self._arrived.setdefault(team, OrderedDict())
            here[token] = None
            if len(here) > MOST_ARRIVED:
                here.popitem(last=False)

    def has_arrived(self, team: TeamId, token: bytes) -> bool:
        """Whether it was."""
        with self._lock:
            return token in self._arrived.get(team, ())

    def seen(self, team: TeamId, token: bytes) -> None:
        """Whoever has this link follows."""
        with self._lock:
            self._seen.setdefault(team, {})[token] = clock.ticks()

    def count(self, team: TeamId) -> int:
        """How many follow."""
        start = clock.ticks() - WITHIN
        with self._lock:
            heard = self._seen.pop(team, {}).items()
            here = {token: at for token, at in heard if at > start}
            if here:
                self._seen[team] = here
            return len(here)

    def forget(self) -> None:
        """Nobody follows anything."""
        with self._lock:
            self._arrived.clear()
            self._seen.clear()


_presence = _Presence()
memory.forgets(_presence.forget)
begins, arrived, has_arrived = _presence.begins, _presence.arrived, _presence.has_arrived
seen, count = _presence.seen, _presence.count
