"""The one place that tells the time, so that tests can."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def zone_of(name: str | None) -> ZoneInfo:
    """The time zone a browser names, or UTC for a name that nobody knows."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, or far too long
        return ZoneInfo("UTC")
