"""What people do on the pages, in their own words."""

import re

from playwright.sync_api import Page, expect

PHONE = (360, 740)
# A page below `/` first looks for its server in the wrong place, as Streamlit has it.
TOLERATED = ("404 (Not Found)",)


def enter(page: Page, link: str, settled) -> None:
    """Open a link and press its button."""
    page.goto(link)
    page.get_by_role("button").click()
    page.wait_for_selector('[data-testid="stApp"]')
    settled(page)


def press(page: Page, button: str, settled) -> None:
    """Press a button by its name."""
    page.get_by_role("button", name=button, exact=True).click()
    settled(page)


def follow(page: Page, link: str, settled) -> None:
    """Follow a link by its name, and wait for the page behind it."""
    page.get_by_role("link", name=link, exact=True).click()
    page.wait_for_load_state()
    page.wait_for_selector('[data-testid="stApp"]')
    settled(page)


def begin(page: Page, settled) -> None:
    """Leave the first screen, for the first question that is open."""
    page.get_by_role("button", name=re.compile("^(Begin|Go on)$")).click()
    settled(page)


def put(page: Page, facet: str, place: int) -> None:
    """Choose a place by a tap, and wait until the page calls it saved."""
    choose(page, facet, place)
    expect(saved(page, facet)).to_have_text("Saved", use_inner_text=True)


def choose(page: Page, facet: str, place: int, within: float = 30.0) -> None:
    """Tap a place; 0 is "not sure"; `within` so many seconds."""
    options = page.locator(f".st-key-scale-{facet} [data-testid=stRadioOption]")
    (options.last if place == 0 else options.nth(place - 1)).click(timeout=within * 1000)


def saved(page: Page, facet: str):
    """Where the page says that a place is saved; what it hides there is no text of it."""
    return page.locator(f".st-key-scale-{facet} [data-of]")


def chosen(page: Page, facet: str) -> int | None:
    """The place that is marked, or None."""
    inputs = page.locator(f".st-key-scale-{facet} input[type=radio]")
    marks = inputs.evaluate_all("all => all.map(one => one.checked)")
    if True not in marks:
        return None
    place = marks.index(True) + 1
    return 0 if place == len(marks) else place


def question(page: Page) -> str:
    """The question on the screen, once there is one: between two a page holds both for a moment."""
    heading = page.locator("h1")
    expect(heading).to_have_count(1)
    return heading.inner_text()


def pick(page: Page, label: str, option: str, settled) -> None:
    """Choose from a list by typing."""
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option).first.click()
    page.keyboard.press("Escape")
    settled(page)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the button of that name has the focus."""
    tab_until(page, f"document.activeElement?.innerText === {name!r}")


def tab_into(page: Page, facet: str) -> None:
    """Press Tab until the focus is within the places."""
    tab_until(page, f"!!document.activeElement?.closest('.st-key-scale-{facet}')")


def tab_until(page: Page, condition: str) -> None:
    """Press Tab, at most once around the page."""
    for _ in range(60):
        if page.evaluate(condition):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never led to {condition}")
