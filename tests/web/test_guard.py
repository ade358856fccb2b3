"""What stands before the pages: headers, names of this server, what is closed."""

import asyncio
import hashlib
import re
import tomllib
from base64 import b64encode
from pathlib import Path

import pytest
import streamlit
from anyio.from_thread import start_blocking_portal
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.web.server.starlette.starlette_routes import create_media_routes

from posdash.settings import ROOT, settings
from posdash.web import guard
from posdash.web.guard import HEADERS, POLICY, Guard

HERE = "http://127.0.0.1:8501"
PUBLIC = "https://posdash.example"


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """People reach this server over https."""
    monkeypatch.setenv("POSDASH_URL", PUBLIC)
    settings.cache_clear()


async def plain(request):
    return PlainTextResponse("x" * 2000)


async def stricter(request):
    return PlainTextResponse("", headers={"Content-Security-Policy": "default-src 'none'"})


async def broken(request):
    raise RuntimeError("a row of the database")


async def echo(websocket):
    await websocket.accept()
    await websocket.send_bytes(await websocket.receive_bytes())
    await websocket.close()


def client(*hosts: str, base_url: str = HERE, routes=()) -> TestClient:
    """A browser that talks to an application behind the guard."""
    own = [Route("/", plain), Route("/own", stricter), Route("/broken", broken)]
    layers = [Middleware(Guard, hosts=hosts), Middleware(GZipMiddleware)]
    app = Starlette(routes=[*own, WebSocketRoute("/echo", echo), *routes], middleware=layers)
    return TestClient(app, base_url=base_url, raise_server_exceptions=False)


def test_the_policy_names_every_inline_script_of_the_installed_streamlit():
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    inline = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", page, re.S)
    hashes = [b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in inline]
    assert " ".join(f"'sha256-{one}'" for one in hashes) == guard.INLINE_SCRIPT
    assert re.search(r"<[^>]+\son\w+\s*=", page) is None


def test_the_policy_lets_a_page_load_from_nobody_else():
    rules = dict(one.split(" ", 1) for one in POLICY.split("; "))
    assert rules == {
        "default-src": "'self'",
        "script-src": f"'self' {guard.INLINE_SCRIPT}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "object-src": "'none'",
    }


def test_the_settings_of_streamlit_are_those_of_a_public_server():
    found = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    server, browser, page = found["server"], found["browser"], found["client"]
    assert server["address"] == "127.0.0.1"
    assert server["allowedHosts"] == ["127.0.0.1", "localhost"]
    assert (server["maxUploadSize"], server["enableStaticServing"]) == (1, False)
    assert server["enableAgentApi"] is False
    assert browser["gatherUsageStats"] is False
    assert page["showErrorDetails"] == "none"
    assert page["allowedOrigins"] == []
    assert page["disableDataExport"] is True
    protection = {"enableCORS", "enableXsrfProtection", "trustedUserHeaders"}
    assert protection.isdisjoint(server), "Streamlit's own values protect; nothing loosens them."


@pytest.mark.parametrize("path", ["/", "/nothing", "/broken", "/_stcore/metrics"])
def test_every_answer_carries_the_headers_also_one_about_an_error(path):
    answer = client().get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_what_breaks_says_so_and_no_more():
    answer = client().get("/broken")
    assert (answer.status_code, answer.text) == (500, "Something went wrong here. Try again.")


def test_a_stricter_policy_of_a_route_stays_and_the_other_headers_come_to_it():
    answer = client().get("/own")
    assert answer.headers.get_list("content-security-policy") == ["default-src 'none'"]
    assert answer.headers["x-frame-options"] == "DENY"


def test_compressed_answers_carry_them_too():
    answer = client().get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-security-policy"] == POLICY


def test_browsers_are_held_to_https_only_where_people_use_it(public):
    answer = client(base_url=PUBLIC).get("/")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_without_https_nobody_is_held_to_it():
    assert "strict-transport-security" not in client().get("/").headers


def test_media_files_are_neither_kept_nor_guessed_at():
    storage = MemoryMediaFileStorage("/media")
    file_id = storage.load_and_get_id(b"<script>", "text/plain", MediaFileKind.MEDIA)
    answer = client(routes=create_media_routes(storage, "")).get(storage.get_url(file_id))
    assert (answer.status_code, answer.content) == (200, b"<script>")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "/_stcore//metrics",
        "/_stcore/./metrics",
        "/_STCORE/Metrics",
        "/%5Fstcore/metric%73",
        "/%255fstcore/metrics",
        "/_stcore/metrics?families=session_events_total",
        "/_stcore/agent/interact",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_what_is_for_operators_and_programs_is_closed_in_every_spelling(path, method):
    reached = Route("/{path:path}", plain, methods=[method])
    assert client(routes=[reached]).request(method, path).status_code == 404


def test_what_only_begins_like_something_closed_is_open():
    reached = Route("/{path:path}", plain)
    assert client(routes=[reached]).get("/_stcore/metrics-of-a-page").status_code == 200


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8501", "127.0.0.1", "127.0.0.1.", "localhost", "LOCALHOST:80", "a.team.example"],
)
def test_names_this_server_goes_by_are_answered(host):
    one = client("localhost", "*.team.example")
    assert one.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        "elsewhere.example",
        "127.0.0.1.elsewhere.example",
        "elsewhere.example:8501",
        "elsewhere.example@127.0.0.1",
        "127.0.0.1@elsewhere.example",
        "127.0.0.1/elsewhere.example",
        "127.0.0.1:8501:8501",
        "127.0.0.1:port",
        "127.0.0.1 elsewhere.example",
        "team.example",
        "badteam.example",
        "[::1]",
        "0.0.0.0",
        "2130706433",
    ],
)
def test_other_names_are_refused_with_one_sentence(host):
    answer = client("localhost", "*.team.example").get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.text.startswith("posdash does not answer to this name: ")
    assert answer.headers["content-security-policy"] == POLICY


def test_two_names_in_one_request_are_refused():
    both = [("Host", "127.0.0.1"), ("Host", "elsewhere.example")]
    assert client().get("/", headers=both).status_code == 400


def test_the_host_of_the_public_address_is_always_known(public):
    assert client(base_url=PUBLIC).get("/").status_code == 200
    assert client(base_url=HERE).get("/").status_code == 400


def test_an_address_of_the_newer_kind_is_a_name_too():
    assert client("::1").get("/", headers={"Host": "[::1]:8501"}).status_code == 200


def sent_back(one: TestClient, **headers: str) -> bytes:
    """What comes back through a websocket."""
    address = str(one.base_url).replace("http", "ws", 1)
    with one.websocket_connect(f"{address}/echo", headers=headers) as websocket:
        websocket.send_bytes(b"as it is")
        return websocket.receive_bytes()


def test_a_websocket_passes_untouched():
    assert sent_back(client()) == b"as it is"
    assert sent_back(client(), origin=HERE) == b"as it is"
    at_home = {"host": "localhost:9000", "origin": "http://localhost:9000"}
    assert sent_back(client("localhost"), **at_home) == b"as it is"


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "elsewhere.example"},
        {"host": "elsewhere.example", "origin": "http://elsewhere.example"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:3000"},
        {"origin": "http://localhost"},
    ],
)
def test_a_websocket_of_another_page_or_under_another_name_is_refused(headers):
    with pytest.raises(WebSocketDisconnect) as refused:
        sent_back(client("localhost"), **headers)
    assert refused.value.code == 1008


def test_behind_https_a_page_without_it_may_not_connect(public):
    one = client(base_url=PUBLIC)
    assert sent_back(one, origin=PUBLIC) == b"as it is"
    with pytest.raises(WebSocketDisconnect):
        sent_back(one, origin="http://posdash.example")


def test_what_streams_is_passed_on_piece_by_piece():
    async def streams(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await arrived.wait()
        await send({"type": "http.response.body", "body": b"second"})

    async def send(message):
        bodies.append(message.get("body"))
        if message.get("body") == b"first":
            arrived.set()

    scope = {"type": "http", "path": "/", "headers": [(b"host", b"127.0.0.1")]}
    bodies, arrived = [], asyncio.Event()
    with start_blocking_portal() as portal:
        portal.call(Guard(streams, ()), scope, None, send)
    assert bodies == [None, b"first", b"second"]


def test_what_comes_faster_over_one_connection_than_people_click_has_to_wait(monkeypatch):
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async def heard(app_receive, times: int) -> None:
        for _ in range(times):
            await app_receive()

    async def message() -> dict:
        return {"type": "websocket.receive", "bytes": b"click"}

    now = [100.0]
    monkeypatch.setattr(guard, "monotonic", lambda: now[0])
    monkeypatch.setattr(guard.asyncio, "sleep", sleep)
    calm = guard._paced(message)
    asyncio.run(heard(calm, 20))
    assert waited == []
    asyncio.run(heard(calm, 3))
    assert waited == pytest.approx([0.2, 0.4, 0.6])
    now[0] += 60
    asyncio.run(heard(calm, 20))
    assert len(waited) == 3
