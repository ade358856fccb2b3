"""What one connection may take: half a request ends, one that only grows does too."""

import asyncio
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.sync.client import connect

from posdash.web import bodies, connections
from posdash.web.bodies import Bodies
from posdash.web.connections import HEAD_SIZE, LARGEST, Measured, Patient

PATIENCE = 30.0  # seconds, on a machine that is busy with something else


async def read(request):
    return PlainTextResponse(str(len(await request.body())))


async def listens(websocket):
    await websocket.accept()
    with suppress(Exception):
        while True:
            await websocket.send_text(str(len(await websocket.receive_bytes())))


@pytest.fixture
def port(monkeypatch) -> Iterator[int]:
    """Where a small application listens, as posdash does, but with less patience."""
    monkeypatch.setattr(connections, "HEAD_TIME", 0.3)
    monkeypatch.setattr(bodies, "TIME", 0.3)
    both = [Route("/", read, methods=["GET", "POST"]), WebSocketRoute("/stream", listens)]
    app = Starlette(routes=both)
    options = {"http": Patient, "ws": Measured, "ws_max_size": LARGEST, "log_level": "critical"}
    server = uvicorn.Server(uvicorn.Config(Bodies(app), port=0, lifespan="off", **options))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    until = time.monotonic() + PATIENCE
    while not server.started:
        assert time.monotonic() < until
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def answer(port: int, *pieces: bytes) -> bytes:
    """What comes until the server hangs up; it must, or this fails."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        told = b""
        with suppress(ConnectionError):
            for one in pieces:
                line.sendall(one)
            while piece := line.recv(65536):
                told += piece
        return told


def test_a_request_that_comes_whole_is_answered(port):
    whole = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"
    assert answer(port, whole).endswith(b"\r\n\r\n3")
    assert answer(port, *(whole[at : at + 1] for at in range(len(whole)))).endswith(b"\r\n\r\n3")


@pytest.mark.parametrize("half", [b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\nCookie: a"])
def test_a_request_that_stops_half_way_is_hung_up_on(port, half):
    assert answer(port, *([half] if half else [])) == b""


def test_so_is_a_second_one_on_the_same_connection(port):
    whole = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    assert answer(port, whole, b"GET / HTTP/1.1\r\nHost").endswith(b"\r\n\r\n0")


def test_a_body_that_stops_half_way_is_answered_and_hung_up_on(port):
    half = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"
    assert answer(port, half).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"x" * HEAD_SIZE * 2,
        b"GET / HTTP/1.1\r\nCookie: " + b"x" * HEAD_SIZE * 2,
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * HEAD_SIZE,
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"A: b\r\n" * HEAD_SIZE,
    ],
    ids=["path", "one header", "many headers", "what follows a body"],
)
def test_a_head_that_only_grows_is_refused(port, head):
    pieces = [head[at : at + 8192] for at in range(0, len(head), 8192)]
    assert answer(port, *pieces)[:12] in {b"HTTP/1.1 400", b""}


def test_a_message_of_the_largest_size_passes_also_in_pieces(port):
    with connect(f"ws://127.0.0.1:{port}/stream", proxy=None) as page:
        page.send(b"x" * LARGEST)
        assert page.recv(timeout=PATIENCE) == str(LARGEST)
        page.send([b"x" * 1000] * 500)
        assert page.recv(timeout=PATIENCE) == "500000"


def test_a_browser_hears_that_its_message_was_too_big(port):
    with connect(f"ws://127.0.0.1:{port}/stream", proxy=None) as page:
        with suppress(ConnectionClosed):
            page.send(b"x" * 20 * LARGEST)
            page.recv(timeout=PATIENCE)
        assert page.close_code == 1009


def test_who_asks_and_takes_no_answer_fills_no_memory(port):
    upgrade = (
        b"GET /stream HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    pings = Frame(Opcode.PING, b"x" * 125).serialize(mask=True, extensions=[]) * 1000
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        line.sendall(upgrade)
        before = memory()
        for _ in range(400):
            line.sendall(pings)
    assert memory() - before < 25, "Their answers are twice that."


def memory() -> float:
    """Megabytes that this process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_at_the_start_the_limit_of_open_files_is_raised_to_what_may_be():
    asked = (
        "import resource; from posdash.web import connections as one; "
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 512)); one.more_descriptors(); "
        "print(resource.getrlimit(resource.RLIMIT_NOFILE), one.pages_at_most())"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "(512, 512) 256"
