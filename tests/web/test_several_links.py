"""Several rounds and teams on one phone: each page and route is about its own."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from posdash.answers import collect
from posdash.banks.bank import Placed
from posdash.keys import from_text, to_text
from posdash.rounds import links
from posdash.settings import settings
from posdash.survey.round import Links, Round, TeamId
from posdash.views import mirror
from posdash.web import browser, routes
from world.company import ADMINISTRATOR, bank, groups, members, opened, place
from world.database import everything

pytestmark = pytest.mark.usefixtures("empty_store")
OWN = {"Origin": "http://127.0.0.1:8501"}


@pytest.fixture
def phone() -> Iterator[TestClient]:
    """A browser without cookies that follows no redirect by itself."""
    with TestClient(
        Starlette(routes=routes.ROUTES), base_url="http://127.0.0.1:8501", follow_redirects=False
    ) as one:
        yield one


def asked(team: TeamId) -> str:
    return f"round={team.round_id}&group={team.group_id}"


def opening(phone: TestClient, url: str) -> str:
    """Open a link and press its button; where it leads to."""
    return phone.post(url.removeprefix(settings().base_url), headers=OWN).headers["location"]


def about_an_idea(group: int, name: str) -> Round:
    """A round of one candidate: a team has several at the same time."""
    return opened([group], bank=bank("pace", places=Placed.CANDIDATE), candidate=name)


def two_rounds(phone: TestClient) -> tuple[TeamId, TeamId]:
    """Two candidates, two rounds of one team, both opened on this phone, the second last."""
    [kiwi] = groups("Kiwi")
    found = []
    for idea in ("Quiet Fridays", "Loud Mondays"):
        survey_round = about_an_idea(kiwi, idea)
        [link] = links.team_links(ADMINISTRATOR, survey_round.id)
        found.append(TeamId(survey_round.id, kiwi))
        assert asked(found[-1]) in opening(phone, link.url)
    return found[0], found[1]


def saved(phone: TestClient, team: TeamId) -> int:
    return len(collect.survey(browser.principal_from(phone.cookies, team)).placements)


def test_each_of_two_rounds_on_a_phone_is_asked_for_by_its_team_and_else_it_is_the_last(phone):
    first, second = two_rounds(phone)
    for team, found in ((first, first), (second, second), (None, second)):
        assert browser.principal_from(phone.cookies, team).respondent.team == found
    assert browser.principal_from(phone.cookies, TeamId(99, 1)).respondent is None


def test_done_on_the_page_of_the_first_round_thanks_for_the_first_and_keeps_its_places(phone):
    first, second = two_rounds(phone)
    who = browser.principal_from(phone.cookies, first)
    place(who, "pace", 2)
    answer = phone.get(f"/done?{asked(first)}")
    assert answer.headers["location"] == f"/answer?{asked(first)}&step=done"
    kept = mirror.kept_as(who.respondent, collect.survey(who))
    assert phone.cookies[f"posdash_own_{first}"] == kept
    assert f"posdash_own_{second}" not in phone.cookies


def test_remove_on_the_page_of_the_first_round_leaves_the_second_alone(phone):
    first, second = two_rounds(phone)
    for team in (first, second):
        place(browser.principal_from(phone.cookies, team), "pace", 2)
        phone.get(f"/done?{asked(team)}")
    answer = phone.post(f"/remove?{asked(first)}", headers=OWN)
    assert answer.headers["location"] == f"/answer?{asked(first)}"
    assert (saved(phone, first), saved(phone, second)) == (0, 1)
    assert f"posdash_own_{first}" not in phone.cookies
    assert f"posdash_own_{second}" in phone.cookies


def test_two_teams_of_one_round_keep_their_places_apart(phone):
    kiwi, wren = groups("Company / Kiwi", "Company / Wren")
    survey_round = opened([kiwi, wren])
    for link in links.team_links(ADMINISTRATOR, survey_round.id):
        opening(phone, link.url)
    place(browser.principal_from(phone.cookies, TeamId(survey_round.id, kiwi)), "pace", 2)
    for group in (kiwi, wren):
        phone.get(f"/done?{asked(TeamId(survey_round.id, group))}")
    kept = [phone.cookies[f"posdash_own_{survey_round.id}-{group}"] for group in (kiwi, wren)]
    assert [one.partition("-")[0] for one in kept] == [str(kiwi), str(wren)]


@pytest.mark.parametrize("path", ["/done", "/remove"])
def test_an_address_that_names_a_team_whose_link_is_not_here_is_refused(phone, path):
    two_rounds(phone)
    answer = phone.get(f"{path}?round=99&group=1")
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


@pytest.mark.parametrize("path", ["/done", "/remove", "/someone-else"])
@pytest.mark.parametrize("query", ["", "?round=1", "?round=x&group=1", "?round=9999999999&group=1"])
def test_with_two_rounds_here_an_address_that_names_none_is_refused(phone, path, query):
    first, second = two_rounds(phone)
    for team in (first, second):
        place(browser.principal_from(phone.cookies, team), "pace", 2)
    answer = phone.post(path + query, headers=OWN) if path != "/done" else phone.get(path + query)
    assert answer.status_code == 403
    assert "does not say which team" in answer.text
    assert "set-cookie" not in answer.headers
    assert (saved(phone, first), saved(phone, second)) == (1, 1)


def test_someone_else_starts_empty_in_every_round_of_this_phone_and_goes_on_in_the_one_asked(phone):
    first, second = two_rounds(phone)
    for team in (first, second):
        place(browser.principal_from(phone.cookies, team), "pace", 2)
    before = dict(phone.cookies)
    answer = phone.post(f"/someone-else?{asked(first)}", headers=OWN)
    assert answer.headers["location"] == f"/answer?{asked(first)}"
    assert (saved(phone, first), saved(phone, second)) == (0, 0)
    assert browser.principal_from(before, first).respondent is None  # as an older tab has them


def test_personal_links_leave_with_their_owner_whichever_page_is_handed_over(phone):
    kiwi, wren = groups("Company / Kiwi", "Company / Wren")
    members(wren, 1)
    [team] = links.team_links(ADMINISTRATOR, opened([kiwi]).id)
    [personal] = links.personal_links(ADMINISTRATOR, opened([wren], links=Links.PERSONAL).id)
    opening(phone, personal.url)
    opening(phone, team.url)
    phone.post("/someone-else?round=1&group=1", headers=OWN)
    assert [link for _, link in browser.links(phone.cookies)] == [team.url.rpartition("/")[2]]


def test_a_device_given_up_is_not_in_the_way_of_the_link(phone):
    [kiwi] = groups("Kiwi")
    [link] = links.team_links(ADMINISTRATOR, opened([kiwi]).id)
    opening(phone, link.url)
    device = phone.cookies["posdash_device"]
    phone.post("/someone-else", headers=OWN)
    phone.cookies.set("posdash_device", device, domain="127.0.0.1", path="/")  # its answer was lost
    opening(phone, link.url)
    assert browser.principal_from(phone.cookies).respondent.device != from_text(device)


def test_a_browser_holds_its_ten_last_links(phone):
    [kiwi] = groups("Kiwi")
    rounds = [about_an_idea(kiwi, f"Idea {number}") for number in range(12)]
    for survey_round in rounds:
        opening(phone, links.team_links(ADMINISTRATOR, survey_round.id)[0].url)
    held = [str(TeamId(survey_round.id, kiwi)) for survey_round in reversed(rounds[2:])]
    assert [team for team, _ in browser.links(phone.cookies)] == held
    assert len(phone.cookies["posdash_link"]) < 600


def test_the_one_link_that_a_browser_kept_before_still_leads_to_its_team(phone):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    [link] = links.team_links(ADMINISTRATOR, survey_round.id)
    opening(phone, link.url)
    cookies = {**dict(phone.cookies), "posdash_link": link.url.rpartition("/")[2]}
    for team in (None, TeamId(survey_round.id, kiwi)):
        assert browser.principal_from(cookies, team).respondent.team.group_id == kiwi
    assert browser.principal_from(cookies, TeamId(99, kiwi)).respondent is None


def test_where_the_last_link_was_taken_back_the_one_before_still_lets_in(phone):
    first, second = two_rounds(phone)
    links.replace_team_link(ADMINISTRATOR, second)
    assert browser.principal_from(phone.cookies).respondent.team == first
    assert browser.principal_from(phone.cookies, second).respondent is None


def test_a_stranger_hands_over_nothing_that_would_be_kept(phone):
    before = everything()
    for number in range(3):
        cookie = f"posdash_device={to_text(bytes([number]) * 32)}; posdash_link=1-1.{'A' * 43}"
        answer = phone.post("/someone-else", headers={**OWN, "Cookie": cookie})
        assert answer.headers["location"] == "/"
    assert everything() == before
