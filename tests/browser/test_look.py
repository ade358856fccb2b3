"""Every page on the sample, on a phone and on a desk, in light and in dark: whole and readable."""

import re

import pytest
from playwright.sync_api import Page

from browser.looks import look
from browser.server import Server
from browser.steps import TOLERATED, begin, enter
from posdash.access.rights import Role
from posdash.organisation import people
from posdash.rounds import links, plan
from world.company import ADMINISTRATOR

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
    Role.COACH: [
        "team",
        "team?round=2&group=3&over=1",
        "team?round=2&group=3&view=ladder&over=above",
        "team?round=2&group=3&view=tension",
        "team?round=2&group=3&view=table",
        "agenda?round=2&group=3",
        "session?round=2&group=3",
        "belief",
        "guide",
    ],
}


def pytest_generate_tests(metafunc):
    """Each width and each scheme once; where pictures are kept, all four."""
    if "scheme" in metafunc.fixturenames:
        usual, more = [(360, "dark"), (1280, "light")], [(360, "light"), (1280, "dark")]
        all_four = usual + more if metafunc.config.getoption("pictures") else usual
        metafunc.parametrize(("width", "scheme"), all_four)


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
            look(page, f"{re.sub('[^a-z]+', '-', path) or 'start'}-{width}-{scheme}", pictures)
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
