"""Browsers that keep no cookies, or are too old: what they are told, without any script."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from posdash.access import signin
from posdash.hour import meeting
from posdash.organisation import people
from posdash.rounds import links
from posdash.settings import settings
from posdash.survey.round import TeamId
from posdash.web import routes
from world.company import ADMINISTRATOR, coach, groups, opened

pytestmark = pytest.mark.usefixtures("empty_store")
OWN = {"Origin": "http://127.0.0.1:8501"}
NO_COOKIES = "This browser keeps no cookies"
TOO_OLD = "If the next page stays empty, this browser is too old for it"


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A browser that goes where it is sent, and keeps cookies unless a test forbids it."""
    with TestClient(Starlette(routes=routes.ROUTES), base_url="http://127.0.0.1:8501") as one:
        yield one


def path(link: str) -> str:
    return link.removeprefix(settings().base_url)


def an_open_team() -> tuple[TeamId, links.TeamLink]:
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    return TeamId(survey_round.id, kiwi), links.team_links(ADMINISTRATOR, survey_round.id)[0]


def without_cookies(client: TestClient, link: str, **typed: str) -> str:
    """What is shown after the button, to a browser that keeps nothing."""
    answer = client.post(link, data=typed, headers=OWN, follow_redirects=False)
    assert answer.status_code == 303
    client.cookies.clear()
    return client.get(answer.headers["location"]).text


def test_who_opens_a_link_without_cookies_is_told_so(client):
    _, link = an_open_team()
    for shown in (
        without_cookies(client, path(link.url)),
        without_cookies(client, "/code", code=link.code),
    ):
        assert NO_COOKIES in shown
        assert f"Allow cookies for {settings().base_url}" in shown
        assert "There is no round" not in shown


def test_who_signs_in_without_cookies_is_told_so_and_that_the_link_is_used(client):
    link = people.sign_in_link(ADMINISTRATOR, people.add_person(ADMINISTRATOR, "Ada"))
    for one, typed in ((signin.setup_link(), {"name": "Root"}), (link, {})):
        shown = without_cookies(client, path(one), **typed)
        assert NO_COOKIES in shown
        assert "A link to sign in works once: ask for a new one." in shown


def test_done_and_removing_without_cookies_say_what_is_so(client):
    for one in ("/done?round=1&group=1", "/remove?round=1&group=1"):
        shown = client.get(one).text
        assert "This browser holds no link to a round" in shown
        assert "it keeps no cookies" in shown


def test_with_cookies_the_way_goes_on_to_the_answers_of_that_team(client):
    team, link = an_open_team()
    answer = client.post(path(link.url), headers=OWN)
    assert answer.url.path + "?" + answer.url.query.decode() == (
        f"/answer?round={team.round_id}&group={team.group_id}"
    )


def test_while_the_team_is_in_session_it_goes_on_there(client):
    team, link = an_open_team()
    meeting.begin(coach(team.group_id), team)
    answer = client.post(path(link.url), headers=OWN)
    assert answer.url.path == "/follow"


@pytest.mark.parametrize("query", ["?round=1", "?round=1&group=x", "?round=1&group=99", ""])
def test_made_up_addresses_of_the_way_on_lead_nowhere_else(client, query):
    _, link = an_open_team()
    client.post(path(link.url), headers=OWN)
    answer = client.get(f"/here{query}&to=https://elsewhere.example", follow_redirects=False)
    assert answer.headers.get("location", "/").startswith("/")
    assert "elsewhere" not in answer.headers.get("location", "")


def test_every_first_page_says_what_to_do_if_the_next_one_stays_empty(client):
    _, link = an_open_team()
    for one in (path(link.url), "/code", "/sign-in", "/setup/x", "/in/x"):
        shown = client.get(one).text
        assert TOO_OLD in shown
        assert "iOS 16.4" in shown
        assert "<script" not in shown
