"""Days and hours as plain text in a field: no picker, so that nothing on the page rewrites them.

Where a browser translates a page, it puts other elements in the place of text, and a field that is
built of such text loses what was typed.
"""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from posdash.errors import BadInput

_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_HOUR = re.compile(r"(\d{1,2})(?:[:.](\d\d))?")


def day(text: str, where: str) -> date | None:
    """The day that somebody typed, or None for nothing; raises BadInput for what is no day."""
    if not text.strip():
        return None
    found = _DAY.fullmatch(text.strip())
    try:
        return date(*map(int, found.groups())) if found else _no_day(text, where)
    except ValueError:
        return _no_day(text, where)


def moment(day_text: str, hour_text: str, zone: str, where: str) -> datetime:
    """A day, an hour and a time zone; raises BadInput for what is none of them."""
    on = day(day_text, where)
    if on is None:
        raise BadInput("The day is missing.", where=where, cure="Give it like 2026-05-31.")
    if zone not in available_timezones():
        raise BadInput("That is no time zone.", where=where, cure="Choose one of the list.")
    return datetime.combine(on, _hour(hour_text, where), ZoneInfo(zone))


def _hour(text: str, where: str) -> time:
    found = _HOUR.fullmatch(text.strip())
    try:
        if found:
            return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        pass  # 25:00 is said to be none, as any other text
    raise BadInput(f"“{text}” is not an hour.", where=where, cure="Give it like 17:00.")


def _no_day(text: str, where: str) -> date:
    raise BadInput(f"“{text}” is not a day.", where=where, cure="Give it like 2026-05-31.")
