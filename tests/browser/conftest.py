"""A real server and a real browser, as fixtures."""

import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Playwright,
    WebSocket,
    expect,
    sync_playwright,
)

from browser import chromium
from browser.line import Line
from browser.server import Server
from browser.talk import Talk
from posdash.banks import library
from posdash.rounds import links
from world.company import ADMINISTRATOR, groups, members, opened

SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
QUIET = 0.15  # seconds at rest before a page counts as settled: a run may bring about another
PATIENCE = 60.0  # seconds for anything to come, on a machine busy with something else
PHONE = 600  # pixels; narrower pages behave like a phone

expect.set_options(timeout=PATIENCE * 1000)


class Window:
    """Looks after one page: what it asked of whom, what it still waits for, and its complaints."""

    def __init__(self, page: Page, tolerated: tuple[str, ...]) -> None:
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        self.talk = Talk()
        self._tolerated = tolerated
        page.set_default_timeout(PATIENCE * 1000)
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", self._connected)
        page.on("pageerror", lambda error: self._complained(str(error)))
        page.on("console", self._said)

    def _connected(self, socket: WebSocket) -> None:
        self._asked(socket.url)
        self.talk = talk = Talk()
        socket.on("framesent", talk.sent)
        socket.on("framereceived", talk.received)

    def _asked(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in {"data", "blob", "about"} and address.hostname != "127.0.0.1":
            self.strangers.append(url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._complained(message.text)

    def _complained(self, text: str) -> None:
        if not any(expected in text for expected in self._tolerated):
            self.complaints.append(text)


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """A Chromium that starts."""
    try:
        return chromium.find()
    except chromium.NoChromium as none:
        pytest.fail(str(none), pytrace=False)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browser."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(chromium_path: Path, playwright: Playwright) -> Iterator[Browser]:
    """A browser without any window open; Chromium is looked for before Playwright runs."""
    browser = playwright.chromium.launch(executable_path=chromium_path, args=chromium.flags())
    yield browser
    browser.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """`server()` creates a database and serves it; `server(POSDASH_…="…")` with a setting."""
    number, started = count(), []

    def serve(database_url: str = "", **settings: str) -> Server:
        folder = tmp_path / f"server-{next(number)}"
        folder.mkdir()
        started.append(one := Server(folder, database_url, **settings))
        one.set_up()
        one.start()
        return one

    yield serve
    for one in started:
        one.stop()


@pytest.fixture
def served(server: Callable[..., Server], monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server whose database the doors in this process use as well."""
    one = server()
    monkeypatch.setenv("POSDASH_DATABASE_URL", one.database_url)
    monkeypatch.setenv("POSDASH_URL", one.url)
    return one


@pytest.fixture
def team_link(served):
    """`team_link(**terms)` opens a round of ten questions and gives its team link."""

    def ask(**terms) -> str:
        [kiwi] = groups("Kiwi")
        members(kiwi, 6)
        usual = {"bank": library.bank("experiment-shape"), "candidate": "Quiet Fridays"}
        survey_round = opened([kiwi], **(usual | terms))
        return links.team_links(ADMINISTRATOR, survey_round.id)[0].url

    return ask


@pytest.fixture
def line(served: Server) -> Iterator[Line]:
    """The line from a browser to the server, which can be stalled and cut."""
    one = Line(served.port)
    yield one
    one.cut()


@pytest.fixture
def windows() -> dict[Page, Window]:
    """Who looks after each page of this test."""
    return {}


@pytest.fixture
def open_page(
    playwright: Playwright, browser: Browser, windows: dict[Page, Window]
) -> Iterator[Callable[..., Page]]:
    """`open_page(width, height, scheme)` is a page in a browser of its own, as on a new device.

    What else it is given, the browser's context gets.
    The test fails if a page of it asks anybody but 127.0.0.1, throws, or writes an
    error to the console that contains none of the texts in `tolerate`.
    """
    contexts = []

    def open_one(
        width: int = 1280,
        height: int = 800,
        scheme: str = "light",
        tolerate: tuple[str, ...] = (),
        **more: object,
    ) -> Page:
        phone = dict(playwright.devices["Pixel 7"]) if width < PHONE else {}
        looks = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
        context = browser.new_context(**{**phone, **looks, "device_scale_factor": 1, **more})
        contexts.append(context)
        context.on("page", lambda page: windows.update({page: Window(page, tolerate)}))
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    strangers = [url for window in windows.values() for url in window.strangers]
    complaints = [text for window in windows.values() for text in window.complaints]
    assert (strangers, complaints) == ([], [])


@pytest.fixture
def settled(windows: dict[Page, Window]) -> Callable[[Page], Page]:
    """`settled(page)` waits until all that was asked of the server is answered and drawn."""

    def wait(page: Page) -> Page:
        app, until = page.locator(SETTLED), time.monotonic() + PATIENCE
        since = None
        while since is None or time.monotonic() - since < QUIET:
            assert time.monotonic() < until, f"{page.url} does not come to rest."
            page.wait_for_timeout(25)
            at_rest = windows[page].talk.over and app.count()
            since = (since or time.monotonic()) if at_rest else None
        return page

    return wait
