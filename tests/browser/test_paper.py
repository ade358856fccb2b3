"""What is printed is whole from a window of any width; what is chosen is read in the dark."""

import re

import pytest
from playwright.sync_api import Locator, expect

from browser.steps import TOLERATED, enter
from browser.test_picture import coach_at_the_picture
from posdash.access.rights import Role
from posdash.organisation import people
from world.company import ADMINISTRATOR, groups

PAPER = 703  # pixels between the margins of A4
LEAST = 4.5  # to one, of letters to what is behind them


@pytest.mark.parametrize("width", [360, 1280])
def test_charts_are_printed_whole_from_any_window(served, open_page, settled, width):
    page = open_page(width, 900, tolerate=TOLERATED)
    coach_at_the_picture(served, page, settled)
    page.locator(".main-svg:visible").first.wait_for()
    page.emulate_media(media="print")
    expect(page.locator("[class*=st-key-narrow-] .main-svg:visible")).to_have_count(0)
    drawn = page.locator("[class*=st-key-wide-] .main-svg:visible")
    expect(drawn.first).to_be_visible()
    widths = drawn.evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert all(0 < one <= PAPER for one in widths)


def test_a_chart_that_is_not_drawn_yet_is_printed_as_its_table(served, open_page, settled):
    page = open_page(1280, 900, tolerate=(*TOLERATED, "ERR_FAILED", "Failed to fetch"))
    page.route(re.compile("plotly", re.I), lambda _: None)  # on its way for ever
    coach_at_the_picture(served, page, settled)
    tables = page.locator("[class*=st-key-chart-] table")
    expect(tables.first).to_be_hidden()
    page.emulate_media(media="print")
    for index in range(tables.count()):
        expect(tables.nth(index)).to_be_visible()


def test_a_chip_and_the_main_button_can_be_read_in_the_dark(served, open_page, settled):
    groups("Kiwi")
    page = open_page(1280, 900, "dark", tolerate=TOLERATED)
    ada = people.add_person(ADMINISTRATOR, "Ada")
    people.give_role(ADMINISTRATOR, ada, Role.ADMINISTRATOR, None)
    enter(page, people.sign_in_link(ADMINISTRATOR, ada), settled)
    page.goto(f"{served.url}/plan")
    settled(page)
    page.get_by_role("combobox", name="Groups that answer").click()
    page.get_by_role("option", name="Kiwi").click()
    chip = page.locator("[data-tag]")
    expect(chip).to_have_text("Kiwi")
    assert contrast(chip, "span") >= LEAST
    assert contrast(page.locator("button", has_text="Plan the round"), "p") >= LEAST


def contrast(there: Locator, letters: str) -> float:
    """How letters within something stand out from what is behind them, as WCAG has it."""
    return there.evaluate(
        """(there, letters) => {
            const light = (colour) => colour.match(/[0-9.]+/g).slice(0, 3).map(Number)
                .map(one => one / 255)
                .map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
                .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
            const both = [getComputedStyle(there).backgroundColor,
                getComputedStyle(there.querySelector(letters)).color].map(light);
            return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
        }""",
        letters,
    )
