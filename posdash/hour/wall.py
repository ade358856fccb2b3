"""Which of the words that a session closes with stand on its screens: some at once, never one.

A word that appeared alone would name whoever has just typed. So the first appear
together, k at least and all that are typed meanwhile, and later ones in steps; a
word that was changed waits like a new one. In memory: after a new start of the
server all that were said appear together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from posdash import clock, memory
from posdash.release.taking_part import STEP
from posdash.survey.round import TeamId, beyond

QUIET = 15.0  # seconds; so long the first wait for whoever is still typing


@dataclass(slots=True)
class _Wall:
    """What is shown, and what had been said when anything changed last, both by key."""

    shown: Mapping[bytes, str] = field(default_factory=dict)
    said: Mapping[bytes, str] = field(default_factory=dict)
    since: float = field(default_factory=clock.ticks)


class _Walls:
    """The wall of each session that goes on."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._walls: dict[TeamId, _Wall] = {}

    def shown(
        self,
        team: TeamId,
        said: Mapping[bytes, str],
        k: int,
        here: int,
        *,
        people: int = 0,
        over: bool = False,
    ) -> Mapping[bytes, str]:
        """What of all that was `said` stands there, where `here` phones follow; all by key.

        More words than the team has `people`, where they are listed, hide nobody.
        Nobody is waited for once the session is `over`.
        """
        with self._lock:
            wall = self._walls.setdefault(team, _Wall())
            if wall.said != said:
                wall.said, wall.since = dict(said), clock.ticks()
            still = {key: text for key, text in wall.shown.items() if key in said}
            if still:
                enough = sum(still.get(key) != text for key, text in said.items()) >= STEP
            else:
                quiet = over or len(said) >= here or clock.ticks() - wall.since >= QUIET
                enough = len(said) - beyond(people, len(said)) >= k and quiet
            wall.shown = dict(said) if enough else still
            return wall.shown

    def begins(self, team: TeamId) -> None:
        """A session begins, or is over: nothing stands there."""
        with self._lock:
            self._walls.pop(team, None)

    def forget(self) -> None:
        """Nothing stands anywhere."""
        with self._lock:
            self._walls.clear()


_walls = _Walls()
memory.forgets(_walls.forget)
shown, begins = _walls.shown, _walls.begins
