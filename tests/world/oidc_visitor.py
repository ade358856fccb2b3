"""A browser on its way to an OpenID provider and back, and the posdash it comes from."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx2

from browser.server import Server
from posdash.access.rights import Person
from posdash.organisation import people
from posdash.web import browser
from world.company import ADMINISTRATOR
from world.oidc_provider import CLIENT, SECRET, Provider

NO_ACCOUNT = "There is no account for you here yet."
FAILED = "This sign-in did not come through."


@contextmanager
def trusting(provider: Provider, folder: Path, database_url: str = "") -> Iterator[Server]:
    """A posdash that runs, and trusts that provider."""
    one = Server(
        folder,
        database_url,
        POSDASH_OIDC_ISSUER=provider.issuer,
        POSDASH_OIDC_CLIENT_ID=CLIENT,
        POSDASH_OIDC_CLIENT_SECRET=SECRET,
    )
    one.set_up()
    one.start()
    yield one
    one.stop()


class Visitor:
    """A browser that follows where it is sent, and keeps cookies; `last` is what it shows."""

    def __init__(self, server: Server) -> None:
        self._http = httpx2.Client(
            base_url=server.url, follow_redirects=True, trust_env=False, timeout=60
        )
        self.open("/")

    def open(self, path: str) -> "Visitor":
        """Go there, and on from there."""
        self.last = self._http.get(path)
        return self

    def sign_in(self, provider: Provider, subject: object, **claims: object) -> "Visitor":
        """Go to the provider as this subject, whose e-mail it has verified, and come back."""
        provider.claims = {"sub": subject, "email_verified": True, **claims}
        return self.open("/oidc")

    @property
    def cookies(self) -> dict[str, str]:
        """Its cookies by name."""
        return dict(self._http.cookies)

    @property
    def person(self) -> Person | None:
        """Who it is signed in as."""
        return browser.principal_from(self.cookies).person

    @property
    def way_back(self) -> str:
        """The address that the provider sent it to."""
        seen = [str(one.url) for one in self.last.history]
        return next(one for one in (*seen, str(self.last.url)) if "/oidc/back" in one)


def added(email: str) -> int:
    """Somebody whom an administrator has added, and nobody else has that e-mail."""
    return people.add_person(ADMINISTRATOR, "Ada", email)


def new_email() -> str:
    """An e-mail that nobody has yet."""
    return f"{uuid4().hex}@example.org"


def refused(visitor: Visitor, sentence: str) -> bool:
    """Whether they read the sentence, and are nobody, with no cookie left of it all."""
    read = (visitor.last.status_code, sentence in visitor.last.text, visitor.cookies)
    assert read == (403, True, {}), visitor.last.text
    return visitor.person is None
