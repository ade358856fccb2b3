"""Days and hours as people type them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from posdash.errors import BadInput
from posdash.screen import days


@pytest.mark.parametrize("typed", ["2026-05-03", "2026-5-3", " 2026/05/03 ", "2026.5.3"])
def test_a_day_is_read_year_month_day(typed):
    assert days.day(typed, "Until") == date(2026, 5, 3)


def test_no_day_is_none():
    assert days.day(" ", "Until") is None


@pytest.mark.parametrize(
    "typed", ["2026-02-30", "3.5.2026", "tomorrow", "2026-13-01", "0000-01-01"]
)
def test_what_is_no_day_is_refused_with_an_example(typed):
    with pytest.raises(BadInput, match=r"Until: “.*” is not a day\. Give it like 2026-05-31\."):
        days.day(typed, "Until")


@pytest.mark.parametrize(
    ("typed", "hour", "minute"), [("9", 9, 0), ("17:30", 17, 30), ("08.05", 8, 5)]
)
def test_a_moment_is_a_day_an_hour_and_a_place(typed, hour, minute):
    berlin = ZoneInfo("Europe/Berlin")
    asked = days.moment("2026-05-31", typed, "Europe/Berlin", "Closes on")
    assert asked == datetime(2026, 5, 31, hour, minute, tzinfo=berlin)


@pytest.mark.parametrize(
    ("day", "hour", "zone"),
    [
        ("", "9", "UTC"),
        *(("2026-05-31", hour, "UTC") for hour in ("25", "")),
        ("2026-05-31", "9", "x"),
    ],
)
def test_a_moment_of_which_a_part_is_missing_or_wrong_is_refused(day, hour, zone):
    with pytest.raises(BadInput, match="Closes on"):
        days.moment(day, hour, zone, "Closes on")
