"""Strangers open pages and sign in, sixty each, while six people answer: who waits; memory."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench_session import memory
from strangers import MANY

from browser.server import Server
from live.client import Device, Tab
from live.labels import BEGIN
from posdash.rounds import links
from world.company import ADMINISTRATOR, groups, opened

P95 = 1.0  # seconds from a tap to "saved", while strangers are there
GROWTH = 60.0  # megabytes kept a minute after they left; two hashes hold 38
PEOPLE = 6
SECONDS = 20.0  # of answering, without strangers and with them
REST = 60.0  # seconds until memory is looked at again


def joined(server: Server, link: str, pages: ExitStack) -> Tab:
    """A phone that has opened the team's link and begun."""
    phone = pages.enter_context(Device(server.url))
    phone.open_link(link)
    tab = phone.tab("/answer")
    tab.click(BEGIN)
    return tab


def tapped(tab: Tab) -> list[float]:
    """Tap once a second for a while; how long each tap took until it was called saved."""
    radio, seconds = tab.radio("place-pace-now"), []
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        start = time.monotonic()
        tab.choose(radio.key, radio.options[len(seconds) % 7])
        assert any("Saved" in one for one in tab.html), "A tap was not saved."
        seconds.append(time.monotonic() - start)
        time.sleep(max(0.0, 1.0 - seconds[-1]))
    return seconds


def slowest(tabs: list[Tab]) -> float:
    """Within how many seconds 95 % of the taps on all these phones are saved."""
    with ThreadPoolExecutor(PEOPLE) as people:
        return float(np.percentile([one for each in people.map(tapped, tabs) for one in each], 95))


@contextmanager
def strangers(server: Server) -> Iterator[None]:
    """They are there while it lasts."""
    command = [sys.executable, Path(__file__).parent / "strangers.py", str(server.port)]
    they = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert they.stdout is not None
    assert they.stdout.readline() == b"here\n"
    try:
        yield
        assert they.poll() is None, "They have gone."
    finally:
        they.kill()
        they.wait()


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
            with ExitStack() as pages:
                tabs = [joined(server, link.url, pages) for _ in range(PEOPLE)]
                alone, before = slowest(tabs), memory(server)
                with strangers(server):
                    among, during = slowest(tabs), memory(server)
            time.sleep(REST)
            after = memory(server)
        finally:
            server.stop()
    print(
        f"A tap of one of {PEOPLE} people is saved within {alone:.2f} s in 95 %, and within "
        f"{among:.2f} s ({among / alone:.1f} times as long) while {MANY} strangers open "
        f"pages and {MANY} sign in; the server held {before:.0f} MB before, {during:.0f} MB "
        f"then, and {after:.0f} MB a minute later."
    )
    if among > P95 or after - before > GROWTH:
        sys.exit(f"A bar was missed: {P95:g} s, {GROWTH:g} MB.")


if __name__ == "__main__":
    main()
