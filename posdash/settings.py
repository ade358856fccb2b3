"""What may be set from outside, all of it by environment variables that begin with POSDASH_."""

import ipaddress
import os
import re
import socket
from difflib import get_close_matches
from email.errors import HeaderParseError
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from posdash import memory
from posdash.errors import BadInput, NotReady
from posdash.text import address_on_the_wire, origin_of

if TYPE_CHECKING:
    from email.headerregistry import Address

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"
# Names of a network of one's own; whoever answers to others can get a certificate for them.
PRIVATE_NAMES = (".local", ".localhost", ".lan", ".internal", ".home.arpa", ".test")
_KUBERNETES = re.compile("POSDASH_(SERVICE|PORT)_.*")  # it tells where the service "posdash" is
PORT = "a number from 1 to 65535"


class Security(StrEnum):
    """How the way to the mail server is encrypted; `none` is for one on this machine."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Settings(BaseSettings):
    """`database_url` names the database, `url` how people reach it, `lan` allows a workshop."""

    model_config = SettingsConfigDict(
        env_prefix="POSDASH_",
        env_ignore_empty=True,  # compose files hand on what is not set as empty
        frozen=True,
    )

    database_url: str = f"sqlite:///{ROOT / 'data' / 'posdash.db'}"
    url: str = ""
    lan: bool = Field(default=False, description="1 or 0")
    port: int = Field(default=8501, ge=1, le=65535, description=PORT)
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535, description=PORT)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_security: Security = Field(default=Security.STARTTLS, description="starttls, tls or none")
    mail_from: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    security_contact: str = Field(default="", pattern=r"^((mailto:|https://|tel:)[!-~]+)?$")

    @field_validator("*", mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        """Spaces around it are nobody's intention."""
        return value.strip() if isinstance(value, str) else value

    @field_validator("smtp_security", mode="before")
    @classmethod
    def _small(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("url")
    @classmethod
    def _as_browsers_send_it(cls, value: str) -> str:
        """The form that browsers send as Origin; raises NotReady for what can have none."""
        try:
            return origin_of(value) if value else ""
        except BadInput as error:
            raise NotReady(error.what, where="POSDASH_URL", cure=error.cure) from None

    @property
    def address(self) -> str:
        """The address to listen on: loopback, or this machine's private one for a workshop.

        Raises NotReady if it has none on a private network.
        """
        return private_address() if self.lan else LOOPBACK

    @property
    def base_url(self) -> str:
        """What links begin with, never taken from a request; raises NotReady as `address` does."""
        return self.url or f"http://{self.address}:{self.port}"

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
        if not (self.oidc or self.oidc_client_id or self.oidc_client_secret.get_secret_value()):
            return
        try:
            issuer = urlsplit(self.oidc_issuer)
            host = issuer.hostname
        except ValueError:
            host = None
        if not host or re.search(r"[\s?#@]", self.oidc_issuer):
            raise NotReady(
                "This is no address of an OpenID provider.",
                where="POSDASH_OIDC_ISSUER",
                cure="Give it as the provider does, like https://login.example.org.",
            )
        if not self.oidc_client_id or not self.oidc_client_secret.get_secret_value():
            raise NotReady(
                "The OpenID provider needs to know posdash.",
                where="POSDASH_OIDC_CLIENT_ID, POSDASH_OIDC_CLIENT_SECRET",
                cure="Set both as the provider gives them.",
            )
        if issuer.scheme != "https" and not _is(host, "is_loopback"):
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
        if re.search(r"[\s/@]|^[^:]*:[^:]*$", self.smtp_host):
            raise NotReady(
                "This is not the name of a mail server alone.",
                where="POSDASH_SMTP_HOST",
                cure="Give the name without a scheme, and the port as POSDASH_SMTP_PORT.",
            )
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

    def check_url(self) -> None:
        """Refuse links that would carry answers over the internet in the open; raises NotReady."""
        host = urlsplit(self.url).hostname or "localhost"
        near = ("." not in host and ":" not in host) or host.endswith(PRIVATE_NAMES)
        if self.https or self.lan or near or _is_private(host):
            return
        raise NotReady(
            "posdash does not serve a public name without https.",
            where="POSDASH_URL",
            cure="Give the https address that people use, or set POSDASH_LAN=1 for a workshop on "
            "a private network.",
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
    _refuse_unknown()
    try:
        found = Settings()
    except ValidationError as error:  # its text holds the value, which may be a secret
        name = str(error.errors()[0]["loc"][0])
        what = Settings.model_fields[name].description
        cure = f"Write {what}." if what else "See the README."
        where = f"POSDASH_{name.upper()}"
        raise NotReady("This setting does not fit.", where=where, cure=cure) from None
    found.check_url()
    found.check_mail()
    found.check_oidc()
    return found


def _refuse_unknown() -> None:
    """Nobody shall believe to have set what is not read: a name with a slip in it."""
    known = {f"POSDASH_{name.upper()}" for name in Settings.model_fields}
    for name in sorted(one.upper() for one in os.environ):
        if name.startswith("POSDASH_") and name not in known and not _KUBERNETES.fullmatch(name):
            [*close] = get_close_matches(name, known, 1, cutoff=0.8)
            cure = f"Did you mean {close[0]}?" if close else "See the README for those there are."
            raise NotReady("There is no such setting.", where=name, cure=cure)


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
