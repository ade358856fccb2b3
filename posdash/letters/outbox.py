"""Letters on their way: one thread that tries each until it is taken, or finally refused."""

import atexit
import logging
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import partial
from heapq import heappop, heappush
from itertools import count
from threading import Condition, Event, Thread, current_thread
from time import monotonic
from typing import TypeVar

from posdash.errors import NotReady
from posdash.letters.letter import Letter
from posdash.letters.smtp import TIMEOUT, Submission, Undelivered, written
from posdash.settings import Settings

WAITS = (30.0, 300.0, 1800.0)  # seconds; servers that defer strangers let them in after minutes
CAPACITY = 10_000  # letters
STOPPING = 30.0  # seconds for the letter that is being handed over
_STOPPED = "posdash was stopped before this letter went out; its link is gone, so send a new one."

log = logging.getLogger("posdash")
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Trying:
    """The letter is about to be handed over for the first time."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The mail server has taken the letter."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The letter was not taken, and will not be tried again; `reason` is a sentence."""

    reason: str


Outcome = Trying | Sent | Failed


class Batch:
    """How far letters that were handed in together have come: `done` of `total`."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self._finished = Event()
        self.note(0)

    def note(self, more: int) -> None:
        """So many more were sent, or have failed; called by one thread only."""
        self.done += more
        if self.done == self.total:
            self._finished.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the last of them; False if that took longer."""
        return self._finished.wait(seconds)


@dataclass(slots=True, order=True)
class _Parcel:
    """A letter and when it is due; what is in it is secret and stays out of the repr."""

    due: float
    turn: int
    address: str = field(compare=False, repr=False)
    letter: Letter = field(compare=False, repr=False)
    report: Callable[[Outcome], None] = field(compare=False, repr=False)
    batch: Batch = field(compare=False, repr=False)
    message: EmailMessage | None = field(default=None, compare=False, repr=False)
    tries: int = field(default=0, compare=False)


class Post:
    """Sends letters in the background, one after the other; they live in memory only.

    `waits` are the seconds between the tries of a letter. `context` holds the
    certificates to trust, the system's if it is None. Raises NotReady if there
    is no mail server.
    """

    def __init__(
        self,
        server: Settings,
        *,
        waits: Sequence[float] = WAITS,
        context: ssl.SSLContext | None = None,
        capacity: int = CAPACITY,
        timeout: float = TIMEOUT,
    ) -> None:
        self._submission = Submission(server, context, timeout)
        self._sender, self._waits, self._capacity = server.sender, tuple(waits), capacity
        self._parcels: list[_Parcel] = []  # a heap: the first is due first
        self._changed = Condition()
        self._turns = count()
        self._thread: Thread | None = None
        self._stopping = False

    def hand_in(
        self,
        letters: Sequence[tuple[Key, str, Letter]],
        report: Callable[[Key, Outcome], None],
        *,
        ahead: bool = False,
    ) -> Batch:
        """Take letters with a key and an address each, all or none; raises NotReady.

        `ahead` lets them go before all others: somebody waits to sign in.

        `report` is called from the post's own thread: once with Trying, before
        the first try, then once with Sent or Failed.
        """
        batch, due = Batch(len(letters)), 0.0 if ahead else monotonic()
        with self._changed:
            self._check_room(len(letters))
            for key, address, letter in letters:
                turn, note = next(self._turns), partial(report, key)
                heappush(self._parcels, _Parcel(due, turn, address, letter, note, batch))
            self._start()
            self._changed.notify_all()
        return batch

    def stop(self, seconds: float = STOPPING) -> None:
        """Let the letter in hand go, report the others as failed, and end; called at exit, too."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        atexit.unregister(self.stop)
        if self._thread is not None and self._thread is not current_thread():
            self._thread.join(seconds)

    def _check_room(self, more: int) -> None:
        if self._stopping:
            raise NotReady("posdash is stopping and sends no more letters.", cure="Try later.")
        if len(self._parcels) + more > self._capacity:
            raise NotReady(
                f"{len(self._parcels)} letters are still waiting, and {more} more are too many.",
                cure=f"Send at most {self._capacity} at a time.",
            )

    def _start(self) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._work, name="post", daemon=True)
            self._thread.start()
            atexit.register(self.stop)

    def _work(self) -> None:
        while self._rest():
            while due := self._due(1):
                self._hand_over(*due)
            self._submission.close()
        for parcel in self._parcels:
            self._end(parcel, Failed(_STOPPED))
        self._parcels.clear()

    def _rest(self) -> bool:
        """Wait until a letter is due; False when it is time to stop."""
        with self._changed:
            while not self._stopping:
                wait = self._parcels[0].due - monotonic() if self._parcels else None
                if wait is not None and wait <= 0:
                    return True
                self._changed.wait(wait)
        return False

    def _due(self, most: int) -> list[_Parcel]:
        found: list[_Parcel] = []
        with self._changed:
            while len(found) < most and self._parcels and not self._stopping:
                if self._parcels[0].due > monotonic():
                    break
                found.append(heappop(self._parcels))
        return found

    def _hand_over(self, parcel: _Parcel) -> None:
        self._begin(parcel)
        try:
            if parcel.message is None:  # kept, so that a second copy can be told by its id
                parcel.message = written(self._sender, parcel.address, parcel.letter)
            self._submission.send(parcel.message)
        except Undelivered as error:
            self._again(parcel, error)
            for other in self._due(self._capacity) if error.every else ():
                self._begin(other)
                self._again(other, error)
        except Exception as error:  # whatever is wrong with one letter, the others go on
            self._submission.close()
            self._end(parcel, Failed(f"The letter could not be sent ({type(error).__name__})."))
        else:
            self._end(parcel, Sent())

    def _begin(self, parcel: _Parcel) -> None:
        if not parcel.tries:
            self._report(parcel, Trying())
        parcel.tries += 1

    def _again(self, parcel: _Parcel, error: Undelivered) -> None:
        """Put the letter back for later, unless that is of no use or was done often enough."""
        if error.final:
            self._end(parcel, Failed(error.reason))
        elif parcel.tries > len(self._waits):
            self._end(parcel, Failed(f"{error.reason} It was tried {parcel.tries} times."))
        else:
            parcel.due = monotonic() + self._waits[parcel.tries - 1]
            with self._changed:
                heappush(self._parcels, parcel)

    def _end(self, parcel: _Parcel, outcome: Outcome) -> None:
        self._report(parcel, outcome)
        parcel.batch.note(1)

    def _report(self, parcel: _Parcel, outcome: Outcome) -> None:
        try:
            parcel.report(outcome)
        except Exception as error:  # its text might hold a name
            log.error("What became of a letter could not be noted (%s).", type(error).__name__)
