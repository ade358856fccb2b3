"""The door for agendas: kept with the round, for its coach alone; and the files one takes away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from posdash.errors import BadInput, Refused
from posdash.findings.agenda import Agenda, Slot
from posdash.hour import agenda, agenda_files
from posdash.survey.round import TeamId
from world.company import answered, closed, coach, groups, opened, phone

pytestmark = pytest.mark.usefixtures("empty_store")
SPLIT = [1, 1, 1, 2, 6, 7, 7, 7]
BERLIN = ZoneInfo("Europe/Berlin")
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=BERLIN)


@pytest.fixture
def here():
    """Kiwi's closed round and group, with two camps on the pace."""
    [kiwi] = groups("Kiwi")
    return TeamId(closed([kiwi], {kiwi: SPLIT}).id, kiwi)


def test_what_was_changed_is_kept_and_the_reason_is_said_anew(here):
    ada = coach(here.group_id)
    first = agenda.agenda(ada, here)
    assert [one.dimension for one in first.slots] == ["pace"]
    agenda.change(ada, here, Agenda.with_slot, "reach")
    agenda.change(ada, here, Agenda.lasting, "pace", 20)
    agenda.change(ada, here, Agenda.starting, NINE)
    kept = agenda.agenda(ada, here)
    assert [(one.dimension, one.minutes) for one in kept.slots] == [("pace", 20), ("reach", 8)]
    assert kept.starts_at == NINE
    assert kept.slots[0].why == first.slots[0].why
    agenda.propose(ada, here, 60)
    assert agenda.agenda(ada, here) == first.starting(NINE)


def test_an_hour_in_which_nothing_is_left_to_talk_about_stays_an_hour(here):
    ada = coach(here.group_id)
    agenda.change(ada, here, Agenda.without, "pace")
    agenda.change(ada, here, Agenda.starting, NINE)
    kept = agenda.agenda(ada, here)
    assert (kept.slots, kept.framing, kept.steps, kept.total) == ((), 6, 54, 60)


def test_what_another_coach_dropped_meanwhile_is_neither_moved_nor_timed(here):
    ada = coach(here.group_id)
    agenda.change(ada, here, Agenda.without, "pace")
    agenda.change(ada, here, Agenda.moved, "pace", 1)
    agenda.change(ada, here, Agenda.lasting, "pace", 20)
    assert agenda.agenda(ada, here).slots == ()


def test_before_the_close_there_is_no_agenda():
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    answered(survey_round, kiwi, SPLIT)
    with pytest.raises(Refused, match="no picture of this team yet"):
        agenda.agenda(coach(kiwi), TeamId(survey_round.id, kiwi))


def test_neither_the_team_nor_another_coach_prepares_it(here):
    round_id, kiwi = here
    member = phone(type("R", (), {"id": round_id}), kiwi)
    for who in (coach(kiwi + 1), member):
        with pytest.raises(Refused, match="not open to you"):
            agenda.agenda(who, here)
        with pytest.raises(Refused):
            agenda.change(who, here, Agenda.lasting, "pace", 20)
        with pytest.raises(Refused):
            agenda.propose(who, here, 60)


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": 61},
        {"minutes": True},
        {"starts_at": "now"},
        {"starts_at": datetime(2026, 3, 2, 9, 0)},
        {"slots": (Slot("other", 9, ""),)},
        {"slots": (Slot("pace", 9, ""), Slot("pace", 9, ""))},
        {"slots": (Slot("pace", 0, ""),)},
        {"slots": (Slot("pace", 121, ""),)},
        {"slots": (Slot("pace", 9.5, ""),)},
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(here, change):
    ada = coach(here.group_id)
    first = agenda.agenda(ada, here)
    with pytest.raises(BadInput) as error:
        agenda.change(ada, here, lambda kept: replace(kept, **change))
    assert error.value.cure
    assert agenda.agenda(ada, here) == first


def test_markdown_holds_times_reasons_and_both_ends_and_what_was_written_stays_text(here):
    ada = coach(here.group_id)
    prepared, finding = agenda.prepared(ada, here)
    text = agenda_files.markdown(prepared.starting(NINE), finding, BERLIN)
    assert "# Kiwi: Spring" in text
    assert "60 minutes. 2026-03-02, 09:00 (Europe/Berlin)" in text
    assert "## 09:06 left pace ↔ right pace (45 minutes)" in text
    assert "There may be two groups here" in text
    assert "- **left pace**: What left pace looks like\\." in text
    assert "To begin with: What made you place pace there?" in text
    assert "## 09:51 Next steps (9 minutes)" in text
    assert "## 0:06 left pace" in agenda_files.markdown(prepared, finding, BERLIN)


def test_the_hour_that_comes_twice_is_counted_through(here):
    prepared, _ = agenda.prepared(coach(here.group_id), here)
    before_the_change = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)  # 02:00 comes again at 03:00
    starting = prepared.starting(before_the_change.astimezone(UTC))
    assert [agenda_files.clock_of(starting, at, BERLIN) for at in (0, 30, 90)] == [
        "02:30", "02:00", "03:00",
    ]  # fmt: skip


def test_a_calendar_reads_the_event_with_the_agenda_in_it(here):
    ada = coach(here.group_id)
    prepared, finding = agenda.prepared(ada, here)
    file = agenda_files.icalendar(prepared.starting(NINE), finding, BERLIN)
    [event] = Calendar.from_ical(file).walk("VEVENT")
    assert event.decoded("dtstart") == NINE
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=60)
    assert event["summary"] == "Kiwi: Spring"
    said = str(event["description"])
    assert "09:06 left pace ↔ right pace: What made you place pace there?" in said
    assert max(map(len, file.splitlines())) <= 75
