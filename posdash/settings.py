"""What may be set from outside, all of it by environment variables that begin with POSDASH_."""

import ipaddress
import socket
from email.errors import HeaderParseError
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from posdash import memory
from posdash.errors import BadInput, NotReady
from posdash.text import address_on_the_wire

if TYPE_CHECKING:
    from email.headerregistry import Address

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"


class Security(StrEnum):
    """How the way to the mail server is encrypted; `none` is for one on this machine."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Settings(BaseSettings):
    """`database_url` names the database, `url` how people reach it, `lan` allows a workshop."""

    model_config = SettingsConfigDict(env_prefix="POSDASH_", frozen=True)

    database_url: str = f"sqlite:///{ROOT / 'data' / 'posdash.db'}"
    url: str = ""
    lan: bool = False
    port: int = 8501
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_security: Security = Security.STARTTLS
    mail_from: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    security_contact: str = Field(default="", pattern=r"^((mailto:|https://|tel:)[!-~]+)?$")

    @property
    def address(self) -> str:
        """The address to listen on: loopback, or this machine's private one for a workshop.

        Raises NotReady if it has none on a private network.
        """
        return private_address() if self.lan else LOOPBACK

    @property
    def base_url(self) -> str:
        """What links begin with, never taken from a request; raises NotReady as `address` does."""
        return self.url.rstrip("/") or f"http://{self.address}:{self.port}"

    @property
    def https(self) -> bool:
        """Whether people reach the app over https."""
        return self.url.startswith("https://")

    @property
    def oidc(self) -> bool:
        """Whether people can sign in through an OpenID provider."""
        return bool(self.oidc_issuer)

    def check_oidc(self) -> None:
        """Refuse a provider that is named by halves, or reached in the open; raises NotReady."""
        if not self.oidc:
            return
        if not self.oidc_client_id or not self.oidc_client_secret.get_secret_value():
            raise NotReady(
                "The OpenID provider needs to know posdash.",
                where="POSDASH_OIDC_CLIENT_ID, POSDASH_OIDC_CLIENT_SECRET",
                cure="Set both as the provider gives them.",
            )
        host = urlsplit(self.oidc_issuer).hostname
        if not self.oidc_issuer.startswith("https://") and not _is(host, "is_loopback"):
            raise NotReady(
                "posdash does not sign people in over an open line.",
                where="POSDASH_OIDC_ISSUER",
                cure="Give the provider's https address.",
            )

    @property
    def mails(self) -> bool:
        """Whether posdash has a mail server to hand letters to."""
        return bool(self.smtp_host)

    @property
    def sender(self) -> "Address":
        """Who letters come from; raises NotReady unless it is one plain address."""
        from email.headerregistry import Address  # slow to load, and few commands write letters

        mailbox = _mailbox(" ".join(self.mail_from.split()))
        try:
            username, domain = address_on_the_wire(mailbox.addr_spec if mailbox else "")
        except BadInput:
            username = domain = ""
        if mailbox is not None and username and username.isascii():
            return Address(mailbox.display_name, username, domain)
        raise NotReady(
            "Letters need one address to come from.",
            where="POSDASH_MAIL_FROM",
            cure="Write it like this: posdash <posdash@example.org>.",
        )

    def check_mail(self) -> None:
        """Refuse to hand letters over in the open, or from nobody; raises NotReady."""
        if not self.mails:
            return
        _ = self.sender
        if self.smtp_security is Security.NONE and not _is(self.smtp_host, "is_loopback"):
            raise NotReady(
                "posdash does not send letters to another machine without encryption.",
                where="POSDASH_SMTP_SECURITY",
                cure="Use starttls (port 587, usually) or tls (465).",
            )
        secret = self.smtp_password.get_secret_value()
        if bool(self.smtp_user) != bool(secret) or not (self.smtp_user + secret).isascii():
            raise NotReady(
                "The mail server's user and password belong together, and hold ASCII only.",
                where="POSDASH_SMTP_USER, POSDASH_SMTP_PASSWORD",
                cure="Set both, or neither.",
            )

    def check_address(self, address: str | None) -> None:
        """Refuse to listen where answers would travel in the open; raises NotReady."""
        if self.https or _is(address, "is_loopback") or (self.lan and _is_private(address)):
            return
        raise NotReady(
            "posdash does not listen on a public address without https.",
            where=f"address {address or 'any'}",
            cure="Set POSDASH_URL to the https address people use, or POSDASH_LAN=1 for a "
            "workshop on a private network.",
        )


@cache
def settings() -> Settings:
    """The settings of this process; raises NotReady for a value that does not fit."""
    try:
        found = Settings()
    except ValidationError as error:
        name = "POSDASH_" + str(error.errors()[0]["loc"][0]).upper()
        raise NotReady("This setting does not fit.", where=name, cure="See the README.") from None
    found.check_mail()
    found.check_oidc()
    return found


@cache
def private_address() -> str:
    """This machine's address on its private network; raises NotReady if it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))  # picks the outgoing address and sends nothing
            address = str(probe.getsockname()[0])
        except OSError:
            address = ""
    if _is_private(address) and not _is(address, "is_loopback"):
        return address
    raise NotReady(
        "This machine has no address on a private network.",
        where="POSDASH_LAN",
        cure="Join the workshop's Wi-Fi, or start without POSDASH_LAN.",
    )


memory.forgets(settings.cache_clear)
memory.forgets(private_address.cache_clear)


def _mailbox(text: str) -> "Address | None":
    from email.headerregistry import HeaderRegistry

    try:
        found = HeaderRegistry()("From", text)
    except (IndexError, ValueError, HeaderParseError):  # the parser trips over some nonsense
        return None
    addresses: tuple[Address, ...] = getattr(found, "addresses", ())
    return addresses[0] if len(addresses) == 1 and not found.defects else None


def _is_private(address: str | None) -> bool:
    return _is(address, "is_private") and not _is(address, "is_unspecified")  # 0.0.0.0 is all


def _is(address: str | None, quality: str) -> bool:
    try:
        return bool(getattr(ipaddress.ip_address(address or "0.0.0.0"), quality)) and bool(address)
    except ValueError:
        return address == "localhost" and quality == "is_loopback"
