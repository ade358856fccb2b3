"""Every page on the sample, on a phone and on a desk, in light and in dark: whole and readable."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from browser.server import Server
from browser.steps import TOLERATED, begin, enter
from posdash import links, people, plan
from posdash.access import Role
from world import ADMINISTRATOR

PEOPLE = {
    Role.ADMINISTRATOR: [
        "",
        "rounds",
        "plan",
        "letters",
        "people",
        "tree",
        "roster",
        "log",
        "account",
    ],
    Role.LEADER: ["groups", "coaches"],
    Role.COACH: ["team", "team?round=2&group=3"],
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Server:
    """A server with the invented company."""
    one = Server(tmp_path_factory.mktemp("sample"))
    one.set_up()
    one.posdash("sample")
    one.start()
    yield one
    one.stop()


@pytest.fixture
def ways_in(sample, monkeypatch) -> dict[Role, str]:
    """A fresh link for one person of each role, and the link of a team."""
    monkeypatch.setenv("POSDASH_DATABASE_URL", sample.database_url)
    monkeypatch.setenv("POSDASH_URL", sample.url)
    newest = plan.all_rounds(ADMINISTRATOR)[0]
    found = {Role.MEMBER: links.team_links(ADMINISTRATOR, newest.id)[0].url}
    for one in people.organisation(ADMINISTRATOR).people:
        for held in one.roles:
            if held.role is not Role.COACH or held.group.endswith("Heron"):
                found.setdefault(held.role, people.sign_in_link(ADMINISTRATOR, one.id))
    return found


def look(page: Page, name: str, pictures: Path | None) -> None:
    """Nothing sticks out sideways, nothing serious bars anybody; kept as a picture if wanted."""
    width = page.viewport_size["width"]
    drawn = page.locator('[data-testid="stPlotlyChart"]').count()
    page.wait_for_timeout(800 if drawn else 100)  # charts draw after the script has come to rest
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert page.get_by_text(re.compile("Traceback|Exception|nan\\b")).count() == 0, name
    if pictures:
        height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": width, "height": height + 20})
        page.wait_for_timeout(800)
        page.screenshot(path=pictures / f"{name}.png")
        page.set_viewport_size({"width": width, "height": 900})
    faults = [
        (fault["id"], [node["html"][:160] for node in fault["nodes"]])
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in {"serious", "critical"}
    ]
    assert (name, faults) == (name, [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_whole_and_readable(
    sample, ways_in, open_page, settled, pictures, width, scheme
):
    for role, pages in PEOPLE.items():
        page = open_page(width, 900, scheme, tolerate=TOLERATED)
        enter(page, ways_in[role], settled)
        for path in pages:
            page.goto(f"{sample.url}/{path}")
            settled(page)
            if path == "groups":
                choose_the_closed_round(page, settled)
            look(page, f"{re.split('[?]', path)[0] or 'start'}-{width}-{scheme}", pictures)
    page = open_page(width, 900, scheme, tolerate=TOLERATED)
    enter(page, ways_in[Role.MEMBER], settled)
    look(page, f"answer-first-{width}-{scheme}", pictures)
    begin(page, settled)
    look(page, f"answer-{width}-{scheme}", pictures)


def choose_the_closed_round(page: Page, settled) -> None:
    """The newest round is still open; look at the one before."""
    page.get_by_role("combobox", name="Round", exact=True).click()
    page.get_by_role("option", name=re.compile("How we work")).first.click()
    settled(page)
