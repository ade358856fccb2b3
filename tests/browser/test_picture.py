"""The coach's picture under the pointer: a click on a chart leads to that question."""

from playwright.sync_api import Page, expect

from browser.server import Server
from browser.steps import PHONE, TOLERATED, enter
from posdash.access.rights import Role
from posdash.answers import closing
from posdash.banks import library
from posdash.organisation import people
from posdash.survey.round import TeamId
from world.company import ADMINISTRATOR, coach, groups, opened, phone, place, promised

FIRST, OTHER = "local-global", "short-long"
PLACES = {FIRST: [1, 1, 2, 6, 7], OTHER: [2, 2, 4, 5, 6]}


def coach_at_the_picture(one: Server, page: Page, settled) -> None:
    """A closed team, wide apart on one question, and its coach looking at it."""
    [kiwi] = groups("Kiwi")
    terms = {"candidate": "Quiet Fridays", "asks_aim": True}
    survey_round = opened([kiwi], bank=library.bank("experiment-shape"), **terms)
    for dimension in survey_round.bank.dimensions:
        for now in PLACES.get(dimension.id, [3, 4, 4, 4, 5]):
            place(phone(survey_round, kiwi), dimension.id, now, aim=6)
    closing.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    person = people.add_person(ADMINISTRATOR, "Cleo")
    people.give_role(ADMINISTRATOR, person, Role.COACH, kiwi)
    promised(person, kiwi)
    enter(page, people.sign_in_link(ADMINISTRATOR, person), settled)
    page.goto(f"{one.url}/team")
    settled(page)


def test_a_click_on_a_chart_opens_that_questions_distribution(served, open_page, settled):
    page = open_page(1280, 1000, tolerate=TOLERATED)
    coach_at_the_picture(served, page, settled)
    box = page.get_by_role("combobox", name="Look at one question")
    expect(box).to_have_value("Local ↔ Global")
    expect(page.get_by_text("Answers between Local and Global")).to_be_visible()
    click_on(page, "wide-ladder", OTHER)
    expect(box).to_have_value("Short ↔ Long")
    expect(page.get_by_text("Answers between Short and Long")).to_be_visible()
    click_on(page, "wide-radar", FIRST)
    expect(box).to_have_value("Local ↔ Global")
    for view, label in (("ladder", "Ladder"), ("tension", "Tension map")):
        page.get_by_text(label, exact=True).click()
        settled(page)
        expect(box).to_have_value("Local ↔ Global")  # the place is kept
        click_on(page, f"wide-{view}", OTHER)
        expect(box).to_have_value("Short ↔ Long")
        click_on(page, f"wide-{view}", FIRST)
        expect(box).to_have_value("Local ↔ Global")
    page.get_by_text("Table", exact=True).click()
    page.get_by_role("link", name="Short ↔ Long").click()
    expect(page.get_by_role("combobox", name="Look at one question")).to_have_value("Short ↔ Long")


def test_a_choice_from_the_list_stays_though_the_chart_clicked_before_is_gone(
    served, open_page, settled
):
    page = open_page(1280, 1000, tolerate=TOLERATED)
    coach_at_the_picture(served, page, settled)
    box = page.get_by_role("combobox", name="Look at one question")
    click_on(page, "wide-radar", OTHER)
    expect(box).to_have_value("Short ↔ Long")
    page.get_by_text("Ladder", exact=True).click()
    settled(page)
    box.click()
    page.get_by_role("option", name="Local ↔ Global").click()
    settled(page)
    expect(box).to_have_value("Local ↔ Global")
    expect(page.get_by_text("Answers between Local and Global")).to_be_visible()


def test_the_address_keeps_the_view_and_going_back_leads_back(served, open_page, settled):
    page = open_page(1280, 1000, tolerate=TOLERATED)
    coach_at_the_picture(served, page, settled)
    assert "?" not in page.url  # nothing was chosen, so there is nothing to go back through
    box = page.get_by_role("combobox", name="Look at one question")
    for label in ("Ladder", "Tension map"):
        page.get_by_text(label, exact=True).click()
        settled(page)
    click_on(page, "wide-tension", OTHER)
    expect(box).to_have_value("Short ↔ Long")
    page.reload()
    page.wait_for_selector('[data-testid="stApp"]')
    settled(page)
    expect(page.get_by_role("radio", name="Tension map")).to_be_checked()
    expect(box).to_have_value("Short ↔ Long")
    for view in ("Tension map", "Ladder", "Radar"):
        page.go_back()
        settled(page)
        expect(box).to_have_value("Local ↔ Global")
        expect(page.get_by_role("radio", name=view)).to_be_checked()
    page.go_back()
    page.wait_for_url(lambda url: "/team" not in url)


def test_on_a_phone_a_jump_leads_to_the_question(served, open_page, settled):
    page = open_page(*PHONE, tolerate=TOLERATED)
    coach_at_the_picture(served, page, settled)
    page.get_by_role("link", name="To the question that is chosen").first.click()
    expect(
        page.get_by_role("heading", name="How far does this experiment reach?")
    ).to_be_in_viewport()


def click_on(page: Page, chart: str, dimension: str) -> None:
    """Click the first mark of a dimension on a chart."""
    plot = page.locator(f".st-key-{chart} .js-plotly-plot")
    plot.locator(".scatterlayer .point").first.wait_for()
    plot.scroll_into_view_if_needed()
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
