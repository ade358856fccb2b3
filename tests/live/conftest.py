"""A real server, and browsers without a window, as fixtures."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from browser.server import Server
from live.client import Device
from live.somebody import administrator


@pytest.fixture(scope="module")
def running_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests of a file, on SQLite: starting it takes longer than most tests."""
    one = Server(tmp_path_factory.mktemp("server"))
    one.set_up()
    one.start()
    yield one
    one.stop()


@pytest.fixture
def served(running_server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, whose database the doors in this process use as well."""
    monkeypatch.setenv("POSDASH_DATABASE_URL", running_server.database_url)
    monkeypatch.setenv("POSDASH_URL", running_server.url)
    return running_server


@pytest.fixture
def device(served: Server) -> Iterator[Callable[..., Device]]:
    """`device(link)` is a new browser that has opened these links, and pressed their buttons."""
    with ExitStack() as stack:

        def fresh(*links: str) -> Device:
            one = stack.enter_context(Device(served.url))
            for link in links:
                one.open_link(link)
            return one

        yield fresh


@pytest.fixture
def another_administrator(served: Server) -> int:
    """Somebody who stays, since the last administrator's role cannot be taken."""
    return administrator()
