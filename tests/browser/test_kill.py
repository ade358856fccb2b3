"""The server dies at any moment while six people answer; what the page called saved is there."""

import contextlib
import random
import threading

import pytest
from playwright.sync_api import Error, Page
from sqlalchemy import text

from browser.server import Server
from browser.steps import PHONE, TOLERATED, begin, choose, chosen, enter, question, saved
from posdash.answers import collect
from posdash.banks import library
from posdash.rounds import links
from posdash.store import store
from posdash.survey.round import Facet, Round
from posdash.web import browser
from world.company import ADMINISTRATOR, groups, opened

MOMENTS = 20
PEOPLE = 6
LONGEST = 0.9  # seconds from the first tap to the power cut; six taps take about half of it
LOST = (
    *TOLERATED,
    "WebSocket",
    "ERR_CONNECTION",
    "ERR_EMPTY",
    "Client Error",
    "not responding",
    "disconnected",
)
Claims = dict[tuple[int, str, Facet], int]


@pytest.fixture
def served(server, monkeypatch) -> tuple[Server, Round, str]:
    """A server with one open round of ten questions, and its team link."""
    one = server()
    monkeypatch.setenv("POSDASH_DATABASE_URL", one.database_url)
    monkeypatch.setenv("POSDASH_URL", one.url)
    [kiwi] = groups("Kiwi")
    round = opened([kiwi], bank=library.bank("experiment-shape"), candidate="Quiet Fridays")
    [link] = links.team_links(ADMINISTRATOR, round.id)
    return one, round, link.url


def test_nothing_called_saved_is_lost_and_nothing_counts_twice(served, open_page, settled):
    server, round, link = served
    draw, claims, tapped = random.Random(20), Claims(), 0
    phones = [open_page(*PHONE, tolerate=LOST) for _ in range(PEOPLE)]
    for page in phones:
        enter(page, link, settled)
        begin(page, settled)
    for _ in range(MOMENTS):
        death = threading.Timer(draw.uniform(0, LONGEST), server.kill9)
        death.start()
        order = draw.sample(range(PEOPLE), PEOPLE)  # or the last would always come too late
        taps = [(person, *tap(phones[person], draw)) for person in order]
        death.join()
        for person, asked, facet, place in taps:
            if saved(phones[person], facet).inner_text() == "Saved":
                claims[person, asked, facet] = place
        tapped += len(taps)
        server.start()
        for page in phones:
            page.reload(wait_until="commit")
        for page in phones:
            page.wait_for_selector('[data-testid="stApp"]')
            settled(page)
            begin(page, settled)
    assert 0 < len(claims) < tapped, "The moments were all too early, or all too late."
    for person, page in enumerate(phones):
        found = stored(page, round)
        mine = {key[1:]: place for key, place in claims.items() if key[0] == person}
        assert {key: found.get(key) for key in mine} == mine
    assert_one_row_per_person_and_question()


def tap(page: Page, draw: random.Random) -> tuple[str, Facet, int]:
    """Tap a place for what is open on the screen, without waiting for anything."""
    facet = Facet.NOW if chosen(page, "now") is None else Facet.AIM
    asked, place = question(page), draw.randint(1, 7)
    with contextlib.suppress(Error):  # the page takes no tap any more once it has lost its server
        choose(page, facet, place, within=0.3)
    return asked, facet, place


def stored(page: Page, round: Round) -> dict[tuple[str, Facet], int]:
    """What the door finds for this phone's cookies."""
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    placements = collect.survey(browser.principal_from(cookies)).placements
    questions = {one.id: one.question for one in round.bank.dimensions}
    return {(questions[id], facet): place for (id, facet), place in placements.items()}


def assert_one_row_per_person_and_question() -> None:
    """Six people at most answered each question."""
    with store().read() as connection:
        rows = connection.execute(text("SELECT dimension, count(*) FROM answer GROUP BY 1")).all()
        keys = connection.execute(text("SELECT count(DISTINCT key) FROM answer")).scalar_one()
    assert all(count <= PEOPLE for _, count in rows)
    assert keys == PEOPLE
