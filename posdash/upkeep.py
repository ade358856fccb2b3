"""What the server does by itself every few seconds, and what of it fails.

What goes by the clock cannot be undone, so it is done only while the clock can be
believed. What fails for a minute is logged, noted for `audit-privacy`, and said
by `/readyz`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import upkeep as sql
from posdash import clock, memory
from posdash.access import signin
from posdash.answers import closing, shuffling
from posdash.errors import NotReady
from posdash.hour import meeting
from posdash.rounds import participation, running
from posdash.store import check_store, faults_in_words, store, wiped

PATIENCE = 60.0  # seconds that a task may fail before anybody is told
SILENCE = 60.0  # seconds without a turn, after which the server does not count as ready
log = logging.getLogger("posdash")


@dataclass(frozen=True, slots=True)
class Task:
    """What is done in each turn, by a word for it; how many seconds it may fail unsaid."""

    word: str
    run: Callable[[], object]
    patience: float = PATIENCE


class Upkeep:
    """What this process knows of its own turns: since when which tasks fail, and who was told."""

    def __init__(self) -> None:
        self.failing: dict[str, float] = {}  # since which tick
        self.told: dict[str, str] = {}  # what of them stands in the log
        self.last_turn: float | None = None
        self.belief = clock.Belief()

    def attempt(self, task: Task) -> bool:
        """Do it; whether that worked. What fails is tried again in the next turn."""
        try:
            task.run()
        except Exception as fault:  # the text of others than ours may hold a row
            kind = str(fault) if isinstance(fault, NotReady) else type(fault).__name__
            self._failed(task, kind, known=isinstance(fault, NotReady))
            return False
        if self.told.pop(task.word, None):
            log.warning("%s works again.", task.word)
        self.failing.pop(task.word, None)
        return True

    def _failed(self, task: Task, kind: str, *, known: bool) -> None:
        since = self.failing.setdefault(task.word, clock.ticks())
        late = not known or clock.ticks() - since >= task.patience
        if late and self.told.get(task.word) != kind:
            self.told[task.word] = kind
            log.error("%s failed and will be tried again: %s", task.word, kind)


_mine = Upkeep()


@memory.forgets
def forget() -> None:
    """Begin anew, as a process that has just started."""
    _mine.__init__()  # type: ignore[misc]


def take_turn() -> None:
    """Do what is due; nothing that goes by the clock while that cannot be believed."""
    if _mine.attempt(DATABASE):
        for task in ALWAYS:
            _mine.attempt(task)
        if _mine.attempt(CLOCK) and _mine.belief.believed:
            for task in BY_THE_CLOCK:
                _mine.attempt(task)
        _mine.attempt(NOTING)
    _mine.last_turn = clock.ticks()


def troubles() -> tuple[str, ...]:
    """What keeps this server from being ready, a word each; empty if nothing does."""
    last = _mine.last_turn
    silent = last is None or clock.ticks() - last > SILENCE
    return (*(["turns"] if silent else []), *sorted(_mine.told))


def _wipe() -> None:
    if not wiped():
        raise NotReady(
            "What was erased cannot be wiped from the files while somebody reads the database.",
            cure="End what has read it for so long: a backup, or a program left open.",
        )


def _look_at_the_clock() -> None:
    began = _mine.belief.began
    _mine.belief.look(_newest())
    if _mine.belief.was_set:
        raise NotReady(
            "The clock of this machine was set, so nothing is closed or erased until it has gone "
            "on evenly for ten minutes.",
            cure="Check the time of this machine.",
        )
    if not began and _mine.belief.waits:
        log.warning("Nothing was done for a day, so nothing is closed or erased for ten minutes.")


def _newest() -> datetime | None:
    if _mine.belief.began:
        return None
    with faults_in_words(), store().read() as connection:
        return sql.newest(connection)


def _note_what_fails() -> None:
    """Write down what fails, so that other processes can say it."""
    here = clock.ticks()
    failing = {
        word: clock.now() - timedelta(seconds=here - since)
        for word, since in _mine.failing.items()
        if word in _mine.told
    }
    with faults_in_words(), store().read() as connection:
        noted = sql.failing(connection)
    if set(noted) != set(failing):
        with faults_in_words(), store().write() as connection:
            sql.set_failing(connection, failing)


DATABASE = Task("database", check_store, patience=0)
ALWAYS = (Task("mixing", shuffling.mix_due), Task("wiping", _wipe))
CLOCK = Task("clock", _look_at_the_clock, patience=0)
BY_THE_CLOCK = (
    Task("closing", closing.close_due),
    Task("ending sessions", meeting.end_due),
    Task("erasing", running.erase_due),
    Task("counting", participation.count_due),
    Task("ending sign-ins", signin.drop_due),
)
NOTING = Task("noting", _note_what_fails)
