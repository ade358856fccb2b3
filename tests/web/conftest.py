"""An OpenID provider, and a posdash that trusts it, both of them real servers."""

from collections.abc import Iterator

import pytest

from browser.server import Server
from posdash.store import store
from world.oidc_provider import Provider
from world.oidc_visitor import trusting


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """The place where people sign in."""
    with Provider() as one:
        yield one


@pytest.fixture(scope="module")
def running_server(tmp_path_factory, provider) -> Iterator[Server]:
    """posdash, which trusts that provider."""
    with trusting(provider, tmp_path_factory.mktemp("oidc")) as one:
        yield one


@pytest.fixture
def served(running_server, provider, monkeypatch) -> Iterator[Server]:
    """It, whose database the doors in this process use as well; the provider tells the truth."""
    monkeypatch.setenv("POSDASH_DATABASE_URL", running_server.database_url)
    monkeypatch.setenv("POSDASH_URL", running_server.url)
    provider.be_honest()
    yield running_server
    store().close()
