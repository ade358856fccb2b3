"""Signing in through an OpenID provider, both of them real servers, over HTTP."""

import time
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from browser.server import Server
from oidc_provider import CLIENT, SECRET, Provider
from posdash import browser, oidc, people, web
from posdash.access import Person, Role
from posdash.store import store
from world import ADMINISTRATOR, groups

NO_ACCOUNT = "There is no account for you here yet."
FAILED = "This sign-in did not come through."


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """The place where people sign in."""
    with Provider() as one:
        yield one


@pytest.fixture(scope="module")
def served(tmp_path_factory, provider) -> Iterator[Server]:
    """posdash, which trusts that provider."""
    one = Server(
        tmp_path_factory.mktemp("oidc"),
        POSDASH_OIDC_ISSUER=provider.issuer,
        POSDASH_OIDC_CLIENT_ID=CLIENT,
        POSDASH_OIDC_CLIENT_SECRET=SECRET,
    )
    one.set_up()
    one.start()
    yield one
    one.stop()


@pytest.fixture
def doors(served, provider, monkeypatch) -> Iterator[None]:
    """The doors of this process lead into the server's database; the provider tells the truth."""
    monkeypatch.setenv("POSDASH_DATABASE_URL", served.database_url)
    monkeypatch.setenv("POSDASH_URL", served.url)
    provider.lies, provider.forged_signature = {}, False
    yield
    store().close()


def added(email: str) -> int:
    """Somebody whom an administrator has added, and nobody else has that e-mail."""
    return people.add_person(ADMINISTRATOR, "Ada", email)


def sign_in(served: Server, provider: Provider, subject: str, **claims: object) -> httpx.Client:
    """A browser that has gone to the provider and come back."""
    provider.claims = {"sub": subject, "email_verified": True, **claims}
    one = httpx.Client(base_url=served.url, follow_redirects=True)
    one.last = one.get("/oidc")  # type: ignore[attr-defined]
    return one


def who(client: httpx.Client) -> Person | None:
    return browser.principal_from(dict(client.cookies)).person


@pytest.mark.usefixtures("doors")
def test_somebody_invited_is_known_by_their_subject_from_then_on(served, provider):
    id = added("ada@example.org")
    assert who(sign_in(served, provider, "1", email="Ada@example.org")).id == id
    moved_house = sign_in(served, provider, "1", email="elsewhere@example.org")
    assert who(moved_house).id == id
    assert moved_house.last.url.path == "/"


@pytest.mark.usefixtures("doors")
@pytest.mark.parametrize(
    ("subject", "claims"),
    [
        ("10", {"email": "nobody@example.org"}),
        ("11", {"email": "bea@example.org", "email_verified": False}),
        ("12", {"email": "bea@example.org", "email_verified": "true"}),
        ("13", {}),
    ],
)
def test_whoever_has_no_account_or_no_verified_e_mail_stays_out(served, provider, subject, claims):
    if not people.organisation(ADMINISTRATOR).people or not _has("bea@example.org"):
        added("bea@example.org")
    client = sign_in(served, provider, subject, **claims)
    assert client.last.status_code == 403
    assert NO_ACCOUNT in client.last.text
    assert who(client) is None
    assert not any("session" in name for name in client.cookies)


def _has(email: str) -> bool:
    return any(one.email == email for one in people.organisation(ADMINISTRATOR).people)


@pytest.mark.usefixtures("doors")
def test_an_account_belongs_to_the_first_subject_that_came_with_its_e_mail(served, provider):
    id = added("cleo@example.org")
    assert who(sign_in(served, provider, "20", email="cleo@example.org")).id == id
    assert who(sign_in(served, provider, "21", email="cleo@example.org")) is None


@pytest.mark.usefixtures("doors")
@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"},
        {"aud": "another application"},
        {"iss": "http://127.0.0.1:1"},
        {"exp": int(time.time()) - 3600},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_us_now_is_refused(served, provider, lies):
    email = f"dara-{next(iter(lies))}@example.org"
    added(email)
    provider.lies = lies
    client = sign_in(served, provider, "30", email=email)
    assert (client.last.status_code, who(client)) == (403, None)
    assert FAILED in client.last.text


@pytest.mark.usefixtures("doors")
def test_a_token_that_somebody_else_signed_is_refused(served, provider):
    added("emil@example.org")
    provider.forged_signature = True
    client = sign_in(served, provider, "40", email="emil@example.org")
    assert (client.last.status_code, who(client)) == (403, None)


@pytest.mark.usefixtures("doors")
def test_coming_back_twice_or_from_elsewhere_is_refused(served, provider):
    added("fay@example.org")
    client = sign_in(served, provider, "50", email="fay@example.org")
    back = next(str(one.url) for one in client.last.history if "/oidc/back" in str(one.url))
    client.cookies.delete("posdash_session")
    assert FAILED in client.get(back).text
    assert who(client) is None
    stranger = httpx.Client(base_url=served.url)
    assert FAILED in stranger.get("/oidc/back?code=code-0&state=made-up").text
    assert FAILED in stranger.get("/oidc/back?error=access_denied&state=x").text


@pytest.mark.usefixtures("doors")
def test_what_the_provider_says_of_roles_gives_none(served, provider):
    groups("Kiwi")
    added("gus@example.org")
    claims = {"roles": ["administrator"], "groups": ["Kiwi"], "administrator": True}
    person = who(sign_in(served, provider, "60", email="gus@example.org", **claims))
    assert (person.administrator, person.coaches, person.leads) == (False, set(), set())


@pytest.mark.usefixtures("doors")
def test_a_disabled_account_stays_closed(served, provider):
    id = added("hana@example.org")
    people.give_role(ADMINISTRATOR, added("head@example.org"), Role.ADMINISTRATOR, None)
    assert who(sign_in(served, provider, "70", email="hana@example.org")).id == id
    people.set_disabled(ADMINISTRATOR, id, True)
    assert who(sign_in(served, provider, "70", email="hana@example.org")) is None


@pytest.mark.usefixtures("doors")
def test_the_page_to_sign_in_leads_there_and_no_cookie_of_streamlit_makes_anybody(served):
    assert 'href="/oidc"' in httpx.get(f"{served.url}/sign-in").text
    assert browser.principal_from({"_streamlit_user": '{"sub": "1"}'}).person is None


def test_without_a_provider_there_is_no_way_to_it():
    with TestClient(Starlette(routes=[*web.ROUTES, *oidc.routes()])) as client:
        assert client.get("/oidc").status_code == 404
        assert client.get("/oidc/back?code=x&state=x").status_code == 404
        assert "/oidc" not in client.get("/sign-in").text
