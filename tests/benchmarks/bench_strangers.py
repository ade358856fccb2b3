"""Sixty strangers open pages and sixty sign in while six people answer: who waits, memory."""

import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import httpx2
import numpy as np
from websockets.exceptions import WebSocketException

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench_session import memory

from browser.server import Server
from live import wire
from live.client import Device
from live.labels import BEGIN
from posdash.rounds import links
from world.company import ADMINISTRATOR, groups, opened

P95 = 1.0  # seconds from a tap to "saved", while strangers are there
GROWTH = 60.0  # megabytes kept a minute after they left; two hashes hold 38
PEOPLE = 6
STRANGERS = 60
SECONDS = 20.0  # of answering, without strangers and with them
REST = 60.0  # seconds until memory is looked at again


def answer(server: Server, link: str, until: float) -> list[float]:
    """Tap once a second on a phone; how long each tap took until it was called saved."""
    seconds = []
    with Device(server.url) as phone:
        phone.open_link(link)
        tab = phone.tab("/answer")
        tab.click(BEGIN)
        radio = tab.radio("place-pace-now")
        for number in count(1):
            if time.monotonic() > until:
                return seconds
            start = time.monotonic()
            tab.choose(radio.key, radio.options[number % 7])
            assert any("Saved" in one for one in tab.html), "A tap was not saved."
            seconds.append(time.monotonic() - start)
            time.sleep(max(0.0, 1.0 - seconds[-1]))
    return seconds


def open_pages(server: Server, over: Event) -> None:
    """Open the first page and its connection, again and again, with cookies that are invented."""
    while not over.is_set():
        with suppress(httpx2.HTTPError, httpx2.InvalidURL), Device(server.url) as stranger:
            stranger.get("/")
        for cookies in ({}, {"posdash_link": "A" * 43, "posdash_device": "A" * 43}):
            with suppress(WebSocketException, OSError), ExitStack() as stack:
                stack.enter_context(wire.connected(server.url, cookies))
                over.wait(1.0)


def sign_in(server: Server, number: int, over: Event) -> None:
    """Try passwords for accounts that do not exist, one after the other."""
    with Device(server.url) as stranger:
        for attempt in count():
            if over.is_set():
                return
            with suppress(httpx2.HTTPError):
                email = f"nobody-{number}-{attempt}@example.org"
                stranger.post("/sign-in", email=email, password="four words that fit")


def answered(server: Server, link: str) -> Iterator[float]:
    """How long each tap of six people took, in a while."""
    until = time.monotonic() + SECONDS
    with ThreadPoolExecutor(PEOPLE) as people:
        for one in [people.submit(answer, server, link, until) for _ in range(PEOPLE)]:
            yield from one.result()


def besieged(server: Server, link: str) -> list[float]:
    """The same, while strangers do what they can."""
    over = Event()
    with ThreadPoolExecutor(2 * STRANGERS) as strangers:
        for number in range(STRANGERS):
            strangers.submit(open_pages, server, over)
            strangers.submit(sign_in, server, number, over)
        try:
            return list(answered(server, link))
        finally:
            over.set()


def main() -> None:
    """Print the ratio and the memory; stop where a bar is missed."""
    with TemporaryDirectory() as folder:
        server = Server(Path(folder))
        os.environ["POSDASH_DATABASE_URL"] = server.database_url
        os.environ["POSDASH_URL"] = server.url
        server.set_up()
        server.start()
        try:
            [kiwi] = groups("Kiwi")
            [link] = links.team_links(ADMINISTRATOR, opened([kiwi]).id)
            alone = float(np.percentile(list(answered(server, link.url)), 95))
            before = memory(server)
            among = float(np.percentile(besieged(server, link.url), 95))
            during = memory(server)
            time.sleep(REST)
            after = memory(server)
        finally:
            server.stop()
    print(
        f"A tap of one of {PEOPLE} people is saved within {alone:.2f} s in 95 %, and within "
        f"{among:.2f} s ({among / alone:.1f} times as long) while {STRANGERS} strangers open "
        f"pages and {STRANGERS} sign in; the server held {before:.0f} MB before, {during:.0f} MB "
        f"then, and {after:.0f} MB a minute later."
    )
    if among > P95 or after - before > GROWTH:
        sys.exit(f"A bar was missed: {P95:g} s, {GROWTH:g} MB.")


if __name__ == "__main__":
    main()
