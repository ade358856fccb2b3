"""What strangers can send to a running server, and what it answers them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection

import pytest

from browser.server import Server
from live.client import Device
from live.somebody import sign_in, somebody
from posdash.screen.pages import ADDRESSES
from posdash.web.guard import HEADERS
from posdash.web.plain import HEADERS as ON_OUR_PAGES

PUBLIC = "https://posdash.example"
NAMED = {"POSDASH_SECURITY_CONTACT": "mailto:security@posdash.example"}
PLACES = [
    "/",
    "/team",
    "/favicon.png",
    "/static/nothing.js",
    "/healthz",
    "/i/x",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/nothing",
    "/media/nothing.png",
    "/_stcore/upload_file/session/file",
]
OUR_PAGES = ("/", "/team", "/i/x")  # plain ones, as a stranger gets no other
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": "streamlit",
}


class Answer:
    """What a request got: status, headers, text."""

    def __init__(
        self, server: Server, method: str, path: str, body: str = "", **headers: str
    ) -> None:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        sent = {"Host": f"127.0.0.1:{server.port}", "Content-Length": str(len(body)), **headers}
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders(body.encode())
        response = connection.getresponse()
        self.status, self.headers = response.status, response.headers
        self.text = "" if self.status == 101 else response.read().decode("utf-8", "replace")
        connection.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    """posdash as anybody starts it."""
    yield from served(Server(tmp_path_factory.mktemp("plain")))


@pytest.fixture(scope="module")
def public(tmp_path_factory) -> Iterator[Server]:
    """posdash behind a proxy that people reach over https."""
    yield from served(Server(tmp_path_factory.mktemp("public"), POSDASH_URL=PUBLIC, **NAMED))


@pytest.fixture
def let_in(server, monkeypatch) -> str:
    """The cookies of somebody who is signed in."""
    monkeypatch.setenv("POSDASH_DATABASE_URL", server.database_url)
    monkeypatch.setenv("POSDASH_URL", server.url)
    with Device(server.url) as device:
        device.open_link(sign_in(somebody("Ned")))
        return "; ".join(f"{name}={value}" for name, value in device.cookies.items())


def served(one: Server) -> Iterator[Server]:
    one.set_up()
    one.start()
    yield one
    one.stop()


def link_tried(server: Server, origin: str, **headers: str) -> int:
    """The status of a link that leads nowhere."""
    return Answer(server, "POST", "/i/nowhere", Origin=origin, **headers).status


@pytest.mark.parametrize("path", PLACES)
def test_every_answer_carries_the_headers(server, path):
    answer = Answer(server, "GET", path)
    expected = {**HEADERS, **ON_OUR_PAGES} if path in OUR_PAGES else HEADERS
    found = {name: answer.headers.get_all(name) for name in expected}
    assert found == {name: [value] for name, value in expected.items()}
    assert "Strict-Transport-Security" not in answer.headers


def test_the_scripts_of_the_pages_come_from_this_server_and_carry_the_headers(server, let_in):
    page = Answer(server, "GET", "/", Cookie=let_in)
    assert {name: page.headers.get_all(name) for name in HEADERS} == {
        name: [value] for name, value in HEADERS.items()
    }
    scripts = re.findall(r'<script[^>]+src="\.(/[^"]+)"', page.text)
    assert scripts[0] == "/connection.js"
    assert len(scripts) > 1
    for one in scripts:
        answer = Answer(server, "GET", one)
        assert (answer.status, answer.headers["X-Content-Type-Options"]) == (200, "nosniff")


def test_media_files_are_kept_nowhere(server):
    assert Answer(server, "GET", "/media/nothing.png").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("host", ["elsewhere.example", "127.0.0.1.elsewhere.example", ""])
def test_under_a_foreign_name_nothing_is_answered(server, path, host):
    answer = Answer(server, "GET", path, Host=host)
    assert answer.status == 400
    assert answer.text.startswith("posdash does not answer to this name: ")


def test_a_page_of_this_server_may_connect(server, let_in):
    own = {**UPGRADE, "Cookie": let_in}
    assert Answer(server, "GET", "/_stcore/stream", **own).status == 101
    assert Answer(server, "GET", "/_stcore/stream", **own, Origin=server.url).status == 101


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "elsewhere.example"},
        {"Host": "elsewhere.example", "Origin": "http://elsewhere.example"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "null"},
    ],
)
def test_a_page_of_another_may_not_connect(server, let_in, headers):
    sent = {**UPGRADE, "Cookie": let_in, **headers}
    assert Answer(server, "GET", "/_stcore/stream", **sent).status == 403


@pytest.mark.parametrize("path", ["/_stcore/health", "/_stcore/host-config", "/media/x", "/"])
def test_pages_of_others_may_read_nothing(server, path):
    answer = Answer(server, "GET", path, Origin="https://elsewhere.example")
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "/_stcore/METRICS",
        "/%5fstcore/%6detrics",
        "/_stcore/metrics?families=session_events_total",
        "/_stcore/agent/interact",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/auth/login",
        "/AUTH/logout",
        "/%61uth/logout",
        "/oauth2callback?code=x&state=x",
    ],
)
def test_figures_and_the_way_in_for_programs_are_closed(server, method, path):
    assert Answer(server, method, path).status == 404


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/healthz", "/i/x", "/sign-in", "/password", "/out", "/"])
def test_our_routes_know_two_methods(server, method, path):
    assert Answer(server, method, path).status == 405


NOTHING = [
    *("/.env", "/.git/config", "/wp-login.php", "/wp-admin/setup.php", "/index.php", "/index.html"),
    *("/sitemap.xml", "/.well-known/change-password", "/.well-known/security.txt", "/robots.txt/x"),
    *("/i", "/i/", "/i/a/b", "/in", "/in/", "/setup", "/setup/", "/code/x", "/done/", "/remove/x"),
    *("/out/", "/sign-in/x", "/password/", "/oidc/", "/oidc/x", "/files", "/files/", "/here/x"),
    *("/files/people.exe", "/files/people", "/files/rounds/x/links", "/files/rounds/1/cards/"),
    *("/healthz/", "/admin", "/login", "/api/v1", "/_stcore", "/static", "/team/x", "/Team"),
    *("/answer/_stcore/health", "/answer%0a", "/app.py", "/_stcore/x", "/_stcore/message"),
    *(f"/files/rounds/{'9' * 20}/{one}" for one in ("links", "cards", "groups/1/agenda.md")),
    *("/static/x", "/static/js/x.js", "/static/", "/_stcore/upload_file", "/_stcore/health/x"),
]


@pytest.mark.parametrize("path", NOTHING)
def test_where_nothing_is_nothing_is_answered_and_not_the_app(server, path):
    answer = Answer(server, "GET", path)
    assert (answer.status, "<html" in answer.text) == (404, False)
    assert answer.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("path", ["/", *(f"/{one}" for one in ADDRESSES), "/answer/", "/team?x=1"])
def test_every_page_is_where_it_was(server, let_in, path):
    assert Answer(server, "GET", path, Cookie=let_in).status in (200, 301)


def test_programs_that_walk_the_web_are_told_that_nothing_is_for_them(server):
    answer = Answer(server, "GET", "/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.text == "User-agent: *\nDisallow: /\n"


def test_whom_to_tell_of_a_hole_stands_where_it_is_looked_for(public):
    answer = Answer(public, "GET", "/.well-known/security.txt", Host="posdash.example")
    assert answer.headers["Content-Type"].startswith("text/plain")
    contact, expires, _ = answer.text.split("\n")
    assert contact == "Contact: mailto:security@posdash.example"
    until = datetime.fromisoformat(expires.removeprefix("Expires: "))
    assert timedelta(days=30) < until - datetime.now(UTC) < timedelta(days=365)


def test_thirty_wrong_links_from_one_place_are_enough_whatever_it_says_of_itself(server):
    tries = [
        link_tried(server, server.url, **{"X-Forwarded-For": f"203.0.113.{number}"})
        for number in range(31)
    ]
    assert tries == [403] * 30 + [429]


def test_behind_a_proxy_strangers_are_counted_by_what_the_proxy_added(public):
    tries = [
        link_tried(public, PUBLIC, **{"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.1"})
        for number in range(31)
    ]
    assert tries == [403] * 30 + [429]
    assert link_tried(public, PUBLIC, **{"X-Forwarded-For": "198.51.100.1, 198.51.100.2"}) == 403


def test_behind_https_browsers_are_held_to_it_and_the_public_name_is_known(public):
    answer = Answer(public, "GET", "/", Host="posdash.example")
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
