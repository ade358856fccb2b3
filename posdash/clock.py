"""The one place that tells the time, so that tests can, and whether it can be believed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def ticks() -> float:
    """Seconds since some moment, which nobody can set: they only go on."""
    return monotonic()


STEP = 10.0  # seconds by which a clock that is kept in time may be set at once
WAIT = 600.0  # seconds until a clock that was set is believed
QUIET = timedelta(days=1)  # how long nothing may have happened for a start to look like one


@dataclass(frozen=True, slots=True)
class _Doubt:
    """By how much the clock is ahead of the ticks, since when, how long to wait, what was seen."""

    ahead: float
    since: float
    wait: float
    was_set: bool


class Belief:
    """Whether the clock goes on as the ticks do; one that was set is believed after ten minutes.

    One that is set back to where it was is believed at once.
    """

    def __init__(self) -> None:
        self._ahead: float | None = None  # of the ticks, when it was last believed
        self._doubt: _Doubt | None = None

    @property
    def began(self) -> bool:
        """Whether anybody has looked yet."""
        return self._ahead is not None or self._doubt is not None

    @property
    def believed(self) -> bool:
        """Whether to go by the clock, as when somebody last looked."""
        return self._doubt is None and self._ahead is not None

    @property
    def waits(self) -> bool:
        """Whether it is believed in ten minutes only."""
        return self._doubt is not None and self._doubt.wait > 0

    @property
    def was_set(self) -> bool:
        """Whether the clock was seen to be set, and is not believed yet."""
        return self._doubt is not None and self._doubt.was_set

    def look(self, newest: datetime | None) -> None:
        """Look at the clock.

        The first time there is nothing to compare it with but `newest`, the latest
        moment that is written down anywhere.
        """
        ahead, here = now().timestamp() - ticks(), ticks()
        if self._ahead is None or abs(ahead - self._ahead) > STEP:
            if self._doubt is None or abs(ahead - self._doubt.ahead) > STEP:
                self._doubt = self._doubted(ahead, here, newest)
                return
            if here - self._doubt.since < self._doubt.wait:
                return
        self._ahead, self._doubt = ahead, None

    def _doubted(self, ahead: float, here: float, newest: datetime | None) -> _Doubt:
        if self.began:
            return _Doubt(ahead, here, WAIT, was_set=True)
        behind = newest is not None and newest > now() + timedelta(seconds=STEP)
        quiet = newest is not None and newest < now() - QUIET
        return _Doubt(ahead, here, WAIT if behind or quiet else 0.0, was_set=behind)


def zone_of(name: str | None) -> ZoneInfo:
    """The time zone a browser names, or UTC for a name that nobody knows."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, or far too long
        return ZoneInfo("UTC")
