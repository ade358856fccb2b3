"""The routes beside the pages: links, signing in and out, over HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from posdash.access import signin
from posdash.access.rights import Role
from posdash.answers import closing, collect
from posdash.findings.agenda import Agenda
from posdash.hour import agenda
from posdash.organisation import people
from posdash.rounds import links
from posdash.settings import settings
from posdash.survey.round import TeamId
from posdash.views import mirror
from posdash.web import browser, routes
from world.company import ADMINISTRATOR, closed, coach, groups, opened, place

pytestmark = pytest.mark.usefixtures("empty_store")
OWN = {"Origin": "http://127.0.0.1:8501"}


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A browser without cookies that follows no redirect by itself."""
    with TestClient(
        Starlette(routes=routes.ROUTES), base_url="http://127.0.0.1:8501", follow_redirects=False
    ) as one:
        yield one


def path(link: str) -> str:
    return link.removeprefix(settings().base_url)


def team_link() -> str:
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    return path(links.team_links(ADMINISTRATOR, survey_round.id)[0].url)


def test_a_link_shows_a_button_first_because_mail_programs_fetch_links(client):
    answer = client.get(team_link())
    assert answer.status_code == 200
    assert '<form method="post">' in answer.text
    assert not answer.cookies


def test_pressing_the_button_sets_cookies_that_no_script_reads_and_leads_to_the_survey(client):
    link = team_link()
    answer = client.post(link, headers=OWN)
    assert answer.status_code == 303
    on = client.get(answer.headers["location"]).headers["location"]
    assert on == "/answer?round=1&group=1"
    for cookie in answer.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
    assert browser.principal_from(client.cookies).respondent is not None


def test_opening_the_link_again_keeps_the_device_and_so_its_answers(client):
    link = team_link()
    client.post(link, headers=OWN)
    before = browser.principal_from(client.cookies).respondent
    client.post(link, headers=OWN)
    assert browser.principal_from(client.cookies).respondent == before


def test_someone_else_gets_another_secret_on_the_same_device(client):
    client.post(team_link(), headers=OWN)
    before = browser.principal_from(client.cookies).respondent
    assert client.get("/someone-else").status_code == 200
    client.post("/someone-else", headers=OWN)
    after = browser.principal_from(client.cookies).respondent
    assert after.team == before.team
    assert after.token != before.token


@pytest.mark.parametrize("token", ["unknown", "A" * 43, "x" * 9000, "%E2%82%AC", "a;b=c%0d%0aX: y"])
def test_an_unknown_link_makes_nobody(client, token):
    answer = client.post(f"/i/{token}", headers=OWN)
    assert answer.status_code == 403
    assert "There is no round behind this link" in answer.text
    assert browser.principal_from(client.cookies).respondent is None


def test_the_set_up_link_asks_for_a_name_and_signs_in(client):
    link = path(signin.setup_link())
    assert "Your name" in client.get(link).text
    answer = client.post(link, data={"name": "Ada"}, headers=OWN)
    assert answer.status_code == 303
    assert browser.principal_from(client.cookies).person.name == "Ada"


def test_a_sign_in_link_works_once_and_signing_out_ends_it(client):
    person = people.add_person(ADMINISTRATOR, "Ada")
    link = path(people.sign_in_link(ADMINISTRATOR, person))
    assert client.post(link, headers=OWN).status_code == 303
    assert browser.principal_from(client.cookies).person.id == person
    assert client.post(link, headers=OWN).status_code == 403
    cookies = dict(client.cookies)
    assert client.post("/out", headers=OWN).status_code == 303
    assert browser.principal_from(cookies).person is None


@pytest.mark.parametrize(
    "origin", [{}, {"Origin": "null"}, {"Origin": "https://elsewhere.example"}]
)
def test_a_form_sent_by_another_site_is_refused(client, origin):
    answer = client.post(path(signin.setup_link()), data={"name": "Eve"}, headers=origin)
    assert answer.status_code == 403
    assert browser.principal_from(client.cookies).person is None


def test_pages_of_links_are_not_kept_framed_or_told_to_others(client):
    headers = client.get(team_link()).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "strict-origin"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]


def test_what_a_name_holds_is_never_read_as_html(client):
    link = path(signin.setup_link())
    client.post(link, data={"name": "<b>Ada</b>"}, headers=OWN)
    assert browser.principal_from(client.cookies).person.name == "<b>Ada</b>"


def test_on_https_cookies_belong_to_this_host_alone(client, monkeypatch):
    monkeypatch.setenv("POSDASH_URL", "https://posdash.example")
    settings.cache_clear()
    answer = client.post("/i/anything", headers={"Origin": "https://posdash.example"})
    for cookie in answer.headers.get_list("set-cookie"):
        assert cookie.startswith("__Host-posdash_")
        assert "Secure" in cookie
        assert "Path=/" in cookie


def test_the_server_says_that_it_answers(client):
    assert client.get("/healthz").text == "ok"


def test_done_keeps_ones_places_on_the_device_and_handing_it_over_or_removing_forgets_them(client):
    link = team_link()
    for forget in ("/someone-else", "/remove"):
        client.post(link, headers=OWN)
        who = browser.principal_from(client.cookies)
        place(who, "pace", 2, aim=6)
        team = who.respondent.team
        here = f"round={team.round_id}&group={team.group_id}"
        answer = client.get(f"/done?{here}")
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            f"/answer?{here}&step=done",
        )
        own = f"posdash_own_{team}"
        assert client.cookies[own] == mirror.kept_as(who.respondent, collect.survey(who))
        client.cookies.set("posdash_own_99-7", "of another round", domain="127.0.0.1", path="/")
        assert "httponly" in answer.headers["set-cookie"].lower()
        assert client.get(f"{forget}?{here}").status_code == 200
        client.post(f"{forget}?{here}", headers=OWN)
        assert own not in client.cookies
        assert ("posdash_own_99-7" in client.cookies) is (forget == "/remove")


def test_odd_names_of_cookies_stand_in_nobodys_way(client):
    client.post(team_link(), headers=OWN)
    odd = "; ".join(f"posdash_own_{name}=1" for name in ("", "x", "a b", "1,2", "[]", "1-"))
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    answer = client.post("/someone-else", headers={**OWN, "Cookie": f"{cookies}; {odd}"})
    assert answer.status_code == 303


def test_done_without_a_link_keeps_nothing(client):
    answer = client.get("/done?round=1&group=1")
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_after_the_close_done_leaves_what_the_device_kept(client):
    client.post(team_link(), headers=OWN)
    who = browser.principal_from(client.cookies)
    place(who, "pace", 2)
    client.get("/done")
    closing.close_round(ADMINISTRATOR, who.respondent.team.round_id)
    assert "set-cookie" not in client.get("/done").headers
    assert client.cookies[f"posdash_own_{who.respondent.team}"].endswith(".2---")


def test_an_agenda_is_taken_away_by_its_coach_alone_in_the_time_zone_asked_for(client):
    [kiwi] = groups("Kiwi")
    ada = people.add_person(ADMINISTRATOR, "Ada")
    people.give_role(ADMINISTRATOR, ada, Role.COACH, kiwi)
    survey_round = closed([kiwi], {kiwi: [1, 1, 1, 2, 6, 7, 7, 7]})
    here = f"/files/rounds/{survey_round.id}/groups/{kiwi}/agenda"
    assert client.get(f"{here}.md").status_code == 403
    client.post(path(people.sign_in_link(ADMINISTRATOR, ada)), headers=OWN)
    answer = client.get(f"{here}.md")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "## 0:06 left pace ↔ right pace" in answer.text
    missing = client.get(f"{here}.ics")
    assert (missing.status_code, "when you meet" in missing.text) == (403, True)
    who = coach(kiwi)
    nine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    agenda.change(who, TeamId(survey_round.id, kiwi), Agenda.starting, nine)
    event = client.get(f"{here}.ics?zone=Europe%2FBerlin")
    assert event.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "10:06 left pace" in event.text.replace("\r\n ", "")
    assert client.get(f"{here}.ics?zone=../../etc/passwd").status_code == 200
