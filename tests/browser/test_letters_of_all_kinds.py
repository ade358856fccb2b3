"""Long words and letters that run from right to left, on a phone: whole, and in their order."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.looks import look
from browser.server import Server
from browser.steps import PHONE, TOLERATED, begin, enter
from posdash.access.rights import Role
from posdash.answers import closing
from posdash.banks.bank import Bank, Pole
from posdash.organisation import people
from posdash.rounds import links
from posdash.survey.round import TeamId
from world.company import ADMINISTRATOR, bank, coach, groups, opened, phone, place

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbau"
EARLY, LATE = "מוקדם", "מאוחר"
WHEN = "מתי אנחנו מחליטים?"


def hebrew() -> Bank:
    """A bank on one dimension, its question and its ends in Hebrew."""
    [one] = (made := bank("early-late")).dimensions
    ends = {
        side: Pole(**(dict(getattr(one, side)) | {"label": label}))
        for side, label in (("left", EARLY), ("right", LATE))
    }
    asked = one.model_copy(update=ends | {"question": WHEN})
    return made.model_copy(update={"dimensions": (asked,), "title": "איך אנחנו מחליטים?"})


@pytest.fixture
def team(served: Server) -> tuple[int, int, str]:
    """A closed round and its team, of a very long name, and a link for its coach."""
    [group] = groups(f"חברה / {LONG}")
    survey_round = opened([group], bank=hebrew(), title=LONG)
    for now in (1, 1, 2, 6, 7):
        place(phone(survey_round, group), "early-late", now, aim=6)
    closing.reveal(coach(group), TeamId(survey_round.id, group))
    person = people.add_person(ADMINISTRATOR, LONG, member_of=[group])
    for role in (Role.COACH, Role.LEADER):
        people.give_role(ADMINISTRATOR, person, role, group)
    people.give_role(ADMINISTRATOR, person, Role.ADMINISTRATOR, None)
    return survey_round.id, group, people.sign_in_link(ADMINISTRATOR, person)


def cut_off(page: Page) -> list[str]:
    """What holds the long word and reaches out of the window, or of what hides the rest of it."""
    return page.evaluate(
        """(word) => [...document.querySelectorAll('.stMainBlockContainer *')]
            .filter(one => one.checkVisibility() && !one.closest('svg, .scroll, p.status'))
            .flatMap(one => [...one.childNodes])
            .filter(node => node.nodeType === 3 && node.textContent.includes(word))
            .filter(node => {
                const range = document.createRange();
                range.selectNodeContents(node);
                const {right} = range.getBoundingClientRect();
                for (let at = node.parentElement; at !== document.body; at = at.parentElement)
                    if (getComputedStyle(at).overflowX !== 'visible'
                        && right > at.getBoundingClientRect().right + 1) return true;
                return right > innerWidth;
            })
            .map(node => node.parentElement.outerHTML.slice(0, 160))""",
        LONG[:20],
    )


def left_of(page: Page, first: str, second: str) -> list[bool]:
    """Wherever both stand in one line of text: whether the first is the left one on the screen."""
    return page.evaluate(
        """([first, second]) => [...document.querySelectorAll('.stMainBlockContainer *')]
            .flatMap(one => [...one.childNodes])
            .filter(node => node.nodeType === 3 && node.parentElement.checkVisibility()
                && node.textContent.includes(first) && node.textContent.includes(second))
            .map(node => {
                const boxes = [first, second].map(word => {
                    const range = document.createRange(), at = node.textContent.indexOf(word);
                    range.setStart(node, at);
                    range.setEnd(node, at + word.length);
                    return range.getBoundingClientRect();
                });
                return Math.abs(boxes[0].top - boxes[1].top) > 3 || boxes[0].left < boxes[1].left;
            })""",
        [first, second],
    )


def test_on_a_phone_long_words_wrap_and_the_left_end_stays_left(
    served, team, open_page, settled, pictures
):
    round_id, group, link = team
    page = open_page(*PHONE, tolerate=TOLERATED)
    enter(page, link, settled)
    at = f"round={round_id}&group={group}"
    paths = [f"team?{at}", f"team?{at}&view=ladder", f"team?{at}&view=table"]
    for path in [
        *paths,
        f"agenda?{at}",
        f"session?{at}",
        "rounds",
        "plan",
        "people",
        "tree",
        "log",
    ]:
        page.goto(f"{served.url}/{path}")
        settled(page)
        look(page, "letters-" + re.sub("[^a-z]+", "-", path), pictures)
        assert cut_off(page) == [], path
        assert all(left_of(page, EARLY, LATE)), path


def test_chips_and_the_preview_of_a_list_wrap_as_well(served, team, open_page, settled, pictures):
    page = open_page(*PHONE, tolerate=TOLERATED)
    enter(page, team[2], settled)
    page.goto(f"{served.url}/plan")
    settled(page)
    page.get_by_role("combobox", name="Groups that answer").click()
    page.get_by_role("option", name=LONG).click()
    page.keyboard.press("Escape")
    settled(page)
    look(page, "letters-chips", pictures)
    assert cut_off(page) == []
    page.goto(f"{served.url}/roster")
    settled(page)
    lines = f"Vorname;Name;E-Mail;Abteilung;Gehalt\n{LONG};Berg;;{LONG};9\n;;ida@;Kiwi;\n"
    page.locator("input[type=file]").set_input_files(
        {"name": f"{LONG}.csv", "mimeType": "text/csv", "buffer": lines.encode("cp1252")}
    )
    expect(page.get_by_text("This is not an e-mail address.")).to_be_visible()
    settled(page)
    page.get_by_text("Columns: 4 of 5 taken").click()
    settled(page)
    look(page, "letters-roster", pictures)
    assert cut_off(page) == []


def test_who_answers_finds_the_ends_on_their_sides_and_the_question_mark_at_its_end(
    served, open_page, settled, pictures
):
    [group] = groups(LONG)
    survey_round = opened([group], bank=hebrew(), title=LONG)
    [link] = links.team_links(ADMINISTRATOR, survey_round.id)
    page = open_page(*PHONE, tolerate=TOLERATED)
    enter(page, link.url, settled)
    look(page, "letters-first", pictures)
    assert cut_off(page) == []
    begin(page, settled)
    look(page, "letters-answer", pictures)
    left, right = (page.locator(f".poles .{side} strong") for side in ("left", "right"))
    expect(left).to_contain_text(EARLY)
    assert left.bounding_box()["x"] < right.bounding_box()["x"]
    assert left_of(page, "?", WHEN[:3]) == [True]  # in Hebrew, the end is at the left
    assert cut_off(page) == []
