"""The coach's picture under the pointer: a click on a chart leads to that question."""

from playwright.sync_api import Page, expect

from browser.server import Server
from browser.steps import TOLERATED, enter
from posdash import banks, closing, people
from posdash.access import Role
from world import ADMINISTRATOR, answered, coach, groups, opened

FIRST, OTHER = "local-global", "short-long"


def coach_at_the_picture(one: Server, page: Page, settled, monkeypatch) -> None:
    """A closed team, wide apart on one question, and its coach looking at it."""
    monkeypatch.setenv("POSDASH_DATABASE_URL", one.database_url)
    monkeypatch.setenv("POSDASH_URL", one.url)
    [kiwi] = groups("Kiwi")
    round = opened([kiwi], bank=banks.bank("experiment-shape"), candidate="Quiet Fridays")
    for dimension in round.bank.dimensions:
        split = dimension.id == FIRST
        answered(round, kiwi, [1, 1, 2, 6, 7] if split else [3, 4, 4, 4, 5], dimension.id)
    closing.reveal(coach(kiwi), round.id, kiwi)
    person = people.add_person(ADMINISTRATOR, "Cleo")
    people.give_role(ADMINISTRATOR, person, Role.COACH, kiwi)
    enter(page, people.sign_in_link(ADMINISTRATOR, person), settled)
    page.goto(f"{one.url}/team")
    settled(page)


def test_a_click_on_a_chart_opens_that_questions_distribution(
    server, open_page, settled, monkeypatch
):
    page = open_page(1280, 1000, tolerate=TOLERATED)
    coach_at_the_picture(server(), page, settled, monkeypatch)
    box = page.get_by_role("combobox", name="Look at one question")
    expect(box).to_have_value("Local ↔ Global")
    expect(page.get_by_text("Answers between Local and Global")).to_be_visible()
    click_on(page, "wide-ladder", OTHER)
    expect(box).to_have_value("Short ↔ Long")
    expect(page.get_by_text("Answers between Short and Long")).to_be_visible()
    click_on(page, "wide-radar", FIRST)
    expect(box).to_have_value("Local ↔ Global")


def click_on(page: Page, chart: str, dimension: str) -> None:
    """Click the first mark of a dimension on a chart."""
    plot = page.locator(f".st-key-{chart} .js-plotly-plot")
    plot.locator(".scatterlayer .point").first.wait_for()
    x, y = plot.evaluate(
        """(plot, id) => {
            const box = plot.getBoundingClientRect(), {xaxis, yaxis, _size} = plot._fullLayout;
            for (const trace of plot._fullData)
                for (let i = 0; i < (trace.customdata ?? []).length; i++)
                    if (trace.customdata[i] === id && trace.mode?.includes('markers'))
                        return [box.x + _size.l + xaxis.d2p(trace.x[i]),
                                box.y + _size.t + yaxis.d2p(trace.y[i])];
        }""",
        dimension,
    )
    page.mouse.click(x, y)
