"""Fifty people with personal links, who open them in browsers of their own and answer."""

import random
from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.testclient import TestClient

from posdash import clock
from posdash.access import signin
from posdash.access.rights import Principal, Role
from posdash.answers import collect
from posdash.keys import from_text, keyed, new_secret
from posdash.organisation import people, roster
from posdash.rounds import links
from posdash.survey.round import Attribute, Facet, Links
from posdash.web import browser, routes
from world import linkage
from world.company import ADMINISTRATOR, groups, opened

PEOPLE = 50
# Right guesses of 50: a random order has more in 1 of 9,000,000 tries, and there are some 100.
BY_CHANCE = 9
HERE = "http://127.0.0.1:8501"
ROLE = Attribute("role", ("making", "selling"))


def fifty() -> SimpleNamespace:
    """Fifty people of two teams with personal links; one coaches the other team."""
    kiwi, wren = groups("Kiwi", "Wren")
    listed = ["path,name,email"] + [
        f"{('Kiwi', 'Wren')[number % 2]},Person number {number},person{number}@example.org"
        for number in range(PEOPLE)
    ]
    roster.apply(ADMINISTRATOR, "\n".join(listed).encode(), "people.csv", lambda _: None)
    terms = {"attributes": (ROLE,), "closes_at": clock.now() + timedelta(days=30)}
    survey_round = opened([kiwi, wren], links=Links.PERSONAL, **terms)
    made = links.personal_links(ADMINISTRATOR, survey_round.id)
    random.Random(50).shuffle(made := list(made))
    return SimpleNamespace(round=survey_round, links=made, wren=wren)


def open_all(here: SimpleNamespace) -> list[Principal]:
    """Each opens the link in their own browser, one after the other; one is signed in there."""
    coach = here.links[0].person
    people.give_role(ADMINISTRATOR, coach, Role.COACH, here.wren)
    session = signin.sign_in(people.sign_in_link(ADMINISTRATOR, coach).rsplit("/", 1)[1])
    found = []
    with TestClient(
        Starlette(routes=routes.ROUTES), base_url=HERE, follow_redirects=False
    ) as client:
        for link in here.links:
            client.cookies.clear()
            if link.person == coach:
                client.cookies.set(browser.cookie_name("session"), session)
            assert client.post(urlsplit(link.url).path, headers={"Origin": HERE}).status_code == 303
            found.append(browser.principal_from(client.cookies))
    assert [one.person is not None for one in found] == [True] + [False] * (PEOPLE - 1)
    return found


def answer(who: Principal, number: int) -> None:
    """Two places, two comments and a trait."""
    collect.save(who, "pace", Facet.NOW, 1 + number % 7, new_secret())
    collect.save(who, "pace", Facet.AIM, 4, new_secret())
    collect.comment(who, "pace", f"A remark, {number}.")
    collect.comment(who, "reach", f"Another remark, {number}.")
    collect.describe(who, "role", ("making", "selling")[number % 2])


def answer_all(here: SimpleNamespace) -> list[bytes]:
    """All answer in the order in which they opened their links; the keys in that order."""
    for number, who in enumerate(everybody := open_all(here)):
        answer(who, number)
    return keys_of(here, everybody)


def keys_of(here: SimpleNamespace, everybody: Sequence[Principal]) -> list[bytes]:
    return [keyed(one.respondent.token, f"edit|{here.round.id}") for one in everybody]


def in_no_order(orders: Sequence[Sequence[bytes]], keys: Sequence[bytes]) -> bool:
    """Whether none of these orders, forwards or backwards, is better than a guess."""
    both = [each for one in orders for each in (list(one), list(one)[::-1])]
    return all(linkage.right_places(one, keys) <= BY_CHANCE for one in both)


def secret_of(link: links.PersonalLink) -> bytes:
    """What stands at the end of a link."""
    secret = from_text(link.url.rsplit("/", 1)[1])
    assert secret is not None
    return secret


def key_of(here: SimpleNamespace, link: links.PersonalLink) -> bytes:
    """What the answers of a link's owner stand under."""
    return keyed(secret_of(link), f"edit|{here.round.id}")
