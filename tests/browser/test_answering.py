"""Answering on a phone: nothing preselected, nothing lost, by thumb and by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

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
    saved,
    tab_into,
    tab_to,
)
from posdash.banks.bank import Openness
from world.company import bank

SMALLEST_TARGET = 44  # pixels, for a thumb
HELD_UP = 1.0  # seconds; longer than a click takes to arrive where nothing is in its way


def test_nothing_is_preselected_and_seven_places_fit_under_a_thumb(team_link, open_page, settled):
    page = open_page(*PHONE, tolerate=TOLERATED)
    enter(page, team_link(), settled)
    begin(page, settled)
    assert (chosen(page, "now"), chosen(page, "aim")) == (None, None)
    options = page.locator(".st-key-scale-now [data-testid=stRadioOption]")
    boxes = [options.nth(index).bounding_box() for index in range(8)]
    assert all(min(box["width"], box["height"]) >= SMALLEST_TARGET for box in boxes)
    assert len({box["y"] for box in boxes[:7]}) == 1
    assert boxes[7]["y"] > boxes[0]["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_reload_and_second_tab_show_what_was_saved(team_link, open_page, settled):
    link = team_link()
    page = open_page(*PHONE, tolerate=TOLERATED)
    enter(page, link, settled)
    begin(page, settled)
    put(page, "now", 2)
    put(page, "aim", 0)
    page.reload()
    settled(page)
    assert (chosen(page, "now"), chosen(page, "aim")) == (2, 0)
    tab = page.context.new_page()
    enter(tab, link, settled)
    begin(tab, settled)
    press(tab, "Back", settled)
    assert (chosen(tab, "now"), chosen(tab, "aim")) == (2, 0)


def test_going_back_and_changing_is_safe(team_link, open_page, settled):
    page = open_page(*PHONE, tolerate=TOLERATED)
    enter(page, team_link(), settled)
    begin(page, settled)
    first = question(page)
    put(page, "now", 2)
    press(page, "Next", settled)
    put(page, "now", 6)
    press(page, "Back", settled)
    assert (question(page), chosen(page, "now")) == (first, 2)
    put(page, "now", 3)
    press(page, "Next", settled)
    assert chosen(page, "now") == 6
    press(page, "Back", settled)
    assert chosen(page, "now") == 3


def test_taps_count_where_they_were_made_while_the_server_is_held_up(
    served, team_link, open_page, settled
):
    page = open_page(*PHONE, tolerate=TOLERATED)
    enter(page, team_link(bank=bank("pace", "reach"), candidate="", asks_aim=False), settled)
    begin(page, settled)
    served.hold_up(HELD_UP)
    choose(page, "now", 3)
    press(page, "Next", settled)
    put(page, "now", 3)
    served.hold_up(HELD_UP)
    choose(page, "now", 5)
    follow(page, "Done", settled)
    press(page, "Look through my answers", settled)
    assert chosen(page, "now") == 3
    press(page, "Next", settled)
    assert chosen(page, "now") == 5


def test_another_device_with_the_same_link_starts_empty(team_link, open_page, settled):
    link = team_link()
    for place in (2, 5):
        page = open_page(*PHONE, tolerate=TOLERATED)
        enter(page, link, settled)
        begin(page, settled)
        assert chosen(page, "now") is None
        put(page, "now", place)


def test_someone_else_on_the_same_device_starts_empty(team_link, open_page, settled):
    page = open_page(*PHONE, tolerate=TOLERATED)
    enter(page, team_link(), settled)
    begin(page, settled)
    put(page, "now", 2)
    press(page, "Back", settled)
    page.get_by_role("link", name="Someone else answers here").click()
    page.get_by_role("button", name="Start empty").click()
    page.wait_for_selector('[data-testid="stApp"]')
    settled(page)
    begin(page, settled)
    assert chosen(page, "now") is None


def test_my_answers_can_be_removed(team_link, open_page, settled):
    page = open_page(*PHONE, tolerate=TOLERATED)
    enter(page, team_link(), settled)
    begin(page, settled)
    put(page, "now", 2)
    for _ in range(9):
        press(page, "Next", settled)
    follow(page, "Done", settled)
    page.get_by_role("link", name="Remove my answers").click()
    page.get_by_role("button", name="Remove my answers").click()
    page.wait_for_selector('[data-testid="stApp"]')
    settled(page)
    begin(page, settled)
    assert chosen(page, "now") is None


def test_ten_dimensions_are_answered_by_keyboard_alone(team_link, open_page, settled):
    page = open_page(1280, 900, tolerate=TOLERATED)
    page.goto(team_link())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-testid="stApp"]')
    settled(page)
    tab_to(page, "Begin")
    page.keyboard.press("Enter")
    settled(page)
    for step in range(10):
        for facet in ("now", "aim"):
            tab_into(page, facet)
            page.keyboard.press("Space")
            for _ in range(step % 3):
                page.keyboard.press("ArrowRight")
            expect(saved(page, facet)).to_have_text("Saved", use_inner_text=True)
            settled(page)
            assert chosen(page, facet) == 1 + step % 3
        tab_to(page, "Next" if step < 9 else "Done")
        page.keyboard.press("Enter")
        settled(page)
    expect(page.get_by_text("All your answers are saved.")).to_be_visible()


def test_a_named_round_says_so_and_wants_a_name_first(team_link, open_page, settled):
    page = open_page(*PHONE, tolerate=TOLERATED)
    enter(page, team_link(openness=Openness.NAMED), settled)
    expect(page.get_by_text("Your name will stand with your answers")).to_be_visible()
    press(page, "Begin", settled)
    expect(page.get_by_text("A name is needed.")).to_be_visible()
    page.get_by_label("Your name").fill("Ada")
    page.keyboard.press("Tab")
    settled(page)
    begin(page, settled)
    put(page, "now", 4)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_survey(team_link, open_page, settled, scheme):
    page = open_page(*PHONE, scheme, tolerate=TOLERATED)
    enter(page, team_link(), settled)
    found = [Axe().run(page)]
    begin(page, settled)
    found.append(Axe().run(page))
    faults = [
        (fault["id"], [node["html"][:200] for node in fault["nodes"]])
        for result in found
        for fault in result.response["violations"]
        if fault["impact"] in {"serious", "critical"}
    ]
    assert faults == []


def test_no_chart_library_reaches_the_survey_page(team_link, open_page, settled):
    page = open_page(*PHONE, tolerate=TOLERATED)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    enter(page, team_link(), settled)
    begin(page, settled)
    put(page, "now", 1)
    assert not [url for url in asked if "plotly" in url.lower()]
