"""Limits in memory on what a stranger may try: counted per key, forgotten when their time is over,
whoever sets the clock.

Of links and codes only failures count, because thirty phones of one room share an
address; of codes those of the phone first, so that one phone keeps nobody else out.
"""

from collections import OrderedDict, deque
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from math import ceil
from threading import Lock

from posdash import clock, memory
from posdash.errors import Limited

MOST_KEYS = 5_000  # per limit, 6 MB with five times each; who invents more pushes others out


class Limit:
    """At most `most` within the time `per`, for each key."""

    def __init__(self, most: int, per: timedelta) -> None:
        self._most, self._per = most, per.total_seconds()
        # the key noted last stands last, so that those whose time is over stand first
        self._seen: OrderedDict[Hashable, deque[float]] = OrderedDict()
        self._lock = Lock()

    def check(self, key: Hashable) -> None:
        """Raise Limited if the key has used up its number."""
        with self._lock:
            self._check(key)

    def note(self, key: Hashable) -> None:
        """Count one."""
        with self._lock:
            self._note(key)

    def spend(self, key: Hashable, most: int | None = None) -> None:
        """Count one, or raise Limited if the key has used up its number, or `most` if given.

        Where trying takes time, spend before it and forget after a success:
        of many tries at the same instant all would pass a check.
        """
        with self._lock:
            self._check(key, most)
            self._note(key, most)

    def give_back(self, key: Hashable) -> None:
        """Take back the last one counted, which was none to count."""
        with self._lock:
            if times := self._seen.get(key):
                times.pop()
            if not times:
                self._seen.pop(key, None)

    @contextmanager
    def spent(self, key: Hashable) -> Iterator[None]:
        """Spend one on what is tried within; given back if Limited says it was not tried at all."""
        self.spend(key)
        try:
            yield
        except Limited:
            self.give_back(key)
            raise

    def forget(self, key: Hashable) -> None:
        """Begin anew for one key."""
        with self._lock:
            self._seen.pop(key, None)

    def forget_all(self) -> None:
        """Begin anew for every key."""
        with self._lock:
            self._seen.clear()

    def __len__(self) -> int:
        """How many keys take up memory."""
        return len(self._seen)

    def _check(self, key: Hashable, most: int | None = None) -> None:
        times, most = self._seen.get(key), most or self._most  # the last ones of that key
        start = clock.ticks() - self._per
        if times and len(times) >= most and times[-most] > start:
            raise Limited("That was tried too often.", cure=_wait(times[-most] - start))

    def _note(self, key: Hashable, most: int | None = None) -> None:
        now = clock.ticks()
        self._drop_what_is_over(now - self._per)
        if key not in self._seen and len(self._seen) >= MOST_KEYS:
            del self._seen[self._least_missed()]
        before = self._seen.get(key, ())
        self._seen[key] = deque((*before, now), maxlen=most or self._most)
        self._seen.move_to_end(key)

    def _drop_what_is_over(self, start: float) -> None:
        while self._seen and next(iter(self._seen.values()))[-1] <= start:
            self._seen.popitem(last=False)

    def _least_missed(self) -> Hashable:
        """The key noted longest ago, sparing those that are held back for now."""
        free = (key for key, times in self._seen.items() if len(times) < self._most)
        return next(free, next(iter(self._seen)))


def _wait(seconds: float) -> str:
    minutes = ceil(seconds / 60)
    return f"Wait {minutes} minute{'s' if minutes > 1 else ''}, then try again."


SIGN_IN = Limit(5, timedelta(minutes=15))  # failures per account, or account and known browser
SIGN_IN_LETTERS = Limit(3, timedelta(minutes=15))  # letters per account
LINKS = Limit(30, timedelta(minutes=1))  # failed look-ups per address
CODES_OF_PHONE = Limit(10, timedelta(minutes=1))  # wrong codes per device
CODES_OF_ADDRESS = Limit(300, timedelta(minutes=1))  # of a room of thirty phones
CODES = Limit(3_000, timedelta(minutes=1))  # of everybody; of 60 million pairs
SAVES = Limit(600, timedelta(minutes=1))  # per device
NEW_DEVICES = Limit(30, timedelta(minutes=1))  # that begin to answer, per team
for _limit in (
    *(SIGN_IN, SIGN_IN_LETTERS, LINKS, SAVES, NEW_DEVICES),
    *(CODES_OF_PHONE, CODES_OF_ADDRESS, CODES),
):
    memory.forgets(_limit.forget_all)
