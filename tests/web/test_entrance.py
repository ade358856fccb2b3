"""Signing in by password or mail, two-word codes, cards: routes over HTTP, on both databases."""

import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.testclient import TestClient

from posdash.access import account
from posdash.access.limits import CODES, CODES_OF_PHONE
from posdash.access.rights import Role
from posdash.answers import closing, collect
from posdash.organisation import people
from posdash.rounds import links
from posdash.rounds.links import TeamLink
from posdash.settings import settings
from posdash.survey.round import Links, TeamId
from posdash.web import browser, routes
from world.company import ADMINISTRATOR, groups, members, opened, planned, promised

pytestmark = pytest.mark.usefixtures("empty_store")
OWN = {"Origin": "http://127.0.0.1:8501"}
WORDS = "four words of no sense"
NOWHERE = "There is no round behind this link"


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A browser without cookies that follows no redirect by itself."""
    with TestClient(
        Starlette(routes=routes.ROUTES), base_url="http://127.0.0.1:8501", follow_redirects=False
    ) as one:
        yield one


def person(email: str = "ada@example.org") -> int:
    return people.add_person(ADMINISTRATOR, "Ada", email)


def signed_in(client: TestClient, person_id: int) -> TestClient:
    link = people.sign_in_link(ADMINISTRATOR, person_id)
    client.post(link.removeprefix(settings().base_url), headers=OWN)
    return client


def who(client: TestClient):
    return browser.principal_from(client.cookies)


def with_password(client: TestClient, email: str = "ada@example.org", *, clear: bool = True) -> int:
    """Somebody who has chosen a password, and signed out again; with `clear` on another browser."""
    person_id = person(email)
    signed_in(client, person_id).post("/password", data={"new": WORDS}, headers=OWN)
    client.post("/out", headers=OWN)
    if clear:
        client.cookies.clear()
    return person_id


def onward(client: TestClient, answer: Response) -> str:
    """Where an answer leads, once the browser has shown that it keeps cookies."""
    return client.get(answer.headers["location"]).headers["location"]


def test_a_password_is_chosen_while_signed_in_and_signs_in_from_then_on(client):
    person_id = with_password(client)
    typed = {"email": " Ada@Example.org", "password": WORDS}
    answer = client.post("/sign-in", data=typed, headers=OWN)
    assert (answer.status_code, onward(client, answer)) == (303, "/")
    assert who(client).person.id == person_id


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "ada@example.org", "password": "another one entirely"},
        {"email": "nobody@example.org", "password": WORDS},
        {"email": "", "password": ""},
    ],
)
def test_what_does_not_fit_is_refused_in_the_same_words(client, typed):
    with_password(client)
    answer = client.post("/sign-in", data=typed, headers=OWN)
    assert answer.status_code == 403
    assert "E-mail and password do not belong together." in answer.text
    assert who(client).person is None


def test_after_five_failures_even_the_right_password_waits(client):
    with_password(client)
    for _ in range(5):
        client.post("/sign-in", data={"email": "ada@example.org", "password": "x"}, headers=OWN)
    right = {"email": "ada@example.org", "password": WORDS}
    answer = client.post("/sign-in", data=right, headers=OWN)
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.text


def test_the_browser_that_was_signed_in_before_is_not_locked_out_by_wrong_passwords(client):
    person_id = with_password(client, clear=False)
    with TestClient(client.app, base_url=str(client.base_url)) as stranger:
        for _ in range(6):
            wrong = {"email": "ada@example.org", "password": "x"}
            answer = stranger.post("/sign-in", data=wrong, headers=OWN)
    assert answer.status_code == 429
    right = {"email": "ada@example.org", "password": WORDS}
    assert client.post("/sign-in", data=right, headers=OWN).status_code == 303
    assert who(client).person.id == person_id


def test_the_cookie_by_which_a_browser_is_known_stays_a_year_and_no_script_reads_it(client):
    link = people.sign_in_link(ADMINISTRATOR, person()).removeprefix(settings().base_url)
    set_cookies = client.post(link, headers=OWN).headers.get_list("set-cookie")
    [kept] = [one for one in set_cookies if one.startswith("posdash_browser=")]
    assert {"HttpOnly", "Max-Age=31536000", "SameSite=lax"} <= set(kept.split("; "))


def test_a_new_password_takes_the_one_before_and_signs_out_everywhere_else(client):
    person_id = with_password(client)
    with TestClient(client.app, base_url=str(client.base_url), follow_redirects=False) as other:
        signed_in(other, person_id)
        signed_in(client, person_id)
        wrong = client.post("/password", data={"password": "x", "new": WORDS * 2}, headers=OWN)
        assert wrong.status_code == 403
        client.post("/password", data={"password": WORDS, "new": WORDS * 2}, headers=OWN)
        assert who(client).person.id == person_id
        assert who(other).person is None


def test_a_short_password_is_refused_with_a_way_to_find_a_longer_one(client):
    signed_in(client, person())
    answer = client.post("/password", data={"new": "short"}, headers=OWN)
    assert "Four words that do not belong together" in answer.text


@pytest.mark.parametrize("path", ["/password", "/files/rounds/1/links", "/files/rounds/1/cards"])
def test_a_stranger_is_refused(client, path):
    answer = client.get(path)
    assert answer.status_code == 403
    assert "not open to you" in answer.text


def test_signing_in_ends_the_session_that_the_browser_had_before(client):
    person_id = person()
    before = dict(signed_in(client, person_id).cookies)
    signed_in(client, person_id)
    assert browser.principal_from(before).person is None
    assert len(account.account(who(client), client.cookies["posdash_session"]).sign_ins) == 1


def test_two_words_lead_where_the_link_leads_while_the_team_is_open(client):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    [link] = links.team_links(ADMINISTRATOR, survey_round.id)
    answer = client.post("/code", data={"code": f" {link.code.upper()}! "}, headers=OWN)
    here = f"/answer?round={survey_round.id}&group={kiwi}"
    assert (answer.status_code, onward(client, answer)) == (303, here)
    assert collect.survey(who(client)).group.group.id == kiwi
    closing.close_round(ADMINISTRATOR, survey_round.id)
    client.cookies.clear()
    assert NOWHERE in client.post("/code", data={"code": link.code}, headers=OWN).text


def test_wrong_withdrawn_and_unknown_links_and_codes_look_the_same(client):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    [before] = links.team_links(ADMINISTRATOR, survey_round.id)
    links.replace_team_link(ADMINISTRATOR, TeamId(survey_round.id, kiwi))
    paths = [before.url.removeprefix(settings().base_url), "/i/" + "A" * 43, "/i/x"]
    answers = [client.post(path, headers=OWN) for path in paths]
    answers += [client.post("/code", data={"code": one}, headers=OWN) for one in (before.code, "x")]
    assert {(one.status_code, one.text) for one in answers} == {(403, answers[0].text)}
    assert NOWHERE in answers[0].text
    assert set(client.cookies) == {"posdash_device"}  # by which wrong codes are counted


def test_thirty_wrong_links_in_a_minute_are_enough_for_one_address(client):
    for _ in range(30):
        assert client.post("/i/wrong", headers=OWN).status_code == 403
    assert client.post("/i/wrong", headers=OWN).status_code == 429


def coded() -> TeamLink:
    """The link of an open team, with its two words."""
    [kiwi] = groups("Kiwi")
    return links.team_links(ADMINISTRATOR, opened([kiwi]).id)[0]


def tried(client: TestClient, code: str) -> int:
    return client.post("/code", data={"code": code}, headers=OWN).status_code


def test_who_is_wrong_again_and_again_keeps_nobody_with_the_right_link_out(client):
    link = coded()
    for _ in range(30):
        tried(client, "wrong words")
    right = link.url.removeprefix(settings().base_url)
    for _ in range(31):
        assert client.post(right, headers=OWN).status_code == 303


def test_one_phone_with_thirty_wrong_codes_waits_and_its_room_does_not(client):
    link = coded()
    assert [tried(client, "wrong words") for _ in range(30)] == [403] * 10 + [429] * 20
    assert tried(client, link.code) == 429
    client.cookies.clear()  # the next phone, with the same address
    assert tried(client, link.code) == 303


def test_wrong_links_do_not_keep_out_who_types_the_code(client):
    link = coded()
    for _ in range(31):
        client.post("/i/wrong", headers=OWN)
    assert tried(client, link.code) == 303


def test_a_new_device_for_each_guess_does_not_get_past_the_limit_of_its_address(client):
    link = coded()
    for _ in range(300):
        assert tried(client, "wrong words") == 403
        client.cookies.clear()
    assert tried(client, link.code) == 429


def test_right_codes_of_a_room_count_for_nothing(client):
    link = coded()
    for _ in range(301):
        CODES_OF_PHONE.forget_all()
        assert tried(client, link.code) == 303


def test_guesses_at_codes_are_limited_over_all_addresses(client):
    link = coded()
    for _ in range(3_000):
        CODES.note("")
    assert tried(client, link.code) == 429


def test_a_personal_link_answers_for_its_owner_and_leaves_with_them(client):
    [kiwi] = groups("Kiwi")
    members(kiwi, 2)
    survey_round = opened([kiwi], links=Links.PERSONAL)
    first, second = links.personal_links(ADMINISTRATOR, survey_round.id)
    client.post(first.url.removeprefix(settings().base_url), headers=OWN)
    assert collect.survey(who(client)).personal
    before = who(client).respondent.token
    assert client.post("/someone-else", headers=OWN).headers["location"] == "/"
    assert who(client).respondent is None
    client.post(second.url.removeprefix(settings().base_url), headers=OWN)
    assert who(client).respondent.token != before


def test_the_page_to_sign_in_offers_mail_only_where_there_is_a_mail_server(client, monkeypatch):
    assert "Mail me a link" not in client.get("/sign-in").text
    monkeypatch.setenv("POSDASH_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("POSDASH_SMTP_SECURITY", "none")
    monkeypatch.setenv("POSDASH_MAIL_FROM", "posdash <posdash@example.org>")
    settings.cache_clear()
    assert "Mail me a link" in client.get("/sign-in").text


def test_cards_hold_a_qr_code_and_two_words_per_team_the_coach_gets_their_own(client):
    kiwi, wren = groups("Company / Kiwi", "Company / Wren <b>")
    survey_round = opened([kiwi, wren], contact="Nora Holm")
    coach = person()
    people.give_role(ADMINISTRATOR, coach, Role.COACH, wren)
    path = f"/files/rounds/{survey_round.id}/cards"
    assert signed_in(client, coach).get(path).status_code == 403  # named after the opening
    promised(coach, wren)
    page = client.get(path)
    assert page.text.count("<svg") == 1
    assert "Wren &lt;b&gt;" in page.text
    assert "Kiwi" not in page.text
    assert "Nora Holm" in page.text
    assert re.search(r'class="code">[a-z-]+ [a-z-]+<', page.text)
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_of_people_is_for_administrators_alone_and_as_long_as_they_are(client, form):
    [kiwi] = groups("Kiwi")
    members(kiwi, 2)
    path, ada = f"/files/people.{form}", person()
    assert client.get(path).status_code == 403
    signed_in(client, ada)
    assert client.get(path).status_code == 403
    people.give_role(ADMINISTRATOR, person("head@example.org"), Role.ADMINISTRATOR, None)
    people.give_role(ADMINISTRATOR, ada, Role.ADMINISTRATOR, None)
    file = client.get(path)
    assert file.headers["content-disposition"] == f"attachment; filename=people.{form}"
    assert file.headers["cache-control"] == "no-store"
    people.take_role(ADMINISTRATOR, ada, Role.ADMINISTRATOR, None)
    refused = client.get(path)
    assert refused.status_code == 403
    assert "Person 0" not in refused.text


def test_the_file_of_a_round_with_team_links_is_none(client):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    ada = person()
    people.give_role(ADMINISTRATOR, ada, Role.ADMINISTRATOR, None)
    answer = signed_in(client, ada).get(f"/files/rounds/{survey_round.id}/links")
    assert (answer.status_code, "team links" in answer.text) == (403, True)


def test_personal_links_come_as_a_file_once(client):
    [kiwi] = groups("Kiwi")
    members(kiwi, 3)
    survey_round = opened([kiwi], links=Links.PERSONAL)
    ada = person()
    people.give_role(ADMINISTRATOR, ada, Role.ADMINISTRATOR, None)
    path = f"/files/rounds/{survey_round.id}/links"
    assert "3 people have no link yet" in signed_in(client, ada).get(path).text
    file = client.post(path, headers=OWN)
    assert (
        file.headers["content-disposition"] == f"attachment; filename=links-{survey_round.id}.csv"
    )
    assert file.headers["cache-control"] == "no-store"
    found = re.findall(r"http\S+/i/[\w-]{43}", file.text)
    assert len(set(found)) == 3
    assert "cannot be shown again" in client.get(path).text
    for link in found:
        client.post(link.removeprefix(settings().base_url), headers=OWN)
        assert who(client).respondent.team.group_id == kiwi


def test_a_coach_is_not_asked_whether_to_make_a_file_that_they_may_not_make(client):
    [kiwi] = groups("Kiwi")
    members(kiwi, 3)
    survey_round = opened([kiwi], links=Links.PERSONAL)
    ada = person()
    people.give_role(ADMINISTRATOR, ada, Role.COACH, kiwi)
    answer = signed_in(client, ada).get(f"/files/rounds/{survey_round.id}/links")
    assert (answer.status_code, "by email only" in answer.text) == (403, True)
    assert "Make the file" not in answer.text


def test_there_is_no_file_of_links_before_the_round_opens(client):
    [kiwi] = groups("Kiwi")
    members(kiwi, 3)
    ada = person()
    people.give_role(ADMINISTRATOR, ada, Role.ADMINISTRATOR, None)
    round_id = planned([kiwi], links=Links.PERSONAL)
    answer = signed_in(client, ada).get(f"/files/rounds/{round_id}/links")
    assert (answer.status_code, "Make the file" in answer.text) == (403, False)


def test_a_file_of_links_is_not_made_for_a_form_of_another_site(client):
    [kiwi] = groups("Kiwi")
    members(kiwi, 3)
    survey_round = opened([kiwi], links=Links.PERSONAL)
    ada = person()
    people.give_role(ADMINISTRATOR, ada, Role.ADMINISTRATOR, None)
    path = f"/files/rounds/{survey_round.id}/links"
    answer = signed_in(client, ada).post(path, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert not any(one.has_link for one in links.invited(ADMINISTRATOR, survey_round.id))
