"""A team's session over real connections: what reaches a screen, what is stored, what survives."""

from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from random import Random
from threading import Barrier
from time import sleep

import pytest

from live.client import Device, Tab
from live.labels import BACK, BEGIN, BEGIN_SESSION, ENTER_THESE, LET_PLACE, YOUR_VOTE, YOUR_WORD
from live.somebody import coach_of, sign_in
from posdash import clock
from posdash.answers import collect
from posdash.hour import meeting
from posdash.hour.steps import Step, Stop
from posdash.rounds import links
from posdash.survey.round import Facet, TeamId
from posdash.views import results
from posdash.web import browser
from world.company import ADMINISTRATOR, answered, bank, coach, groups, members, opened

SIX = 6
TIMES = 50
NUMBER = count(10)  # every team has a name of its own, all of one length
MARK = "Zanzibar"  # stands in what others wrote, and nowhere else


@pytest.fixture
def team(served, device) -> Callable[..., tuple]:
    """An open round of one team: (round, group), the coach's device, and the team's link."""

    def make(*dimensions: str, **terms) -> tuple:
        [kiwi] = groups(f"Kiwi {next(NUMBER)}")
        members(kiwi, SIX)
        survey_round = opened([kiwi], bank=bank(*(dimensions or ("pace", "reach"))), **terms)
        [link] = links.team_links(ADMINISTRATOR, survey_round.id)
        return (
            TeamId(survey_round.id, kiwi),
            survey_round,
            device(sign_in(coach_of(kiwi))),
            link.url,
        )

    return make


def address(page: str, here: TeamId) -> str:
    """The address of a page about one team of a round."""
    return f"{page}?round={here.round_id}&group={here.group_id}"


def begun(desk: Device, here: TeamId) -> Tab:
    """The coach's page, where the session has just begun."""
    tab = desk.tab(address("/session", here))
    tab.click(BEGIN_SESSION)
    return tab


def go_on(lead: Tab, button: str) -> None:
    """Press the main button, later than a second tap on the one before would come."""
    sleep(meeting.TWICE.total_seconds())
    lead.click(button)


def test_phones_and_projector_follow_whoever_leads_from_the_welcome_to_the_vote(team, device):
    here, survey_round, desk, link = team()
    answered(survey_round, here.group_id, [1, 2, 2, 6, 6, 7])
    lead = begun(desk, here)
    one = device(link)
    screen, seen = desk.tab(address("/projector", here)), one.tab("/follow")
    assert seen.says("Spring")
    go_on(lead, LET_PLACE)
    seen.poll()
    assert seen.has(BEGIN)  # the phone is where people answer
    lead.confirm("Close and reveal")
    seen.poll(), screen.poll()
    assert seen.says("picture</h1>")
    assert screen.says("idest apart")
    while onward := [one for one in lead.screen.widgets if one.key.startswith("onward-")]:
        go_on(lead, onward[0].key)
        seen.poll(), screen.poll()
        if seen.has(YOUR_WORD):
            seen.type(YOUR_WORD, "awake")
            assert seen.says('role="status">Saved</p>')
        if seen.has(YOUR_VOTE):
            seen.choose(YOUR_VOTE, "4")
            assert seen.says('role="status">Saved</p>')
    lead.confirm("End the session")
    seen.poll(), screen.poll()
    assert meeting.stand(coach(here.group_id), here).step is Step.OVER
    assert seen.says("Thank you")
    assert screen.says("Thank you")
    assert [*seen.exceptions, *screen.exceptions, *lead.exceptions] == []


def test_the_projector_carries_no_controls_at_any_step(team):
    here, survey_round, desk, _ = team()
    answered(survey_round, here.group_id, [1, 2, 2, 6, 6, 7])
    begun(desk, here)
    screen = desk.tab(address("/projector", here))
    ada = coach(here.group_id)
    stops = [Stop(Step.PLACE), None, Stop(Step.TALK, "pace"), Stop(Step.EXPERIMENTS)]
    for stop in (*stops, Stop(Step.WORDS), Stop(Step.VOTE), Stop(Step.OVER)):
        meeting.reveal(ada, here) if stop is None else meeting.bring(ada, here, stop)
        screen.poll()
        kinds = {one.kind for one in screen.screen.widgets} - {"plotly_chart"}
        assert kinds == set(), stop
    assert screen.exceptions == []


def test_before_the_reveal_nothing_that_a_browser_receives_depends_on_what_others_answered(
    team, device
):
    heard, numbers, closes_at = [], [], clock.now() + timedelta(hours=1)
    one, other = ([1, 1, 2, 1, 2], f"{MARK} one"), ([7, 6, 7, 7, 6], f"{MARK} two")
    for places, text in (one, one, other):
        here, survey_round, desk, link = team(closes_at=closes_at)
        lead, own = begun(desk, here), device(link)
        screen, seen = desk.tab(address("/projector", here)), own.tab("/follow")
        for tab in (seen, screen, lead):
            tab.collects_numbers = True
        others = answered(survey_round, here.group_id, places)
        for who in others:
            collect.comment(who, "pace", text)
        for _ in range(SIX):  # so many follow that participation is counted live
            device(link).tab("/follow")
        go_on(lead, LET_PLACE)
        for tab in (seen, screen, lead):
            tab.poll()
        seen.click(BEGIN)
        seen.choose("place-pace-now", seen.radio("place-pace-now").options[3])
        for tab in (seen, screen, lead):
            tab.poll(), tab.rerun()
        assert screen.says("Answered: at least 5 of 6")
        heard.append([told(tab, survey_round, here) for tab in (seen, screen, lead)])
        numbers.append([by_field(tab) for tab in (seen, screen, lead)])
    assert heard[0] == heard[1] == heard[2]
    assert not any(MARK in text for tab in heard[2] for text in tab)
    for first, again, others in zip(*numbers, strict=True):
        by_itself = {field for field in {*first, *again} if first.get(field) != again.get(field)}
        assert len(by_itself) < len(first) / 2  # ids and times, which differ from run to run
        for field in {*first, *others} - by_itself:
            assert first.get(field) == others.get(field), field


def by_field(tab: Tab) -> dict[str, set[float]]:
    """The numbers that reached a page, by the field they came in.

    Not how often each: a server that is busy sends only the last of two equal parts of a page.
    """
    found: dict[str, set[float]] = defaultdict(set)
    for field, number in tab.numbers:
        found[field].add(number)
    return found


def told(tab: Tab, survey_round, here: TeamId) -> list[str]:
    """All the readable text that reached a page, without what names this one round."""
    own = [room.code for room in [meeting.room(coach(here.group_id), here).link] if room]
    own += [link.url for link in links.team_links(ADMINISTRATOR, survey_round.id)]
    name = next(one.group.name for one in survey_round.asked)
    readable = [one for one in tab.heard if " " in one and "svg" not in one and "$$ID" not in one]
    for text in (*own, name, str(here), f"({here.round_id}, {here.group_id})"):
        readable = [one.replace(text, "…") for one in readable]
    group = f"group={here.group_id}"
    numbers = (f"round={here.round_id}&amp;{group}", f"round={here.round_id}&{group}")
    return sorted({one.replace(numbers[0], "…").replace(numbers[1], "…") for one in readable})


def test_six_people_answering_in_the_same_instant_lose_nothing_and_all_screens_agree(team, device):
    here, _, desk, link = team("pace")
    lead = begun(desk, here)
    go_on(lead, LET_PLACE)
    screen = desk.tab(address("/projector", here))
    phones = [device(link) for _ in range(SIX)]
    tabs = [one.tab("/follow") for one in phones]
    for tab in tabs:
        tab.click(BEGIN)
    together, random = Barrier(SIX, timeout=60), Random(5)

    def put(tab: Tab, place: int) -> None:
        together.wait()
        tab.choose("place-pace-now", tab.radio("place-pace-now").options[place - 1])

    with ThreadPoolExecutor(SIX) as people:
        for _ in range(TIMES):
            places = [random.randint(1, 7) for _ in tabs]
            list(people.map(put, tabs, places))
            stored = [stored_by(one) for one in phones]
            assert stored == places
            assert all(saved(tab) for tab in tabs)
    for tab in (*tabs, lead, screen):
        tab.poll()
    assert lead.says("Answered: at least 5 of 6")
    assert screen.says("Answered: at least 5 of 6")
    titles = {
        text for tab in (*tabs, lead, screen) for text in tab.texts if 'class="status"' in text
    }
    assert len(titles) == 1
    lead.confirm("Close and reveal")
    counts = results.team(coach(here.group_id), here).dimension("pace").now.counts
    assert counts == tuple(places.count(place) for place in range(1, 8))


def stored_by(one: Device) -> int:
    """What the door finds of this phone."""
    found = collect.survey(browser.principal_from(one.cookies)).placements
    return found["pace", Facet.NOW]


def saved(tab: Tab) -> bool:
    """Whether the page calls the first place saved."""
    return any('<span class="saved" role="status">Saved</span>' in text for text in tab.html)


def test_a_page_that_asks_by_itself_at_each_tap_keeps_nothing_of_the_screen_before(team, device):
    here, _, desk, link = team()
    go_on(begun(desk, here), LET_PLACE)
    seen = device(link).tab("/follow")
    for _ in range(10):
        seen.click_and_poll(BEGIN)
        assert seen.says("Where on pace?")
        assert not seen.has(BEGIN)
        seen.click_and_poll(BACK)
        assert seen.has(BEGIN)
        assert not seen.says("Where on pace?")
    assert seen.exceptions == []


def test_a_tap_that_meets_the_next_step_on_its_way_is_stored_and_called_saved(team, device):
    here, _, desk, link = team()
    lead, phone = begun(desk, here), device(link)
    seen = phone.tab("/answer")
    seen.click(BEGIN)
    tapped = seen.radio("place-pace-now")
    go_on(lead, LET_PLACE)
    seen.poll()
    assert tapped.fragment not in seen.fragments  # a way to the session stood above it
    seen.forge(tapped.id, "string_value", tapped.options[2], tapped.fragment)
    assert stored_by(phone) == 3
    assert saved(seen)


def test_ten_reloads_from_one_address_and_a_server_that_starts_again_leave_everyone_in_place(
    team, device, served
):
    here, survey_round, desk, link = team()
    answered(survey_round, here.group_id, [1, 2, 2, 6, 6, 7])
    begun(desk, here)
    phones = [device(link) for _ in range(3)]
    meeting.reveal(coach(here.group_id), here)
    meeting.bring(coach(here.group_id), here, Stop(Step.TALK, "pace"))
    for _ in range(10):
        for one in phones:
            with one.tab("/follow") as tab:
                assert tab.says("Where on pace?")
    served.kill9()
    served.start()
    for one in (*phones, device(link)):  # and one that joins only now
        with one.tab("/follow") as tab:
            assert tab.says("Where on pace?")
    assert desk.tab(address("/session", here)).says("Talk: left pace ↔ right pace")
    assert desk.tab(address("/projector", here)).says("Where on pace?")


def test_the_coach_enters_the_placement_of_somebody_without_a_phone(team):
    here, survey_round, desk, _ = team("pace", asks_aim=False)
    answered(survey_round, here.group_id, [1, 2, 3, 4, 5])
    lead = begun(desk, here)
    go_on(lead, LET_PLACE)
    entry = lead.radio(f"pace-now-enter-{here}-0")
    lead.choose(entry.key, entry.options[6])
    lead.click(ENTER_THESE)
    lead.confirm("Close and reveal")
    found = results.team(coach(here.group_id), here)
    assert found.dimension("pace").now.counts == (1, 1, 1, 1, 1, 0, 1)
    assert "The answers of 1 person are known to a coach" in found.audience
    assert lead.exceptions == []


def test_what_a_phone_forges_brings_nobody_anywhere(team, device):
    here, _, desk, link = team()
    lead = begun(desk, here)
    own = device(link)
    seen = own.tab("/follow")
    button = lead.button(LET_PLACE)
    seen.forge(button.id, "trigger_value", True)
    assert meeting.stand(coach(here.group_id), here).step is Step.WELCOME
    for page in ("/session", "/agenda"):
        tab = own.tab(address(page, here))
        assert any('role="alert"' in text for text in tab.html), page


def test_a_phone_of_another_team_follows_nothing_here(team, device):
    here, _, desk, _ = team()
    begun(desk, here)
    *_, other = team()
    tab = device(other).tab(address("/projector", here))
    assert any('role="alert"' in text for text in tab.html)
    assert not tab.says("Spring")
