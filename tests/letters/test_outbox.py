"""Letters sent in the background: each tried until it is taken, or finally refused."""

from threading import Event

import pytest

from posdash.errors import NotReady
from posdash.letters.letter import Letter
from posdash.letters.outbox import Batch, Failed, Post, Sent, Trying
from posdash.settings import Settings
from world.smtp import HANG_UP, LETTER, MINUTE, QUICK, SECRET, Notes, letters, sent, serving


def test_five_hundred_letters_progress_to_five_hundred_each_delivered_once(server, post):
    found = sent(post, letters(500))
    assert server.inbox.readers == [address for _, address, _ in letters(500)]
    assert found == {number: [Trying(), Sent()] for number in range(500)}
    assert server.inbox.conversations == 1


def test_progress_can_be_read_while_letters_are_on_their_way(post):
    steps = []

    def report(key, outcome):
        ready.wait(MINUTE)
        steps.append((batch.done, batch.total))

    ready = Event()
    batch = post.hand_in(letters(2), report)
    assert not batch.wait(0)
    ready.set()
    assert batch.wait(MINUTE)
    assert steps == [(0, 2), (0, 2), (1, 2), (1, 2)]


def test_no_letters_are_done_at_once(post):
    assert post.hand_in([], Notes()).wait(0)
    assert Batch(0).done == 0


def test_a_reader_who_is_deferred_gets_the_letter_at_the_next_try_and_once(server, post):
    server.inbox.to_reader["reader-0@example.org"] = ["450 4.2.0 Greylisted"]
    assert sent(post, letters(1)) == {0: [Trying(), Sent()]}
    assert (server.inbox.readers, server.inbox.mails) == (["reader-0@example.org"], 2)


def test_a_reader_who_is_deferred_keeps_nobody_waiting(server, post):
    server.inbox.to_reader["reader-0@example.org"] = ["450 4.2.0 Greylisted"]
    sent(post, letters(5))
    assert server.inbox.readers == [f"reader-{number}@example.org" for number in (1, 2, 3, 4, 0)]


def test_a_letter_that_is_deferred_four_times_has_failed(server, post):
    server.inbox.to_letter["reader-0@example.org"] = ["451 4.3.0 Later"] * 4
    found = sent(post, letters(2))
    assert found[0] == [
        Trying(),
        Failed("The mail server does not take the letter: 451 4.3.0 Later. It was tried 4 times."),
    ]
    assert (found[1], server.inbox.readers) == ([Trying(), Sent()], ["reader-1@example.org"])


def test_one_of_twenty_that_is_refused_fails_at_once_and_the_others_arrive(server, post):
    server.inbox.to_reader["reader-7@example.org"] = ["550 5.1.1 No such reader"]
    found = sent(post, letters(20))
    assert found.pop(7) == [
        Trying(),
        Failed("The mail server does not take letters for this address: 550 5.1.1 No such reader."),
    ]
    assert set(map(tuple, found.values())) == {(Trying(), Sent())}
    assert (len(server.inbox.readers), server.inbox.mails) == (19, 20)


def test_one_bad_address_stops_nobody(server, post):
    found = sent(post, [("bad", "nobody", LETTER), *letters(3)])
    assert found["bad"] == [Trying(), Failed("This is not an e-mail address.")]
    assert len(server.inbox.readers) == 3


def test_a_letter_that_cannot_be_written_stops_nobody(server, post):
    strange = Letter("A lone half of a character", "\ud83d\n")
    found = sent(post, [("strange", "ada@example.org", strange), *letters(2)])
    assert found["strange"] == [
        Trying(),
        Failed("The letter could not be sent (UnicodeEncodeError)."),
    ]
    assert server.inbox.readers == ["reader-0@example.org", "reader-1@example.org"]


@pytest.mark.parametrize("when", ["to_reader", "to_letter"])
def test_a_server_that_hangs_up_in_mid_conversation_gets_every_letter_once(server, post, when):
    for number in (0, 3, 4):
        getattr(server.inbox, when)[f"reader-{number}@example.org"] = [HANG_UP]
    found = sent(post, letters(6))
    assert set(map(tuple, found.values())) == {(Trying(), Sent())}
    assert sorted(server.inbox.readers) == [address for _, address, _ in letters(6)]


def test_a_server_that_goes_away_and_comes_back_gets_every_letter_once(server, post):
    notes = Notes()

    def report(key, outcome):
        notes(key, outcome)
        if (key, outcome) == (2, Trying()):
            server.stop()
        elif (key, outcome) == (3, Trying()):  # the try of letter 2 has failed by now
            server.start()

    assert post.hand_in(letters(6), report).wait(MINUTE)
    assert set(map(tuple, notes.of.values())) == {(Trying(), Sent())}
    assert sorted(server.inbox.readers) == [address for _, address, _ in letters(6)]


def test_a_second_copy_could_be_told_by_its_id(server, post, monkeypatch):
    server.inbox.to_letter["reader-0@example.org"] = ["451 Later", "451 Later"]
    ids = []
    taken = server.inbox.handle_DATA

    async def handle_data(mail_server, session, envelope):
        ids.extend(line for line in envelope.content.splitlines() if b"Message-ID" in line)
        return await taken(mail_server, session, envelope)

    monkeypatch.setattr(server.inbox, "handle_DATA", handle_data)
    sent(post, letters(1))
    assert (len(ids), len(set(ids))) == (3, 1)


def test_without_a_server_each_letter_fails_with_a_sentence_after_four_tries(server):
    configured = server.settings()
    server.stop()
    post = Post(configured, waits=QUICK)
    found = sent(post, letters(20))
    post.stop()
    server.start()
    reason = (
        f"The mail server 127.0.0.1 (port {server.port}) cannot be reached. It was tried 4 times."
    )
    assert found == {number: [Trying(), Failed(reason)] for number in range(20)}


def test_a_wrong_password_is_tried_once_and_not_once_per_letter():
    with serving(signing_in=True, auth_require_tls=False) as server:
        post = Post(server.settings(smtp_user="posdash", smtp_password="wrong"), waits=QUICK)
        found = sent(post, letters(20))
        post.stop()
        assert {type(end) for _, end in found.values()} == {Failed}
        assert server.inbox.sign_ins <= 2  # one for each way of signing in


def test_a_report_that_fails_stops_nobody_and_its_text_is_not_logged(server, post, caplog):
    def report(key, outcome):
        raise RuntimeError(SECRET)

    assert post.hand_in(letters(3), report).wait(MINUTE)
    assert len(server.inbox.readers) == 3
    assert "could not be noted (RuntimeError)" in caplog.text
    assert SECRET not in caplog.text


def test_letters_may_be_handed_in_from_a_report_and_after_the_others(server, post):
    def report(key, outcome):
        if outcome == Sent():
            post.hand_in([("more", "more@example.org", LETTER)], notes).wait(0)

    notes = Notes()
    assert post.hand_in(letters(1), report).wait(MINUTE)
    sent(post, [("last", "last@example.org", LETTER)])
    assert server.inbox.readers == ["reader-0@example.org", "more@example.org", "last@example.org"]


def test_more_letters_than_there_is_room_for_are_refused_all_of_them(server):
    post = Post(server.settings(), waits=QUICK, capacity=10)
    with pytest.raises(NotReady, match="11 more are too many"):
        post.hand_in(letters(11), Notes())
    sent(post, letters(10))
    post.stop()
    assert len(server.inbox.readers) == 10


def test_whoever_waits_to_sign_in_goes_ahead_of_everybody(server, post):
    def report(key, outcome):
        if (key, outcome) == (0, Trying()):
            post.hand_in([("in", "ada@example.org", LETTER)], notes, ahead=True)

    notes = Notes()
    assert post.hand_in(letters(3), report).wait(MINUTE)
    assert server.inbox.readers == [
        "reader-0@example.org",
        "ada@example.org",
        "reader-1@example.org",
        "reader-2@example.org",
    ]
    assert notes.of == {"in": [Trying(), Sent()]}


def test_without_a_mail_server_there_is_no_post():
    with pytest.raises(NotReady, match="no mail server"):
        Post(Settings())
