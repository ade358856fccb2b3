"""A letter to the mail server: encrypted, checked, and a sentence where it fails."""

import re
import smtplib
import socket
import ssl
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from secrets import token_hex
from types import TracebackType
from typing import Self

from posdash import clock
from posdash.errors import BadInput, NotReady, PosdashError
from posdash.letters.heads import Words, holds_only, mailbox
from posdash.letters.letter import Letter
from posdash.settings import Security, Settings, settings
from posdash.text import address_on_the_wire, plain_text

TIMEOUT = 20.0  # seconds without a word from the mail server
LONGEST_REPLY = 200  # characters of what the server says
LONGEST_LINE = 8192  # what smtplib reads of it
_LINKS_AND_KEYS = re.compile(r"\S*://\S*|[\w-]{32,}")  # a filter may repeat what it objects to


class Undelivered(PosdashError):
    """A letter that was not accepted.

    `final` says that trying again is of no use; `every` that it is about the
    mail server, so that it holds for every other letter as well.
    """

    def __init__(self, reason: str, *, final: bool, every: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.final, self.every = reason, final, every


def send(address: str, letter: Letter, context: ssl.SSLContext | None = None) -> None:
    """Hand one letter to the mail server; raises Undelivered, or NotReady if there is none."""
    with Submission(settings(), context) as submission:
        submission.send(written(settings().sender, address, letter))


def written(sender: Address, address: str, letter: Letter) -> EmailMessage:
    """The letter as a message, the same however often it is tried; raises Undelivered."""
    message = EmailMessage(policy=SMTP)
    try:
        message["To"] = _recipient(address)
    except (BadInput, ValueError, IndexError, HeaderParseError):
        raise Undelivered("This is not an e-mail address.", final=True) from None
    try:
        message["From"] = mailbox(sender)
        message["Subject"] = Words.of("Subject", letter.subject)
    except ValueError:
        raise _changed_on_the_way() from None
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{token_hex(16)}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="quoted-printable")  # any server passes that on
    message["Content-Language"] = letter.language
    if not holds_only(message, letter.text):
        raise _changed_on_the_way()
    return message


class Submission:
    """A connection to the mail server, opened when needed and again when it was lost.

    `context` holds the certificates to trust, the system's if it is None. Raises
    NotReady if there is no mail server, or its settings do not fit.
    """

    def __init__(
        self, server: Settings, context: ssl.SSLContext | None = None, timeout: float = TIMEOUT
    ) -> None:
        server.check_mail()
        if not server.mails:
            raise NotReady("posdash has no mail server.", where="POSDASH_SMTP_HOST")
        self._server, self._timeout = server, timeout
        self._context = context or ssl.create_default_context()
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def send(self, message: EmailMessage) -> None:
        """Hand a message to its one reader's server; raises Undelivered."""
        smtp = self._connected()
        [reader] = message["To"].addresses
        try:
            smtp.send_message(message, self._server.sender.addr_spec, [reader.addr_spec])
        except (smtplib.SMTPException, OSError) as error:
            if not isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
                self._hang_up()  # what was said last is unknown, so nothing more can be said
            raise _letter_refused(error) from None

    def close(self) -> None:
        """Say goodbye if there is anybody to say it to."""
        if self._smtp is None:
            return
        try:
            self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            self._hang_up()
        self._smtp = None

    def _hang_up(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is not None and _answers(self._smtp):
            return self._smtp
        self._hang_up()
        try:
            self._smtp = self._open()
            self._introduce(self._smtp)
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            self._hang_up()
            raise _server_refused(error, self._place) from None
        return self._smtp

    def _open(self) -> smtplib.SMTP:
        host, port = self._server.smtp_host, self._server.smtp_port
        name = self._server.sender.domain  # else smtplib tells the name of this machine
        if self._server.smtp_security is Security.TLS:
            return smtplib.SMTP_SSL(host, port, name, timeout=self._timeout, context=self._context)
        return smtplib.SMTP(host, port, name, timeout=self._timeout)

    def _introduce(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self._server.smtp_security is Security.STARTTLS:
            if not smtp.has_extn("starttls"):
                raise _NoEncryption
            smtp.starttls(context=self._context)
        if self._server.smtp_user:
            smtp.login(self._server.smtp_user, self._server.smtp_password.get_secret_value())

    @property
    def _place(self) -> str:
        return f"{self._server.smtp_host} (port {self._server.smtp_port})"


class _NoEncryption(smtplib.SMTPException):
    pass


def _recipient(address: str) -> Address:
    name, domain = address_on_the_wire(address)
    return Address(username=name, domain=domain)


def _changed_on_the_way() -> Undelivered:
    reason = "This letter would not arrive as it was written, so it is not sent."
    return Undelivered(reason, final=True)


def _answers(smtp: smtplib.SMTP) -> bool:
    """Whether the connection still stands: servers end those that were silent or long."""
    try:
        return smtp.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _letter_refused(error: Exception) -> Undelivered:
    """What became of one letter. The order matters: some kinds are also others."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            [(code, reply)] = error.recipients.values()
            return _replied("The mail server does not take letters for this address", code, reply)
        case smtplib.SMTPResponseException():
            what = "The mail server does not take the letter"
            return _replied(what, error.smtp_code, error.smtp_error)
        case smtplib.SMTPNotSupportedError():
            what = "The mail server cannot deliver to an address with letters beyond ASCII."
            return Undelivered(what, final=True)
        case _:
            return Undelivered("The connection to the mail server was lost.", final=False)


def _server_refused(error: Exception, place: str) -> Undelivered:
    """Why there is no connection that letters may go over. The order matters here, too."""
    match error:
        case smtplib.SMTPAuthenticationError():
            what = f"The mail server {place} refused POSDASH_SMTP_USER with its password"
            return _replied(what, error.smtp_code, error.smtp_error, every=True)
        case smtplib.SMTPResponseException():
            what = f"The mail server {place} turned posdash away"
            return _replied(what, error.smtp_code, error.smtp_error, every=True)
    for kind, what, final in _NO_CONNECTION:
        if isinstance(error, kind):
            return Undelivered(what.format(place=place), final=final, every=True)
    raise error


def _replied(what: str, code: int, reply: bytes | str, *, every: bool = False) -> Undelivered:
    words = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    clean = " ".join(plain_text(words[:LONGEST_LINE], LONGEST_LINE * 3, what="A reply").split())
    said = _LINKS_AND_KEYS.sub("…", clean)
    if len(said) > LONGEST_REPLY:
        said = said[: LONGEST_REPLY - 1] + "…"
    reason = f"{what}: {code} {said}".rstrip(" .") + "."
    return Undelivered(reason, final=code >= 500, every=every)


_LOST = "The mail server {place} does not answer, or ends the conversation at once."
_NO_CONNECTION: tuple[tuple[type[Exception], str, bool], ...] = (
    (
        _NoEncryption,
        "The mail server {place} offers no STARTTLS, and letters do not go there in the open.",
        True,
    ),
    (smtplib.SMTPServerDisconnected, _LOST, False),
    (smtplib.SMTPException, "The mail server {place} offers no way to sign in.", True),
    (
        ssl.SSLCertVerificationError,
        "The certificate of the mail server {place} does not fit.",
        True,
    ),
    (ssl.SSLEOFError, _LOST, False),
    (ssl.SSLError, "The mail server {place} speaks another encryption: see its port.", True),
    (TimeoutError, _LOST, False),
    (socket.gaierror, "Nobody knows the mail server {place} by that name.", False),
    (UnicodeError, "POSDASH_SMTP_HOST is not the name of a machine: {place}.", True),
    (OSError, "The mail server {place} cannot be reached.", False),
)
