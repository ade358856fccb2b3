"""Signing in through an OpenID provider, both of them real servers, over HTTP."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.responses import JSONResponse, PlainTextResponse

from browser.server import Server
from database import everything
from live.client import Device
from oidc_provider import CLIENT, SECRET, Claims, Provider
from posdash import browser, people
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


def trusting(provider: Provider, folder, database_url: str = "") -> Server:
    """A posdash that runs, and trusts that provider."""
    one = Server(
        folder,
        database_url,
        POSDASH_OIDC_ISSUER=provider.issuer,
        POSDASH_OIDC_CLIENT_ID=CLIENT,
        POSDASH_OIDC_CLIENT_SECRET=SECRET,
    )
    one.set_up()
    one.start()
    return one


@pytest.fixture(scope="module")
def running_server(tmp_path_factory, provider) -> Iterator[Server]:
    """posdash, which trusts that provider."""
    one = trusting(provider, tmp_path_factory.mktemp("oidc"))
    yield one
    one.stop()


@pytest.fixture
def served(running_server, provider, monkeypatch) -> Iterator[Server]:
    """It, whose database the doors in this process use as well; the provider tells the truth."""
    monkeypatch.setenv("POSDASH_DATABASE_URL", running_server.database_url)
    monkeypatch.setenv("POSDASH_URL", running_server.url)
    provider.be_honest()
    yield running_server
    store().close()


class Visitor:
    """A browser that follows where it is sent, and keeps cookies; `last` is what it shows."""

    def __init__(self, server: Server) -> None:
        self._http = httpx2.Client(
            base_url=server.url, follow_redirects=True, trust_env=False, timeout=60
        )
        self.open("/")

    def open(self, path: str) -> "Visitor":
        self.last = self._http.get(path)
        return self

    def sign_in(self, provider: Provider, subject: object, **claims: object) -> "Visitor":
        """Go to the provider as this subject and come back."""
        provider.claims = {"sub": subject, "email_verified": True, **claims}
        return self.open("/oidc")

    @property
    def cookies(self) -> dict[str, str]:
        return dict(self._http.cookies)

    @property
    def person(self) -> Person | None:
        return browser.principal_from(self.cookies).person

    @property
    def way_back(self) -> str:
        """The address that the provider sent it to."""
        seen = [str(one.url) for one in self.last.history]
        return next(one for one in seen if "/oidc/back" in one)


def added(email: str) -> int:
    """Somebody whom an administrator has added, and nobody else has that e-mail."""
    return people.add_person(ADMINISTRATOR, "Ada", email)


def refused(visitor: Visitor, sentence: str) -> bool:
    """Whether they read the sentence, and are nobody, with no cookie left of it all."""
    read = (visitor.last.status_code, sentence in visitor.last.text, visitor.cookies)
    assert read == (403, True, {}), visitor.last.text
    return visitor.person is None


def test_somebody_invited_is_known_by_their_subject_from_then_on(served, provider):
    id = added("ada@example.org")
    first = Visitor(served).sign_in(provider, "1", email="Ada@example.org")
    assert (first.person.id, first.last.url.path) == (id, "/")
    assert set(first.cookies) == {"posdash_session"}
    moved = Visitor(served).sign_in(provider, "1", email="elsewhere@example.org")
    without = Visitor(served).sign_in(provider, "1", email_verified=False)
    assert moved.person.id == without.person.id == id


def test_who_signs_in_again_in_the_same_browser_has_one_session(served, provider):
    added("bob@example.org")
    visitor = Visitor(served).sign_in(provider, "2", email="bob@example.org")
    before = visitor.cookies
    visitor.sign_in(provider, "2")
    assert visitor.person is not None
    assert browser.principal_from(before).person is None


@pytest.mark.parametrize(
    ("subject", "claims"),
    [
        ("10", {"email": "nobody@example.org"}),
        ("11", {"email": "bea@example.org", "email_verified": False}),
        ("12", {"email": "bea@example.org", "email_verified": "true"}),
        ("13", {"email": "bea@example.org", "email_verified": 1}),
        ("14", {"email": ["bea@example.org"]}),
        ("15", {"email": "bea@example.org\0"}),
        ("16", {"email": ""}),
        ("17", {}),
    ],
)
def test_whoever_has_no_account_or_no_verified_e_mail_stays_out(served, provider, subject, claims):
    if not any(one.email == "bea@example.org" for one in people.organisation(ADMINISTRATOR).people):
        added("bea@example.org")
    before = everything()
    assert refused(Visitor(served).sign_in(provider, subject, **claims), NO_ACCOUNT)
    assert everything() == before


def test_an_account_belongs_to_the_first_subject_that_came_with_its_e_mail(served, provider):
    id = added("cleo@example.org")
    assert Visitor(served).sign_in(provider, "20", email="cleo@example.org").person.id == id
    assert refused(Visitor(served).sign_in(provider, "21", email="cleo@example.org"), NO_ACCOUNT)


def test_the_same_subject_of_another_provider_is_somebody_else(served, provider, tmp_path):
    ina, jo = added("ina@example.org"), added("jo@example.org")
    assert Visitor(served).sign_in(provider, "25", email="ina@example.org").person.id == ina
    with Provider() as other:
        elsewhere = trusting(other, tmp_path, served.database_url)
        assert refused(Visitor(elsewhere).sign_in(other, "25"), NO_ACCOUNT)
        assert Visitor(elsewhere).sign_in(other, "25", email="jo@example.org").person.id == jo
        elsewhere.stop()
    assert Visitor(served).sign_in(provider, "25").person.id == ina


def test_an_e_mail_that_only_the_userinfo_endpoint_tells_counts_if_it_is_verified(served, provider):
    id = added("kim@example.org")
    provider.claims = {"sub": "27"}
    provider.userinfo = {"email": "kim@example.org"}
    assert refused(Visitor(served).open("/oidc"), NO_ACCOUNT)
    provider.userinfo |= {"email_verified": True}
    assert Visitor(served).open("/oidc").person.id == id


def test_userinfo_about_somebody_else_or_against_the_token_is_not_believed(served, provider):
    added("lou@example.org")
    provider.userinfo = {"sub": "other", "email": "lou@example.org", "email_verified": True}
    provider.claims = {"sub": "28"}
    assert refused(Visitor(served).open("/oidc"), FAILED)
    denied = Visitor(served).sign_in(provider, "28", email_verified=False)
    assert refused(denied, NO_ACCOUNT)


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another application"},
        {"aud": [CLIENT, "another application"]},  # and nobody named for whom it was made
        {"azp": "another application"},
        {"iss": "http://127.0.0.1:1"},
        {"exp": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
        *({"sub": one} for one in (None, "", 7, ["30"], "a\0b", "x" * 256)),
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us_now_is_refused(served, provider, lies):
    email = f"dara-{len(people.organisation(ADMINISTRATOR).people)}@example.org"
    added(email)
    provider.lies, before = lies, everything()
    assert refused(Visitor(served).sign_in(provider, "30", email=email), FAILED)
    assert everything() == before


def by_a_stranger(provider: Provider, claims: Claims) -> str:
    return jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims, RSAKey.generate_key(2048))


def by_a_key_it_brings_along(provider: Provider, claims: Claims) -> str:
    own = RSAKey.generate_key(2048)
    return jwt.encode({"alg": "RS256", "jwk": own.as_dict(private=False)}, claims, own)


def by_the_public_key_as_a_secret(provider: Provider, claims: Claims) -> str:
    public = OctKey.import_key(provider.key.as_pem(private=False))
    return jwt.encode({"alg": "HS256"}, claims, public)


def by_the_client_secret(provider: Provider, claims: Claims) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))


def by_nobody(provider: Provider, claims: Claims) -> str:
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def for_somebody_else_and_changed(provider: Provider, claims: Claims) -> str:
    head, _, signature = provider.signed(claims | {"email": "other@example.org"}).split(".")
    return f"{head}.{_part(claims)}.{signature}"


def _part(what: Claims) -> str:
    return urlsafe_b64encode(json.dumps(what).encode()).decode().rstrip("=")


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")  # keys nobody should take
@pytest.mark.parametrize(
    "signed",
    [
        by_a_stranger,
        by_a_key_it_brings_along,
        by_the_public_key_as_a_secret,
        by_the_client_secret,
        by_nobody,
        for_somebody_else_and_changed,
    ],
)
def test_a_token_that_the_provider_did_not_sign_is_refused(
    served, provider, signed: Callable[[Provider, Claims], str]
):
    email = f"{signed.__name__}@example.org"
    id = added(email)
    provider.sign = lambda claims: signed(provider, claims)
    assert refused(Visitor(served).sign_in(provider, signed.__name__, email=email), FAILED)
    provider.sign = provider.signed
    assert Visitor(served).sign_in(provider, signed.__name__, email=email).person.id == id


def test_a_new_key_of_the_provider_is_found_and_the_old_one_is_worth_nothing(served, provider):
    id, old = added("mia@example.org"), provider.key
    assert Visitor(served).sign_in(provider, "45", email="mia@example.org").person.id == id
    provider.rotate()
    assert Visitor(served).sign_in(provider, "45").person.id == id
    provider.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": old.kid}, claims, old)
    assert refused(Visitor(served).sign_in(provider, "45"), FAILED)


UNSIGNED = {"sub": "46", "email": "nils@example.org", "email_verified": True}


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/token", PlainTextResponse("Out of order.", 500)),
        ("/token", PlainTextResponse("<h1>Welcome</h1>")),
        ("/token", JSONResponse([])),
        ("/token", JSONResponse({"access_token": "a", "token_type": "Bearer"})),
        ("/token", JSONResponse({"access_token": "a", "id_token": None, "userinfo": UNSIGNED})),
        ("/token", JSONResponse({"access_token": "a", "userinfo": UNSIGNED})),
        ("/userinfo", PlainTextResponse("Out of order.", 500)),
        ("/userinfo", JSONResponse(["46"])),
        ("/keys", PlainTextResponse("Out of order.", 500)),
        ("/keys", JSONResponse({"keys": "none"})),
    ],
)
def test_a_provider_that_fails_halfway_is_said_in_a_sentence(served, provider, path, answer):
    provider.instead, provider.claims = {path: answer}, {"sub": "46"}
    if path == "/keys":
        provider.rotate()  # so that posdash asks
    assert refused(Visitor(served).open("/oidc"), FAILED)


def test_coming_back_twice_is_refused(served, provider):
    added("fay@example.org")
    visitor = Visitor(served).sign_in(provider, "50", email="fay@example.org")
    again = Visitor(served).open(visitor.way_back)
    assert refused(again, FAILED)
    assert FAILED in visitor.open(visitor.way_back).last.text
    assert visitor.person is not None  # what they had is untouched


def test_nobody_is_signed_in_as_whoever_sent_them_there(served, provider):
    added("eve@example.org")
    provider.claims = {"sub": "51", "email": "eve@example.org", "email_verified": True}
    eve, victim = (httpx2.Client(base_url=served.url, trust_env=False) for _ in range(2))
    back = eve.get(eve.get("/oidc").headers["location"]).headers["location"]
    victim.get("/oidc")  # has begun a sign-in of their own
    for trap in (back, back.replace(back.split("state=")[1], "made-up"), back.split("&state")[0]):
        assert FAILED in victim.get(trap).text
        assert "posdash_session" not in victim.cookies
    assert FAILED in victim.get("/oidc/back?error=access_denied&state=x").text
    assert eve.get(back).status_code == 303


def test_what_the_provider_says_of_roles_gives_none(served, provider):
    groups("Kiwi")
    added("gus@example.org")
    claims = {"roles": ["administrator"], "groups": ["Kiwi"], "administrator": True}
    person = Visitor(served).sign_in(provider, "60", email="gus@example.org", **claims).person
    assert (person.administrator, person.coaches, person.leads) == (False, set(), set())


def test_a_disabled_account_stays_closed_and_is_bound_to_nobody(served, provider):
    known, never_came = added("hana@example.org"), added("hugo@example.org")
    people.give_role(ADMINISTRATOR, added("head@example.org"), Role.ADMINISTRATOR, None)
    visitor = Visitor(served).sign_in(provider, "70", email="hana@example.org")
    assert visitor.person.id == known
    for one in (known, never_came):
        people.set_disabled(ADMINISTRATOR, one, True)
    assert visitor.person is None
    before = everything()
    assert refused(Visitor(served).sign_in(provider, "70", email="hana@example.org"), NO_ACCOUNT)
    assert refused(Visitor(served).sign_in(provider, "71", email="hugo@example.org"), NO_ACCOUNT)
    assert everything() == before


def test_the_page_to_sign_in_leads_there_and_the_log_holds_no_secret(served, provider):
    assert 'href="/oidc"' in Visitor(served).open("/sign-in").last.text
    added("olga@example.org")
    Visitor(served).sign_in(provider, "80", email="olga@example.org")
    refused(Visitor(served).sign_in(provider, "81", email="olga@example.org"), NO_ACCOUNT)
    log = served.log.read_text()
    assert not [one for one in ("code-", "access-", "eyJ", "olga", SECRET) if one in log]
