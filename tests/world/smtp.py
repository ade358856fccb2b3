# ruff: noqa: ARG002, N802 - aiosmtpd gives hooks their names, and all it knows
"""A real mail server to send to, and what is sent to it: it refuses what it is told to."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from ssl import SSLContext
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from posdash.letters.letter import Letter
from posdash.letters.outbox import Outcome, Post
from posdash.letters.smtp import Submission, Undelivered, written
from posdash.settings import Settings

HANG_UP = "hang up"
USER, PASSWORD = b"posdash", b"quite-a-secret-password"
SIGNED_IN = {"smtp_user": USER.decode(), "smtp_password": PASSWORD.decode()}
SECRET = "kX9_" * 10 + "abc"
LINK = f"https://posdash.example/i/{SECRET}"
LETTER = Letter("Grüße an Käuzchen", f"Schöne Grüße.\n\n{LINK}\n\n.\nEnde “so” €\n", "de")
MINUTE = 60.0  # seconds; far longer than anything here takes
QUICK = (0.01, 0.02, 0.03)  # seconds between two tries


class Inbox:
    """What the server takes, and what it says instead, once per entry.

    `to_reader` answers RCPT and `to_letter` the end of DATA, by the reader's
    address; what is said is an SMTP reply, or HANG_UP.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.to_reader: dict[str, list[str]] = defaultdict(list)
        self.to_letter: dict[str, list[str]] = defaultdict(list)
        self.conversations = 0
        self.sign_ins = 0
        self.mails = 0

    @property
    def readers(self) -> list[str]:
        """Whom the letters are for, in the order they came."""
        return [reader for reader, _ in self.taken]

    def sign_in(self, server: Any, session: Any, envelope: Any, way: str, given: Any) -> AuthResult:
        """Compare user and password."""
        self.sign_ins += 1
        right = (given.login, given.password) == (USER, PASSWORD)
        return AuthResult(success=right, handled=False)

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, name: str, replies: list[str]
    ) -> list[str]:
        self.conversations += 1
        session.host_name = name
        return replies

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, sender: str, options: list[str]
    ) -> str:
        self.mails += 1
        envelope.mail_from = sender
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, reader: str, options: list[str]
    ) -> str:
        reply = self._reply(server, self.to_reader[reader])
        if reply.startswith("2"):
            envelope.rcpt_tos.append(reader)
        return reply

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        [reader] = envelope.rcpt_tos
        reply = self._reply(server, self.to_letter[reader])
        if reply.startswith("2"):
            text = envelope.content.replace(b"\r\n", b"\n")
            letter = message_from_bytes(text, policy=policy.default)
            self.taken.append((reader, letter))
        return reply

    def _reply(self, server: Any, replies: list[str]) -> str:
        reply = replies.pop(0) if replies else "250 OK"
        if reply == HANG_UP:
            server.transport.abort()
            raise ConnectionResetError
        return reply


class Server:
    """An SMTP server in a thread of its own, which may go away and come back to its port."""

    def __init__(self, inbox: Inbox, **options: Any) -> None:
        self.inbox, self._options, self.port = inbox, options, 0

    def start(self) -> None:
        """Listen on a free port of this machine, or on the one it had."""
        self._controller = _Controller(
            self.inbox,
            hostname="127.0.0.1",
            port=self.port,
            server_hostname="mail.test",
            **self._options,
        )
        self._controller.start()
        self.port = self._controller.port

    def stop(self) -> None:
        """Go away, whoever is in the middle of a conversation."""
        self._controller.stop()

    def settings(self, **more: Any) -> Settings:
        """The settings of a posdash that sends to this server."""
        usual = {"smtp_security": "none", "mail_from": "Pösdash <posdash@example.org>"}
        return Settings(smtp_host="127.0.0.1", smtp_port=self.port, **(usual | more))


class _Controller(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def serving(**options: Any) -> Iterator[Server]:
    """A server with an empty inbox, made with the options of aiosmtpd's controller."""
    inbox = Inbox()
    if options.pop("signing_in", False):
        options["authenticator"] = inbox.sign_in
    server = Server(inbox, **options)
    server.start()
    yield server
    server.stop()


class Notes:
    """What a post reported of each letter, in the order it came."""

    def __init__(self) -> None:
        self.of: dict[object, list[Outcome]] = {}

    def __call__(self, key: object, outcome: Outcome) -> None:
        self.of.setdefault(key, []).append(outcome)


def letters(count: int) -> list[tuple[int, str, Letter]]:
    """So many letters, each to a reader of its own."""
    return [(number, f"reader-{number}@example.org", LETTER) for number in range(count)]


def sent(post: Post, parcels: list[tuple[Any, str, Letter]]) -> dict[object, list[Outcome]]:
    """What the post reported when it was done with all of them."""
    notes = Notes()
    batch = post.hand_in(parcels, notes)
    assert batch.wait(MINUTE)
    assert batch.done == batch.total == len(parcels)
    return notes.of


def hand_over(
    configured: Settings,
    *addresses: str,
    trust: SSLContext | None = None,
    letter: Letter = LETTER,
) -> None:
    """Send a letter to each address over one connection."""
    with Submission(configured, trust) as submission:
        for address in addresses:
            submission.send(written(configured.sender, address, letter))


def refused(
    configured: Settings, address: str = "ada@example.org", *, trust: SSLContext | None = None
) -> Undelivered:
    """How sending a letter to the address fails."""
    with pytest.raises(Undelivered) as error:
        hand_over(configured, address, trust=trust)
    return error.value
