"""Letters handed to a real mail server: whole, to one reader, and refused with a sentence."""

import socket
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

import pytest

from posdash import clock
from posdash.errors import NotReady
from posdash.letters.letter import Letter
from posdash.letters.smtp import Submission, Undelivered, send, written
from posdash.settings import Settings
from world.smtp import HANG_UP, LETTER, LINK, SECRET, hand_over, refused, serving


@pytest.fixture
def server():
    """A mail server on this machine without encryption."""
    with serving() as one:
        yield one


def test_a_letter_arrives_as_it_was_written_with_umlauts_and_single_dots(server):
    hand_over(server.settings(), "ada@example.org")
    [(reader, letter)] = server.inbox.taken
    assert reader == "ada@example.org"
    assert letter.get_content() == LETTER.text
    assert letter["Subject"] == "Grüße an Käuzchen"
    assert (letter["From"], letter["To"]) == ("Pösdash <posdash@example.org>", "ada@example.org")
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content_charset() == "utf-8"
    assert (letter["Content-Language"], letter["Auto-Submitted"]) == ("de", "auto-generated")


def test_its_date_is_now_and_its_id_tells_nothing(server):
    hand_over(server.settings(), "ada@example.org", "bob@example.org")
    ids = [letter["Message-ID"] for _, letter in server.inbox.taken]
    assert len(set(ids)) == 2
    for number in ids:
        random, _, host = number.strip("<>").partition("@")
        assert (len(random), set(random) <= set("0123456789abcdef"), host) == (
            32,
            True,
            "example.org",
        )
    [(_, letter), _] = server.inbox.taken
    sent = parsedate_to_datetime(letter["Date"])
    assert sent.tzinfo == UTC
    assert abs(clock.now() - sent) < timedelta(minutes=5)


def test_a_long_subject_and_long_lines_arrive_whole(server):
    long = Letter("Über " * 20 + "uns", "Wörter ohne Ende " * 200 + LINK + "\n")
    hand_over(server.settings(), "ada@example.org", letter=long)
    [(_, letter)] = server.inbox.taken
    assert (letter["Subject"], letter.get_content()) == (long.subject, long.text)


def test_the_server_does_not_hear_the_name_of_this_machine(server):
    hand_over(server.settings(), "ada@example.org")
    [(_, letter)] = server.inbox.taken
    assert socket.gethostname() not in letter.as_string()


def test_several_letters_go_over_one_connection(server):
    hand_over(server.settings(), *(f"reader-{number}@example.org" for number in range(5)))
    assert server.inbox.readers == [f"reader-{number}@example.org" for number in range(5)]
    assert server.inbox.conversations == 1


def test_a_connection_that_the_server_ended_in_between_is_opened_again(server):
    configured = server.settings()
    with Submission(configured) as submission:
        for address in ("ada@example.org", "bob@example.org"):
            submission.send(written(configured.sender, address, LETTER))
            server.stop()
            server.start()
    assert server.inbox.readers == ["ada@example.org", "bob@example.org"]


@pytest.mark.parametrize(
    ("reply", "final"), [("550 5.1.1 No such reader", True), ("450 4.2.0 Greylisted", False)]
)
def test_a_refused_reader_is_final_or_worth_another_try_and_the_server_says_why(
    server, reply, final
):
    server.inbox.to_reader["ada@example.org"] = [reply]
    error = refused(server.settings())
    assert (error.final, error.every) == (final, False)
    assert error.reason == (f"The mail server does not take letters for this address: {reply}.")


def test_a_letter_that_is_refused_for_what_it_holds_is_final(server):
    server.inbox.to_letter["ada@example.org"] = ["554 5.7.1 This looks like spam"]
    error = refused(server.settings())
    assert error.final
    assert error.reason == (
        "The mail server does not take the letter: 554 5.7.1 This looks like spam."
    )


def test_what_the_server_says_is_cleaned_shortened_and_rid_of_the_link(server):
    said = f"554 \x1b[31mBlocked\x07 {LINK} and {SECRET} \u202e<b>see</b> " + "words " * 60
    server.inbox.to_letter["ada@example.org"] = [said]
    reason = refused(server.settings()).reason
    assert "554 [31mBlocked … and … <b>see</b> words" in reason
    assert SECRET not in reason
    assert len(reason.partition("554 ")[2]) <= 201
    assert reason.isprintable()


@pytest.mark.parametrize("when", ["to_reader", "to_letter"])
def test_a_lost_connection_is_worth_another_try(server, when):
    getattr(server.inbox, when)["ada@example.org"] = [HANG_UP]
    error = refused(server.settings())
    assert (error.final, error.every) == (False, False)
    assert error.reason == "The connection to the mail server was lost."


def test_no_server_is_worth_another_try(server):
    configured = server.settings()
    server.stop()
    error = refused(configured)
    server.start()
    assert (error.final, error.every) == (False, True)
    assert error.reason == (f"The mail server 127.0.0.1 (port {server.port}) cannot be reached.")


def test_a_server_that_says_nothing_is_worth_another_try():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        configured = Settings(
            smtp_host="127.0.0.1",
            smtp_port=silent.getsockname()[1],
            smtp_security="none",
            mail_from="posdash@example.org",
        )
        with pytest.raises(Undelivered, match="does not answer") as error:
            Submission(configured, timeout=0.2).send(
                written(configured.sender, "ada@example.org", LETTER)
            )
    assert not error.value.final


def test_a_server_that_no_name_leads_to_is_worth_another_try_and_a_strange_name_is_not():
    for host, final in [("mail.invalid", False), ("a" * 70 + ".example", True)]:
        configured = Settings(smtp_host=host, mail_from="posdash@example.org")
        assert refused(configured).final is final


def test_without_a_mail_server_nothing_is_sent():
    with pytest.raises(NotReady, match="no mail server"):
        send("ada@example.org", LETTER)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@example.org, eve@example.org",
        "ada@example.org\r\nBcc: eve@example.org",
        "Ada <ada@example.org>",
        "ada@exa mple.org",
        "ada@example..org",
        "ada@example.org\0",
        "=?utf-8?q?eve=40example.com=2C?=@example.org",
        "a" * 65 + "@example.org",
    ],
)
def test_what_is_no_single_address_is_refused_before_anything_is_said(server, address):
    error = refused(server.settings(), address)
    assert (error.final, error.reason) == (True, "This is not an e-mail address.")
    assert server.inbox.mails == 0


@pytest.mark.parametrize("subject", ["Hello\nBcc: eve@example.org", "Hello\r\n\r\nA text"])
def test_a_subject_cannot_become_another_header(server, subject):
    with pytest.raises(Undelivered):
        hand_over(server.settings(), "ada@example.org", letter=Letter(subject, "Text\n"))
    assert server.inbox.mails == 0


def test_umlauts_in_an_address_reach_a_server_that_knows_them(server):
    hand_over(server.settings(), "käuzchen@example.org", "ada@käuzchen.example")
    assert server.inbox.readers == ["käuzchen@example.org", "ada@xn--kuzchen-5wa.example"]
    assert server.inbox.taken[0][1]["To"] == "käuzchen@example.org"


def test_umlauts_before_the_at_are_final_where_the_server_does_not_know_them():
    with serving(enable_SMTPUTF8=False) as server:
        error = refused(server.settings(), "käuzchen@example.org")
        assert (error.final, error.every) == (True, False)
        assert "letters beyond ASCII" in error.reason
