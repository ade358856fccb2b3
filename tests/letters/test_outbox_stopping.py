"""A post that stops, and the secrets in its letters: in memory only, and not for long."""

import gc
import logging
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from posdash.errors import NotReady
from posdash.letters.letter import Letter
from posdash.letters.outbox import Failed, Post, Sent, Trying
from world.smtp import (
    HANG_UP,
    LETTER,
    MINUTE,
    PASSWORD,
    QUICK,
    SECRET,
    SIGNED_IN,
    Notes,
    letters,
    sent,
    serving,
)


def test_stopping_lets_the_letter_in_hand_go_and_reports_the_others(server, post):
    notes, stopping = Notes(), Event()

    def report(key, outcome):
        notes(key, outcome)
        if (key, outcome) == (1, Trying()):
            post.stop()
            stopping.set()

    batch = post.hand_in(letters(4), report)
    assert stopping.wait(MINUTE)
    post.stop()
    assert batch.wait(0)
    assert server.inbox.readers == ["reader-0@example.org", "reader-1@example.org"]
    assert notes.of[1] == [Trying(), Sent()]
    for number in (2, 3):
        [failed] = notes.of[number]
        assert failed.reason.startswith("posdash was stopped before this letter went out")
    with pytest.raises(NotReady, match="is stopping"):
        post.hand_in(letters(1), notes)


def test_a_letter_that_waits_for_another_try_is_reported_at_the_stop(server):
    server.inbox.to_reader["reader-0@example.org"] = ["450 Later"]
    post, notes = Post(server.settings(), waits=(3600, 3600, 3600)), Notes()
    first = post.hand_in(letters(1), notes)
    sent(post, [("other", "other@example.org", LETTER)])
    assert not first.wait(0)
    post.stop()
    assert first.wait(0)
    assert [type(one) for one in notes.of[0]] == [Trying, Failed]


def test_the_end_of_the_process_lets_the_letter_in_hand_go(server):
    lines = f"""
from posdash.letters.letter import Letter
from posdash.letters.outbox import Post, Trying
from posdash.settings import Settings
from threading import Event
begun = Event()
def report(key, outcome):
    print(key, type(outcome).__name__, flush=True)
    begun.set()
post = Post(Settings(
    smtp_host="127.0.0.1", smtp_port={server.port}, smtp_security="none", mail_from="p@example.org"
))
post.hand_in([(n, f"reader-{{n}}@example.org", Letter("A", "B")) for n in range(2000)], report)
begun.wait()
"""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", lines], cwd=root, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    said = done.stdout.splitlines()
    ends = [line for line in said if not line.endswith("Trying")]
    assert len(ends) == 2000
    assert [line for line in ends if line.endswith("Sent")] == [
        f"{number} Sent" for number in range(len(server.inbox.readers))
    ]
    assert 1 <= len(server.inbox.readers) < 2000


def test_what_was_sent_is_forgotten(server, post):
    letter = Letter("A", f"{SECRET} to be forgotten\n")
    sent(post, [(0, "ada@example.org", letter), (1, "bob@example.org", letter)])
    post.stop()
    gc.collect()
    holders = [
        one for one in gc.get_referrers(letter) if type(one).__module__ == "posdash.letters.outbox"
    ]
    assert holders == []


def test_nothing_secret_is_in_a_log_or_a_repr(caplog):
    caplog.set_level(logging.DEBUG)
    with serving(signing_in=True, auth_require_tls=False) as server:
        server.inbox.to_letter["reader-1@example.org"] = [f"554 Blocked {SECRET}"]
        server.inbox.to_letter["reader-2@example.org"] = [HANG_UP] * 4
        configured = server.settings(**SIGNED_IN)
        post = Post(configured, waits=QUICK)
        found = sent(post, letters(3))
        post.stop()
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    shown = repr([found, post, vars(post), LETTER, *ours])
    assert [type(ends[-1]) for ends in found.values()] == [Sent, Failed, Failed]
    assert SECRET not in shown
    assert PASSWORD.decode() not in shown


def test_a_parcel_on_its_way_shows_neither_address_nor_link(server):
    server.inbox.to_reader["reader-0@example.org"] = ["450 Later"]
    post = Post(server.settings(), waits=(3600,))
    post.hand_in(letters(1), Notes())
    sent(post, [("other", "other@example.org", LETTER)])
    shown = repr(vars(post))
    post.stop()
    assert "_Parcel" in shown
    assert SECRET not in shown
    assert "reader-0" not in shown
