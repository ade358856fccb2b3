"""A real server and a real browser, as fixtures."""

import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

from browser import chromium
from browser.server import Server

SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
QUIET = 0.15  # seconds without a run before a page counts as settled: a click takes time to arrive
PATIENCE = 60.0  # seconds for a page to come to rest, on a machine busy with something else
PHONE = 600  # pixels; narrower pages behave like a phone


class Window:
    """Looks after one page: what it asked of whom, and what it complained about."""

    def __init__(self, page: Page, tolerated: tuple[str, ...]) -> None:
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        self._tolerated = tolerated
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda connection: self._asked(connection.url))
        page.on("pageerror", lambda error: self._complained(str(error)))
        page.on("console", self._said)

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
def open_page(playwright: Playwright, browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page(width, height, scheme)` is a page in a browser of its own, as on a new device.

    The test fails if the page asks anybody but 127.0.0.1, throws, or writes an
    error to the console that contains none of the texts in `tolerate`.
    """
    contexts, windows = [], []

    def open_one(
        width: int = 1280, height: int = 800, scheme: str = "light", tolerate: tuple[str, ...] = ()
    ) -> Page:
        phone = dict(playwright.devices["Pixel 7"]) if width < PHONE else {}
        looks = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
        context = browser.new_context(**{**phone, **looks, "device_scale_factor": 1})
        contexts.append(context)
        page = context.new_page()
        windows.append(Window(page, tolerate))
        return page

    yield open_one
    for context in contexts:
        context.close()
    strangers = [url for window in windows for url in window.strangers]
    complaints = [text for window in windows for text in window.complaints]
    assert (strangers, complaints) == ([], [])


@pytest.fixture
def settled() -> Callable[[Page], Page]:
    """`settled(page)` waits until the page's script has run and nothing follows."""

    def wait(page: Page) -> Page:
        app, until = page.locator(SETTLED), time.monotonic() + PATIENCE
        since = None
        while since is None or time.monotonic() - since < QUIET:
            assert time.monotonic() < until, f"{page.url} does not come to rest."
            page.wait_for_timeout(25)
            since = (since or time.monotonic()) if app.count() else None
        return page

    return wait
