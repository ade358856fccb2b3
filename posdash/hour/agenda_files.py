"""An agenda to take away: Markdown for a wiki or a chat, iCalendar for a calendar."""

import re
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from posdash import clock
from posdash.findings.agenda import Agenda
from posdash.findings.team import TeamFinding
from posdash.settings import settings
from posdash.text import isolated

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&])")


def markdown(agenda: Agenda, finding: TeamFinding, zone: ZoneInfo) -> str:
    """The agenda as Markdown; what people wrote stays text."""
    lines = [
        f"# {_text(finding.group.name)}: {_text(finding.title)}",
        "",
        _text(finding.headline),
        "",
        f"{minutes(agenda.total)}. {_when(agenda, zone)}".strip(),
        "",
        f"## {clock_of(agenda, 0, zone)} Welcome ({minutes(agenda.framing)})",
        "",
    ]
    if agenda.agreements:
        lines += ["Say aloud first what you agree on:", ""]
        agreed = map(finding.dimension, agenda.agreements)
        lines += [
            f"- {_text(question.where)} ({_text(question.dimension.ends)})" for question in agreed
        ]
        lines.append("")
    for slot, start in zip(agenda.slots, agenda.begins, strict=True):
        dimension = finding.dimension(slot.dimension).dimension
        length = minutes(slot.minutes)
        lines += [f"## {clock_of(agenda, start, zone)} {_text(dimension.ends)} ({length})", ""]
        lines += [f"*{_text(dimension.question)}*", "", f"Why: {_text(slot.why)}", ""]
        lines += [
            f"- **{_text(pole.label)}**: {_text(pole.description)}"
            for pole in (dimension.left, dimension.right)
        ]
        lines += ["", f"To begin with: {_text(dimension.opening)}", ""]
    start = agenda.total - agenda.steps
    lines += [f"## {clock_of(agenda, start, zone)} Next steps ({minutes(agenda.steps)})", ""]
    return "\n".join(lines)


def icalendar(agenda: Agenda, finding: TeamFinding, zone: ZoneInfo) -> bytes:
    """One event with the agenda as its description; the agenda must say when it starts."""
    assert agenda.starts_at is not None
    event = Event()
    event.add("uid", f"session-{finding.round_id}-{finding.group.id}@{settings().base_url}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", agenda.starts_at)
    event.add("dtend", agenda.starts_at + timedelta(minutes=agenda.total))
    event.add("summary", f"{isolated(finding.group.name)}: {isolated(finding.title)}")
    event.add("description", _plain(agenda, finding, zone))
    calendar = Calendar()
    calendar.add("prodid", "-//posdash//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def minutes(number: int) -> str:
    """So many minutes, in words."""
    return "1 minute" if number == 1 else f"{number} minutes"


def clock_of(agenda: Agenda, minute: int, zone: ZoneInfo) -> str:
    """When something begins: the minute of the session, or the time of day where it is known."""
    if agenda.starts_at is None:
        return f"{minute // 60}:{minute % 60:02}"
    at = (agenda.starts_at + timedelta(minutes=minute)).astimezone(zone)
    return f"{at:%H:%M}"


def _plain(agenda: Agenda, finding: TeamFinding, zone: ZoneInfo) -> str:
    """What stands in the event, in the time zone of whoever asked."""
    lines = [finding.headline, f"{clock_of(agenda, 0, zone)} Welcome"]
    for slot, start in zip(agenda.slots, agenda.begins, strict=True):
        dimension = finding.dimension(slot.dimension).dimension
        lines.append(
            f"{clock_of(agenda, start, zone)} {dimension.ends}: {isolated(dimension.opening)}"
        )
    lines.append(f"{clock_of(agenda, agenda.total - agenda.steps, zone)} Next steps")
    return "\n".join(lines)


def _when(agenda: Agenda, zone: ZoneInfo) -> str:
    at = agenda.starts_at
    return f"{at.astimezone(zone):%Y-%m-%d, %H:%M} ({zone.key})" if at else ""


def _text(text: str) -> str:
    return _MARKS.sub(r"\\\1", isolated(text))


MAKERS: dict[str, Callable[[Agenda, TeamFinding, ZoneInfo], str | bytes]] = {
    "md": markdown,
    "ics": icalendar,
}
"""What makes a file of an agenda, by its ending."""
MEDIA_TYPES = {"md": "text/markdown; charset=utf-8", "ics": "text/calendar; charset=utf-8"}
