"""A team's session in real browsers: whoever leads it, the large screen, and six phones."""

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from browser.looks import look
from browser.steps import (
    PHONE,
    TOLERATED,
    begin,
    enter,
    follow,
    press,
    put,
    tab_to,
    tab_until,
)
from posdash.access.rights import Principal, Role
from posdash.hour import agenda, meeting, notes
from posdash.hour.steps import Step, Stop
from posdash.organisation import people
from posdash.survey.round import TeamId
from world.company import ADMINISTRATOR, answered, bank, groups, members, opened, promised
from world.company import coach as coach_of

PLACES = [1, 1, 2, 6, 7]  # of five phones, on both questions
HELD_UP = 1.2  # seconds; each second a phone asks by itself where the session is
PAUSE = meeting.TWICE.total_seconds() * 1000  # milliseconds between two taps that both count


@pytest.fixture
def here(served) -> SimpleNamespace:
    """A server with Kiwi's open round on two questions, and its coach."""
    [kiwi] = groups("Kiwi")
    members(kiwi, 6)
    survey_round = opened([kiwi], bank=bank("pace", "reach"), asks_aim=False)
    cleo = people.add_person(ADMINISTRATOR, "Cleo")
    people.give_role(ADMINISTRATOR, cleo, Role.COACH, kiwi)
    promised(cleo, kiwi)
    return SimpleNamespace(
        url=served.url,
        round=survey_round,
        kiwi=kiwi,
        coach=people.sign_in_link(ADMINISTRATOR, cleo),
    )


def test_a_whole_session_with_six_phones_from_the_welcome_to_the_notes(
    here, open_page, settled, pictures
):
    coach = open_page(*PHONE, tolerate=TOLERATED)
    enter(coach, here.coach, settled)
    coach.goto(f"{here.url}/session")
    settled(coach)
    press(coach, "Begin the session", settled)
    code = coach.locator("p.code strong").inner_text()
    room = large_screen(coach, here, settled)
    expect(room.get_by_text(code)).to_be_visible()
    look(room, "session-room-welcome", pictures)

    phones = [joined(open_page, here, code, settled) for _ in PLACES]
    for phone in phones:
        expect(phone.get_by_role("link", name="To your answers")).to_be_visible()
    go_on(coach, "Let everybody place", settled)
    for phone, place in zip(phones, PLACES, strict=True):
        answer(phone, place, settled)
    expect(room.get_by_text("Answered: at least 5 of 6")).to_be_visible()

    phones[2].reload()
    phones[2].wait_for_selector('[data-testid="stApp"]')
    settled(phones[2])
    coach.get_by_text("Everybody who wants to has answered", exact=True).click()
    settled(coach)
    press(coach, "Close and reveal", settled)
    for phone in phones:
        expect_heading(phone, "Your team's picture")
    expect(room.get_by_text(re.compile("[Ww]idest apart"))).to_be_visible()
    assert room.get_by_role("button").count() == 0
    look(room, "session-room-picture", pictures)

    go_on(coach, "Talk about left pace ↔ right pace", settled)
    for screen in (*phones, room):
        expect_heading(screen, "Where on pace?")
    late = joined(open_page, here, code, settled)
    expect_heading(late, "Where on pace?")
    expect(phones[0].get_by_text("Your own place: 1 of 7, left pace.")).to_be_visible()
    assert late.get_by_text("Your own place").count() == 0
    expect(room.locator(".st-key-chart-strip .js-plotly-plot")).to_be_visible()
    take_notes(coach, settled)
    for name, screen in (("room", room), ("coach", coach), ("phone", phones[0])):
        look(screen, f"session-{name}-talk", pictures)

    everybody = [*phones, late]
    until(coach, "Collect what to try", settled)
    expect(late.get_by_text("Pair on Mondays (Ben)")).to_be_visible()
    until(coach, "Ask for one word each", settled)
    for number, phone in enumerate(everybody):
        expect_heading(phone, "One word each")
        phone.get_by_label("Your word").fill(f"word{number}")
        phone.keyboard.press("Tab")
        expect(phone.get_by_text("Saved")).to_be_visible()
    for number in range(6):
        expect(room.get_by_text(f"word{number}")).to_be_visible()
    until(coach, "Ask whether it was worth it", settled)
    for phone in everybody:
        expect_heading(phone, "Was this hour worth it?")
        settled(phone).get_by_text("4", exact=True).click()
        expect(phone.locator("p.saved")).to_have_text(["Saved", "Saved"])  # the word's, too
    coach.get_by_text("Everybody who wants to has voted", exact=True).click()
    settled(coach)
    press(coach, "End the session", settled)
    for screen in (*everybody, room):
        expect_heading(screen, "Thank you")
    expect(room.get_by_text(re.compile("6 voted.*4"))).to_be_visible()
    expect(coach.get_by_text("Pair on Mondays (Ben)")).to_be_visible()
    look(phones[0], "session-phone-over", pictures)
    see_oneself(phones[0], settled)
    look(phones[0], "session-mirror", pictures)
    for screen in (coach, *everybody):
        assert screen.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def large_screen(coach: Page, here: SimpleNamespace, settled) -> Page:
    """The projector's page, in another window of whoever leads."""
    link = coach.get_by_role("link", name="Open the projector page").get_attribute("href")
    room = coach.context.new_page()
    room.set_viewport_size({"width": 1280, "height": 720})
    room.goto(here.url + link)
    return settled(room)


def joined(open_page, here: SimpleNamespace, code: str, settled) -> Page:
    """A phone that typed the two words."""
    phone = open_page(*PHONE, "dark", tolerate=TOLERATED)
    phone.goto(f"{here.url}/code")
    phone.get_by_label("Two words").fill(code)
    phone.get_by_role("button").click()
    phone.wait_for_selector('[data-testid="stApp"]')
    return settled(phone)


def go_on(coach: Page, label: str, settled) -> None:
    """Press the main button, which says where it leads."""
    expect(coach.locator(".st-key-onward button")).to_have_text(label)
    coach.wait_for_timeout(PAUSE)
    coach.locator(".st-key-onward button").click()
    settled(coach)


def until(coach: Page, label: str, settled) -> None:
    """Go on until the main button leads there, and press it."""
    button = coach.locator(".st-key-onward button")
    for _ in range(6):
        said = button.inner_text()
        coach.wait_for_timeout(PAUSE)
        button.click()
        settled(coach)
        if label in said:
            return
    raise AssertionError(f"No button led to {label}.")


def answer(phone: Page, place: int, settled) -> None:
    """Place both questions, and choose “Done”."""
    expect(phone.get_by_role("button", name="Begin")).to_be_visible()
    begin(phone, settled)
    put(phone, "now", place)
    press(phone, "Next", settled)
    put(phone, "now", place)
    follow(phone, "Done", settled)
    expect(phone.get_by_text("All your answers are saved.")).to_be_visible()


def take_notes(coach: Page, settled) -> None:
    """A note, and a next step with its owner."""
    coach.get_by_label("Notes on left pace ↔ right pace").fill("Two ways of planning.")
    coach.get_by_label("Notes on left pace ↔ right pace").blur()
    expect(coach.locator("p.saved", has_text="Saved").first).to_be_visible()
    coach.get_by_label("What shall be done").fill("Pair on Mondays")
    coach.get_by_label("Who", exact=True).fill("Ben")
    press(coach, "Agree on it", settled)
    expect(coach.get_by_text("Pair on Mondays (Ben)")).to_be_visible()


def see_oneself(phone: Page, settled) -> None:
    """One's own places beside the team's, from this device alone."""
    phone.get_by_role("link", name="See yourself beside your team").click()
    settled(phone)
    expect(phone.get_by_text("You placed it near left pace", exact=False).first).to_be_visible()
    expect(phone.get_by_text("a cookie that it took along", exact=False)).to_be_visible()


def expect_heading(page: Page, text: str) -> None:
    """Wait for this heading alone: between two screens a page holds both for a moment."""
    expect(page.locator("h1")).to_have_text([text])


def test_an_hour_is_prepared_led_and_followed_by_keyboard_alone(here, open_page, settled):
    answered(here.round, here.kiwi, [1, 1, 2, 6, 7, 7])
    coach = open_page(1280, 900, tolerate=TOLERATED)
    enter(coach, here.coach, settled)
    coach.goto(f"{here.url}/session")
    settled(coach)
    enter_on(coach, "Begin the session", settled)
    phone = joined(open_page, here, coach.locator("p.code strong").inner_text(), settled)
    enter_on(coach, "Let everybody place", settled)
    tick_and_enter_on(coach, "Everybody who wants to has answered", "Close and reveal", settled)
    expect_heading(coach, "The picture")
    onward_by_enter(coach, settled)
    tab_until(coach, "document.activeElement?.tagName === 'TEXTAREA'")
    coach.keyboard.type("Noted by keyboard")
    coach.keyboard.press("Tab")
    expect(coach.locator("p.saved", has_text="Saved").first).to_be_visible()
    enter_on(coach, "Back", settled)
    expect_heading(coach, "The picture")
    for _ in range(3):  # the question again, what to try, one word each
        onward_by_enter(coach, settled)
    expect_heading(phone, "One word each")
    tab_until(phone, "document.activeElement?.tagName === 'INPUT'")
    phone.keyboard.type("awake")
    phone.keyboard.press("Tab")
    expect(phone.get_by_text("Saved")).to_be_visible()
    onward_by_enter(coach, settled)
    expect_heading(phone, "Was this hour worth it?")
    tab_until(phone, "document.activeElement?.type === 'radio'")
    phone.keyboard.press("ArrowRight")
    expect(phone.locator("p.saved")).to_have_text(["Saved", "Saved"])  # the word's, too
    tick_and_enter_on(coach, "Everybody who wants to has voted", "End the session", settled)
    expect_heading(phone, "Thank you")
    expect(phone.get_by_text("Noted by keyboard")).to_be_visible()
    change_the_agenda_by_keyboard(coach, here, settled)


def change_the_agenda_by_keyboard(coach: Page, here: SimpleNamespace, settled) -> None:
    """Give the first question a minute more; choose another view of the team."""
    coach.goto(f"{here.url}/agenda")
    settled(coach)
    [slot] = agenda.agenda(of_kiwi(here), TeamId(here.round.id, here.kiwi)).slots
    tab_until(coach, "document.activeElement?.type === 'number'")
    coach.keyboard.press("ArrowUp")
    coach.keyboard.press("Tab")
    expect(coach.get_by_text("Saved")).to_be_visible()
    kept = agenda.agenda(of_kiwi(here), TeamId(here.round.id, here.kiwi)).slots
    assert [one.minutes for one in kept] == [slot.minutes + 1]
    coach.goto(f"{here.url}/team")
    settled(coach)
    tab_until(coach, "document.activeElement?.type === 'radio'")
    for _ in range(3):
        coach.keyboard.press("ArrowRight")
        settled(coach)
    expect(coach.get_by_role("link", name="left pace ↔ right pace")).to_be_visible()


def test_what_is_half_typed_stays_when_another_screen_brings_everybody_on(here, open_page, settled):
    ada, place = of_kiwi(here), TeamId(here.round.id, here.kiwi)
    answered(here.round, here.kiwi, [1, 1, 2, 6, 7, 7])
    meeting.begin(ada, place)
    code = meeting.room(ada, place).link.code
    meeting.reveal(ada, place)
    meeting.bring(ada, place, Stop(Step.TALK, "pace"))
    coach, phone = open_page(1280, 900, tolerate=TOLERATED), joined(open_page, here, code, settled)
    enter(coach, here.coach, settled)
    coach.goto(f"{here.url}/session")
    settled(coach)
    note, step = "Notes on left pace ↔ right pace", "What shall be done"
    coach.get_by_label(step).fill("Pair on")
    coach.get_by_label(note).fill("Two ways of")
    for screen in (coach, phone):
        screen.locator("p.status").evaluate("one => { one.same = true }")
    meeting.bring(ada, place, Stop(Step.WORDS))
    for screen in (coach, phone):  # the same element with other words: readers of screens say it
        expect(screen.locator("p.status")).to_have_text("One word each")
        assert screen.locator("p.status").evaluate("one => one.same === true")
    expect(coach.get_by_label(step)).to_have_value("Pair on")
    expect(coach.get_by_label(note)).to_have_value("Two ways of")
    coach.get_by_label(note).blur()
    expect(coach.locator("p.saved", has_text="Saved").first).to_be_visible()
    phone.get_by_label("Your word").fill("awake")
    meeting.bring(ada, place, Stop(Step.VOTE))
    expect_heading(phone, "Was this hour worth it?")
    expect(phone.get_by_label("Your word")).to_have_value("awake")
    phone.get_by_label("Your word").blur()
    expect(phone.get_by_text("Saved")).to_be_visible()
    assert notes.taken_away(ada, place).notes == {"pace": "Two ways of"}


def test_a_phone_that_looks_at_the_picture_goes_back_once_the_session_moves_on(
    here, open_page, settled
):
    ada, place = of_kiwi(here), TeamId(here.round.id, here.kiwi)
    answered(here.round, here.kiwi, [1, 1, 2, 6, 7, 7])
    meeting.begin(ada, place)
    phone = joined(open_page, here, meeting.room(ada, place).link.code, settled)
    meeting.reveal(ada, place)
    expect_heading(phone, "Your team's picture")
    phone.get_by_role("link", name="See your team's picture").click()
    expect(phone.get_by_role("link", name="Back to the session")).to_be_visible()
    meeting.bring(ada, place, Stop(Step.TALK, "pace"))
    expect_heading(phone, "Where on pace?")


def test_answering_comes_to_rest_after_a_session_that_was_ended_before_the_reveal(
    here, open_page, settled
):
    ada, place = of_kiwi(here), TeamId(here.round.id, here.kiwi)
    meeting.begin(ada, place)
    phone = joined(open_page, here, meeting.room(ada, place).link.code, settled)
    meeting.bring(ada, place, Stop(Step.PLACE))
    expect(phone.get_by_role("button", name="Begin")).to_be_visible()
    meeting.end(ada, place)
    expect(phone.locator("p.status")).to_have_text("")
    settled(phone)
    answer(phone, 3, settled)


def test_a_phone_in_a_session_shows_what_was_tapped_while_the_server_was_held_up(
    served, here, open_page, settled
):
    ada, place = of_kiwi(here), TeamId(here.round.id, here.kiwi)
    meeting.begin(ada, place)
    phone = joined(open_page, here, meeting.room(ada, place).link.code, settled)
    meeting.bring(ada, place, Stop(Step.PLACE))
    first = phone.get_by_role("button", name="Begin")
    for _ in range(3):
        expect(first).to_be_visible()
        served.hold_up(HELD_UP)
        first.click()
        expect_heading(phone, "Where on pace?")
        expect(first).to_have_count(0)
        press(phone, "Back", settled)
    begin(phone, settled)
    served.hold_up(HELD_UP)
    put(phone, "now", 3)


def of_kiwi(here: SimpleNamespace) -> Principal:
    """Kiwi's coach, for what happens on another screen."""
    return coach_of(here.kiwi)


def tick_and_enter_on(page: Page, sure: str, label: str, settled) -> None:
    """Say that one is sure, and press the button of that name."""
    tab_until(page, f"document.activeElement?.ariaLabel === {sure!r}")
    page.keyboard.press("Space")
    settled(page)
    enter_on(page, label, settled)


def onward_by_enter(page: Page, settled) -> None:
    """Press the main button, whatever it says."""
    tab_until(page, "!!document.activeElement?.closest('.st-key-onward')")
    page.wait_for_timeout(PAUSE)
    page.keyboard.press("Enter")
    settled(page)


def enter_on(page: Page, label: str, settled) -> None:
    """Tab to a button and press Enter, later than a second press of the one before would come."""
    tab_to(page, label)
    page.wait_for_timeout(PAUSE)
    page.keyboard.press("Enter")
    settled(page)
