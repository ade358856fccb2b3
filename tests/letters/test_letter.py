"""What the letters say, in every language, and what they cannot be made to say."""

import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from posdash.errors import BadInput
from posdash.letters.letter import (
    Asked,
    Letter,
    invitation,
    reminder,
    reminder_without_link,
    sign_in,
)
from posdash.letters.words import LANGUAGES, Wording

LINK = "https://posdash.example/i/kX9_kX9_kX9_kX9_kX9_kX9_kX9_kX9_kX9_kX9_abc"
ASKED = Asked(
    title="How we work, 2026",
    asker="Ada Lovelace",
    group="Kiwi",
    question="How do we work?",
    questions=16,
    minutes=5,
    until=datetime(2026, 12, 8, 17, 0, tzinfo=ZoneInfo("Europe/Berlin")),
    audience="Your team sees how many stand at each place, without names.",
    contact="Grace Hopper, grace@example.org",
)
ENGLISH_INVITATION = f"""\
Hello,

Ada Lovelace invites you, for Kiwi, to “How we work, 2026”. It asks: How do we work?

You choose a place between two ends, 16 questions in all. It takes about 5 minutes. Neither end is \
the right one: where people stand apart is where a conversation is worth having.

You can answer until Tuesday, 8 December 2026, 17:00 (Europe/Berlin).

Your team sees how many stand at each place, without names. Nobody can see from the database \
whether you have answered.

{LINK}

The link is yours alone, so please do not pass it on. It is kept nowhere but in this mail: keep \
the mail until you have answered.

Questions about privacy: Grace Hopper, grace@example.org
"""


def every_letter(language: str, asked: Asked = ASKED) -> list[Letter]:
    return [
        invitation(language, asked, LINK, personal=True),
        invitation(language, asked, LINK, personal=False),
        reminder(language, asked, LINK),
        reminder_without_link(language, asked, date(2026, 11, 24)),
        sign_in(language, LINK, timedelta(days=7)),
    ]


def strings(wording: Wording) -> dict[str, list[str]]:
    """The texts of a language by their names."""
    found = {}
    for field in fields(wording):
        value = getattr(wording, field.name)
        if field.name == "amounts":
            found |= {f"{field.name} {unit}": list(both) for unit, both in value.items()}
        else:
            found[field.name] = [value] if isinstance(value, str) else list(value)
    return found


def blanks(texts: list[str]) -> set[str]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_an_invitation_says_who_asks_what_how_long_until_when_who_sees_and_whom_to_ask():
    letter = invitation("en", ASKED, LINK, personal=True)
    assert letter.subject == "An invitation for Kiwi: How we work, 2026"
    assert letter.text == ENGLISH_INVITATION


def test_a_team_link_is_the_same_for_everybody_and_says_so():
    text = invitation("en", ASKED, LINK, personal=False).text
    assert "The link is the same for everybody who answers for Kiwi." in text
    assert "yours alone" not in text


def test_the_same_in_german():
    letter = invitation("de", ASKED, LINK, personal=False)
    assert letter.subject == "Einladung für Kiwi: How we work, 2026"
    for said in [
        "Ada Lovelace lädt Sie für Kiwi zu „How we work, 2026“ ein.",
        "16 Fragen",
        "etwa 5 Minuten",
        "bis Dienstag, 8. Dezember 2026, 17:00 Uhr (Europe/Berlin)",
        "Niemand kann in der Datenbank sehen, ob Sie geantwortet haben.",
        "Fragen zum Datenschutz: Grace Hopper, grace@example.org",
        f"\n\n{LINK}\n\n",
    ]:
        assert said in letter.text
    assert letter.language == "de"


def test_where_names_stand_with_answers_no_letter_says_that_nobody_knows():
    named = replace(ASKED, named=True)
    assert "Your name will stand with your answers." in every_letter("en", named)[0].text
    assert "Ihr Name steht bei Ihren Antworten." in every_letter("de", named)[0].text
    for language in ("en", "de"):
        for letter in every_letter(language, named):
            assert not re.search("nobody knows|nobody can|niemand", letter.text, re.IGNORECASE)


def test_a_reminder_of_a_round_with_a_team_link_repeats_it_and_goes_to_everybody():
    letter = reminder("en", ASKED, LINK)
    assert letter.subject == "Still open: How we work, 2026"
    assert f"Here is the link again:\n\n{LINK}\n" in letter.text
    assert (
        "This goes to everybody who was invited; ignore it if you have answered, because nobody "
        "knows." in letter.text
    )


@pytest.mark.parametrize(
    ("language", "day"), [("en", "mail of 24 November 2026"), ("de", "Mail vom 24. November 2026")]
)
def test_a_reminder_of_a_personal_link_names_the_mail_it_stands_in(language, day):
    letter = reminder_without_link(language, ASKED, date(2026, 11, 24))
    assert day in letter.text
    assert invitation(language, ASKED, LINK, personal=True).subject in letter.text
    assert "://" not in letter.text


@pytest.mark.parametrize(
    ("time", "english", "german"),
    [
        ({"days": 7}, "7 days", "7 Tage"),
        ({"days": 1}, "1 day", "1 Tag"),
        ({"hours": 36}, "36 hours", "36 Stunden"),
        ({"hours": 1}, "1 hour", "1 Stunde"),
        ({"minutes": 15}, "15 minutes", "15 Minuten"),
        ({"minutes": 1}, "1 minute", "1 Minute"),
    ],
)
def test_a_link_to_sign_in_says_how_long_it_is_good_for(time, english, german):
    assert f"within {english}." in sign_in("en", LINK, timedelta(**time)).text
    assert f"höchstens {german}." in sign_in("de", LINK, timedelta(**time)).text
    assert "If you did not ask for it, ignore this mail." in sign_in("en", LINK, timedelta(1)).text


@pytest.mark.parametrize(
    ("asked_for", "given"),
    [("de-AT", "de"), ("de_CH", "de"), ("DE", "de"), ("en-GB", "en"), ("tlh", "en"), ("", "en")],
)
def test_an_unknown_language_is_english_and_a_country_makes_no_difference(asked_for, given):
    assert every_letter(asked_for) == every_letter(given)
    assert {letter.language for letter in every_letter(asked_for)} == {given}


def test_one_question_takes_one_minute():
    text = invitation("en", replace(ASKED, questions=1, minutes=1), LINK, personal=True).text
    assert "1 question in all. It takes about 1 minute." in text


def test_without_a_contact_nothing_stands_in_its_place():
    letter = invitation("en", replace(ASKED, contact=" "), LINK, personal=True)
    assert "privacy" not in letter.text
    assert letter.text.endswith("answered.\n")


def test_the_time_zone_is_named_and_there_must_be_one():
    in_utc = replace(ASKED, until=datetime(2026, 3, 1, 9, 5, tzinfo=UTC))
    assert "Sunday, 1 March 2026, 09:05 (UTC)" in reminder("en", in_utc, LINK).text
    with pytest.raises(ValueError, match="time zone"):
        reminder("en", replace(ASKED, until=datetime(2026, 3, 1)), LINK)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_and_titles_cannot_become_headers_or_lines_of_their_own(language):
    trick = "Kiwi\r\nBcc: eve@example.org\n\n\u2028\x85\u202eNew\ttext\x00 {link} {} %s"
    asked = Asked(trick, trick, trick, trick, 2, 1, ASKED.until, trick, trick)
    for tricked, plain in zip(every_letter(language, asked), every_letter(language), strict=True):
        assert tricked.subject.isprintable()
        assert len(tricked.text.splitlines()) == len(plain.text.splitlines())
        assert tricked.text.replace("\n", "").isprintable()
        assert "Bcc:" not in [line[:4] for line in tricked.text.splitlines()]
    assert (
        "Kiwi Bcc: eve@example.org New text {link} {} %s" in every_letter(language, asked)[0].text
    )


def test_a_link_cannot_become_more_than_a_line():
    assert "Bcc" not in sign_in("en", LINK, timedelta(1)).text
    assert f"\n{LINK} Bcc: eve\n" in sign_in("en", f"{LINK}\nBcc: eve", timedelta(1)).text


def test_a_line_without_end_is_refused():
    with pytest.raises(BadInput):
        reminder("en", replace(ASKED, title="long " * 1000), LINK)


def test_the_repr_of_a_letter_does_not_hold_its_link():
    for letter in every_letter("en"):
        assert "kX9_" not in repr(letter)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_shouts_or_leaves_a_blank(language):
    for letter in every_letter(language):
        assert not re.search(r"[!{}]|\n\n\n|  ", letter.subject + letter.text)
        assert letter.text.endswith("\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_with_the_same_blanks(language):
    english, here = strings(LANGUAGES["en"]), strings(LANGUAGES[language])
    assert {name: blanks(texts) for name, texts in here.items()} == {
        name: blanks(texts) for name, texts in english.items()
    }
    assert all(text.strip() for texts in here.values() for text in texts)
    wording = LANGUAGES[language]
    assert (len(set(wording.months.split())), len(set(wording.weekdays.split()))) == (12, 7)


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_follow_the_calendar_in_every_language(language):
    wording = LANGUAGES[language]
    for month in range(1, 13):
        until = datetime(2026, month, 1, 12, 0, tzinfo=UTC)
        text = reminder(language, replace(ASKED, until=until), LINK).text
        assert wording.months.split()[month - 1] in text
        assert wording.weekdays.split()[until.weekday()] in text
