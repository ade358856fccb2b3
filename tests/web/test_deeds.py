"""What routes do, and when: by a press on our own page, once."""

import ast
import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from posdash import clock
from posdash.access import signin
from posdash.access.rights import Role
from posdash.answers import collect
from posdash.organisation import people
from posdash.rounds import links
from posdash.screen import entrance
from posdash.settings import ROOT, settings
from posdash.survey.round import Links
from posdash.web import browser, deeds, oidc, readiness, routes
from world.company import ADMINISTRATOR, groups, members, opened, place
from world.database import everything

pytestmark = pytest.mark.usefixtures("empty_store")
URL = "http://127.0.0.1:8501"
OWN = {"Origin": URL}
ALL = [  # as app.py has them
    *(*routes.ROUTES, *readiness.ROUTES, *entrance.ROUTES, *oidc.routes(), *entrance.PAGES),
]
OTHERS = ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"]


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A browser without cookies that follows no redirect by itself."""
    with TestClient(Starlette(routes=ALL), base_url=URL, follow_redirects=False) as one:
        yield one


def path(link: str) -> str:
    return link.removeprefix(settings().base_url)


def sign_in_link(*roles: tuple[Role, int | None]) -> str:
    """The path of a fresh link that signs somebody in."""
    person = people.add_person(ADMINISTRATOR, "Ada", f"ada{len(everything()['person'])}@b.example")
    for role, group in roles:
        people.give_role(ADMINISTRATOR, person, role, group)
    return path(people.sign_in_link(ADMINISTRATOR, person))


def paths(client: TestClient) -> list[str]:
    """Every route, about something that is there, for somebody who may all and has answered."""
    set_up = path(signin.setup_link())
    kiwi, wren = groups("Company / Kiwi", "Company / Wren")
    members(wren, 3)
    by_name, by_team = opened([wren], links=Links.PERSONAL), opened([kiwi])
    [link] = links.team_links(ADMINISTRATOR, by_team.id)
    client.post(sign_in_link((Role.ADMINISTRATOR, None), (Role.COACH, kiwi)), headers=OWN)
    client.post(path(link.url), headers=OWN)
    place(browser.principal_from(client.cookies), "pace", 2)
    client.get("/done")
    tokens = {"/setup": set_up, "/in": sign_in_link(), "/i": path(link.url)}
    found = []
    for route in ALL:
        start = route.path.partition("/{token}")
        one = tokens[start[0]] if start[1] else route.path
        round_id = by_name.id if one.endswith("/links") else by_team.id
        one = one.replace("{path:page}", "team")
        one = one.replace("{round:id}", str(round_id)).replace("{group:id}", str(kiwi))
        found.append(f"{one}?round={by_team.id}&group={kiwi}")
    return found


@pytest.mark.parametrize("method", ["HEAD", "GET", *OTHERS])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_route_does_anything_for_whoever_only_looks_or_asks_otherwise(client, method, site):
    there, before, device = paths(client), everything(), dict(client.cookies)
    for one in there:
        answer = client.request(method, one, headers={**OWN, "Sec-Fetch-Site": site})
        assert answer.status_code != 500, one
        assert (method in OTHERS) <= (answer.status_code == 405), one
        assert "set-cookie" not in answer.headers, one
        assert everything() == before, one
    assert dict(client.cookies) == device


@pytest.mark.parametrize(
    "origin",
    [{}, {"Origin": "null"}, {"Origin": "https://elsewhere.example"}, {"Origin": f"{URL}1"}],
)
def test_no_route_does_anything_for_the_page_of_another(client, origin):
    there, before = paths(client), everything()
    for one in there:
        answer = client.post(one, headers=origin)
        assert answer.status_code in (403, 405), one
        assert "set-cookie" not in answer.headers, one
        assert everything() == before, one


def test_two_origins_are_none(client):
    link = sign_in_link()
    twice = [("Origin", "https://elsewhere.example"), ("Origin", URL)]
    assert client.post(link, headers=twice).status_code == 403


def test_an_open_page_of_our_own_name_is_anothers(client, monkeypatch):
    monkeypatch.setenv("POSDASH_URL", "https://posdash.example")
    settings.cache_clear()
    link = sign_in_link()
    name = {"Host": "posdash.example"}  # as a proxy asks that does not say how it was asked
    answer = client.post(link, headers=name | {"Origin": "http://posdash.example"})
    assert answer.status_code == 403
    answer = client.post(link, headers=name | {"Origin": "https://posdash.example"})
    assert answer.status_code == 303


def test_a_scanner_that_asks_first_leaves_the_link_to_whom_it_was_sent(client):
    link = sign_in_link()
    scanned = [client.request(method, link) for method in ("HEAD", "GET", "GET")]
    assert [one.status_code for one in scanned] == [200, 200, 200]
    assert not client.cookies
    answer = client.post(link, headers=OWN)
    assert (answer.status_code, "posdash_session" in client.cookies) == (303, True)


def test_the_same_goes_for_the_link_that_makes_an_administrator(client):
    link = path(signin.setup_link())
    for method in ("HEAD", "GET", "GET"):
        assert client.request(method, link).status_code == 200
    assert not everything()["person"]
    assert client.post(link, data={"name": "Ada"}, headers=OWN).status_code == 303
    assert browser.principal_from(client.cookies).person.name == "Ada"


def test_every_route_is_one_that_shows_one_that_does_or_one_that_leads():
    def makes(module: Path) -> bool:
        calls = [
            one for one in ast.walk(ast.parse(module.read_text())) if isinstance(one, ast.Call)
        ]
        return any(ast.unparse(one.func).rpartition(".")[2] == "Route" for one in calls)

    modules = [ROOT / "app.py", *(ROOT / "posdash").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    assert [one.name for one in modules if makes(one)] == ["deeds.py"]


def test_a_page_that_is_only_looked_at_may_not_set_a_cookie():
    async def careless(request):
        response = PlainTextResponse("Welcome")
        response.set_cookie("posdash_session", "somebody")
        return response

    client = TestClient(Starlette(routes=[deeds.shows("/", careless)]))
    with pytest.raises(AssertionError, match="sets no cookie"):
        client.get("/")


def test_done_is_one_tap_on_our_own_page_and_from_elsewhere_a_button(client):
    paths(client)
    client.cookies.delete("posdash_own_2-2")
    for site, taps in (("cross-site", False), ("same-site", False), ("same-origin", True)):
        answer = client.get("/done", headers={"Sec-Fetch-Site": site})
        assert ("set-cookie" in answer.headers) is taps
        assert ('<form method="post">' in answer.text) is not taps
    assert "set-cookie" in client.post("/done", headers=OWN).headers


def form(client: TestClient, link: str, **typed: str) -> dict[str, str]:
    """The form of a page as it is sent, with the number of this showing."""
    [number] = re.findall(r'name="number" value="([\w-]{22})"', client.get(link).text)
    return {"number": number, **typed}


def pressed_twice(client: TestClient, link: str, **typed: str) -> list[httpx2.Response]:
    filled = form(client, link, **typed)
    return [client.post(link, data=filled, headers=OWN) for _ in range(2)]


def test_a_double_click_on_a_sign_in_link_signs_in_once_and_is_answered_the_same_twice(client):
    first, second = pressed_twice(client, sign_in_link())
    assert first.headers.get_list("set-cookie") == second.headers.get_list("set-cookie")
    assert (first.status_code, second.status_code) == (303, 303)
    assert len(everything()["sign_in"]) == 1


def test_a_double_click_on_the_set_up_link_makes_one_administrator(client):
    first, second = pressed_twice(client, path(signin.setup_link()), name="Ada")
    assert first.headers.get_list("set-cookie") == second.headers.get_list("set-cookie")
    assert len(everything()["person"]) == len(everything()["sign_in"]) == 1


def test_a_double_click_on_a_link_to_answer_makes_one_device(client):
    [kiwi] = groups("Kiwi")
    [link] = links.team_links(ADMINISTRATOR, opened([kiwi]).id)
    filled = form(client, path(link.url))
    answers = []
    for _ in range(2):  # the second press leaves before the first is answered
        client.cookies.clear()
        answers.append(client.post(path(link.url), data=filled, headers=OWN))
    assert len({str(one.headers.get_list("set-cookie")) for one in answers}) == 1


def test_a_file_of_personal_links_that_is_asked_for_twice_comes_twice(client):
    [kiwi] = groups("Kiwi")
    members(kiwi, 3)
    survey_round = opened([kiwi], links=Links.PERSONAL)
    client.post(sign_in_link((Role.ADMINISTRATOR, None)), headers=OWN)
    first, second = pressed_twice(client, f"/files/rounds/{survey_round.id}/links")
    assert first.text.count("/i/") == 3
    assert (first.text, dict(first.headers)) == (second.text, dict(second.headers))


def test_presses_at_the_same_moment_wait_for_the_first(client):
    link = sign_in_link()
    filled = form(client, link)

    async def both() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(app=Starlette(routes=ALL))
        async with httpx2.AsyncClient(transport=transport, base_url=URL) as one:
            presses = [one.post(link, data=filled, headers=OWN) for _ in range(5)]
            return await asyncio.gather(*presses)

    answers = asyncio.run(both())
    assert {one.status_code for one in answers} == {303}
    assert len({str(one.headers.get_list("set-cookie")) for one in answers}) == 1
    assert len(everything()["sign_in"]) == 1


def test_another_showing_of_the_page_is_another_press(client):
    link = sign_in_link()
    assert client.post(link, data=form(client, link), headers=OWN).status_code == 303
    assert client.post(link, data=form(client, link), headers=OWN).status_code == 403


def test_what_was_refused_may_be_sent_again_from_the_same_page(client):
    link = path(signin.setup_link())
    filled = form(client, link, name="x" * 61)
    assert client.post(link, data=filled, headers=OWN).status_code == 403
    assert client.post(link, data={**filled, "name": "Ada"}, headers=OWN).status_code == 303


def test_a_page_left_open_is_pressed_anew_by_whoever_came_after(client):
    [kiwi] = groups("Kiwi")
    [link] = links.team_links(ADMINISTRATOR, opened([kiwi]).id)
    client.post(path(link.url), headers=OWN)
    filled, devices = form(client, "/someone-else"), [client.cookies["posdash_device"]]
    for again in ("/someone-else", "/someone-else", "/someone-else"):
        client.post(again, data=filled, headers=OWN)
        devices.append(client.cookies["posdash_device"])
        client.post("/someone-else", headers=OWN)  # handed on by another page meanwhile
    assert len(set(devices)) == 4


def test_presses_are_forgotten_after_a_minute_and_are_few(client, monkeypatch):
    for number in range(deeds.MOST_PRESSES + 20):
        client.post("/out", data={"number": str(number)}, headers=OWN)
    assert len(deeds.PRESSES) == deeds.MOST_PRESSES
    at = clock.ticks() + deeds.REMEMBERED
    monkeypatch.setattr(clock, "ticks", lambda: at)
    client.post("/out", data={"number": "x"}, headers=OWN)
    assert len(deeds.PRESSES) == 1


def test_removing_needs_the_press_and_then_takes_away(client):
    paths(client)
    who = browser.principal_from(client.cookies)
    for method in ("HEAD", "GET"):
        client.request(method, "/remove")
        assert len(collect.survey(who).placements) == 1
    client.post("/remove", data=form(client, "/remove"), headers=OWN)
    assert not collect.survey(who).placements
