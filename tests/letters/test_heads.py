"""What people typed cannot open a header or a body, whatever they typed, in any field."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, compat32

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from posdash.letters.heads import NAMES, holds_only
from posdash.letters.letter import Asked, Letter, invitation, reminder_without_link
from posdash.letters.smtp import written
from posdash.text import NAME_LENGTH, one_line

SENDER = Address("posdash", "posdash", "example.org")
ENCODED = "=?utf-8?q?x=0D=0AContent-Type:text/html=0D=0A=0D=0A=3Ch1=3EPay=3C/h1=3E?="
PIECES = (
    *("=?utf-8?q?", "=?us-ascii?b?", "=0D=0A", "DQpCY2M6IGE=", "?=", " ", "\r\n", "\n ", "Bcc: "),
    *("a@example.org", ",", "<", ">", '"', "(", "\\", ";", "é", "אב", "\u2028", "{title}"),
)
typed = st.one_of(
    st.text(max_size=NAME_LENGTH), st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
)


def asked(**facts: str) -> Asked:
    usual = {"title": "How we work", "asker": "Ada", "group": "Kiwi", "question": "How?"}
    until = datetime(2026, 12, 1, 17, tzinfo=UTC)
    known = usual | {"audience": "All see it.", "contact": "", **facts}
    return Asked(questions=3, minutes=2, until=until, **known)


def heads(message: EmailMessage) -> list[str]:
    """The names in the head as a simple reader finds them, and nothing of Python's cleverness."""
    head, _, _ = message.as_bytes().partition(b"\r\n\r\n")
    return [line.partition(b":")[0].decode() for line in head.split(b"\r\n") if line[:1] > b" "]


def subject(message: EmailMessage) -> str:
    """What a mail program shows as the subject."""
    raw = message_from_bytes(message.as_bytes(), policy=compat32)["Subject"]
    parts = decode_header(raw)
    return "".join(
        part if isinstance(part, str) else part.decode(charset or "ascii")
        for part, charset in parts
    )


@pytest.mark.parametrize("field", ["title", "asker", "group", "question", "contact"])
def test_what_looks_encoded_is_shown_as_it_was_typed_and_makes_no_header(field):
    letter = invitation("en", asked(**{field: ENCODED}), "https://p.example/i/x", personal=True)
    message = written(SENDER, "ida@example.org", letter)
    assert sorted(heads(message)) == sorted(NAMES)
    assert subject(message) == letter.subject
    assert ENCODED in letter.subject + letter.text
    assert message.get_content() == letter.text
    received = message_from_bytes(message.as_bytes(), policy=SMTP)
    assert received.get_content_type() == "text/plain"


@given(title=typed, group=typed, asker=typed, contact=typed, question=typed, name=typed)
@example(title=ENCODED, group=ENCODED, asker=ENCODED, contact=ENCODED, question="", name=ENCODED)
@example(title="a" * 99, group="=?", asker="?=", contact="\r\n", question="", name="a" * 99)
def test_whatever_people_typed_the_head_holds_our_names_and_the_body_is_ours(
    title, group, asker, contact, question, name
):
    about = asked(title=title, group=group, asker=asker, contact=contact, question=question)
    sender = Address(one_line(name, 99, what="A name"), "posdash", "example.org")
    link = "https://p.example/i/x"
    for letter in (
        invitation("en", about, link, personal=False),
        reminder_without_link("de", about, datetime(2026, 11, 1, tzinfo=UTC)),
    ):
        message = written(sender, "ida@example.org", letter)
        assert sorted(heads(message)) == sorted(NAMES)
        assert subject(message) == letter.subject
        assert message.get_content() == letter.text
        assert all(len(line) <= 78 for line in message.as_bytes().split(b"\r\n"))


def test_a_message_with_one_header_more_or_another_body_is_noticed():
    message = written(SENDER, "ida@example.org", Letter("Hi", "Hi\n"))
    assert holds_only(message, "Hi\n")
    assert not holds_only(message, "Other\n")
    message["Bcc"] = "eve@example.org"
    assert not holds_only(message, "Hi\n")
