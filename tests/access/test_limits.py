"""How often a stranger may try."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from posdash import clock
from posdash.access import limits
from posdash.access.limits import LINKS, MOST_KEYS, SAVES, SIGN_IN, SIGN_IN_LETTERS, Limit
from posdash.errors import Limited, PosdashError

MINUTE = timedelta(minutes=1)
ROOM = "198.51.100.4"


class Time:
    """A clock that stands still until somebody moves it."""

    def __init__(self) -> None:
        self.now = 0.0  # ticks

    def passes(self, time: timedelta) -> None:
        self.now += time.total_seconds()


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """The clock of this test."""
    one = Time()
    monkeypatch.setattr(clock, "ticks", lambda: one.now)
    return one


@pytest.fixture(autouse=True)
def nothing_tried() -> Iterator[None]:
    """The limits belong to the process: every test begins anew."""
    yield
    for one in (SIGN_IN, SIGN_IN_LETTERS, LINKS, SAVES):
        one.forget_all()


def tried(limit: Limit, times: int, key: object) -> None:
    for _ in range(times):
        limit.note(key)


def held_back(limit: Limit, key: object) -> bool:
    try:
        limit.check(key)
    except Limited:
        return True
    return False


def test_thirty_phones_that_share_an_address_all_get_in(time):
    for _ in range(30):
        LINKS.check(ROOM)
    assert len(LINKS) == 0


def test_thirty_failures_are_forgiven_and_no_more_for_a_minute(time):
    tried(LINKS, 29, ROOM)
    LINKS.check(ROOM)
    tried(LINKS, 1, ROOM)
    assert held_back(LINKS, ROOM)
    time.passes(timedelta(seconds=59))
    assert held_back(LINKS, ROOM)
    time.passes(timedelta(seconds=1))
    LINKS.check(ROOM)


def test_a_clock_that_was_ahead_for_a_moment_holds_nobody_back_for_longer(time, monkeypatch):
    ahead = clock.now() + timedelta(days=15)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(clock, "now", lambda: ahead)
        tried(SIGN_IN, 5, "ada@example.org")
    assert held_back(SIGN_IN, "ada@example.org")
    time.passes(timedelta(minutes=15))
    assert not held_back(SIGN_IN, "ada@example.org")


def test_one_address_does_not_hold_another_back(time):
    tried(LINKS, 30, ROOM)
    LINKS.check("203.0.113.9")


def test_failures_fall_out_of_the_window_one_by_one(time):
    limit = Limit(2, MINUTE)
    limit.note("Ada")
    time.passes(timedelta(seconds=40))
    limit.note("Ada")
    time.passes(timedelta(seconds=30))
    limit.spend("Ada")
    assert held_back(limit, "Ada")


def test_a_refused_try_makes_the_wait_no_longer(time):
    tried(SIGN_IN, 5, "ada@example.org")
    time.passes(timedelta(minutes=10))
    for _ in range(20):
        with pytest.raises(Limited):
            SIGN_IN.spend("ada@example.org")
    time.passes(timedelta(minutes=5))
    SIGN_IN.spend("ada@example.org")


def test_the_sixth_failure_of_an_account_waits_and_a_success_begins_anew(time):
    tried(SIGN_IN, 5, "ada@example.org")
    assert held_back(SIGN_IN, "ada@example.org")
    SIGN_IN.forget("ada@example.org")
    SIGN_IN.check("ada@example.org")
    SIGN_IN.forget("nobody@example.org")


@pytest.mark.parametrize(
    ("passed", "sentence"),
    [
        (timedelta(0), "Wait 15 minutes, then try again."),
        (timedelta(minutes=3, seconds=1), "Wait 12 minutes, then try again."),
        (timedelta(minutes=14, seconds=30), "Wait 1 minute, then try again."),
    ],
)
def test_whoever_is_held_back_is_told_how_long(time, passed, sentence):
    tried(SIGN_IN, 5, "ada@example.org")
    time.passes(passed)
    with pytest.raises(PosdashError) as error:
        SIGN_IN.check("ada@example.org")
    assert str(error.value) == f"That was tried too often. {sentence}"


def test_a_device_may_save_six_hundred_times_in_a_minute(time):
    for _ in range(600):
        SAVES.spend(b"a device")
    with pytest.raises(Limited):
        SAVES.spend(b"a device")
    SAVES.spend(b"another device")


def test_many_tries_at_the_same_instant_spend_no_more_than_the_limit(time):
    def spend(_: int) -> bool:
        try:
            SIGN_IN.spend("ada@example.org")
        except Limited:
            return False
        return True

    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(spend, range(400))) == 5


def test_what_is_over_takes_up_no_memory(time):
    limit = Limit(5, MINUTE)
    for number in range(1000):
        limit.note(number)
    time.passes(MINUTE)
    limit.note("Ada")
    assert len(limit) == 1


def test_a_flood_of_names_fills_no_memory(time):
    limit = Limit(5, MINUTE)
    for number in range(MOST_KEYS + 500):
        limit.note(number)
    assert len(limit) == MOST_KEYS


def test_a_flood_of_names_frees_nobody_who_is_held_back(time):
    tried(SIGN_IN, 5, "ada@example.org")
    for number in range(MOST_KEYS + 500):
        SIGN_IN.note(number)
    assert held_back(SIGN_IN, "ada@example.org")


def test_where_all_are_held_back_the_next_one_is_still_counted(time, monkeypatch):
    monkeypatch.setattr(limits, "MOST_KEYS", 3)
    limit = Limit(2, MINUTE)
    for name in ("Ada", "Ben", "Cleo", "Dan"):
        tried(limit, 2, name)
        assert held_back(limit, name)
    assert not held_back(limit, "Ada")
