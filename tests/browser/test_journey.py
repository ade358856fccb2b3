"""From an empty posdash to the coach's picture, by clicking only."""

import re

from playwright.sync_api import Page, expect

from browser.steps import PHONE, TOLERATED, begin, choose, enter, follow, pick, press, put, saved

GIVEN = {  # now and aim of six people on the first dimension, and on the others
    "first": [(1, 4), (1, 4), (2, 4), (6, 5), (7, 5), (7, 5)],
    "others": [(3, 4), (3, 4), (4, 4), (4, 4), (3, 4), (0, 4)],
}


def setup_link(printed: str) -> str:
    """The link that a first start prints."""
    found = re.search(r"http\S+/setup/\S+", printed)
    assert found
    return found.group()


def test_a_round_from_the_first_start_to_the_coachs_picture(server, open_page, settled):
    one = server()
    office = open_page(1280, 900, tolerate=TOLERATED)
    become_administrator(office, setup_link(one.posdash("init")), settled)
    coach_link = make_team_and_coach(office, settled)
    team_link = plan_and_open(office, settled)
    for index in range(6):
        phone = open_page(*PHONE, tolerate=TOLERATED)
        answer_all(phone, team_link, index, settled)
    desk = open_page(1280, 1000, tolerate=TOLERATED)
    enter(desk, coach_link, settled)
    way(desk, "See your teams", settled)
    reveal(desk, settled)
    read_the_picture(desk)
    log = one.log.read_text()
    assert not [way for way in ("/i/", "/in/", "/setup/") if way in log], "A link is in the log."


def become_administrator(page: Page, link: str, settled) -> None:
    """Use the link of the first start."""
    page.goto(link)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_selector('[data-testid="stApp"]')
    settled(page)
    expect(page.get_by_role("heading", name="Set up")).to_be_visible()


def way(page: Page, text: str, settled) -> None:
    """Follow a link of the page, or of the menu above it."""
    page.get_by_role("link", name=text, exact=True).first.click()
    settled(page)


def make_team_and_coach(page: Page, settled) -> str:
    """Add a team, a coach of it, and a link for the coach to sign in with."""
    way(page, "Add groups", settled)
    page.get_by_label("A group by its path").fill("Company / Kiwi")
    press(page, "Add the group", settled)
    way(page, "People", settled)
    page.get_by_label("Name", exact=True).first.fill("Cleo")
    press(page, "Add the person", settled)
    pick(page, "Person", "Cleo", settled)
    pick(page, "Of which group", "Company / Kiwi", settled)
    press(page, "Give this role", settled)
    press(page, "Make a sign-in link", settled)
    return page.get_by_text(re.compile("/in/")).inner_text().strip()


def plan_and_open(page: Page, settled) -> str:
    """Plan a round on the bank of ten, look at it as people will, and open it; the team's link."""
    way(page, "Rounds", settled)
    way(page, "Plan a round", settled)
    pick(page, "Question bank", "How shall we shape this experiment?", settled)
    page.get_by_label("Title, as people will read it").fill("Quiet Fridays")
    pick(page, "Groups that answer", "Company / Kiwi", settled)
    page.get_by_label("The candidate experiment").fill("Fridays without meetings")
    page.keyboard.press("Tab")
    settled(page)
    page.get_by_text("Also ask where people would like it to be").click()
    settled(page)
    press(page, "Plan the round", settled)
    way(page, "Look at it and open it", settled)
    look_at_it_first(page, settled)
    page.get_by_text("The questions, the groups and who sees what are right").click()
    settled(page)
    press(page, "Open the round", settled)
    expect(page.get_by_role("img", name=re.compile("QR code"))).to_be_visible()
    return page.get_by_text(re.compile("/i/")).inner_text().strip()


def look_at_it_first(page: Page, settled) -> None:
    """The preview shows the questions and keeps nothing."""
    way(page, "See it as people will", settled)
    expect(page.get_by_text("Nothing that you choose is kept")).to_be_visible()
    begin(page, settled)
    choose(page, "now", 3)
    settled(page)
    expect(saved(page, "now")).to_have_text("")
    way(page, "Rounds", settled)


def answer_all(page: Page, link: str, index: int, settled) -> None:
    """Read the first screen and place all ten dimensions."""
    enter(page, link, settled)
    for sentence in (
        "Fridays without meetings",
        "understanding, not assessment",
        "10 questions",
        "without names",
        "saved as you give it",
    ):
        expect(page.get_by_text(sentence).first).to_be_visible()
    begin(page, settled)
    for step in range(10):
        now, aim = GIVEN["first" if step == 0 else "others"][index]
        put(page, "now", now)
        put(page, "aim", aim)
        if step < 9:
            press(page, "Next", settled)
    follow(page, "Done", settled)
    expect(page.get_by_text("All your answers are saved.")).to_be_visible()


def reveal(page: Page, settled) -> None:
    """Close the team as its coach."""
    expect(page.get_by_text("Nobody sees any result")).to_be_visible()
    page.get_by_text("Close the team and reveal its picture").click()
    page.get_by_text("Everybody who wants to has answered", exact=True).click()
    settled(page)
    press(page, "Close and reveal", settled)


def read_the_picture(page: Page) -> None:
    """The values on radar and ladder are those that were given."""
    expect(page.get_by_text(re.compile("[Ww]idest apart: Local ↔ Global"))).to_be_visible()
    ladder = table_of(page, "ladder")
    radar = table_of(page, "radar")
    assert ladder[0][0].startswith("Local")
    assert "4.0" in " ".join(ladder[0])
    assert "4.5" in " ".join(ladder[0])
    assert "3.4" in " ".join(ladder[1])
    assert len(ladder) == len(radar) == 10
    assert "4.0" in " ".join(radar[0])


def table_of(page: Page, chart: str) -> list[list[str]]:
    """The rows of the table under a chart."""
    part = page.locator(f".st-key-chart-{chart}")
    part.get_by_text("The same as a table").click()
    part.locator("table").wait_for()
    rows = part.locator("tbody tr")
    return [rows.nth(index).locator("th, td").all_inner_texts() for index in range(rows.count())]
