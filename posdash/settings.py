"""What may be set from outside, all of it by environment variables that begin with POSDASH_."""

import ipaddress
import socket
from functools import cache
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from posdash.errors import NotReady

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"


class Settings(BaseSettings):
    """`database_url` names the database, `url` how people reach it, `lan` allows a workshop."""

    model_config = SettingsConfigDict(env_prefix="POSDASH_", frozen=True)

    database_url: str = f"sqlite:///{ROOT / 'data' / 'posdash.db'}"
    url: str = ""
    lan: bool = False
    port: int = 8501

    @property
    def address(self) -> str:
        """The address to listen on: loopback, or this machine's private one for a workshop."""
        return private_address() if self.lan else LOOPBACK

    @property
    def base_url(self) -> str:
        """What links begin with; never taken from a request."""
        return self.url.rstrip("/") or f"http://{self.address}:{self.port}"

    @property
    def https(self) -> bool:
        """Whether people reach the app over https."""
        return self.url.startswith("https://")

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
        return Settings()
    except ValidationError as error:
        name = "POSDASH_" + str(error.errors()[0]["loc"][0]).upper()
        raise NotReady("This setting does not fit.", where=name, cure="See the README.") from None


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


def _is_private(address: str | None) -> bool:
    return _is(address, "is_private") and not _is(address, "is_unspecified")  # 0.0.0.0 is all


def _is(address: str | None, quality: str) -> bool:
    try:
        return bool(getattr(ipaddress.ip_address(address or "0.0.0.0"), quality)) and bool(address)
    except ValueError:
        return address == "localhost" and quality == "is_loopback"
