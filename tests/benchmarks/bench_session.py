"""Thirty phones follow a session for five minutes: how soon each shows a new step, and memory."""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from html import escape
from itertools import cycle
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Event, Lock

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from browser.server import Server
from live.client import Device, Tab
from live.somebody import coach_of, sign_in
from posdash.access import respondents
from posdash.access.rights import Principal
from posdash.answers import closing, collect
from posdash.banks import library
from posdash.keys import from_text, new_secret
from posdash.rounds import links
from posdash.survey.round import ASKED, TeamId
from world.company import ADMINISTRATOR, groups, opened

BANK = "product-operating-system"
P95 = 2.0  # seconds from the presenter's click to the new step on a phone
GROWTH = 20.0  # megabytes of the server from the first minute to the last
STEP_EVERY = 5.0  # seconds between two clicks
CROWD = 30


@dataclass(frozen=True)
class Click:
    """The presenter's click on one question, whose title shall appear."""

    number: int
    title: str
    at: float


@dataclass
class Seen:
    """The last click, how long each step took to each phone, and what went wrong."""

    last: Click | None = None
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def missed(self, phones: int) -> int:
        """How many steps never came to a phone while they lasted."""
        return (self.last.number if self.last else 0) * phones - len(self.seconds)


def team(phones: int) -> tuple[TeamId, str, str]:
    """A closed round that so many answered: (round, group), the coach's link, the team's."""
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], bank=library.bank(BANK))
    [link] = links.team_links(ADMINISTRATOR, survey_round.id)
    random = Random(1)
    for _ in range(phones):
        who = Principal(respondent=respondents.respondent(link.url.rsplit("/", 1)[1], new_secret()))
        for dimension in survey_round.bank.dimensions:
            for facet in ASKED:
                collect.save(who, dimension.id, facet, random.randint(1, 7), new_secret())
    closing.close_round(ADMINISTRATOR, survey_round.id)
    assert from_text(link.url.rsplit("/", 1)[1])
    return TeamId(survey_round.id, kiwi), sign_in(coach_of(kiwi)), link.url


def follow(tab: Tab, seen: Seen, over: Event, first: float) -> None:
    """Ask each second, as a browser does, and note when a step appears that was just clicked."""
    known = 0
    time.sleep(first)
    while not over.is_set():
        start = time.monotonic()
        tab.poll()
        click = seen.last
        if click and click.number > known and any(f">{click.title}<" in one for one in tab.html):
            known = click.number
            with seen.lock:
                seen.seconds.append(time.monotonic() - click.at)
        time.sleep(max(0.0, 1.0 - (time.monotonic() - start)))
    with seen.lock:
        seen.faults += [*tab.exceptions, *(one for one in tab.html if 'role="alert"' in one)]


def lead(tab: Tab, seen: Seen, until: float) -> None:
    """Bring everybody from one question to the next, round and round."""
    for number, one in enumerate(cycle(library.bank(BANK).dimensions), 1):
        if time.monotonic() > until:
            return
        ends = f"{one.left.label} ↔ {one.right.label}"
        name = next(each for each in tab.selectbox("Question").options if each.startswith(ends))
        tab.choose("Question", name)
        seen.last = Click(number, escape(one.question), time.monotonic())
        tab.click("Bring everybody there")
        time.sleep(STEP_EVERY)


def memory(server: Server) -> float:
    """Megabytes that the server holds."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    line = next(one for one in status.splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def measured(server: Server, phones: int, minutes: float) -> tuple[Seen, list[float]]:
    """What the phones saw, and the server's memory at the end of each minute."""
    _, coach, link = team(CROWD)
    seen, over, held = Seen(), Event(), []
    with ThreadPoolExecutor(phones + 1) as people, Device(server.url) as desk:
        desk.open_link(coach)
        tab = desk.tab("/session")
        tab.click("Begin the session")
        time.sleep(STEP_EVERY)
        tab.click("Show the picture")
        followers = list(joined(people, server, link, phones, seen, over))
        end = time.monotonic() + minutes * 60
        leading = people.submit(lead, tab, seen, end)
        while time.monotonic() < end:
            time.sleep(min(60.0, max(0.0, end - time.monotonic())))
            held.append(memory(server))
        over.set()
        for one in (leading, *followers):
            one.result()
    return seen, held


def joined(
    people: ThreadPoolExecutor, server: Server, link: str, phones: int, seen: Seen, over: Event
) -> Iterator[Future[None]]:
    """So many phones that have opened the team's link and follow its session."""
    for number in range(phones):
        phone = Device(server.url)
        phone.open_link(link)
        tab = phone.tab("/follow")
        yield people.submit(follow, tab, seen, over, number / phones)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both figures against their bars; stop where one is missed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--phones", type=int, default=30)
    asked.add_argument("--minutes", type=float, default=5.0)
    given = asked.parse_args(arguments)
    with TemporaryDirectory() as folder:
        server = Server(Path(folder))
        os.environ["POSDASH_DATABASE_URL"] = server.database_url
        os.environ["POSDASH_URL"] = server.url
        server.set_up()
        server.start()
        try:
            seen, held = measured(server, given.phones, given.minutes)
        finally:
            server.stop()
    slow, grown = float(np.percentile(seen.seconds, 95)), held[-1] - held[0]
    missed = seen.missed(given.phones)
    print(
        f"{given.phones} phones for {given.minutes:g} minutes: {len(seen.seconds)} new steps, "
        f"{missed} not seen within {STEP_EVERY:g} s, "
        f"half of them within {np.median(seen.seconds):.2f} s of the click, 95 % within "
        f"{slow:.2f} s; {len(seen.faults)} faults; the server held {held[0]:.0f} MB after the "
        f"first minute and {held[-1]:.0f} MB after the last ({grown:+.1f})."
    )
    failed = missed or slow > P95 or grown > GROWTH or seen.faults
    sys.exit(f"A bar was missed. {seen.faults[:3]}" if failed else None)


if __name__ == "__main__":
    main()
