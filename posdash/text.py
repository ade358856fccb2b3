"""Text as people type it, made safe to keep: plain text, names, e-mail addresses."""

import re
import unicodedata
from ipaddress import ip_address
from urllib.parse import urlsplit

import idna

from posdash.errors import BadInput

_BIDIRECTIONAL = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)

_KEPT = frozenset("\n\u200c\u200d")
NAME_LENGTH = 60
EMAIL_LENGTH = 120
_PLAIN_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_DEFAULT_PORTS = {"http": 80, "https": 443}
# With a ? in it, a name could hold another one, encoded.
_LOCAL = re.compile(r"[^\s\x00-\x1f\x7f@<>()\[\],;:\\\"?]{1,64}")


def plain_text(text: str, length: int, *, what: str) -> str:
    """The text in NFC, spaces at its ends taken away; raises BadInput if it is too long.

    Control and bidirectional characters are dropped: pasted text carries them
    unseen, and they could make a sentence read differently from what it holds.
    Tabs become spaces; the joiners that some scripts need stay.
    """
    normal = unicodedata.normalize("NFC", text).replace("\t", " ").replace("\r\n", "\n")
    seen = "".join(sign for sign in normal if sign in _KEPT or not _hidden(sign)).strip()
    kept = unicodedata.normalize("NFC", seen)  # what was dropped may have stood before an accent
    if len(kept) > length:
        raise BadInput(
            f"{what} may have {length} characters; this one has {len(kept)}.",
            cure="Shorten it a little.",
        )
    return kept


def one_line(text: str, length: int, *, what: str) -> str:
    """The same for names and titles, where a line break becomes a space; raises BadInput."""
    return plain_text(" ".join(text.split()), length, what=what)


def isolated(text: str) -> str:
    """Text as it stands in a sentence, in a list or alone, without turning what is around it.

    Hebrew or Arabic between two marks is read from right to left by itself; all
    else stays as it is.
    """
    turns = not text.isascii() and any(
        unicodedata.bidirectional(sign) in ("R", "AL") for sign in text
    )
    return f"\u2068{text}\u2069" if turns else text


def name_of(text: str) -> str:
    """Somebody's name as it is kept; raises BadInput if there is none, or it is too long."""
    name = one_line(text, NAME_LENGTH, what="A name")
    if not name:
        raise BadInput("A name is needed.", cure="Type one.")
    return name


def alike(one: str, other: str) -> bool:
    """Whether two names are the same to whoever reads them, whatever their capitals and spaces."""
    return folded(one) == folded(other)


def folded(name: str) -> str:
    """A name as it is compared with others."""
    return " ".join(name.split()).casefold()


def address_of(text: str) -> str | None:
    """An e-mail address as it is kept and compared, or None for an empty one.

    In small letters, its domain as people read it: `bo@straße.example`, and the
    same for `Bo@xn--strae-oqa.example` (IDNA 2008, RFC 5891). Raises BadInput.
    """
    typed = plain_text(text, EMAIL_LENGTH, what="An e-mail address").lower()
    if not typed:
        return None
    local, _, domain = typed.rpartition("@")
    if not _LOCAL.fullmatch(local) or any(map(_passes_for_ascii, text)):
        raise _no_address()
    try:
        ascii_domain = idna.encode(domain, uts46=True)
        kept = idna.decode(ascii_domain)
    except idna.IDNAError:
        raise _no_address() from None
    if kept.endswith("."):
        raise _no_address()
    return f"{local}@{kept}"


def address_on_the_wire(address: str) -> tuple[str, str]:
    """The two halves of an address as a mail server takes them, the domain in ASCII.

    Raises BadInput for what is no address.
    """
    plain = plain_text(address, EMAIL_LENGTH, what="An e-mail address")
    local, _, domain = (address_of(plain) or "").rpartition("@")
    if not local or plain != address:
        raise _no_address()
    return local, idna.encode(domain).decode("ascii")


def origin_of(address: str) -> str:
    """The address of a server as browsers send it with a form: scheme, host, and port if unusual.

    In small letters, its name in ASCII (IDNA 2008). Raises BadInput for what is no such
    address, or more than one.
    """
    if re.search(r"[\s\\\x00-\x1f\x7f]", address):
        raise _no_origin("This is no address that a browser can open.")
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").removesuffix("."), parts.port
        name = _host(host) if host else ""
    except ValueError:
        raise _no_origin("This is no name of a server, or no port from 1 to 65535.") from None
    if parts.scheme not in _DEFAULT_PORTS or not name or port == 0:
        raise _no_origin("The address of a server begins with https:// and its name.")
    if "@" in parts.netloc:
        raise _no_origin("The address of a server holds no user and no password.")
    if parts.path.strip("/") or "?" in address or "#" in address:
        raise _no_origin("posdash has a server's name to itself, and nothing stands behind it.")
    shown = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{name}{shown}"


def _host(host: str) -> str:
    """A host as browsers write it; raises ValueError for what is none."""
    if "%" in host:  # the name of a network on one machine
        raise ValueError(host)
    if ":" in host or host.rpartition(".")[2].isdecimal():
        found = ip_address(host)
        return f"[{found.compressed}]" if found.version == 6 else str(found)
    if not host.isascii() or "xn--" in host:
        return idna.encode(host, uts46=True).decode("ascii")  # what it raises is a ValueError
    if _PLAIN_HOST.fullmatch(host) and not host.startswith("0x"):
        return host
    raise ValueError(host)


def _no_origin(what: str) -> BadInput:
    return BadInput(what, cure="Write it like https://survey.example.org, and nothing more.")


def _no_address() -> BadInput:
    return BadInput("This is not an e-mail address.", cure="Correct it, or leave it empty.")


def _passes_for_ascii(sign: str) -> bool:
    """Whether normal form makes an ASCII letter of it, and so another address of an address."""
    return not sign.isascii() and unicodedata.normalize("NFC", sign).isascii()


def _hidden(sign: str) -> bool:
    return sign in _BIDIRECTIONAL or unicodedata.category(sign)[0] == "C"
