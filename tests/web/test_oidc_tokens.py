"""What a provider, or somebody in its name, may send: whatever is not right signs nobody in."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.responses import JSONResponse, PlainTextResponse

from world.database import everything
from world.oidc_provider import CLIENT, SECRET, Claims, Provider
from world.oidc_visitor import FAILED, Visitor, added, new_email, refused


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another application"},
        {"aud": [CLIENT, "another application"]},  # and nobody named for whom it was made
        {"aud": "another application", "azp": CLIENT},
        {"azp": "another application"},
        {"iss": "http://127.0.0.1:1"},
        {"exp": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
        *({"sub": one} for one in (None, "", 7, ["30"], "a\0b", "x" * 256)),
    ],
    ids=lambda lie: next(iter(lie)),  # workers agree on names that hold no time
)
def test_a_token_that_is_not_for_us_now_is_refused(served, provider, lies):
    added(email := new_email())
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
    person = added(email)
    provider.sign = lambda claims: signed(provider, claims)
    assert refused(Visitor(served).sign_in(provider, signed.__name__, email=email), FAILED)
    provider.sign = provider.signed
    assert Visitor(served).sign_in(provider, signed.__name__, email=email).person.id == person


def test_a_new_key_of_the_provider_is_found_and_the_old_one_is_worth_nothing(served, provider):
    person, old = added("mia@example.org"), provider.key
    assert Visitor(served).sign_in(provider, "45", email="mia@example.org").person.id == person
    provider.rotate()
    assert Visitor(served).sign_in(provider, "45").person.id == person
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
def test_a_provider_that_fails_halfway_is_said_in_a_sentence_and_may_recover(
    served, provider, path, answer
):
    person = added(email := new_email())
    provider.instead, provider.claims = {path: answer}, {"sub": email}
    if path == "/keys":
        provider.rotate()  # so that posdash asks
    assert refused(Visitor(served).open("/oidc"), FAILED)
    provider.be_honest()
    assert Visitor(served).sign_in(provider, email, email=email).person.id == person


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


def test_a_scanner_that_asks_for_the_way_back_first_uses_nothing_up(served, provider):
    added("gil@example.org")
    provider.claims = {"sub": "52", "email": "gil@example.org", "email_verified": True}
    with httpx2.Client(base_url=served.url, trust_env=False) as gil:
        assert not gil.head("/oidc").cookies
        back = gil.get(gil.get("/oidc").headers["location"]).headers["location"]
        before = dict(gil.cookies)
        for method in ("HEAD", "OPTIONS", "POST"):
            answer = gil.request(method, back, headers={"Origin": served.url})
            assert (answer.text, dict(gil.cookies)) in (
                ("", before),
                ("Method Not Allowed", before),
            )
        assert gil.get(back).status_code == 303
        assert "posdash_session" in gil.cookies
