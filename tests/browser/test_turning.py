"""Turning from one question to the next, and from one round to another, on one phone."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from browser.steps import (
    PHONE,
    TOLERATED,
    begin,
    choose,
    chosen,
    enter,
    follow,
    press,
    put,
    question,
    tab_to,
)
from posdash.banks.bank import Placed
from posdash.rounds import links
from world.company import ADMINISTRATOR, bank, groups, members, opened

HANDED_ON = "This device was handed to somebody else"
LARGE = "32px"  # letters twice as large as usual


@pytest.fixture
def candidates(served) -> list[str]:
    """The links to two open rounds on two candidate experiments, of one team."""
    [kiwi] = groups("Kiwi")
    members(kiwi, 6)
    terms = {"bank": bank("pace", "reach", places=Placed.CANDIDATE), "asks_aim": False}
    rounds = [opened([kiwi], title=name, candidate=name, **terms) for name in ("Calm", "Loud")]
    return [links.team_links(ADMINISTRATOR, one.id)[0].url for one in rounds]


def test_two_rounds_on_one_phone_each_keep_their_own_answers_thanks_and_mirror(
    candidates, open_page, settled
):
    calm = open_page(*PHONE, tolerate=TOLERATED)
    enter(calm, candidates[0], settled)
    begin(calm, settled)
    put(calm, "now", 2)
    loud = calm.context.new_page()
    enter(loud, candidates[1], settled)
    begin(loud, settled)
    assert chosen(loud, "now") is None
    press(calm, "Next", settled)
    put(calm, "now", 3)
    follow(calm, "Done", settled)
    expect(calm.get_by_text("All your answers are saved.")).to_be_visible()
    assert len(own_places(calm)) == 1
    put(loud, "now", 6)
    calm.reload()
    settled(calm)
    expect(calm.get_by_text("All your answers are saved.")).to_be_visible()
    calm.get_by_role("link", name="Remove my answers").click()
    calm.get_by_role("button", name="Remove my answers").click()
    settled(calm)
    expect(calm.get_by_text("Calm").first).to_be_visible()
    assert own_places(calm) == []
    loud.reload()
    settled(loud)
    assert chosen(loud, "now") == 6
    press(loud, "Next", settled)
    follow(loud, "Done", settled)
    expect(loud.get_by_text("1 of 2 questions are fully answered")).to_be_visible()


def test_a_tab_whose_line_was_cut_stays_with_its_own_round(line, candidates, open_page, settled):
    calm = open_page(
        *PHONE,
        tolerate=(*TOLERATED, "WebSocket", "ERR_", "Client Error", "respond", "disconnected"),
    )
    enter(calm, line.through(candidates[0]), settled)
    begin(calm, settled)
    put(calm, "now", 2)
    enter(calm.context.new_page(), line.through(candidates[1]), lambda page: page)
    line.cut()
    expect(calm.locator('[data-test-connection-state="PINGING_SERVER"]')).to_have_count(1)
    line.mend()
    expect(calm.locator('[data-test-connection-state="CONNECTED"]')).to_have_count(1)
    settled(calm)
    put(calm, "now", 5)
    press(calm, "Next", settled)
    put(calm, "now", 5)
    follow(calm, "Done", settled)
    expect(calm.get_by_text("All your answers are saved.")).to_be_visible()


def test_one_tab_that_turns_to_another_round_brings_nothing_along(candidates, open_page, settled):
    page = open_page(*PHONE, tolerate=TOLERATED)
    for place, link in enumerate(candidates, 2):
        enter(page, link, settled)
        expect(page.get_by_role("button", name="Begin")).to_be_visible()
        begin(page, settled)
        assert chosen(page, "now") is None
        put(page, "now", place)
    enter(page, candidates[0], settled)
    begin(page, settled)
    press(page, "Back", settled)
    assert chosen(page, "now") == 2


def test_a_device_that_was_handed_on_shows_and_changes_nothing_in_an_older_tab(
    candidates, open_page, settled
):
    older = open_page(*PHONE, tolerate=TOLERATED)
    enter(older, candidates[0], settled)
    begin(older, settled)
    put(older, "now", 2)
    newer = older.context.new_page()
    enter(newer, candidates[0], settled)
    newer.get_by_role("link", name="Someone else answers here").click()
    newer.get_by_role("button", name="Start empty").click()
    settled(newer)
    choose(older, "now", 6)
    expect(older.get_by_text(HANDED_ON)).to_be_visible()
    expect(older.locator("[data-testid=stRadio]")).to_have_count(0)
    older.reload()
    settled(older)
    assert chosen(older, "now") is None  # it is the next person's now


def test_going_back_in_the_browser_leads_to_the_question_before(candidates, open_page, settled):
    page = open_page(*PHONE, tolerate=TOLERATED)
    enter(page, candidates[0], settled)
    first_screen = question(page)
    begin(page, settled)
    first = question(page)
    put(page, "now", 2)
    press(page, "Next", settled)
    second = question(page)
    page.go_back()
    settled(page)
    assert (question(page), chosen(page, "now")) == (first, 2)
    page.go_forward()
    settled(page)
    assert question(page) == second
    page.reload()
    settled(page)
    assert question(page) == second
    page.go_back()
    settled(page)
    page.go_back()
    settled(page)
    assert question(page) == first_screen


def test_the_focus_goes_to_the_new_question(candidates, open_page, settled):
    page = open_page(1280, 900, tolerate=TOLERATED)
    enter(page, candidates[0], settled)
    for button in ("Begin", "Next", "Back"):
        tab_to(page, button)
        page.keyboard.press("Enter")
        settled(page)
        expect(page.locator("h1:focus")).to_have_count(1)
        assert page.evaluate("document.activeElement.innerText") == question(page)
    choose(page, "now", 4)
    settled(page)
    assert page.evaluate("document.activeElement.type") == "radio"


@pytest.mark.parametrize("width", [320, 360])
def test_letters_twice_as_large_overlap_nothing(candidates, open_page, settled, width):
    page = open_page(width, 740, tolerate=TOLERATED)
    enter(page, candidates[0], settled)
    page.evaluate(f"document.documentElement.style.fontSize = '{LARGE}'")
    assert cut(page) == []
    begin(page, settled)
    assert cut(page) == []
    names = page.locator(".st-key-scale-now [data-testid=stRadioOption] p")
    expect(names.first).to_be_visible()
    boxes = [names.nth(index).bounding_box() for index in range(8)]
    assert all(above["y"] + above["height"] <= one["y"] for above, one in pairwise(boxes))
    left, right = (page.locator(f".poles .{side}").bounding_box() for side in ("left", "right"))
    assert left["y"] + left["height"] <= right["y"]


def cut(page: Page) -> list[str]:
    """The texts that stick out of the window."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.stMain :is(h1, h2, p, li, strong, button, a)')]
            .filter(one => one.checkVisibility() && one.offsetWidth > 1)
            .filter(one => one.getBoundingClientRect().right > innerWidth
                || one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
            .map(one => one.innerText)"""
    )


def own_places(page: Page) -> list[str]:
    """The cookies in which this device keeps what was placed on it."""
    found = [one["name"] for one in page.context.cookies()]
    return [name for name in found if re.match("posdash_own", name)]
