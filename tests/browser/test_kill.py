"""The server dies at any moment while six people answer; what the page called saved is there."""

import contextlib
import random
import threading
import time

import pytest
from playwright.sync_api import Error, Page, expect
from sqlalchemy import text

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
def asked(served) -> tuple[Round, str]:
    """An open round of ten questions, and its team link."""
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi], bank=library.bank("experiment-shape"), candidate="Quiet Fridays")
    [link] = links.team_links(ADMINISTRATOR, survey_round.id)
    return survey_round, link.url


def test_nothing_called_saved_is_lost_and_nothing_counts_twice(served, asked, open_page, settled):
    survey_round, link = asked
    draw, claims, tapped = random.Random(20), Claims(), 0
    phones = [open_page(*PHONE, tolerate=LOST) for _ in range(PEOPLE)]
    for page in phones:
        enter(page, link, settled)
        begin(page, settled)
    longest = 2 * seconds_of_six_taps(phones, draw)  # on this machine, as busy as it is
    for _ in range(MOMENTS):
        death = threading.Timer(draw.uniform(0, longest), served.kill9)
        death.start()
        order = draw.sample(range(PEOPLE), PEOPLE)  # or the last would always come too late
        taps = [(person, *tap(phones[person], draw, longest / 3)) for person in order]
        death.join()
        for person, asked, facet, place in taps:
            if saved(phones[person], facet).inner_text() == "Saved":
                claims[person, asked, facet] = place
        tapped += len(taps)
        served.start()
        for page in phones:
            page.goto(page.url.partition("&step")[0], wait_until="commit")
        for page in phones:
            page.wait_for_selector('[data-testid="stApp"]')
            settled(page)
            begin(page, settled)
    assert 0 < len(claims) < tapped, "The moments were all too early, or all too late."
    for person, page in enumerate(phones):
        found = stored(page, survey_round)
        mine = {key[1:]: place for key, place in claims.items() if key[0] == person}
        assert {key: found.get(key) for key in mine} == mine
    assert_one_row_per_person_and_question()


def seconds_of_six_taps(phones: list[Page], draw: random.Random) -> float:
    """How long it takes until a place of each phone is saved, while nobody cuts the power."""
    began = time.monotonic()
    taps = [tap(page, draw, within=60.0) for page in phones]
    for page, (_, facet, _) in zip(phones, taps, strict=True):
        expect(saved(page, facet)).to_have_text("Saved", use_inner_text=True)
    return time.monotonic() - began


def tap(page: Page, draw: random.Random, within: float) -> tuple[str, Facet, int]:
    """Tap a place for what is open on the screen, without waiting for what comes of it."""
    facet = Facet.NOW if chosen(page, "now") is None else Facet.AIM
    asked, place = question(page), draw.randint(1, 7)
    with contextlib.suppress(Error):  # the page takes no tap any more once it has lost its server
        choose(page, facet, place, within)
    return asked, facet, place


def stored(page: Page, survey_round: Round) -> dict[tuple[str, Facet], int]:
    """What the door finds for this phone's cookies."""
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    placements = collect.survey(browser.principal_from(cookies)).placements
    questions = {one.id: one.question for one in survey_round.bank.dimensions}
    return {(questions[question], facet): place for (question, facet), place in placements.items()}


def assert_one_row_per_person_and_question() -> None:
    """Six people at most answered each question."""
    with store().read() as connection:
        rows = connection.execute(text("SELECT dimension, count(*) FROM answer GROUP BY 1")).all()
        keys = connection.execute(text("SELECT count(DISTINCT key) FROM answer")).scalar_one()
    assert all(count <= PEOPLE for _, count in rows)
    assert keys == PEOPLE
