"""Who follows a session is known for seconds, by ticks that nobody sets."""

from datetime import timedelta

from posdash import clock
from posdash.hour import presence
from posdash.survey.round import TeamId

KIWI = TeamId(1, 1)


def test_whoever_was_heard_while_the_clock_was_ahead_is_here_for_ten_seconds_only(monkeypatch):
    start, ahead = clock.ticks(), clock.now() + timedelta(days=15)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(clock, "now", lambda: ahead)
        presence.seen(KIWI, b"a phone")
    monkeypatch.setattr(clock, "ticks", lambda: start + presence.WITHIN - 1)
    assert presence.count(KIWI) == 1
    monkeypatch.setattr(clock, "ticks", lambda: start + presence.WITHIN + 1)
    assert presence.count(KIWI) == 0
