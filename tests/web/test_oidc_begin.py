"""The way to an OpenID provider: what posdash asks of it first, and when there is none."""

import json
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from browser.server import Server
from live.client import Device
from live.labels import NOT_OPEN
from posdash.access.rights import Role
from posdash.errors import NotReady
from posdash.organisation import people
from posdash.settings import Settings, settings
from posdash.web import browser, oidc
from world.company import ADMINISTRATOR
from world.oidc_provider import CLIENT, METADATA, SECRET
from world.oidc_visitor import FAILED, added, new_email

SILENT = "The place where you sign in does not answer."
STREAMLIT = "_streamlit_user"  # the cookie of Streamlit's own sign-in


@pytest.fixture
def routes(provider, monkeypatch, sqlite_store) -> Iterator[Callable[..., TestClient]]:
    """`routes(name=value)` are posdash's own in this process, on these settings."""
    provider.be_honest()

    def client(**changed: str) -> TestClient:
        usual = {"ISSUER": provider.issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET}
        for name, value in usual.items():
            monkeypatch.setenv(f"POSDASH_OIDC_{name}", value)
        for name, value in changed.items():
            monkeypatch.setenv(f"POSDASH_{name}", value)
        settings.cache_clear()
        oidc._client.cache_clear()
        return TestClient(
            Starlette(routes=oidc.routes()),
            base_url=settings().base_url,
            follow_redirects=False,
        )

    yield client
    oidc._client.cache_clear()


@pytest.mark.parametrize(
    "answer",
    [
        PlainTextResponse("Out of order.", 500),
        PlainTextResponse("<h1>Welcome</h1>"),
        JSONResponse(["metadata"]),
        JSONResponse({}),
        JSONResponse({"issuer": "https://another.example"}),
        JSONResponse({"issuer": "https://another.example", "authorization_endpoint": "http://x"}),
    ],
)
def test_a_provider_out_of_order_is_said_in_a_sentence_and_tried_again(routes, provider, answer):
    client = routes()
    provider.instead = {METADATA: answer}
    refused = client.get("/oidc")
    assert (refused.status_code, SILENT in refused.text) == (403, True)
    provider.be_honest()
    assert client.get("/oidc").headers["location"].startswith(f"{provider.issuer}/authorize?")


def test_a_provider_that_is_not_there_is_said_in_the_same_sentence(routes):
    answer = routes(OIDC_ISSUER="http://127.0.0.1:1").get("/oidc")
    assert (answer.status_code, SILENT in answer.text) == (403, True)


def test_an_issuer_written_otherwise_is_named_in_the_log(routes, provider, caplog):
    routes(OIDC_ISSUER=f"{provider.issuer}/").get("/oidc")
    assert f"{provider.issuer!r}, and POSDASH_OIDC_ISSUER must say so" in caplog.text


def test_the_provider_refuses_a_posdash_that_has_the_wrong_secret(routes, provider):
    client = routes(OIDC_CLIENT_SECRET="a guess")
    provider.claims = {"sub": "1"}
    back = httpx2.get(client.get("/oidc").headers["location"], trust_env=False).headers["location"]
    assert FAILED in client.get(back).text
    assert dict(client.cookies) == {}


def test_the_provider_is_asked_for_an_e_mail_with_a_proof_and_sends_people_back_here(routes):
    asked = httpx2.URL(routes().get("/oidc").headers["location"]).params
    assert asked["redirect_uri"] == f"{settings().base_url}/oidc/back"
    assert (asked["scope"], asked["code_challenge_method"]) == ("openid email", "S256")
    assert len(asked["state"]) >= 20
    assert len(asked["nonce"]) >= 20


def test_on_https_the_cookie_between_is_bound_to_this_host(routes):
    client = routes(URL="https://posdash.example.org")
    [kept] = client.get("/oidc").headers.get_list("set-cookie")
    assert kept.startswith("__Host-posdash_oidc=")
    assert {"path=/", "httponly", "secure", "samesite=lax"} <= set(kept.lower().split("; "))


def test_the_client_secret_is_in_no_cookie_and_no_repr(routes):
    client = routes()
    client.get("/oidc")
    between = b64decode(client.cookies["posdash_oidc"].split(".")[0] + "==").decode()
    assert '"nonce"' in between
    assert SECRET not in f"{between} {settings()!r}"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "POSDASH_OIDC_CLIENT_ID, POSDASH_OIDC_CLIENT_SECRET"),
        ({"oidc_client_id": "a"}, "POSDASH_OIDC_CLIENT_ID, POSDASH_OIDC_CLIENT_SECRET"),
        ({"oidc_client_secret": "b"}, "POSDASH_OIDC_CLIENT_ID, POSDASH_OIDC_CLIENT_SECRET"),
    ],
)
def test_a_provider_that_does_not_know_posdash_is_no_provider(given, name):
    with pytest.raises(NotReady) as error:
        Settings(oidc_issuer="https://id.example", **given).check_oidc()
    assert error.value.where == name


@pytest.mark.parametrize("issuer", ["http://id.example", "id.example", "http://192.168.1.5", "x:"])
def test_a_provider_on_an_open_line_is_refused(issuer):
    with pytest.raises(NotReady, match="open line"):
        Settings(oidc_issuer=issuer, oidc_client_id="a", oidc_client_secret="b").check_oidc()


# Streamlit can sign people in by itself where somebody has told it how.
SECRETS = """
[auth]
redirect_uri = "{url}/oauth2callback"
cookie_secret = "{cookie}"
client_id = "{client}"
client_secret = "{secret}"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
"""
COOKIE_SECRET = "known to this test alone, and long enough"


@pytest.fixture(scope="module")
def without(tmp_path_factory, provider) -> Iterator[Server]:
    """A posdash that trusts no provider, whose Streamlit does."""
    folder: Path = tmp_path_factory.mktemp("without")
    secrets = folder / "secrets.toml"
    one = Server(folder, STREAMLIT_SECRETS_FILES=str(secrets))
    words = {"url": one.url, "issuer": provider.issuer, "cookie": COOKIE_SECRET}
    secrets.write_text(SECRETS.format(client=CLIENT, secret=SECRET, **words))
    one.set_up()
    one.start()
    yield one
    one.stop()


class Pretender(Device):
    """A browser that adds cookies of its own making."""

    forged: ClassVar[dict[str, str]] = {}

    @property
    def cookies(self) -> dict[str, str]:
        """What it was given, and what it made."""
        return super().cookies | self.forged


@pytest.fixture
def device(without, provider, monkeypatch) -> Iterator[Pretender]:
    """A new browser there; the doors in this process use the same database."""
    monkeypatch.setenv("POSDASH_DATABASE_URL", without.database_url)
    monkeypatch.setenv("POSDASH_URL", without.url)
    provider.be_honest()
    with Pretender(without.url) as one:
        yield one


def administrator(email: str) -> dict[str, object]:
    """What the provider says of an administrator with this e-mail."""
    people.give_role(ADMINISTRATOR, added(email), Role.ADMINISTRATOR, None)
    return {"sub": email, "email": email, "email_verified": True}


def nobody(device: Device) -> bool:
    """Whether its pages treat it as a stranger."""
    assert "To answer, open the link" in device.turned_away("/")
    assert NOT_OPEN in device.turned_away("/people")
    return browser.principal_from(device.cookies).person is None


def test_without_a_provider_there_is_no_way_to_it(device):
    assert device.get("/oidc").status_code == 404
    assert device.get("/oidc/back?code=x&state=x").status_code == 404
    for page in (device.get("/sign-in").text, device.turned_away("/")):
        assert "oidc" not in page
        assert "organisation" not in page


def test_a_sign_in_of_streamlit_s_own_is_closed(device, provider):
    provider.claims = administrator(new_email())
    token = {"provider": "default", "exp": int(time.time()) + 60}
    start = jwt.encode({"alg": "HS256"}, token, OctKey.import_key(COOKIE_SECRET))
    for path in (f"/auth/login?provider={start}", "/auth/logout", "/oauth2callback?code=x&state=x"):
        answer = device.get(path)
        assert (answer.status_code, answer.text) == (404, "There is nothing here.")
    assert nobody(device)


@pytest.mark.parametrize("secret", [COOKIE_SECRET, "a guess"])
def test_a_cookie_in_the_name_of_streamlit_makes_nobody(device, secret):
    told = administrator(new_email()) | {"origin": device.url, "is_logged_in": True}
    signed = create_signed_value(secret, STREAMLIT, json.dumps(told))
    device.forged = {STREAMLIT: signed.decode()}
    assert nobody(device)
