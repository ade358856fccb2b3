"""The head of a letter: what people typed stands in it as words, and opens nothing."""

from email import message_from_bytes
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, EmailPolicy
from typing import Self

NAMES = (
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
    *("Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Content-Language"),
)
LINE = 76  # characters, as RFC 2047 has it


class Words(str):
    """A header whose words are never read for another meaning.

    The headers of the standard library decode what looks like an encoded word,
    and some versions put what comes out of it into the letter as it is. A
    header that folds itself is left alone by every version.
    """

    name: str
    lines: list[str]

    @classmethod
    def of(cls, name: str, text: str, after: str = "") -> Self:
        """What was typed, and after it something of ours, such as an address.

        Raises ValueError for what is not one line of printable text.
        """
        if not text.isprintable():
            raise ValueError("A header is one line.")
        made = cls(f"{text} {after}".strip())
        made.name, made.lines = name, _lines(name, text)
        if after and len(made.lines[-1]) + len(after) < LINE:
            made.lines[-1] = f"{made.lines[-1].rstrip()} {after}"
        elif after:
            made.lines.append(f" {after}")
        return made

    def fold(self, *, policy: EmailPolicy) -> str:
        """The header as it is sent; the standard library asks for it by this name."""
        return "".join(f"{line}{policy.linesep}" for line in self.lines)


def mailbox(sender: Address) -> Words:
    """Whom a letter is from: a name, if there is one, and the address."""
    address = f"<{sender.addr_spec}>" if sender.display_name else sender.addr_spec
    return Words.of("From", sender.display_name, address)


def holds_only(message: EmailMessage, text: str) -> bool:
    """Whether who receives the message finds our headers in it, each once, and our text."""
    received = message_from_bytes(message.as_bytes(policy=SMTPUTF8), policy=SMTP)
    return (
        sorted(received.keys()) == sorted(NAMES)
        and received.get_content_type() == "text/plain"
        and received.get_content().splitlines() == text.splitlines()
    )


def _lines(name: str, text: str) -> list[str]:
    """In ASCII, as encoded words wherever the text is not plain words by itself."""
    first = f"{name}: {text}"
    if not text or (name == "Subject" and _plain(text) and len(first) <= LINE):
        return [first]
    header = Header(text, "utf-8", maxlinelen=LINE, header_name=name)
    return f"{name}: {header.encode(linesep=chr(10))}".split("\n")


def _plain(text: str) -> bool:
    return text.isascii() and "=?" not in text and text == " ".join(text.split())
