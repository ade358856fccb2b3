"""The server dies at any moment while six people answer; what the page called saved is there."""

import random
import threading

import pytest
from playwright.sync_api import Error, Page, expect
from sqlalchemy import text

from browser.server import Server
from browser.steps import PHONE, TOLERATED, begin, choose, chosen, enter, press, question, saved
from posdash import banks, plan
from posdash.store import store
from posdash.survey import Facet
from world import ADMINISTRATOR, groups, opened

MOMENTS = 20
PEOPLE = 6
LOST = (*TOLERATED, "WebSocket", "ERR_CONNECTION", "ERR_EMPTY", "Failed to fetch", "Network")
Claims = dict[tuple[int, str, Facet], int]


@pytest.fixture
def link(server, monkeypatch) -> tuple[Server, str]:
    """A server with one open round of ten questions, and its team link."""
    one = server()
    monkeypatch.setenv("POSDASH_DATABASE_URL", one.database_url)
    monkeypatch.setenv("POSDASH_URL", one.url)
    [kiwi] = groups("Kiwi")
    round = opened([kiwi], bank=banks.bank("experiment-shape"), candidate="Quiet Fridays")
    [found] = plan.links(ADMINISTRATOR, round.id)
    return one, found.url


def answer(page: Page, person: int, draw: random.Random, claims: Claims) -> None:
    """Place what is open on the screen; note what the page called saved."""
    asked = question(page)
    for facet in Facet:
        if chosen(page, facet) is None:
            place = draw.randint(1, 7)
            choose(page, facet, place)
            expect(saved(page, facet)).to_have_text("Saved", timeout=3000)
            claims[person, asked, facet] = place


def test_nothing_that_was_called_saved_is_lost_and_nothing_counts_twice(link, open_page, settled):
    server, url = link
    draw, claims = random.Random(20), Claims()
    phones = [open_page(*PHONE, tolerate=LOST) for _ in range(PEOPLE)]
    for page in phones:
        enter(page, url, settled)
        begin(page, settled)
    for _ in range(MOMENTS):
        death = threading.Timer(draw.uniform(0.0, 2.5), server.kill9)
        death.start()
        person = draw.randrange(PEOPLE)
        while death.is_alive():
            person = (person + 1) % PEOPLE
            try:
                answer(phones[person], person, draw, claims)
                press(phones[person], "Next", settled)
            except (AssertionError, Error):
                death.join(timeout=10)  # what was on its way may be lost; nobody called it saved
        server.start()
        for page in phones:
            page.reload()
            settled(page)
            begin(page, settled)
    assert len(claims) > MOMENTS
    for person, page in enumerate(phones):
        found = walk(page, settled)
        mine = {key[1:]: place for key, place in claims.items() if key[0] == person}
        assert {key: found[key] for key in mine} == mine
    assert_one_row_per_person_and_question()


def walk(page: Page, settled) -> dict[tuple[str, Facet], int | None]:
    """Every place a person finds when going through the questions."""
    found = {}
    page.reload()
    settled(page)
    begin(page, settled)
    while page.get_by_role("button", name="Back", exact=True).count() and "1 of 10" not in over(
        page
    ):
        press(page, "Back", settled)
    for _ in range(10):
        for facet in Facet:
            found[question(page), facet] = chosen(page, facet)
        page.get_by_role("button", name="Next").or_(page.get_by_role("button", name="Done")).click()
        settled(page)
    return found


def over(page: Page) -> str:
    """How far a person is."""
    return page.locator("p.over").inner_text()


def assert_one_row_per_person_and_question() -> None:
    """Six people at most answered each question."""
    with store().read() as connection:
        rows = connection.execute(text("SELECT dimension, count(*) FROM answer GROUP BY 1")).all()
        keys = connection.execute(text("SELECT count(DISTINCT key) FROM answer")).scalar_one()
    assert all(count <= PEOPLE for _, count in rows)
    assert keys == PEOPLE
