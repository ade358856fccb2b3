"""Which devices follow a session just now: in memory, and forgotten after seconds."""

from datetime import datetime, timedelta
from threading import Lock

from posdash import clock, memory
from posdash.survey.round import TeamId

WITHIN = timedelta(seconds=10)  # a phone asks every second; ten allow for a slow one


class _Presence:
    """When each device was last heard of, by the group it belongs to."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: dict[TeamId, dict[bytes, datetime]] = {}

    def seen(self, team: TeamId, device: bytes) -> None:
        """This device follows."""
        with self._lock:
            self._seen.setdefault(team, {})[device] = clock.now()

    def count(self, team: TeamId) -> int:
        """How many devices follow."""
        start = clock.now() - WITHIN
        with self._lock:
            heard = self._seen.pop(team, {}).items()
            here = {device: at for device, at in heard if at > start}
            if here:
                self._seen[team] = here
            return len(here)

    def forget(self) -> None:
        """Nobody follows anything."""
        with self._lock:
            self._seen.clear()


_presence = _Presence()
memory.forgets(_presence.forget)
seen, count = _presence.seen, _presence.count
