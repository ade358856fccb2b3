"""The letters posdash writes, in the reader's language, as plain text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from posdash.letters.words import LANGUAGES, Wording
from posdash.text import plain_text

DEFAULT = "en"
LONGEST_LINE = 2000  # far beyond any name or link; a title may have 100 characters


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to one person; the text holds their link, so it stays out of every repr."""

    subject: str
    text: str = field(repr=False)
    language: str = DEFAULT


@dataclass(frozen=True, slots=True)
class Asked:
    """What a letter tells of a round to one group that answers it.

    `question` is what the bank asks; `minutes` how long that takes; `until` an
    instant in the time zone that will be named; `audience` one sentence, in the
    letter's language, on who sees what; `contact`, if any, whom to ask about
    privacy; `named` whether names stand with the answers.
    """

    title: str
    asker: str
    group: str
    question: str
    questions: int
    minutes: int
    until: datetime
    audience: str
    contact: str = ""
    named: bool = False


def invitation(language: str, asked: Asked, link: str, *, personal: bool) -> Letter:
    """The letter that opens a round; `personal` says that the link is this reader's alone.

    Raises ValueError where `asked.until` has no time zone.
    """
    code, words = _in(language)
    facts = _facts(words, asked) | {
        "kept": words.named if asked.named else words.unknown,
        "link": _line(link),
    }
    about = words.personal_link if personal else words.team_link
    facts["about_link"] = about.format_map(facts)
    return Letter(_invitation_subject(words, asked), _text(words.invitation, facts), code)


def reminder(language: str, asked: Asked, link: str) -> Letter:
    """The letter before a round with team links closes; it goes to everybody invited.

    Raises ValueError where `asked.until` has no time zone.
    """
    _, words = _in(language)
    return _reminder(language, asked, words.link_again, link)


def reminder_without_link(language: str, asked: Asked, invited: date) -> Letter:
    """The same where links are personal: it names the mail of that day, which holds the link.

    Give it the language and the names of the invitation, for they make its subject.
    Raises ValueError where `asked.until` has no time zone.
    """
    _, words = _in(language)
    subject = _invitation_subject(words, asked)
    where = words.link_elsewhere.format(sent=_day(words, invited), subject=subject)
    return _reminder(language, asked, where, "")


def sign_in(language: str, link: str, valid: timedelta) -> Letter:
    """The letter with a one-use link, `valid` for whole minutes, hours or days."""
    code, words = _in(language)
    facts = {"link": _line(link), "valid": _span(words, valid)}
    return Letter(words.sign_in_subject, _text(words.sign_in, facts), code)


def link_made(language: str, by: str, at: datetime) -> Letter:
    """The letter that tells of a sign-in link which somebody else made; it does not hold it.

    Raises ValueError where `at` has no time zone.
    """
    code, words = _in(language)
    facts = {"by": _line(by), "when": _moment(words, at)}
    return Letter(words.link_made_subject, _text(words.link_made, facts), code)


def address_changed(language: str, by: str, at: datetime) -> Letter:
    """The letter to the address before, once somebody else has given the account another one.

    Raises ValueError where `at` has no time zone.
    """
    code, words = _in(language)
    facts = {"by": _line(by), "when": _moment(words, at)}
    return Letter(words.address_changed_subject, _text(words.address_changed, facts), code)


def _reminder(language: str, asked: Asked, where_link: str, link: str) -> Letter:
    code, words = _in(language)
    facts = _facts(words, asked) | {
        "everybody": words.everybody_named if asked.named else words.everybody,
        "where_link": where_link,
        "link": _line(link),
    }
    return Letter(words.reminder_subject.format_map(facts), _text(words.reminder, facts), code)


def _in(language: str) -> tuple[str, Wording]:
    code = language.replace("_", "-").split("-")[0].lower()
    return (code, LANGUAGES[code]) if code in LANGUAGES else (DEFAULT, LANGUAGES[DEFAULT])


def _facts(words: Wording, asked: Asked) -> dict[str, str]:
    contact = _line(asked.contact)
    return {
        "title": _line(asked.title),
        "asker": _line(asked.asker),
        "group": _line(asked.group),
        "question": _line(asked.question),
        "questions": _amount(words, "questions", asked.questions),
        "minutes": _amount(words, "minutes", asked.minutes),
        "until": _moment(words, asked.until),
        "audience": _line(asked.audience),
        "contact": words.contact.format(contact=contact) if contact else "",
    }


def _invitation_subject(words: Wording, asked: Asked) -> str:
    return words.invitation_subject.format(group=_line(asked.group), title=_line(asked.title))


def _line(text: str) -> str:
    """One line: a name with line breaks in it could pretend to be more than a name."""
    return " ".join(plain_text(text, LONGEST_LINE, what="A line of a letter").split())


def _text(paragraphs: tuple[str, ...], facts: Mapping[str, str]) -> str:
    """The paragraphs that have something to say, an empty line between them."""
    filled = (paragraph.format_map(facts).strip() for paragraph in paragraphs)
    return "\n\n".join(paragraph for paragraph in filled if paragraph) + "\n"


def _moment(words: Wording, at: datetime) -> str:
    zone = getattr(at.tzinfo, "key", None) or at.tzname()
    if zone is None:
        raise ValueError("A letter names the time zone, and this instant has none.")
    weekday, clock = words.weekdays.split()[at.weekday()], f"{at:%H:%M}"
    return words.moment.format(weekday=weekday, date=_day(words, at), clock=clock, zone=zone)


def _day(words: Wording, at: date) -> str:
    month = words.months.split()[at.month - 1]
    return words.day.format(day=at.day, month=month, year=at.year)


def _span(words: Wording, time: timedelta) -> str:
    minutes = int(time.total_seconds()) // 60
    for unit, length in (("days", 24 * 60), ("hours", 60)):
        if minutes >= length and minutes % length == 0:
            return _amount(words, unit, minutes // length)
    return _amount(words, "minutes", minutes)


def _amount(words: Wording, unit: str, count: int) -> str:
    one, more = words.amounts[unit]
    return one if count == 1 else more.format(count)
